"""Messages that are damaged, hostile or endless, checked as a whole: a report still, no exception, in bounded time and memory."""

from __future__ import annotations

import json
import os
import random
import zlib
from base64 import encodebytes
from itertools import islice
from pathlib import Path

import pytest
from bounded import taken
from message_corpus import messages

from mailworthy.finding import Lang
from mailworthy.flow.check_message import check_message
from mailworthy.flow.messages.junit import junit
from mailworthy.flow.messages.sarif import sarif
from mailworthy.message.reading.draft import Kind
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
MUTATIONS = 500
MEGABYTE = 2**20
HEAD = "From: A <a@b.example>\nSubject: x\nMIME-Version: 1.0\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
PAGE = "Content-Type: text/html; charset=utf-8\n\n"
SCOPE = Scope(now=1_795_132_800, markets=("us", "ca", "eu", "de", "uk", "jp"))

# What a stranger may send: each is bait for what is quadratic or worse somewhere in a filter.
HOSTILE = {
    "HTML 100,000 deep": PAGE + "<div>" * 100_000 + "x",
    "tables 20,000 deep": PAGE + "<table><tr><td>" * 20_000,
    "10 MB of one line": PLAIN + "x" * 10 * MEGABYTE,
    "10 MB of one line of words": PLAIN + "act now " * (10 * MEGABYTE // 8),
    "10 MB of one line of a page": PAGE + "<b>free " * (10 * MEGABYTE // 8),
    "blanks": PLAIN + " " * 2 * MEGABYTE + "!",
    "empty lines": PLAIN + "\n" * 2 * MEGABYTE,
    "exclamation marks": PLAIN + "!" * 2 * MEGABYTE,
    "capitals": PLAIN + "A B" * MEGABYTE,
    "letters apart": PLAIN + "f r e e . " * (MEGABYTE // 5),
    "digits": PLAIN + "1 " * MEGABYTE,
    "streets": PLAIN + "12 Main Street, " * 60_000,
    "postal codes": PLAIN + "12345 Berlin\n" * 80_000,
    "nearly addresses": PLAIN + "a@" * MEGABYTE,
    "dots": PLAIN + "a." * MEGABYTE,
    "hyphens": PLAIN + "a-" * MEGABYTE,
    "brackets": PLAIN + "(" * 2 * MEGABYTE,
    "quotes": PLAIN + "> " * MEGABYTE,
    "fillers": PLAIN + "\u200b\u034f" * (MEGABYTE // 4),
    "look-alikes": PLAIN + "раураl " * (MEGABYTE // 12),
    "Japanese": PLAIN + "無料" * (MEGABYTE // 6),
    "Japanese addresses": PLAIN + "〒100-0001 東京都千代田区" * 20_000,
    "combining marks": PLAIN + "e" + "\u0301" * (MEGABYTE // 2),
    "turned text": PLAIN + "\u202e" * (MEGABYTE // 3),
    "unsubscribe": PLAIN + "unsubscribe login password " * 40_000,
    "merge tags": PLAIN + "{{first_name}} " * 70_000,
    "5,000 links": PAGE + "".join(f'<a href="http://h{n}.example/?u=%68">www.{n}.example</a>' for n in range(5_000)),
    "links that nest": PAGE + "".join(f'<a href="https://a.example/?url={"https%3A%2F%2F" * 500}{n}">x</a>' for n in range(200)),
    "a link of 1 MB": PAGE + f'<a href="http://a.example/{"%25" * (MEGABYTE // 3)}">www.b.example</a>',
    "hosts of many labels": PAGE + "".join(f'<a href="http://{"a." * 1000}example/{n}">x</a>' for n in range(100)),
    "pictures": PAGE + '<img src="cid:x" width="1" height="1">' * 20_000,
    "styles": PAGE + '<p style="color:#fff;background:#fff;font-size:0;display:none">x</p>' * 15_000,
    "a style sheet": PAGE + "<style>" + "".join(f".c{n}{{display:none}}" for n in range(50_000)) + "</style>" + "<p class=c1>x" * 5_000,
    "rules within rules": PAGE + "<style>" + "@media x{" * 100_000,
    "forms": PAGE + "<form><input><select><button>" * 20_000,
    "comments": PAGE + "<!-- x -->" * 100_000 + "<!--" * 100_000,
    "a long subject": "Subject: " + "RE: " * 250_000 + "\n" + PLAIN + "x",
    "a subject of words": "Subject: " + "=?utf-8?q?free!?= " * 50_000 + "\n" + PLAIN + "x",
    "a name": 'From: "' + "www.a.example " * 50_000 + '" <a@b.example>\n' + PLAIN + "x",
    "recipients": "To: " + "a <b@c.example>, " * 60_000 + "\n" + PLAIN + "x",
    "10,000 fields": "".join(f"X-{n}: {n}\n" for n in range(10_000)) + PLAIN + "x",
    "Received": "Received: from a (b [192.0.2.1]) by c with ESMTP id 1; Sun, 22 Nov 2026 08:00:00 +0000\n" * 5_000 + PLAIN,
    "signatures": f"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h={'from:' * 20_000}from; bh=x; b=x\n" * 20 + PLAIN + "x",
    "results": "Authentication-Results: a.example; " + "dkim=pass header.d=b.example; " * 20_000 + "\n" + PLAIN + "x",
    "ways out": "List-Unsubscribe: " + "<https://a.example/>, " * 50_000 + "\n" + PLAIN + "x",
    "10,000 multiparts": "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(10_000)),
    "10,000 parts": "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\nContent-Type: text/plain\n\nfree\n" * 10_000,
    "messages in messages": "Content-Type: message/rfc822\n\n" * 5_000 + "x",
    "20 MB of an attachment": "Content-Type: application/zip; name=a.pdf.exe\nContent-Transfer-Encoding: base64\n\n" + "UEsD" * (5 * MEGABYTE),
    "a bomb": "Content-Type: application/zip\nContent-Encoding: gzip\nContent-Transfer-Encoding: base64\n\n"
    + encodebytes(zlib.compress(b"\0" * 100 * MEGABYTE)).decode(),
    "nothing": "",
    "NULs": PLAIN + "\0" * MEGABYTE,
}  # fmt: skip


def held(report: MessageReport) -> None:
    """Hold what is promised of any report."""
    scored = report.scored
    assert 0 <= scored.score <= 10
    assert 0 <= scored.spam_probability <= 1
    octets = len(report.draft.source.raw)
    for one in report.findings:
        assert one.count >= 1
        assert one.gain >= 0
        for place in (one.where, *one.also):
            assert len(str(place.get("snippet", ""))) <= 120
            assert int(place.get("offset", 0)) <= octets
            assert 0 <= int(place.get("part", 0)) < len(report.draft.parts)
    told = json.dumps(report.as_dict(Lang.JA), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert len(told) < 4 * MEGABYTE
    assert json.loads("".join(sarif([report])))["runs"]
    assert "".join(junit([report])).endswith("</testsuites>\n")


def bounded(octets: bytes, kind: Kind = "eml", *, seconds: float = 60) -> MessageReport:
    report, took = taken(lambda: check_message(octets or b"\n\nx", SCOPE, kind=kind))
    assert took.cpu_s < seconds  # a watchdog against what is quadratic, no measurement
    assert took.mib < 1000
    return report


@pytest.mark.slow  # all of them together
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_mail_is_checked(what):
    held(bounded((HEAD + HOSTILE[what]).encode("utf-8")))


SHREDS = (b"\0", b"\r", b"\n\n", b"\xff", b"--", b"=?utf-8?b?", b"=", b"charset=utf-16", b'"', b"<", b">", b"</", b"<!--", b"-->", b"&#", b"{{", b"\x1b$B",
          b"<table>", b"</td>", b"style=display:none", b"Content-Type: text/html\n\n", b"<a href=http://[", b"<form>", b"From: ", b"Date: Sun, 99", b"@", b"..",
          "\u202e".encode(), "\u200b".encode(), "раураl.com".encode(), b"RE: ", b"List-Unsubscribe: <", b"http://0x7f.1/", b"DKIM-Signature: v=1; b=")  # fmt: skip


def damaged(seed: int, many: int, every: int) -> None:
    dice = random.Random(seed)
    corpus = list(messages(CORPORA, every=every))
    for _ in range(many):
        one = dice.choice(corpus)
        raw = bytearray(one.raw)
        for _ in range(dice.randrange(1, 20)):
            at = dice.randrange(len(raw) + 1)
            raw[at : at + dice.randrange(9)] = dice.choice(SHREDS)
        held(bounded(bytes(raw[: dice.choice((len(raw), dice.randrange(len(raw) + 1)))]), one.kind))


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.slow
def test_messages_damaged_anywhere_are_checked():
    damaged(11, MUTATIONS, every=40)


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_messages_damaged_anywhere_are_checked():
    damaged(12, 10_000, every=5)


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_message_of_the_corpora_is_checked():
    count = 0
    for one in messages(CORPORA):
        held(bounded(one.raw, one.kind))
        count += 1
    assert count > 12_000


@pytest.mark.corpora
@pytest.mark.slow
def test_messages_and_templates_that_people_send_are_checked():
    few = islice((one for one in messages(CORPORA) if "/" not in one.name), 400)
    for one in few:
        held(bounded(one.raw, one.kind))
