"""The one domain of From, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.dmarc import author_of

# fmt: off
ONE = [
    # From                                              the author's domain
    ("joe@a.org",                                       "a.org"),
    ("Joe <joe@A.ORG>",                                 "a.org"),
    ('"Joe, Jr." <joe@a.org>',                          "a.org"),
    ("joe@a.org (Joe, of b.org)",                       "a.org"),
    ("(a (nested) comment <x@b.org>) joe@a.org",        "a.org"),
    ('"a@b.org" <joe@a.org>',                           "a.org"),       # the name that is shown deceives
    ("ceo@b.org <joe@a.org>",                           "a.org"),
    ("=?utf-8?q?ceo=40b.org?= <joe@a.org>",             "a.org"),
    ("=?utf-8?q?x@b.org?= joe@a.org",                   "a.org"),
    ('"joe@b.org"@a.org',                               "a.org"),       # a quoted local part
    ("<@relay.b.org:joe@a.org>",                        "a.org"),       # a route of old
    ("Friends: joe@a.org, jane@a.org;",                 "a.org"),
    ("joe@a.org, Jane <jane@a.org>,",                   "a.org"),
    ("Joe\r\n <joe@a.org>",                             "a.org"),
    ('"Joe <joe@a.org>',                                "a.org"),       # a quotation mark that is never closed
    ("joe@a.org (Joe",                                  "a.org"),
    ("<joe@a.org",                                      "a.org"),
    ("joe@a.org.",                                      "a.org"),
    ("joe@münchen.example",                             "xn--mnchen-3ya.example"),
]
NONE = [
    # From fields                                       why it is not evaluated
    ([],                                                "no_from"),
    (["a@a.org", "a@a.org"],                            "several_from"),
    ([""],                                              "no_domain"),
    (["undisclosed-recipients:;"],                      "no_domain"),
    (["Joe"],                                           "no_domain"),
    (["joe@[192.0.2.1]"],                               "bad_domain"),
    (["joe@-a.org"],                                    "bad_domain"),
    (["joe@a.org, joe@"],                               "bad_domain"),
    (["joe@a.org, jane@b.org"],                         "several_domains"),
    (["<joe@a.org> <jane@b.org>"],                      "several_domains"),
    (["Joe <joe@a.org>; jane@b.org"],                   "several_domains"),
]
# fmt: on


@pytest.mark.spec("RFC 9989 §5.3.1")
@pytest.mark.parametrize(("value", "domain"), ONE)
def test_one_domain(value, domain):
    assert author_of([value]).domain == domain
    assert author_of([value]).reason == ""


@pytest.mark.spec("RFC 9989 §5.3.1")
@pytest.mark.parametrize(("values", "reason"), NONE)
def test_none_or_several_are_not_evaluated(values, reason):
    assert author_of(values).domain == ""
    assert author_of(values).reason == reason


@given(st.lists(st.text() | st.text(alphabet='<>@"\\(),;: a.b'), max_size=3))
def test_any_text_is_read(values):
    author = author_of(values)
    assert bool(author.domain) is not bool(author.reason)


@pytest.mark.parametrize("piece", ['"\\', '"', "(", "<", "a@b.c,", "\\", "()", "<>", ":", "@"])
def test_megabytes_are_read_in_bounded_time(piece):
    author_of([piece * 400_000])
