"""The resolver among servers that lose, lie, refuse and die: real sockets on loopback."""

from __future__ import annotations

import asyncio
import gc
import socket

import dns.flags
import pytest
from dns_server import Odd, answer, name_of, until
from nsd import free_port

from mailworthy.edge.dns import Resolver, Server, captive, hold, hold_sync
from mailworthy.errors import InputError
from mailworthy.wire.ask import Answer, Dns, Outcome

ASK = Dns("example.net", "A")
HERE = "192.0.2.1"
QUICK = {"timeout_s": 0.08, "tries": 2}
SOA = "net. 900 IN SOA a. b. 1 2 3 4 900"


def here(data: bytes, address: str = HERE) -> bytes:
    return answer(data, f"{name_of(data)} 300 IN A {address}")


def saying(**said):
    return lambda data: [answer(data, **said)]


def silence(data: bytes) -> list[bytes]:
    return []


def ask(*odds: Odd, asks=(ASK,), **settings):
    """Give the answers and the tally."""

    async def whole():
        async with contexts(odds), Resolver([odd.server for odd in odds], **(QUICK | settings)) as resolver:
            return await resolver.answers(asks), resolver.tally

    return asyncio.run(whole())


class contexts:  # noqa: N801  # reads as a keyword
    def __init__(self, odds):
        self.open = [odd.running() for odd in odds]

    async def __aenter__(self):
        for context in self.open:
            await context.__aenter__()

    async def __aexit__(self, *error):
        for context in self.open:
            await context.__aexit__(*error)


def one(*odds: Odd, **settings) -> Answer:
    return ask(*odds, **settings)[0][0]


# fmt: off
OUTCOMES = [
    # how the server answers                      what it means
    (lambda data: [here(data)],                   Answer(Outcome.FOUND, (HERE,), ttl_s=300)),
    (saying(authority=[SOA]),                     Answer(Outcome.EMPTY, ttl_s=900)),
    (saying(rcode=3, authority=[SOA]),            Answer(Outcome.NO_SUCH_NAME, ttl_s=900)),
    (saying(rcode=2),                             Answer(Outcome.FAILED, why="servfail")),
    (saying(rcode=5),                             Answer(Outcome.FAILED, why="refused")),
    (saying(rcode=1),                             Answer(Outcome.FAILED, why="formerr")),
    (saying(authority=["net. 900 IN NS a."]),     Answer(Outcome.FAILED, why="refused")),
    (lambda data: [here(data)[:-13]],              Answer(Outcome.FAILED, why="malformed")),
    (silence,                                     Answer(Outcome.FAILED, why="timeout")),
]
# fmt: on


@pytest.mark.parametrize(("reply", "meant"), OUTCOMES)
def test_outcomes_are_kept_apart(reply, meant):
    assert one(Odd(reply)) == meant


def test_a_port_where_nobody_listens_is_unreachable():
    assert one_without_server(Server("127.0.0.1", free_port())).why == "unreachable"


def test_a_host_without_a_way_to_it_is_unreachable():
    assert one_without_server(Server("255.255.255.255")).why == "unreachable"


def one_without_server(server: Server) -> Answer:
    async def whole():
        async with Resolver([server], **QUICK) as resolver:
            return (await resolver.answers((ASK,)))[0]

    return asyncio.run(whole())


# fmt: off
FORGED = [
    ("another id",        lambda data: bytes([data[0] ^ 1]) + here(data, "203.0.113.9")[1:]),
    ("another name",      lambda data: answer(data.replace(b"\3", b"\3", 1), "example.org. 300 IN A 203.0.113.9").replace(b"\x07", b"\x06", 1)),
    ("another type",      lambda data: here(data, "203.0.113.9").replace(b"\0\1\0\1", b"\0\x1c\0\1", 1)),
    ("no answer at all",  lambda data: data),
    ("rubbish",           lambda data: data[:2] + b"rubbish"),
    ("empty",             lambda data: b""),
]
# fmt: on


@pytest.mark.spec("RFC 5452 §9.1")
@pytest.mark.parametrize("forge", [forge for _, forge in FORGED], ids=[name for name, _ in FORGED])
def test_a_forged_answer_that_comes_first_is_dropped(forge):
    (got,), tally = ask(Odd(lambda data: [forge(data), here(data)]), tries=1)
    assert got.values == (HERE,)
    assert tally.sent == 1


@pytest.mark.spec("RFC 5452 §9.2")
def test_an_answer_from_another_port_is_dropped():
    async def whole():
        def reply(data):
            at = odd.transport.get_extra_info("socket")
            del at
            with socket.socket(type=socket.SOCK_DGRAM) as other:
                for port in ports():
                    other.sendto(here(data, "203.0.113.9"), ("127.0.0.1", port))
            return [here(data)]

        def ports():
            return [
                channel._socket.getsockname()[1]
                for upstream in resolver._pool
                for channel in upstream._channels
            ]

        odd = Odd(reply)
        async with odd.running() as server, Resolver([server], **QUICK) as resolver:
            (got,) = await resolver.answers((ASK,))
            assert got.values == (HERE,)
            assert len(set(ports())) == 4

    asyncio.run(whole())


