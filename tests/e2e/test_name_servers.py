"""Name servers that agree, disagree, know nothing, stay silent or answer now and then: NSD on loopback addresses."""

from __future__ import annotations

import asyncio
import socket

import dns.flags
import pytest
from dns_server import Odd, answer, name_of, type_of
from nsd import free_port, nsd, unbound

from mailworthy.edge.dns import Resolver, Server
from mailworthy.edge.explore import Explorer
from mailworthy.sender.name_servers import NameServersSurvey, State, survey
from mailworthy.wire.reach import Reach

ABOVE, FIRST, SECOND, THIRD = (f"127.0.0.{number}" for number in (11, 12, 13, 14))
TOP = f"""\
$TTL 300
@ IN SOA ns.top.test. hm.top.test. 1 3600 600 86400 120
@ IN NS ns.top.test.
ns.top IN A {ABOVE}
shop IN NS ns1.shop
shop IN NS ns2.shop
ns1.shop IN A {FIRST}
ns2.shop IN A {SECOND}
gone IN NS ns.gone
ns.gone IN A {SECOND}
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
OLD = SHOP.replace(" hm 7 ", " hm 6 ").replace("v=spf1 mx -all", "v=spf1 a -all")
LATE = SHOP.replace(" hm 7 ", " hm 6 ")
NEAR = "NS-ONE-NETWORK"  # as loopback is


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def above(port, tmp_path_factory):
    """The zone above, and a server that holds the current zone."""
    with (
        nsd(tmp_path_factory.mktemp("above"), {"test": TOP}, port, ABOVE),
        nsd(tmp_path_factory.mktemp("first"), {"shop.test": SHOP}, port, FIRST),
    ):
        yield


def surveyed(port: int, folder, domain: str = "shop.test") -> NameServersSurvey:
    zones = {"test": [f"{ABOVE}@{port}"], "shop.test": [f"{FIRST}@{port}"], "gone.test": [f"{SECOND}@{port}"]}

    async def whole(server: Server) -> NameServersSurvey:
        reach = Reach.widened("127.0.0.0/8", ports={53: port})
        async with Resolver([server], timeout_s=5) as resolver, Explorer(resolver, reach) as explorer:
            return await explorer.hold(survey(domain))

    folder.mkdir(exist_ok=True)
    with unbound(folder, zones) as resolving:
        return asyncio.run(whole(Server("127.0.0.1", resolving.port)))


def codes(told: NameServersSurvey) -> list[str]:
    return sorted(finding.code for finding in told.findings)


def state(told: NameServersSurvey, address: str) -> State:
    return next(place.state for place in told.places if place.address == address)


# fmt: off
SECONDS = [
    # what the second server holds                    what is said
    ({"shop.test": SHOP},                             ["NS-OK"]),
    ({"shop.test": LATE},                             ["NS-SERIAL-DIFFERS"]),
    ({"shop.test": OLD},                              ["NS-ANSWERS-DIFFER", "NS-SERIAL-DIFFERS"]),
    ({"other.test": SHOP},                            ["NS-LAME"]),
    ({"test": TOP},                                   ["NS-LAME"]),
    ({"shop.test": SHOP + "@ IN NS ns3.shop.test.\n"}, ["NS-ANSWERS-DIFFER"]),
]
# fmt: on


@pytest.mark.system("nsd", "unbound")
@pytest.mark.parametrize(("zones", "said"), SECONDS, ids=" ".join)
def test_two_name_servers(above, port, tmp_path, zones, said):
    (tmp_path / "second").mkdir()
    with nsd(tmp_path / "second", zones, port, SECOND):
        told = surveyed(port, tmp_path / "unbound")
    found = [code for code in codes(told) if code not in {NEAR, "NS-DELEGATION-DIFFERS"}]
    assert found == said
    assert told.delegation.zone == "shop.test"
    assert told.delegation.delegated == ("ns1.shop.test", "ns2.shop.test")


@pytest.mark.slow
@pytest.mark.system("nsd", "unbound")
def test_a_name_server_that_never_answers(above, port, tmp_path):
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind((SECOND, port))
        told = surveyed(port, tmp_path / "unbound")
    assert codes(told) == [NEAR, "NS-SILENT"]
    (finding,) = [finding for finding in told.findings if finding.code == "NS-SILENT"]
    assert finding.detail == f"ns2.shop.test {SECOND}: timeout"


@pytest.mark.system("nsd", "unbound")
def test_a_host_where_no_name_server_runs(above, port, tmp_path):
    told = surveyed(port, tmp_path / "unbound")
    assert "NS-SILENT" in codes(told)
    assert [place.why for place in told.places if place.address == SECOND] == ["unreachable"]


@pytest.mark.system("nsd", "unbound")
def test_a_domain_for_which_nobody_answers(above, port, tmp_path):
    (tmp_path / "second").mkdir()
    with nsd(tmp_path / "second", {"other.test": SHOP}, port, SECOND):
        told = surveyed(port, tmp_path / "unbound", "gone.test")
    assert codes(told) == ["NS-NONE-ANSWERS", "NS-ONE-SERVER"]
    assert told.findings[0].detail == f"ns.gone.test {SECOND}: refused"


@pytest.mark.system("nsd", "unbound")
def test_a_domain_that_nobody_registered(above, port, tmp_path):
    assert codes(surveyed(port, tmp_path / "unbound", "missing.test")) == ["NS-NO-SUCH-DOMAIN"]


@pytest.mark.slow
@pytest.mark.system("nsd", "unbound")
def test_a_name_server_that_answers_each_second_question(above, port, tmp_path):
    records = {
        "SOA": ["shop.test. 300 IN SOA ns1.shop.test. hm.shop.test. 7 3600 600 86400 120"],
        "NS": [f"shop.test. 300 IN NS ns{number}.shop.test." for number in (1, 2)],
        "MX": ["shop.test. 300 IN MX 10 mx.shop.test."],
        "TXT": ['shop.test. 300 IN TXT "v=spf1 mx -all"'],
    }

    def second(data: bytes):
        if len(odd.asked) % 2:
            return []
        if name_of(data).startswith("_dmarc"):
            return [answer(data, '_dmarc.shop.test. 300 IN TXT "v=DMARC1; p=none"', flags=dns.flags.AA)]
        return [answer(data, *records[type_of(data)], flags=dns.flags.AA)]

    odd = Odd(second, server=Server(SECOND, port))

    async def whole(server: Server) -> NameServersSurvey:
        reach = Reach.widened("127.0.0.0/8", ports={53: port})
        async with (
            odd.running(),
            Resolver([server], timeout_s=5) as resolver,
            Explorer(resolver, reach) as explorer,
        ):
            return await explorer.hold(survey("shop.test"))

    zones = {"test": [f"{ABOVE}@{port}"], "shop.test": [f"{FIRST}@{port}"]}
    with unbound(tmp_path, zones) as resolving:
        told = asyncio.run(whole(Server("127.0.0.1", resolving.port)))
    assert codes(told) == [NEAR, "NS-UNSTABLE"]
    (place,) = [place for place in told.places if place.address == SECOND]
    assert (place.why, place.state) == ("timeout", State.UNSTABLE)
    assert place.failed * 3 > place.asked


@pytest.mark.system("nsd", "unbound")
def test_inner_addresses_are_not_asked_without_leave(above, port, tmp_path):
    async def whole(server: Server) -> NameServersSurvey:
        async with Resolver([server], timeout_s=5) as resolver, Explorer(resolver) as explorer:
            return await explorer.hold(survey("shop.test"))

    with unbound(tmp_path, {"test": [f"{ABOVE}@{port}"], "shop.test": [f"{FIRST}@{port}"]}) as resolving:
        told = asyncio.run(whole(Server("127.0.0.1", resolving.port)))
    assert {"NS-PRIVATE-ADDRESS", "NS-NONE-ANSWERS"} <= set(codes(told))
    assert {place.state for place in told.places} == {State.PRIVATE}
