"""What is said of links, and of their honest neighbours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Severity, lookup
from mailworthy.message.links import look
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

OWN = "https://www.shop.example"
FOOT = f'<a href="{OWN}/u">Unsubscribe</a> <a href="mailto:info@shop.example">Write</a>'

# fmt: off
SAID = [
    # link or page                                             code                   severity
    ("javascript:void(0)",                                     "LINK-BAD-SCHEME",     "error"),
    ("  JaVa\nScript:alert(1)",                                "LINK-BAD-SCHEME",     "error"),
    ("data:text/html,x",                                       "LINK-BAD-SCHEME",     "error"),
    ("file:///etc/passwd",                                     "LINK-BAD-SCHEME",     "error"),
    ("webcal://www.shop.example/x.ics",                        "LINK-BAD-SCHEME",     "info"),
    ("myshop://open",                                          "LINK-BAD-SCHEME",     "warning"),
    ("#",                                                      "LINK-EMPTY",          "warning"),
    ("",                                                       "LINK-EMPTY",          "warning"),
    ("http://",                                                "LINK-EMPTY",          "warning"),
    ("mailto:",                                                "LINK-EMPTY",          "warning"),
    ("http://http://www.shop.example/",                        "LINK-MALFORMED",      "error"),
    ("htps:www.shop.example",                                  "LINK-MALFORMED",      "error"),
    ("hhttp://www.shop.example/",                              "LINK-MALFORMED",      "error"),
    ("https://www shop.example/",                              "LINK-MALFORMED",      "error"),
    ("https://www.shop.example/order/undefined",               "LINK-MALFORMED",      "warning"),
    ("https://www.shop.example/?id=null&x=1",                  "LINK-MALFORMED",      "warning"),
    ("https://www.shop.example/?a=1?utm_source=news",          "LINK-MALFORMED",      "warning"),
    ("mailto://info@shop.example",                             "LINK-MALFORMED",      "warning"),
    ("mailto:info.shop.example",                               "LINK-MALFORMED",      "warning"),
    ("info@shop.example",                                      "LINK-RELATIVE",       "error"),
    ("offers.html",                                            "LINK-RELATIVE",       "error"),
    ("www.shop.example/x",                                     "LINK-RELATIVE",       "error"),
    ("/x",                                                     "LINK-RELATIVE",       "error"),
    ("https://localhost/x",                                    "LINK-LOCAL",          "error"),
    ("https://staging/x",                                      "LINK-LOCAL",          "error"),
    ("https://10.1.2.3/x",                                     "LINK-LOCAL",          "error"),
    ("https://127.1/x",                                        "LINK-LOCAL",          "error"),
    ("https://[fd00::1]/",                                     "LINK-LOCAL",          "error"),
    ("https://shop.internal/",                                 "LINK-LOCAL",          "error"),
    ("http://www.shop.example/",                               "LINK-HTTP",           "warning"),
    ("https://203.0.113.9/",                                   "LINK-IP",             "warning"),
    ("https://0xcb007109/",                                    "LINK-IP",             "warning"),
    ("https://[2001:db8::1]/",                                 "LINK-IP",             "warning"),
    ("https://bank.example@www.shop.example/",                 "LINK-USERINFO",       "error"),
    ("https://www.shop.example:8443/",                         "LINK-PORT",           "info"),
    ("https://www.sh%6fp.example/",                            "LINK-HEX-HOST",       "error"),
    ("https://www.shop.example/%61%62%63",                     "LINK-HEX-PATH",       "info"),
    ("https://www.xn--pypal-4ve.com/",                         "LINK-LOOKALIKE",      "error"),
    ("https://paypal-login.com/",                              "LINK-LOOKALIKE",      "warning"),
    ("https://amazon.other.example/",                          "LINK-LOOKALIKE",      "info"),
    ("https://bit.ly/x",                                       "LINK-SHORTENER",      "warning"),
    ("https://www.google.com/url?q=https://www.shop.example/", "LINK-OPEN-REDIRECT",  "warning"),
    ("https://count.example/?u=https%3A%2F%2Foffer.example",   "LINK-REDIRECT",       "info"),
    ("https://a.example/?u=https://b.example/?u=https://c.example/", "LINK-REDIRECT", "warning"),
    ("https://offer-7f3a.web.app/",                            "LINK-FREE-HOST",      "info"),
    ("https://offer.buzz/",                                    "LINK-TLD",            "info"),
    (f"{OWN}/?{'x' * 2000}",                                   "LINK-LONG",           "info"),
]
SILENT = [
    OWN, f"{OWN}/", f"{OWN}:443/", f"{OWN}/?u=http://www.shop.example/", f"{OWN}/@anna", f"{OWN}/f%C3%BCr", f"{OWN}/?q=%61%62%63",
    "mailto:a@shop.example,b@shop.example?subject=x", "mailto:?subject=See", "mailto: info@shop.example", "mailto:Shop%20%3Cinfo@shop.example%3E",
    f"mailto:{'a' * 65}@shop.example", f"{OWN}/undefined-behaviour", f"{OWN}/?q=nullable", f"{OWN}/?u=https://www.shop.example/?utm_source=a", f"{OWN}/?a=?",
    "mailto:info@shop.example", "tel:+4930123456", "sms:+4930123456", "#chapter",
    "[unsubscribe_url]", "%%{unsubscribe_url}%%", "<?= $url ?>", "{!! $url !!}", '{% url "shop" %}', "{{ url('shop", "<%= link(",
    "{{unsubscribe_url}}", "*|UNSUB|*", "https://{{host}}/x", "%%unsubscribe%%",
    "https://youtu.be/x", "https://www.google.com/search?q=x", "https://wa.me/49301234?text=https://shop.example",
    "https://www.facebook.com/sharer/sharer.php?u=https://www.offer.example/", "//www.shop.example/x",
    "https://click.shop.example/?u=https://offer.example/",
]
# fmt: on


def _said(url):
    return _of_page(f'<p><a href="{url}">Offers of the week</a></p>')


def _of_page(page):
    head = b"From: Shop <news@shop.example>\nSubject: New\nContent-Type: text/html; charset=utf-8\n\n"
    return list(look(read(head + page.encode() + FOOT.encode()), Scope()))


def _severity(finding):
    return (finding.severity or lookup(finding.code).severity).value


@pytest.mark.parametrize(("url", "code", "severity"), SAID, ids=range(len(SAID)))
def test_what_is_said_of_a_link(url, code, severity):
    found = {finding.code: finding for finding in _said(url)}
    assert code in found
    assert _severity(found[code]) == severity
    assert found[code].where["part"] == 0
    assert str(found[code].where["snippet"]).startswith("<a ")


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        ("www.shop.example/x", "https://www.shop.example/x"),
        ("shop.co.uk/offers?x=1", "https://shop.co.uk/offers?x=1"),
        ("shop.com", "https://shop.com"),
        ("info@shop.example", "mailto:info@shop.example"),
        ("offers.html", ""),
        ("shop.com.html", ""),
        ("list.pl/x", ""),
        ("offers/shop.com", ""),
    ],
)
def test_a_host_without_a_scheme_is_mended(url, fix):
    (found,) = [one for one in _said(url) if one.code == "LINK-RELATIVE"]
    assert found.fix == fix


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        (f"{OWN}/?a=1?utm_source=n&amp;b=2", f"{OWN}/?a=1&utm_source=n&b=2"),
        ("mailto://info@shop.example", "mailto:info@shop.example"),
        (f"{OWN}/order/undefined", ""),
    ],
)
def test_a_slip_is_mended_where_it_can_be(url, fix):
    (found,) = [one for one in _said(url) if one.code == "LINK-MALFORMED"]
    assert found.fix == fix


@pytest.mark.parametrize("url", SILENT, ids=range(len(SILENT)))
def test_what_is_not(url):
    assert [finding.code for finding in _said(url)] == []


@pytest.mark.parametrize(
    ("rel", "codes"),
    [
        ("stylesheet", {"LINK-RELATIVE"}),
        ("shortcut icon", {"LINK-RELATIVE"}),
        ("themeData", set()),  # what Word names in a page that it saved
        ("File-List", set()),
        ("canonical", set()),
        ("", set()),
    ],
)
def test_what_no_mail_client_follows_is_no_link(rel, codes):
    assert {one.code for one in _of_page(f'<link rel="{rel}" href="page_files/list.xml">')} == codes


def test_what_nobody_can_click_is_no_empty_link():
    assert _of_page('<a href="#"></a><a> </a>') == []
    assert [one.code for one in _of_page('<a href="#"><img src="https://www.shop.example/a.png"></a>')] == [
        "LINK-EMPTY"
    ]


def test_a_free_host_says_nothing_of_its_ending():
    assert {finding.code for finding in _said("https://offers.page.link/")} == {"LINK-FREE-HOST"}


def test_what_is_ready_to_paste():
    fixes = {finding.code: finding.fix for url in ("http://www.shop.example/x", "www.shop.example", "http://https://shop.example/")
             for finding in _said(url)}  # fmt: skip
    assert fixes == {
        "LINK-HTTP": "https://www.shop.example/x",
        "LINK-RELATIVE": "https://www.shop.example",
        "LINK-MALFORMED": "https://shop.example/",
    }


def test_the_same_matter_is_one_finding_with_its_first_places():
    page = "".join(f'<a href="http://www.shop.example/{n}">{n}</a>\n' for n in range(9))
    (finding,) = _of_page(page)
    assert (finding.code, finding.count, len(finding.also)) == ("LINK-HTTP", 9, 4)
    assert [place["line"] for place in (finding.where, *finding.also)] == [1, 2, 3, 4, 5]
    assert (
        finding.detail
        == "http://www.shop.example/0 | http://www.shop.example/1 | http://www.shop.example/2 … +6"
    )


def test_pictures_by_http_are_told_for_information():
    (finding,) = _of_page('<img src="http://cdn.shop.example/a.png">')
    assert (finding.code, _severity(finding), finding.where["element"]) == ("LINK-HTTP", "info", "img")


def test_links_for_one_client_alone_count():
    page = '<!--[if mso]><v:roundrect href="http://203.0.113.9/"></v:roundrect><![endif]-->'
    assert {finding.code for finding in _of_page(page)} == {"LINK-IP"}


def test_what_words_fill_in_for_a_word_processor_is_no_link():
    page = '<!--[if mso]><v:fill src="https://cdn.example/a.png"></v:fill><![endif]-->'
    assert _of_page(page) == []


def test_a_base_makes_relative_links_whole():
    page = f'<base href="{OWN}/"><a href="x.html">x</a>'
    assert "LINK-RELATIVE" not in {finding.code for finding in _of_page(page)}


def test_pictures_of_a_template_are_put_in_place_later():
    found = list(look(read(b'<img src="images/a.png">', "html"), Scope()))
    assert [(finding.code, _severity(finding)) for finding in found] == [("LINK-RELATIVE", "info")]


def test_an_address_that_a_text_speaks_of_is_no_error():
    found = list(
        look(read(b"From: a@shop.example\n\nOpen http://localhost:3000 then https://shop.example"), Scope())
    )
    assert {(finding.code, _severity(finding)) for finding in found} == {
        ("LINK-LOCAL", "info"),
        ("LINK-PORT", "info"),
    }


@pytest.mark.parametrize(
    "message",
    [
        b"<a href='https://x.example/" + b"a" * 3_000_000 + b"'>x</a>",
        b"".join(
            b"<a href='https://h%d.example/?u=https://b%d.example'>shop.example</a>" % (n, n)
            for n in range(9000)
        ),
        b"<a href='" + b"https://a.example/?u=" * 5000 + b"'>www." + b"a." * 50_000 + b"</a>",
        b"<a href='https://" + b"%61" * 100_000 + b"/'>x</a>" * 3,
        b"<a href='#'>" * 20_000,
        b"https://a.example/ " * 100_000,
    ],
    ids=["long", "many", "nested", "escaped", "open", "text"],
)
def test_bait_is_looked_at_within_caps(message):
    found = list(look(read(b"From: a@shop.example\nContent-Type: text/html\n\n" + message), Scope()))
    assert len(found) < 12
    assert all(len(finding.detail) < 1000 for finding in found)


@given(st.binary(max_size=300))
def test_any_octets_are_looked_at(octets):
    for kind in ("eml", "html", "text"):
        list(look(read(octets, kind), Scope()))
        list(look(read(b"<a href='" + octets + b"'>" + octets + b"</a>", "html"), Scope()))


# --- the corpora --------------------------------------------------------------------------------------------------------


def _messages():
    folder = os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[5] / "shared" / "corpora")
    return Path(folder) / "messages"


@pytest.mark.corpora
def test_messages_with_a_fault_each_and_clean_ones():
    """Every LINK code that the labels expect is given, and clean messages get not even a hint."""
    folder = _messages()
    missed, wrong = [], []
    for row in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        said = {finding.code for finding in look(read((folder / row["file"]).read_bytes()), Scope())}
        missed += [
            (row["file"], code) for code in row["must"] if code.startswith("LINK-") and code not in said
        ]
        wrong += [(row["file"], said) for _ in range(row["case"] == "clean" and bool(said))]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING, Severity.INFO])
def test_each_severity_is_used(severity):
    """The table above would notice if all became one."""
    assert severity.value in {said for *_, said in SAID}
