"""Replies from anywhere: no text makes the judge fail, or look at more than a few thousand characters of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.judge import judge
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind, Stage
from mailworthy.bounce.rules import book, own_rules
from mailworthy.bounce.sisimai import sisimai_reason
from mailworthy.errors import InputError
from mailworthy.wire.reply import LOOKED_AT, read

PHRASES = [phrase for rule in book().rules for phrase in (*rule.text, *rule.marks)]
PIECES = ["550", "550-", "5.1.1", "(#5.1.1)", "<421 4.4.2", "->", "said:", "...", "<", ">", "@", "a@example.com", "http://", "\x00",
          "\r\n", "\r", " ", "\ud800", "İ", "ß", "宛先", "user", "not", "invalid", "sender", "no such", "x" * 70, "(" * 30, "9" * 40,
          *PHRASES]  # fmt: skip
ANYTHING = st.text(st.characters()) | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
SIZE = 64 * 1024
HUGE = [
    *(piece * (SIZE // len(piece)) for piece in ("x", "@", "a@", "http://", "550 ", "<550 ", "5.1.1 ", "550-5.1.1 ", "not ", "(", "宛先")),
    *((f"{words} " * SIZE)[:SIZE] for words in (
        "user not", "invalid sender", "your ip is", "message is too", "blocked ip address", "no such", "recipient of the",
        "exceeded the", "connection", "header", "too many", "domain", "could not be delivered for",
    )),
    " ".join(PHRASES)[:SIZE],
    " ".join(rule.pattern for rule in book().rules)[:SIZE],
]  # fmt: skip


@given(
    ANYTHING,
    st.sampled_from(Stage),
    st.sampled_from(Kind),
    st.text(max_size=9),
    st.none() | st.integers(0, 999),
)
def test_any_text(text, stage, kind, status, code):
    status = status if read(status).status == status else ""
    reply, judgement = judge(text, reply=code, status=status, stage=stage, kind=kind)
    assert judgement.reason in REASONS
    assert all(one.says in REASONS and len(one.line) <= 300 for one in judgement.evidence)
    assert [one.overruled for one in judgement.evidence[:1]] in ([], [False])
    assert sisimai_reason(judgement.reason, status=reply.status, text=text, kind=Kind.BOUNCE, stage=stage)


@given(ANYTHING)
def test_codes_are_never_made_up(text):
    cause = read(text).cause
    assert cause.code is None or str(cause.code) in text
    assert cause.status in text


@pytest.mark.parametrize("text", HUGE, ids=lambda text: repr(text[:12]))
def test_huge_texts(text):
    """What is looked at is bounded, and with it the time: no pattern has a repetition within another."""
    assert judge(text)[1].reason in REASONS
    assert len(read(text).text) <= LOOKED_AT + 1


@given(
    st.text(st.characters())
    | st.lists(
        st.sampled_from(["[[rule]]\n", "[", "reason = ", '"policy"\n', "pattern = ", '"("\n', "x"])
    ).map("".join)
)
def test_any_file_of_rules(toml):
    try:
        rules = own_rules(toml, "mine.toml")
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  # most files raise, some are right
    else:
        assert judge("550 no", rules=rules)
