"""One name server as we know it by now: its sockets, its pace, whether it answers, whether it knows EDNS."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from mailworthy.edge.dns.channel import Channel, Stream
from mailworthy.edge.dns.dice import Dice
from mailworthy.edge.dns.question import Question, Sent, Slots
from mailworthy.edge.dns.servers import Server
from mailworthy.wire.dns_query import query

CHANNELS = 4  # random ports to guess from, and receive buffers to share a burst
REST_S = 5.0  # how long a server that doesn't answer is passed over where there are others
SILENT = 30  # tries in a row without an answer, from which on it is taken to be down
BURST_S = 0.1  # how much of a second's questions may go out at once


class Desk(Protocol):
    """Who is told what happens on the sockets."""

    def arrived(self, sent: Sent, data: bytes) -> None:
        """Bytes came for a try."""

    def nobody_there(self, upstream: Upstream, slots: Slots) -> None:
        """The host refuses; these tries won't be answered."""

    def hung_up(self, upstream: Upstream, stream: Stream) -> None:
        """The TCP connection is gone; its tries won't be answered."""


class Pace:
    """So many a second, and no more.

    Args:
        rate_per_s: How many; may be infinite.
        clock: Seconds that never run backwards.
    """

    def __init__(self, rate_per_s: float, clock: Callable[[], float]) -> None:
        self._rate_per_s = rate_per_s
        self._unlimited = rate_per_s == float("inf")
        self._most = max(1.0, rate_per_s * BURST_S)
        self._free = self._most
        self._clock = clock
        self._since = clock()

    def take(self) -> bool:
        """Tell whether one more may go now, and count it."""
        if self._unlimited:
            return True
        now = self._clock()
        self._free = min(self._most, self._free + (now - self._since) * self._rate_per_s)
        self._since = now
        if self._free < 1:
            return False
        self._free -= 1
        return True


class Upstream:
    """One name server in use.

    Args:
        server: Where it is.
        trusted: Whether its AD bit is believed.
        pace: How many questions a second it gets.
        desk: Who is told what comes back.
        dice: Where ids and the case of names come from.
        timeout_s: For how long to wait for a connection.
    """

    def __init__(
        self, server: Server, *, trusted: bool, pace: Pace, desk: Desk, dice: Dice, timeout_s: float
    ) -> None:
        self.server = server
        self.trusted = trusted
        self.pace = pace
        self.waiting: deque[Question] = deque()  # for their turn at this pace
        self.edns = True
        self._desk = desk
        self._dice = dice
        self._timeout_s = timeout_s
        self._channels: list[Channel] = []
        self._next = 0
        self._stream: Stream | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._silent = 0
        self._rests_until = 0.0

    def send(self, question: Question, bucket: dict[Sent, None]) -> tuple[Sent, bool]:
        """Send a question; give the try, which hangs in ``bucket`` from now on, and whether it could go.

        Raises:
            InputError: The question cannot be written.
        """
        way = self._open_stream() if question.by_tcp else self._channel()
        slots: Slots = {} if way is None else way.slots
        ask = question.asked
        drawn = self._dice.octets(len(ask.name) + 4)  # the id, and the case of each octet
        while (key := drawn[:2]) in slots:
            drawn = self._dice.octets(len(drawn))
        data = query(ask, key, mixed=int.from_bytes(drawn), edns=self.edns and not question.plain)
        sent = slots[key] = Sent(question, ask, question.by_tcp, self, slots, key, data, bucket)
        bucket[sent] = None
        return sent, way is not None and way.send(data)

    def _channel(self) -> Channel | None:
        if not self._channels:
            try:
                self._open_channels()
            except OSError:
                return None
        channel = self._channels[self._next]
        if not channel.unsent:  # else it goes with those of this turn, by the same call
            self._next = (self._next + 1) % CHANNELS
            channel = self._channels[self._next]
        return channel

    def _open_channels(self) -> None:
        def refused(channel: Channel) -> None:
            self._desk.nobody_there(self, channel.slots)

        opened: list[Channel] = []
        try:
            opened.extend(Channel(self.server, self._desk.arrived, refused) for _ in range(CHANNELS))
        except OSError:
            for channel in opened:
                channel.close()
            raise
        self._channels = opened

    def _open_stream(self) -> Stream:
        if self._stream is None or self._stream.closed:
            self._stream = Stream(self._desk.arrived, lambda stream: self._desk.hung_up(self, stream))
            self._connecting = asyncio.create_task(self._stream.connect(self.server, self._timeout_s))
        return self._stream

    def answered(self) -> None:
        """Note that it lives."""
        self._silent = 0
        self._rests_until = 0.0

    def stayed_silent(self, now: float) -> None:
        """Note that a try got no answer."""
        self._silent += 1
        if self._silent >= SILENT:
            self.rest(now)

    def rest(self, now: float) -> None:
        """Pass it over for a while."""
        self._rests_until = now + REST_S

    def rests(self, now: float) -> bool:
        """Tell whether it is passed over at present."""
        return self._rests_until > now

    def hang_up(self) -> None:
        """Close the TCP connection."""
        if self._connecting is not None:
            self._connecting.cancel()
        if self._stream is not None:
            self._stream.close()
        self._stream = None

    def close(self) -> None:
        """Close all sockets."""
        self.hang_up()
        for channel in self._channels:
            channel.close()
        self._channels = []

    async def ended(self) -> None:
        """Wait until nothing of it is left in the event loop."""
        if self._connecting is not None:
            await asyncio.wait([self._connecting])
        await asyncio.sleep(0)  # a transport ends at the loop's next turn
