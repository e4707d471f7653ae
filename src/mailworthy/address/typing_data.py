"""What a misspelt domain is compared with: ``data/mail_domains.toml`` and the endings that really exist, read once."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

from mailworthy.wire.name import SPECIAL_USE

LEADING, POPULAR, OTHER = range(3)
_RANKS = ("leading", "popular", "other")
_LONG = 9  # characters from which on two slips still leave a name recognisable


@dataclass(frozen=True, slots=True)
class MailDomains:
    """Providers, as somebody could misspell them.

    Args:
        ranks: Domains that may be suggested: LEADING, POPULAR or OTHER.
        known: All domains that get no suggestion.
        families: Suggestible domains by their first label: ``yahoo`` has a dozen endings.
        sole: Labels that exist under one ending only, with their domain.
        dots_kept: Domains whose older local parts have dots at the end or doubled.
        near: Suggestible domains by what is left of them, dots aside, when up to two characters go.
        longest: Characters of the longest key.
        heads: What words begin with that are such a key, or one with a character more: the smaller half of them.
        tails: The same of their ends.
    """

    ranks: Mapping[str, int]
    known: frozenset[str]
    families: Mapping[str, tuple[str, ...]]
    sole: Mapping[str, str]
    dots_kept: frozenset[str]
    near: Mapping[str, tuple[str, ...]]
    longest: int
    heads: frozenset[str]
    tails: frozenset[str]


@dataclass(frozen=True, slots=True)
class Endings:
    """What domains end in.

    Args:
        ranks: Common endings, ``co.uk`` among them: LEADING, POPULAR or OTHER.
        real: All top-level domains there are.
        private: Names that are never delegated: nothing to mend.
        slips: Real endings that after a leading provider's name are slips, with what was meant.
        near: Common endings by what is left of them, dots aside, when one character goes.
    """

    ranks: Mapping[str, int]
    real: frozenset[str]
    private: frozenset[str]
    slips: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]

    def exists(self, ending: str) -> bool:
        """Tell whether domains with this ending can be had, as far as known."""
        return ending in self.real or ending in self.ranks


@cache
def mail_domains() -> MailDomains:
    """Give the providers."""
    table = _table()
    regions = table["region"]
    ranks = {
        domain: rank
        for rank, name in enumerate(_RANKS)
        for region in regions
        for domain in region.get(name, ())
    }
    near = _near({domain: _slips_borne(domain, rank) for domain, rank in ranks.items()})
    return MailDomains(
        ranks=ranks,
        known=frozenset(ranks).union(*(region["real"] for region in regions)),
        families=_families(ranks),
        sole={domain.partition(".")[0]: domain for domain in table["sole"]},
        dots_kept=frozenset(table["dots_kept"]),
        near=near,
        longest=max(map(len, near)),
        heads=frozenset(key[:half] for key in near for half in _halves(key)),
        tails=frozenset(key[len(key) - half :] for key in near for half in _halves(key)),
    )


@cache
def endings() -> Endings:
    """Give the endings."""
    table = _table()["endings"]
    ranks = {ending: rank for rank, name in enumerate(_RANKS) for ending in table[name]}
    return Endings(
        ranks=ranks,
        real=_top_level_domains(),
        private=SPECIAL_USE.union(table["private"]),
        slips=dict(table["slips"]),
        near=_near(dict.fromkeys(ranks, 1)),
    )


@cache
def _table() -> dict[str, Any]:
    text = files(__package__).joinpath("data", "mail_domains.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _top_level_domains() -> frozenset[str]:
    """Take the last labels of the public suffix list; those in other scripts are told by their ``xn--``.

    Of all its rules, for ``.za`` and others have none of one label.
    """
    rules = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_bytes()
    last = re.findall(rb"^(?:[^/\n]*\.)?([a-z]+)$", rules, re.MULTILINE)
    return frozenset(label.decode("ascii") for label in set(last))


def _families(domains: Iterable[str]) -> dict[str, tuple[str, ...]]:
    families: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for domain in domains:
        families[domain.partition(".")[0]] += (domain,)
    return dict(families)


def _slips_borne(domain: str, rank: int) -> int:
    return 2 if rank <= POPULAR and len(domain) > _LONG else 1


def _near(slips: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, count in slips.items():
        for key in set(_remains(name.replace(".", ""), count)):
            near[key] += (name,)
    return dict(near)


def _halves(key: str) -> tuple[int, int]:
    """Give half the length of a word that is this key, and of one that has a character more; the middle one left out."""
    return (len(key) - 1) // 2, len(key) // 2


def _remains(word: str, count: int) -> Iterator[str]:
    yield word
    for gone in range(1, count + 1):
        for kept in combinations(word, len(word) - gone):
            yield "".join(kept)
