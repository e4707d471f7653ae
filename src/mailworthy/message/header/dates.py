"""When it says that it was written: Date, beside the time of who received it or of who asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from mailworthy.finding import Confidence, Finding
from mailworthy.message.header.header import Header, at, has_tag
from mailworthy.message.places import found

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"\s*(?:([A-Za-z]{3}),?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*"
    r"(?:([+-])(\d{2})(\d{2})|(UT|GMT|[ECMP][SD]T|Z)\b)\s*(?:\(.*)?",
    re.DOTALL,
)  # RFC 5322 §3.3, with the obsolete zones of §4.3
_ZONES = {
    "UT": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_CHARACTERS = 200
_AHEAD = timedelta(hours=3)  # of the server that took it: clocks err by minutes, zones by an hour
_AHEAD_OF_NOW = timedelta(days=1)  # a campaign may be written for tomorrow
_LATE = timedelta(days=5)  # RFC 5321 §4.5.4.1: so long a queue tries


def look(header: Header) -> Iterator[Finding]:
    """Say what is wrong with Date. A draft may be old; only what was received is asked how long it took."""
    fields = header.all("date")
    if not fields or not fields[0].value.strip():
        yield found("HDR-NO-DATE", [{"header": "Date"}])
        return
    if has_tag(fields[0].value):
        return
    written = moment(fields[0].value)
    if written is None:
        yield found("HDR-DATE-INVALID", [at(fields[0])], detail=fields[0].value[:80])
        return
    taken = received(header)
    ahead = _ahead(header, written, taken)
    if ahead:
        yield found("HDR-DATE-FUTURE", [at(fields[0])], detail=ahead)
    elif taken and taken - written > _LATE:
        detail = f"{_told(written)} < {_told(taken)}"
        yield found("HDR-DATE-PAST", [at(fields[0])], detail=detail, confidence=Confidence.LIKELY)


def moment(value: str) -> datetime | None:
    """Read a date of mail; None where it is none.

    Source:
        RFC 5322 §3.3 and §4.3: a day of the week that is wrong makes the whole wrong.
    """
    read = _DATE.fullmatch(value[:_CHARACTERS])
    if read is None:
        return None
    day, month, year = int(read[2]), read[3].lower(), int(read[4])
    if month not in _MONTHS:
        return None
    if len(read[4]) == 2:
        year += 2000 if year < 50 else 1900  # RFC 5322 §4.3
    try:
        written = datetime(
            year,
            _MONTHS.index(month) + 1,
            day,
            int(read[5]),
            int(read[6]),
            min(int(read[7] or 0), 59),
            tzinfo=_zone(read),
        )  # a leap second is no fault
        written.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    named = (read[1] or _DAYS[written.weekday()]).lower()
    return written if named == _DAYS[written.weekday()] else None


def _zone(read: re.Match[str]) -> timezone:
    if read[11]:
        return timezone(timedelta(hours=_ZONES[read[11]]))
    hours, minutes = int(read[9]), int(read[10])
    if hours > 14 or minutes > 59:  # nobody lives further from Greenwich
        raise ValueError(read[0])
    return timezone((1 if read[8] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def received(header: Header) -> datetime | None:
    """Give when the newest server took it, by its own word."""
    fields = header.all("received")
    return moment(fields[0].value.rpartition(";")[2]) if fields else None


def _ahead(header: Header, written: datetime, taken: datetime | None) -> str:
    if taken:
        return f"{_told(written)} > {_told(taken)}" if written - taken > _AHEAD else ""
    if header.scope.now:
        now = datetime.fromtimestamp(header.scope.now, UTC)
        return f"{_told(written)} > {_told(now)}" if written - now > _AHEAD_OF_NOW else ""
    return ""


def _told(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
