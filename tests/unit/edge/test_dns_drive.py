"""Many conversations at once, and what is kept of them."""

from __future__ import annotations

import asyncio

import pytest
from dns_server import Odd, answer, name_of, until

from mailworthy.edge.dns import Resolver, Server, hold, hold_many
from mailworthy.edge.dns.drive import LATEST_S
from mailworthy.edge.dns.keeper import LOT
from mailworthy.wire.ask import Answer, Dns, Outcome


def reply(data: bytes) -> list[bytes]:
    """Tell each name its own number."""
    name = name_of(data)
    number = int(name.partition(".")[0].lstrip("nm"))
    return [answer(data, f"{name} 300 IN A 192.0.{number // 256}.{number % 256}")]


def address(number: int) -> str:
    return f"192.0.{number // 256}.{number % 256}"


def two_steps(number: int):
    (first,) = yield (Dns(f"n{number}.example", "A"),)
    second = yield (Dns(f"m{number}.example", "A"), Dns("n7.example", "A"), Dns(f"m{number}.example", "A"))
    return (*first.values, *(value for found in second for value in found.values))


def right(number: int) -> tuple[str, ...]:
    return (address(number), address(number), address(7), address(number))


def run(work, odd: Odd | None = None, **settings):
    async def whole():
        made = {"timeout_s": 5} | settings
        async with (odd or Odd(reply)).running() as server, Resolver([server], **made) as resolver:
            return await work(resolver)

    return asyncio.run(whole())


async def together(askings, resolver, **settings):
    return [batch async for batch in hold_many(askings, resolver, **settings)]


@pytest.mark.parametrize("window", [1, 3, 400])
def test_each_conversation_gets_its_own_answers(window):
    numbers = range(200)
    batches = run(lambda resolver: together(((n, two_steps(n)) for n in numbers), resolver, window=window))
    assert dict(pair for batch in batches for pair in batch) == {n: right(n) for n in numbers}
    assert sum(map(len, batches)) == 200


def test_one_conversation_is_the_same():
    assert run(lambda resolver: hold(two_steps(3), resolver)) == right(3)


def silent(number: int):
    return number
    yield ()


def empty(number: int):
    answers = yield ()
    return (number, answers)


# fmt: off
EDGES = [
    ("nobody",                  [],                                      []),
    ("nothing to ask",          [(n, silent(n)) for n in range(5000)],   [(n, n) for n in range(5000)]),
    ("an empty tuple of asks",  [(1, empty(1))],                         [(1, (1, ()))]),
]
# fmt: on


@pytest.mark.parametrize(("askings", "results"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES])
def test_conversations_that_ask_nothing_end_too(askings, results):
    async def work(resolver):
        batches = await together(iter(askings), resolver)
        return [pair for batch in batches for pair in batch]

    assert run(work) == results


def test_conversations_are_begun_as_others_end():
    """Memory stays flat: no more of them exist than the window and what nobody fetched."""
    begun = ended = most = 0

    def askings():
        nonlocal begun
        for n in range(300):
            begun += 1
            yield n, two_steps(n)

    async def work(resolver):
        nonlocal ended, most
        async for batch in hold_many(askings(), resolver, window=10):
            ended += len(batch)
            most = max(most, begun - ended)

    run(work)
    assert ended == 300
    assert most <= 10


def broken(number: int):
    yield (Dns(f"n{number}.example", "A"),)
    raise ZeroDivisionError(number)


def broken_source():
    yield 1, two_steps(1)
    raise ZeroDivisionError


