"""Words that name another domain than the link, and what links say together."""

from __future__ import annotations

import pytest

from mailworthy.finding import lookup
from mailworthy.message.links import look
from mailworthy.message.links.table import images, links
from mailworthy.message.links.targets import own_domains
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

HEAD = """\
From: Shop <news@mail.shop.example>
Reply-To: help@shop.example
Return-Path: <b@bounces.sendingservice.example>
DKIM-Signature: v=1; a=rsa-sha256; d=signer.example; s=x; bh=x; b=x
List-Unsubscribe: <https://unsub.listhost.example/u/1>, <mailto:u@listmail.example>
Subject: New
Content-Type: text/html; charset=utf-8

"""
# fmt: off
WORDS = [
    # words                                 leads to                          severity, None where nothing is said
    ("https://www.bank.example/account",    "https://evil.example/x",         "warning"),
    ("www.bank.example",                    "https://evil.example/x",         "warning"),
    ("See www.bank.example/x now",          "https://evil.example/x",         "warning"),
    ("http://bank.example",                 "http://203.0.113.9/",            "warning"),
    ("http://203.0.113.9/",                 "https://evil.example/",          "warning"),
    ("bank.example",                        "https://evil.example/x",         "info"),      # the name of a product, perhaps
    ("https://bank.example/",               "https://bank.com/",              "info"),      # one company, mostly
    ("https://www.bank.example/",           "https://login.bank.example/",    None),
    ("https://bank.example/",               "https://click.shop.example/1",   None),        # the sender's own
    ("https://bank.example/",               "https://x.signer.example/1",     None),        # who signs
    ("https://bank.example/",               "https://y.listhost.example/1",   None),        # where one unsubscribes
    ("https://bank.example/",               "https://known.example/1",        None),        # named beside the message
    ("https://bank.example/",               "https://abc.list-manage.com/1",  None),        # counts clicks for many
    ("https://bank.example/",               "https://t.example/?u=https%3A%2F%2Fwww.bank.example%2F", None),
    ("https://bank.example/",               "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example", None),
    ("youtube.com/watch",                   "https://youtu.be/x",             None),
    ("www.youtube.com",                     "https://youtu.be/x",             None),
    ("Node.js",                             "https://evil.example/",          None),
    ("ASP.NET",                             "https://evil.example/",          None),
    ("README.md",                           "https://evil.example/",          None),
    ("z.B. hier",                           "https://evil.example/",          None),
    ("1.299,00",                            "https://evil.example/",          None),
    ("info@bank.example",                   "https://evil.example/",          None),
    ("Weiter …",                            "https://evil.example/",          None),
    ("www.bank.example",                    "{{url}}",                        None),
    ("https://日本語.jp/",                   "https://xn--wgv71a119e.jp/",     None),
    ("日本語の説明。詳しくは",                  "https://evil.example/",          None),
]
# fmt: on


def _look(page, head=HEAD, **scope):
    return {finding.code: finding for finding in look(read((head + page).encode()), Scope(**scope))}


@pytest.mark.parametrize(("words", "url", "severity"), WORDS, ids=range(len(WORDS)))
def test_words_that_name_a_domain(words, url, severity):
    said = _look(f'<a href="{url}">{words}</a>', domains=("known.example",)).get("LINK-MISMATCH")
    told = None if said is None else (said.severity or lookup(said.code).severity).value
    assert told == severity


def test_a_mismatch_shows_both():
    finding = _look('<a href="https://evil.example/x">https://www.bank.example/</a>')["LINK-MISMATCH"]
    assert finding.detail == "https://www.bank.example/ → https://evil.example/x"


def test_where_nearly_all_links_lead_may_be_a_tracker_and_is_only_guessed():
    page = "".join(f'<a href="https://t.tracker.example/{n}">Offer {n}</a>' for n in range(6))
    finding = _look(f'{page}<a href="https://t.tracker.example/b">www.bank.example</a>')["LINK-MISMATCH"]
    assert (finding.severity.value, finding.confidence.value) == ("info", "guess")


@pytest.mark.spec("RFC 2369 §3.2")
@pytest.mark.spec("RFC 6376 §3.5")
def test_what_is_the_senders_own():
    own = own_domains(read(HEAD.encode()), Scope(domains=("Known.Example",)))
    assert own == {
        "shop.example", "sendingservice.example", "signer.example", "listhost.example", "listmail.example", "known.example",
    }  # fmt: skip


def test_ten_domains_are_many():
    def page(count):
        return "".join(f'<a href="https://www.d{n}.example">x</a>' for n in range(count))

    assert "LINK-MANY-DOMAINS" not in _look(page(9))
    finding = _look(page(10))["LINK-MANY-DOMAINS"]
    assert (finding.count, finding.detail.partition(":")[0]) == (10, "10")


@pytest.mark.parametrize(
    ("url", "said"),
    [("https://offer.example", True), ("https://shopping.com/x", True),
     ("https://shop.com/x", False), ("https://sendingservice-mail.com/x", False),  # they bear its name
     ("https://x.shop.example", False), ("https://us1.list-manage.com/x", False),
     ("mailto:x@y.example", False), ("{{url}}", False), ("https://203.0.113.9/", False)],
)  # fmt: skip
def test_no_link_to_a_domain_of_the_sender(url, said):
    assert ("LINK-NOT-OWN" in _look(f'<a href="{url}">x</a>')) is said