def test_ids_case_and_ports_differ_from_query_to_query():
    odd = Odd(lambda data: [here(data)])
    ask(odd, asks=tuple(Dns(f"name{n}.example.net", "A") for n in range(40)))
    assert len({data[:2] for data in odd.asked}) > 35
    assert len({data[-28:] for data in odd.asked}) > 35  # "example.net" in different cases


@pytest.mark.spec("RFC 7766 §5")
def test_what_is_cut_off_is_asked_again_over_tcp():
    many = [f"example.net. 300 IN A 192.0.2.{n}" for n in range(1, 200)]
    odd = Odd(saying(flags=dns.flags.TC), lambda data: [answer(data, *many)])
    (got,), tally = ask(odd, timeout_s=5)
    assert len(got.values) == 199
    assert (tally.by_tcp, len(odd.asked), len(odd.asked_by_tcp)) == (1, 1, 1)


@pytest.mark.spec("RFC 7766 §6.2.1.1")
def test_many_questions_share_one_connection():
    odd = Odd(saying(flags=dns.flags.TC), lambda data: [here(data)])
    got, _ = ask(odd, asks=tuple(Dns(f"n{n}.example.net", "A") for n in range(100)))
    assert all(found.values == (HERE,) for found in got)
    assert odd.connections == 1


def test_a_server_that_hangs_up_after_each_answer_is_asked_again():
    odd = Odd(saying(flags=dns.flags.TC), lambda data: [here(data)], hang_up_after=1)
    got, _ = ask(odd, asks=tuple(Dns(f"n{n}.example.net", "A") for n in range(5)), timeout_s=2.0)
    assert all(found.values == (HERE,) for found in got)


# fmt: off
BAD_STREAMS = [
    # what comes over TCP                          why
    (None,                                         "unreachable"),
    (silence,                                      "timeout"),
    (lambda data: [b""],                           "timeout"),
    (lambda data: [b"\0" * 70],                    "timeout"),
    (saying(flags=dns.flags.TC),                   "malformed"),
]
# fmt: on


@pytest.mark.parametrize(("stream", "why"), BAD_STREAMS)
def test_a_truncated_answer_is_never_used_in_parts(stream, why):
    odd = Odd(lambda data: [answer(data, "example.net. 300 IN A 192.0.2.9", flags=dns.flags.TC)], stream)
    assert one(odd) == Answer(Outcome.FAILED, why=why)


def test_a_server_that_loses_the_case_of_names_is_believed_over_tcp():
    def lower(data):
        return [here(data[:12] + data[12:-11].lower() + data[-11:])]

    odd = Odd(lower, lower)
    assert one(odd, asks=(Dns("a-long-name-with-letters.example.net", "A"),)).values == (HERE,)
    assert len(odd.asked_by_tcp) == 1


@pytest.mark.spec("RFC 6891 §6.2.2")
def test_a_server_without_edns_is_asked_without_from_then_on():
    def old(data):
        return [answer(data, rcode=1, edns=False)] if data[11] else [here(data)]

    odd = Odd(old)

    async def whole():
        async with odd.running() as server, Resolver([server], **QUICK) as resolver:
            return [await resolver.answers((Dns(name, "A"),)) for name in ("a.example", "b.example")]

    assert [found.values for (found,) in asyncio.run(whole())] == [(HERE,), (HERE,)]
    assert [data[11] for data in odd.asked] == [1, 0, 0]


def test_a_lost_question_is_sent_again():
    odd = Odd(lambda data: [here(data)] if len(odd.asked) > 1 else [])
    (got,), tally = ask(odd)
    assert got.values == (HERE,)
    assert (tally.sent, tally.timeouts) == (2, 1)


def test_a_late_answer_to_the_first_try_is_taken():
    def reply(data):
        if len(odd.asked) == 2:
            odd.transport.sendto(here(odd.asked[0]), odd.peers[0])
        return []

    odd = Odd(reply)
    assert one(odd).values == (HERE,)


def test_a_late_answer_never_meets_another_question():
    late: list[bytes] = []

    def reply(data):
        if name_of(data).startswith("slow"):
            late.append(here(data, "203.0.113.9"))
            return []
        return [*late, here(data)]

    async def whole():
        odd = Odd(reply)
        async with odd.running() as server, Resolver([server], timeout_s=0.4, tries=1) as resolver:
            await resolver.answers((Dns("slow.example", "A"),))
            got = await resolver.answers(tuple(Dns(f"q{n}.example", "A") for n in range(100)))
            assert {found.values for found in got} == {(HERE,)}

    asyncio.run(whole())


