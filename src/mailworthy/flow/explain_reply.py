"""Say what a mail server's reply means, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.bounce.codes import CLASSES, CodeWords, explain_code, known_codes
from mailworthy.bounce.judge import code_reason, judge, stage_of
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Bounce, Evidence, Judgement, Kind, Stage
from mailworthy.bounce.rules import Rule
from mailworthy.bounce.telling import as_dict, bounce_of
from mailworthy.bounce.words import Step, group_words
from mailworthy.finding import Confidence, Lang

_NOTHING = Bounce(Kind.ORDINARY)
_FAILED = ("4", "5")
_CLASSES = tuple(map(str, CLASSES))
_ANY_CLASS = re.compile(r"^[xX](?=\.)")  # IANA's own spelling: X.7.26
_SUCCESS = re.compile(
    r"(2\d\d)?(?:(?(1)[ -]|)(2\.\d{1,3}\.\d{1,3}))?(?![\w.])"
)  # what such a reply begins with


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one reply means.

    Args:
        text: The reply, as it was given.
        record: What it would mean in a bounce, the recipient left open; None for an empty text.
        code: What its code says by itself: ``550 5.1.1``, ``550``, ``5.1.1``, or the class alone, ``5``; empty where it
            has none.
    """

    text: str
    record: Bounce | None
    code: str

    def code_words(self, lang: Lang = Lang.EN) -> CodeWords | None:
        """Give what its code says by itself, in words; None where it has none."""
        return explain_code(self.code, lang) if self.code else None

    @property
    def bounce(self) -> str:
        """What it means for the address: ``hard``, ``soft`` or ``none``; empty for an empty text.

        A reply alone is read as the answer to RCPT: its reason decides. Only where it says that it answers the content is
        "no such user" doubted, for filters use the same words.
        """
        if self.record is None:
            return ""
        if self.record.stage is Stage.DATA or not self.record.judgement:
            return bounce_of(self.record)
        return "hard" if REASONS[self.record.judgement.reason].hard else "soft"

    def checklist(self, lang: Lang = Lang.EN) -> tuple[Step, ...]:
        """Give what to go through; nothing where nothing failed."""
        group = self.record.group if self.record else ""
        return group_words(group, lang).checklist if group else ()

    def as_dict(self, lang: Lang = Lang.EN, *, sisimai: bool = False) -> dict[str, Any]:
        """Give the JSON shape: a bounce's record, and the checklist of its group. An empty text's values are null.

        Args:
            lang: The language of everything that is said.
            sisimai: Name ``reason`` as Sisimai does.
        """
        if self.record is None:
            blank: dict[str, Any] = {
                key: [] if key == "evidence" else None for key in as_dict(_NOTHING, lang)
            }
            return {**blank, "checklist": []}
        told = as_dict(self.record, lang, sisimai=sisimai) | {"bounce": self.bounce}
        if words := self.code_words(lang):
            told |= {
                "class": words.class_,
                "code": words.as_dict(),
            }  # a class alone makes no reply and no status
        return {**told, "checklist": [step.as_dict() for step in self.checklist(lang)]}


def explain_reply(text: str, *, rules: Sequence[Rule] = ()) -> Explanation:
    """Say what a mail server's reply means, and what to do about it.

    Args:
        text: The reply as a log or a report has it, of one line or several; also a bare ``550``, ``5.1.1``, or the class
            alone, ``4``.
        rules: The user's own, which go first.
    """
    given = text.strip()
    if not given:
        return Explanation(text, None, "")
    if given in _CLASSES:
        return Explanation(text, _of_class(given), given)
    record = _judged(given, rules)
    return Explanation(
        text, record, " ".join(part for part in (str(record.reply or ""), record.status) if part)
    )


def _judged(text: str, rules: Sequence[Rule]) -> Bounce:
    reply, judgement = judge(text, rules=rules)
    success = _SUCCESS.match(text)
    if success and success[0] and (reply.code or 0) < 400 and not reply.status.startswith(_FAILED):
        code = int(success[1]) if success[1] else None
        return Bounce(Kind.DELIVERED, reply=code, status=success[2] or "", diagnostic=text)
    return Bounce(
        Kind.BOUNCE,
        reply=reply.code,
        status=reply.status,
        judgement=judgement,
        diagnostic=text,
        stage=stage_of(text),
    )


def _of_class(digit: str) -> Bounce:
    if CLASSES[int(digit)] == "success":
        return Bounce(Kind.DELIVERED, diagnostic=digit)
    reason = code_reason(digit)
    evidence = Evidence(f"class {digit}", digit, reason)
    return Bounce(Kind.BOUNCE, judgement=Judgement(reason, Confidence.GUESS, (evidence,)), diagnostic=digit)


def code_table(codes: Iterable[str] = (), lang: Lang = Lang.EN) -> Iterator[dict[str, Any]]:
    """Say what codes mean by themselves, and what we read from each.

    Args:
        codes: ``550``, ``550 5.1.1``, ``5.7.26``, ``x.7.26`` or a class, ``4``; every code that is known, where none is named.
        lang: The language.

    Raises:
        InputError: One of them is no reply code.
    """
    for code in tuple(codes) or known_codes():
        yield _row(explain_code(_ANY_CLASS.sub("5", code.strip()), lang), lang)


def _row(words: CodeWords, lang: Lang) -> dict[str, Any]:
    read = explain_reply(words.code).as_dict(lang)
    ours = {key: read[key] for key in ("reason", "bounce", "group", "remedy", "retry")}
    return {
        "code": words.code,
        "class": words.class_ or None,
        **words.as_dict(),
        **ours,
        "also": words.also or None,
        "second": words.second or None,
        "source": (words.enhanced.source if words.enhanced else words.source) or None,
    }