def test_a_page_of_nobody_says_nothing_about_its_own_domain():
    found = look(
        read(b'<a href="https://offer.example/1">x</a><a href="https://offer.example/2">y</a>', "html"),
        Scope(),
    )
    assert not list(found)


# fmt: off
ALIKE = [
    # page                                                                           all one     bare domains
    ('<a href="https://shop.example/a">x</a>',                                       True,       False),
    ('<a href="https://shop.example/a">x</a><a href="https://shop.example/a">y</a>', True,       False),
    ('<a href="https://shop.example/a">x</a><a href="https://shop.example/b">y</a>', False,      False),
    ('<a href="https://shop.example/">x</a><a href="https://www.shop.example">y</a>', False,     True),
    ('<a href="https://shop.example/">x</a>',                                        True,       True),
    ('<a href="https://shop.example/">x</a><a href="mailto:a@shop.example">y</a>',   False,      False),
    ('<a href="https://shop.example/">x</a><a href="{{unsubscribe}}">y</a>',         False,      False),
    ('<a href="https://shop.example/">x</a> www.shop.example/b',                     False,      False),
    ('<a href="http://203.0.113.9/x">x</a>',                                         True,       False),
    ('<a href="#">x</a>',                                                            False,      False),
]
# fmt: on


@pytest.mark.parametrize(("page", "one_goal", "front"), ALIKE, ids=range(len(ALIKE)))
def test_links_that_are_all_the_same_or_name_no_page(page, one_goal, front):
    said = _look(page)
    assert ("LINK-ONE-GOAL" in said, "LINK-FRONT-ONLY" in said) == (one_goal, front)


@pytest.mark.parametrize(
    ("page", "said"),
    [("<p>Buy</p>", True), ("<p></p>", False), ("<p>www.shop.example</p>", False), ('<a href="{{u}}">x</a>', False),
     ('<a href="mailto:a@shop.example">x</a>', False), ('<img src="https://cdn.example/a.png">Buy', True)],
)  # fmt: skip
def test_a_page_that_leads_nowhere(page, said):
    assert ("LINK-NONE" in _look(page)) is said


def test_a_page_that_was_not_read_to_its_end_may_lead_somewhere():
    assert "LINK-NONE" not in _look(
        "<p>Buy</p>" + "<i></i>" * 30_000 + '<a href="https://shop.example/">x</a>'
    )


def test_a_text_that_leads_nowhere_is_a_letter():
    assert not list(look(read(b"From: a@shop.example\n\nSee you tomorrow"), Scope()))


@pytest.mark.parametrize(
    ("host", "said"),
    [("kpvqkt.xqzjw.other.example", True), ("wlkbbp.other.example", True), ("www.other.example", False),
     ("kundenservice.other.example", False), ("xn--mnchen-3ya.other.example", False), ("wlkbbp.shop.example", False),
     ("mx7.other.example", False), ("u123456.ct.sendgrid.net", False),
     ("ii-xqzkvjwq-rj.a.run.app", True), ("summer-offers.web.app", False)],
)  # fmt: skip
def test_a_host_that_a_machine_made_up(host, said):
    assert ("LINK-RANDOM-NAME" in _look(f'<a href="https://{host}/x">x</a>')) is said


BOTH = """\
From: news@shop.example
Content-Type: multipart/alternative; boundary=b

--b

See %s
--b
Content-Type: text/html

<a href="https://offer.example/">x</a><img src="https://cdn.example/a.png">
--b--
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [("https://other.example/", True), ("https://offer.example/t", False), ("https://shop.example/", False),
     ("https://cdn.example/", False), ("https://other.example/ https://www.offer.example/", False), ("nothing", False)],
)  # fmt: skip
@pytest.mark.spec("RFC 2046 §5.1.4")
def test_a_text_part_that_leads_elsewhere(text, said):
    assert ("LINK-TEXT-PART" in _look("", BOTH % text)) is said


def test_a_report_has_a_row_for_each_link():
    page = (
        '<a href="http://www.bit.ly/x">Now</a> <a href="mailto:a@b.example"><img src="a.png" alt="Write"></a>'
    )
    first, second = links(read((HEAD + page).encode()), Scope())
    assert (first["url"], first["text"], first["kind"]) == ("http://www.bit.ly/x", "Now", "link")
    assert (first["domain"], first["registrable"], first["own"]) == ("www.bit.ly", "bit.ly", False)
    assert first["codes"] == ["LINK-SHORTENER", "LINK-HTTP"]
    assert (first["place"]["line"], first["place"]["column"]) == (1, 1)
    assert (second["text"], second["domain"], second["codes"]) == ("Write", None, [])


def test_a_report_has_a_row_for_each_picture():
    page = '<a href="x"><img src="https://cdn.example/a.png" alt="" width=10 style="height:20px"></a><img src="cid:1">'
    first, second = images(read((HEAD + page).encode()))
    assert (first["src"], first["alt"], first["linked"]) == ("https://cdn.example/a.png", "", True)
    assert (first["width"], first["height"]) == (10, 20)
    assert (second["alt"], second["width"], second["linked"]) == (None, None, False)
