"""What a finding says to publish mends it: published, looked at again, it is gone, and nothing worse has come."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.finding import codes, lookup
from mailworthy.finding.code import Severity
from mailworthy.sender.dmarc import survey
from mailworthy.sender.dmarc.record import likely, read
from mailworthy.wire.ask import Zone, hold

DOMAIN = "shop.example.org"
LIKE_DMARC = re.compile(r"(?i)v\s*=\s*dmarc|p\s*=|rua\s*=")

# fmt: off
TAGS = [
    "p=none", "p=quarantine", "p=reject", "p=rejct", "p=", "P=Reject", "sp=none", "sp=reject", "sp=bad", "np=none", "np=reject",
    "np=x", "adkim=s", "adkim=x", "aspf=s", "aspf=r", "t=y", "t=n", "t=z", "psd=y", "psd=n", "psd=u", "psd=1", "pct=50", "pct=0",
    "pct=100", "pct=abc", "rf=afrf", "ri=86400", "fo=1:d", "fo=2", "rua=mailto:d@example.org", "rua=d@example.org",
    "rua=mailto:d@example.org!10m,mailto:e@example.org", "rua=mailto:m@reports.example", "rua=", "rua=https://example.org/r",
    "ruf=mailto:f@example.org", "ruf=x", "zz=1", "bogus", "", "rua=mailto:d@example.org mailto:e@example.org",
]
# fmt: on
VERSIONS = ["v=DMARC1", "v = DMARC1", "V=DMARC1", "v=dmarc1", "v=DMARC 1", " v=DMARC1", "v=DMARC1x"]
RECORDS = st.builds(
    lambda version, tags: "; ".join([version, *tags]),
    st.sampled_from(VERSIONS) | st.just("v=DMARC1"),
    st.lists(st.sampled_from(TAGS), max_size=6),
)


def _findings(domain, zone):
    return hold(survey(domain), Zone(zone)).findings


def _errors(findings):
    return {one.code for one in findings if (one.severity or lookup(one.code).severity) is Severity.ERROR}


def _mended(finding, domain, zone):
    before = _findings(domain, zone)
    after = _findings(domain, applied(zone, finding.fix, LIKE_DMARC))
    assert (finding.code, finding.detail) not in {(one.code, one.detail) for one in after}, finding.fix
    assert _errors(after) <= _errors(before)


@given(st.lists(RECORDS, max_size=2), st.lists(RECORDS, max_size=1), st.sampled_from([DOMAIN, "example.org"]))
def test_each_remedy_mends_what_it_is_given_for(own, above, domain):
    zone = {
        f"_dmarc.{DOMAIN}": {"TXT": own},
        "_dmarc.example.org": {"TXT": above},
        DOMAIN: {"A": ["192.0.2.1"]},
    }
    findings = _findings(domain, zone)
    assume(findings)
    for finding in findings:
        if finding.fix:
            _mended(finding, domain, zone)


@pytest.mark.parametrize(
    "row",
    [row for row in codes().values() if row.area == "dmarc" and "domain" in row.bad],
    ids=lambda row: row.id,
)
def test_the_examples_own_remedy(row):
    domain, zone = row.bad["domain"], row.bad["dns"]
    for finding in _findings(domain, zone):
        if finding.code == row.id and finding.fix:
            _mended(finding, domain, zone)


@given(st.lists(RECORDS, min_size=1, max_size=1))
def test_all_remedies_one_after_the_other_come_to_rest(own):
    """Whoever follows each advice in turn arrives at a record about which there is nothing to mend."""
    zone = {"_dmarc.example.org": {"TXT": own}}
    for _ in range(12):
        fixes = [one.fix for one in _findings("example.org", zone) if one.fix and "_report" not in one.fix]
        if not fixes:
            break
        zone = applied(zone, fixes[0], LIKE_DMARC)
    assert fixes == []
    (text,) = zone["_dmarc.example.org"]["TXT"]
    assert read(text) is not None
    assert not likely(text)
