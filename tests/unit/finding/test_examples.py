"""Every code's bad example gives the finding, its good one doesn't: through the real checker."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dmarc_message import judging
from mail_world import sessions
from message_scope import known_beside
from web_sample import pages

from mailworthy.bounce.counting import Counting
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind
from mailworthy.bounce.report import Cell, Sent
from mailworthy.edge.nameserver import serving
from mailworthy.finding import codes
from mailworthy.finding.example import message
from mailworthy.flow.check_address import check_address
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.message.check import check
from mailworthy.message.reading import read
from mailworthy.sender import bimi, dnssec, mta_sts, mx, name_servers, ptr, tls_rpt
from mailworthy.sender.arc import validate
from mailworthy.sender.audit import Scope, audit_typed
from mailworthy.sender.blocklists import BlocklistSurvey, usual
from mailworthy.sender.blocklists import survey as blocklist_survey
from mailworthy.sender.dkim import DkimResult, DkimSurvey, PublishedKey, examine, verify
from mailworthy.sender.dkim import survey as dkim_survey
from mailworthy.sender.dmarc import survey as dmarc_survey
from mailworthy.sender.reports.mail import Mail, Sessions
from mailworthy.sender.reports.summary import summed
from mailworthy.sender.requirements import facts_of, findings_of, judge
from mailworthy.sender.spf import survey
from mailworthy.sender.transport import dane, starttls
from mailworthy.sender.transport.dane import DaneSurvey
from mailworthy.sender.transport.starttls import StarttlsSurvey
from mailworthy.wire import explore
from mailworthy.wire.ask import Asking, Zone
from mailworthy.wire.explore import Exploring, Visited, World, looked_up
from mailworthy.wire.reach import Reach

LIVE = [row for row in codes().values() if row.status.value != "retired"]
ADDRESSES = [row for row in LIVE if "address" in row.bad]
BOUNCES = [row for row in LIVE if "came_back" in row.bad]
# fmt: off
OF_SENDERS = {
    "spf", "dkim", "arc", "dmarc", "mta-sts", "tls-rpt", "bimi", "blocklist", "requirement",
    "mx", "ptr", "starttls", "dane", "ns", "dnssec", "audit",
}
# fmt: on
OF_MESSAGES = {
    "hdr",
    "content",
    "html",
    "img",
    "msg",
    "link",
    "auth",
    "rule",
    "bayes",
    "reputation",
    "law",
    "client",
    "a11y",
    "spell",
    "grammar",
}
MESSAGES = [
    row for row in LIVE if row.area in OF_MESSAGES or (row.area == "blocklist" and "message" in row.bad)
]
SENDERS = [row for row in LIVE if row.area in OF_SENDERS and row not in MESSAGES]
REPORTS = [row for row in LIVE if row.area == "reports"]
LISTS = [row for row in LIVE if row not in (*ADDRESSES, *BOUNCES, *SENDERS, *MESSAGES, *REPORTS)]
DAY = "2026-11-20"
NOW = 1_795_132_800  # its midnight (UTC)


def _said_of_address(example: Mapping[str, Any]) -> set[str]:
    dns = example.get("dns")
    world = None if dns is None else Zone(dns)
    return {
        finding.code
        for finding in check_address(example["address"], world=world, offline=dns is None).findings
    }


def _said_of_bounces(example: Mapping[str, Any]) -> set[str]:
    counting = Counting()
    for each in example["came_back"]:
        counting.add(_cell(each))
    there = example.get("sent")
    by_both = {(domain, DAY): count for domain, count in (there or {}).items()}
    sent = Sent(sum(there.values()), by_domain_and_day=by_both) if there else Sent()
    return {finding.code for finding in counting.report(sent).findings}


def _cell(each: Mapping[str, Any]) -> Cell:
    if "complaints" in each:
        return Cell(Kind.COMPLAINT, DAY, each["domain"], count=each["complaints"])
    told = {name: each[name] for name in ("domain", "reason", "code", "count")}
    return Cell(
        Kind.BOUNCE, DAY, hard=REASONS[each["reason"]].hard, blocklist=each.get("blocklist", ""), **told
    )


def _said_of_list(example: Mapping[str, Any], folder: Path) -> set[str]:
    """Give the codes of the findings, and the flags of the rows: a row's own findings have no other place."""
    file = folder / "list.csv"
    _write(example, file)
    with _world(example.get("dns")) as options:
        report = check_list(file, out=folder / "out", options=options)
    return {finding.code for finding in report.findings} | {
        flag for flag, rows in report.flags.items() if rows
    }


