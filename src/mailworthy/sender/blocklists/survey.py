"""Asking blocklists: each is tested before it is believed, and asked for its reason only where it lists something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from mailworthy.errors import InputError
from mailworthy.sender.blocklists.answers import (
    Entry,
    Reading,
    State,
    cleaned,
    entries_of,
    entries_to_test,
    failed_test,
    read,
)
from mailworthy.sender.blocklists.findings import findings
from mailworthy.sender.blocklists.lists import KEY, LISTS_MOST, Access, Blocklist, Holds, usual
from mailworthy.sender.blocklists.result import BlocklistSurvey, ListSurvey, Said
from mailworthy.wire.ask import Answer, Answers, Asking, Asks, Dns
from mailworthy.wire.name import LABEL

R = TypeVar("R")

ENTRIES_MOST = 32  # so that a list is asked 70 questions at most: these, as many reasons, and its test
NO_KEYS: Mapping[str, str] = MappingProxyType({})

_KEY = re.compile(LABEL)
_SAYS_SO = frozenset({State.LISTED, State.POLICY, State.UNKNOWN_CODE})


def survey(
    ips: Iterable[str],
    domains: Iterable[str] = (),
    lists: Sequence[Blocklist] | None = None,
    *,
    keys: Mapping[str, str] = NO_KEYS,
) -> Asking[BlocklistSurvey]:
    """Ask blocklists about addresses and domains, all lists side by side.

    Args:
        ips: IP addresses that send.
        domains: Domains as A-labels in lower case.
        lists: Whom to ask; the usual ones where None is given.
        keys: Keys, by the name that lists have for them. They go into the names that are asked for and nowhere else.

    Raises:
        InputError: An address or a key is none, or there are too many lists.
    """
    entries, left_out = entries_of(ips, domains, ENTRIES_MOST)
    asked = yield from _side_by_side([ask(one, entries, keys) for one in concerned(lists, entries)])
    return summed(entries, left_out, asked)


def summed(entries: Sequence[Entry], left_out: Sequence[str], lists: Sequence[ListSurvey]) -> BlocklistSurvey:
    """Put together what lists said, each of them asked by :func:`ask`."""
    said = tuple(findings(left_out, lists))
    return BlocklistSurvey(tuple(entries), tuple(left_out), tuple(lists), said)


def concerned(lists: Sequence[Blocklist] | None, entries: Sequence[Entry]) -> tuple[Blocklist, ...]:
    """Give the lists that can hold one of the entries; of the usual ones where None is given.

    Raises:
        InputError: There are too many.
    """
    if lists is not None and len(lists) > LISTS_MOST:
        raise InputError(f"{len(lists)} blocklists are too many; {LISTS_MOST} can be asked")
    kinds = {entry.holds for entry in entries}
    return tuple(one for one in (usual() if lists is None else lists) if one.holds & kinds)


# --- one list ----------------------------------------------------------------------------------------------------------


def ask(
    blocklist: Blocklist, entries: Sequence[Entry], keys: Mapping[str, str] = NO_KEYS
) -> Asking[ListSurvey]:
    """Ask one list about the entries that it can hold.

    Raises:
        InputError: Its key can't stand in a name.
    """
    mine = [entry for entry in entries if entry.holds in blocklist.holds]
    zone, key = _where(blocklist, keys)
    if blocklist.retired:
        return _all_the_same(blocklist, mine, Reading(State.DEAD, why=f"retired {blocklist.retired}"))
    if not zone or not mine:
        return _all_the_same(blocklist, mine, Reading(State.NOT_ASKED, why=blocklist.access.value))
    failed = yield from _tested(blocklist, zone, tuple(dict.fromkeys(entry.holds for entry in mine)))
    believed = [entry for entry in mine if entry.holds not in failed]
    readings = yield from _read(blocklist, zone, believed)
    reasons = yield from _reasons(zone, [one for one in believed if readings[one].state in _SAYS_SO])
    said = (
        Said(one, failed.get(one.holds) or readings[one], cleaned(reasons.get(one, ()), key)) for one in mine
    )
    return ListSurvey(blocklist, tuple(said))


def _all_the_same(blocklist: Blocklist, entries: Sequence[Entry], reading: Reading) -> ListSurvey:
    return ListSurvey(blocklist, tuple(Said(entry, reading) for entry in entries))


def _where(blocklist: Blocklist, keys: Mapping[str, str]) -> tuple[str, str]:
    """Give the zone to ask, empty where there is none for us; and the key that stands in it."""
    key = keys.get(blocklist.key, "") if blocklist.key else ""
    if key and not _KEY.fullmatch(key):
        raise InputError(f"the key for {blocklist.key} can't stand in a name of DNS; is there a blank in it?")
    if key:
        return blocklist.keyed.replace(KEY, key), key
    return "" if blocklist.access in {Access.KEY, Access.PRIVATE} else blocklist.zone, ""


def _tested(blocklist: Blocklist, zone: str, kinds: Sequence[Holds]) -> Asking[Mapping[Holds, Reading]]:
    """Say for which kinds of entries a list can't be believed, and why."""
    pairs = [entries_to_test(blocklist, kind) for kind in kinds]
    answers = yield tuple(Dns(entry.below(zone), "A") for pair in pairs for entry in pair)
    told = zip(kinds, answers[::2], answers[1::2], strict=True)
    outcomes = {kind: failed_test(listed, clean, blocklist) for kind, listed, clean in told}
    return {kind: reading for kind, reading in outcomes.items() if reading}


def _read(blocklist: Blocklist, zone: str, entries: Sequence[Entry]) -> Asking[Mapping[Entry, Reading]]:
    answers = yield from _answers(zone, entries, "A")
    return {
        entry: read(answers[entry], blocklist) if entry in answers else Reading(State.NOT_LISTED)
        for entry in entries
    }


def _reasons(zone: str, entries: Sequence[Entry]) -> Asking[Mapping[Entry, Sequence[str]]]:
    answers = yield from _answers(zone, entries, "TXT")
    return {entry: answer.values for entry, answer in answers.items()}


def _answers(zone: str, entries: Sequence[Entry], type_: str) -> Asking[Mapping[Entry, Answer]]:
    """Ask for some entries; those whose names are too long for DNS, so that no list can hold them, are left out."""
    named = {entry: name for entry in entries if (name := entry.below(zone))}
    if not named:
        return {}
    answers = yield tuple(Dns(name, type_) for name in named.values())
    return dict(zip(named, answers, strict=True))


# --- many lists --------------------------------------------------------------------------------------------------------


def _side_by_side(askings: Sequence[Asking[R]]) -> Asking[list[R]]:
    """Hold conversations in step: what each wants to know next is asked at once."""
    results: dict[int, R] = {}
    turns = [(number, asking, _next(asking, None, number, results)) for number, asking in enumerate(askings)]
    while open_ := [turn for turn in turns if turn[0] not in results]:
        answers = yield tuple(ask_ for _, _, asks in open_ for ask_ in asks)
        turns, begin = [], 0
        for number, asking, asks in open_:
            mine = answers[begin : begin + len(asks)]
            begin += len(asks)
            turns.append((number, asking, _next(asking, mine, number, results)))
    return [results[number] for number in range(len(askings))]


def _next(asking: Asking[R], answers: Answers | None, number: int, results: dict[int, R]) -> Asks:
    try:
        return next(asking) if answers is None else asking.send(answers)
    except StopIteration as end:
        results[number] = end.value
        return ()
