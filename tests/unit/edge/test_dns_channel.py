"""Datagrams go out in bursts, those of one length by one call, and arrive one by one whatever the system can do."""

from __future__ import annotations

import asyncio
import socket
import sys

import pytest

from mailworthy.edge.dns import channel
from mailworthy.edge.dns.channel import Channel
from mailworthy.edge.dns.servers import Server

UNKNOWN = 9999  # no kind of message to a socket: what an older Linux says to UDP_SEGMENT
BURSTS = {
    "one": [b"a" * 40],
    "a few": [b"a" * 40, b"b" * 41, b"c" * 40],
    "all of one length": [number.to_bytes(40) for number in range(300)],
    "of many lengths": [number.to_bytes(20 + number % 37) for number in range(300)],
    "as long as DNS goes": [number.to_bytes(300) for number in range(130)],
}
SYSTEMS = {
    "cuts": (True, channel.UDP_SEGMENT),
    "refuses to cut": (True, UNKNOWN),
    "knows nothing": (None, UNKNOWN),
}


@pytest.mark.parametrize("burst", BURSTS.values(), ids=BURSTS)
@pytest.mark.parametrize(("known", "option"), SYSTEMS.values(), ids=SYSTEMS)
def test_each_datagram_arrives_once_and_alone(monkeypatch, burst, known, option):
    monkeypatch.setattr(channel, "UDP_SEGMENT", option)
    if known is not None:
        monkeypatch.setattr(channel, "_cuts", lambda _: known)
    assert sorted(arrived(burst, burst)) == sorted(burst * 2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")
def test_a_burst_is_handed_over_together_where_the_system_cuts(monkeypatch):
    """Else the parametrized test above would tell nothing."""
    calls = []
    monkeypatch.setattr(
        channel.Channel, "_sent_cut", lambda _, some, length: calls.append((len(some), length))
    )
    arrived(BURSTS["all of one length"])
    assert calls == [(64, 40)] * 4 + [(44, 40)]


def test_a_burst_takes_more_until_it_is_large_or_gone():
    async def whole() -> list[bool]:
        with socket.socket(type=socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            one = Channel(Server(*server.getsockname()), lambda *_: None, lambda _: None)
            told = [bool(one.unsent)]
            for _ in range(channel.BURST):
                one.send(b"a")
                told.append(bool(one.unsent))
            await asyncio.sleep(0)
            told.append(bool(one.unsent))
            one.close()
            return told

    assert asyncio.run(whole()) == [False, *[True] * (channel.BURST - 1), False, False]


def test_a_full_burst_goes_at_once():
    """A server shall not wait while the rest of a long list of questions is written."""

    async def whole() -> int:
        with socket.socket(type=socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            one = Channel(Server(*server.getsockname()), lambda *_: None, lambda _: None)
            for _ in range(channel.BURST + 1):
                one.send(b"a")
            got = len(received(server))
            one.close()
            return got

    assert asyncio.run(whole()) == channel.BURST


def test_a_host_that_refuses_is_told_and_stops_nothing(monkeypatch):
    """The error of one burst is met by the next; none of that one's datagrams is lost to a server that is there again."""
    refused = []

    async def whole() -> list[bytes]:
        with socket.socket(type=socket.SOCK_DGRAM) as gone:
            gone.bind(("127.0.0.1", 0))
            port = gone.getsockname()[1]
        one = Channel(Server("127.0.0.1", port), lambda *_: None, refused.append)
        sent(one, BURSTS["all of one length"])
        await asyncio.sleep(0.05)
        with socket.socket(type=socket.SOCK_DGRAM) as back:
            back.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            back.bind(("127.0.0.1", port))
            sent(one, BURSTS["all of one length"])
            await asyncio.sleep(0.05)
            got = received(back)
        one.close()
        return got

    assert sorted(asyncio.run(whole())) == BURSTS["all of one length"]
    assert refused


def arrived(*bursts: list[bytes]) -> list[bytes]:
    """Send bursts, one at a turn of the loop, and give what came."""

    async def whole() -> list[bytes]:
        with socket.socket(type=socket.SOCK_DGRAM) as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            server.bind(("127.0.0.1", 0))
            one = Channel(Server(*server.getsockname()), lambda *_: None, lambda _: None)
            got = []
            for burst in bursts:
                sent(one, burst)
                await asyncio.sleep(0.02)
                got += received(server)
            one.close()
            return got

    return asyncio.run(whole())


def sent(one: Channel, burst: list[bytes]) -> None:
    for datagram in burst:
        assert one.send(datagram)


def received(server: socket.socket) -> list[bytes]:
    server.settimeout(0)
    got = []
    try:
        while True:
            got.append(server.recv(65_535))
    except BlockingIOError:
        return got
