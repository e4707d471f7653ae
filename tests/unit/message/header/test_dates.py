"""Date, beside the time of who received it or of who asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.header.dates import moment
from mailworthy.message.scope import Scope

# fmt: off
READ = [
    # as written                                     in UTC
    ("Tue, 17 Nov 2026 09:00:00 +0000",              "2026-11-17 09:00"),
    ("17 Nov 2026 09:00 +0000",                      "2026-11-17 09:00"),
    ("Tue,  3 Nov 2026 09:00:00 +0200",              "2026-11-03 07:00"),
    ("Tue, 17 Nov 2026 09:00:00 -0500 (EST)",        "2026-11-17 14:00"),
    ("Tue, 17 Nov 2026 09:00:00 GMT",                "2026-11-17 09:00"),
    ("Sat, 31 Dec 2016 23:59:60 +0000",              "2016-12-31 23:59"),   # a leap second
    ("Sun, 17 Nov 02 09:00:00 +0000",                "2002-11-17 09:00"),
    ("Mon, 17 Nov 2026 09:00:00 +0000",              None),                 # it was a Tuesday
    ("Tue, 17 Nov 2026 09:00:00 +2500",              None),
    ("Tue, 17 Nov 2026 09:00:00 +0060",              None),
    ("Tue, 31 Nov 2026 09:00:00 +0000",              None),
    ("Tue, 17 Nov 2026 25:00:00 +0000",              None),
    ("Di, 17 Nov 2026 09:00:00 +0000",               None),
    ("Tue, 17 Nov 2026 09:00:00",                    None),
    ("2026-11-17T09:00:00Z",                         None),
    ("Mon, 01 Jan 0001 00:00:00 +1400",              None),
    ("",                                             None),
]
SAID = [
    # Date                                 above it                                              what is said
    ("Tue, 17 Nov 2026 09:00:00 +0000",    (),                                                   set()),
    ("Wed, 17 Nov 2021 09:00:00 +0000",    (),                                                   set()),   # an old draft
    (None,                                 (),                                                   {"HDR-NO-DATE"}),
    ("",                                   (),                                                   {"HDR-NO-DATE"}),
    ("yesterday",                          (),                                                   {"HDR-DATE-INVALID"}),
    ("{{ date }}",                         (),                                                   set()),
    ("Fri, 20 Nov 2026 23:00:00 +0000",    (),                                                   set()),
    ("Sat, 21 Nov 2026 01:00:00 +0000",    (),                                                   {"HDR-DATE-FUTURE"}),
    ("Tue, 17 Nov 2026 12:30:00 +0000",    ("from a by b; Tue, 17 Nov 2026 09:00:00 +0000",),    {"HDR-DATE-FUTURE"}),
    ("Tue, 17 Nov 2026 11:30:00 +0000",    ("from a by b; Tue, 17 Nov 2026 09:00:00 +0000",),    set()),
    ("Wed, 11 Nov 2026 09:00:00 +0000",    ("from a by b; Tue, 17 Nov 2026 09:00:00 +0000",),    {"HDR-DATE-PAST"}),
    ("Fri, 13 Nov 2026 09:00:00 +0000",    ("from a by b; Tue, 17 Nov 2026 09:00:00 +0000",),    set()),
    ("Fri, 13 Nov 2026 09:00:00 +0000",    ("from a by b; some day",),                           set()),
]
# fmt: on


@pytest.mark.parametrize(("written", "expected"), READ, ids=[str(number) for number in range(len(READ))])
@pytest.mark.spec("RFC 5322 §3.3")
def test_what_a_date_says(written, expected):
    read = moment(written)
    assert (read and read.astimezone(UTC).strftime("%Y-%m-%d %H:%M")) == expected


@pytest.mark.parametrize(
    ("written", "received", "expected"), SAID, ids=[str(number) for number in range(len(SAID))]
)
@pytest.mark.spec("RFC 5322 §3.6.1")
def test_what_is_said_of_it(said, written, received, expected):
    assert set(said({"Date": written}, *(f"Received: {line}" for line in received))) == expected


def test_without_a_clock_no_draft_lies_in_the_future(said):
    assert not said({"Date": "Sat, 21 Nov 2099 01:00:00 +0000"}, scope=Scope())


@given(
    st.integers(315_532_800, 4_070_908_800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.integers(-12 * 60, 14 * 60),
)
def test_what_is_written_by_the_book_is_read_back(when, minutes):
    sign, ahead = ("-" if minutes < 0 else "+"), abs(minutes)
    zone = f"{sign}{ahead // 60:02}{ahead % 60:02}"
    read = moment(f"{when:%a, %d %b %Y %H:%M:%S} {zone}")
    assert read is not None
    assert read.replace(tzinfo=UTC) == when


@given(st.text(max_size=300))
def test_anything_is_a_date_or_none(text):
    assert moment(text) is None or isinstance(moment(text), datetime)