def _said_of_sender(area: str, example: Mapping[str, Any]) -> set[str]:
    web = pages(example.get("web", {}), example.get("domain", ""), NOW)
    checks = {
        "spf": lambda: survey(example["domain"]),
        "dkim": lambda: _looked_at(example),
        "arc": lambda: validate(example["message"].encode()),
        "dmarc": lambda: (
            dmarc_survey(example["domain"]) if "domain" in example else judging(example["message"])
        ),
        "mta-sts": lambda: mta_sts.survey(example["domain"], _served(example), now=NOW),
        "tls-rpt": lambda: tls_rpt.survey(example["domain"]),
        "bimi": lambda: bimi.explore(example["domain"], now=NOW) if web else bimi.survey(example["domain"]),
        "blocklist": lambda: _on_lists(example),
        "audit": lambda: audit_typed(example["domain"], _scope(example)),
        "requirement": lambda: _required(example),
        "mx": lambda: mx.survey(example["domain"]),
        "ptr": lambda: ptr.survey(example["ips"], example.get("helo", "")),
        "starttls": lambda: _greeted(example),
        "dane": lambda: _vouched_for(example),
        "ns": lambda: name_servers.survey(example["domain"]),
        "dnssec": lambda: dnssec.survey(example["domain"], now=NOW),
    }
    zone = Zone(example["dns"], tuple(example.get("secure", ())))
    servers = {address: _voice(said) for address, said in example.get("servers", {}).items()}
    unvalidated = Zone(example["unvalidated"]) if "unvalidated" in example else None
    world = World(zone, web, sessions(example.get("mail", {})), servers, unvalidated)
    return {finding.code for finding in explore.hold(checks[area](), world).findings}


def _voice(said: str | Mapping[str, Any] | list[Any]) -> Any:
    """What one name server says: a word, records, or several that take turns."""
    if isinstance(said, list):
        return tuple(map(_voice, said))
    return said if isinstance(said, str) else Zone(said)


def _greeted(example: Mapping[str, Any]) -> Exploring[StarttlsSurvey]:
    hosts = yield from looked_up(mx.survey(example["domain"]))
    return (yield from starttls.survey(hosts.hosts, now=NOW))


def _vouched_for(example: Mapping[str, Any]) -> Exploring[DaneSurvey]:
    """Look at DANE, after greeting the hosts where the example says what they say."""
    hosts = yield from looked_up(mx.survey(example["domain"]))
    greetings = (yield from _greeted(example)).greetings if "mail" in example else ()
    return (yield from looked_up(dane.survey(hosts.hosts, greetings)))


def _scope(example: Mapping[str, Any]) -> Scope:
    """Read the options of an example as the command does, as far as examples use them."""
    options = dict(f"{option} ".split(" ", 1) for option in example.get("options", ()))
    return Scope(
        tuple(example.get("ips", ())),
        deep="--deep" in options,
        blocklists=() if "--dns" in options else None,
        reach=Reach.widened(*options.get("--reach", "").split()),
        now=NOW,
    )


def _on_lists(example: Mapping[str, Any]) -> Asking[BlocklistSurvey]:
    """Ask the lists of which the example holds a name."""
    lists = [one for one in usual() if any(f".{name}".endswith(f".{one.zone}") for name in example["dns"])]
    domains = [example["domain"]] if "domain" in example else []
    return blocklist_survey(example.get("ips", ()), domains, lists)


def _served(example: Mapping[str, Any]) -> mta_sts.Served | None:
    if "web" not in example:
        return None
    text = example["web"].get(mta_sts.policy_url(example["domain"]))
    return mta_sts.Served(404) if text is None else mta_sts.Served(200, text=text)


def _looked_at(example: Mapping[str, Any]) -> Asking[DkimResult | PublishedKey | DkimSurvey]:
    """Verify a message, all findings in one result; or look at the key that a name holds, or for those of a domain."""
    if "domain" in example:
        selector, key, domain = example["domain"].rpartition("._domainkey.")
        return (yield from examine(domain, selector) if key else dkim_survey(domain))
    results = yield from verify(example["message"].encode(), now=NOW)
    return replace(results[0], findings=tuple(said for result in results for said in result.findings))


def _required(example: Mapping[str, Any]) -> Asking[Any]:
    """Hold what DNS tells of a domain against what receivers ask."""
    domain = example["domain"]
    facts = facts_of(
        spf=(yield from survey(domain)),
        dkim=(yield from dkim_survey(domain)),
        dmarc=(yield from dmarc_survey(domain)),
        ptr=(yield from ptr.survey(example.get("ips", ()))),
    )
    return SimpleNamespace(findings=tuple(findings_of(judge(facts))))


