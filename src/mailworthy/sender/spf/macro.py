"""Macros: what stands for the message in a record (RFC 7208 §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from mailworthy.errors import InputError
from mailworthy.wire.name import LABEL_OCTETS, NAME_OCTETS

ONLY_EXPLAINING = frozenset("crt")  # RFC 7208 §7.2: in explanations alone
EXPLANATION_MOST = 4096  # characters: no reply to a command holds more

_EXPAND = re.compile(r"%(?:\{([slodiphcrtv])([0-9]*)(r?)([-.+,/_=]*)\}|([%_-]))", re.IGNORECASE)
_PLAIN = {"%": "%", "_": " ", "-": "%20"}
_ANY_DELIMITER = re.compile(r"[-.+,/_=]")
_RESERVED = re.compile(rb"[^A-Za-z0-9._~-]")  # RFC 7208 §7.3; RFC 3986 §2.3 names what stays
_LDH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


class Expansion(msgspec.Struct, frozen=True):
    """One macro.

    Args:
        letter: What it stands for, in lower case.
        last: How many parts are kept, counted from the right; 0 for all.
        reverse: Whether the parts change their order.
        delimiters: What parts the value.
        escape: Whether the outcome is escaped as in URLs.
    """

    letter: str
    last: int
    reverse: bool
    delimiters: str
    escape: bool

    def of(self, values: Mapping[str, str]) -> str:
        """Give what it stands for."""
        value = values[self.letter]
        if self.last or self.reverse or self.delimiters != ".":
            value = self._transformed(value)
        return (
            _RESERVED.sub(_percent, value.encode("utf-8", "surrogatepass")).decode() if self.escape else value
        )

    def _transformed(self, value: str) -> str:
        parts = re.split(f"[{re.escape(self.delimiters)}]", value)
        if self.reverse:
            parts.reverse()
        return ".".join(parts[-self.last :])


Pieces: TypeAlias = tuple[str | Expansion, ...]


class Template(msgspec.Struct, frozen=True):
    """A text with macros.

    Args:
        text: As it was written.
        pieces: Its parts in order.
        letters: What the macros stand for.
    """

    text: str
    pieces: Pieces
    letters: frozenset[str]


class MacroError(InputError):
    """A macro that can't be read; ``at`` says where it begins."""


def read(text: str, *, explaining: bool = False) -> Template:
    """Read a macro-string.

    Args:
        text: What stands in the record, or in an explanation.
        explaining: Whether it is an explanation, in which more letters have a meaning.

    Raises:
        MacroError: A macro can't be read.

    Source:
        RFC 7208 §7.1.
    """
    pieces: list[str | Expansion] = []
    at = 0
    while (percent := text.find("%", at)) >= 0:
        if percent > at:
            pieces.append(text[at:percent])
        found = _EXPAND.match(text, percent)
        if not found:
            raise MacroError(f"no macro: {text[percent : percent + 20]!r}", at=percent)
        pieces.append(_PLAIN[found[5]] if found[5] else _expansion(found, explaining=explaining))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return Template(text, tuple(pieces), frozenset(p.letter for p in pieces if isinstance(p, Expansion)))


def _expansion(found: re.Match[str], *, explaining: bool) -> Expansion:
    letter, digits, reverse, delimiters, _ = found.groups()
    if letter.lower() in ONLY_EXPLAINING and not explaining:
        raise MacroError(f"only an explanation may use it: {found[0][:20]!r}", at=found.start())
    if digits and not digits.strip("0"):  # RFC 7208 §7.3: the value must not be zero
        raise MacroError(f"no part is left: {found[0][:20]!r}", at=found.start())
    kept = digits.lstrip("0")
    last = int(kept) if 0 < len(kept) < 9 else 0  # no value has more parts: all of them
    return Expansion(letter.lower(), last, bool(reverse), delimiters or ".", letter.isupper())


def ends_well(template: Template) -> bool:
    """Tell whether a domain-spec ends in a macro or in a top-level label (RFC 7208 §7.1)."""
    if not template.pieces:
        return False
    last = template.pieces[-1]
    if isinstance(last, Expansion) or template.text.endswith(("%%", "%_", "%-")):
        return True
    _, dot, top = last.removesuffix(".").rpartition(".")
    return bool(dot) and is_top_label(top)


def is_top_label(label: str) -> bool:
    """Tell whether a label may end a domain-spec: letters, digits, inner hyphens, and not digits alone."""
    return bool(_LDH.fullmatch(label)) and not label.isdigit()


def expanded_name(pieces: Pieces, values: Mapping[str, str]) -> str:
    """Give the name that a domain-spec stands for: lower case, no trailing dot, too long a one cut at its left.

    What lies further left than a name is long is dropped anyway, so it is never made: the work is bounded.

    Source:
        RFC 7208 §7.3.
    """
    parts: list[str] = []
    size = 0
    for piece in reversed(pieces):
        parts.append(piece if isinstance(piece, str) else piece.of(values))
        size += len(parts[-1])
        if size > NAME_OCTETS + 1:  # the root's dot is not counted
            break
    name = "".join(reversed(parts)).lower().removesuffix(".")
    if len(name) > NAME_OCTETS:
        name = name[-NAME_OCTETS - 1 :].partition(".")[2]
    return name


def expanded_text(pieces: Pieces, values: Mapping[str, str]) -> str:
    """Give the explanation that a text stands for; empty where it grows beyond all bounds."""
    parts: list[str] = []
    size = 0
    for piece in pieces:
        parts.append(piece if isinstance(piece, str) else piece.of(values))
        size += len(parts[-1])
        if size > EXPLANATION_MOST:
            return ""
    return "".join(parts)


def can_be_asked(name: str) -> bool:
    """Tell whether DNS can be asked for a name: ASCII, no label empty or over 63 octets (RFC 1035 §2.3.4)."""
    return name.isascii() and all(0 < len(label) <= LABEL_OCTETS for label in name.split("."))


def escaped(name: str) -> str:
    """Give a name as questions spell it: a backslash begins an escape there (RFC 1035 §5.1)."""
    return name.replace("\\", "\\\\")


def _percent(octet: re.Match[bytes]) -> bytes:
    return b"%%%02X" % octet[0][0]
