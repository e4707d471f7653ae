"""Addresses that a message names, in running text and in pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading.page import read_html
from mailworthy.message.reading.urls import UrlKind, in_page, in_text

# fmt: off
TEXTS = [
    # running text                                            the addresses in it
    ("see https://a.example/x?y=1&z=2#f now",                 ["https://a.example/x?y=1&z=2#f"]),
    ("see https://a.example.",                                ["https://a.example"]),
    ("see https://a.example/x, or http://b.example!",         ["https://a.example/x", "http://b.example"]),
    ("(https://a.example/x)",                                 ["https://a.example/x"]),
    ("https://a.example/x_(y)",                               ["https://a.example/x_(y)"]),
    ("<https://a.example/x>",                                 ["https://a.example/x"]),
    ("'https://a.example/x'",                                 ["https://a.example/x"]),
    ("https://a.example/をご覧ください",                        ["https://a.example/"]),
    ("詳細はhttps://a.example/xへ。",                           ["https://a.example/x"]),
    ("「https://a.example」",                                  ["https://a.example"]),
    ("https://日本.example/x",                                 ["https://日本.example/x"]),
    ("www.a.example/x",                                       ["www.a.example/x"]),
    ("WWW.A.EXAMPLE",                                         ["WWW.A.EXAMPLE"]),
    ("mailto:a@b.example",                                    ["mailto:a@b.example"]),
    ("https://user:pass@a.example:8080/",                     ["https://user:pass@a.example:8080/"]),
    ("a@www.b.example https:// http://",                      []),
    ("no address. nothing here",                              []),
]
PAGES = [
    # a page                                                  address and what it is for
    ("<a href=' https://a.example '>x</a>",                   [("https://a.example", UrlKind.LINK)]),
    ("<img src=a.png>",                                       [("a.png", UrlKind.IMAGE)]),
    ("<form action=a><button formaction=b>",                  [("a", UrlKind.FORM), ("b", UrlKind.FORM)]),
    ("<iframe src=a></iframe><link rel=stylesheet href=b>",   [("a", UrlKind.FETCHED), ("b", UrlKind.FETCHED)]),
    ("<td background=a>",                                     [("a", UrlKind.FETCHED)]),
    ("<p style=\"background:url('a')\">",                     [("a", UrlKind.FETCHED)]),
    ("<style>p{background:url(a)}</style>",                   [("a", UrlKind.FETCHED)]),
    ("<style>/*p{background:url(a)}*/b{background:url(b)}/*url(c)</style>", [("b", UrlKind.FETCHED)]),
    ("<meta http-equiv=refresh content='0; URL=a'>",          [("a", UrlKind.LINK)]),
    ("<!--[if mso]><v:rect href=a><v:fill src=b></v:rect><![endif]-->", [("a", UrlKind.CONDITIONAL), ("b", UrlKind.CONDITIONAL)]),
    ("<p>https://<b>a</b>.example</p>",                       [("https://a.example", UrlKind.TEXT)]),
    ("<a>x</a>",                                              []),
]
# fmt: on


@pytest.mark.parametrize(("text", "urls"), TEXTS)
def test_in_running_text(text, urls):
    found = list(in_text(text))
    assert [one.url for one in found] == urls
    assert [text[one.span.start : one.span.end] for one in found] == urls


@pytest.mark.parametrize(("page", "urls"), PAGES)
def test_in_a_page(page, urls):
    found = list(in_page(read_html(page), 7))
    assert [(one.url, one.kind) for one in found] == urls
    assert all(one.part == 7 and 0 <= one.span.start < one.span.end <= len(page) for one in found)


@given(st.text(alphabet="htps:/w.ab@()[]{}!?,;'\"<> あ日/#&="))
def test_any_text(text):
    assert all(text[one.span.start : one.span.end] == one.url for one in in_text(text))
