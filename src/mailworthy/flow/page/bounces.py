"""What the page on bounces is told: every number already a text, every column already a height."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mailworthy.bounce.reasons import REASONS, group_of
from mailworthy.bounce.report import (
    COMPLAINTS_ALARM,
    COMPLAINTS_STOP,
    COMPLAINTS_WARN,
    ENOUGH_SENT,
    BounceReport,
    Fault,
    Figures,
)
from mailworthy.bounce.words import group_words, kind_words, reason_words
from mailworthy.flow.page import charts
from mailworthy.flow.page.view import finding
from mailworthy.flow.page.words import Speech

HEIGHT = 168  # pixels of the chart over time
DAYS, WEEKS = 45, 370  # so many days are shown as days, so many as weeks; more as months
REASONS_NAMED = 3  # of a group, with their remedies; the others stand in the chart of reasons
FAULTS_SHOWN = 8
FOLD = 6


def bounce_view(report: BounceReport, speech: Speech, *, sample: bool = False) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    return {
        "t": speech,
        "kicker": speech.say("came_back.kicker"),
        "title": _title(report, speech),
        "about": list(_about(report, speech)),
        "headline": _headline(report, speech),
        "notices": list(_notices(report, speech, sample=sample)),
        "whole": _split(report.total, speech),
        "figures": _figures(report.total, speech),
        "groups": [_group(name, count, report, speech) for name, count in report.groups.items()],
        "time": _time(report, speech) if report.days else None,
        "reasons": _reasons(report, speech),
        "receivers": [_receiver(each, speech) for each in report.domains if each.bounces],
        "campaigns": [_receiver(each, speech) for each in report.tags if each.bounces],
        "faults": [_fault(each, speech) for each in report.faults[:FAULTS_SHOWN]],
        "complaints": _complaints(report.total, speech),
        "findings": [finding(each, speech) for each in report.findings],
        "small": _small(report, speech),
        "contents": {name: speech.say(f"{name}.title") for name in _parts(report)},
    }


def _parts(report: BounceReport) -> Iterator[str]:
    """The parts of the page that have something to say, in their order."""
    yield "todo"
    present = {
        "days": report.days,
        "why": report.reasons,
        "receivers": any(each.bounces for each in report.domains),
        "campaigns": any(each.bounces for each in report.tags),
        "mend": report.faults,
        "abuse": report.total.complaints,
    }
    yield from (name for name, there in present.items() if there)
    yield from ("noticed", "print")


def _title(report: BounceReport, speech: Speech) -> str:
    if not report.since:
        return speech.say("came_back.empty_title")
    return speech.say("came_back.title", since=_day(report.since, speech), until=_day(report.until, speech))


def _about(report: BounceReport, speech: Speech) -> Iterator[str]:
    if report.since:
        yield speech.say("came_back.time", since=_day(report.since, speech), until=_day(report.until, speech))
    if report.total.sent is not None:
        yield speech.say("came_back.sent", n=report.total.sent)


def _day(day: str, speech: Speech) -> str:
    return speech.day(day)


def _headline(report: BounceReport, speech: Speech) -> str:
    total = report.total
    if not total.bounces:
        return speech.say("came_back.nothing")
    if total.rate is None:
        return speech.say("came_back.unknown", n=total.bounces)
    state = "few" if (total.sent or 0) < ENOUGH_SENT else "over" if total.alarm else "under"
    return speech.say(f"came_back.{state}", rate=speech.percent(total.rate), line=speech.percent(total.line))


def _notices(report: BounceReport, speech: Speech, *, sample: bool) -> Iterator[str]:
    if sample:
        yield speech.say("sample.bounces")
    if report.total.bounces and report.total.sent is None:
        yield speech.say("came_back.no_sent")


def _split(of: Figures, speech: Speech) -> dict[str, Any]:
    return {
        "segments": charts.stacked([("bad", of.hard), ("wait", of.soft)]),
        "desc": speech.say("came_back.whole_text", hard=of.hard, soft=of.soft),
    }


def _figures(total: Figures, speech: Speech) -> list[dict[str, Any]]:
    told = (
        ("hard", "bad", total.hard, total.hard_rate),
        ("soft", "wait", total.soft, total.soft_rate),
        ("complaints", "odd", total.complaints, total.complaint_rate),
    )
    return [
        {
            "label": speech.say(f"came_back.{name}"),
            "number": speech.number(count),
            "tones": (tone,),
            "share": "" if share is None else speech.say("came_back.of_sent", share=speech.percent(share)),
            "split": "",
        }
        for name, tone, count, share in told
    ]


def _group(name: str, count: int, report: BounceReport, speech: Speech) -> dict[str, Any]:
    words = group_words(name, speech.lang)
    named = [(reason, met) for reason, met in report.reasons.items() if _of_group(reason, name)]
    return {
        "name": name,
        "title": speech.say("todo.group", label=words.label, n=count),
        "meaning": words.meaning,
        "reasons": [_remedy(reason, met, speech) for reason, met in named[:REASONS_NAMED]],
        "checklist": [step.as_dict() for step in words.checklist],
    }


def _of_group(reason: str, group: str) -> bool:
    return group in {group_of(reason, reply_class) for reply_class in (4, 5)}


def _remedy(reason: str, count: int, speech: Speech) -> tuple[str, str]:
    words = reason_words(reason, speech.lang)
    return speech.say("todo.reason", label=words.label, n=count), words.remedy


# --- over time ---


@dataclass(frozen=True, slots=True)
class _Span:
    """Some days, shown as one column."""

    begin: str
    of: Figures


def _time(report: BounceReport, speech: Speech) -> dict[str, Any]:
    step, spans = _spans(report.days, report.total.line)
    rated = all(span.of.rate is not None for span in spans if span.of.bounces)
    values = [_parts_of(span.of, rated=rated) for span in spans]
    highest = max(hard + soft for hard, soft in values)
    line = report.total.line if rated else 0.0
    most = max(highest, line) * 1.15 or 1.0
    top = max(spans, key=lambda span: _sum(span.of, rated=rated))
    line_y = round(HEIGHT - line / most * HEIGHT, 1)
    step_word = speech.say(f"days.{step}")
    key = "days.rate" if rated else "days.count"
    return {
        "height": HEIGHT,
        "caption": speech.say(key, step=step_word, line=speech.percent(report.total.line)),
        "desc": speech.say("days.most", day=_day(top.begin, speech), shown=_shown(top.of, speech, rated=rated)),
        "columns": charts.columns(values, most, HEIGHT),
        "line": {"y": line_y, "shown": speech.say("days.line", line=speech.percent(line))} if rated else None,
        "first": _day(spans[0].begin, speech),
        "last": _day(spans[-1].begin, speech) if len(spans) > 1 else "",
        "rows": [_row(span, speech) for span in reversed(spans) if span.of.bounces or span.of.complaints or span.of.sent],
    }  # fmt: skip


def _parts_of(of: Figures, *, rated: bool) -> tuple[float, float]:
    return (of.hard_rate or 0.0, of.soft_rate or 0.0) if rated else (of.hard, of.soft)


def _sum(of: Figures, *, rated: bool) -> float:
    return sum(_parts_of(of, rated=rated))


def _shown(of: Figures, speech: Speech, *, rated: bool) -> str:
    return speech.percent(of.rate or 0.0) if rated else speech.number(of.bounces)


def _row(span: _Span, speech: Speech) -> dict[str, str]:
    of = span.of
    return {
        "begin": _day(span.begin, speech),
        "hard": speech.number(of.hard),
        "soft": speech.number(of.soft),
        "complaints": speech.number(of.complaints),
        "sent": "" if of.sent is None else speech.number(of.sent),
        "rate": "" if of.rate is None else speech.percent(of.rate),
    }


def _spans(days: Sequence[Figures], line: float) -> tuple[str, list[_Span]]:
    """Put days together until a chart can show them."""
    if len(days) <= DAYS:
        return "day", [_Span(each.key, each) for each in days]
    step = "week" if len(days) <= WEEKS else "month"
    together: dict[str, list[Figures]] = {}
    for each in days:
        together.setdefault(_begin(date.fromisoformat(each.key), step), []).append(each)
    return step, [_Span(begin, _summed(begin, some, line)) for begin, some in together.items()]


def _begin(day: date, step: str) -> str:
    begin = day.replace(day=1) if step == "month" else day - timedelta(days=day.weekday())
    return begin.isoformat()


def _summed(key: str, some: Sequence[Figures], line: float) -> Figures:
    sent = [each.sent for each in some if each.sent is not None]
    return Figures(
        key,
        sum(each.hard for each in some),
        sum(each.soft for each in some),
        sum(each.complaints for each in some),
        sum(sent) if sent else None,
        line,
    )


# --- tables ---


def _reasons(report: BounceReport, speech: Speech) -> dict[str, Any]:
    longest = max(report.reasons.values(), default=0)
    total = sum(report.reasons.values())
    return {
        "caption": speech.say("why.title"),
        "heads": (speech.say("column.reason"), speech.say("column.share"), speech.say("why.bounces")),
        "fold": FOLD,
        "rows": [_reason_bar(name, count, longest, total, speech) for name, count in report.reasons.items()],
    }


def _reason_bar(name: str, count: int, longest: int, total: int, speech: Speech) -> dict[str, Any]:
    words = reason_words(name, speech.lang)
    return {
        "label": words.label,
        "meaning": words.meaning,
        "tone": "bad" if REASONS[name].hard else "wait",
        "width": charts.bar(count, longest),
        "shown": speech.percent(count / total),
        "count": speech.number(count),
        "desc": speech.say("bar.desc", n=count, rows=total),
    }


def _receiver(of: Figures, speech: Speech) -> dict[str, Any]:
    rate = (
        "" if of.rate is None else speech.say("receivers.rate", rate=speech.percent(of.rate), n=of.sent or 0)
    )
    return {
        "name": of.key,
        "count": speech.number(of.bounces),
        "rate": rate,
        "alarm": speech.say("receivers.alarm") if of.alarm else "",
        **_split(of, speech),
    }


def _fault(fault: Fault, speech: Speech) -> dict[str, str]:
    label = reason_words(fault.reason, speech.lang).label
    return {
        "receiver": fault.receiver,
        "code": fault.code,
        "reason": f"{label}: {fault.blocklist}" if fault.blocklist else label,
        "count": speech.number(fault.count),
    }


def _complaints(total: Figures, speech: Speech) -> str:
    if not total.complaints:
        return ""
    if total.complaint_rate is None:
        return speech.say("abuse.count", n=total.complaints)
    lines = {"warn": COMPLAINTS_WARN, "alarm": COMPLAINTS_ALARM, "stop": COMPLAINTS_STOP}
    return speech.say(
        "abuse.rate",
        n=total.complaints,
        sent=total.sent or 0,
        rate=speech.fine_percent(total.complaint_rate),
        **{name: speech.fine_percent(share) for name, share in lines.items()},
    )


def _small(report: BounceReport, speech: Speech) -> dict[str, Any]:
    lines = [speech.say(f"print.{name}") for name in ("once", "apart", "silent")]
    if report.sent_from:
        lines.insert(0, speech.say(f"print.{report.sent_from}"))
    kinds: Mapping[str, str] = {
        kind_words(kind, speech.lang).label: speech.number(count) for kind, count in report.kinds.items()
    }
    return {"lines": lines, "kinds": kinds}
