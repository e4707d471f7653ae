"""Values as platforms write them: numbers as text, lists or not, times of any form; whatever else comes, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

LONGEST_TEXT = 8192  # characters of a text that are kept
LONGEST_ADDRESS = 1024  # characters; no mailbox has more than 254 (RFC 5321 §4.5.3.1.3), display names beside

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 631_152_000, 7_258_118_400  # 1990 and 2200: what no message's time lies outside of
_UNITS = (
    (1e17, 1_000_000_000),
    (1e14, 1_000_000),
    (1e11, 1_000),
    (0, 1),
)  # so large a number counts in such units
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?")
_REPLY = re.compile(r"[245][0-57]\d")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_APART = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_SPOKEN_UTC = re.compile(r"(?: \+0000)? (?:UTC|GMT)$")
_BRACKETED = re.compile(r"<([^<>]{1,512})>[^<>]*$")
_NOTHING: Mapping[str, Any] = {}


def text(value: Any) -> str:
    """Give a string, or a number as one; anything else as an empty string."""
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    try:
        return str(value)
    except ValueError:  # Python refuses to write integers of thousands of digits
        return ""


def first(*values: Any) -> str:
    """Give the first of some values that says anything, as text."""
    return next((found for found in map(text, values) if found.strip()), "")


def mapping(value: Any) -> Mapping[str, Any]:
    """Give an object's members, none where it is no object."""
    return value if isinstance(value, Mapping) else _NOTHING


def listed(value: Any) -> list[Any]:
    """Give a list as it is, nothing as an empty one, and anything else as a list of one."""
    if isinstance(value, (list, tuple)):
        return list(value)
    return [] if value is None else [value]


def number(value: Any) -> int | None:
    """Give a whole number, also from text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**18 else None
    found = _NUMBER.fullmatch(text(value).strip())
    return int(float(found[0])) if found and len(found[0]) <= 18 else None


def code(value: Any) -> int | None:
    """Give a basic reply code (RFC 5321 §4.2.1); other numbers, such as 499 or 605, are the platforms' own."""
    found = number(value)
    return found if found is not None and _REPLY.fullmatch(str(found)) else None


def moment(value: Any) -> datetime | None:
    """Give a time in UTC: seconds, milli-, micro- or nanoseconds since 1970, ISO 8601 or RFC 5322, numbers also as text.

    A time without a zone is taken as UTC; a value that is none, or lies before 1990 or after 2200, gives None.
    """
    written = text(value).strip()
    if _NUMBER.fullmatch(written) or isinstance(value, float):
        return _counted(written)
    try:
        found = _iso(written) if _ISO.match(written) else _posted(written)
        return _plausible(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _counted(written: str) -> datetime | None:
    try:
        count = float(written)
    except ValueError:
        return None
    if not abs(count) < 1e20:  # infinity and NaN too
        return None
    units = next(units for above, units in _UNITS if abs(count) >= above)
    if not _FIRST < count / units < _LAST:
        return None
    return _EPOCH + timedelta(microseconds=round(count * 1_000_000 / units))


def _iso(written: str) -> datetime:
    return datetime.fromisoformat(_APART.sub("", _SPOKEN_UTC.sub("+00:00", written[:100])))


def _posted(written: str) -> datetime:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # few platforms write so

    return parsedate_to_datetime(written[:100])


def _plausible(found: datetime) -> datetime | None:
    return found if _FIRST < found.timestamp() < _LAST else None


def address(value: Any) -> str:
    """Give an address, without its display name and brackets; empty where the value holds none."""
    written = text(value)[:LONGEST_ADDRESS].strip()
    bracketed = _BRACKETED.search(written)
    found = (bracketed[1] if bracketed else written).strip().removeprefix("mailto:")
    return found if "@" in found and not any(letter.isspace() for letter in found) else ""


def addresses(value: Any) -> Iterator[str]:
    """Give the addresses of a list, or of a text that holds one."""
    yield from filter(None, map(address, listed(value)))


def bare_id(value: Any) -> str:
    """Give a message's id without angle brackets."""
    return first(value).strip().removeprefix("<").removesuffix(">")


def tag(value: Any) -> str:
    """Give the first of some tags, or the only one; also from a list that is written as text."""
    if isinstance(value, str) and value.startswith("["):
        value = decoded(value)
    return next(filter(None, map(text, listed(value))), "")


def decoded(value: Any) -> Any:
    """Give what a JSON text says; None where it is none. Anything that is no text is given as it is."""
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return msgspec.json.decode(value)
    except (ValueError, RecursionError):
        return None
