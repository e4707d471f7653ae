"""Mail that is damaged, hostile or endless: records still, no exception, in bounded time and memory."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from bounce_corpus import messages
from bounded import taken

from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Kind

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
CUTS = 20
HEAD = "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n"
REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
STATUS = "Final-Recipient: rfc822; jane@example.org\nAction: failed\nStatus: 5.1.1\n"
MEGABYTE = 2**20


def nested(depth):
    return "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(depth))


def wrapped(depth):
    return "Content-Type: message/rfc822\n\n" * depth


# What a stranger may send, and that reading it ends soon: each of these would take minutes of quadratic work.
HOSTILE = {
    "50 MB of body": HEAD + "\n" + "x" * 50 * MEGABYTE,
    "50 MB of lines": HEAD + "\n" + "could not be delivered\n" * (2 * MEGABYTE),
    "50 MB of base64": HEAD + "Content-Transfer-Encoding: base64\n\n" + "QUJD" * (12 * MEGABYTE),
    "50 MB of one header": "Subject: " + "y" * 50 * MEGABYTE + "\n\nbody",
    "10,000 multiparts deep": HEAD + nested(10_000),
    "10,000 messages deep": HEAD + wrapped(10_000),
    "100,000 headers": "X-Many: 1\n" * 100_000 + HEAD + "\nbody",
    "100,000 folded lines": "Subject: a\n" + " b\n" * 100_000 + "\nbody",
    "100,000 boundaries": HEAD + REPORT + "--b\n" * 100_000,
    "100,000 near boundaries": HEAD + REPORT + "--bb\n" * 100_000,
    "100,000 undeclared boundaries": HEAD + "Content-Type: multipart/mixed\n\n" + "--b\n" * 100_000,
    "100,000 recipients": HEAD
    + REPORT
    + "--b\nContent-Type: message/delivery-status\n\n"
    + (STATUS + "\n") * 100_000,
    "100,000 encoded words": "Subject: " + "=?utf-8?q?a?= " * 100_000 + "\n\nbody",
    "a broken encoded word, often": "Subject: " + "=?" * 500_000 + "\n\nbody",
    "100,000 parameters": "Content-Type: a/b" + "; a=b" * 100_000 + "\n\nbody",
    "open quotes": 'Content-Type: a/b; a="' + "\\" * 100_000 + "\n\nbody",
    "open tags": HEAD + "Content-Type: text/html\n\n" + "<" * MEGABYTE,
    "open comments": HEAD + "Content-Type: text/html\n\n" + "<!--" * MEGABYTE,
    "open entities": HEAD + "Content-Type: text/html\n\n" + "&#x" * MEGABYTE,
    "at signs": HEAD + "\n" + "@" * MEGABYTE,
    "almost addresses": HEAD + "\n" + "a." * MEGABYTE,
    "open brackets": HEAD + "\n" + "<a@b.c>: [(" * MEGABYTE,
    "codes": HEAD + "\n" + "550 5.1.1 " * MEGABYTE,
    "continued codes": HEAD + "\n" + "550-" * MEGABYTE,
    "quotes": HEAD + "\n" + "> " * MEGABYTE,
    "blank lines": HEAD + "\n" * MEGABYTE,
    "blanks": HEAD + "\n" + " " * MEGABYTE,
    "escapes": HEAD + "Content-Type: text/plain; charset=iso-2022-jp\n\n" + "\x1b$B" * MEGABYTE,
    "NULs": "\0" * MEGABYTE,
    "bare CR": (HEAD + REPORT + "--b\n\nx\n" * 1000).replace("\n", "\r"),
    "nothing": "",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_mail_is_read(what):
    octets = HOSTILE[what].encode("latin-1")
    records, took = taken(lambda: read_message(octets))
    assert records
    assert len(records) <= 1_000
    assert took.cpu_s < 30  # a watchdog against what is quadratic, no measurement
    assert took.mib < 1000


@pytest.mark.corpora
@pytest.mark.slow
def test_every_message_cut_anywhere_is_read():
    dice = random.Random(7)
    for one in messages(CORPORA):
        for _ in range(CUTS):
            assert read_message(one.raw[: dice.randrange(len(one.raw) + 1)])


@pytest.mark.corpora
@pytest.mark.slow
def test_every_message_damaged_is_read():
    dice = random.Random(8)
    shreds = (
        b"\0",
        b"\r",
        b"\n\n",
        b"\xff",
        b"--",
        b"=?",
        b"charset=utf-16",
        b'"',
        b"<",
        b"5.1.1",
        b"\x1b$B",
    )
    for one in messages(CORPORA):
        raw = bytearray(one.raw)
        for _ in range(CUTS):
            at = dice.randrange(len(raw) + 1)
            raw[at : at + dice.randrange(9)] = dice.choice(shreds)
        assert read_message(bytes(raw))


@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-32", "utf-7", "hz", "idna", "zlib", "rot13", "unicode_escape", "x" * 500]
)
def test_a_wrong_charset_hides_no_report(charset):
    raw = f"{HEAD}{REPORT}--b\nContent-Type: text/plain; charset={charset}\n\nsorry\n--b\nContent-Type: message/delivery-status\n\n{STATUS}\n--b--\n"
    (record,) = read_message(raw.encode())
    assert (record.kind, record.recipient) == (Kind.BOUNCE, "jane@example.org")