# fmt: off
ELSEWHERE = [
    ("refuses",    saying(rcode=5)),
    ("fails",      saying(rcode=2)),
    ("is silent",  silence),
    ("is lame",    saying(authority=["net. 900 IN NS a."])),
    ("is broken",  lambda data: [here(data)[:-13]]),
]
# fmt: on


@pytest.mark.parametrize("reply", [reply for _, reply in ELSEWHERE], ids=[name for name, _ in ELSEWHERE])
def test_where_one_server_cannot_the_other_is_asked(reply):
    good = Odd(lambda data: [here(data)])
    got, _ = ask(Odd(reply), good, asks=tuple(Dns(f"n{n}.example", "A") for n in range(8)))
    assert all(found.values == (HERE,) for found in got)


def test_where_one_server_is_gone_the_other_is_asked_at_once():
    gone = Odd(silence)

    async def whole():
        good = Odd(lambda data: [here(data)])
        async with good.running(), Resolver([gone.server, good.server], timeout_s=20) as resolver:
            return await resolver.answers(tuple(Dns(f"n{n}.example", "A") for n in range(8)))

    assert all(found.values == (HERE,) for found in asyncio.run(whole()))


def test_several_servers_share_the_questions():
    odds = [Odd(lambda data: [here(data)]) for _ in range(3)]
    ask(*odds, asks=tuple(Dns(f"n{n}.example", "A") for n in range(30)))
    assert [len(odd.asked) for odd in odds] == [10, 10, 10]


def test_a_server_that_dies_midway_leaves_no_question_open():
    async def whole():
        odd = Odd(lambda data: [here(data)] if len(odd.asked) <= 50 else [])
        async with Resolver([odd.server], **QUICK) as resolver:
            asks = tuple(Dns(f"n{n}.example", "A") for n in range(200))
            async with odd.running():
                whole = asyncio.ensure_future(resolver.answers(asks))
                await until(lambda: len(odd.asked) >= 60)
            return await whole

    got = asyncio.run(whole())
    assert sum(found.outcome is Outcome.FOUND for found in got) == 50
    assert {found.why for found in got if not found.values} <= {"timeout", "unreachable"}


@pytest.mark.parametrize("window", [1, 2, 7, 64, 600])
def test_more_questions_than_the_window_holds_are_all_answered(window):
    most = [0, 0]

    def reply(data):
        most[0] += 1
        return [here(data)]

    odd = Odd(reply)
    got, tally = ask(
        odd, asks=tuple(Dns(f"n{n}.example", "A") for n in range(window + 1)), window=window, timeout_s=5
    )
    assert all(found.values == (HERE,) for found in got)
    assert tally.asked == window + 1


def test_no_more_than_the_window_are_in_flight():
    odd = Odd(silence)
    ask(odd, asks=tuple(Dns(f"n{n}.example", "A") for n in range(21)), window=20, tries=1)
    assert len({data[12:].lower() for data in odd.asked[:20]}) == 20
    assert len(odd.asked) == 21


def test_a_question_is_asked_once_however_many_want_it():
    odd = Odd(lambda data: [here(data)])

    async def whole():
        async with odd.running() as server, Resolver([server], **QUICK) as resolver:
            both = await asyncio.gather(*(resolver.answers((ASK, ASK)) for _ in range(10)))
            return [*both, await resolver.answers((ASK,))]

    assert {found.values for answers in asyncio.run(whole()) for found in answers} == {(HERE,)}
    assert len(odd.asked) == 1


def test_nothing_asked_is_nothing_answered():
    assert ask(Odd(silence), asks=())[0] == ()


# fmt: off
UNASKABLE = [Dns("a..b", "A"), Dns("a" * 64, "A"), Dns("ü.de", "MX"), Dns("\udc80", "A"), Dns("example.net", "NONSENSE"), Dns("example.net", "ANY")]
# fmt: on


@pytest.mark.parametrize("unaskable", UNASKABLE, ids=ascii)
def test_what_cannot_be_asked_is_malformed(unaskable):
    odd = Odd(lambda data: [here(data)])
    got, _ = ask(odd, asks=(unaskable, ASK))
    assert [found.why for found in got] == ["malformed", ""]


def test_an_alias_that_leads_elsewhere_is_followed():
    chain = {"example.net.": "a.example.", "a.example.": "b.example."}

    def reply(data):
        name = name_of(data)
        return [answer(data, f"{name} 70 IN CNAME {chain[name]}") if name in chain else here(data)]

    assert one(Odd(reply)) == Answer(Outcome.FOUND, (HERE,), ttl_s=70, alias="b.example")


