"""Which addresses reach the same mailbox: exact, by case, by the rules of its provider, and the spellings that bots make.

The canonical form is for comparing only. Mail goes to the address as its owner wrote it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mailworthy.finding import Confidence
from mailworthy.wire.address import read

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray


class Dots(Enum):
    """What dots in a local part mean."""

    KEEP = "keep"
    DROP = "drop"
    HYPHEN = "hyphen"  # the same as a hyphen


class Repetition(Enum):
    """How an address repeats another that reaches the same mailbox."""

    EXACT = "exact"
    CASE = "case"  # the same address in another spelling: case, or the IDNA form of its domain
    PROVIDER = "provider"  # another address, the same mailbox by its provider's rules
    BOT = "bot"  # one of so many spellings that no person made them


@dataclass(frozen=True, slots=True)
class Rule:
    """How one provider spells its mailboxes; a row of ``data/providers.toml``.

    Args:
        id: Its place in the table, 0 where no provider is known.
        name: For people to read.
        dots: What dots in the local part mean.
        tags: The sign that ends the name and begins a tag, empty where there is none.
        domain: The domain under which the provider's domains are counted, empty where each stands for itself.
        users: Whether ``anything@john.example.org`` reaches ``john@example.org``.
        confidence: How sure it is.
        origin: Who says so.
        domains: The provider's own domains.
        mx: Suffixes of mail hosts that serve other domains by the same rule.
    """

    id: int
    name: str
    dots: Dots = Dots.KEEP
    tags: str = ""
    domain: str = ""
    users: bool = False
    confidence: Confidence = Confidence.CERTAIN
    origin: str = ""
    domains: frozenset[str] = frozenset()
    mx: tuple[str, ...] = ()


UNKNOWN = Rule(0, "")


@lru_cache(maxsize=16_384)
def rule(domain: str, mx: str = "") -> Rule:
    """Give the rule of a domain's provider.

    Args:
        domain: A-labels in lower case.
        mx: Its best mail host, in lower case, where known: hosted domains follow their host.
    """
    by_domain = _by_domain()
    if domain in by_domain:
        return by_domain[domain]
    parent = by_domain.get(domain.partition(".")[2])
    if parent is not None and parent.users:
        return parent
    return _by_host(mx.rstrip(".")) if mx else UNKNOWN


def canonical(local: str, domain: str, rule: Rule) -> str:
    """Give the form that all spellings of one mailbox share.

    Args:
        local: As :class:`mailworthy.wire.address.Syntax` gives it.
        domain: A-labels in lower case.
        rule: The rule of the domain's provider.
    """
    user, target = _target(domain, rule)
    return f"{user or _canonical_local(local, rule)}@{target}"


def _target(domain: str, rule: Rule) -> tuple[str, str]:
    """Give the user whom a domain names by itself, mostly none, and the domain under which it is counted."""
    if rule.users and domain not in rule.domains:
        user, _, own = domain.partition(".")
        return user, rule.domain or own
    return "", rule.domain or domain


def _canonical_local(local: str, rule: Rule) -> str:
    folded = local.lower()
    if folded[:1] == '"':
        return folded  # what is quoted is meant to the letter
    end = folded.find(rule.tags, 1) if rule.tags else -1
    name = folded[:end] if end > 0 else folded
    if rule.dots is Dots.DROP:
        return name.replace(".", "") or folded
    return name.replace(".", "-") if rule.dots is Dots.HYPHEN else name


def canonical_column(local: pl.Series, domains: pl.Series, codes: pl.Series) -> pl.Series:
    """Give the canonical forms of a whole column: the same as :func:`canonical`, by domain alone.

    Args:
        local: Local parts; shape (n,).
        domains: The different domains, A-labels in lower case; shape (m,).
        codes: For each row the place of its domain in ``domains``; shape (n,).

    Returns:
        Shape (n,).
    """
    import polars as pl  # noqa: PLC0415  # heavy, and single addresses don't need it

    folded, providers = local.str.to_lowercase(), Providers()
    providers.add(domains)
    rows, forms = providers.respelt(folded, codes.to_numpy())
    return (
        pl.select(pl.concat_str(folded, pl.lit("@"), domains.gather(codes))).to_series().scatter(rows, forms)
    )


@dataclass(frozen=True, slots=True)
class MailboxHashes:
    """64-bit hashes of a column of addresses; shape (n,) each.

    Args:
        folded: Of the addresses with case folded.
        mailbox: Of the canonical forms: rows with equal forms have equal hashes.
        check: The same again, independently; forms are equal where both agree.
    """

    folded: NDArray[np.uint64]
    mailbox: NDArray[np.uint64]
    check: NDArray[np.uint64]


def mailbox_hashes(
    folded: pl.Series, local: pl.Series, numbers: NDArray[np.uint32], providers: Providers, seed: int
) -> MailboxHashes:
    """Give hashes by which rows that repeat others are told.

    Most addresses are their own canonical form; only for the others it is built.

    Args:
        folded: The addresses, case folded; shape (n,).
        local: Their local parts; shape (n,).
        numbers: For each row the number of its domain; shape (n,).
        providers: Whose rules hold for these domains.
        seed: Seeds the hashes, so that nobody can prepare addresses that collide.
    """
    rows, forms = providers.respelt(local, numbers)
    hashes, check = folded.hash(seed).to_numpy(), folded.hash(seed + 4).to_numpy(writable=True)
    mailbox = hashes.copy()
    mailbox[rows], check[rows] = forms.hash(seed), forms.hash(seed + 4)
    return MailboxHashes(hashes, mailbox, check)


class Providers:
    """The providers of numbered domains, found out once per domain: by their rules columns are respelt."""

    def __init__(self) -> None:
        import numpy as np  # noqa: PLC0415  # heavy, and single addresses don't need it

        self._rules = np.zeros(0, np.uint8)
        self._moved = np.zeros(0, np.bool_)
        self._targets: dict[int, tuple[str, str]] = {}

    def add(self, domains: pl.Series) -> None:
        """Take up some more domains, A-labels in lower case; their numbers go on from those before."""
        import numpy as np  # noqa: PLC0415  # as above

        begin, places, known = len(self._rules), *_known(domains)
        rules, moved = np.zeros(len(domains), np.uint8), np.zeros(len(domains), np.bool_)
        for place, domain, rule in zip(places, domains.gather(places), known, strict=True):
            user, target = self._targets[begin + place] = _target(domain, rule)
            rules[place], moved[place] = rule.id, user or target != domain
        self._rules = np.concatenate([self._rules, rules])
        self._moved = np.concatenate([self._moved, moved])

    def respelt(self, local: pl.Series, numbers: NDArray[np.uint32]) -> tuple[NDArray[np.int64], pl.Series]:
        """Give the rows whose canonical form is not the address itself, in order, and these forms.

        Args:
            local: Local parts, case folded; shape (n,).
            numbers: For each row the number of its domain; shape (n,).
        """
        import numpy as np  # noqa: PLC0415  # as above
        import polars as pl  # noqa: PLC0415  # as above

        treated, names = self._treated(local, numbers)
        chosen = self._moved[numbers]
        chosen[treated] = True
        rows = np.flatnonzero(chosen)
        names = local.gather(rows).scatter(np.searchsorted(rows, treated), names)
        different, which = np.unique(numbers[rows], return_inverse=True)
        found = [self._targets[number] for number in different.tolist()]
        users, targets = (pl.Series(words, dtype=pl.String).gather(which) for words in _columns(found))
        names = users.zip_with(users != "", names)
        return rows, pl.select(pl.concat_str(names, pl.lit("@"), targets)).to_series()

    def _treated(self, local: pl.Series, numbers: NDArray[np.uint32]) -> tuple[NDArray[np.int64], pl.Series]:
        """Treat the rows that hold a sign which means something there, and only these; in no particular order."""
        import numpy as np  # noqa: PLC0415  # as above
        import polars as pl  # noqa: PLC0415  # as above

        ids, rows, names = self._rules[numbers], [], []
        for treatment, of_rules in _treatments().items():
            of_it = np.flatnonzero(np.isin(np.arange(len(rules()), dtype=np.uint8), of_rules)[ids])
            found = local.gather(of_it)
            touched = _touched(found, treatment)
            rows.append(of_it[touched.to_numpy()])
            names.append(_treated(found.filter(touched), treatment))
        return np.concatenate(rows), pl.concat(names)


def _columns(targets: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [user for user, _ in targets], [target for _, target in targets]


def _known(domains: pl.Series) -> tuple[list[int], list[Rule]]:
    """Give the places of the domains whose provider is known, and its rules."""
    import polars as pl  # noqa: PLC0415  # as above

    by_domain = _by_domain()
    listed = domains.is_in(pl.Series(list(by_domain)).implode())
    places = (listed | domains.str.contains(_users_pattern())).arg_true().to_list()
    found = ((place, rule(domains[place])) for place in places)
    kept = [(place, known) for place, known in found if known is not UNKNOWN]
    return [place for place, _ in kept], [known for _, known in kept]


def _touched(folded: pl.Series, rule: Rule) -> pl.Series:
    """Tell which local parts hold a sign that means something to a rule; `find` takes half the time of `contains`."""
    signs = [rule.tags] if rule.tags else []
    signs += ["."] if rule.dots is not Dots.KEEP else []
    first, *others = (folded.str.find(sign, literal=True).is_not_null() for sign in signs)
    return first | others[0] if others else first


def _treated(folded: pl.Series, rule: Rule) -> pl.Series:
    """Do to a column of folded local parts what :func:`_canonical_local` does to one."""
    names = folded
    if rule.tags:
        tag = re.escape(rule.tags)
        tagged = folded.str.find(rule.tags, literal=True).is_not_null()
        cut = folded.filter(tagged).str.replace(rf"(?s)^(.[^{tag}]*){tag}.*$", "${1}")
        names = folded.clone().scatter(tagged.arg_true(), cut)
    if rule.dots is not Dots.KEEP:
        names = names.str.replace_all(".", "-" if rule.dots is Dots.HYPHEN else "", literal=True)
    left_alone = folded.str.starts_with('"') | (names == "")
    return names.zip_with(~left_alone, folded) if left_alone.any() else names


def repetition(typed: str, other: str) -> Repetition:
    """Tell how an address repeats another of the same canonical form.

    Args:
        typed: As typed.
        other: As typed, an earlier one.
    """
    if typed.strip(" \t") == other.strip(" \t"):
        return Repetition.EXACT
    same = read(typed).normalized.lower() == read(other).normalized.lower()
    return Repetition.CASE if same else Repetition.PROVIDER


def bot_spellings() -> int:
    """Give the number of different spellings of one mailbox, case aside, from which on a bot is suspected."""
    return int(_table()["bot"]["spellings"])


@cache
def rules() -> tuple[Rule, ...]:
    """Give all rules that are known, by :attr:`Rule.id`."""
    return (UNKNOWN, *(_rule(number, row) for number, row in enumerate(_table()["provider"], 1)))


def _rule(number: int, row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=number,
        name=row["name"],
        dots=Dots(row.get("dots", "keep")),
        tags=row.get("tags", ""),
        domain=row.get("target", ""),
        users=row.get("users", False),
        confidence=Confidence(row["confidence"]),
        origin=row["origin"],
        domains=frozenset(row.get("domains", ())),
        mx=tuple(row.get("mx", ())),
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("mailworthy.address") / "data" / "providers.toml").read_text("utf-8"))


@cache
def _by_domain() -> dict[str, Rule]:
    return {domain: rule for rule in rules() for domain in rule.domains}


@cache
def _treatments() -> dict[Rule, list[int]]:
    """Give one rule for each different treatment of local parts, with the ids of all rules that share it."""
    alike: dict[tuple[Dots, str], list[Rule]] = {}
    for one in rules():
        alike.setdefault((one.dots, one.tags), []).append(one)
    del alike[Dots.KEEP, ""]
    return {same[0]: [one.id for one in same] for same in alike.values()}


@cache
def _users_pattern() -> str:
    domains = sorted(domain for rule in rules() if rule.users for domain in rule.domains)
    return rf"\.(?:{'|'.join(re.escape(domain) for domain in domains)})$"


@cache
def _hosts() -> tuple[tuple[str, Rule], ...]:
    return tuple((suffix, rule) for rule in rules() for suffix in rule.mx)


def _by_host(mx: str) -> Rule:
    return next((rule for suffix, rule in _hosts() if mx == suffix or mx.endswith("." + suffix)), UNKNOWN)
