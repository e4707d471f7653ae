"""Asking filters: what is sent, and what comes of every way in which one may answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from mailworthy.edge.filters import Asked, FilterServer, ask
from mailworthy.edge.filters.rspamd import ANSWER_OCTETS
from mailworthy.edge.filters.spamd import REPLY_OCTETS
from mailworthy.wire.filtered import Symbol

MESSAGE = b"Subject: hi\r\n\r\nhi\r\n"
TABLE = " pts rule name              description\n---- ---------------------- -----------\n 2.7 MISSING_DATE           Missing Date: header\n"
REPORT = f"SPAMD/1.1 0 EX_OK\r\nContent-length: {len(TABLE)}\r\nSpam: True ; 5.2 / 5.0\r\n\r\n{TABLE}"
BARE = "SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\nSpam: True ; 5.2 / 5.0\r\n\r\nIt is so."
NAMES = "SPAMD/1.1 0 EX_OK\r\nContent-length: 15\r\nSpam: True ; 5.2 / 5.0\r\n\r\nMISSING_DATE,X_"
JSON = json.dumps(
    {"score": 5.9, "required_score": 15, "action": "greylist", "symbols": {"MISSING_MID": {"score": 2.5}}}
)
HANGS = "(hangs)"


def http(body: str, status: str = "200 OK", more: str = "") -> str:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n{body}"


CHUNKED = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{len(JSON):x}\r\n{JSON}\r\n0\r\n\r\n"

# fmt: off
WELL = [
    # filter          answers, one a connection           symbols
    ("spamassassin",  [REPORT],                           (Symbol("MISSING_DATE", 2.7, "Missing Date: header"),)),
    ("spamassassin",  [BARE, NAMES],                      (Symbol("MISSING_DATE", None), Symbol("X_", None))),
    ("rspamd",        [http(JSON)],                       (Symbol("MISSING_MID", 2.5),)),
    ("rspamd",        [CHUNKED],                          (Symbol("MISSING_MID", 2.5),)),
    ("rspamd",        [f"HTTP/1.1 100 Continue\r\n\r\n{http(JSON)}"], (Symbol("MISSING_MID", 2.5),)),
    ("rspamd",        [f"HTTP/1.0 200 OK\r\n\r\n{JSON}"], (Symbol("MISSING_MID", 2.5),)),
]
ILL = [
    # filter          answers                                           why           what is said
    ("spamassassin",  [HANGS],                                          "timeout",    "no answer within 0.05 s"),
    ("spamassassin",  ["SPAMD/1.1 0 EX_OK\r\n" + HANGS],                "timeout",    "no answer within 0.05 s"),
    ("spamassassin",  [""],                                             "closed",     "without an answer"),
    ("spamassassin",  [REPORT[:60]],                                    "malformed",  "its reply breaks off"),
    ("spamassassin",  ["220 mx.example ESMTP\r\n"],                     "malformed",  "no reply of spamd: '220 mx.example ESMTP'"),
    ("spamassassin",  ["SPAMD/1.0 75 EX_TEMPFAIL\r\n"],                 "rejected",   "it says 75 EX_TEMPFAIL"),
    ("spamassassin",  ["SPAMD/1.5 0 PONG\r\n\r\n"],                     "rejected",   "it says 0 PONG"),
    ("spamassassin",  [BARE, "SPAMD/1.0 76 Bad header line\r\n"],       "rejected",   "it says 76 Bad header line"),
    ("spamassassin",  ["x" * (REPLY_OCTETS + 1)],                       "malformed",  "an answer of more than"),
    ("rspamd",        [HANGS],                                          "timeout",    "no answer within 0.05 s"),
    ("rspamd",        ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" + HANGS], "timeout", "no answer within 0.05 s"),
    ("rspamd",        [""],                                             "closed",     "without an answer"),
    ("rspamd",        ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"], "malformed", "no proper HTTP"),
    ("rspamd",        ["SPAMD/1.0 76 Bad header line\r\n\r\n"],         "malformed",  "no proper HTTP"),
    ("rspamd",        [http("<html>")],                                 "malformed",  "its answer is no JSON"),
    ("rspamd",        [http('{"error": "Cannot process"}')],            "malformed",  "it says: Cannot process"),
    ("rspamd",        [http("", "403 Forbidden")],                      "rejected",   "it wants a password"),
    ("rspamd",        [http("", "301 Moved", "Location: http://x/\r\n")], "rejected", "it answers with HTTP 301"),
    ("rspamd",        [http("{" + " " * ANSWER_OCTETS)],                "malformed",  "an answer of more than"),
    ("rspamd",        ["HTTP/1.1 200 OK\r\nX: " + "x" * 70_000],        "malformed",  "no proper HTTP"),
]
# fmt: on


@dataclass
class Player:
    """Plays a filter: an answer for each connection; it keeps what it was asked."""

    answers: Sequence[str]
    asked: list[bytes] = field(default_factory=list)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._play(reader, writer)
        writer.close()
        self.closed.set()

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        answer = self.answers[len(self.asked)]
        self.asked.append(request + await reader.readexactly(len(MESSAGE)))
        writer.write(answer.removesuffix(HANGS).encode())
        if answer.endswith(HANGS):
            await self.given_up.wait()


async def talked(filter_: str, player: Player, **more) -> Asked:
    server = await asyncio.start_server(player, "127.0.0.1", 0)
    async with server:
        where = FilterServer(filter_, *server.sockets[0].getsockname()[:2], **more.pop("at", {}))
        told = await ask(where, MESSAGE, **more)
        player.given_up.set()
        await player.closed.wait()
        return told


@pytest.mark.spec("RFC 9110 §15.2")
@pytest.mark.parametrize(("filter_", "answers", "symbols"), WELL, ids=range(len(WELL)))
def test_what_a_filter_says(filter_, answers, symbols):
    told = asyncio.run(talked(filter_, Player(answers)))
    assert told.filtered is not None
    assert told.filtered.symbols == symbols
    assert told.why == ""


@pytest.mark.parametrize(("filter_", "answers", "why", "said"), ILL, ids=range(len(ILL)))
def test_a_filter_that_does_not_do_its_part(filter_, answers, why, said):
    timeout_s = 0.05 if why == "timeout" else 30
    told = asyncio.run(talked(filter_, Player(answers), timeout_s=timeout_s))
    assert (told.filtered, told.why) == (None, why)
    assert said in told.detail
    assert told.detail.startswith("127.0.0.1:")


def test_nobody_there():
    server = FilterServer("spamassassin", "127.0.0.1", 1)
    assert asyncio.run(ask(server, MESSAGE)).why == "refused"


def test_spamd_is_sent_the_very_octets():
    player = Player([REPORT])
    asyncio.run(talked("spamassassin", player))
    assert player.asked == [b"REPORT SPAMC/1.5\r\nContent-length: 19\r\n\r\n" + MESSAGE]


def test_rspamd_is_sent_the_very_octets_and_its_password():
    player = Player([http(JSON)])
    asyncio.run(talked("rspamd", player, password="kq7-größe", at={"path": "/in/front"}))
    head, _, body = player.asked[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /in/front/checkv2 HTTP/1.1"
    assert "Password: kq7-größe" in lines
    assert "Content-Length: 19" in lines
    assert body == MESSAGE


def test_a_password_of_any_octets_is_sent_as_it_is():
    player = Player([http(JSON)])
    asyncio.run(talked("rspamd", player, password=b"kq7\xff".decode("utf-8", "surrogateescape")))
    assert b"\r\nPassword: kq7\xff\r\n" in player.asked[0]


def test_a_password_that_would_write_fields_of_its_own_is_not_sent_nor_told():
    player = Player([http(JSON)])
    told = asyncio.run(talked("rspamd", player, password="kq7\r\nX: y"))
    assert told.why == "malformed"
    assert "kq7" not in told.detail
    assert not player.asked
