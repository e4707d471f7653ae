"""How a message is put together: versions, structure, encodings, attachments."""

from __future__ import annotations

import base64

import pytest
from content_look import file, looked, page, parts, text

from mailworthy.finding import Severity

WORDS = (
    "The garden chairs that so many readers asked for have arrived. They are made of oak from our own forest, oiled "
    "by hand, and delivered within one week. Visit the workshop on Saturday morning."
)
OTHER = "Pour several litres water into basin before autumn begins, then plant bulbs beneath mulch."
JA = "土が温まり、エンドウやソラマメの種まきに適した時期になりました。深さ二センチにまき、たっぷり水をやってください。"

# fmt: off
VERSIONS = [
    # plain text                    page                                     what is said
    (WORDS,                         f"<p>{WORDS}</p>",                       None),
    (f"* {WORDS.upper()} *",        f"<h1>{WORDS}</h1>",                     None),
    (WORDS[:120],                   f"<p>{WORDS}</p>",                       None),  # a summary will do
    ("View this mail online.",      f"<p>{WORDS}</p>",                       "MSG-TEXT-MISMATCH"),
    (OTHER,                         f"<p>{WORDS}</p>",                       "MSG-TEXT-MISMATCH"),
    (WORDS + OTHER * 9,             "<p>The chairs have arrived.</p>",       None),  # too few words to tell
    (JA,                            f"<p>{JA}</p>",                          None),
    ("HTMLメールをご覧ください。",       f"<p>{JA}</p>",                          "MSG-TEXT-MISMATCH"),
    (WORDS,                         f'<p>{WORDS} <a href="https://shop.example/">See</a></p>', "MSG-TEXT-NO-LINK"),
    (f"{WORDS} https://shop.example/", f'<p>{WORDS} <a href="https://shop.example/">See</a></p>', None),
    (WORDS,                         f'<p>{WORDS} <a href="mailto:a@shop.example">Write</a></p>', None),
]
NAMES = [
    # file name                     how grave           since
    ("invoice.exe",                 Severity.ERROR),
    ("INVOICE.EXE ",                Severity.ERROR),
    ("invoice.pdf.exe",             Severity.ERROR),
    ("invoice.pdf.html",            Severity.ERROR),
    ("photo.jpg.lnk",               Severity.ERROR),
    ("setup.iso",                   Severity.ERROR),
    ("run.ps1",                     Severity.ERROR),
    ("prices.xlsm",                 Severity.WARNING),
    ("firmware.bin",                Severity.WARNING),
    ("invoice.pdf.bin",             Severity.ERROR),
    ("catalogue.zip",               Severity.WARNING),
    ("page.html",                   Severity.WARNING),
    ("logo.svg",                    Severity.WARNING),
    ("backup.tar.gz",               Severity.WARNING),
    ("catalogue.pdf",               None),
    ("prices.v2.xlsx",              None),
    ("photo.jpg",                   None),
    ("README",                      None),
    ("J. Smith, Ph.D.pdf",          None),
]
STRUCTURES = [
    (parts(text("a"), page("<p>a</p>")),                                        None),
    (parts(page("<p>a</p>"), text("a")),                                        "MSG-ALTERNATIVE-ORDER"),
    (parts(text("a"), file("a.pdf", "application/pdf")),                        "MSG-ALTERNATIVE-FILE"),
    (parts(text("a"), file("a.ics", "text/calendar")),                          None),
    (parts(text("a"), page("<p>a</p>"), kind="mixed"),                          "MSG-BOTH-SHOWN"),
    (parts(text("a"), page("<p>a</p>"), text("a footer of the list"), kind="mixed"), None),
    (parts(text("a")).replace("boundary=b", "boundary=c"),                      "MSG-BOUNDARY"),
    (parts(text("a")).replace("; boundary=b", ""),                              "MSG-BOUNDARY"),
    ("Subject: x\n\n",                                                          "MSG-EMPTY"),
    ("Subject: x\nContent-Type: text/html\n\n<p>&nbsp;</p>",                    "MSG-EMPTY"),
    ('Subject: x\nContent-Type: text/html\n\n<img src="https://a.example/a.png">', None),
    (parts(file("a.pdf", "application/pdf"), kind="mixed"),                     None),
]
# fmt: on
OF_STRUCTURE = {
    "MSG-ALTERNATIVE-ORDER",
    "MSG-ALTERNATIVE-FILE",
    "MSG-BOTH-SHOWN",
    "MSG-BOUNDARY",
    "MSG-EMPTY",
}


