"""Whose message it claims to be: the one domain of its From field (RFC 9989 §5.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailworthy.wire import name

CHARACTERS = 16_384  # of one field; what stands behind is not looked at
MOST = 50  # addresses of one field that are looked at

_PIECE = re.compile(
    r'"(?:[^"\\]|\\.)*"@?|<[^<>]*>|[^\s"<>(),;:]+|.', re.DOTALL
)  # a quoted string, an address in brackets, a word, anything else
_ENCODED = "=?"  # RFC 2047 §2: a word of somebody's name, whatever it holds


@dataclass(frozen=True, slots=True)
class Author:
    """Whose message it claims to be.

    Args:
        domain: The author's domain as A-labels; empty where there is not just one.
        domains: All domains that were found, in order.
        reason: Why DMARC can't be evaluated: ``no_from``, ``several_from``, ``no_domain``, ``bad_domain``,
            ``several_domains``; else empty.
    """

    domain: str
    domains: tuple[str, ...] = ()
    reason: str = ""


def author_of(values: Sequence[str]) -> Author:
    """Give the author's domain.

    Args:
        values: What stands in each From field, as it stands there: folded or not, encoded words not decoded, for these
            belong to the name that is shown and may hold anything.

    Source:
        RFC 9989 §5.3.1: none or more than one domain is not evaluated. Several addresses at one domain are one domain.
    """
    texts = [text for value in values for text in _domains(value[:CHARACTERS])][:MOST]
    found = tuple(dict.fromkeys(name.read(text).ascii for text in texts))
    domains = tuple(filter(None, found))
    reason = _reason(values, found, domains)
    return Author("" if reason else domains[0], domains, reason)


def _reason(values: Sequence[str], found: Sequence[str], domains: Sequence[str]) -> str:
    if not values:
        return "no_from"
    if len(values) > 1:
        return "several_from"
    if not found:
        return "no_domain"
    if len(domains) < len(found):
        return "bad_domain"
    return "several_domains" if len(domains) > 1 else ""


def _domains(value: str) -> Iterator[str]:
    """Give the domain of each mailbox; what stands in brackets is the address, what stands before it a name."""
    words: list[str] = []
    bracketed: list[str] = []
    for piece in (*_PIECE.findall(_without_comments(value)), ","):
        if piece == ",":
            yield from bracketed or words
            words, bracketed = [], []
        elif piece[0] == "<":
            bracketed.append(piece[1:-1].rpartition("@")[2].strip())
        elif "@" in piece and piece[0] != '"' and not piece.startswith(_ENCODED):
            words.append(piece.rpartition("@")[2])
        elif piece.endswith('"@'):
            words.append("")
        elif words and not words[-1] and piece.strip():
            words[-1] = piece


def _without_comments(value: str) -> str:
    """Put a blank in place of each comment (RFC 5322 §3.2.2); one that never ends is none."""
    kept, depth, start = [], 0, 0
    for piece in re.finditer(r'"(?:[^"\\]|\\.)*"|\\.|[()]', value, re.DOTALL):
        if piece[0] == "(":
            if not depth:
                kept.append(value[start : piece.start()])
                start = piece.start()
            depth += 1
        elif piece[0] == ")" and depth:
            depth -= 1
            if not depth:
                start = piece.end()
                kept.append(" ")
    kept.append(value[start:])
    return "".join(kept)
