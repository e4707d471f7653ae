"""Zones signed rightly, wrongly, too long ago or for nobody: NSD gives them, unbound validates."""

from __future__ import annotations

import asyncio
import contextlib
import time

import pytest
from nsd import free_port, nsd, unbound
from signed_zone import ZoneKey, signed

from mailworthy.edge.dns import Resolver, Server
from mailworthy.edge.explore import Explorer
from mailworthy.sender.dnssec import DnssecSurvey, State, survey
from mailworthy.wire.reach import Reach

ABOVE, FIRST, SECOND = (f"127.0.0.{number}" for number in (21, 22, 23))
TOP = f"""\
$TTL 300
@ IN SOA ns.top.test. hm.top.test. 1 3600 600 86400 120
@ IN NS ns.top.test.
ns.top.test. IN A {ABOVE}
shop.test. IN NS ns1.shop.test.
shop.test. IN NS ns2.shop.test.
ns1.shop.test. IN A {FIRST}
ns2.shop.test. IN A {SECOND}
"""
SHOP = f"""\
$TTL 300
@ IN SOA ns1 hm 7 3600 600 86400 120
@ IN NS ns1
@ IN NS ns2
ns1 IN A {FIRST}
ns2 IN A {SECOND}
@ IN MX 10 mx
mx IN A 192.0.2.25
@ IN TXT "v=spf1 mx -all"
_dmarc IN TXT "v=DMARC1; p=none"
"""
ROOT, KEY, OTHER, OLD = ZoneKey(), ZoneKey(), ZoneKey(), ZoneKey(7)
GOOD = signed("shop.test", SHOP, [KEY])
EXPIRED = signed("shop.test", SHOP, [KEY], days=-5, age=30)  # unbound forgives a day
SOON = signed("shop.test", SHOP, [KEY], days=1, age=29)
FORGED = GOOD.replace('TXT "v=spf1 mx -all"', 'TXT "v=spf1 +all"')
HERE, ELSEWHERE = KEY.ds("shop.test"), OTHER.ds("shop.test")
ANCHOR = f"test. IN DS {ROOT.ds('test')}"

# fmt: off
ZONES = [
    # the first server's zone, the second's, what the zone above says      state            what is said
    (GOOD,    GOOD,    HERE,                                               State.SECURE,    ["DNSSEC-SECURE"]),
    (FORGED,  FORGED,  HERE,                                               State.BOGUS,     ["DNSSEC-BOGUS"]),
    (EXPIRED, EXPIRED, HERE,                                               State.BOGUS,     ["DNSSEC-BOGUS", "DNSSEC-EXPIRED"]),
    (GOOD,    EXPIRED, HERE,                                               State.SECURE,    ["DNSSEC-EXPIRED", "DNSSEC-SECURE"]),
    (GOOD,    SHOP,    HERE,                                               State.SECURE,    ["DNSSEC-SECURE", "DNSSEC-SERVER-UNSIGNED"]),
    (SOON,    SOON,    HERE,                                               State.SECURE,    ["DNSSEC-EXPIRES-SOON", "DNSSEC-SECURE"]),
    (GOOD,    GOOD,    ELSEWHERE,                                          State.BOGUS,     ["DNSSEC-DS-MISMATCH"]),
    (SHOP,    SHOP,    HERE,                                               State.BOGUS,     ["DNSSEC-DS-MISMATCH"]),
    (GOOD,    GOOD,    "",                                                 State.ISLAND,    ["DNSSEC-NO-DS"]),
    (SHOP,    SHOP,    "",                                                 State.UNSIGNED,  ["DNSSEC-UNSIGNED"]),
    (GOOD,    GOOD,    KEY.ds("shop.test", "SHA1"),                        State.SECURE,    ["DNSSEC-OLD-DIGEST", "DNSSEC-SECURE"]),
]
# fmt: on


@contextlib.contextmanager
def world(folder, first: str, second: str, ds: str, *, anchors=(ANCHOR,)):
    """Run the zone above, both servers, and unbound; give unbound's port and theirs."""
    port = free_port()
    top = TOP + (f"shop.test. IN DS {ds}\n" if ds else "")
    with contextlib.ExitStack() as stack:
        for host, name, text in (
            (ABOVE, "test", signed("test", top, [ROOT])),
            (FIRST, "shop.test", first),
            (SECOND, "shop.test", second),
        ):
            (folder / host).mkdir()
            stack.enter_context(nsd(folder / host, {name: text}, port, host))
        zones = {"test": [f"{ABOVE}@{port}"], "shop.test": [f"{FIRST}@{port}"]}
        resolving = stack.enter_context(unbound(folder, zones, anchors))
        yield Server("127.0.0.1", resolving.port), port


