"""Questions to one name server: what it said, whether it may say so, and who else tried to answer."""

from __future__ import annotations

import asyncio
import socket

import dns.flags
import dns.message
import pytest
from dns_server import Odd, answer, name_of
from nsd import free_port

from mailworthy.edge.dns import Server
from mailworthy.edge.dns.direct import MOST_STRANGERS, NameServers, unchecked
from mailworthy.wire.ask import Answer, Outcome
from mailworthy.wire.explore import Direct, Statement, Unchecked
from mailworthy.wire.reach import Reach

SOA = "shop.test. 900 IN SOA ns.shop.test. hm.shop.test. 7 2 3 4 900"
RRSIG = "shop.test. 300 IN RRSIG TXT 13 2 300 20261220000000 20261120000000 4711 shop.test. AAAA"
HERS = dns.flags.AA


def text(data: bytes, **more) -> bytes:
    return answer(data, f'{name_of(data)} 300 IN TXT "v=spf1 -all"', **more)


def saying(*records: str, **said):
    return lambda data: [answer(data, *records, **said)]


# fmt: off
CASES = [
    # what it sends                                                     outcome               why          values             alias        AA
    (lambda data: [text(data, flags=HERS)],                             (Outcome.FOUND,       "",          ("v=spf1 -all",),  "",          True)),
    (lambda data: [text(data)],                                         (Outcome.FOUND,       "",          ("v=spf1 -all",),  "",          False)),
    (saying(authority=[SOA], flags=HERS),                               (Outcome.EMPTY,       "",          (),                "",          True)),
    (saying(authority=[SOA], flags=HERS, rcode=3),                      (Outcome.NO_SUCH_NAME, "",         (),                "",          True)),
    (saying(authority=["test. 900 IN NS ns.other.test."]),              (Outcome.FAILED,      "lame",      (),                "",          False)),
    (saying(authority=["shop.test. 900 IN NS ns.shop.test."]),          (Outcome.FAILED,      "lame",      (),                "",          False)),
    (saying(rcode=5),                                                   (Outcome.FAILED,      "refused",   (),                "",          False)),
    (saying(rcode=2),                                                   (Outcome.FAILED,      "servfail",  (),                "",          False)),
    (saying(rcode=9),                                                   (Outcome.FAILED,      "servfail",  (),                "",          False)),
    (saying("shop.test. 300 IN CNAME other.test.", flags=HERS),         (Outcome.EMPTY,       "",          (),                "other.test", True)),
    (lambda data: [],                                                   (Outcome.FAILED,      "timeout",   (),                "",          False)),
    (lambda data: [data[:2] + b"\x84\0" + data[4:14]],                  (Outcome.FAILED,      "timeout",   (),                "",          False)),
    (lambda data: [text(data, flags=HERS)[:-15]],                       (Outcome.FAILED,      "malformed", (),                "",          False)),
]
# fmt: on


def told(server: Odd, *, tries: int = 1, timeout_s: float = 5) -> Statement:
    async def whole():
        async with server.running() as at:
            reach = Reach.widened("127.0.0.0/8", ports={53: at.port})
            return await NameServers(reach, timeout_s=timeout_s, tries=tries).state(
                Direct("shop.test", "TXT", at.host)
            )

    return asyncio.run(whole())


@pytest.mark.parametrize(("reply", "meant"), CASES)
def test_what_one_name_server_says(reply, meant):
    got = told(Odd(reply), timeout_s=0.2 if meant[1] == "timeout" else 5)
    assert (
        got.answer.outcome,
        got.answer.why,
        got.answer.values,
        got.answer.alias,
        got.authoritative,
    ) == meant


def test_it_is_asked_without_recursion_for_signatures_too_and_in_mixed_case():
    server = Odd(lambda data: [text(data, flags=HERS)])
    told(server)
    (sent,) = server.asked
    question = dns.message.from_wire(sent)
    assert not question.flags & (dns.flags.RD | dns.flags.CD | dns.flags.AD)
    assert question.ednsflags & dns.flags.DO
    assert question.question[0].name.to_text().lower() == "shop.test."


