"""Whose message it claims to be: the one domain of its From field (RFC 9989 §5.3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailworthy.wire import name
from mailworthy.wire.structured import Kind, pieces

MOST = 50  # addresses of one field that are looked at

_MARKS = "<>,;:"
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
    texts = [text for value in values for text in _domains(value)][:MOST]
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
    """Give the domain of each mailbox; what stands in angle brackets is the address, what stands before it a name."""
    words: list[str] = [""]
    bracketed: list[str] = []
    inside = False
    for kind, text in _told(value):
        if kind is Kind.MARK and text in "<>":
            inside = text == "<"
            (bracketed if inside else words).append("")
        elif inside:
            bracketed[-1] += text
        elif kind is Kind.MARK and text in ",;":
            yield from _ends(bracketed or words)
            words, bracketed = [""], []
        elif kind is Kind.BLANK or text == ":":
            words.append("")
        elif not text.startswith(_ENCODED):
            words[-1] += text
    yield from _ends(bracketed or words)


def _ends(words: Sequence[str]) -> Iterator[str]:
    return (word.rpartition("@")[2].strip().removesuffix(".") for word in words if "@" in word)


def _told(value: str) -> Iterator[tuple[Kind, str]]:
    """Leave comments out, and let nothing in a quoted string be taken for an address."""
    for kind, text in pieces(value, _MARKS):
        if kind is Kind.COMMENT:
            yield Kind.BLANK, " "
        else:
            yield kind, text.replace("@", "") if kind is Kind.QUOTED else text