def surveyed(resolving: Server, port: int, *, trusted: bool | None = None) -> DnssecSurvey:
    async def whole() -> DnssecSurvey:
        reach = Reach.widened("127.0.0.0/8", ports={53: port})
        async with (
            Resolver([resolving], timeout_s=5, trusted=trusted) as resolver,
            Explorer(resolver, reach) as explorer,
        ):
            return await explorer.hold(survey("shop.test", now=int(time.time())))

    return asyncio.run(whole())


def codes(told: DnssecSurvey) -> list[str]:
    return sorted(finding.code for finding in told.findings)


@pytest.mark.system("nsd", "unbound")
@pytest.mark.spec("RFC 4035 §3.2.3")
@pytest.mark.parametrize("case", ZONES, ids=range(len(ZONES)))
def test_zones(tmp_path, case):
    first, second, ds, state, said = case
    with world(tmp_path, first, second, ds) as (resolving, port):
        told = surveyed(resolving, port)
    assert (told.state, codes(told)) == (state, said)


@pytest.mark.system("nsd", "unbound")
def test_only_what_was_forged_is_named(tmp_path):
    with world(tmp_path, FORGED, FORGED, HERE) as (resolving, port):
        (finding,) = surveyed(resolving, port).findings
    assert finding.detail == "SERVFAIL: TXT shop.test"


@pytest.mark.system("nsd", "unbound")
def test_an_old_algorithm_is_told_of_whatever_the_resolver_thinks_of_it(tmp_path):
    zone = signed("shop.test", SHOP, [OLD])
    with world(tmp_path, zone, zone, OLD.ds("shop.test")) as (resolving, port):
        told = surveyed(resolving, port)
    assert "DNSSEC-OLD-ALGORITHM" in codes(told)


@pytest.mark.system("nsd", "unbound")
@pytest.mark.spec("RFC 4035 §4.9.3")
def test_the_word_of_a_resolver_elsewhere_is_not_taken(tmp_path):
    with world(tmp_path, GOOD, GOOD, HERE) as (resolving, port):
        told = surveyed(resolving, port, trusted=False)
    assert (told.state, codes(told)) == (State.UNPROVEN, ["DNSSEC-NOT-CHECKED"])


@pytest.mark.system("nsd", "unbound")
def test_a_resolver_that_does_not_validate_finds_what_can_be_compared(tmp_path):
    with world(tmp_path, FORGED, EXPIRED, HERE, anchors=()) as (resolving, port):
        told = surveyed(resolving, port)
    assert (told.state, codes(told)) == (State.UNPROVEN, ["DNSSEC-EXPIRED", "DNSSEC-NOT-CHECKED"])


@pytest.mark.system("nsd", "unbound")
def test_a_zone_above_that_is_not_believed_is_not_laid_to_the_domain(tmp_path):
    stranger = f"test. IN DS {OTHER.ds('test')}"
    with world(tmp_path, GOOD, GOOD, HERE, anchors=(stranger,)) as (resolving, port):
        told = surveyed(resolving, port)
    assert (told.state, codes(told)) == (State.UNKNOWN, ["DNSSEC-NOT-CHECKED"])
    assert told.findings[0].detail == "SERVFAIL: SOA test"


@pytest.mark.system("nsd", "unbound")
@pytest.mark.parametrize(
    ("ds", "code"), [("", "DNSSEC-NO-DS"), (ELSEWHERE, "DNSSEC-DS-MISMATCH")], ids=["none", "another"]
)
def test_the_record_shown_makes_the_zone_secure(tmp_path, ds, code):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    with world(before, GOOD, GOOD, ds) as (resolving, port):
        (finding,) = surveyed(resolving, port).findings
    assert finding.code == code
    published = finding.fix.partition(" IN DS ")[2]
    with world(after, GOOD, GOOD, published) as (resolving, port):
        assert surveyed(resolving, port).state is State.SECURE
