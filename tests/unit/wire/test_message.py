"""Messages of any make: what stands in them is read, whatever it is."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire import message as messages
from mailworthy.wire.message import DEPTH, PARTS, TEXT_OCTETS, read

REPORT = """\
From: MAILER-DAEMON@mx.example
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

no part of anything
--=_b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe
--=_b
Content-Type: Message/Delivery-Status

Reporting-MTA: dns; mx.example

--=_b
Content-Type: message/rfc822

Subject: came back

text
--=_b--
nothing either
"""

# fmt: off
HEADERS = [
    # a field as it stands                                             what it says
    ("Subject: plain",                                                 "plain"),
    ("SUBJECT :\tcolon far away",                                      "colon far away"),
    ("Subject: folded\n over\n\tlines",                                "folded over\tlines"),
    ("Subject: =?utf-8?q?caf=C3=A9?=",                                 "café"),
    ("Subject: =?UTF-8?B?44Gr44KD?= =?utf-8?b?44KT?=",                 "にゃん"),
    ("Subject: =?utf-8?B?44Gr44I=?= =?utf-8?B?gw==?=",                 "に\u3083"),  # a character cut in two
    ("Subject: =?iso-2022-jp?B?GyRCJEskYyRzGyhC?=",                    "にゃん"),
    ("Subject: =?utf-8*en?q?tagged?= and =?utf-8?q?not?= joined",      "tagged and not joined"),
    ("Subject: =?no-such-charset?q?caf=E9?=",                          "café"),
    ("Subject: =?utf-8?q?with blanks inside?=",                        "with blanks inside"),
    ("Subject: =?utf-8?x?nothing?= =?broken",                          "=?utf-8?x?nothing?= =?broken"),
    ("Subject: =?utf-8?B?!!!?=",                                       ""),
    ("Subject: raw \xc3\xbcml\xc3\xa4ut",                              "raw ümläut"),
    ("Subject: raw \xfcml\xe4ut",                                      "raw ümläut"),
    ("Subject:",                                                       ""),
    ("X-Other: 1",                                                     ""),
]
PARAMS = [
    # Content-Type                                                     name          value
    ('text/plain; charset="us-ascii"',                                 "charset",    "us-ascii"),
    ("text/plain;CHARSET=utf-8 ; x=y",                                 "charset",    "utf-8"),
    ('multipart/mixed; boundary="a;b\\"c"',                            "boundary",   'a;b"c'),
    ('multipart/mixed; boundary="never closed',                        "boundary",   "never closed"),
    ("a/b; name*=utf-8'de'Gr%C3%BC%C3%9Fe",                            "name",       "Grüße"),
    ("a/b; name*0*=utf-8''Gr%C3%BC; name*1=sse",                       "name",       "Grüsse"),
    ('a/b; name*1="two"; name*0="one "',                               "name",       "one two"),
    ("text/plain",                                                     "charset",    ""),
]
TYPES = [
    # Content-Type                                                     type
    ("Text/HTML; charset=utf-8",                                       "text/html"),
    ("message/delivery-status",                                        "message/delivery-status"),
    ("text",                                                           "text/plain"),  # RFC 2045 §5.2
    ("",                                                               "text/plain"),
]
TEXTS = [
    # charset              encoding              octets                                what they say
    ("utf-8",              "8bit",               "Grüße".encode(),                     "Grüße"),
    ("uft-8",              "8bit",               "Grüße".encode(),                     "Grüße"),
    ("3Dutf-8",            "8bit",               "Grüße".encode(),                     "Grüße"),
    ("iso-",               "8bit",               "Grüße".encode("latin-1"),            "Grüße"),
    ("us-ascii",           "8bit",               "Grüße".encode("latin-1"),            "Grüße"),
    ("unicode-1-1-utf-7",  "7bit",               b"Gr+APwA3w-e",                       "Grüße"),
    ("gb2312",             "8bit",               "你好".encode("gb18030"),              "你好"),
    ("ks_c_5601-1987",     "8bit",               "안녕".encode("cp949"),                "안녕"),
    ("x-sjis",             "8bit",               "ネコ".encode("cp932"),                "ネコ"),
    ("Windows-31J",        "8bit",               "ネコ".encode("cp932"),                "ネコ"),
    ("iso-2022-jp",        "7bit",               b"\x1b$B%M%3\x1b(B",                  "ネコ"),
    ("us-ascii",           "7bit",               b"\x1b$B%M%3\x1b(B",                  "ネコ"),
    ("iso-2022-jp",        "7bit",               b"$B%M%3(B",                          "$B%M%3(B"),  # its escapes are lost
    ("utf-8",              "base64",             base64.b64encode("Grüße".encode()),   "Grüße"),
    ("utf-8",              "BASE64 ",            b"R3LDvMOfZQ",                        "Grüße"),  # its padding is lost
    ("utf-8",              "base64",             b"R3L D!vM\nOfZQ=",                   "Grüße"),
    ("utf-8",              "quoted-printable",   b"Gr=C3=BC=\n=C3=9Fe=3D",             "Grüße="),
    ("utf-8",              "no-such-encoding",   b"as it is",                          "as it is"),
    ("hex",                "7bit",               b"414243",                            "414243"),  # no text encoding
    ("punycode",           "7bit",               b"a-b",                               "a-b"),
    ("\x00",               "7bit",               b"text",                              "text"),
]
# fmt: on


@pytest.mark.spec("RFC 2047 §2")
@pytest.mark.parametrize(("field", "said"), HEADERS)
def test_a_header_says(field, said):
    assert read(f"{field}\n\nbody".encode("latin-1")).header("subject") == said


@pytest.mark.spec("RFC 2231 §3")
@pytest.mark.parametrize(("declared", "name", "value"), PARAMS)
def test_a_parameter_says(declared, name, value):
    assert read(f"Content-Type: {declared}\n\n".encode()).param(name) == value


@pytest.mark.spec("RFC 2045 §5.2")
@pytest.mark.parametrize(("declared", "type_"), TYPES)
def test_a_media_type_is(declared, type_):
    assert read(f"Content-Type: {declared}\n\n".encode()).type == type_


@pytest.mark.spec("RFC 2045 §6.8")
@pytest.mark.parametrize(("charset", "encoding", "octets", "said"), TEXTS)
def test_a_text_says(charset, encoding, octets, said):
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    assert read(head.encode() + octets).text() == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_change_nothing(end):
    message = read(REPORT.replace("\n", end).encode())
    assert [part.type for part in message.parts] == [
        "text/plain",
        "message/delivery-status",
        "message/rfc822",
    ]
    assert message.text() == "Grüße"
    assert message.raw == REPORT.encode()


@pytest.mark.parametrize("front", ["From someone Mon Jan  1\n", "\xef\xbb\xbf", "\n\n", "  \n", ">From x\n"])
def test_what_stands_in_front_is_skipped(front):
    assert read(front.encode("latin-1") + b"Subject: s\n\nb").header("subject") == "s"


def test_parts_say_what_they_are():
    text, status, returned = read(REPORT.encode()).parts
    assert (text.depth, text.parent, text.text, text.raw) == (1, -1, "Grüße", b"Gr=C3=BC=C3=9Fe")
    assert status.bytes == b"Reporting-MTA: dns; mx.example\n"
    assert returned.message().header("subject") == "came back"
    assert returned.message().text().strip() == "text"


def test_a_message_without_parts_is_one():
    (part,) = read(b"Subject: s\n\nbody").parts
    assert (part.type, part.depth, part.parent, part.text) == ("text/plain", 0, -1, "body")


def test_multiparts_stand_before_what_they_hold():
    inner = "--i\n\none\n--i\nContent-Type: text/html\n\n<p>two</p>\n--i--"
    raw = f'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n{inner}\n--o\n\nthree\n--o--'
    told = [(part.type, part.depth, part.parent) for part in read(raw.encode()).parts]
    assert told == [
        ("multipart/alternative", 1, -1),
        ("text/plain", 2, 0),
        ("text/html", 2, 0),
        ("text/plain", 1, -1),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        REPORT.replace('; boundary="=_b"', ""),  # not declared
        REPORT.replace('"=_b"', '"other"'),  # declared, and another one written
        REPORT[: REPORT.index("--=_b--")],  # never closed
        REPORT[: REPORT.index("text\n--=_b--")],  # cut
        REPORT.replace("--=_b\n", "--=_b \t\n"),
    ],
)
def test_parts_of_a_damaged_report_are_found(raw):
    types = [part.type for part in read(raw.encode()).parts]
    assert types == ["text/plain", "message/delivery-status", "message/rfc822"]


def test_a_boundary_that_begins_another_is_not_the_other():
    raw = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\none\n--bb\ntwo\n--b--\n'
    assert [part.text for part in read(raw.encode()).parts] == ["one\n--bb\ntwo"]


def test_html_is_text_where_there_is_no_other():
    page = "<style>p {}</style><title>x</title><p>First &amp; <b>last</b></p><script>1 < 2</script><div>line<br>two</div>"
    assert read(f"Content-Type: text/html\n\n{page}".encode()).text() == "First & last\nline\ntwo"


def test_the_first_text_that_says_something_counts():
    raw = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>words\n--b--\n'
    assert read(raw.encode()).text() == "words"


def test_lines_that_are_no_fields_are_passed_over():
    message = read(b"From: a@b.example\nwithout a colon anywhere\nSubject: s\n\nbody")
    assert (message.header("subject"), message.body) == ("s", b"body")


def test_a_body_without_header_is_a_body():
    assert read(b"no header here\nTo: x\n\nmore").body == b"no header here\nTo: x\n\nmore"


def test_all_values_of_a_field():
    message = read(b"Received: a\nreceived: b\n\n")
    assert message.headers("Received") == ["a", "b"]
    assert message.has("RECEIVED")
    assert not message.has("subject")


def test_what_is_read_is_bounded():
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * (PARTS * 3)
    assert len(read(many).parts) <= PARTS
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(10_000))
    assert max(part.depth for part in read(deep.encode()).parts) <= DEPTH + 1
    assert len(read(b"\n" + b"x" * (TEXT_OCTETS * 3)).text()) == TEXT_OCTETS


@given(st.binary(max_size=2_000))
def test_any_octets_are_a_message(raw):
    message = read(raw)
    assert isinstance(message.text(), str)
    assert all(isinstance(part.text, str) and part.type for part in message.parts)


FRAGMENTS = st.sampled_from(
    [
        "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n", "\n", "--b\n", "--b--\n", "--", "b",
        "Content-Transfer-Encoding: base64\n", "charset=", "=?utf-8?b?", "?=", "\r", "\0", "<", "&#x", " folded\n", ";", '"',
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=60).map("".join))
def test_any_mixture_of_its_signs_is_a_message(text):
    message = messages.read(text.encode())
    assert [part.message().text() is not None for part in message.parts]


def test_fields_stand_where_they_say():
    message = read(b"From x\nSubject: a\n b\nno field\nX-Y:\n\nbody\n")
    fields = list(message.fields())
    assert [(name, value) for name, value, _, _ in fields] == [("Subject", "a\n b"), ("X-Y", "")]
    assert [message.raw[begin:end] for _, _, begin, end in fields] == [b"Subject: a\n b", b"X-Y:"]
    start, body, end = message.span
    assert (start, message.raw[body:end]) == (0, b"body\n")
    assert [name for name, *_ in read(b"From: x\n\nSubject: gone").fields()] == ["From"]


DISPOSITIONS = [
    # a part's header                                                   how it wants to be shown, and its name
    ("Content-Disposition: Attachment; filename=a.txt",                 ("attachment", "a.txt")),
    ("Content-Disposition: inline",                                     ("inline", "")),
    ("Content-Type: a/b; name=b.txt",                                   ("", "b.txt")),
    ("Content-Type: a/b; name=b\nContent-Disposition: attachment; filename=a", ("attachment", "a")),
    ("Content-Disposition: attachment; filename*0=a; filename*1=.txt",  ("attachment", "a.txt")),
    ('Content-Disposition: attachment; filename="=?utf-8?q?=C3=A9?="', ("attachment", "é")),
    ("Subject: x",                                                      ("", "")),
]  # fmt: skip


@pytest.mark.spec("RFC 2183 §2")
@pytest.mark.parametrize(("header", "found"), DISPOSITIONS)
def test_how_a_part_wants_to_be_shown(header, found):
    assert read(f"{header}\n\n".encode()).disposition() == found


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@given(
    octets=st.binary(max_size=300).map(lambda octets: octets.replace(b"\r", b"")), most=st.integers(0, 100)
)
def test_the_beginning_of_a_body_is_what_it_begins_with(encoding, octets, most):
    """Whatever its transfer encoding, as many octets as asked for where there are so many."""
    encoded = {
        "base64": base64.encodebytes(octets),
        "quoted-printable": b"".join(b"=%02X" % octet for octet in octets),
        "8bit": octets,
    }[encoding]
    part = read(b"Content-Transfer-Encoding: %s\n\n%s" % (encoding.encode(), encoded)).parts[0]
    assert part.beginning(most) == part.bytes[:most]
