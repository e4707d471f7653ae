"""Bounce reports to show: an ordinary one, and those that a page must survive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mailworthy.bounce.counting import Counting
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind
from mailworthy.bounce.report import BounceReport, Cell, Sent

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u202ecod.exe\x00\ud800 `code`'
FIRST = date(2026, 10, 20)
# reason, code, domain, provider, blocklist, a day
USUAL = [
    ("user_unknown", "550 5.1.1", "gmail.com", "Google", "", 9),
    ("user_unknown", "550 5.5.0", "outlook.com", "Microsoft", "", 5),
    ("domain_unknown", "550 5.1.2", "gone.example", "", "", 2),
    ("mailbox_full", "452 4.2.2", "gmail.com", "Google", "", 4),
    ("auth_failed", "550 5.7.26", "gmail.com", "Google", "", 3),
    ("blocklisted", "554 5.7.1", "web.de", "", "Spamhaus ZEN", 2),
    ("policy", "550 5.7.1", "t-online.de", "", "", 1),
    ("rate_limited", "421 4.7.0", "yahoo.co.jp", "Yahoo Japan", "", 2),
    ("greylisted", "451 4.7.1", "posteo.de", "", "", 1),
    ("undetermined", "554", "firma.example", "", "", 1),
]


def _cells(days: int) -> list[Cell]:
    cells = []
    for n in range(days):
        day = (FIRST + timedelta(days=n)).isoformat()
        wave = 1 + (n * n) % 5
        for reason, code, domain, provider, blocklist, count in USUAL:
            hard = REASONS[reason].hard
            cells.append(
                Cell(Kind.BOUNCE, day, domain, f"campaign-{n % 3}", reason, hard, code, provider, blocklist,
                     temporary=code.startswith("4"), count=count * wave)
            )  # fmt: skip
        cells.append(Cell(Kind.COMPLAINT, day, "yahoo.com", count=1 + n % 2))
        cells.append(Cell(Kind.AUTO_REPLY, day, "example.net", count=7))
    return cells


def _report(cells: list[Cell], sent: Sent | None) -> BounceReport:
    counting = Counting()
    for cell in cells:
        counting.add(cell)
    return counting.report(sent)


def ordinary(days: int = 30, daily: int = 2_100) -> BounceReport:
    """A month as one meets it: all kinds of trouble, over the line."""
    names = [(FIRST + timedelta(days=n)).isoformat() for n in range(days)]
    domains = {
        "gmail.com": 900 * days,
        "outlook.com": 500 * days,
        "web.de": 200 * days,
        "t-online.de": 100 * days,
    }
    both = {(domain, day): count // days for domain, count in domains.items() for day in names}
    sent = Sent(daily * days, dict.fromkeys(names, daily), domains, {"campaign-0": 700 * days}, both, "given")
    return _report(_cells(days), sent)


def unsent() -> BounceReport:
    """Nobody said how much was sent."""
    return _report(_cells(9), None)


def long() -> BounceReport:
    """Two years: more days than a chart has room for."""
    return ordinary(days=730)


def calm() -> BounceReport:
    """Below every line."""
    return ordinary(days=20, daily=40_000)


def empty() -> BounceReport:
    """Nothing came back."""
    return _report([], None)


def hostile() -> BounceReport:
    """Domains, tags, codes and lists that would be mark-up."""
    evil = Cell(
        Kind.BOUNCE,
        "2026-10-20",
        HOSTILE,
        HOSTILE,
        "blocklisted",
        code=HOSTILE,
        provider=HOSTILE,
        blocklist=HOSTILE,
    )
    return _report([evil] * 3, Sent(10**15, {}, {HOSTILE: 10**15}, source="given"))


def every_reason() -> BounceReport:
    """Each reason once."""
    return _report(
        [
            Cell(Kind.BOUNCE, "2026-10-20", "a.example", reason=name, hard=row.hard)
            for name, row in REASONS.items()
        ],
        None,
    )


def each() -> Iterator[BounceReport]:
    """All of them."""
    yield from (
        ordinary(),
        unsent(),
        long(),
        calm(),
        empty(),
        hostile(),
        every_reason(),
        few(),
        months(),
        events(),
    )


def few() -> BounceReport:
    """Too few messages to judge by."""
    return _report(_cells(1), Sent(150, source="given"))


def months() -> BounceReport:
    """A third of a year: shown by weeks."""
    return ordinary(days=120)


def events() -> BounceReport:
    """How much was sent is what events tell."""
    return _report(_cells(3), Sent(9_000, source="events"))
