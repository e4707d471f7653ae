"""The lines of a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message import header
from mailworthy.message.header.fields import _meant
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

# fmt: off
NAMES = [
    # as written              what was meant
    ("subjet",                "Subject"),
    ("sujbect",               "Subject"),
    ("subjectt",              "Subject"),
    ("list-unsubcribe",       "List-Unsubscribe"),
    ("list_unsubscribe",      "List-Unsubscribe"),
    ("listunsubscribe",       "List-Unsubscribe"),
    ("reply_to",              "Reply-To"),
    ("replyto",               "Reply-To"),
    ("messageid",             "Message-ID"),
    ("recieved",              "Received"),
    ("mime-versoin",          "MIME-Version"),
    ("campaign",              ""),
    ("fax",                   ""),
    ("sendto",                ""),
]
LINES = [
    # a further line                                      what is said of it
    ("X-Campaign: autumn",                                set()),
    ("X-Campaign:",                                       set()),
    ("Cc:",                                               {"HDR-FIELD-EMPTY"}),
    ("Subject: Sow now",                                  {"HDR-FIELD-TWICE"}),
    ("Received: from a by b",                             set()),
    ("Comments: one\nComments: two",                      set()),
    ("this line is no field",                             {"HDR-LINE-MALFORMED"}),
    ("X-Campaign: a\x00b",                                {"HDR-LINE-MALFORMED"}),
    ("X-Campaign: " + "a" * 986,                          set()),
    ("X-Campaign: " + "a" * 987,                          {"HDR-LINE-LONG"}),
    ("X-Campaign: a\n " + "a" * 900 + "\n " + "a" * 900,  set()),
    ("X-Campaign: Säen",                                  {"HDR-RAW-8BIT"}),
    ("X-Campaign: S\udce4en",                             {"HDR-RAW-8BIT"}),
    ("Organisation: Fernhill",                            set()),
    ("Delivered-To: jane@example.net",                    set()),
]
# fmt: on


@pytest.mark.parametrize(("written", "meant"), NAMES, ids=[name for name, _ in NAMES])
def test_names_nearly_known(written, meant):
    assert _meant(written) == meant


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[str(number) for number in range(len(LINES))])
@pytest.mark.spec("RFC 5322 §2.1.1")
@pytest.mark.spec("RFC 5322 §3.6")
def test_lines(said, line, expected):
    assert set(said({}, line)) == expected


def test_a_name_misspelt_comes_with_what_to_paste(said):
    told = said({"List-Unsubcribe": "<https://fernhill.example/u>"})
    assert told["HDR-FIELD-MISSPELT"].fix == "List-Unsubscribe: <https://fernhill.example/u>"


def test_a_name_is_no_slip_where_the_right_one_stands_too(said):
    assert not said({"Subjet": "seeds"})


def test_two_of_the_same_are_one_finding(said):
    told = said({}, "Subject: one", "Subject: two", "Date: Tue, 17 Nov 2026 09:00:00 +0000")
    assert told["HDR-FIELD-TWICE"].detail == "Date ×2, Subject ×3"
    assert told["HDR-FIELD-TWICE"].count == 3
    assert told["HDR-FIELD-TWICE"].severity.value == "error"


def test_the_line_is_the_one_an_editor_shows(said):
    where = said({}, "X-One: 1", "no field", "X-Two: 2")["HDR-LINE-MALFORMED"].where
    assert (where["line"], where["snippet"]) == (9, "no field")


def test_a_message_without_a_header_has_nothing_missing():
    told = {one.code for one in header.look(read(b"Hello Jane,\nthe seeds are here.\n"), Scope())}
    assert told == {"HDR-NO-HEADER"}


@given(st.text("abcdefghijklmnopqrstuvwxyz-_", max_size=30))
def test_what_was_meant_is_a_field_that_programs_know(name):
    assert _meant(name) == "" or _meant(_meant(name).lower()) == _meant(name)
