"""The one parse: whatever is given becomes a draft, and everything in it leads back to what was given."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading import draft as drafts
from mailworthy.message.reading import read
from mailworthy.message.reading.charset import CharsetFault
from mailworthy.message.reading.draft import LeftOut
from mailworthy.message.reading.mailbox import Mailbox
from mailworthy.message.reading.urls import UrlKind
from mailworthy.wire import message as wire

MAIL = """\
From: =?utf-8?q?M=C3=BCller?= <news@shop.example>
To: a@b.example,
 c@d.example
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
 an alle
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Grüße 😀 von https://text.example/.
--a
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Gr=FC=DFe <a href=3D"https://page.example/"=
>hier</a></p>
--a--
--m
Content-Type: application/pdf; name=a.pdf.exe
Content-Transfer-Encoding: base64

AAAA
--m--
"""


def test_a_message_is_read_whole():
    draft = read(MAIL.encode())
    assert draft.subject == "Grüße an alle"
    assert draft.sender == Mailbox("Müller", "news@shop.example")
    assert draft.mailboxes("to") == (Mailbox("", "a@b.example"), Mailbox("", "c@d.example"))
    assert [(one.name, one.line, one.end_line) for one in draft.fields][:4] == [
        ("From", 1, 1),
        ("To", 2, 3),
        ("Subject", 4, 5),
        ("MIME-Version", 6, 6),
    ]
    assert [(one.type, one.depth, one.parent) for one in draft.parts] == [
        ("multipart/alternative", 1, -1), ("text/plain", 2, 0), ("text/html", 2, 0), ("application/pdf", 1, -1),
    ]  # fmt: skip
    assert draft.text == "Grüße 😀 von https://text.example/."
    assert draft.page is not None
    assert draft.page.html is not None
    assert draft.page.html.text == "Grüße hier"
    assert [(one.url, one.kind, one.part) for one in draft.urls] == [
        ("https://text.example/", UrlKind.TEXT, 1), ("https://page.example/", UrlKind.LINK, 2),
    ]  # fmt: skip
    assert [(one.name, one.endings, one.size) for one in draft.attachments] == [
        ("a.pdf.exe", ("pdf", "exe"), 3)
    ]
    assert draft.left_out == ()


ENVELOPES = [b"", b"From a@b.example Thu Jan  1 00:00:00 2026\n", b"\xef\xbb\xbf", b"\n\n"]


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_places_lead_to_what_was_given(envelope, line_end):
    raw = (envelope + MAIL.encode()).replace(b"\n", line_end)
    draft = read(raw)
    lines = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for one in draft.fields:
        place = draft.source.place(one.start)
        assert raw[place.offset :].startswith(one.name.encode())
        assert place.line == one.line
        assert one.name.encode() in lines[one.line - 1]
    words = [
        (1, "😀", "😀 von".encode()),
        (1, "https", b"https://text"),
        (2, "ü", b"=FC=DFe"),
        (2, "</a>", b"</a></p>"),
        (2, "page", b"page.example"),
    ]
    for index, word, there in words:
        part = draft.parts[index]
        place = part.raw(part.text.index(word))
        assert place is not None
        assert place.exact
        assert raw[place.offset :].startswith(there)
        assert there in lines[place.line - 1]


def test_a_place_in_the_text_is_line_and_column_of_its_part():
    draft = read(b"Content-Type: text/html\n\n<p>one</p>\n<p>two\n  three</p>")
    start = draft.text.index("two")
    where = draft.where(start, len(draft.text))
    assert where is not None
    assert (where.part, where.line, where.column, where.end_line, where.end_column) == (0, 2, 4, 3, 8)


def test_base64_has_lines_only_in_its_part():
    octets = base64.encodebytes(b"eins\nzwei")
    draft = read(b"Content-Transfer-Encoding: base64\n\n" + octets)
    part = draft.parts[0]
    assert part.lines.at(part.text.index("zwei")) == (2, 1)
    assert part.raw(5) is None


def test_shifted_charsets_lead_to_the_line():
    raw = "Content-Type: text/plain; charset=iso-2022-jp\n\nA\n日本語です\n".encode("iso2022_jp")
    draft = read(raw)
    place = draft.parts[0].raw(draft.text.index("です"))
    assert place is not None
    assert (place.line, place.offset, place.exact) == (4, raw.index(b"\x1b$B"), False)


def test_a_page_given_alone():
    draft = read(
        "<meta charset=iso-8859-1>\r\n<p>Grüße</p>".encode("latin-1"),
        "html",
        sender='"Shop, Inc." <a@b.example>',
        subject="Hi",
    )
    assert (draft.subject, draft.sender) == ("Hi", Mailbox("Shop, Inc.", "a@b.example"))
    assert (draft.fields, draft.text) == ((), "Grüße")
    part = draft.parts[0]
    assert part.fault is CharsetFault.MISSING
    place = part.raw(part.text.index("ü"))
    assert place is not None
    assert (place.line, place.offset) == (2, 32)


def test_a_text_given_alone():
    draft = read(b"Subject: none\n\nno header, text", "text", subject="Hi")
    assert (draft.subject, draft.text) == ("Hi", "Subject: none\n\nno header, text")
    place = draft.parts[0].raw(draft.text.index("no header"))
    assert place is not None
    assert (place.line, place.offset) == (3, 15)


@pytest.mark.parametrize("name", ["株式会社しだやま園芸", "Gärtnerei Müller", "\udcfcnreadable"])
def test_a_sender_given_beside_a_page_may_have_any_name(name):
    assert read(b"<p>x", "html", sender=f"{name} <a@b.example>").sender == (
        name.replace("\udcfc", "?"),
        "a@b.example",
    )


def test_a_header_goes_before_what_is_given_beside():
    draft = read(b"From: a@b.example\nSubject:\n\n", sender="c@d.example", subject="x")
    assert (draft.subject, draft.sender.address) == ("", "a@b.example")


def test_caps_are_told(monkeypatch):
    monkeypatch.setattr(drafts, "MESSAGE_OCTETS", 3000)
    monkeypatch.setattr(drafts, "HTML_OCTETS", 100)
    monkeypatch.setattr(drafts, "TEXT_OCTETS", 50)
    page = "--b\nContent-Type: text/html\n\n" + "x" * 80 + "\n"
    text = "--b\n\n" + "y" * 60 + "\n"
    raw = ("Content-Type: multipart/mixed; boundary=b\n\n" + page * 2 + text).encode()
    draft = read(raw + b"z" * 3000)
    assert draft.left_out[:3] == (
        LeftOut("message", -1, 3000),
        LeftOut("html", 1, 100),
        LeftOut("text", 2, 50),
    )
    assert [len(part.text) for part in draft.parts] == [80, 20, 50]
    assert draft.size == len(raw) + 3000


def test_many_parts_are_told():
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 400
    assert LeftOut("parts", -1, wire.PARTS) in read(raw).left_out


@given(
    st.text(),
    st.sampled_from(["utf-8", "utf-16", "shift_jis", "iso-2022-jp", "iso-8859-15"]),
    st.sampled_from(["8bit", "quoted-printable", "base64"]),
)
def test_every_place_in_a_text_leads_back(text, charset, encoding):
    octets = text.encode(charset, "replace")
    body = {
        "8bit": octets,
        "quoted-printable": quopri.encodestring(octets),
        "base64": base64.encodebytes(octets),
    }[encoding]
    raw = (
        f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
        + body
    )
    draft = read(raw)
    part = draft.parts[0]
    for offset, character in enumerate(part.text):
        place = part.raw(offset)
        if place and place.exact and encoding == "8bit" and character.isalnum():
            assert raw[place.offset :].startswith(character.encode(part.decoded.used))


@given(st.binary() | st.text().map(str.encode), st.sampled_from(["eml", "html", "text"]))
def test_anything_is_a_draft(raw, kind):
    draft = read(raw, kind)
    assert draft.parts
    for part in draft.parts:
        for offset in range(0, len(part.text), 7):
            part.raw(offset)
    if draft.text:
        assert draft.where(0, len(draft.text)) is not None


@pytest.mark.parametrize("kind", ["text", "html", "eml"])
def test_places_lead_back_where_line_ends_are_doubled(kind):
    header = b"Subject: x\r\r\n\r\r\n" if kind == "eml" else b""
    raw = header + b"a\r\r\nb\r\r\r\nc\rd\r\nneedle\r\r\n"
    part = read(raw, kind).parts[0]
    place = part.raw(part.text.index("needle"))
    assert place
    assert raw[place.offset :].startswith(b"needle")


def test_places_lead_back_where_one_octet_went_and_one_came():
    part = read(b"a\r\nneedle", "text").parts[0]
    assert part.raw(part.text.index("needle")) == (2, 3, True)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv=refresh content="' + " " * 20_000 + '">',
        '<img src=x width="1' + " " * 50_000 + 'x">',
        ('<p style="color' + "-" * 4000 + '">') * 400,
    ],
    ids=["refresh", "width", "style"],
)
def test_hostile_attributes_end(page):
    assert not read(page.encode(), "html").urls[1:]
