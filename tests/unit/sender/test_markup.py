"""XML as strangers send it: decoded, told from traps, given to expat in pieces."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.markup import CHUNK, declares, decoded, feed

# fmt: off
TEXTS = [
    # octets                                                                text
    (b"<a/>",                                                               "<a/>"),
    (b" \n<?xml version='1.0'?><a/>",                                       "<a/>"),
    (b"\xef\xbb\xbf<?xml version='1.0'?><a/>",                              "<a/>"),
    ("<?xml version='1.0' encoding='UTF-16'?><a>ä</a>".encode("utf-16"),    "<a>ä</a>"),
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>".encode("latin-1"), "<a>ä</a>"),
    ("<a>ä</a>".encode("latin-1"),                                          "<a>\ufffd</a>"),
    (b"<?xml-stylesheet href='a'?><a/>",                                    "<?xml-stylesheet href='a'?><a/>"),  # no prolog
    (b"",                                                                   ""),
]
TRAPS = [
    # text                              whether it declares something
    ("<!DOCTYPE a>",                    True),
    ("<!doctype a>",                    True),
    ("<a><!ENTITY b 'c'></a>",          True),
    ("<a>&lt;!DOCTYPE</a>",             False),
    ("<!-- DOCTYPE -->",                False),
]
# fmt: on


@pytest.mark.parametrize(("octets", "text"), TEXTS, ids=range(len(TEXTS)))
def test_how_a_document_is_decoded(octets, text):
    assert decoded(octets) == text


@pytest.mark.parametrize(("text", "declared"), TRAPS)
def test_what_declares_entities(text, declared):
    assert declares(text) == declared


@given(st.integers(1, 30))
def test_a_text_in_pieces_is_the_same_text(letters):
    """However the pieces fall, also within a character."""
    heard = []
    parser = expat.ParserCreate("utf-8")
    parser.CharacterDataHandler = heard.append
    text = "x" * (CHUNK - letters) + "äöü茶" * 20
    feed(parser, f"<a>{text}</a>")
    assert "".join(heard) == text


@given(st.binary(max_size=100))
def test_any_octets_are_decoded(octets):
    decoded(octets)
