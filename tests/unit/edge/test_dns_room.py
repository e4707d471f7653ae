"""How many questions may be in flight."""

from __future__ import annotations

import pytest

from mailworthy.edge.dns.room import LEAST, START, Room


def weighed(room: Room, got: int, lost: int) -> int:
    for _ in range(got):
        room.answered()
    room.lost += lost
    room.weigh()
    return room.now


def test_it_begins_small_and_opens_with_each_answer():
    room = Room(2000)
    assert room.now == START
    assert weighed(room, 100, 0) == START + 100
    assert weighed(room, 10_000, 0) == 2000


@pytest.mark.parametrize("window", [1, LEAST, START, 2000])
def test_it_is_never_wider_than_the_window_nor_closed(window):
    room = Room(window)
    assert weighed(room, 5000, 0) == window
    for _ in range(20):
        now = weighed(room, 0, 5000)
    assert now == min(LEAST, window)


# fmt: off
LOSSES = [
    # answers  lost   narrows
    (1000,     10,    False),
    (1000,     250,   False),
    (1000,     251,   True),
    (0,        LEAST, False),  # a handful says nothing
    (0,        LEAST + 1, True),
]
# fmt: on


@pytest.mark.parametrize(("got", "lost", "narrows"), LOSSES)
def test_it_narrows_when_much_is_lost(got, lost, narrows):
    room = Room(2000)
    before = weighed(room, 5000, 0)
    assert (weighed(room, got, lost) < before) is narrows


def test_after_a_flood_it_widens_slowly():
    room = Room(2000)
    weighed(room, 5000, 0)
    narrow = weighed(room, 1000, 1000)
    assert weighed(room, 1000, 0) == narrow  # as much as it took before, and more from the next time on
    assert weighed(room, 1000, 0) == min(2 * narrow, 2000)


def test_after_an_outage_it_opens_at_once():
    room = Room(2000)
    weighed(room, 5000, 0)
    for _ in range(20):
        weighed(room, 0, 5000)
    assert weighed(room, 5000, 0) == 2000
