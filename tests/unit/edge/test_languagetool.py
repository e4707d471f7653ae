"""Asking LanguageTool: what is sent, and what comes of every way in which it may answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pytest
from certificates import Authority

from mailworthy.edge.languagetool import ANSWER_OCTETS, LanguageTool
from mailworthy.errors import InputError
from mailworthy.wire.explore import Lint, Proof, Proofread

TEXT = "Las silla 🪑 son nuevo, y las silla están aquí."
HANGS = "(hangs)"


def match(offset: int, length: int, issue: str = "grammar", category: str = "GRAMMAR", **more) -> dict:
    rule = {
        "id": "AGREEMENT",
        "description": "…",
        "issueType": issue,
        "category": {"id": category, "name": "…"},
    }
    return {
        "message": "Concordancia",
        "offset": offset,
        "length": length,
        "replacements": [{"value": "x"}],
        "rule": rule,
        **more,
    }


def http(body: str, status: str = "200 OK", more: str = "") -> str:
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n{more}\r\n{body}"
    )


def answer(*matches: dict) -> str:
    return http(
        json.dumps(
            {
                "software": {"name": "LanguageTool", "apiVersion": 1},
                "language": {"code": "es"},
                "matches": matches,
            }
        )
    )


# fmt: off
WELL = [
    # matches                                                   what is objected to, and of what kind
    ([],                                                        []),
    ([match(0, 9)],                                             [("Las silla", "grammar")]),
    ([match(13, 3)],                                            [("son", "grammar")]),           # behind two units of UTF-16
    ([match(26, 9), match(0, 9)],                               [("Las silla", "grammar"), ("las silla", "grammar")]),
    ([match(0, 3, "misspelling", "TYPOS")],                     [("Las", "spelling")]),
    ([match(0, 3, "typographical", "TYPOGRAPHY")],              [("Las", "typography")]),
    ([match(0, 3, "style", "STYLE")],                           [("Las", "style")]),
    ([match(0, 3, "register", "X")],                            [("Las", "register")]),
    ([{"offset": 0, "length": 3}],                              [("Las", "grammar")]),
    ([match(0, 0), match(-5, 3), match(40, 99), match(10**30 % 2**40, 5)], []),
]
ILL = [
    # answer                                                            why            what is said
    (HANGS,                                                             "timeout",     "no answer within 0.2 s"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" + HANGS,           "timeout",     "no answer within 0.2 s"),
    ("",                                                                "malformed",   "no proper HTTP"),
    ("+OK POP3 ready\r\n",                                              "malformed",   "no proper HTTP"),
    (http("<html>"),                                                    "malformed",   "nothing of LanguageTool's"),
    (http('{"matches": [{"offset": "no"}]}'),                           "malformed",   "nothing of LanguageTool's"),
    (http("{}"),                                                        "malformed",   "nothing of LanguageTool's"),
    (http(" " * (ANSWER_OCTETS + 1)),                                   "malformed",   "an answer of more than"),
    (http("Error: 'xx' is not a language code known to LanguageTool.", "400 Bad Request"), "language", "does not know the language es"),
    (http("Error: Missing 'text' parameter", "400 Bad Request"),        "rejected",    "it answers with HTTP 400"),
    (http("Error: Internal Error", "500 Internal Server Error"),        "rejected",    "it answers with HTTP 500"),
    (http("", "301 Moved", "Location: http://198.51.99.1/\r\n"),        "rejected",    "it answers with HTTP 301"),
    (http("", "429 Too Many Requests"),                                 "rejected",    "it answers with HTTP 429"),
]
PLACES = [
    # as people write it               where it is asked
    ("http://127.0.0.1:8081",          "http://127.0.0.1:8081/v2/check"),
    ("127.0.0.1",                      "http://127.0.0.1:8081/v2/check"),
    ("https://lt.shop.example/",       "https://lt.shop.example:443/v2/check"),
    ("http://lt.lan/languagetool/v2",  "http://lt.lan:80/languagetool/v2/check"),
    ("http://[::1]:8081/v2/check",     "http://[::1]:8081/v2/check"),
]
NO_PLACES = ["", "http://", "ftp://lt.lan", "http://lt.lan:99999", "http://lt.lan/?a=b", "http://lt.lan/#x", "http://lt lan", "http://größe.lan", "http://[::1"]
# fmt: on


@dataclass
class Player:
    """Plays a LanguageTool: the same answer for each connection; it keeps what it was asked."""

    answer: str
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.split(": ")[1])
                for line in head.split("\r\n")
                if line.lower().startswith("content-length")
            )
            self.asked.append((head, parse_qs((await reader.readexactly(length)).decode())))
            writer.write(self.answer.removesuffix(HANGS).encode())
            if self.answer.endswith(HANGS):
                await self.given_up.wait()
            await writer.drain()
        writer.close()


async def read_by(
    player: Player, *, tls: ssl.SSLContext | None = None, ca_file=None, timeout_s: float = 20
) -> Proof:
    server = await asyncio.start_server(player, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        tool = LanguageTool(
            f"{'https' if tls else 'http'}://127.0.0.1:{port}", ca_file=ca_file, timeout_s=timeout_s
        )
        told = await tool.proof(Proofread(TEXT, "es"))
        player.given_up.set()
        return told


@pytest.mark.parametrize(("matches", "said"), WELL, ids=range(len(WELL)))
def test_what_it_objects_to(matches, said):
    proof = asyncio.run(read_by(Player(answer(*matches))))
    assert [(TEXT[lint.start : lint.end], lint.kind) for lint in proof.lints] == said
    assert proof.why == ""


def test_a_lint_holds_what_it_would_write():
    proof = asyncio.run(read_by(Player(answer(match(0, 9)))))
    assert proof.lints == (Lint(0, 9, "Concordancia", ("x",), "AGREEMENT", "grammar"),)


@pytest.mark.parametrize(("reply", "why", "said"), ILL, ids=range(len(ILL)))
def test_a_server_that_does_not_do_its_part(reply, why, said):
    proof = asyncio.run(read_by(Player(reply), timeout_s=0.2 if why == "timeout" else 20))
    assert (proof.lints, proof.why) == ((), why)
    assert said in proof.detail
    assert proof.detail.startswith("127.0.0.1:")
    assert "\n" not in proof.detail


def test_it_is_sent_the_text_and_its_language_and_nothing_else():
    player = Player(answer())
    asyncio.run(read_by(player))
    ((head, form),) = player.asked
    assert head.startswith("POST /v2/check HTTP/1.1\r\n")
    assert form == {"text": [TEXT], "language": ["es"]}
    assert not {"cookie", "referer", "authorization"} & {
        line.partition(":")[0].lower() for line in head.split("\r\n")
    }


def test_it_is_not_followed_elsewhere():
    player = Player(http("", "307 Temporary Redirect", "Location: http://127.0.0.1:1/\r\n"))
    assert asyncio.run(read_by(player)).why == "rejected"
    assert len(player.asked) == 1


def test_no_proxy_is_asked(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert asyncio.run(read_by(Player(answer()))).why == ""


def test_nobody_there():
    proof = asyncio.run(LanguageTool("http://127.0.0.1:1").proof(Proofread(TEXT, "es")))
    assert (proof.why, proof.detail) == ("unreachable", "127.0.0.1:1: nobody answers there")


def test_over_tls_it_has_to_prove_its_name(tmp_path):
    authority = Authority(tmp_path)
    certificate = authority.certificate("sound")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    assert asyncio.run(read_by(Player(answer()), tls=context, ca_file=authority.file)).why == ""
    stranger = Authority(tmp_path, "stranger")
    assert asyncio.run(read_by(Player(answer()), tls=context, ca_file=stranger.file)).why == "certificate"


@pytest.mark.parametrize(("address", "url"), PLACES)
def test_where_it_is_asked(address, url):
    assert LanguageTool(address)._url == url


@pytest.mark.parametrize("address", NO_PLACES)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InputError, match="is no place to ask"):
        LanguageTool(address)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(InputError) as error:
        LanguageTool("http://anna:kq7secret@lt.lan")
    assert "kq7secret" not in str(error.value)
