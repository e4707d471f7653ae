"""Many visits: each address once, two at a time, and no host for ever."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter

import pytest
from dns_server import until
from visited_web import HERE, HOSTS, PNG, URL, Web, silent, tls_of, zone
from web_host import ok

from mailworthy.edge.dns import Resolver
from mailworthy.edge.http import Visitor
from mailworthy.edge.http import visitor as visitor_
from mailworthy.edge.http.manners import SILENT, Pace
from mailworthy.wire.explore import Visit
from mailworthy.wire.reach import Reach


def test_the_same_address_is_visited_once_in_a_run(web, authority):
    host = web(ok(b"x"))
    told = host.visited(*[Visit(URL), Visit(f"{URL}#a"), Visit(f"{URL}#b")] * 50, authority=authority)
    assert (len(set(told)), host.asked) == (1, ["HEAD /a"])


def test_those_that_ask_at_the_same_time_share_one_visit(web, authority):
    host = web(ok(b"x"))

    async def whole(https: int) -> list[int]:
        async with zone(HOSTS).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={443: https}), ca_file=authority.file
            )
            one, *others = [asyncio.create_task(visitor.visit(Visit(URL))) for _ in range(100)]
            await asyncio.sleep(0)
            one.cancel()  # whoever asked first need not be the one who waits
            return [one.status for one in await asyncio.gather(*others)]

    with host.secure.running() as https:
        assert asyncio.run(whole(https)) == [200] * 99
    assert host.asked == ["HEAD /a"]


def test_what_is_remembered_is_bounded(web, authority, monkeypatch):
    monkeypatch.setattr(visitor_, "REMEMBERED", 2)
    host = web(ok(b"x"))
    told = host.visited(*(Visit(f"https://web.test/{name}") for name in "abcab"), authority=authority)
    assert [one.status for one in told] == [200] * 5
    assert host.asked == [f"HEAD /{name}" for name in "abcab"]


def test_so_are_the_octets_of_pictures(web, authority, monkeypatch):
    monkeypatch.setattr(visitor_, "REMEMBERED_OCTETS", 2500)
    host = web(ok(PNG))
    host.visited(*(Visit(f"https://web.test/{name}", 1000) for name in "abcab"), authority=authority)
    assert host.asked == [f"GET /{name}" for name in "abcab"]


def test_two_at_once_are_all_that_a_domain_meets(sound, authority):
    """A hundred addresses on many hosts of one domain: never more than two conversations at a time."""
    busy, most, lock = Counter(), [0], threading.Lock()

    def counted(_method: str, _path: str):
        with lock:
            busy["now"] += 1
            most[0] = max(most[0], busy["now"])
        threading.Event().wait(0.002)
        with lock:
            busy["now"] -= 1
        return ok(b"x")

    host = Web(counted, tls_of(sound))

    async def whole(http: int) -> int:
        hosts = {f"h{number}.web.test": [HERE] for number in range(100)}
        async with zone(hosts).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={80: http}), pace=Pace(burst=1000)
            )
            told = await asyncio.gather(*(visitor.visit(Visit(f"http://{each}/")) for each in hosts))
            return sum(one.status == 200 for one in told)

    with host.plain.running() as http:
        assert asyncio.run(whole(http)) == 100
    assert 1 <= most[0] <= 2


def test_a_host_that_never_answers_is_not_asked_a_hundred_times(web, authority):
    """Else a hundred links to a server that is down would take a hundred times the patience."""
    host = web(silent)
    urls = [Visit(f"https://web.test/{number}") for number in range(100)]
    told = host.visited(*urls, authority=authority, timeout_s=0.3)
    assert {(one.why, one.detail) for one in told} == {("timeout", "not done within 0.3 s")}
    assert host.connections <= SILENT


def test_a_host_that_answers_now_and_then_is_asked(web, authority):
    host = web(lambda _method, path: ok(b"x") if path.endswith("5") else b"\0")
    told = host.visited(*(Visit(f"https://web.test/{number}") for number in range(20)), authority=authority)
    assert [one.status for one in told] == [200 if number % 10 == 5 else 0 for number in range(20)]


def test_what_is_given_up_is_given_up(web, authority):
    host = web(silent)

    async def whole(https: int) -> None:
        async with zone(HOSTS).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={443: https}), ca_file=authority.file
            )
            asked = asyncio.create_task(visitor.visit(Visit(URL)))
            await until(lambda: host.asked)
            await visitor.close()
            with pytest.raises(asyncio.CancelledError):
                await asked

    with host.secure.running() as https:
        asyncio.run(whole(https))
