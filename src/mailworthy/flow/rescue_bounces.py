"""From a platform's export, the addresses that it calls dead and that are not, and when to try them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl

from mailworthy.bounce.event import rfc3339
from mailworthy.bounce.rescue import Outcome, Rescue, Rescued
from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.flow.read_events import EventOptions, Unread, events_in
from mailworthy.store.tables import write_frames

FORMATS = {".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".parquet": "parquet"}
_AT_ONCE = 50_000  # rows of a frame

_SCHEMA = pl.Schema(
    {
        "address": pl.String(),
        "reason": pl.String(),
        "group": pl.String(),
        "remedy": pl.String(),
        "mend_first": pl.Boolean(),
        "retry_after": pl.String(),
        "retry_at": pl.String(),
        "platform_class": pl.String(),
        "label": pl.String(),
        "reply": pl.Int64(),
        "status": pl.String(),
        "confidence": pl.String(),
        "rule": pl.String(),
        "line": pl.String(),
        "bounced_at": pl.String(),
        "delivered_at": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What came of a rescue.

    Args:
        platform: Whose export it was; empty where nobody said and it does not show.
        outcomes: How many of the addresses that the platform calls dead came out how.
        reasons: How many were rescued, by reason.
        events: How many rows or events were read.
        unread: How many could not be read.
        rescued: The addresses that may be written to again.
        out: The file they were written to; None where none was wished for.
    """

    platform: str
    outcomes: Mapping[Outcome, int]
    reasons: Mapping[str, int]
    events: int
    unread: int
    rescued: tuple[Rescued, ...]
    out: Path | None

    @property
    def called_hard(self) -> int:
        """How many addresses the platform calls dead or suppressed."""
        return sum(self.outcomes.values())

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape; remedies in the words of ``lang``."""
        groups: Counter[str] = Counter()
        for found in self.rescued:
            groups[found.group or "none"] += 1
        return {
            "platform": self.platform or None,
            "events": self.events,
            "unread": self.unread,
            "called_hard": self.called_hard,
            **{outcome.value: self.outcomes.get(outcome, 0) for outcome in Outcome},
            "by_reason": dict(self.reasons),
            "by_group": dict(groups.most_common()),
            "out": str(self.out) if self.out else None,
            "addresses": [found.as_dict(lang) for found in self.rescued],
        }


def rescue_bounces(
    source: Path | IO[bytes],
    *,
    options: EventOptions | None = None,
    name: str = "",
    out: Path | None = None,
    lang: Lang = Lang.EN,
) -> RescueReport:
    """Find the addresses that a platform calls dead and that are not.

    Args:
        source: Its export, its events, or a folder of them.
        options: How they are read.
        name: A stream's name.
        out: Where to write the addresses; the ending says in which format.
        lang: The language of remedies in that file.

    Raises:
        InputError: The export cannot be read, or the ending is none that we write.
        OSError: The file cannot be written.
    """
    form = _format(out) if out else ""
    rescue, platforms, unread = Rescue(), Counter[str](), Unread()
    for event in events_in(source, options=options, name=name, unread=unread):
        platforms[event.platform] += 1
        rescue.add(event)
    rescued = tuple(rescue.rescued())
    if out:
        write_frames(out, _frames(rescued, lang), _SCHEMA, form)
    return RescueReport(
        platform=(options.platform if options else "") or next(iter(dict(platforms.most_common(1))), ""),
        outcomes=rescue.outcomes(),
        reasons=dict(Counter(found.reason for found in rescued).most_common()),
        events=rescue.events,
        unread=unread.count,
        rescued=rescued,
        out=out,
    )


def _format(out: Path) -> str:
    if out.suffix.lower() not in FORMATS:
        raise InputError(f"{out.name}: its ending says no format that we write: use {', '.join(FORMATS)}")
    return FORMATS[out.suffix.lower()]


def _frames(rescued: tuple[Rescued, ...], lang: Lang) -> Iterator[pl.DataFrame]:
    rows = (_row(found, lang) for found in rescued)
    while some := list(islice(rows, _AT_ONCE)):
        yield pl.DataFrame(some, schema=_SCHEMA)


def _row(found: Rescued, lang: Lang) -> dict[str, Any]:
    told = found.as_dict(lang)
    return {
        **{key: told[key] for key in _SCHEMA if key in told},
        "retry_after": told["retry"]["after"],
        "retry_at": rfc3339(found.retry_at) if found.retry_at else None,
        "rule": found.rule,
        "line": found.line,
    }