@pytest.mark.parametrize(("plain", "html", "code"), VERSIONS, ids=range(len(VERSIONS)))
def test_two_versions(plain, html, code):
    said = looked(parts(text(plain), page(html)), "eml")
    assert {"MSG-TEXT-MISMATCH", "MSG-TEXT-NO-LINK", "MSG-NO-TEXT"} & said.keys() == (
        {code} if code else set()
    )


def test_a_page_alone_is_no_message_that_lacks_its_text():
    assert "MSG-NO-TEXT" in looked(page("<p>a</p>"), "eml")
    assert "MSG-NO-TEXT" not in looked("<p>a</p>", "html")


@pytest.mark.parametrize(("name", "severity"), NAMES)
def test_attachments_by_name(name, severity):
    said = looked(parts(text("a"), file(name), kind="mixed"), "eml")
    assert (said["MSG-RISKY-ATTACHMENT"].severity if severity else None) == severity
    assert ("MSG-ATTACHMENT" in said) is (severity is None)


def test_the_declared_type_makes_nothing_safe():
    said = looked(parts(text("a"), file("a.exe", "text/plain"), kind="mixed"), "eml")
    assert said["MSG-RISKY-ATTACHMENT"].detail == "a.exe (program)"


def test_a_file_without_a_name_goes_by_its_type():
    part = "Content-Type: application/x-msdownload\nContent-Disposition: attachment\n\nx"
    assert "MSG-RISKY-ATTACHMENT" in looked(parts(text("a"), part, kind="mixed"), "eml")


@pytest.mark.parametrize("header", ["List-Unsubscribe: <https://shop.example/u>\n", "Precedence: bulk\n"])
def test_any_attachment_costs_the_inbox_in_mail_to_many(header):
    bodies = text("a"), file("a.pdf", "application/pdf")
    assert (
        looked(parts(*bodies, kind="mixed", header=header), "eml")["MSG-ATTACHMENT"].severity
        is Severity.WARNING
    )
    assert looked(parts(*bodies, kind="mixed"), "eml")["MSG-ATTACHMENT"].severity is Severity.INFO


@pytest.mark.parametrize(
    ("post", "severity"),
    [("<mailto:list@a.example>", Severity.INFO), ("NO (announcements)", Severity.WARNING)],
)
def test_who_writes_to_a_list_of_people_may_attach(post, severity):
    message = parts(
        text("a"), file("a.patch"), kind="mixed", header=f"List-Id: <l.a.example>\nList-Post: {post}\n"
    )
    assert looked(message, "eml")["MSG-ATTACHMENT"].severity is severity


@pytest.mark.parametrize(
    "part",
    [
        file("logo.png", "image/png", "inline"),
        file("logo.png", "image/png", "attachment", "Content-ID: <logo>\n"),
        file("signature.asc", "application/pgp-signature"),
        file("smime.p7s", "application/pkcs7-signature"),
        file("invite.ics", "text/calendar"),
    ],
    ids=["inline", "named by the page", "OpenPGP", "S/MIME", "appointment"],
)
def test_what_is_no_attachment(part):
    said = looked(parts(page('<p>a</p><img src="cid:logo" alt="">'), part, kind="mixed"), "eml")
    assert not {"MSG-ATTACHMENT", "MSG-RISKY-ATTACHMENT"} & said.keys()


@pytest.mark.parametrize(("message", "code"), STRUCTURES, ids=range(len(STRUCTURES)))
def test_structure(message, code):
    assert OF_STRUCTURE & looked(message, "eml").keys() == ({code} if code else set())