# fmt: off
BROKEN = [
    ("a conversation",   lambda: ((n, broken(n) if n == 50 else two_steps(n)) for n in range(100))),
    ("at its start",     lambda: iter([(1, (1 // 0 for _ in "x"))])),
    ("the source",       broken_source),
]
# fmt: on


@pytest.mark.parametrize("askings", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_fault_of_ours_comes_out_as_it_is(askings):
    with pytest.raises(ZeroDivisionError):
        run(lambda resolver: together(askings(), resolver))


def test_who_stops_listening_closes_all_conversations():
    closed = []

    def lasting(number: int):
        try:
            yield (Dns(f"n{number}.example", "A"),)
            yield (Dns(f"n{number}.example", "MX"),)
        finally:
            closed.append(number)

    async def work(resolver):
        many = hold_many(((n, lasting(n)) for n in range(100)), resolver, window=20)
        listening = asyncio.ensure_future(anext(many))
        await until(lambda: resolver.tally.sent)
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening

    run(work, Odd(lambda data: []))
    assert sorted(closed) == list(range(20))


class Box:
    def __init__(self, known=()):
        self.known = dict(known)
        self.kept = {}
        self.lots = []
        self.recalled = []

    def recall(self, asks):
        self.recalled.append(len(asks))
        return {ask: self.known[ask] for ask in asks if ask in self.known}

    def keep(self, pairs):
        self.lots.append(len(pairs))
        self.kept.update(pairs)


def one(number: int):
    (found,) = yield (Dns(f"n{number}.example", "A"),)
    return found


def test_what_the_keeper_knows_is_not_asked_again():
    known = {Dns(f"n{n}.example", "A"): Answer(Outcome.FOUND, ("198.51.100.1",), ttl_s=9) for n in range(50)}
    box, odd = Box(known), Odd(reply)
    run(lambda resolver: together(((n, one(n)) for n in range(80)), resolver), odd, keeper=box)
    assert {name_of(data) for data in odd.asked} == {f"n{n}.example." for n in range(50, 80)}
    assert set(box.kept) == {Dns(f"n{n}.example", "A") for n in range(50, 80)}


def test_the_keeper_is_asked_for_many_at_once():
    box = Box()
    run(lambda resolver: together(((n, one(n)) for n in range(80)), resolver), keeper=box)
    assert box.recalled[0] == 80


def test_lots_are_of_a_thousand_at_most():
    box = Box()
    run(lambda resolver: together(((n, one(n)) for n in range(LOT + 100)), resolver), keeper=box)
    assert sum(box.lots) == LOT + 100
    assert max(box.lots) <= LOT


def test_answers_are_handed_over_soon_even_if_few():
    box = Box()

    async def work(resolver):
        await hold(one(1), resolver)
        await until(lambda: box.kept)

    run(work, keeper=box)
    assert box.lots == [1]


def test_answers_are_handed_over_when_closing():
    box = Box()
    run(lambda resolver: hold(one(1), resolver), keeper=box)
    assert box.lots == [1]


def test_answers_are_handed_over_when_cancelled():
    box = Box()

    async def work(resolver):
        async def listen():
            async for _ in hold_many(((n, one(n)) for n in range(40)), resolver):
                pass

        listening = asyncio.ensure_future(listen())
        await until(lambda: len(resolver._lot) >= 20)
        listening.cancel()
        await asyncio.wait([listening])
        assert len(box.kept) >= 20

    run(work, Odd(lambda data: reply(data) if int(name_of(data)[1:].split(".")[0]) < 20 else []), keeper=box)


def test_failures_are_not_kept():
    box = Box()
    run(lambda resolver: hold(one(1), resolver), Odd(lambda data: [answer(data, rcode=2)]), keeper=box)
    assert box.kept == {}


class Full(Box):
    def keep(self, pairs):
        raise OSError("disk full")


class Torn(Box):
    def recall(self, asks):
        raise OSError("disk torn")


@pytest.mark.parametrize("keeper", [Torn, Full])
def test_a_keeper_that_fails_is_heard_of(keeper):
    with pytest.raises(OSError, match="disk"):
        run(lambda resolver: together(((n, one(n)) for n in range(LOT + 1)), resolver), keeper=keeper())
    with pytest.raises(OSError, match="disk"):
        run(lambda resolver: resolver.answers((Dns("n1.example", "A"),)), keeper=keeper())


def test_conversations_with_nobody_to_ask_end_too():
    async def whole():
        async with Resolver([Server("255.255.255.255")], timeout_s=0.02, tries=1) as resolver:
            return await together(((n, one(n)) for n in range(30)), resolver)

    assert {found.why for batch in asyncio.run(whole()) for _, found in batch} == {"unreachable"}


class Late:
    """A resolver whose second answer comes in the very turn of the loop in which the crowd was woken for the first."""

    window, broken = 60, None

    def __init__(self):
        self.waiting = []

    def flush(self):
        pass

    def want(self, ask, waiter):
        self.waiting.append((ask, waiter))

    def answer_one(self):
        ask, waiter = self.waiting.pop(0)
        waiter(ask, Answer(Outcome.EMPTY))
        return waiter.__self__._crowd

    async def answer_all(self):
        while self.waiting:
            crowd = self.answer_one()
            while crowd._awake is not None and not crowd._awake.done():  # noqa: ASYNC110  # turn by turn, on purpose
                await asyncio.sleep(0)
            if self.waiting:
                self.answer_one()
            await asyncio.sleep(
                LATEST_S * 1.5
            )  # the timer set for the second answer rings while nothing comes


def test_a_silence_is_not_the_end():
    """Whoever takes a batch without results for the end would call domains unasked that were never asked."""

    def asking(number):
        yield (Dns(f"{number}.example", "MX"),)
        return number

    async def whole():
        resolver, got = Late(), []
        many = hold_many(((n, asking(n)) for n in range(10)), resolver)
        first = asyncio.ensure_future(anext(many))
        await asyncio.sleep(0)
        answers = asyncio.ensure_future(resolver.answer_all())
        got += [key for key, _ in await first]
        async for batch in many:
            got += [key for key, _ in batch]
        await answers
        return got

    assert sorted(asyncio.run(whole())) == list(range(10))
