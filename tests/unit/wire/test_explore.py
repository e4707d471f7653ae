"""Checks that ask more than DNS, held by a world made of dictionaries."""

from __future__ import annotations

import pytest

from mailworthy.wire.ask import Answer, Asking, Dns, Outcome, Zone
from mailworthy.wire.explore import (
    Direct,
    Exploring,
    Http,
    Page,
    Session,
    Smtp,
    Statement,
    Unchecked,
    World,
    fetched,
    greeted,
    hold,
    looked_up,
    stated,
    together,
    unchecked,
)
from mailworthy.wire.reach import Reach

ZONE = Zone({"shop.test": {"TXT": ["a"]}, "broken.test": "servfail"})
URL = "https://mta-sts.shop.test/.well-known/mta-sts.txt"
WORLD = World(
    ZONE,
    web={URL: "version: STSv1", "https://gone.test/": Page(404)},
    mail={"192.0.2.1": Session(greeting="220 mx.shop.test")},
    servers={"192.0.2.53": Zone({"shop.test": {"TXT": ["b"]}}), "192.0.2.54": "timeout"},
    unvalidated=Zone({"broken.test": {"TXT": ["c"]}}),
)


def _look(name: str) -> Asking[Answer]:
    (answer,) = yield (Dns(name, "TXT"),)
    return answer


def _everything() -> Exploring[tuple[str, ...]]:
    answer = yield from looked_up(_look("shop.test"))
    one, silent = yield from stated(
        [Direct("shop.test", "TXT", "192.0.2.53"), Direct("shop.test", "TXT", "192.0.2.54")]
    )
    (bogus,) = yield from unchecked([Unchecked("broken.test", "TXT")])
    policy, gone = yield from fetched([Http(URL), Http("https://gone.test/")])
    host, nobody = yield from greeted([Smtp("192.0.2.1", "mx.shop.test"), Smtp("192.0.2.2", "mx.shop.test")])
    return (
        answer.values[0],
        one.answer.values[0],
        silent.answer.why,
        bogus.values[0],
        policy.body.decode(),
        str(gone.status),
        host.greeting,
        nobody.why,
    )


def test_each_question_goes_to_the_one_who_can_answer_it():
    told = hold(_everything(), WORLD)
    assert told == ("a", "b", "timeout", "c", "version: STSv1", "404", "220 mx.shop.test", "unreachable")


def test_servers_that_are_not_named_speak_like_the_zone():
    assert WORLD((Direct("shop.test", "TXT", "192.0.2.99"),)) == (
        Statement(Answer(Outcome.FOUND, ("a",), ttl_s=300), authoritative=True),
    )


def test_no_questions_take_no_turn():
    assert hold(stated([]), WORLD) == ()


def test_an_answer_of_another_kind_is_a_bug():
    asking = fetched([Http(URL)])
    next(asking)
    with pytest.raises(TypeError, match="asked for Page"):
        asking.send((Session(),))


@pytest.mark.parametrize(
    ("address", "port"),
    [("127.0.0.1", 2525), ("192.0.2.1", 25), ("::1", 2525)],
)
def test_other_ports_stand_for_well_known_ones_in_inner_networks_alone(address, port):
    assert Reach.widened("127.0.0.0/8", "::1/128", ports={25: 2525}).port(address, 25) == port
    assert Reach.widened("127.0.0.0/8").port(address, 25) == 25


def test_equal_questions_in_another_turn_are_other_questions():
    assert Direct("shop.test", "TXT", "192.0.2.53", turn=1) != Direct("shop.test", "TXT", "192.0.2.53")


def test_signatures_come_with_what_they_sign():
    records = {"shop.test": {"TXT": ["a"], "MX": ["0 ."], "RRSIG": ["TXT 13 2 300 x", "SOA 13 2 300 x"]}}

    def look() -> Exploring[tuple[Statement, ...]]:
        return (yield from stated([Direct("shop.test", type_, "192.0.2.53") for type_ in ("TXT", "MX", "A")]))

    got = hold(look(), World(Zone(records)))
    assert [one.signatures for one in got] == [("TXT 13 2 300 x",), (), ()]


def test_a_server_of_the_zone_above_refers_to_those_below():
    above = Zone(
        {
            "shop.test": {"REFERRAL": ["ns.shop.test", "ns.other.test"], "DS": ["1 13 2 00"]},
            "ns.shop.test": {"A": ["192.0.2.53"], "AAAA": ["2001:db8::53"]},
        }
    )

    def look() -> Exploring[tuple[Statement, ...]]:
        return (yield from stated([Direct("shop.test", type_, "192.0.2.1") for type_ in ("NS", "DS")]))

    servers, keys = hold(look(), World(ZONE, servers={"192.0.2.1": above}))
    assert servers.referral == (("ns.shop.test", ("192.0.2.53", "2001:db8::53")), ("ns.other.test", ()))
    assert (servers.answer.why, keys.answer.values) == ("lame", ("1 13 2 00",))


def test_a_server_may_speak_otherwise_at_each_turn():
    def look() -> Exploring[tuple[Statement, ...]]:
        return (
            yield from stated([Direct("shop.test", "TXT", "192.0.2.53", turn=number) for number in range(4)])
        )

    got = hold(look(), World(ZONE, servers={"192.0.2.53": ("timeout", "")}))
    assert [one.answer.why for one in got] == ["timeout", "", "timeout", ""]
    assert got[1].answer.values == ("a",)


def _asked_in_turn(*names: str) -> Asking[list[str]]:
    found = []
    for name in names:
        answer = yield from _look(name)
        found.append(answer.values[0] if answer.values else answer.why or answer.outcome.value)
    return found


TOGETHER = [
    # one after the other            what they come to
    ([],                             ()),
    ([()],                           ([],)),
    ([("shop.test",)],               (["a"],)),
    ([("shop.test", "broken.test"), (), ("gone.test",)], (["a", "servfail"], [], ["no_such_name"])),
]  # fmt: skip


@pytest.mark.parametrize(("talks", "results"), TOGETHER)
def test_conversations_are_held_in_step_and_give_their_results_in_order(talks, results):
    assert hold(together([_asked_in_turn(*names) for names in talks]), WORLD) == results


def test_what_each_wants_to_know_next_is_asked_at_once():
    turns = []

    def world(asks):
        turns.append(len(asks))
        return WORLD(asks)

    hold(together([_asked_in_turn("a.test"), _asked_in_turn("b.test", "c.test"), _everything()]), world)
    assert turns == [3, 3, 1, 2, 2]


def test_trouble_in_one_is_trouble_of_all():
    def broken() -> Asking[None]:
        yield (Dns("a.test", "A"),)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hold(together([_asked_in_turn("a.test", "b.test"), broken()]), WORLD)
