"""The demo's sender: its faults are found, its remedies mend them, and nobody outside is asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from remedies import applied

from mailworthy.finding import Severity
from mailworthy.flow.demo.bounces import IP, SENDER
from mailworthy.flow.demo.sender import DOMAIN, HELO, sender_zone
from mailworthy.flow.run_demo import sender_demo
from mailworthy.sender.audit import Scope, audit
from mailworthy.wire.ask import Dns, Zone
from mailworthy.wire.explore import Direct, World, hold
from mailworthy.wire.reach import Reach

# fmt: off
MEANT = [
    # what is wrong, or right              how it is said
    ("a service that ended",               "SPF-DEAD-INCLUDE",      Severity.ERROR),
    ("one include too many",               "SPF-TOO-MANY-LOOKUPS",  Severity.ERROR),
    ("a name that the hoster gave",        "PTR-NOT-CONFIRMED",     Severity.ERROR),
    ("a key from long ago",                "DKIM-KEY-SHORT",        Severity.WARNING),
    ("a policy that nobody hears of",      "DMARC-NO-REPORTS",      Severity.WARNING),
    ("a mail host by its alias",           "MX-IS-CNAME",           Severity.WARNING),
    ("two name servers that are one",      "NS-ONE-SERVER",         Severity.WARNING),
    ("a policy that asks for nothing",     "DMARC-MONITORING",      Severity.INFO),
    ("no word on failed encryption",       "TLS-RPT-MISSING",       Severity.INFO),
    ("no policy of encryption",            "MTA-STS-MISSING",       Severity.INFO),
    ("a zone without signatures",          "DNSSEC-UNSIGNED",       Severity.INFO),
    ("a key as it should be",              "DKIM-KEYS-FOUND",       Severity.PASS),
    ("mail hosts that have addresses",     "MX-OK",                 Severity.PASS),
    ("name servers that answer",           "NS-OK",                 Severity.PASS),
]
# fmt: on
SCOPE = Scope(ips=(IP,), helo=HELO, reach=Reach.widened("127.0.0.0/8"), now=1_795_132_800)
ASKED = """
import sys
from pathlib import Path
from mailworthy.flow.run_demo import sender_demo
asked = set()
def heard(event, given):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}:
        asked.add(str(given[0] if event.startswith("socket.get") else given[1][0] if given[1] else "connected"))
sys.addaudithook(heard)
sender_demo(Path(sys.argv[1]))
print(*sorted(asked))
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, sender_demo(folder, log=folder / "asked")


@pytest.mark.parametrize(("code", "severity"), [row[1:] for row in MEANT], ids=[row[0] for row in MEANT])
def test_it_is_found_as_it_was_meant(code, severity, shown):
    _, audited = shown
    assert [one.severity for one in audited.report.advice() if one.code == code] == [severity]


def test_it_is_the_sender_of_the_demos_newsletters():
    assert SENDER.endswith(f"@{DOMAIN}")
    assert f"ip4:{IP} " in next(text for text in sender_zone()[DOMAIN]["TXT"] if text.startswith("v=spf1"))


def test_everything_was_answered(shown):
    _, audited = shown
    assert {one.code for one in audited.report.advice() if one.severity is Severity.SKIPPED} == {
        "AUDIT-NOT-DEEP",
        "AUDIT-NO-BLOCKLISTS",
    }


def test_page_and_json_lie_in_the_folder(shown):
    folder, audited = shown
    assert {path.parent for path in audited.files.values()} == {folder}
    page = audited.files["page"].read_text(encoding="utf-8")
    assert DOMAIN in page
    assert "made up for the demo" in page
    assert json.loads(audited.files["json"].read_text(encoding="utf-8"))["domain"] == DOMAIN


def test_nobody_outside_is_asked(tmp_path):
    command = [sys.executable, "-c", ASKED, str(tmp_path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "127.0.0.1" in said
    assert set(said) <= {"127.0.0.1", "connected"}


def test_its_checks_ask_for_nothing_but_dns():
    asked = []

    def world(asks):
        asked.extend(asks)
        return World(Zone(sender_zone()))(asks)

    hold(audit(DOMAIN, SCOPE), world)
    assert {type(ask) for ask in asked} == {Dns, Direct}
    assert {ask.server for ask in asked if isinstance(ask, Direct)} == {"127.0.0.1"}


def test_publishing_what_is_proposed_mends_it():
    zone = sender_zone()
    report = hold(audit(DOMAIN, SCOPE), World(Zone(zone)))
    for record in report.records():
        first = record["value"].strip('"').split()[0]
        likes = re.compile("" if record["type"] == "PTR" else rf"^{re.escape(first)}(?=\s|$)")
        zone = applied(zone, record["line"], likes)
    left = {finding.code for finding in hold(audit(DOMAIN, SCOPE), World(Zone(zone))).findings}
    mended = {record["code"] for record in report.records()}
    assert {
        "SPF-DEAD-INCLUDE",
        "PTR-NOT-CONFIRMED",
        "DMARC-NO-REPORTS",
        "MX-IS-CNAME",
        "TLS-RPT-MISSING",
    } <= mended
    assert not left & (mended | {"SPF-TOO-MANY-LOOKUPS", "REQUIREMENT-GMAIL"}) - {"DMARC-NO-NP"}
