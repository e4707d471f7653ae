"""What a domain's name says, without asking anybody: disposable, relay, free, known, strange."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailworthy.address import gibberish
from mailworthy.address.facts import DomainKind, Sure
from mailworthy.address.kind_data import Vote, list_versions, votes
from mailworthy.wire.name import is_public_suffix

__all__ = ["domain_kind", "domain_kinds", "list_versions"]

# As integers: the loop below runs once per domain of the list, and IntFlag's own operators are slow.
_SECOND, _CORE, _RELAY = int(Vote.SECOND), int(Vote.CORE), int(Vote.RELAY)
_FREE, _KNOWN, _ODD = int(Vote.FREE), int(Vote.KNOWN), 32

_LONGEST = 253  # RFC 1035 §2.3.4: a longer one is no domain, and its labels are not worth the walk
_BULK = 32  # from here on one pass over a column is cheaper than a search per name

# A first look that costs next to nothing; only what it finds is looked at closely.
_STRANGE = r"xn--|-[^.]*-[^.]*-|[0-9]{4}|[0-9]+[a-z-]+[0-9]|"
_MANY_HYPHENS = 6  # kanzlei-dr-von-berg-und-partner.de is real
_MANY_DIGITS = 6
# Names of firms join abbreviations and words, so more is demanded than of a local part. Measured: 0.2 % of 4,160 names
# of real providers, 60 % of random ones of 8 letters, 89 % of random ones of 10 letters and digits.
_ODD_SCORE = -56
_ABBREVIATION = 6  # no longer ones are guessed to be abbreviations
_INNER_SUFFIXES = frozenset(("co", "com", "net", "org", "edu", "gov", "gob", "gouv", "ac", "or", "ne", "go", "ad", "gr", "lg", "nom", "mil", "asso"))  # fmt: skip


def domain_kind(domain: str) -> DomainKind:
    """Tell what one domain's name says.

    Args:
        domain: In lower case, as A-labels, without the root's dot.

    Returns:
        Its kind.
    """
    return domain_kinds((domain,))[0]


def domain_kinds(domains: Sequence[str]) -> list[DomainKind]:
    """Tell what many domains' names say; give unique ones, each is looked at anew.

    Args:
        domains: In lower case, as A-labels, without the root's dot.

    Returns:
        As many kinds, in the same order.
    """
    listed = votes()
    flags = [listed.get(name, 0) if name.count(".") < 2 else _with_parents(name) for name in domains]
    for at in _strange(domains):
        if not flags[at] and _is_odd(domains[at]):
            flags[at] = _ODD
    return [_kind(flag) for flag in flags]


def _with_parents(name: str) -> int:
    """Collect what is said about a domain and about the domains above it, up to the last but one label."""
    if len(name) > _LONGEST:
        return 0
    listed = votes()
    found = listed.get(name, 0)
    parent = name
    while parent.count(".") > 1:
        parent = parent.partition(".")[2]
        vote = listed.get(parent, 0)
        # The long list holds names of dynamic DNS: whoever has a name below one is a stranger to its neighbours.
        if vote == _SECOND and is_public_suffix(parent):
            continue
        found |= vote
    return found


@cache
def _kind(flags: int) -> DomainKind:
    """Weigh the votes: the core list speaks even against known providers (our allow file answers it), the long one doesn't."""
    certain = bool(flags & _CORE)
    known = bool(flags & _KNOWN) and not certain
    likely = bool(flags & _SECOND) and not known
    disposable = Sure.CERTAIN if certain else Sure.LIKELY if likely else Sure.NO
    return DomainKind(
        disposable=disposable,
        relay=known and bool(flags & _RELAY),
        free=bool(flags & _FREE) and not disposable,
        odd=bool(flags & _ODD),
        known=known,
    )


def _strange(domains: Sequence[str]) -> list[int]:
    """Find the few domains whose oddness is worth computing."""
    if len(domains) < _BULK:
        search = re.compile(_pattern()).search
        return [at for at, name in enumerate(domains) if search(name)]
    import polars as pl  # noqa: PLC0415  # heavy

    return pl.Series(domains, dtype=pl.String).str.contains(_pattern()).arg_true().to_list()


@cache
def _pattern() -> str:
    return f"(?:{_STRANGE}{gibberish.rare_pairs()})"


def _is_odd(domain: str) -> bool:
    label = _own_label(domain)
    if label.startswith("xn--"):
        return not _is_readable(label)
    digits, letters = sum(map(str.isdigit, label)), sum(map(str.isalpha, label))
    if label.count("-") >= _MANY_HYPHENS or (letters and digits >= _MANY_DIGITS):
        return True
    return letters + digits > _ABBREVIATION and gibberish.score(label) <= _ODD_SCORE


def _own_label(domain: str) -> str:
    """Give the label that somebody chose: the one before the suffix, told without the public suffix list's 50 ms."""
    labels = domain.split(".")[:-1] or [domain]
    while len(labels) > 1 and labels[-1] in _INNER_SUFFIXES:
        labels.pop()
    return labels[-1]


def _is_readable(label: str) -> bool:
    """Tell whether an A-label is a word in one script, not rubbish that only looks like one."""
    import idna  # noqa: PLC0415  # a table of its own, for the few names that need it

    try:
        text = idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return False
    return sum(char.isdigit() for char in text) < _MANY_DIGITS and text.count("-") < _MANY_HYPHENS