# fmt: off
OCTETS = [
    # content type and encoding                 body                                what is said
    ("charset=utf-8", "8bit",                   "Stühle".encode(),                  set()),
    ("charset=utf-8", "",                       "Stühle".encode(),                  {"MSG-8BIT"}),
    ("charset=utf-8", "7bit",                   "Stühle".encode(),                  {"MSG-8BIT"}),
    ("charset=us-ascii", "8bit",                "Stühle".encode(),                  {"MSG-CHARSET"}),
    ("charset=moon", "8bit",                    "Stühle".encode(),                  {"MSG-CHARSET"}),
    ("charset=utf-8", "8bit",                   "Stühle".encode("latin-1"),         {"MSG-CHARSET"}),
    ("format=flowed", "8bit",                   "Stühle".encode(),                  {"MSG-CHARSET"}),
    ("charset=us-ascii", "7bit",                b"chairs",                          set()),
    ("charset=utf-8", "base64",                 base64.b64encode(b"chairs " * 20),  {"MSG-BASE64-ASCII"}),
    ("charset=utf-8", "base64",                 base64.b64encode(b"chairs"),        set()),
    ("charset=utf-8", "BASE64",                 base64.b64encode("Stühle ".encode() * 20), set()),
    ("charset=utf-8", "hexa",                   b"chairs",                          {"MSG-ENCODING"}),
    ("charset=utf-8", '"7bit"',                 b"chairs",                          set()),
    ("charset=utf-8", "7bit",                   b"x" * 998,                         set()),
    ("charset=utf-8", "7bit",                   b"x" * 999,                         {"MSG-LONG-LINE"}),
]
# fmt: on


@pytest.mark.parametrize(("param", "encoding", "body", "codes"), OCTETS, ids=range(len(OCTETS)))
def test_octets(param, encoding, body, codes):
    head = f"Subject: x\nContent-Type: text/plain; {param}\n"
    head += f"Content-Transfer-Encoding: {encoding}\n" if encoding else ""
    assert looked(head.encode() + b"\n" + body, "eml").keys() == codes


def test_a_page_declared_as_text():
    source = "<html><body><p>The chairs<br>are here</p><p>Come and see</p></body></html>"
    assert looked(text(source), "eml")["MSG-TAGS-IN-TEXT"].detail == "<html>, <body>, <p>, <br>"
    assert "MSG-TAGS-IN-TEXT" not in looked(
        text("In HTML <br> ends a line, and <br> again, <br> <br> <p>."), "eml"
    )


def test_pictures_that_travel_along():
    logo = file("logo.png", "image/png", "inline", "Content-ID: <logo>\n")
    shown, alone = page('<html><p>a</p><img src="cid:logo" alt=""></html>'), page("<html><p>a</p></html>")
    assert "IMG-EMBEDDED" in looked(parts(shown, logo, kind="related"), "eml")
    assert "IMG-EMBEDDED" not in looked(parts(alone, logo, kind="related"), "eml")


def test_a_long_line_is_told_where_an_editor_finds_it():
    found = looked(b"Subject: x\r\n\r\nshort\r\n" + b"x" * 1200 + b"\r\n" + b"y" * 1100, "eml")[
        "MSG-LONG-LINE"
    ]
    assert (found.detail, found.count, found.where["line"], found.where["offset"]) == ("1200", 2, 4, 21)
    assert found.also[0]["line"] == 5


def test_one_charset_wrong_in_both_versions_is_one_finding():
    bad = "Content-Type: text/{}; charset=us-ascii\nContent-Transfer-Encoding: 8bit\n\nStühle"
    assert looked(parts(bad.format("plain"), bad.format("html")), "eml")["MSG-CHARSET"].count == 2


def test_a_file_without_a_header_declares_nothing_and_is_not_blamed():
    assert looked("<p>Stühle</p>", "html").keys() == set()


@pytest.mark.parametrize(
    ("size", "severity"), [(400_000, None), (600_000, "info"), (11_000_000, "warning"), (26_000_000, "error")]
)
def test_size(size, severity):
    said = looked(b"Subject: x\nList-Id: <a.example>\n\n" + b"x" * 900 + b"\n" * size, "eml").get("MSG-SIZE")
    assert (said.severity.value if said and said.severity else None) == severity


def test_what_a_cap_left_out_is_said():
    assert looked(b"Subject: x\n\n" + b"word\n" * 500_000, "eml")["MSG-CUT"].detail == "text > 2,097,152"
