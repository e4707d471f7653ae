"""What a code says by itself, digit by digit, before anybody looks at the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mailworthy.bounce.words import rows
from mailworthy.errors import InputError
from mailworthy.finding import Lang

CLASSES = {2: "success", 4: "temporary", 5: "permanent"}  # RFC 5321 §4.2.1, RFC 3463 §3.1
_BARE = re.compile(
    r"([245])|([245]\d\d)?(?:(?(2)[ -]|)#?([245]\.\d{1,3}\.\d{1,3}))?"
)  # "5", "550", "550 5.1.1", "5.1.1"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class EnhancedWords:
    """The digits of an enhanced status code, in words.

    Args:
        status: The code.
        class_: What its first digit says.
        subject: What it concerns; empty where IANA knows no such subject.
        detail: What exactly; empty where IANA knows no such detail.
        meaning: The detail in plain words, else the subject.
        source: Where the detail is defined, empty where it is not.
    """

    status: str
    class_: str
    subject: str
    detail: str
    meaning: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "class": self.class_,
            "subject": self.subject or None,
            "detail": self.detail or None,
            "meaning": self.meaning or None,
            "source": self.source or None,
        }


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code means by itself, in one language.

    Args:
        code: The code as it was asked for: ``550``, ``550 5.1.1``, ``5.7.26`` or the class, ``4``.
        class_: ``permanent``, ``temporary`` or ``success``.
        class_name: The class in words.
        name: The basic code's name, else the detail's, else the class's.
        meaning: What it means where no text says otherwise: the enhanced code, which is the more precise, goes first.
        family: What a mere look at the first digit calls it: ``hard``, ``soft`` or ``none``.
        also: The second suspicion, a reason; empty where there is none.
        second: The second suspicion as a sentence.
        source: Where the basic code is defined, empty where it is not.
        enhanced: The enhanced code, None where there is none.
    """

    code: str
    class_: str
    class_name: str
    name: str
    meaning: str
    family: str
    also: str
    second: str
    source: str
    enhanced: EnhancedWords | None

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape that stands in every record."""
        return {
            "class_name": self.class_name,
            "name": self.name,
            "meaning": self.meaning,
            "family": self.family,
            "enhanced": self.enhanced.as_dict() if self.enhanced else None,
        }


def explain_code(text: str, lang: Lang = Lang.EN) -> CodeWords:
    """Say what a code means by itself.

    Args:
        text: ``550``, ``550 5.1.1``, ``5.7.26``, or a class: ``4``.
        lang: The language.

    Raises:
        InputError: This is no code of a mail server's reply.
    """
    given = " ".join(text[: _SHOWN * 2].split())
    match = _BARE.fullmatch(given)
    if not given or not match:
        shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
        raise InputError(f"{shown!r} is no reply code: write 550, 5.1.1, both, or a class such as 4")
    class_, reply, status = match.groups()
    return code_words(int(class_ or reply or 0) or None, status or "", lang)


@lru_cache(maxsize=4096)
def code_words(reply: int | None, status: str, lang: Lang) -> CodeWords:
    """Say what a basic code, an enhanced code or both mean by themselves.

    Args:
        reply: The basic code or its first digit, None where there is none.
        status: The enhanced code, empty where there is none; one that is not well formed says nothing.
        lang: The language.
    """
    codes, word = rows("codes"), lang.value
    enhanced = _enhanced(status, lang)
    digit = enhanced.status[0] if enhanced else str(reply or "")[:1]
    of_class: Any = codes.get(digit, {})
    basic: Any = codes.get(str(reply), {})
    names = [
        basic[word]["name"] if basic else "",
        enhanced.detail if enhanced else "",
        of_class[word]["name"] if of_class else "",
    ]
    specific = enhanced.meaning if enhanced and not enhanced.status[2:].startswith("0.") else ""
    row = basic or of_class
    return CodeWords(
        code=" ".join(part for part in (str(reply or ""), status) if part),
        class_=CLASSES.get(int(digit or 0), ""),
        class_name=of_class[word]["name"] if of_class else "",
        name=next(filter(None, names), ""),
        meaning=specific or (row[word]["meaning"] if row else ""),
        family=row.get("family", "none"),
        also=basic.get("also", ""),
        second=basic[word].get("second", "") if basic else "",
        source=basic.get("source", ""),
        enhanced=enhanced,
    )


def _enhanced(status: str, lang: Lang) -> EnhancedWords | None:
    class_, _, rest = status.partition(".")
    if class_ not in ("2", "4", "5") or not rest:
        return None
    table, word = rows("enhanced"), lang.value
    subject = table["subject"].get(rest.partition(".")[0])
    detail = table["detail"].get(rest)
    return EnhancedWords(
        status=status,
        class_=table["class"][class_][word]["name"],
        subject=subject[word]["name"] if subject else "",
        detail=detail[word]["name"] if detail else "",
        meaning=(detail or subject)[word]["meaning"] if detail or subject else "",
        source=detail["source"] if detail else "",
    )


def known_codes() -> tuple[str, ...]:
    """Give every code of the tables, classes and basic codes first: ``5``, ``550``, ``5.1.1``.

    Enhanced codes come with the class that means most trouble: 5, or 2 where only success has them.
    """
    details = rows("enhanced")["detail"]
    return (*rows("codes"), *(f"{row.get('class', 5)}.{detail}" for detail, row in details.items()))
