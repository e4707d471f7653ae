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

    locals_, targets = _canonical_parts(local.str.to_lowercase(), domains, codes)
    return pl.select(pl.concat_str(locals_, pl.lit("@"), targets.gather(codes))).to_series()


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


def mailbox_hashes(folded: pl.Series, domains: pl.Series, codes: pl.Series, seed: int) -> MailboxHashes:
    """Give hashes by which rows that repeat others are told, without building canonical forms.

    Args:
        folded: Local parts, case folded; shape (n,).
        domains: The different domains, A-labels in lower case; shape (m,).
        codes: For each row the place of its domain in ``domains``; shape (n,).
        seed: Seeds the hashes, so that nobody can prepare addresses that collide.
    """
    locals_, targets = _canonical_parts(folded.clone(), domains, codes)  # which overwrites what it is given
    return MailboxHashes(
        _joined_hashes(folded, domains, codes, seed),
        _joined_hashes(locals_, targets, codes, seed + 2),
        _joined_hashes(locals_, targets, codes, seed + 4),
    )


def _joined_hashes(local: pl.Series, domains: pl.Series, codes: pl.Series, seed: int) -> NDArray[np.uint64]:
    import numpy as np  # noqa: PLC0415  # heavy, and single addresses don't need it

    # An odd factor keeps all 64 bits of the domain's hash; without it, local part and domain could change places.
    by_domain = domains.hash(seed).to_numpy() * np.uint64(0x9E3779B97F4A7C15)
    hashes: NDArray[np.uint64] = local.hash(seed + 1).to_numpy() + by_domain[codes.to_numpy()]
    return hashes


def _canonical_parts(folded: pl.Series, domains: pl.Series, codes: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give canonical local parts by row, and by domain the domain under which it is counted."""
    import numpy as np  # noqa: PLC0415  # as above

    places, rules = _known(domains)
    targets = [_target(domain, rule) for domain, rule in zip(domains.gather(places), rules, strict=True)]
    by_code = np.zeros(len(domains), np.uint8)
    by_code[places] = [rule.id for rule in rules]
    folded = _by_rules(folded, by_code[codes.to_numpy()])
    users = {place: user for place, (user, _) in zip(places, targets, strict=True) if user}
    if users:
        folded = _with_users(folded, codes, users, len(domains))
    return folded, domains.clone().scatter(places, [target for _, target in targets])


def _known(domains: pl.Series) -> tuple[list[int], list[Rule]]:
    """Give the places of the domains whose provider is known, and its rules."""
    import polars as pl  # noqa: PLC0415  # as above

    by_domain = _by_domain()
    listed = domains.is_in(pl.Series(list(by_domain)).implode())
    places = (listed | domains.str.contains(_users_pattern())).arg_true().to_list()
    found = ((place, rule(domains[place])) for place in places)
    kept = [(place, known) for place, known in found if known is not UNKNOWN]
    return [place for place, _ in kept], [known for _, known in kept]


def _by_rules(folded: pl.Series, ids: NDArray[np.uint8]) -> pl.Series:
    """Treat the rows whose rule asks for it, and only these; rows of one treatment go together."""
    import numpy as np  # noqa: PLC0415  # as above
    import polars as pl  # noqa: PLC0415  # as above

    rows, names = [], []
    for treatment, of_rules in _treatments().items():
        chosen = np.flatnonzero(np.isin(np.arange(len(rules()), dtype=np.uint8), of_rules)[ids])
        rows.append(chosen)
        names.append(_treated(folded.gather(chosen), treatment))
    return folded.scatter(np.concatenate(rows), pl.concat(names))


def _treated(folded: pl.Series, rule: Rule) -> pl.Series:
    """Do to a column of folded local parts what :func:`_canonical_local` does to one."""
    names = folded
    if rule.tags:
        tag = re.escape(rule.tags)
        tagged = folded.str.contains(rule.tags, literal=True)
        cut = folded.filter(tagged).str.replace(rf"(?s)^(.[^{tag}]*){tag}.*$", "${1}")
        names = folded.clone().scatter(tagged.arg_true(), cut)
    if rule.dots is not Dots.KEEP:
        names = names.str.replace_all(".", "-" if rule.dots is Dots.HYPHEN else "", literal=True)
    left_alone = folded.str.starts_with('"') | (names == "")
    return names.zip_with(~left_alone, folded) if left_alone.any() else names


def _with_users(folded: pl.Series, codes: pl.Series, users: Mapping[int, str], domains: int) -> pl.Series:
    """Put the users whom domains name by themselves in place of what stands before the at sign."""
    import numpy as np  # noqa: PLC0415  # as above
    import polars as pl  # noqa: PLC0415  # as above

    numbers = np.full(domains, -1)
    numbers[list(users)] = np.arange(len(users))
    by_row = numbers[codes.to_numpy()]
    rows = np.flatnonzero(by_row >= 0)
    return folded.scatter(rows, pl.Series(list(users.values())).gather(by_row[rows]))


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
