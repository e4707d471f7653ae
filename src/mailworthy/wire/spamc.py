"""SPAMC, which clients of SpamAssassin speak: the request, and the replies of spamd.

Source:
    spamd's PROTOCOL file, version 1.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.errors import InputError
from mailworthy.wire.filtered import SYMBOLS, Filtered, Symbol, one_line

VERSION = "1.5"

_FIRST = re.compile(r"SPAMD/\d{1,3}\.\d{1,3} (\d{1,3}) ?(.*)")
_SPAM = re.compile(
    r"(True|Yes|False|No) ; (-?\d{1,9}(?:\.\d{1,9})?) / (-?\d{1,9}(?:\.\d{1,9})?)", re.IGNORECASE
)
_RULE = re.compile(r"\s*(-?\d{1,6}(?:\.\d{1,6})?)\s+([A-Za-z_]\w{0,200})(?:\s+(.*))?")
_RULED = re.compile(r"\s*-{3,}\s+-{5,}(?:\s+-{5,})?\s*")  # what stands between the table and its heading
_FURTHER = re.compile(r"\s{10,}(\S.*)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of spamd.

    Args:
        code: As in sysexits(3); 0 is well.
        said: The words beside it.
        spam: Whether it is spam; None where the reply doesn't say.
        score: The points; 0 where it doesn't say.
        threshold: The points that make spam, same.
        body: What follows the header.
    """

    code: int
    said: str
    spam: bool | None
    score: float
    threshold: float
    body: str


def request(command: str, octets: bytes) -> bytes:
    """Give a request about a message, ``REPORT`` or ``SYMBOLS``."""
    return f"{command} SPAMC/{VERSION}\r\nContent-length: {len(octets)}\r\n\r\n".encode() + octets


def read_reply(octets: bytes) -> Reply:
    """Read a whole reply.

    Raises:
        InputError: It is none.
    """
    head, blank, body = octets.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    first = _FIRST.fullmatch(lines[0])
    if first is None:
        raise InputError(f"no reply of spamd: {one_line(lines[0])[:80]!r}")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
    }
    length = fields.get("content-length", "")
    if (
        int(first[1]) == 0
        and length
        and (not blank or not length.isdecimal() or int(length[:12]) > len(body))
    ):
        raise InputError("its reply breaks off")
    spam = _SPAM.fullmatch(fields.get("spam", ""))
    return Reply(
        code=int(first[1]),
        said=one_line(first[2]),
        spam=spam[1].lower() in {"true", "yes"} if spam else None,
        score=float(spam[2]) if spam else 0.0,
        threshold=float(spam[3]) if spam else 0.0,
        body=body.decode("utf-8", "replace"),
    )


def filtered(reply: Reply, symbols: tuple[Symbol, ...]) -> Filtered:
    """Give what a reply says of a message."""
    return Filtered(reply.score, reply.threshold, "spam" if reply.spam else "ham", symbols)


def reported(body: str) -> tuple[Symbol, ...] | None:
    """Read the table at the end of a report: points, rule, description.

    A report quotes the message before it, so only what stands behind the last ruled line is believed.

    Returns:
        None where there is no table: operators may word the report as they like.
    """
    lines = body.splitlines()
    ruled = [number for number, line in enumerate(lines) if _RULED.fullmatch(line)]
    if not ruled:
        return None
    rows: list[list[str]] = []
    for line in lines[ruled[-1] + 1 :]:
        if row := _RULE.fullmatch(line):
            rows.append([row[2], row[1], row[3] or ""])
        elif rows and (more := _FURTHER.fullmatch(line)):
            rows[-1][2] += f" {more[1]}"
    return tuple(Symbol(name, float(points) + 0.0, one_line(said)) for name, points, said in rows[:SYMBOLS])


def listed(body: str) -> tuple[Symbol, ...]:
    """Read the reply to ``SYMBOLS``: names alone."""
    names = (one_line(name) for name in body.replace("\n", ",").split(",", SYMBOLS)[:SYMBOLS])
    return tuple(Symbol(name, None) for name in names if name)
