"""Lines of syslog and journald: when, and what was said. Traditional lines lack the year and the zone: both are values.

Source: RFC 3164 §4.1.2 for the traditional form, RFC 5424 §6 for the structured one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

LONGEST_LINE = 16_384  # characters that are looked at; rsyslog cuts at 8 kB by default

_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905  # reads as a calendar
}
_TRADITIONAL = re.compile(
    r"(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (?:\S{1,255} )?"
)
_ISO = re.compile(
    r"(?:<\d{1,3}>)?(?:1 )?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?) (\S{1,255}) "
)
# RFC 5424's app-name, process id, message id and structured data; or a tag as of old
_STRUCTURED = re.compile(r"(\S{1,48}) \S{1,128} \S{1,32} (?:-|\[[^\]]{0,1024}\]) ?(?:\ufeff)?")
_TAG = re.compile(r"([\w./-]{1,64})(?:\[\d{1,10}\])?: ")
_AHEAD = timedelta(days=1)  # clocks differ


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Args:
        time: When; None where it cannot be told.
        program: Who wrote it: ``postfix/smtp``.
        message: What.
    """

    time: datetime | None
    program: str
    message: str


@dataclass(slots=True)
class Calendar:
    """Gives traditional times their year: the latest one in which they are not in the future.

    Args:
        latest: No line is later: when the file was last written to, or now.
        year: The first line's year instead; from December to January it goes on to the next.
        zone: Of times that name none.
    """

    latest: datetime
    year: int | None = None
    zone: tzinfo = UTC
    _month: int = field(default=0, init=False)

    def moment(self, parts: tuple[int, int, int, int, int], microsecond: int = 0) -> datetime | None:
        """Give the moment of month, day, hour, minute and second; None where there is no such day."""
        month = parts[0]
        if self.year is not None:
            if self._month == 12 and month == 1:
                self.year += 1
            self._month = month
            return self._in(self.year, parts, microsecond)
        for year in (self.latest.year, *range(self.latest.year - 1, self.latest.year - 9, -1)):
            found = self._in(year, parts, microsecond)  # 29 February waits for its year
            if found and found <= self.latest + _AHEAD:
                return found
        return None

    def aware(self, written: str) -> datetime | None:
        """Give the moment of an ISO 8601 time, with or without zone."""
        try:
            found = datetime.fromisoformat(written.replace(",", ".").replace(" +", "+").replace(" -", "-"))
            return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _in(self, year: int, parts: tuple[int, int, int, int, int], microsecond: int) -> datetime | None:
        month, day, hour, minute, second = parts
        try:
            found = datetime(year, month, day, hour, minute, min(second, 59), microsecond, self.zone)
            return found.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def read(text: str, calendar: Calendar) -> Line | None:
    """Read a line of a log; None where it has no time in front."""
    text = text[:LONGEST_LINE].rstrip("\r\n")
    if found := _TRADITIONAL.match(text):
        time, at = _traditional(found, calendar), found.end()
    elif found := _ISO.match(text):
        time, at = calendar.aware(found[1]), found.end()
    else:
        return None
    if tag := _TAG.match(text, at):
        return Line(time, tag[1], text[tag.end() :])
    if structured := _STRUCTURED.match(text, at):
        return Line(time, structured[1], text[structured.end() :])
    return None


def _traditional(found: re.Match[str], calendar: Calendar) -> datetime | None:
    month = _MONTHS.get(found[1])
    if month is None:
        return None
    parts = (month, int(found[2]), int(found[3]), int(found[4]), int(found[5]))
    return calendar.moment(parts, int((found[6] or "0").ljust(6, "0")))
