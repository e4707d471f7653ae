"""Checks held against a small live world on loopback: a name server, a web server, a mail host."""

from __future__ import annotations

import asyncio
import contextlib
import ssl

import pytest
from certificates import Authority
from dns_server import Odd, answer, name_of, type_of
from mail_host import MailHost
from web_host import WebHost, ok

from mailworthy.edge import explore
from mailworthy.edge.dns import Resolver
from mailworthy.edge.explore import Explorer
from mailworthy.errors import InputError
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
    unchecked,
)
from mailworthy.wire.reach import Reach

HERE = "127.0.0.1"
ZONE = Zone({"web.test": {"A": [HERE]}, "mx.test": {"A": [HERE], "TXT": ["hello"]}})
SCRIPT = """
< 220 mx.test
> EHLO
< 250-mx.test
< 250 SIZE
> QUIT
< 221 bye
"""
URL = "https://web.test/a"


class Live:
    """What a test's explorer meets, and what was asked there."""

    def __init__(self, folder) -> None:
        authority = Authority(folder)
        certificate = authority.certificate("web", hosts=["web.test"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        self.ca_file = authority.file
        self.web = WebHost(lambda path: ok(path.encode(), "Content-Type: text/plain"), context)
        self.mail = MailHost(SCRIPT)
        self.dns = Odd(lambda data: [_said(data)])

    @contextlib.asynccontextmanager
    async def explorer(self, **settings):
        with self.web.running() as https, self.mail.running() as smtp:
            async with self.dns.running() as server, Resolver([server]) as resolver:
                reach = Reach.widened("127.0.0.0/8", ports={443: https, 25: smtp, 53: server.port})
                async with Explorer(resolver, reach, **({"ca_file": self.ca_file} | settings)) as explorer:
                    yield explorer


def _said(data: bytes) -> bytes:
    name, type_ = name_of(data), type_of(data)
    (known,) = ZONE((Dns(name[:-1], type_),))
    if known.outcome is Outcome.NO_SUCH_NAME:
        return answer(data, rcode=3)
    texts = (f'"{value}"' if type_ == "TXT" else value for value in known.values)
    return answer(data, *(f"{name} 300 IN {type_} {text}" for text in texts), flags=0x0400)


@pytest.fixture
def live(tmp_path):
    return Live(tmp_path)


def _text(name: str) -> Asking[Answer]:
    (found,) = yield (Dns(name, "TXT"),)
    return found


def _everything() -> Exploring[tuple[object, ...]]:
    found = yield from looked_up(_text("mx.test"))
    (said,) = yield from stated([Direct("mx.test", "TXT", HERE)])
    (bogus,) = yield from unchecked([Unchecked("mx.test", "TXT")])
    one, none = yield from fetched([Http(URL), Http("http://web.test/")])
    (host,) = yield from greeted([Smtp(HERE, "mx.test")])
    answer_, page, session = yield (Dns("no.test", "TXT"), Http(URL), Smtp(HERE, "mx.test"))
    same = isinstance(answer_, Answer) and (page, session) == (one, host)
    return found.values, said.answer.values, said.authoritative, bogus.values, one, none.why, host, same


def test_a_live_world_says_what_a_world_of_dictionaries_says(live):
    async def whole():
        async with live.explorer() as explorer:
            return await explorer.hold(_everything())

    world = World(
        ZONE,
        web={URL: Page(200, "text/plain", b"/a", url=URL), "http://web.test/": Page(why="forbidden")},
        mail={HERE: Session(greeting="mx.test", keywords=("SIZE",))},
    )
    told = asyncio.run(whole())
    assert told == hold(_everything(), world)
    assert told[-1] is True


def test_each_question_is_put_once_however_many_checks_ask_it(live):
    def check() -> Exploring[object]:
        told = yield (
            Http(URL),
            Smtp(HERE, "mx.test"),
            Direct("mx.test", "TXT", HERE),
            Dns("mx.test", "TXT"),
            Http(URL),
        )
        again = yield (Http(URL), Dns("mx.test", "TXT"))
        return told[0] is told[4] is again[0], told[3] == again[1]

    async def whole():
        async with live.explorer() as explorer:
            return await asyncio.gather(*(explorer.hold(check()) for _ in range(20)))

    assert set(asyncio.run(whole())) == {(True, True)}
    assert len(live.web.asked) == len(live.mail.heard) == 1
    by_type = sorted(type_of(data) for data in live.dns.asked)
    assert by_type == [
        "A",
        "AAAA",
        "TXT",
        "TXT",
    ]  # the web server's addresses; one TXT by the resolver, one direct


def test_another_turn_is_another_question(live):
    async def whole():
        async with live.explorer() as explorer:
            return await explorer.told(tuple(Direct("mx.test", "TXT", HERE, turn) for turn in range(3)))

    assert len(set(map(str, asyncio.run(whole())))) == 1
    assert len(live.dns.asked) == 3


def test_many_audits_greet_a_host_that_they_share_once_and_ask_all_else_again(live):
    def check() -> Exploring[object]:
        return (yield (Smtp(HERE, "mx.test"), Http(URL)))

    async def one(explorer: Explorer):
        async with explorer.afresh() as own:
            return await own.hold(check())

    async def whole():
        async with live.explorer() as explorer:
            return await asyncio.gather(*(one(explorer) for _ in range(5))) + [await one(explorer)]

    assert len(set(asyncio.run(whole()))) == 1
    assert len(live.mail.heard) == 1
    assert len(live.web.asked) == 6


def test_only_the_newest_greetings_are_remembered(live, monkeypatch):
    monkeypatch.setattr(explore, "GREETED", 3)

    async def whole():
        async with live.explorer() as explorer:
            for number in (1, 2, 3, 4, 5, 5, 1):
                await explorer.told((Smtp(HERE, f"mx{number}.test"),))
            return len(explorer._greeted)

    assert asyncio.run(whole()) == 3
    assert len(live.mail.heard) == 6


def test_whoever_gives_up_does_not_spoil_the_answer_for_others(live):
    async def whole():
        async with live.explorer() as explorer:
            first = asyncio.create_task(explorer.told((Http(URL),)))
            await asyncio.sleep(0)
            first.cancel()
            return await explorer.told((Http(URL),))

    (page,) = asyncio.run(whole())
    assert page.body == b"/a"
    assert len(live.web.asked) == 1


def test_what_is_still_asked_at_the_end_is_given_up(live):
    live.mail.script = "! silence"

    async def whole():
        async with live.explorer() as explorer:
            asking = asyncio.create_task(explorer.told((Smtp(HERE, "mx.test"),)))
            while not live.mail.heard:  # noqa: ASYNC110  # until the host has the connection
                await asyncio.sleep(0.001)
        return asking

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(whole()).result()


def test_without_anything_widened_nothing_inner_is_reached():
    async def whole():
        dns = Odd(lambda data: [_said(data)])
        async with dns.running() as server, Resolver([server]) as resolver, Explorer(resolver) as explorer:
            return await explorer.told((Http(URL), Smtp(HERE, "mx.test"), Direct("mx.test", "TXT", HERE)))

    page, session, statement = asyncio.run(whole())
    assert isinstance(statement, Statement)
    assert [page.why, session.why, statement.answer.why] == ["forbidden"] * 3


def test_an_error_of_the_caller_comes_out_and_the_check_is_closed(live, tmp_path):
    closed = []

    def check() -> Exploring[None]:
        try:
            yield (Http(URL),)
        finally:
            closed.append(True)

    async def whole():
        async with live.explorer(ca_file=tmp_path / "missing.pem") as explorer:
            await explorer.hold(check())

    with pytest.raises(InputError, match=r"missing\.pem"):
        asyncio.run(whole())
    assert closed == [True]
