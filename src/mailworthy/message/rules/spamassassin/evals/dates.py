"""Tests of dates: how far the sender's clock is from those of the servers on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, said
from mailworthy.message.rules.spamassassin.mail import Mail

_STAMP = re.compile(r"(\s.?\d+ \S\S\S \d+ \d+:\d+:\d+ \S+)")
_LOCAL = re.compile(r"\bfrom (?:localhost\s|(?:\S+ ){1,2}\S*\b127\.0\.0\.1\b)|qmail \d+ invoked by uid \d+")
_FETCHED = re.compile(r"\bby localhost with \w+ \(fetchmail-[\d.]+")
_HOUR = 3600
_TOKEN = re.compile(r"<[0-9a-f]{4}([0-9a-f]{8})\$[0-9a-f]{8}\$[0-9a-f]{8}@")


def seconds(written: str) -> int | None:
    """Give the seconds since 1970 of a date as mail writes it; None where nobody can tell."""
    try:
        read = parsedate_tz(written.strip())
        return int(mktime_tz(read)) if read and 1900 < read[0] < 2500 else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def check_for_shifted_date(least: str, most: str) -> Asked:
    """The message's date is so many hours after that of the server nearest to it."""
    low = float("-inf") if least == "undef" else float(least) * _HOUR
    high = float("inf") if most == "undef" else float(most) * _HOUR
    return lambda mail: low <= mail.once(_shift) < high


def _shift(mail: Mail) -> int:
    """Give the seconds from the nearest stamp of a server to the message's date; 0 where one of them is missing."""
    dated = next(
        (
            found
            for name in ("Resent-Date", "Date")
            for value in mail.values(name)
            if (found := seconds(value.decode("latin-1"))) is not None
        ),
        None,
    )
    stamps = _stamps(mail)
    if dated is None or not stamps:
        return 0
    shifts = [dated - one for one in stamps]
    if len(shifts) > 1 and shifts[-1] == 0:
        shifts.pop()
    return min(shifts, key=abs)


def _stamps(mail: Mail) -> list[int]:
    """Give when servers took the message, leaving out the one that fetched it from a mailbox."""
    received = [line for line in said(mail, "Received").split("\n") if line.strip()]
    local = [received.pop(0)] if received and _LOCAL.search(received[0]) else []
    if received and _FETCHED.search(received[0]):
        received.pop(0)
    else:
        received = local + received
    found = (_STAMP.search(line) for line in received)
    return [stamp for one in found if one and (stamp := seconds(one[1])) is not None]


def check_outlook_message_id() -> Asked:
    """The id says that Outlook made it, and at a time that is not the message's."""

    def asked(mail: Mail) -> bool:
        token = _TOKEN.match(said(mail, "MESSAGEID"))
        if token is None:
            return False
        last = re.search(r"(\s.?\d+ \S\S\S \d+ \d+:\d+:\d+ \S+).*?$", said(mail, "Received"))
        dates = seconds(said(mail, "Date")) or 0, (seconds(last[1]) or 0) if last else 0
        return all(abs(int(token[1], 16) - _outlook(one)) >= 250 for one in dates)

    return asked


def _outlook(time: int) -> int:
    """Give what Outlook writes for a time: the upper half of a count of 100 ns since 1601."""
    return int(time * 0.0023283064365387 + 27111902.8329849)


EVALS: Mapping[str, Ready] = {
    "check_for_shifted_date": check_for_shifted_date,
    "check_outlook_message_id": check_outlook_message_id,
}
