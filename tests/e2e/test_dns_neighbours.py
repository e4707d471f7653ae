"""The resolver and real name servers: NSD, and unbound in front of it."""

from __future__ import annotations

import asyncio

import pytest
from dns_server import until
from nsd import free_port, nsd, unbound

from mailworthy.edge.dns import Resolver, Server, captive, hold_many, hold_sync
from mailworthy.wire.ask import Answer, Dns, Outcome

ZONE = """\
$TTL 300
@ IN SOA ns hm 1 3600 600 86400 120
@ IN NS ns
ns IN A 127.0.0.1
@ IN MX 20 mx2
@ IN MX 10 MX1
mx1 IN A 192.0.2.1
mx1 IN AAAA 2001:db8::1
mx2 IN A 192.0.2.2
null IN MX 0 .
only-a IN A 192.0.2.3
alias IN CNAME mx1
alias2 IN CNAME alias
away IN CNAME host.other.test.
dangling IN CNAME missing
a.b.c IN TXT "an" " island"
spf IN TXT "v=spf1 " "-all"
*.wild IN MX 5 mx1
srv IN SRV 0 5 25 mx1
tlsa IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
"""
ZONE += "".join(f'big IN TXT "{n:03d} {"x" * 200}"\n' for n in range(60))
OTHER = "$TTL 300\n@ IN SOA ns hm 1 3600 600 86400 120\n@ IN NS ns\nns IN A 127.0.0.1\nhost IN A 192.0.2.9\n"

# fmt: off
CASES = [
    # name                      type    outcome                values                                      alias
    ("mail.test",               "MX",   Outcome.FOUND,         ("10 mx1.mail.test", "20 mx2.mail.test"),   ""),
    ("MAIL.test",               "MX",   Outcome.FOUND,         ("10 mx1.mail.test", "20 mx2.mail.test"),   ""),
    ("mx1.mail.test",           "A",    Outcome.FOUND,         ("192.0.2.1",),                             ""),
    ("mx1.mail.test",           "AAAA", Outcome.FOUND,         ("2001:db8::1",),                           ""),
    ("null.mail.test",          "MX",   Outcome.FOUND,         ("0 .",),                                   ""),
    ("only-a.mail.test",        "MX",   Outcome.EMPTY,         (),                                         ""),
    ("missing.mail.test",       "MX",   Outcome.NO_SUCH_NAME,  (),                                         ""),
    ("b.c.mail.test",           "MX",   Outcome.EMPTY,         (),                                         ""),
    ("alias2.mail.test",        "A",    Outcome.FOUND,         ("192.0.2.1",),                             "mx1.mail.test"),
    ("alias.mail.test",         "MX",   Outcome.EMPTY,         (),                                         "mx1.mail.test"),
    ("away.mail.test",          "A",    Outcome.FOUND,         ("192.0.2.9",),                             "host.other.test"),
    ("dangling.mail.test",      "A",    Outcome.NO_SUCH_NAME,  (),                                         "missing.mail.test"),
    ("a.b.c.mail.test",         "TXT",  Outcome.FOUND,         ("an island",),                             ""),
    ("spf.mail.test",           "TXT",  Outcome.FOUND,         ("v=spf1 -all",),                           ""),
    ("x.y.wild.mail.test",      "MX",   Outcome.FOUND,         ("5 mx1.mail.test",),                       ""),
    ("srv.mail.test",           "SRV",  Outcome.FOUND,         ("0 5 25 mx1.mail.test",),                  ""),
    ("tlsa.mail.test",          "TLSA", Outcome.FOUND,         ("3 1 1 " + "0123456789abcdef" * 4,),       ""),
]
# fmt: on


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("nsd")


@pytest.fixture(scope="module")
def authority(folder):
    with nsd(folder, {"mail.test": ZONE, "other.test": OTHER}) as server:
        yield Server("127.0.0.1", server.port)


