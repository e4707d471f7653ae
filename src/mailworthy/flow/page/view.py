"""What the page's template is told: every number already a text, every bar already a width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.address.report import Bounds, ListReport, TopDomain
from mailworthy.errors import InputError
from mailworthy.finding import Finding
from mailworthy.flow.page import charts, story
from mailworthy.flow.page.words import Speech

# A flag that says what kind of address it is; all other flags are technical notes.
# fmt: off
_KINDS = frozenset({
    "disposable", "relay", "role", "free", "catch_all", "junk", "gibberish", "spam_trap_suspect", "typo_suspect",
    "parked", "parked_domain", "inactive", "bot_variant",
})
# fmt: on
_FINE = ("dns_only", "accepted", "forwarded", "not_checked")  # reasons that say nothing against an address
_TONES = {"valid": "good", "risky": "odd", "soft": "wait", "unknown": "open", "invalid": "bad"}
_ACTIONS = {"keep": "good", "remove": "bad", "review": "odd", "retry": "wait"}
_FOLD = 6  # rows of a chart that are shown at once


def view(report: ListReport, speech: Speech) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    return {
        "t": speech,
        "report": report,
        "title": speech.say("report.title", source=report.source),
        "kicker": speech.say("report.kicker"),
        "checked": speech.say("report.checked", date=speech.date(report.started_at)),
        "headline": story.headline(report, speech),
        "notices": _notices(report, speech),
        "actions": _stack("action", report.actions, _ACTIONS, speech),
        "figures": _figures(report, speech),
        "steps": story.steps(report, speech),
        "bounce": _bounce(report, speech),
        "cost": _cost(report, speech),
        "effects": story.effects(report, speech),
        "status": _status(report, speech),
        "reasons": _chart("reason", _against(report), report.rows, speech, "reasons"),
        "fine": _fine(report, speech),
        "kinds": _chart("reason", _flags(report, kinds=True), report.rows, speech, "kinds"),
        "notes": _chart("reason", _flags(report, kinds=False), report.rows, speech, "kinds"),
        "domains": [_domain(top, speech) for top in report.top_domains],
        "domain_key": [
            ("good", speech.label("action", "keep")),
            ("odd", speech.say("domains.other")),
            ("bad", speech.label("action", "remove")),
        ],
        "duplicates": _chart("duplicate", report.duplicates, report.rows, speech, "duplicates"),
        "findings": [finding(each, speech) for each in report.findings],
        "bad_rows": report.bad_rows,
        "small": _small(report, speech),
        "contents": {name: speech.say(f"{name}.title") for name in _parts(report)},
    }


def _parts(report: ListReport) -> Iterator[str]:
    """The parts of the page that have something to say, in their order."""
    yield from ("next", "bounce", "cost")
    if report.rows:
        yield "effect"
    yield "status"
    for name in ("reasons", "kinds", "domains", "duplicates"):
        if _present(report, name):
            yield name
    yield "findings"
    if report.bad_rows:
        yield "rows"
    yield "small"


def _present(report: ListReport, name: str) -> bool:
    if name == "domains":
        return bool(report.top_domains)
    counts = {"reasons": report.reasons, "kinds": _shown(report.flags), "duplicates": report.duplicates}
    return any(count > 0 for count in counts[name].values())


def _shown(flags: Mapping[str, int]) -> dict[str, int]:
    """All flags but the repeats, which have a part of their own."""
    return {name: count for name, count in flags.items() if name != "duplicate"}


def _notices(report: ListReport, speech: Speech) -> list[str]:
    notices = []
    if report.sample:
        notices.append(speech.say("notice.sample"))
    if report.offline:
        notices.append(speech.say("notice.offline"))
    if report.reach:
        notices.append(speech.say("notice.reach", networks=", ".join(report.reach)))
    return notices


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    meaning: str
    tone: str
    width: float
    shown: str
    count: str
    desc: str


@dataclass(frozen=True, slots=True)
class _Chart:
    caption: str
    heads: tuple[str, str, str]  # name, chart, count; an empty one leaves the column out
    rows: Sequence[_Bar]
    fold: int = _FOLD


def _chart(kind: str, counts: Mapping[str, int], total: int, speech: Speech, section: str) -> _Chart:
    present = {name: count for name, count in counts.items() if count > 0}
    longest = max(present.values(), default=0)
    column = "column.reason" if section == "reasons" else "column.kind"
    return _Chart(
        caption=speech.say(f"{section}.title"),
        heads=(speech.say(column), speech.say("column.share"), speech.say("column.addresses")),
        rows=[_bar(kind, name, count, (longest, total), speech) for name, count in present.items()],
    )


def _bar(kind: str, name: str, count: int, of: tuple[int, int], speech: Speech) -> _Bar:
    longest, total = of
    return _Bar(
        label=speech.label(kind, name),
        meaning=speech.meaning(kind, name),
        tone="plain",
        width=charts.bar(count, longest),
        shown=_share(count, total, speech),
        count=speech.number(count),
        desc=speech.say("bar.desc", n=count, rows=total),
    )


def _share(count: int, total: int, speech: Speech) -> str:
    return speech.percent(count / total if total else 0.0)


def _flags(report: ListReport, *, kinds: bool) -> dict[str, int]:
    return {name: count for name, count in _shown(report.flags).items() if (name in _KINDS) is kinds}


def _against(report: ListReport) -> dict[str, int]:
    return {name: count for name, count in report.reasons.items() if name not in _FINE}


def _fine(report: ListReport, speech: Speech) -> list[str]:
    """The good ones in a sentence: their bar would dwarf all others."""
    return [
        speech.say(
            "reasons.fine",
            label=speech.label("reason", name),
            n=report.reasons[name],
            share=_share(report.reasons[name], report.rows, speech),
            meaning=speech.meaning("reason", name),
        )
        for name in _FINE
        if report.reasons.get(name)
    ]


def _stack(kind: str, counts: Mapping[str, int], tones: Mapping[str, str], speech: Speech) -> dict[str, Any]:
    total = sum(counts.values())
    said = (
        speech.say(
            "figure.parts",
            label=speech.label(kind, name),
            n=counts.get(name, 0),
            share=_share(counts.get(name, 0), total, speech),
        )
        for name in tones
    )
    return {
        "segments": charts.stacked([(tone, counts.get(name, 0)) for name, tone in tones.items()]),
        "desc": "; ".join(said),
    }


def _figures(report: ListReport, speech: Speech) -> list[dict[str, Any]]:
    keep, remove, review, retry = (report.actions.get(name, 0) for name in _ACTIONS)
    split = speech.say("figure.later_split", review=review, retry=retry) if review and retry else ""
    again = min(story.repeated(report), remove)
    repeats = speech.say("figure.repeats", n=again) if again else ""
    return [
        _figure("keep", keep, ("good",), report.rows, speech),
        _figure("remove", remove, ("bad",), report.rows, speech) | {"split": repeats},
        _figure("later", review + retry, ("odd", "wait"), report.rows, speech) | {"split": split},
    ]


def _figure(name: str, count: int, tones: Iterable[str], rows: int, speech: Speech) -> dict[str, Any]:
    share = speech.say("figure.of_rows", share=_share(count, rows, speech)) if rows else ""
    return {
        "label": speech.say(f"figure.{name}"),
        "number": speech.number(count),
        "tones": tones,
        "share": share,
        "split": "",
    }


def _bounce(report: ListReport, speech: Speech) -> dict[str, Any]:
    before, after = report.predicted_bounce_rate, report.predicted_after
    line = speech.percent(charts.LINE)
    return {
        "verdict": story.bounce_verdict(before, speech),
        "why": speech.say("bounce.why", line=line),
        "rows": [_estimate("before", before, speech), _estimate("after", after, speech)],
        "gauge": _gauge(before, after, line, speech),
    }


def _estimate(name: str, of: Bounds, speech: Speech) -> tuple[str, ...]:
    return (speech.say(f"bounce.{name}"), *(speech.percent(share) for share in (of.low, of.mean, of.high)))


def _gauge(before: Bounds, after: Bounds, line: str, speech: Speech) -> dict[str, Any]:
    scale = charts.gauge((before.low, before.mean, before.high), (after.low, after.mean, after.high))
    last = len(scale.ticks) - 1
    anchors = ["start" if i == 0 else "end" if i == last else "middle" for i in range(last + 1)]
    return {
        "scale": scale,
        "title": speech.say("bounce.chart"),
        "desc": speech.say(
            "bounce.chart_text",
            before=speech.percent(before.mean),
            before_range=story.bounds(before, speech),
            after=speech.percent(after.mean),
            after_range=story.bounds(after, speech),
            line=line,
        ),
        "line": speech.say("bounce.line", line=line),
        "before": _about("before", before, speech),
        "after": _about("after", after, speech),
        "ticks": [
            {"x": tick.x, "shown": speech.percent(tick.share), "anchor": anchor}
            for tick, anchor in zip(scale.ticks, anchors, strict=True)
        ],
    }


def _about(name: str, of: Bounds, speech: Speech) -> str:
    return speech.say("bounce.about", label=speech.say(f"bounce.{name}"), mean=speech.percent(of.mean))


def _cost(report: ListReport, speech: Speech) -> dict[str, Any]:
    bill = story.expenses(report, speech)
    longest = max((line.amount for line in bill), default=0.0)
    tones = {"before": "open", "after": "good", "wasted": "bad", "inactive": "odd"}
    rows = [
        _Bar(line.label, "", tones[line.name], charts.bar(line.amount, longest), line.shown, "", line.label)
        for line in bill
    ]
    heads = (speech.say("cost.what"), speech.say("cost.amount"), "")
    return {
        "chart": _Chart(speech.say("cost.chart"), heads, rows),
        "reach": story.price_of_reach(report, speech),
        "prices": story.prices(report, speech),
    }


def _status(report: ListReport, speech: Speech) -> dict[str, Any]:
    rows = [
        {
            "tone": tone,
            "label": speech.label("status", name),
            "meaning": speech.meaning("status", name),
            "count": speech.number(report.statuses.get(name, 0)),
            "shown": _share(report.statuses.get(name, 0), report.rows, speech),
        }
        for name, tone in _TONES.items()
    ]
    return {"rows": rows} | _stack("status", report.statuses, _TONES, speech)


def _domain(top: TopDomain, speech: Speech) -> dict[str, Any]:
    other = max(top.rows - top.keep - top.remove, 0)
    return {
        "domain": top.domain,
        "reason": speech.label("reason", top.reason),
        "count": speech.number(top.rows),
        "remove": speech.say("domains.remove", n=top.remove) if top.remove else "",
        "segments": charts.stacked([("good", top.keep), ("odd", other), ("bad", top.remove)]),
        "desc": speech.say("domains.desc", keep=top.keep, other=other, remove=top.remove),
    }


def finding(of: Finding, speech: Speech) -> dict[str, Any]:
    """Give what a page shows of a finding."""
    try:
        said = of.as_dict(speech.lang)
    except InputError:  # a code of a newer mailworthy: show what it brings along
        severity = of.severity.value if of.severity else "info"
        said = {"code": of.code, "title": of.code, "detail": of.detail, "why": ""}
        said |= {"fix": of.fix, "severity": severity, "confidence": of.confidence.value}
    sure = speech.label("confidence", said["confidence"])
    return said | {
        "severity_word": speech.label("severity", said["severity"]),
        "confidence_word": speech.say("findings.confidence", word=sure),
    }


def _small(report: ListReport, speech: Speech) -> dict[str, Any]:
    return {
        "work": speech.say(
            "small.work_text",
            rows=report.rows,
            domains=report.domains,
            asked=report.asked,
            duration=speech.duration(report.duration_s),
            rate=speech.number(report.rows_per_s),
        ),
        "files": [
            (name, _file_label(kind, speech)) for kind, name in report.files.items() if kind != "report"
        ],
        "read_as": [_read_as(name, value, speech) for name, value in report.read_as.items()],
    }


def _file_label(kind: str, speech: Speech) -> str:
    name = story.held(kind)
    for closed_set in ("file", "status", "action", "reason"):
        if (label := speech.label(closed_set, name)) != name:
            return label
    return kind


_READ_AS = frozenset({"format", "encoding", "delimiter", "column", "date_column", "header", "sheet"})


def _read_as(name: str, value: str, speech: Speech) -> tuple[str, str]:
    spoken = {"\t": "tab", " ": "space", "yes": "yes", "no": "no"} if name in {"delimiter", "header"} else {}
    shown = speech.say(f"small.{spoken[value]}") if value in spoken else value
    return (speech.say(f"small.{name}") if name in _READ_AS else name, shown)
