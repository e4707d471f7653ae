"""What the page on receivers' reports is told: every number already a text, every column already a height."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from mailworthy.flow.page import charts
from mailworthy.flow.page.view import finding
from mailworthy.flow.page.words import Speech
from mailworthy.sender.reports.summary import Service, Standing, Summary, Tally

HEIGHT = 168  # pixels of the chart over time
DAYS, WEEKS = 45, 370  # so many days are shown as days, so many as weeks; more as months
ROWS = 40  # of a table
FOLD = 8
TONES = {
    Standing.UNALIGNED: "bad",
    Standing.PASSED_ON: "wait",
    Standing.UNPROVEN: "odd",
    Standing.SOUND: "good",
}


def reports_view(summary: Summary, speech: Speech) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    return {
        "t": speech,
        "kicker": speech.say("reported.kicker"),
        "title": _title(summary, speech),
        "about": list(_about(summary, speech)),
        "headline": _headline(summary, speech),
        "whole": _split(summary.total, speech),
        "figures": _figures(summary.total, speech),
        "lost": _lost(summary, speech),
        "time": _time(summary.days, speech) if summary.days else None,
        "services": [_service(each, speech) for each in _ordered(summary)],
        "domains": [_tally(each, speech) for each in summary.domains[:ROWS]],
        "receivers": [_tally(each, speech) for each in summary.receivers[:ROWS]],
        "encryption": _encryption(summary, speech),
        "failures": [(source or "–", speech.number(count)) for source, count in summary.failures.items()],
        "findings": [finding(each, speech) for each in summary.findings],
        "contents": {name: speech.say(f"{name}.title") for name in _parts(summary)},
    }


def _parts(summary: Summary) -> Iterator[str]:
    """The parts of the page that have something to say, in their order."""
    present = {
        "rejecting": summary.total.messages,
        "advice": True,
        "senders": summary.services,
        "reported_days": summary.days,
        "own": summary.domains,
        "reporters": summary.receivers,
        "encryption": summary.encryption.succeeded + summary.encryption.failed,
        "single": summary.failures,
        "reported_print": True,
    }
    yield from (name for name, there in present.items() if there)


def _title(summary: Summary, speech: Speech) -> str:
    if not summary.since:
        return speech.say("reported.kicker")
    return speech.say("reported.title", since=speech.day(summary.since), until=speech.day(summary.until))


def _about(summary: Summary, speech: Speech) -> Iterator[str]:
    if summary.since:
        yield speech.say("reported.time", since=speech.day(summary.since), until=speech.day(summary.until))
    for kind, count in summary.reports.items():
        yield speech.say(f"reported.{kind}", n=count)


def _headline(summary: Summary, speech: Speech) -> str:
    total = summary.total
    if not total.messages:
        return speech.say("reported.nothing")
    if not total.failed:
        return speech.say("reported.all", n=total.messages)
    return speech.say(
        "reported.some",
        n=total.failed,
        all=total.messages,
        share=speech.percent(total.failed / total.messages),
    )


def _split(of: Tally, speech: Speech) -> dict[str, Any]:
    return {
        "segments": charts.stacked([("good", of.passed), ("bad", of.failed)]),
        "desc": speech.say("reported.whole_text", passed=of.passed, failed=of.failed),
    }


def _figures(total: Tally, speech: Speech) -> list[dict[str, Any]]:
    told = (
        ("passed", "good", total.passed),
        ("failed", "bad", total.failed),
        ("stopped", "wait", total.stopped),
    )
    return [
        {
            "label": speech.say(f"reported.{name}"),
            "number": speech.number(count),
            "tones": (tone,),
            "share": speech.say("reported.of_all", share=speech.percent(count / total.messages))
            if total.messages
            else "",
            "split": "",
        }
        for name, tone, count in told
    ]


def _lost(summary: Summary, speech: Speech) -> dict[str, Any]:
    counts = {
        standing: sum(each.failed for each in summary.would_break if each.standing is standing)
        for standing in (Standing.UNALIGNED, Standing.PASSED_ON, Standing.UNPROVEN)
    }
    longest, total = max(counts.values()), sum(counts.values())
    return {
        "caption": speech.say("rejecting.title"),
        "heads": (speech.say("rejecting.why"), speech.say("column.share"), speech.say("rejecting.messages")),
        "fold": FOLD,
        "rows": [
            {
                "label": speech.say(f"standing.{standing.value}"),
                "meaning": speech.say(f"standing.{standing.value}_text"),
                "tone": TONES[standing],
                "width": charts.bar(count, longest),
                "shown": speech.percent(count / total),
                "count": speech.number(count),
                "desc": speech.say("reported.share_text", n=count, all=total),
            }
            for standing, count in counts.items()
            if count
        ],
    }


def _ordered(summary: Summary) -> Sequence[Service]:
    """What is ours to mend first, then by how much was sent."""
    urgent = sorted(
        summary.services, key=lambda each: (each.standing is not Standing.UNALIGNED, -each.messages)
    )
    return urgent[:ROWS]


def _service(each: Service, speech: Speech) -> dict[str, Any]:
    standing = speech.say(f"standing.{each.standing.value}")
    return {
        "name": each.name,
        "by": speech.say(f"senders.{each.by}"),
        "count": speech.number(each.messages),
        "standing": standing,
        "urgent": each.standing is Standing.UNALIGNED,
        "new": speech.say("senders.new") if each.new else "",
        "segments": charts.stacked([("good", each.passed), (TONES[each.standing], each.failed)]),
        "desc": speech.say("reported.whole_text", passed=each.passed, failed=each.failed),
    }


def _tally(each: Tally, speech: Speech) -> dict[str, Any]:
    asked = speech.say("own.policy", policy=each.policy) if each.policy else ""
    return {"name": each.key, "count": speech.number(each.messages), "policy": asked, **_split(each, speech)}


def _encryption(summary: Summary, speech: Speech) -> dict[str, Any]:
    tls = summary.encryption
    return {
        "text": speech.say("encryption.text", succeeded=tls.succeeded, failed=tls.failed),
        "rows": [
            (domain, mx, result, speech.number(count)) for domain, mx, result, count in tls.failures[:ROWS]
        ],
    }


# --- over time ---


def _time(days: Sequence[Tally], speech: Speech) -> dict[str, Any]:
    step, spans = _spans(days)
    most = max(failed + passed for _, passed, failed in spans) * 1.15 or 1.0
    top = max(spans, key=lambda span: span[2])
    day = speech.day(top[0])
    return {
        "height": HEIGHT,
        "caption": speech.say("reported_days.caption", step=speech.say(f"days.{step}")),
        "desc": speech.say("reported_days.most", day=day, n=top[2])
        if top[2]
        else speech.say("reported_days.none"),
        "columns": charts.columns([(failed, passed) for _, passed, failed in spans], most, HEIGHT),
        "line": None,
        "first": speech.day(spans[0][0]),
        "last": speech.day(spans[-1][0]) if len(spans) > 1 else "",
        "rows": [
            (speech.day(begin), speech.number(passed), speech.number(failed))
            for begin, passed, failed in reversed(spans)
            if passed or failed
        ],
    }


def _spans(days: Sequence[Tally]) -> tuple[str, list[tuple[str, int, int]]]:
    """Put days together until a chart can show them: where each begins, what passed, what failed."""
    step = "day" if len(days) <= DAYS else "week" if len(days) <= WEEKS else "month"
    together: dict[str, list[Tally]] = {}
    for each in days:
        together.setdefault(_begin(each.key, step), []).append(each)
    return step, [
        (begin, sum(each.passed for each in some), sum(each.failed for each in some))
        for begin, some in together.items()
    ]


def _begin(day: str, step: str) -> str:
    at = date.fromisoformat(day)
    if step == "week":
        return (at - timedelta(days=at.weekday())).isoformat()
    return at.replace(day=1).isoformat() if step == "month" else day
