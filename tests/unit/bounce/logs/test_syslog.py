"""The front of a log's lines: when, who, what; and the year that traditional lines lack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailworthy.bounce.logs.syslog import Calendar, Line, read

LATEST = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# fmt: off
LINES = [
    ("Jan  2 03:04:05 mx postfix/smtp[9]: hello",                              Line(AT, "postfix/smtp", "hello")),
    ("<22>Jan  2 03:04:05 mx postfix/smtp[9]: hello",                          Line(AT, "postfix/smtp", "hello")),
    ("Jan  2 03:04:05 mx postfix-out/smtp/smtp[9]: hello",                     Line(AT, "postfix-out/smtp/smtp", "hello")),
    ("2026-01-02T03:04:05+00:00 mx postfix/smtp[9]: hello",                    Line(AT, "postfix/smtp", "hello")),
    ("2026-01-02T05:04:05.000000+02:00 mx postfix/smtp[9]: hello",             Line(AT, "postfix/smtp", "hello")),
    ("2026-01-02T05:04:05+0200 mx postfix/smtp[9]: hello",                     Line(AT, "postfix/smtp", "hello")),
    ("2026-01-02 03:04:05 mx postfix/smtp[9]: hello\r\n",                      Line(AT, "postfix/smtp", "hello")),
    ("<22>1 2026-01-02T03:04:05Z mx postfix/smtp 9 - - hello",                 Line(AT, "postfix/smtp", "hello")),
    ('1 2026-01-02T03:04:05Z mx postfix/smtp 9 ID7 [a b="c"] hello',           Line(AT, "postfix/smtp", "hello")),
    ("Feb 30 03:04:05 mx postfix/smtp[9]: hello",                              Line(None, "postfix/smtp", "hello")),
    ("Foo  2 03:04:05 mx postfix/smtp[9]: hello",                              Line(None, "postfix/smtp", "hello")),
    ("2026-99-02T03:04:05Z mx postfix/smtp[9]: hello",                         Line(None, "postfix/smtp", "hello")),
    ("no time here",                                                           None),
    ("Jan  2 03:04:05 mx ",                                                    None),
    ("",                                                                       None),
]
# fmt: on


@pytest.mark.parametrize(("text", "line"), LINES)
def test_lines_of_any_daemon(text, line):
    assert read(text, Calendar(LATEST)) == line


YEARS = [
    # latest               month, day   year
    ((2026, 3, 1), (2, 28), 2026),
    ((2026, 3, 1), (3, 2), 2026),  # clocks differ by a day at most
    ((2026, 3, 1), (3, 4), 2025),
    ((2026, 1, 1), (12, 31), 2025),
    ((2026, 3, 1), (2, 29), 2024),  # the year that had one
]


@pytest.mark.parametrize(("latest", "day", "year"), YEARS)
def test_the_year_is_the_latest_that_is_not_in_the_future(latest, day, year):
    found = Calendar(datetime(*latest, tzinfo=UTC)).moment((*day, 0, 0, 0))
    assert found is not None
    assert found.year == year


def test_a_year_that_is_given_goes_on_after_december():
    calendar = Calendar(LATEST, year=2019)
    days = [(11, 30), (12, 31), (1, 1), (2, 1)]
    assert [found.year for day in days if (found := calendar.moment((*day, 0, 0, 0)))] == [
        2019,
        2019,
        2020,
        2020,
    ]


def test_times_without_a_zone_are_of_the_zone_that_is_given():
    calendar = Calendar(LATEST, zone=timezone(timedelta(hours=9)))
    assert calendar.moment((1, 2, 12, 4, 5)) == AT
    assert calendar.aware("2026-01-02 12:04:05") == AT
