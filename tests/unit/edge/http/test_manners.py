"""How often the servers of one domain are asked: a burst, then one a second, two at once."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.edge.http import manners
from mailworthy.edge.http.manners import Manners, Pace, Silence
from mailworthy.edge.http.trouble import Trouble

# fmt: off
PACES = [
    # when each request is wanted       how long each waits: a burst of 3, then one every 2 seconds
    ([0, 0, 0, 0, 0],                   [0, 0, 0, 2, 4]),
    ([0, 0, 0, 6, 6],                   [0, 0, 0, 0, 0]),
    ([0, 0, 0, 0, 6, 6],                [0, 0, 0, 2, 0, 0]),
    ([0, 2, 4, 6, 8],                   [0, 0, 0, 0, 0]),
    ([0, 0, 0, 1],                      [0, 0, 0, 1]),
    ([100, 100, 100, 100],              [0, 0, 0, 2]),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "waits"), PACES)
def test_a_burst_goes_at_once_and_then_one_a_period(wanted, waits):
    pace = Pace(3, 2.0)
    assert [pace.wait_s("shop.test", now) for now in wanted] == waits


def test_each_domain_has_a_pace_of_its_own():
    pace = Pace(1, 1.0)
    assert [pace.wait_s(domain, 0.0) for domain in ("a.test", "b.test", "a.test", "b.test")] == [0, 0, 1, 1]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_never_more_go_than_the_burst_and_what_the_time_since_allows(moments):
    pace = Pace(5, 1.0)
    sent = sorted(now + pace.wait_s("a.test", now) for now in sorted(moments))
    for at, first in enumerate(sent):
        for number, last in enumerate(sent[at:], 1):
            assert number <= 5 + (last - first) + 1 + 1e-9


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(manners, "DOMAINS", 2)
    pace = Pace(1, 1.0)
    assert [pace.wait_s(domain, 0.0) for domain in ("a", "b", "c", "a", "c")] == [0, 0, 0, 0, 1]


# fmt: off
SILENCES = [
    # what came of each request, + an answer    whether the host is asked again
    ("",                                        True),
    ("--",                                      True),
    ("---",                                     False),
    ("----",                                    False),
    ("--+",                                     True),
    ("--+--",                                   True),
    ("--+---",                                  False),
]
# fmt: on


@pytest.mark.parametrize(("came", "asked"), SILENCES)
def test_a_host_that_was_silent_three_times_in_a_row_is_let_alone(came, asked):
    silence = Silence()
    for one in came:
        silence.note("a.test", Trouble("timeout", "x") if one == "-" else None)
    assert (silence.trouble("a.test") is None) is asked
    assert silence.trouble("b.test") is None


def test_turns_are_given_back_whatever_happens():
    async def fails(held: Manners) -> None:
        async with held.turn("a.test"):
            raise OSError

    async def whole() -> None:
        held = Manners(Pace(1000))
        for _ in range(5):
            with pytest.raises(OSError, match=r"^$"):
                await fails(held)
        async with held.turn("a.test"), held.turn("a.test"):
            third = asyncio.create_task(fails(held))
            for _ in range(10):
                await asyncio.sleep(0)
            assert not third.done()
            third.cancel()
        async with held.turn("a.test"), held.turn("a.test"):
            pass

    asyncio.run(whole())
