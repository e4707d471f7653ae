"""Many domains one after the other: in their order, whatever is wrong with some of them, and with no more sockets than for one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from contextlib import aclosing
from functools import partial

import pytest

from mailworthy.edge.dns import Resolver
from mailworthy.edge.nameserver import serving
from mailworthy.errors import InputError, TimedOut
from mailworthy.flow import check_sender as module
from mailworthy.flow.check_sender import check_senders
from mailworthy.sender.audit import Scope, SenderReport
from mailworthy.wire.reach import Reach

NAMES = [f"shop{number}.test" for number in range(12)]
WORLD = {name: {"TXT": [f"v=spf1 ip4:192.0.2.{number} -all"]} for number, name in enumerate(NAMES)}


def audited(domains, scope=None, *, world: Mapping = WORLD, patience_s: float = 30.0) -> list[SenderReport]:
    async def whole():
        with serving(world) as server:
            reports = check_senders(domains, scope, servers=(server,), patience_s=patience_s)
            return [report async for report in reports]

    return asyncio.run(whole())


def codes(report: SenderReport) -> set[str]:
    return {finding.code for finding in report.findings}


def test_reports_come_in_the_order_of_the_domains():
    reports = audited(NAMES)
    assert [report.domain for report in reports] == NAMES
    assert [report.spf.tree.record for report in reports] == [WORLD[name]["TXT"][0] for name in NAMES]


@pytest.mark.parametrize("wrong", ["mail worthy.test", "", "a..test", "x" * 3000, "jane@shop1.test"])
def test_what_is_no_domain_spoils_nothing(wrong):
    reports = audited([NAMES[0], wrong, NAMES[1]])
    assert [report.domain for report in reports] == [NAMES[0], wrong, NAMES[1]]
    assert ["AUDIT-NOT-A-DOMAIN" in codes(report) for report in reports] == [False, True, False]
    assert reports[1].as_dict()["spf"] is None


def test_a_name_too_long_for_a_selector_spoils_nothing():
    long = ".".join(["a" * 60] * 4)
    reports = audited([long, NAMES[0]], Scope(selectors=("s2026",)), world={**WORLD, long: {"TXT": ["a"]}})
    assert ["AUDIT-NOT-A-DOMAIN" in codes(report) for report in reports] == [True, False]


@pytest.mark.parametrize("scope", [Scope(selectors=("a b",)), Scope(helo="a b")])
def test_a_wrong_scope_is_said_before_anybody_is_asked(scope):
    def asked_for():
        yield NAMES[0]
        raise AssertionError("a second domain was taken")

    with pytest.raises(InputError):
        audited(asked_for(), scope)


def test_a_name_server_that_is_not_there_is_said_once(monkeypatch):
    monkeypatch.setattr(module, "Resolver", partial(Resolver, timeout_s=0.2))

    def asked_for():
        yield NAMES[0]
        raise AssertionError("a second domain was taken")

    with pytest.raises(TimedOut, match="no answer"):
        audited(asked_for(), world={"test": "timeout"})


def test_a_slow_domain_holds_up_nobody_else(monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    begun = []

    def names():
        yield "silent.test"
        for name in NAMES:
            begun.append(name)
            yield name

    reports = audited(names(), world={**WORLD, "silent.test": "timeout"}, patience_s=1.0)
    assert [report.domain for report in reports] == ["silent.test", *NAMES]
    assert "SPF-DNS-ERROR" in codes(reports[0]) or reports[0].worst is not None
    assert begun == NAMES


def test_whoever_stops_in_between_leaves_nothing_behind():
    async def whole():
        with serving({**WORLD, NAMES[3]: "timeout"}) as server:
            async with aclosing(check_senders(NAMES, servers=(server,))) as reports:
                async for report in reports:
                    assert report.domain == NAMES[0]
                    break
            return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(whole()) == set()


def test_whoever_is_cancelled_leaves_nothing_behind():
    async def reading(server):
        async with aclosing(check_senders(["silent.test"], servers=(server,))) as reports:
            return [report async for report in reports]

    async def whole():
        with serving({"silent.test": "timeout"}) as server:
            task = asyncio.create_task(reading(server))
            await asyncio.sleep(0.05)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            return task.cancelled(), asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(whole()) == (True, set())


def test_name_servers_are_asked_themselves_within_reach():
    world = {
        "shop.test": {
            "NS": ["ns1.shop.test"],
            "SOA": ["ns1.shop.test. h.shop.test. 1 2 3 4 5"],
            "TXT": ["a"],
        },
        "ns1.shop.test": {"A": ["127.0.0.1"]},
    }

    async def whole():
        with serving(world) as server:
            port = int(server.rpartition(":")[2])
            scope = Scope(reach=Reach.widened("127.0.0.0/8", ports={53: port}))
            return [report async for report in check_senders(["shop.test"] * 3, scope, servers=(server,))]

    reports = asyncio.run(whole())
    assert {place.state.value for report in reports for place in report.name_servers.places} == {"sound"}
