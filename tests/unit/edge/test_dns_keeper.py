"""What remembers answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.edge.dns.keeper import LOT, SHARE, Lot, Memory
from mailworthy.edge.dns.upstream import Pace
from mailworthy.edge.dns.wheel import Wheel
from mailworthy.wire.ask import Answer, Dns, Outcome


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


# fmt: off
HELD = [
    # answer                                         held for, seconds
    (Answer(Outcome.FOUND, ("a",), ttl_s=300),       300),
    (Answer(Outcome.EMPTY, ttl_s=60),                60),
    (Answer(Outcome.NO_SUCH_NAME, ttl_s=900),        900),
    (Answer(Outcome.NO_SUCH_NAME),                   5),   # nobody said for how long
    (Answer(Outcome.FAILED, why="servfail"),         5),
    (Answer(Outcome.FAILED, why="timeout"),          5),
]
# fmt: on


@pytest.mark.parametrize(("answer", "seconds"), HELD)
def test_an_answer_is_remembered_while_it_holds(answer, seconds):
    clock = Clock()
    memory = Memory(clock)
    memory.put(Dns("a", "A"), answer)
    clock.now += seconds - 0.1
    assert memory.get(Dns("a", "A")) == answer
    clock.now += 0.1
    assert memory.get(Dns("a", "A")) is None
    assert len(memory) == 0


def test_memory_is_bounded_and_forgets_the_oldest():
    memory = Memory(Clock(), limit=3)
    for name in "abcd":
        memory.put(Dns(name, "A"), Answer(Outcome.FOUND, (name,), ttl_s=9))
    assert [memory.get(Dns(name, "A")) is not None for name in "abcd"] == [False, True, True, True]


@given(limit=st.integers(1, 200), count=st.integers(1, 600))
def test_memory_holds_nearly_as_many_as_it_may_and_never_more(limit, count):
    memory = Memory(Clock(), limit=limit)
    for n in range(count):
        memory.put(Dns(f"{n}", "A"), Answer(Outcome.FOUND, ttl_s=9))
        assert len(memory) <= limit
    stay = min(count, limit - limit // SHARE)
    assert all(memory.get(Dns(f"{n}", "A")) for n in range(count - stay, count))


class Box:
    def __init__(self):
        self.lots = []

    def recall(self, asks):
        return {}

    def keep(self, pairs):
        self.lots.append(list(pairs))


def test_answers_are_handed_over_by_the_lot():
    box = Box()
    lot = Lot(box)
    for n in range(LOT - 1):
        lot.add(Dns(f"{n}", "A"), Answer(Outcome.FOUND, ttl_s=1))
    assert box.lots == []
    lot.add(Dns("last", "A"), Answer(Outcome.NO_SUCH_NAME, ttl_s=1))
    assert [len(pairs) for pairs in box.lots] == [LOT]
    lot.hand_over()
    assert len(box.lots) == 1


def test_failures_are_never_kept():
    box = Box()
    lot = Lot(box)
    lot.add(Dns("a", "A"), Answer(Outcome.FAILED, why="timeout"))
    lot.hand_over()
    assert box.lots == []


def test_a_wheel_lets_things_fall_due_after_its_span():
    wheel = Wheel(0.8)  # 16 turns of 0.05 s
    wheel.latest["a"] = None
    assert [wheel.turn() for _ in range(16)] == [[]] * 16
    wheel.latest["b"] = None
    assert wheel.turn() == ["a"]
    assert bool(wheel)
    assert [thing for _ in range(16) for thing in wheel.turn()] == ["b"]
    assert not wheel


def test_what_was_taken_out_of_a_wheel_never_falls_due():
    wheel = Wheel(0.8)
    wheel.latest["a"] = None
    bucket = wheel.latest
    wheel.turn()
    del bucket["a"]
    assert not wheel
    assert [thing for _ in range(20) for thing in wheel.turn()] == []


def test_a_pace_lets_so_many_a_second_go():
    clock = Clock()
    pace = Pace(100, clock)
    assert sum(pace.take() for _ in range(1000)) == 10
    clock.now += 0.0625
    assert sum(pace.take() for _ in range(1000)) == 6
    clock.now += 60
    assert sum(pace.take() for _ in range(1000)) == 10


def test_a_pace_without_limit_lets_all_go():
    pace = Pace(float("inf"), Clock())
    assert all(pace.take() for _ in range(10_000))