@pytest.fixture(scope="module")
def recursive(authority, tmp_path_factory):
    zones = {"mail.test": authority.port, "other.test": authority.port, "lame.test": authority.port}
    with unbound(tmp_path_factory.mktemp("unbound"), zones) as server:
        yield Server("127.0.0.1", server.port)


def ask(server: Server, *asks: Dns, **settings) -> tuple[Answer, ...]:
    async def whole():
        async with Resolver([server], **({"timeout_s": 5} | settings)) as resolver:
            return await resolver.answers(asks)

    return asyncio.run(whole())


@pytest.mark.system("nsd")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_nsd_is_understood(authority, case):
    name, type_, *meant = case
    (got,) = ask(authority, Dns(name, type_))
    assert [got.outcome, got.values, got.alias] == meant


@pytest.mark.system("nsd", "unbound")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_unbound_is_understood(recursive, case):
    name, type_, *meant = case
    (got,) = ask(recursive, Dns(name, type_))
    assert [got.outcome, got.values, got.alias] == meant


@pytest.mark.system("nsd")
@pytest.mark.spec("RFC 2308 §5")
def test_how_long_nothing_holds_is_said_by_the_zone(authority):
    (missing,) = ask(authority, Dns("missing.mail.test", "MX"))
    assert missing.ttl_s == 120


@pytest.mark.system("nsd")
def test_a_name_of_no_zone_is_refused(authority):
    (got,) = ask(authority, Dns("example.net", "MX"))
    assert got == Answer(Outcome.FAILED, why="refused")


@pytest.mark.system("nsd", "unbound")
def test_a_zone_whose_server_does_not_know_it_could_not_be_asked(recursive):
    (got,) = ask(recursive, Dns("lame.test", "MX"))
    assert (got.outcome, got.why) == (Outcome.FAILED, "servfail")


@pytest.mark.system("nsd", "unbound")
@pytest.mark.spec("RFC 7766 §5")
def test_what_is_too_long_for_a_datagram_comes_over_tcp(authority, recursive):
    for server in (authority, recursive):
        (got,) = ask(server, Dns("big.mail.test", "TXT"))
        assert len(got.values) == 60


@pytest.mark.system("nsd", "unbound")
def test_an_honest_resolver_is_no_captive(recursive):
    assert hold_sync(captive("q7xk2vbn9w"), [recursive], timeout_s=5) is False


def mail_exchange(name: str):
    (found,) = yield (Dns(name, "MX"),)
    return found


@pytest.mark.system("nsd", "unbound")
def test_thousands_at_once_are_all_answered_rightly(authority, recursive):
    async def whole():
        names = [f"x{n}.wild.mail.test" if n % 2 else f"x{n}.mail.test" for n in range(4000)]
        async with Resolver([authority, recursive], timeout_s=5) as resolver:
            got = {}
            async for batch in hold_many(((name, mail_exchange(name)) for name in names), resolver):
                got.update(batch)
        assert len(got) == 4000
        for name, found in got.items():
            assert found.values == (("5 mx1.mail.test",) if "wild" in name else ()), name
            assert found.outcome is not Outcome.FAILED

    asyncio.run(whole())


@pytest.mark.system("nsd")
def test_a_server_that_is_stopped_and_started_again_loses_nothing(tmp_path):
    port = free_port()
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()

    async def whole():
        async with Resolver([Server("127.0.0.1", port)], timeout_s=1, tries=30) as resolver:
            with nsd(first, {"mail.test": ZONE}, port):
                (before,) = await resolver.answers((Dns("mail.test", "MX"),))
            waiting = asyncio.ensure_future(resolver.answers((Dns("null.mail.test", "MX"),)))
            await until(lambda: resolver.tally.timeouts)
            with nsd(second, {"mail.test": ZONE}, port):
                (after,) = await waiting
        assert (len(before.values), after.values) == (2, ("0 .",))

    asyncio.run(whole())
