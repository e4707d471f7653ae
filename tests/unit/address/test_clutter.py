"""Pasted clutter: the addresses that hide in it, and the texts in which none does for sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.typing_errors import repair
from mailworthy.wire.address import read

# fmt: off
CLUTTERED = [
    # typed or pasted                               what was meant              what is in the way
    ("mailto:jane@acme.com",                        "jane@acme.com",            "a link"),
    ("MAILTO:jane@acme.com?subject=Hello",          "jane@acme.com",            "a link with a subject"),
    ('<a href="mailto:jane@acme.com">Jane</a>',     "jane@acme.com",            "a link's tag"),
    ("[Jane](mailto:jane@acme.com)",                "jane@acme.com",            "a link in Markdown"),
    ("Email address: jane@acme.com",                "jane@acme.com",            "a label of two words"),
    ("mailto:jane%40acme.com",                      "jane@acme.com",            "a link's encoding"),
    ("%20jane@acme.com%20",                         "jane@acme.com",            "encoded blanks"),
    ("jane&#64;acme&#46;com",                       "jane@acme.com",            "a page's encoding"),
    ("&lt;jane@acme.com&gt;",                       "jane@acme.com",            "encoded angle brackets"),
    ("<jane@acme.com>",                             "jane@acme.com",            "angle brackets"),
    ("<jane@acme.com",                              "jane@acme.com",            "one of them"),
    ("Jane Doe <jane@acme.com>",                    "jane@acme.com",            "a name"),
    ('"Doe, Jane" <jane@acme.com>;',                "jane@acme.com",            "a name with a comma"),
    ("Jane Doe jane.doe@acme.com",                  "jane.doe@acme.com",        "a name without brackets"),
    ("jane@acme.com (Jane Doe)",                    "jane@acme.com",            "a name as a comment"),
    ("E-Mail: jane@acme.com",                       "jane@acme.com",            "a label"),
    ("E-Mail-Adresse: jane@acme.com",               "jane@acme.com",            "a German label"),
    ("Courriel : jane@acme.fr",                     "jane@acme.fr",             "a French label"),
    ("メールアドレス：jane@acme.jp",                "jane@acme.jp",             "a Japanese label"),
    ("kontakt jane@acme.de",                        "jane@acme.de",             "a word before it"),
    ("1. jane@acme.com",                            "jane@acme.com",            "a number"),
    ("• jane@acme.com",                             "jane@acme.com",            "a bullet"),
    ("http://jane@acme.com/",                       "jane@acme.com",            "a web address's dress"),
    ("www.jane@acme.com",                           "jane@acme.com",            "its beginning alone"),
    ("'jane@acme.com'",                             "jane@acme.com",            "quotes"),
    ("“jane@acme.com”",                             "jane@acme.com",            "typographic quotes"),
    ("「jane@acme.jp」",                            "jane@acme.jp",             "Japanese quotes"),
    ("[jane@acme.com]",                             "jane@acme.com",            "square brackets"),
    ('"jane.doe"@acme.com',                         "jane.doe@acme.com",        "a needless quoted string"),
    ("jane@acme.com.",                              "jane@acme.com",            "the full stop of a sentence"),
    ("jane@acme.com,",                              "jane@acme.com",            "the comma of a list"),
    (".jane@acme.com",                              "jane@acme.com",            "a dot in front"),
    ("jane.@acme.com",                              "jane@acme.com",            "a dot before the at sign"),
    ("jane@.acme.com",                              "jane@acme.com",            "a dot behind it"),
    ("jane..doe@acme.com",                          "jane.doe@acme.com",        "a dot twice"),
    ("jane@acme..com",                              "jane@acme.com",            "a dot twice in the domain"),
    ("jane@acme,com",                               "jane@acme.com",            "a comma for the dot"),
    ("jane@acme;com",                               "jane@acme.com",            "a semicolon for the dot"),
    ("jane,doe@acme.com",                           "jane.doe@acme.com",        "a comma for the dot in the local part"),
    ("taro@docomo.ne,jp",                           "taro@docomo.ne.jp",        "a comma for the second dot"),
    ("jane @acme.com",                              "jane@acme.com",            "a blank before the at sign"),
    ("jane@ acme.com",                              "jane@acme.com",            "a blank behind it"),
    ("jane@acme .com",                              "jane@acme.com",            "a blank before the dot"),
    ("jane@acme com",                               "jane@acme.com",            "a blank for the dot"),
    ("jane@gma il.com",                             "jane@gmail.com",           "a blank in a well-known domain"),
    ("ja ne@acme.com",                              "jane@acme.com",            "a blank in the local part"),
    ("jane@acme.com\nTel. 555",                     "jane@acme.com",            "another line"),
    ("jane\u00a0@acme.com",                         "jane@acme.com",            "a no-break space"),
    ("ja\u200bne@acme.com\ufeff",                   "jane@acme.com",            "characters of no width"),
    ("jane@@acme.com",                              "jane@acme.com",            "the at sign twice"),
    ("@jane@acme.com",                              "jane@acme.com",            "an at sign in front"),
    ("jane@gmail.com@gmail.com",                    "jane@gmail.com",           "the domain twice"),
    ("jane(at)acme.com",                            "jane@acme.com",            "the at sign spelt out"),
    ("jane [at] acme [dot] com",                    "jane@acme.com",            "the dot too"),
    ("jane at acme dot com",                        "jane@acme.com",            "both in bare words"),
    ("jane (ät) acme (punkt) de",                   "jane@acme.de",             "both in German"),
    ("juana (arroba) acme (punto) es",              "juana@acme.es",            "both in Spanish"),
    ("jane(@)acme.com",                             "jane@acme.com",            "brackets around the at sign"),
    ("taro＠acme．jp",                              "taro@acme.jp",             "full-width signs"),
    ("ｔａｒｏ＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ",          "taro@docomo.ne.jp",        "full-width letters"),
    ("taro＠acme。jp",                              "taro@acme.jp",             "a Japanese full stop"),
    ("taro＠acme・jp",                              "taro@acme.jp",             "a Japanese middle dot"),
    ("janegmail.com",                               "jane@gmail.com",           "no at sign before a well-known domain"),
    ("jane.doehotmail.co.uk",                       "jane.doe@hotmail.co.uk",   "the same, the longest that fits"),
    ("jane.gmail.com",                              "jane@gmail.com",           "a dot for the at sign"),
    ("jane#gmx.de",                                 "jane@gmx.de",              "another sign for it"),
    ("jane gmail.com",                              "jane@gmail.com",           "a blank for it"),
    ("jane@gmail",                                  "jane@gmail.com",           "no ending"),
    ("jane at gmail",                               "jane@gmail.com",           "no ending, no at sign"),
    ("jane@@gmial.con",                             "jane@gmail.com",           "two things at once, a misspelt domain"),
    ("jane@acme.cmo.",                              "jane@acme.com",            "the same with nobody's provider"),
    ("josé@münchen.de.",                            "josé@münchen.de",          "a dot behind a domain in Unicode"),
    ("Jane.Doe@ACME.com.",                          "Jane.Doe@acme.com",        "a dot; the local part keeps its case"),
]

NOT_FOR_SURE = [
    # text                                          why nothing is suggested
    ("",                                            "empty"),
    ("jane@acme.com",                               "nothing to mend"),
    ("  jane@acme.com ",                            "blanks around are no clutter"),
    ("Jane@ACME.com",                               "case is no clutter"),
    ("josé@münchen.de",                             "other scripts are no clutter"),
    ("jane",                                        "no domain"),
    ("gmail.com",                                   "no local part"),
    ("http://www.gmail.com",                        "a web page"),
    ("@",                                           "neither"),
    ("look at this",                                "words"),
    ("Please write at once. Jane",                  "a sentence"),
    ("jane@acme.com, joe@acme.com",                 "two addresses"),
    ("jane@acme.com joe@acme.com",                  "two at one domain"),
    ("<jane@acme.com> <joe@acme.com>",              "two in brackets"),
    ("jane@doe@acme.com",                           "two at signs, three parts"),
    ("Kontor info@acme.com",                        "a word that may be anything"),
    ("jane2gmail.com",                              "the at sign's key without Shift, or a number"),
    ("janeqgmx.de",                                 "the at sign's key without AltGr, or a name"),
    ("janeacme.com",                                "no at sign, nobody's provider"),
    ("myweb.de",                                    "a domain of its own"),
    ("jane@[192.0.2.1]",                            "an address literal is meant so"),
    ("jane%acme.com@relay.example.net",             "a route is meant so"),
    ("jane@localhost",                              "a private name"),
    ("jane@acme.test.",                             "a reserved name"),
    ("jane@acme.nosuchending.",                     "an ending that doesn't exist and resembles none"),
    ("taro..t@docomo.ne.jp",                        "once given out so by the provider"),
    ("taro.@ezweb.ne.jp",                           "the same with a dot at the end"),
    ("j\ufffdne@acme.com.",                         "a character is lost"),
    ("j\ud800ne@acme.com.",                         "half a character is lost"),
    ("x" * 70 + "@acme.com.",                       "a local part too long for any mailbox"),
]

HOSTILE = [
    "a" * 3_000_000, "@" * 1_000_000, " " * 1_000_000, "<" * 1_000, "(" * 1_000, "[" * 999 + "@", ". " * 500, " at " * 250,
    '"' * 1_000, "mailto:" * 142, "a@" * 500, "%40" * 333, "&#64;" * 200, "&" * 999 + ";", "www." * 250, "[dot]" * 200, "a " * 490 + "@x.com",
    "\u200b" * 1_000, "\ufdfa" * 1_000, "x@" + "a." * 490 + "com", "x@" + "," * 900 + "com", "x@y" + " ." * 490,
]
# fmt: on


@pytest.mark.parametrize(("text", "meant"), [r[:2] for r in CLUTTERED], ids=[r[2] for r in CLUTTERED])
def test_address_is_found_in_clutter(text, meant):
    assert repair(text) == meant


@pytest.mark.spec("RFC 5322 §3.2.2")
def test_comment_says_nothing_about_the_mailbox():
    assert repair("jane(work)@acme.com") == "jane@acme.com"


@pytest.mark.parametrize(("text", "why"), NOT_FOR_SURE, ids=[r[1] for r in NOT_FOR_SURE])
def test_nothing_is_suggested_where_it_is_not_sure(text, why):
    assert repair(text) == ""


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:6]) for text in HOSTILE])
def test_hostile_text_is_borne(text):
    found = repair(text)
    assert not found or read(found).usable


@given(st.text() | st.text("ab.,@ <>()[]{}\"'%40:;-＠。．\u200b", max_size=40))
def test_what_is_found_in_any_text_is_usable_and_needs_no_repair(text):
    found = repair(text)
    assert not found or read(found).usable
    assert repair(found) == ""


@given(
    st.sampled_from(["jane", "jane.doe", "j-d", "JD1"]),
    st.sampled_from(["gmail.com", "acme.co.uk", "docomo.ne.jp"]),
    st.lists(
        st.sampled_from(["<{}>", "({})", " {} ", "{}.", "{},", "mailto:{}", '"{}"', "「{}」", "{}\u200b"]),
        max_size=4,
    ),
)
def test_layers_of_clutter_come_off_together(local, domain, layers):
    text = f"{local}@{domain}"
    for layer in layers:
        text = layer.format(text)
    assert repair(text) == ("" if text.strip() == f"{local}@{domain}" else f"{local}@{domain}")
