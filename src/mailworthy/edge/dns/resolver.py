"""The resolver: thousands of questions in flight to recursive name servers, and their answers kept apart.

It asks each question once however many wait for it, tries again elsewhere, and believes only what answers exactly the
question that was sent (RFC 5452 §9): id, port, name with its very case (0x20), type and class. What cannot be found out
is :attr:`Outcome.FAILED` with its reason, never "no such name".
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from mailworthy.edge.dns.channel import Stream
from mailworthy.edge.dns.dice import Dice
from mailworthy.edge.dns.keeper import LOT, Keeper, Lot, Memory
from mailworthy.edge.dns.pool import Pool
from mailworthy.edge.dns.question import Question, Sent, Slots, Waiter
from mailworthy.edge.dns.room import Room
from mailworthy.edge.dns.servers import Server
from mailworthy.edge.dns.tally import Tally
from mailworthy.edge.dns.upstream import Pace, Upstream
from mailworthy.edge.dns.wheel import Wheel
from mailworthy.errors import InputError
from mailworthy.wire.ask import Answer, Answers, Asks, Dns, Outcome
from mailworthy.wire.dns import Again, Onward, read

WINDOW = 2000  # questions in flight; throughput is at most this over the round trip
TIMEOUT_S = 3.0
TRIES = 3
MAX_ALIASES = 8  # answers that each lead to another name
HAND_OVER_S = 0.3

_FAILED, _STRANGER = Outcome.FAILED, Again.STRANGER  # to look up an enum's member is slow
TIMEOUT = Answer(Outcome.FAILED, why="timeout")
UNREACHABLE = Answer(Outcome.FAILED, why="unreachable")
MALFORMED = Answer(Outcome.FAILED, why="malformed")
LOOP = Answer(Outcome.FAILED, why="servfail")


class Resolver:
    """Answers questions through recursive name servers. An asynchronous context manager, for one event loop.

    Args:
        servers: Whom to ask, all alike: each question begins at the next one, and goes on to others.
        window: How many questions may be in flight at once.
        rate_per_server: Questions a second and server; None: without limit for one's own, politely for others.
        tries: How often a question is sent before it counts as timed out.
        timeout_s: For how long an answer is waited for, at each try.
        keeper: What keeps answers beyond the process.
        trusted: Whether to believe the AD bit; None: where the server is on loopback (RFC 4035 §4.9.3).
        clock: Seconds that never run backwards.
        dice: Gives unforeseeable octets.

    Raises:
        InputError: There is no server, or a number makes no sense.
    """

    def __init__(
        self,
        servers: Sequence[Server],
        *,
        window: int = WINDOW,
        rate_per_server: float | None = None,
        tries: int = TRIES,
        timeout_s: float = TIMEOUT_S,
        keeper: Keeper | None = None,
        trusted: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
        dice: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if not servers:
            raise InputError("no name server given: name one, such as 127.0.0.1:53")
        if (
            window < 1
            or tries < 1
            or timeout_s <= 0
            or (rate_per_server is not None and rate_per_server <= 0)
        ):
            raise InputError("a resolver needs a window, tries, a time-out and a rate above zero")
        self.servers = tuple(servers)
        self.window = window
        self.tally = Tally()
        self.broken: Exception | None = None
        self._tries = tries
        self._clock = clock
        self._keeper = keeper
        self._lot = Lot(keeper) if keeper is not None else None
        self._lot_age = 0
        self._memory = Memory(clock)
        self._asked: dict[Dns, Question] = {}
        self._to_recall: list[Question] = []
        self._backlog: deque[Question] = deque()
        self._in_flight = 0
        self._room = Room(window)
        self._turns = 0
        self._wheel: Wheel[Sent] = Wheel(timeout_s)
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        shared = Dice(dice)
        upstreams = [
            Upstream(
                server,
                trusted=server.loopback if trusted is None else trusted,
                pace=Pace(rate_per_server or server.rate_per_s, clock),
                desk=self,
                dice=shared,
                timeout_s=timeout_s,
            )
            for server in servers
        ]
        self._pool = Pool(upstreams, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all sockets and hand over what was learnt; who still waits is told ``unreachable``."""
        try:
            self.flush()
        finally:
            self._stop()
        await self._pool.ended()

    def flush(self) -> None:
        """Hand to the keeper what was learnt."""
        self._lot_age = 0
        if self._lot is not None:
            self._lot.hand_over()

    async def answers(self, asks: Asks) -> Answers:
        """Answer all asks, put at once. Never raises for what the world did not do: that is an answer too."""
        got: dict[Dns, Answer] = {}
        wanted = set(asks)
        whole = asyncio.get_running_loop().create_future()

        def arrived(ask: Dns, answer: Answer) -> None:
            got[ask] = answer
            if len(got) == len(wanted) and not whole.done():
                whole.set_result(None)

        for ask in wanted:
            answer = self.want(ask, arrived)
            if answer is not None:
                got[ask] = answer
        if len(got) < len(wanted):
            await whole
        if self.broken is not None:
            raise self.broken
        return tuple(got[ask] for ask in asks)

    def want(self, ask: Dns, waiter: Waiter) -> Answer | None:
        """Give the answer if it is known; else call ``waiter`` once it is, never before this returns."""
        answer = self._memory.get(ask)
        if answer is not None:
            return answer
        question = self._asked.get(ask)
        if question is not None:
            question.waiters.append(waiter)
            return None
        if self._closed:
            return UNREACHABLE
        question = self._asked[ask] = Question(ask, ask, [waiter])
        if self._keeper is None:
            self._enter(question)
        else:
            self._recall_soon(question)
        return None

    def _recall_soon(self, question: Question) -> None:
        if not self._to_recall:
            asyncio.get_running_loop().call_soon(self._recall)
        self._to_recall.append(question)

    def _recall(self) -> None:
        questions, self._to_recall = self._to_recall, []
        for start in range(0, len(questions), LOT):
            part = questions[start : start + LOT]
            known = self._recalled([question.wanted for question in part])
            for question in part:
                answer = known.get(question.wanted)
                if answer is None:
                    self._enter(question)
                else:
                    self.tally.recalled += 1
                    self._memory.put(question.wanted, answer)
                    self._tell(question, answer)

    def _recalled(self, asks: list[Dns]) -> dict[Dns, Answer]:
        if self._closed or self._keeper is None:
            return {}
        try:
            return self._keeper.recall(asks)
        except Exception as error:  # noqa: BLE001  # whatever a keeper raises, who waits must hear of it
            self._break(error)
            return {}

    def _enter(self, question: Question) -> None:
        if self._closed:
            return
        if self._in_flight >= self._room.now:
            self._backlog.append(question)
            return
        self._in_flight += 1
        self.tally.asked += 1
        self._launch(question)

    def _launch(self, question: Question) -> None:
        """Send a question for the first time or once more, to the server whose turn it is."""
        upstream = self._pool.choose(question) if question.tries < self._tries else None
        if upstream is None:
            self._settle(question, question.failure or TIMEOUT)
        elif upstream.pace.take():
            question.tries += 1
            self._send(question, upstream)
        else:
            upstream.waiting.append(question)
            self._beat()

    def _send(self, question: Question, upstream: Upstream) -> None:
        self.tally.sent += 1
        if question.by_tcp:
            self.tally.by_tcp += 1
        try:
            sent, gone = upstream.send(question, self._wheel.latest)
        except InputError:
            asyncio.get_running_loop().call_soon(self._settle, question, MALFORMED)
            return
        if not gone:
            question.failure = UNREACHABLE
            upstream.rest(self._clock())
        if question.current is None:
            question.current = sent
        else:
            question.wait_for(sent)
        if self._timer is None:
            self._beat()

    def _beat(self) -> None:
        if self._timer is None and not self._closed:
            self._timer = asyncio.get_running_loop().call_later(self._wheel.turn_s, self._turn)

    def _turn(self) -> None:
        self._timer = None
        for sent in self._wheel.turn():
            self._expired(sent)
        self._turns = (self._turns + 1) % self._wheel.turns
        if not self._turns:
            self._room.weigh()
        for question, upstream in self._pool.due():
            question.tries += 1
            self._send(question, upstream)
        self._hand_over_in_time()
        if self._wheel or self._lot or self._pool.waits:
            self._beat()
        else:
            self._pool.hang_up()

    def _hand_over_in_time(self) -> None:
        self._lot_age += 1
        if self._lot and self._lot_age * self._wheel.turn_s >= HAND_OVER_S:
            try:
                self.flush()
            except Exception as error:  # noqa: BLE001  # whatever a keeper raises, who waits must hear of it
                self._break(error)

    def _expired(self, sent: Sent) -> None:
        question = sent.question
        if question.current is sent:
            self.tally.timeouts += 1
            self._room.lost += 1
            sent.upstream.stayed_silent(self._clock())
            self._launch(question)
        if question.done:
            for tried in (*question.older, sent):
                tried.release()
            question.older = ()

    def arrived(self, sent: Sent, data: bytes) -> None:
        """Take what came back for a try."""
        upstream, question = sent.upstream, sent.question
        reading = read(data, sent.data, sent.asked, tcp=sent.by_tcp, trusted=upstream.trusted)
        if reading is _STRANGER:
            self.tally.strangers += 1
            return
        del sent.slots[sent.key]
        upstream.answered()
        self._room.answered()
        if not question.older:
            sent.bucket.pop(sent, None)  # else its turn will come, and end what the older tries hold
        if question.done or sent.asked is not question.asked:
            return
        if isinstance(reading, Answer):
            if reading.outcome is _FAILED or question.plain:
                self._answered(question, sent, reading)
            else:
                self._settle(question, reading)
        elif isinstance(reading, Onward):
            self._follow(question, upstream, reading)
        elif question.current is sent:
            question.plain |= reading is Again.PLAIN
            question.by_tcp |= reading is Again.BY_TCP
            self._send(question, upstream)

    def _answered(self, question: Question, sent: Sent, answer: Answer) -> None:
        upstream = sent.upstream
        if question.plain and answer.why != "formerr":
            upstream.edns = False  # it answers plain questions alone: RFC 6891 §6.2.2
        if answer.outcome is not _FAILED:
            self._settle(question, answer)
            return
        question.failure = answer
        question.failed += (upstream,)
        if question.current is sent:
            self._launch(question)

    def _follow(self, question: Question, upstream: Upstream, onward: Onward) -> None:
        """Ask on where an answer ends in an alias."""
        if question.hops == MAX_ALIASES:
            self._settle(question, LOOP)
            return
        question.follow(onward)
        self._send(question, upstream)

    def nobody_there(self, upstream: Upstream, slots: Slots) -> None:
        """Turn elsewhere with what a host refused; where there is nowhere else, wait: it may be starting again."""
        upstream.rest(self._clock())
        for sent in list(slots.values()):
            self._lost(sent)

    def hung_up(self, upstream: Upstream, stream: Stream) -> None:
        """Ask again over a new connection if this one answered anything: some servers close after each answer."""
        for sent in list(stream.slots.values()):
            question = sent.question
            if stream.answered and question.current is sent:
                self._send(question, upstream)
            else:
                self._lost(sent)

    def _lost(self, sent: Sent) -> None:
        question = sent.question
        if question.current is not sent:
            return
        question.failure = question.failure or UNREACHABLE
        if self._pool.elsewhere(sent.upstream):
            self._launch(question)

    def _settle(self, question: Question, answer: Answer) -> None:
        """End a question that was in flight."""
        if question.done:
            return
        if question.alias:
            answer = question.through(answer)
        self._memory.put(question.wanted, answer)
        if self._lot is not None:
            self._keep(question.wanted, answer)
        self._in_flight -= 1
        self._tell(question, answer)
        while self._backlog and self._in_flight < self._room.now and not self._closed:
            self._enter(self._backlog.popleft())

    def _keep(self, ask: Dns, answer: Answer) -> None:
        assert self._lot is not None
        try:
            self._lot.add(ask, answer)
        except Exception as error:  # noqa: BLE001  # whatever a keeper raises, who waits must hear of it
            self._break(error)

    def _tell(self, question: Question, answer: Answer) -> None:
        if question.done:
            return
        question.done = True
        question.current = None  # nothing refers in a circle: both go at once, not at the next collection
        self._asked.pop(question.wanted, None)
        for waiter in question.waiters:
            waiter(question.wanted, answer)

    def _break(self, error: Exception) -> None:
        """Stop for good; whoever waits or asks from now on is raised this error."""
        self.broken = self.broken or error
        self._stop()

    def _stop(self) -> None:
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._pool.close()
        for question in list(self._asked.values()):
            self._tell(question, UNREACHABLE)
