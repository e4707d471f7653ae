"""Whether lists hold the sender or a linked domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.message.blocklist.entries import Entries, entries
from mailworthy.message.places import found
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.sender import blocklists
from mailworthy.sender.blocklists import BlocklistSurvey, Weight
from mailworthy.sender.blocklists.findings import BETWEEN, LISTINGS, listing
from mailworthy.wire.ask import Asking

OFF = "BLOCKLIST-OFF"
LINKED = "BLOCKLIST-LINKED"

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_HEED = {weight: rank for rank, weight in enumerate(Weight)}


def survey(draft: Draft, scope: Scope) -> Asking[tuple[Finding, ...]]:
    """Ask the lists of the scope about the IP address that sends, the sender's domains, and all that is linked or loaded.

    Args:
        draft: The message.
        scope: Says whom to ask and with which keys; where it names nobody, that is said, and nothing is asked.

    Returns:
        A finding for each entry that is listed, with its places in the message, and in ``where`` the ``entry``, the lists
        (``term``) and how much the one most heeded counts (``weight``, as :class:`~mailworthy.sender.blocklists.Weight`);
        then what could not be known. Could-not-ask is never "listed".

    Raises:
        InputError: The IP address or a key of the scope is none, or there are too many lists.

    Source:
        RFC 5782 §2 and §3.
    """
    if scope.blocklists is None or not scope.ask:
        return (Finding(OFF),)
    about = entries(draft, scope)
    if not about.ips and not about.domains:
        return ()
    told = yield from blocklists.survey(about.ips, about.domains, scope.blocklists, keys=scope.keys)
    listed = sorted(_listed(draft, about, told), key=lambda one: _RANK[one.severity or Severity.ERROR])
    return (*listed, *(one for one in told.findings if one.code not in LISTINGS.values()))


def _listed(draft: Draft, about: Entries, told: BlocklistSurvey) -> Iterator[Finding]:
    """Give one finding for each entry and kind of listing, whatever the number of lists."""
    by_entry: dict[tuple[str, str], list[tuple[Weight, Finding]]] = {}
    for one in told.lists:
        for said in one.said:
            finding = listing(one.blocklist, said)
            if finding:
                key = (said.entry.text, finding.code)
                by_entry.setdefault(key, []).append((one.blocklist.weight, finding))
    for (entry, code), findings in by_entry.items():
        findings.sort(key=lambda one: _HEED[one[0]])
        yield _together(draft, about, entry, code, findings)


def _together(
    draft: Draft, about: Entries, entry: str, code: str, findings: Sequence[tuple[Weight, Finding]]
) -> Finding:
    code = LINKED if code == LISTINGS[blocklists.State.LISTED] and entry not in about.own else code
    weight, gravest = findings[0]
    names = ", ".join(str(one.where["term"]) for _, one in findings)
    details = [one.detail.removeprefix(entry + BETWEEN) for _, one in findings]
    finding = found(
        code,
        about.places(draft, entry),
        detail=BETWEEN.join((entry, *details)),
        severity=gravest.severity or lookup(gravest.code).severity,
    )
    extra: Mapping[str, str | int] = {"term": names, "entry": entry, "weight": weight.value}
    return replace(finding, where={**finding.where, **extra})