def test_signatures_come_with_what_they_sign():
    got = told(Odd(lambda data: [answer(data, 'shop.test. 300 IN TXT "a"', RRSIG, flags=HERS)]))
    assert got.answer.values == ("a",)
    assert got.signatures == ("TXT 13 2 300 20261220000000 20261120000000 4711 shop.test AAAA",)


def test_signatures_over_something_else_are_left_out():
    other = RRSIG.replace("RRSIG TXT", "RRSIG MX")
    assert told(Odd(lambda data: [text(data, flags=HERS), answer(data, other)])).signatures == ()


GLUE = ["ns.shop.test. 300 IN A 192.0.2.53", "ns.shop.test. 300 IN AAAA 2001:db8::53"]

# fmt: off
REFERRALS = [
    # authority section                                                          additional section                        told
    (["shop.test. 300 IN NS ns.shop.test."],                                     GLUE,                                     (("ns.shop.test", ("192.0.2.53", "2001:db8::53")),)),
    (["shop.test. 300 IN NS ns.other.test.", "Shop.Test. 300 IN NS NS.shop.test."], GLUE[:1],                              (("ns.other.test", ()), ("ns.shop.test", ("192.0.2.53",)))),
    (["shop.test. 300 IN NS ns.shop.test."],                                     ["x.test. 300 IN A 192.0.2.9"],           (("ns.shop.test", ()),)),
    (["test. 300 IN NS ns.shop.test."],                                          GLUE,                                     ()),  # upwards
    ([f"shop.test. 300 IN NS ns{number:02}.test." for number in range(99)],      [],                                       tuple((f"ns{number:02}.test", ()) for number in range(16))),
]
# fmt: on


@pytest.mark.parametrize(("authority", "additional", "meant"), REFERRALS)
@pytest.mark.spec("RFC 1034 §4.2.2")
def test_to_whom_a_server_refers(authority, additional, meant):
    got = told(
        Odd(
            lambda data: [answer(data, flags=dns.flags.TC)],
            tcp=lambda data: [answer(data, authority=authority, additional=additional)],
        )
    )
    assert (got.answer.why, got.referral) == ("lame", meant)


def test_what_is_cut_off_is_asked_over_tcp():
    cut = saying(flags=dns.flags.TC | HERS)
    got = told(Odd(cut, tcp=lambda data: [text(data, flags=HERS)]))
    assert (got.answer.values, got.authoritative) == (("v=spf1 -all",), True)


@pytest.mark.spec("RFC 6891 §6.2.2")
def test_a_server_that_does_not_know_edns_is_asked_without():
    def plain(data: bytes):
        return [text(data, flags=HERS, edns=False) if not data[11] else answer(data, rcode=1, edns=False)]

    assert told(Odd(plain)).answer.outcome is Outcome.FOUND


def test_a_server_that_answers_each_second_time_is_not_asked_twice_unless_told_to():
    def second(data: bytes):
        return [text(data, flags=HERS)] if len(server.asked) % 2 == 0 else []

    server = Odd(second)
    assert told(server, timeout_s=0.2).answer.why == "timeout"
    server = Odd(second)
    assert told(server, tries=2, timeout_s=1).answer.outcome is Outcome.FOUND


@pytest.mark.spec("RFC 5452 §9")
def test_others_answers_are_not_believed():
    def forged(data: bytes):
        other_id = bytes((data[0] ^ 1, data[1]))
        return [other_id + text(data)[2:], text(data.swapcase()), text(data, flags=HERS)]

    got = told(Odd(forged, tcp=lambda data: [text(data, flags=HERS)]))
    assert (got.answer.outcome, got.authoritative) == (Outcome.FOUND, True)


