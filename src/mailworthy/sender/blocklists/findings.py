"""What there is to say of what blocklists said: each listing by itself, and what could not be known in one finding a cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailworthy.finding import Finding, Severity
from mailworthy.sender.blocklists.answers import ANSWERED, State
from mailworthy.sender.blocklists.lists import Blocklist, Weight
from mailworthy.sender.blocklists.result import ListSurvey, Said

SHOWN = 20  # names in a detail
BETWEEN = " | "

LISTINGS = {
    State.LISTED: "BLOCKLIST-LISTED",
    State.POLICY: "BLOCKLIST-POLICY",
    State.UNKNOWN_CODE: "BLOCKLIST-UNKNOWN-CODE",
}
_OPEN_QUESTIONS = {
    State.REFUSED: "BLOCKLIST-REFUSED",
    State.UNREACHABLE: "BLOCKLIST-UNREACHABLE",
    State.REWRITTEN: "BLOCKLIST-RESOLVER-REWRITES",
    State.DEAD: "BLOCKLIST-DEAD",
    State.NOT_ASKED: "BLOCKLIST-NOT-ASKED",
}
_SEVERITY = {
    State.LISTED: {Weight.SELDOM: Severity.WARNING, Weight.IGNORE: Severity.INFO},
    State.POLICY: {Weight.SELDOM: Severity.INFO, Weight.IGNORE: Severity.INFO},
}


def findings(left_out: Sequence[str], lists: Sequence[ListSurvey]) -> Iterator[Finding]:
    """Say what lists said, the gravest first."""
    for state in LISTINGS:
        for weight in Weight:
            yield from _listings(state, [one for one in lists if one.blocklist.weight is weight])
    for state, code in _OPEN_QUESTIONS.items():
        yield from _open_question(state, code, lists)
    if left_out:
        yield Finding("BLOCKLIST-ENTRIES-LEFT-OUT", _some(left_out), count=len(left_out))
    if (heard := sum(one.answered for one in lists)) and all(one.state not in LISTINGS for one in lists):
        yield Finding("BLOCKLIST-CLEAN", str(heard), count=heard)


def _listings(state: State, lists: Sequence[ListSurvey]) -> Iterator[Finding]:
    for one in lists:
        for said in one.said:
            finding = listing(one.blocklist, said) if said.reading.state is state else None
            if finding:
                yield finding


def listing(blocklist: Blocklist, said: Said) -> Finding | None:
    """Say that a list holds an entry, as gravely as the list is heeded; None where it does not hold it."""
    state = said.reading.state
    if state not in LISTINGS:
        return None
    return Finding(
        LISTINGS[state],
        _detail(blocklist, said),
        {"record": said.entry.below(blocklist.zone), "term": blocklist.name},
        severity=_SEVERITY.get(state, {}).get(blocklist.weight),
    )


def _detail(blocklist: Blocklist, said: Said) -> str:
    """Give the entry, the list, its answer, its page and its own words."""
    names = dict.fromkeys(meaning.name for meaning in said.reading.meanings if meaning.name)
    answer = " ".join((*names, *said.reading.codes))
    parts = (said.entry.text, blocklist.name, answer, blocklist.delist, said.reason)
    return BETWEEN.join(part for part in parts if part)


def _open_question(state: State, code: str, lists: Sequence[ListSurvey]) -> Iterator[Finding]:
    named = {one.blocklist.name: why for one in lists if (why := _why(state, one)) is not None}
    if named:
        told = [f"{name} ({why})" if why else name for name, why in named.items()]
        yield Finding(code, _some(told), count=len(named))


def _why(state: State, one: ListSurvey) -> str | None:
    """Say in the list's own answer why something stays open; None where nothing does for this cause."""
    for said in one.said:
        if said.reading.state is state and state not in ANSWERED:
            return said.reading.why or " ".join(said.reading.codes)
    return None


def _some(texts: Sequence[str]) -> str:
    more = f" … +{len(texts) - SHOWN}" if len(texts) > SHOWN else ""
    return ", ".join(texts[:SHOWN]) + more
