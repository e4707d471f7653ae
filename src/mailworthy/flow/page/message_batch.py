"""What the page on many messages is told: a row of each, the lowest score first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Severity, lookup
from mailworthy.flow.page.message_source import plain
from mailworthy.flow.page.words import Speech
from mailworthy.message.report import MessageReport, severity_of

BATCH_MOST = 1000  # messages that the page shows
_GRAVE = frozenset({Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True, slots=True)
class Row:
    """What the page on many messages keeps of one.

    Args:
        file: Its name.
        page: The file of its own page, beside this one.
        score: 0 to 10.
        probability: Of spam, 0 to 1.
        worst: The severity and the code of what is to be mended first; None where nothing is.
    """

    file: str
    page: str
    score: float
    probability: float
    worst: tuple[str, str] | None = None


def row(report: MessageReport, page: str) -> Row:
    """Keep of a report what the page on many messages shows.

    Args:
        report: What came of checking it.
        page: The file of its own page, beside the page on many.
    """
    grave = next((one for one in report.findings if severity_of(one) in _GRAVE), None)
    worst = (severity_of(grave).value, grave.code) if grave else None
    return Row(report.file, page, report.scored.score, report.scored.spam_probability, worst)


def batch_view(rows: Iterable[Row], speech: Speech) -> dict[str, Any]:
    """Give what the page on many messages shows."""
    ordered = sorted(rows, key=lambda one: (one.score, -one.probability, one.file))
    more = len(ordered) - BATCH_MOST
    return {
        "t": speech,
        "kicker": speech.say("batch.kicker"),
        "title": speech.say("batch.title"),
        "headline": speech.say("batch.headline", n=len(ordered)),
        "rows": [
            {
                "file": plain(one.file) or speech.say("tested.unnamed"),
                "page": one.page,
                "score": speech.decimal(one.score),
                "probability": speech.percent(one.probability),
                "severity": one.worst[0] if one.worst else "pass",
                "worst": lookup(one.worst[1]).words[speech.lang].title
                if one.worst
                else speech.say("faults.none"),
            }
            for one in ordered[:BATCH_MOST]
        ],
        "more": speech.say("batch.more", n=more) if more > 0 else "",
        "promise": speech.say("tested.not_a_promise"),
    }
