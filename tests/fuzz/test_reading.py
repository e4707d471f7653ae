"""Messages that are damaged, hostile or endless: a draft still, no exception, in bounded time and memory."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from bounded import taken
from message_corpus import messages

from mailworthy.message.reading import Draft, read
from mailworthy.message.reading.draft import MESSAGE_OCTETS
from mailworthy.message.reading.page import ELEMENTS
from mailworthy.message.reading.urls import URLS

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
MUTATIONS = 10_000 if os.environ.get("MAILWORTHY_SOAK") else 500
HEAD = "From: a@b.example\nSubject: x\n"
MEGABYTE = 2**20
HTML = 2 * MEGABYTE

# What a stranger may send, as a page: each would take minutes of quadratic work, or a tree of billions.
PAGES = {
    "100,000 deep": "<div>" * 100_000,
    "100,000 deep, other ends": "<div>" * 100_000 + "</span>" * 100_000,
    "one open, cells deep": "<span><table><td>" + "<div>" * 15_000 + "</span>" * 100_000,
    "formatting for ever": "".join(f"<b id={n}>" for n in range(9_000)) + "<p>x</p>" * 100_000,
    "paragraphs": "<p>" * 400_000,
    "cells without rows": "<td>" * 400_000,
    "lists": "<ul><li>" * 100_000,
    "tables": "<table><tr><td>" * 100_000,
    "links in links": "<a href=x>" * 100_000,
    "wrong order": "<b><i>" * 9_000 + "</b></i>" * 100_000,
    "10 MB of one line": "x" * 10 * MEGABYTE,
    "blanks": " \n" * MEGABYTE,
    "open tags": "<" * HTML,
    "open comments": "<!--" * (HTML // 4),
    "open conditions": "<!--[if" * (HTML // 7),
    "conditions": "<!--[if mso]>" * 10_000 + "<![endif]-->" * 10_000,
    "many conditions": "<!--[if mso]><v:a href=x><![endif]-->" * 50_000,
    "entities": "&#x" * (HTML // 3),
    "ampersands": "&amp;" * (HTML // 5),
    "an attribute": '<a href="' + "x" * HTML + '">',
    "attributes": "<a " + "b=c " * (HTML // 4) + ">",
    "other attributes": "<a " + " ".join(f"b{n}=c" for n in range(200_000)) + ">",
    "a style": '<a style="' + "a:b;" * (HTML // 4) + '">',
    "styles": '<p style="display:block;a:/*">' * 60_000,
    "imports": "<style>" + "@import " * (HTML // 8),
    "urls of styles": "<style>" + "url(" * (HTML // 4),
    "addresses": "http://a.example " * (HTML // 17),
    "near addresses": "http://" * (HTML // 7),
    "brackets behind": "http://a.example/" + ")" * HTML,
    "dots behind": ("http://a.example/" + "." * 1900 + " ") * 1000,
    "braces": "{" * HTML,
    "near merge tags": "{{a" * (HTML // 3),
    "near scripts of Salesforce": "%%[a" * (HTML // 4),
    "per cents": "%%=" * (HTML // 3),
    "stars": "*|" * MEGABYTE,
    "brackets": "[[a" * (HTML // 3),
    "hashes": "##a" * (HTML // 3),
    "dollars": "$A" * MEGABYTE,
    "code": "<%=a" * (HTML // 4),
    "merge tags": "{{a}}" * (HTML // 5),
    "NULs": "\0" * HTML,
    "hidden runs": "<p hidden>x</p>y" * 100_000,
    "scripts": "<script>" * (HTML // 8),
    "noscript": "<noscript>" * (HTML // 10),
}
MAILS = {
    "30 MB of body": "\n" + "x" * 30 * MEGABYTE,
    "30 MB of base64": "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n"
    + "QUJD" * (8 * MEGABYTE),
    "10,000 multiparts": "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(10_000)
    ),
    "300 pages": "Content-Type: multipart/mixed; boundary=b\n\n"
    + ("--b\nContent-Type: text/html\n\n" + "<p>x" * 20_000 + "\n") * 300,
    "100,000 headers": "X-Many: 1\n" * 100_000,
    "100,000 senders": "From: " + "a <b@c.example>, " * 100_000 + "\n\n",
    "quotes": 'From: "' + '\\"' * 100_000,
    "brackets": "From: " + "(" * 100_000,
    "names": "Content-Disposition: attachment; filename=" + ".a" * 100_000 + "\n\n",
    "quoted-printable": "Content-Transfer-Encoding: quoted-printable\n\n" + "=\n" * MEGABYTE,
    "escapes": "Content-Type: text/html; charset=iso-2022-jp\n\n" + "\x1b$B" * (HTML // 3),
    "bare CR": "\r" * MEGABYTE,
    "nothing": "",
}


def check(draft: Draft) -> None:
    """Hold what is promised of any draft."""
    assert draft.parts
    for part in draft.parts:
        assert len(part.text) <= HTML
        html = part.html
        if html:
            assert len(html.elements) <= ELEMENTS
            assert all(0 <= one.span.start <= one.span.end <= len(html.source) for one in html.elements)
            assert all(0 <= one.span.start <= one.span.end <= len(html.source) for one in html.hidden)
        for tag in part.tags:
            assert part.text[tag.span.start : tag.span.end] == tag.text
    for url in draft.urls:
        assert 0 <= url.span.start < url.span.end <= len(draft.parts[url.part].text)
    assert len(draft.urls) <= URLS * len(draft.parts)
    places = [part.raw(len(part.text) // 2) for part in draft.parts if part.text]
    assert all(place is None or place.offset <= MESSAGE_OCTETS for place in places)


def bounded(raw: bytes, kind: str = "eml") -> Draft:
    draft, took = taken(lambda: read(raw, kind))
    assert took.cpu_s < 30  # a watchdog against what is quadratic, no measurement
    assert took.mib < 1000
    return draft


@pytest.mark.slow  # all of them together
@pytest.mark.parametrize("what", PAGES)
def test_hostile_pages_are_read(what):
    check(bounded(PAGES[what].encode(), "html"))


@pytest.mark.slow  # same
@pytest.mark.parametrize("what", MAILS)
def test_hostile_mail_is_read(what):
    check(bounded((HEAD + MAILS[what]).encode("latin-1")))


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.slow
def test_every_message_of_the_corpora_is_read():
    count = 0
    for one in messages(CORPORA):
        check(read(one.raw, one.kind))
        count += 1
    assert count > 12_000


SHREDS = (b"\0", b"\r", b"\n\n", b"\xff", b"--", b"=?", b"=", b"charset=utf-16", b'"', b"<", b">", b"</", b"<!--", b"-->", b"&", b"{{", b"\x1b$B",
          b"<table>", b"</td>", b"style=display:none", b"Content-Type: text/html\n\n", b"<a href=", b"]]>", b"<b>", b"</div>")  # fmt: skip


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.slow
def test_messages_damaged_anywhere_are_read():
    dice = random.Random(9)
    corpus = list(messages(CORPORA, every=25))
    for _ in range(MUTATIONS):
        one = dice.choice(corpus)
        raw = bytearray(one.raw)
        for _ in range(dice.randrange(1, 20)):
            at = dice.randrange(len(raw) + 1)
            raw[at : at + dice.randrange(9)] = dice.choice(SHREDS)
        check(bounded(bytes(raw[: dice.choice((len(raw), dice.randrange(len(raw) + 1)))]), one.kind))
