"""What a message is weighed by: words, pairs, hosts and facts, each once, and never more than is bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import MOST_FACTS, MOST_LETTERS, tokens


def names(said: Said) -> list[str]:
    told = tokens(said)
    return [told.name(index) for index in range(len(told.hashes))]


# fmt: off
BODIES = [
    # the text                          its tokens
    ("",                                []),
    ("Buy now",                         ["buy", "now", "buy now"]),
    ("buy buy buy",                     ["buy", "buy buy"]),
    ("One. Two",                        ["one", "two"]),                                 # no pair across sentences
    ("wrapped\nline",                   ["wrapped", "line", "wrapped line"]),
    ("title\n\nline",                   ["title", "line"]),                              # nor across paragraphs
    ("don’t e-mail",                    ["don’t", "e-mail", "don’t e-mail"]),
    ("Straße STRASSE",                  ["strasse", "strasse strasse"]),                 # casefold
    ("ＦＲＥＥ",                         ["free"]),                                       # NFKC
    ("free!!!!! $ 5",                   ["free", "!!!", "$", "5", "$ 5"]),
    ("wow!",                            ["wow", "!"]),
    ("無料です",                         ["無料", "料で", "です"]),
    ("円",                              ["円"]),
    ("ｶﾀｶﾅ",                            ["カタ", "タカ", "カナ"]),                        # half-width
    ("ฟรีวัน",                            ["ฟร", "รี", "ีว", "วั", "ัน"]),
    ("50円off now",                     ["50", "円", "off", "now", "off now"]),
    ("a " + "x" * 41 + " b",            ["a", "b"]),                                     # encoded rubbish
    ("무료 이벤트",                       ["무료", "이벤트", "무료 이벤트"]),                  # Korean has blanks
]
ELSEWHERE = [
    (Said(subject="Win BIG"),                               ["subject:win", "subject:big"]),
    (Said(subject="当選です"),                                ["subject:当選", "subject:選で", "subject:です"]),
    (Said(urls=["https://A.b.example.co.uk/x?y#z"]),        ["host:a.b.example.co.uk", "domain:example.co.uk"]),
    (Said(urls=["//cdn.example.com/x", "http://u:p@example.com:80/"]), ["host:cdn.example.com", "domain:example.com", "host:example.com"]),
    (Said(urls=["mailto:x@example.com", "", "#", "http://", "http://[::1]/"]), []),
    (Said(tags=["IMG", "img"], types=["text/HTML"]),        ["tag:img", "type:text/html"]),
    (Said(subject="a", body="a"),                           ["a", "subject:a"]),
]
# fmt: on


@pytest.mark.parametrize(("body", "wanted"), BODIES)
def test_the_tokens_of_a_body(body, wanted):
    assert names(Said(body=body)) == wanted


@pytest.mark.parametrize(("said", "wanted"), ELSEWHERE)
def test_the_tokens_of_what_is_elsewhere(said, wanted):
    assert names(said) == wanted


def test_a_word_is_not_the_same_token_in_another_place():
    told = tokens(Said(subject="win", body="win", tags=["win"], types=["win"]))
    assert len(set(told.hashes.tolist())) == 4


def test_the_order_of_a_pair_counts():
    one, other = (set(tokens(Said(body=text)).hashes.tolist()) for text in ("no risk", "risk no"))
    assert len(one & other) == 2


def test_a_hash_is_for_ever():
    """What stores and the base hold was learnt with these hashes."""
    told = tokens(Said(subject="x", body="free money"))
    assert [f"{each:016x}" for each in told.hashes.tolist()] == [
        "d373c549e3c3150d",
        "89fdafa5c1e04b31",
        "99a810cd902191e4",
        "0537f57733aaff75",
    ]


texts = st.text(max_size=200) | st.text(alphabet="ab .!\n無料ั\ud800ß", max_size=200)


@given(
    st.builds(
        Said,
        texts,
        texts,
        st.lists(texts, max_size=5),
        st.lists(texts, max_size=5),
        st.lists(texts, max_size=5),
    )
)
def test_any_text_gives_tokens_each_once(said):
    told = tokens(said)
    assert len(np.unique(told.hashes)) == len(told.hashes) == len(told.singles) + len(told.pairs)
    assert len(set(names(said))) == len(told.hashes)
    assert told.words <= len(told.singles)


# fmt: off
HOSTILE = [
    Said(body="x" * 10_000_000),
    Said(body=" ".join(map(str, range(1_000_000)))),
    Said(body="無" * 1_000_000),
    Said(body="\ufdfa" * 200_000),                     # NFKC makes 18 letters of each
    Said(body="a-" * 500_000),
    Said(body="\n" * 1_000_000),
    Said(subject="w " * 1_000_000),
    Said(urls=["http://" + "a." * 1_000_000] * 5_000),
    Said(urls=[f"http://{n}.example/" for n in range(100_000)], tags=map(str, range(9)), types=["x" * 10_000_000]),
]
# fmt: on


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_messages_give_no_more_than_is_bounded(said):
    told = tokens(said)
    assert len(told.singles) <= 2 * MOST_LETTERS + 4 * MOST_FACTS
    assert len(told.pairs) <= MOST_LETTERS
    assert max(map(len, told.singles), default=0) < 300


def test_what_lies_behind_the_first_letters_is_not_read():
    assert "late" not in names(Said(body="a " * (MOST_LETTERS // 2) + "late"))