def test_aliases_in_a_circle_end():
    def reply(data):
        name = name_of(data)
        return [answer(data, f"{name} 70 IN CNAME {'b' if name[0] == 'a' else 'a'}.example.")]

    got = one(Odd(reply), asks=(Dns("a.example", "A"),))
    assert (got.outcome, got.why) == (Outcome.FAILED, "servfail")


@pytest.mark.spec("RFC 4035 §4.9.3")
@pytest.mark.parametrize(("trusted", "vouched"), [(None, True), (True, True), (False, False)])
def test_a_server_on_loopback_may_vouch_unless_told_otherwise(trusted, vouched):
    odd = Odd(lambda data: [answer(data, "example.net. 300 IN A 192.0.2.1", flags=dns.flags.AD)])
    assert one(odd, trusted=trusted).authenticated is vouched


def test_a_pace_is_kept():
    times: list[float] = []

    def reply(data):
        times.append(asyncio.get_running_loop().time())
        return [here(data)]

    ask(Odd(reply), asks=tuple(Dns(f"n{n}.example", "A") for n in range(30)), rate_per_server=100)
    assert times[-1] - times[0] > 0.1  # ten at once, twenty more at 100 a second


def test_closing_answers_who_still_waits():
    async def whole():
        odd = Odd(silence, silence)
        async with odd.running() as server:
            resolver = Resolver([server], window=5)
            waiting = asyncio.ensure_future(
                resolver.answers(tuple(Dns(f"n{n}.example", "A") for n in range(20)))
            )
            await until(lambda: len(odd.asked) >= 5)
            await resolver.close()
            assert {found.why for found in await waiting} == {"unreachable"}
            assert (await resolver.answers((ASK,)))[0].why == "unreachable"
            await resolver.close()

    asyncio.run(whole())


def test_closing_ends_connections_that_are_just_opening():
    async def whole():
        odd = Odd(saying(flags=dns.flags.TC), silence)
        async with odd.running() as server:
            resolver = Resolver([server])
            waiting = asyncio.ensure_future(resolver.answers((ASK,)))
            await until(lambda: resolver.tally.by_tcp)
            await resolver.close()
            assert (await waiting)[0].why == "unreachable"

    asyncio.run(whole())


def test_who_is_cancelled_disturbs_nobody():
    async def whole():
        odd = Odd(lambda data: [here(data)] if len(odd.asked) > 1 else [])
        async with odd.running() as server, Resolver([server], **QUICK) as resolver:
            waits = asyncio.ensure_future(resolver.answers((ASK,)))
            gives_up = asyncio.ensure_future(resolver.answers((ASK,)))
            await until(lambda: odd.asked)
            gives_up.cancel()
            assert (await waits)[0].values == (HERE,)
            assert gives_up.cancelled()

    asyncio.run(whole())


def test_nothing_answered_is_left_behind():
    async def whole():
        odd = Odd(lambda data: [here(data)])
        async with odd.running() as server, Resolver([server], timeout_s=5) as resolver:
            gc.collect()
            gc.disable()
            try:
                await resolver.answers(tuple(Dns(f"n{n}.example", "A") for n in range(100)))
                left = {(type(thing).__module__, type(thing).__name__) for thing in gc.get_objects()}
                assert (
                    not {
                        ("mailworthy.edge.dns.question", "Question"),
                        ("mailworthy.edge.dns.question", "Sent"),
                    }
                    & left
                )
            finally:
                gc.enable()

    asyncio.run(whole())


# fmt: off
NONSENSE = [{"window": 0}, {"tries": 0}, {"timeout_s": 0}, {"rate_per_server": 0}, {"rate_per_server": -1}]
# fmt: on


@pytest.mark.parametrize("settings", NONSENSE)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(InputError):
        Resolver([Server("127.0.0.1")], **settings)


def test_a_resolver_without_servers_is_refused():
    with pytest.raises(InputError):
        Resolver([])


# fmt: off
CAPTIVE = [
    ("answers for everything",  lambda data: [here(data)],           True),
    ("says no such name",       saying(rcode=3, authority=[SOA]),    False),
    ("says nothing",            silence,                             False),
]
# fmt: on


@pytest.mark.parametrize(("reply", "caught"), [row[1:] for row in CAPTIVE], ids=[row[0] for row in CAPTIVE])
def test_a_resolver_that_makes_up_answers_is_noticed(reply, caught):
    async def whole():
        odd = Odd(reply)
        async with odd.running() as server, Resolver([server], **QUICK) as resolver:
            return await hold(captive("q7xk2vbn9w"), resolver)

    assert asyncio.run(whole()) is caught


def test_a_conversation_can_be_held_without_a_loop_of_ones_own():
    server = Server("127.0.0.1", free_port())
    assert hold_sync(captive("q7xk2vbn9w"), [server], **QUICK) is False
