"""Holds a page against what is known of mail clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding import Finding
from mailworthy.message.clients import dark, faults, gmail, missing, outlook
from mailworthy.message.clients.hits import Hit
from mailworthy.message.clients.known import URL, Feature, known
from mailworthy.message.clients.named import shares, usual
from mailworthy.message.clients.used import WORD, Used
from mailworthy.message.places import in_part
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


@dataclass(frozen=True, slots=True)
class Support:
    """What mail clients make of a message.

    Args:
        findings: What there is to say.
        table: The report's ``client_support``: ``source``, ``date``, ``text`` (both in one line), ``shares`` (``usual``, where nobody
            gave any, or ``given``), ``clients`` (each with its ``share`` and how many features it supports, partly or not),
            ``features`` (those that some client lacks, the one that most readers lose first).
    """

    findings: tuple[Finding, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)


def survey(draft: Draft, scope: Scope) -> Support:
    """Hold a message's page against what is known of mail clients.

    Args:
        draft: The message; its first page is looked at.
        scope: Which clients count.

    Raises:
        InputError: One of them is not known.
    """
    part = draft.page
    if part is None or part.html is None:
        return Support()
    used = Used(part, part.html, shares(scope.clients) if scope.clients else usual())
    about = (missing, gmail, outlook, dark, faults)
    findings = tuple(finding for one in about for finding in one.look(used))
    return Support(findings, _table(used, given=bool(scope.clients)))


def _table(used: Used, *, given: bool) -> Mapping[str, Any]:
    rows = {slug: _clients(used, known().features[slug], some) for slug, some in used.hits.items()}
    features = [
        _feature(used, known().features[slug], clients)
        for slug, clients in rows.items()
        if {"n", "a"} & set(clients.values())
    ]
    features.sort(
        key=lambda row: (-_lost(used, row["clients"], "n"), -_lost(used, row["clients"], "a"), row["slug"])
    )
    date = known().date
    return {
        "source": "caniemail",
        "date": date,
        "text": f"source: caniemail, data of {date}",
        "shares": "given" if given else "usual",
        "clients": list(_totals(used, rows)),
        "features": features,
    }


def _clients(used: Used, feature: Feature, some: tuple[Hit, ...]) -> dict[str, str]:
    """Give what each client makes of a feature, as far as it reads the places."""
    spared = () if any(one.word for one in some) else WORD
    return {client: feature.support.get(client, "u") for client in used.shares if client not in spared}


def _lost(used: Used, clients: Mapping[str, str], verdict: str) -> float:
    return used.share(client for client, one in clients.items() if one == verdict)


def _feature(used: Used, feature: Feature, clients: Mapping[str, str]) -> dict[str, Any]:
    some = used.hits[feature.slug]
    first = some[0]
    tag = used.page.elements[first.element].tag if first.element >= 0 else ""
    lacking = [client for client, verdict in clients.items() if verdict in "na"]
    return {
        "slug": feature.slug,
        "title": feature.title,
        "kind": feature.kind,
        "url": URL.format(feature.slug),
        "tested": feature.tested,
        "count": len(some),
        "place": dict(in_part(used.part, first.span, tag)),
        "clients": dict(clients),
        "notes": list(dict.fromkeys(note for client in lacking for note in feature.notes_of(client))),
    }


def _totals(used: Used, rows: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    for client, share in sorted(used.shares.items(), key=lambda one: (-one[1], one[0])):
        verdicts = [clients.get(client, "u") for clients in rows.values()]
        yield {
            "client": client,
            "name": known().clients[client],
            "share": round(share, 4),
            "supported": verdicts.count("y"),
            "partly": verdicts.count("a"),
            "unsupported": verdicts.count("n"),
        }
