"""What the filter sees of a message: what a person reads and where it leads, and no header that tells collections apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.bayes.said import said
from mailworthy.message.bayes.tokens import tokens
from mailworthy.message.reading import read

HEAD = b"Received: from gw.example by mx.example; Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <unique@gw.example>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nFrom: Sender <sender@from.example>\nTo: recipient@to.example\nX-Mailer: Contraption\nDKIM-Signature: v=1; d=signer.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMIME-Version: 1.0\n"
HTML = b'<html><p>Hello <b>there</b></p><a href="https://go.example.com/x?a=1&amp;b=2">go</a><img src=http://cdn.example.net/i.png><style>p {}</style></html>'
# fmt: off
MESSAGES = [
    # how it is written                                                                            what it says
    (b"Content-Type: text/plain\n\nHello there. http://example.org/now",                           ("Hello there. http://example.org/now", ["http://example.org/now"], [], ["text/plain"])),
    (b"Content-Type: text/html\n\n" + HTML,                                                        ("Hello there\ngo", ["https://go.example.com/x?a=1&b=2", "http://cdn.example.net/i.png"], ["a", "b", "html", "img", "p", "style"], ["text/html"])),
    (b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nplain\n--x\nContent-Type: text/html\n\n" + HTML + b"\n--x--\n",
                                                                                                   ("plain", ["https://go.example.com/x?a=1&b=2", "http://cdn.example.net/i.png"], ["a", "b", "html", "img", "p", "style"], ["text/html", "text/plain"])),
]
# fmt: on


@pytest.mark.parametrize(("rest", "meant"), MESSAGES)
def test_what_a_message_says(rest, meant):
    told = said(read(HEAD + rest))
    assert told.subject == "Grüße"
    assert (told.body, told.urls, told.tags, told.types) == meant


@pytest.mark.parametrize(("rest", "_"), MESSAGES)
def test_no_header_but_the_subject_gets_further(rest, _):
    told = tokens(said(read(HEAD + rest)))
    words = {word for single in told.singles for word in single.replace(":", " ").split()}
    assert not words & {
        "gw",
        "mx",
        "unique",
        "2026",
        "sender",
        "recipient",
        "contraption",
        "signer",
        "from.example",
    }


@given(st.binary(max_size=500), st.sampled_from([b"", HEAD, HEAD + b"Content-Type: text/html\n\n", HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"]))  # fmt: skip
def test_any_octets_say_something(octets, head):
    tokens(said(read(head + octets)))


@pytest.mark.parametrize("page", [b"<a " * 300_000, b"href=" * 200_000, b"http://" * 150_000, b"href= " + b" " * 1_000_000, b"<" * 1_000_000])  # fmt: skip
def test_hostile_pages_are_read_in_time_that_grows_with_their_length(page):
    tokens(said(read(HEAD + b"Content-Type: text/html\n\n" + page)))
