"""Patterns as Perl writes them, made patterns of the package ``regex`` over octets, each with the words it cannot do without.

Perl's rules see octets: UTF-8 for text, and case folds for ASCII alone. So a class is a set of octets, and a character
beyond 255 is one that never comes.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from mailworthy.message.rules.spamassassin.literals import Words
from mailworthy.message.rules.spamassassin.perl import FLAGS_KNOWN, Flags, PatternFault, Reader, changed

__all__ = ["LONGEST", "Pattern", "PatternFault", "compiled", "run_ready", "undelimited"]

LONGEST = 60_000  # octets of one pattern
_PAIRED = {"{": "}", "(": ")", "[": "]", "<": ">"}
_DELIMITED = re.compile(r"(?:m|qr)?(\W)")
_CAPTURED = re.compile(r"(?<!\\)%\{[A-Z]")


class Pattern:
    """A pattern that can be run.

    Args:
        text: As the package ``regex`` reads it, an octet a character.
        case: Whether case does not matter.
        words: What stands in all that it matches, in lower case; None where no such words can be told.
    """

    def __init__(self, text: str, words: Words | None, *, case: bool) -> None:
        """Keep it; many a pattern is never run, since its words never come."""
        self.text, self.words, self.case = text, words, case

    @cached_property
    def compiled(self) -> Any:
        """The pattern of the package ``regex``, over octets.

        Raises:
            PatternFault: It cannot be read after all.
        """
        import regex  # noqa: PLC0415  # heavy, and most messages are looked at without rules of this kind

        how = regex.DOTALL | regex.VERSION0 | (regex.IGNORECASE if self.case else 0)
        try:
            return regex.compile(self.text.encode("latin-1"), how)
        except (regex.error, OverflowError, RecursionError, MemoryError, ValueError, IndexError) as fault:
            raise PatternFault(str(fault).partition(" at position")[0]) from None


def compiled(source: str) -> Pattern:
    """Read a pattern with its delimiters and flags, ``/…/i`` or ``m{…}``.

    Args:
        source: An octet a character.

    Raises:
        PatternFault: It is not written as Perl would, or uses what cannot be run here.
    """
    body, flags = undelimited(source)
    return run_ready(body, flags)


def undelimited(source: str) -> tuple[str, str]:
    """Take off a pattern's delimiters; give its body and its flags."""
    opening = _DELIMITED.match(source)
    if opening is None or opening[1] in "\\ " or (opening.end() == 1 and opening[1] != "/"):
        raise PatternFault("no delimiters")
    end = _PAIRED.get(opening[1], opening[1])
    last = source.rfind(end)
    flags = source[last + 1 :]
    if last < opening.end() or not set(flags) <= FLAGS_KNOWN | {"o", "c"}:
        raise PatternFault("no closing delimiter")
    body = source[opening.end() : last]
    if _CAPTURED.search(body):
        raise PatternFault("what another rule captured")
    if end not in ")]}>" and re.search(rf"(?<!\\)(?:\\\\)*{re.escape(end)}", body):
        raise PatternFault("delimiter inside")
    return body, flags


def run_ready(body: str, flags: str = "") -> Pattern:
    """Make a pattern without delimiters one that can be run.

    Raises:
        PatternFault: As for :func:`compiled`.
    """
    if len(body) > LONGEST:
        raise PatternFault("too long")
    reader = Reader(body, changed(Flags(), flags))
    text, need = reader.whole()
    made = Pattern(text, need.words(), case=reader.outer.case)
    if reader.refers:
        _ = made.compiled  # whether what it refers to is there, only compiling tells
    return made