@pytest.mark.spec("RFC 5452 §9.3")
def test_where_somebody_guesses_only_tcp_is_believed():
    def flood(data: bytes):
        return [bytes((data[0] ^ 1, data[1])) + text(data)[2:]] * MOST_STRANGERS + [text(data)]

    got = told(Odd(flood, tcp=lambda data: [text(data, flags=HERS)]))
    assert got.authoritative


def test_where_nobody_listens():
    reach = Reach.widened("127.0.0.0/8", ports={53: free_port()})
    got = asyncio.run(NameServers(reach).state(Direct("shop.test", "TXT", "127.0.0.1")))
    assert got == Statement(Answer(Outcome.FAILED, why="unreachable"))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "fe80::1", "::ffff:192.168.0.1", "ns.shop.test", ""]
)
def test_inner_hosts_are_not_asked(address):
    got = asyncio.run(NameServers(Reach()).state(Direct("shop.test", "TXT", address)))
    assert got == Statement(Answer(Outcome.FAILED, why="forbidden"))


def test_a_name_that_cannot_be_asked_for():
    reach = Reach.widened("127.0.0.0/8", ports={53: free_port()})
    got = asyncio.run(NameServers(reach).state(Direct("a" * 64 + ".test", "TXT", "127.0.0.1")))
    assert got.answer.why == "malformed"


def test_many_at_once_share_the_sockets():
    async def whole():
        server = Odd(lambda data: [text(data, flags=HERS)])
        async with server.running() as at:
            servers = NameServers(Reach.widened("127.0.0.0/8", ports={53: at.port}), timeout_s=5)
            asks = [Direct("shop.test", "TXT", at.host, turn) for turn in range(300)]
            return await asyncio.gather(*map(servers.state, asks))

    assert {got.answer.outcome for got in asyncio.run(whole())} == {Outcome.FOUND}


# --- resolvers that are not to validate ---------------------------------------------------------------------------


def unvalidated(*odds: Odd, name: str = "shop.test") -> Answer:
    async def whole():
        contexts = [odd.running() for odd in odds]
        servers = [await context.__aenter__() for context in contexts]
        try:
            return await unchecked(Unchecked(name, "TXT"), servers, timeout_s=5, tries=2)
        finally:
            for context in contexts:
                await context.__aexit__(None, None, None)

    return asyncio.run(whole())


@pytest.mark.spec("RFC 4035 §3.2.2")
def test_the_resolver_is_told_not_to_validate():
    server = Odd(lambda data: [text(data)])
    assert unvalidated(server).values == ("v=spf1 -all",)
    question = dns.message.from_wire(server.asked[0])
    assert question.flags & dns.flags.CD
    assert question.flags & dns.flags.RD
    assert not question.ednsflags & dns.flags.DO


def test_another_resolver_is_asked_where_one_fails():
    assert unvalidated(Odd(saying(rcode=2)), Odd(lambda data: [text(data)])).outcome is Outcome.FOUND


def test_a_failure_of_all_is_the_answer():
    assert unvalidated(Odd(saying(rcode=2)), Odd(saying(rcode=5))).why == "refused"


def test_aliases_are_followed():
    def alias(data: bytes):
        if name_of(data) == "shop.test.":
            return [answer(data, "shop.test. 300 IN CNAME away.test.")]
        return [text(data)]

    got = unvalidated(Odd(alias))
    assert (got.values, got.alias) == (("v=spf1 -all",), "away.test")


def test_aliases_without_end_fail():
    def on(data: bytes):
        return [answer(data, f"{name_of(data)} 300 IN CNAME x{name_of(data)}")]

    assert unvalidated(Odd(on)).why == "servfail"


def test_no_socket_is_left_open():
    before = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    number = before.fileno()
    before.close()
    told(Odd(lambda data: []), timeout_s=0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as after:
        assert after.fileno() == number


def test_servers_are_the_resolvers():
    assert asyncio.run(unchecked(Unchecked("shop.test", "TXT"), [])).why == "unreachable"
    nobody = [Server("127.0.0.1", free_port())]
    assert asyncio.run(unchecked(Unchecked("shop.test", "TXT"), nobody)).why == "unreachable"