def _said_of_reports(example: Mapping[str, Any]) -> set[str]:
    mail = [
        Mail("example.com", day, receiver="example.net", **each)
        for one in example.get("seen", ())
        for day, each in _day_by_day(dict(one))
    ]
    tried = [Sessions("example.com", DAY, policy="sts", **each) for each in example.get("sessions", ())]
    return {finding.code for finding in summed(mail, tried).findings}


def _said_of_message(example: Mapping[str, Any]) -> set[str]:
    draft = (
        read(message(example).encode())
        if "message" in example
        else read(
            example["html"].encode(),
            "html",
            sender=example.get("from", ""),
            subject=example.get("subject", ""),
        )
    )
    options = example.get("options", ())
    scope = known_beside(options, "dns" in example, NOW)
    scope = replace(scope, visit="--links" in options, read_pictures="--ocr" in options)
    visits = {url: _visited(told) for url, told in example.get("visits", {}).items()}
    pictures = _InAnyPicture(explore.Words(example.get("words", "")))
    world = World(Zone(example.get("dns", {})), visits=visits, pictures=pictures)
    return {finding.code for finding in explore.hold(check(draft, scope), world).findings}


class _InAnyPicture(dict[bytes, explore.Words]):
    """The same words, whatever the picture."""

    def __init__(self, words: explore.Words) -> None:
        self._words = words

    def get(self, *_: object) -> explore.Words:
        return self._words


def _visited(told: int | str | Mapping[str, Any]) -> Visited:
    """What came of visiting an address: a status, why there is none, or more."""
    if isinstance(told, int):
        return Visited(told)
    if isinstance(told, str):
        return Visited(why=told, detail=told)
    words = {"media_type": told.get("type", ""), "why": told.get("why", ""), "detail": told.get("detail", "")}
    return Visited(told.get("status", 0), tuple(told.get("hops", ())), **words)


def _day_by_day(one: dict[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    first = date.fromisoformat(one.pop("day", "2026-11-01"))
    for number in range(one.pop("times", 1)):
        yield (first + timedelta(days=number)).isoformat(), one


@contextmanager
def _world(dns: Mapping[str, Any] | None) -> Iterator[ListOptions]:
    if dns is None:
        yield ListOptions(offline=True, parts=False)
        return
    with serving(dns) as server:
        yield ListOptions(servers=(server,), parts=False)


def _write(example: Mapping[str, Any], file: Path) -> None:
    if "text" in example:
        file.write_text(example["text"], encoding="utf-8")
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(example["columns"])
        for number in range(1, example.get("times", 1) + 1):
            writer.writerows([_filled(cell, number) for cell in row] for row in example["rows"])


def _filled(cell: str, number: int) -> str:
    return cell.replace("{n}", str(number)).replace("{today}", datetime.now(UTC).date().isoformat())


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.id)
def test_the_bad_address_gives_the_finding(row):
    assert row.id in _said_of_address(row.bad)


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.id)
def test_the_good_address_does_not(row):
    assert row.id not in _said_of_address(row.good)


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.id)
def test_the_bad_list_gives_the_finding(row, tmp_path):
    assert {row.id, row.reason} & _said_of_list(row.bad, tmp_path)


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.id)
def test_the_good_list_does_not(row, tmp_path):
    assert not {row.id, row.reason} & _said_of_list(row.good, tmp_path)


@pytest.mark.parametrize("row", BOUNCES, ids=[row.id for row in BOUNCES])
def test_examples_of_what_came_back(row):
    assert row.id in _said_of_bounces(row.bad)
    assert row.id not in _said_of_bounces(row.good)


@pytest.mark.parametrize("row", SENDERS, ids=[row.id for row in SENDERS])
def test_examples_of_senders(row):
    assert row.id in _said_of_sender(row.area, row.bad)
    assert row.id not in _said_of_sender(row.area, row.good)


@pytest.mark.parametrize("row", REPORTS, ids=[row.id for row in REPORTS])
def test_examples_of_what_was_reported(row):
    assert row.id in _said_of_reports(row.bad)
    assert row.id not in _said_of_reports(row.good)


@pytest.mark.parametrize("row", MESSAGES, ids=[row.id for row in MESSAGES])
def test_examples_of_messages(row):
    assert row.id in _said_of_message(row.bad)
    assert row.id not in _said_of_message(row.good)
