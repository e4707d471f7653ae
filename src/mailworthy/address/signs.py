"""Signs that a whole list was bought, scraped, guessed or left lying: suspicions with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.address.facts import Sure
from mailworthy.address.kind_data import read
from mailworthy.finding import Confidence, Finding

_CONFIDENCE = {Sure.GUESS: Confidence.GUESS, Sure.LIKELY: Confidence.LIKELY, Sure.CERTAIN: Confidence.CERTAIN}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in a whole list; rows, unless it says otherwise.

    Args:
        rows: All of them.
        roles: Local part names a function.
        traps: Suspected traps of any confidence.
        traps_likely: Of these, the ones that are likely.
        leftovers: Local part holds what only a copier of web pages leaves (:func:`mailbox_names.local_kinds`).
        junk: Junk, likely or certain.
        typo: Typing error suspected.
        invalid: Not an address.
        domain_dead: Domain is gone or takes no mail.
        disposable: Temporary mailbox.
        own: At domains that are neither free providers nor disposable.
        guessed: Of these, bare given names (:func:`mailbox_names.local_kinds`).
        stacked: Of these, at domains where four or more such names stand side by side.
        duplicates: Repetitions of an earlier row.
        unknown: Mailboxes that their servers called unknown.
        free: At free providers.
        top_domain: At the most frequent domain.
        has_source_column: Whether a column tells where addresses come from.
        has_consent_column: Whether a column tells who agreed, or when.
        has_date_column: Whether a column tells a date of sign-up or of last activity.
    """

    rows: int
    roles: int = 0
    traps: int = 0
    traps_likely: int = 0
    leftovers: int = 0
    junk: int = 0
    typo: int = 0
    invalid: int = 0
    domain_dead: int = 0
    disposable: int = 0
    own: int = 0
    guessed: int = 0
    stacked: int = 0
    duplicates: int = 0
    unknown: int = 0
    free: int = 0
    top_domain: int = 0
    has_source_column: bool = False
    has_consent_column: bool = False
    has_date_column: bool = False


@dataclass(frozen=True, slots=True)
class _Sign:
    """One count, how suspicious it is, and the words for the detail."""

    sure: Sure
    count: int
    detail: str


def list_signs(tally: Tally) -> tuple[Finding, ...]:
    """Say where a list seems to come from, and what it seems to be worth, as suspicions with their numbers."""
    if not tally.rows:
        return ()
    return tuple(_signs(tally))


def _signs(tally: Tally) -> Iterator[Finding]:
    roles = _sign("role", tally.roles, tally.rows)
    traps = _traps(tally)
    leftovers = _sign("leftover", tally.leftovers, tally.rows)
    guessed = _guessed(tally)
    dead = _sign("dead", tally.domain_dead, tally.rows)
    unknown = _sign("unknown", tally.unknown, tally.rows)
    unreadable = _sign("unreadable", tally.invalid + tally.typo, tally.rows)
    yield from _bought(tally, (roles, traps, leftovers, guessed, dead, unknown, unreadable))
    yield from _finding("LIST-SCRAPED", leftovers)
    yield from _finding("LIST-GUESSED", guessed)
    yield from _finding("LIST-TRAPS", traps)
    yield from _finding("LIST-ROLES", roles)
    yield from _finding("LIST-OLD", dead)
    if tally.duplicates:
        yield Finding(
            "LIST-DUPLICATES", _share("duplicate", tally.duplicates, tally.rows), count=tally.duplicates
        )
    if not _tells_origin(tally):
        yield Finding("LIST-NO-CONSENT-COLUMN")


def _bought(tally: Tally, signs: tuple[_Sign, ...]) -> Iterator[Finding]:
    """Several signs together, and no column that says where the addresses come from."""
    found = [sign for sign in signs if sign.sure]
    limits = read("signs")["bought"]
    if _tells_origin(tally) or len(found) < limits["guess"]:
        return
    sure = Confidence.LIKELY if len(found) >= limits["likely"] else Confidence.GUESS
    detail = "; ".join(sign.detail for sign in found)
    yield Finding("LIST-BOUGHT", detail, confidence=sure, count=max(sign.count for sign in found))


def _tells_origin(tally: Tally) -> bool:
    return tally.has_source_column or tally.has_consent_column


def _traps(tally: Tally) -> _Sign:
    """Many suspects of any kind, or few that say it themselves."""
    return max(
        _sign("trap", tally.traps, tally.rows),
        _sign("trap_likely", tally.traps_likely, tally.rows),
        key=lambda sign: sign.sure,
    )


def _guessed(tally: Tally) -> _Sign:
    """The same given names at many domains, or many of them at one."""
    return max(
        _sign("guessed", tally.guessed, tally.own),
        _sign("stacked", tally.stacked, tally.own),
        key=lambda sign: sign.sure,
    )


def _sign(name: str, count: int, rows: int) -> _Sign:
    limits = read("signs")[name]
    enough = rows >= read("signs")["least_rows"] and count >= limits["least"]
    levels = (Sure.LIKELY, limits["likely"]), (Sure.GUESS, limits["guess"])
    sure = next((level for level, share in levels if enough and count >= share * rows), Sure.NO)
    return _Sign(sure, count, _share(name, count, rows))


def _finding(code: str, sign: _Sign) -> Iterator[Finding]:
    if sign.sure:
        yield Finding(code, sign.detail, confidence=_CONFIDENCE[sign.sure], count=sign.count)


def _share(name: str, count: int, rows: int) -> str:
    return f"{name}: {count:,} / {rows:,} ({count / rows:.1%})" if rows else f"{name}: 0"
