"""What the page on a message is told: the score, each filter, what to mend and where, the law, the marked source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.flow.page import charts, message_source
from mailworthy.flow.page import message_tables as tables
from mailworthy.flow.page.message_findings import Told, first_view, groups_view, numbered, untested_view
from mailworthy.flow.page.message_previews import Preview, previewed
from mailworthy.flow.page.message_source import shortened
from mailworthy.flow.page.words import Speech
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport, severity_of
from mailworthy.message.scope import Scope

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

_VERDICTS = {"pass": "pass", "suspicious": "warning", "spam": "error", "skipped": "skipped"}


def message_view(
    report: MessageReport,
    speech: Speech,
    *,
    sample: bool = False,
    beside: Sequence[Beside] = (),
    previews: Sequence[Preview] = (),
) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    shown = numbered(report)
    source = _source(report.draft, shown.told, speech)
    groups = groups_view(shown, source["anchors"], report.draft, speech)
    parts = {
        "filters": _filters(report, speech),
        "faults": {"first": first_view(shown, speech)},
        "previewed": previewed(previews),
        "groups": groups,
        "duties": tables.duties(report, speech),
        "supported": tables.supported(report, speech),
        "readable": tables.readable(report, speech),
        "linked": tables.linked(report, speech),
        "pictured": tables.pictured(report, speech),
        "movers": tables.movers(report, speech),
        "beside": [tables.beside(one, speech) for one in beside],
        "built": tables.built(report.draft),
        "marked": source["texts"],
        "untested": untested_view(report, speech),
    }
    return {
        "t": speech,
        "kicker": speech.say("tested.kicker"),
        "title": speech.say("tested.title", file=report.file or speech.say("tested.unnamed")),
        "subject": shortened(report.draft.subject) or speech.say("tested.no_subject"),
        "about": list(_about(report, speech)),
        "notices": [speech.say("tested.sample")] if sample else [],
        "headline": headline(report, speech),
        "gauge": _gauge(report, speech),
        "figures": _figures(report, speech),
        "parts": parts,
        "sheet": next((one.sheet for one in previews if one.sheet), ""),
        "embeds": any(one["data"] for one in parts["previewed"]),
        "small": list(_small(report, speech)),
        "contents": {name: speech.say(f"{name}.title") for name in _contents(parts)},
    }


def _contents(parts: Mapping[str, Any]) -> Iterator[str]:
    """Give the ids of the page's sections, in their order."""
    for name, part in parts.items():
        if name == "groups":
            yield from (group["id"] for group in part)
        elif part and (name not in {"linked", "pictured"} or part["rows"]):
            yield name
    yield "message_print"


def headline(report: MessageReport, speech: Speech) -> str:
    """Say in one sentence what a check came to."""
    if report.scored.spam_probability >= 0.5:
        return speech.say("tested.spam")
    counted = Counter(map(severity_of, report.findings))
    if report.scored.spam_probability >= 0.2:
        return speech.say("tested.suspicious")
    for severity in (Severity.ERROR, Severity.WARNING):
        if counted[severity]:
            return speech.say(f"tested.{severity.value}", n=counted[severity])
    return speech.say("tested.good")


# --- the answer -----------------------------------------------------------------------------------------------------


def _about(report: MessageReport, speech: Speech) -> Iterator[str]:
    if report.file:
        yield shortened(report.file)
    sender = report.draft.sender
    if sender.name or sender.address:
        yield speech.say(
            "tested.from",
            sender=shortened(f"{sender.name} <{sender.address}>" if sender.name else sender.address),
        )
    if report.scope.language:
        yield speech.say("tested.language", language=report.scope.language)


def _gauge(report: MessageReport, speech: Speech) -> dict[str, Any]:
    score = report.scored.score
    tone = "good" if score >= 8 else "odd" if score >= 5 else "bad"
    filled = round(score * 100)
    return {
        "segments": charts.stacked([(tone, filled), ("free", 1000 - filled)]),
        "desc": speech.say("tested.chart_text", score=speech.decimal(score)),
    }


def _figures(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    counted = Counter(map(severity_of, report.findings))
    numbers = [
        ("tested.score", speech.decimal(report.scored.score)),
        ("tested.probability", speech.percent(report.scored.spam_probability)),
    ]
    counts = [
        (speech.say(f"tested.{severity.value}s", n=counted[severity]), speech.number(counted[severity]), tone)
        for severity, tone in ((Severity.ERROR, "bad"), (Severity.WARNING, "odd"), (Severity.INFO, "wait"))
    ]
    return [
        *(
            {"label": speech.say(key), "number": number, "tones": (), "share": "", "split": ""}
            for key, number in numbers
        ),
        *(
            {"label": label, "number": number, "tones": (tone,), "share": "", "split": ""}
            for label, number, tone in counts
        ),
    ]


def _filters(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    return [
        {
            "name": speech.say(f"filters.{name}"),
            "meaning": speech.say(f"filters.{name}_is"),
            "severity": _VERDICTS[one.verdict],
            "verdict": speech.say(f"filters.{one.verdict}"),
            "points": speech.decimal(one.points) if one.verdict != "skipped" else "–",
            "reasons": list(_reasons(one.findings, speech)),
        }
        for name, one in report.scored.filters.items()
    ]


def _reasons(findings: Iterable[Finding], speech: Speech) -> Iterator[str]:
    heavy = sorted((one for one in findings if one.weight > 0), key=lambda one: -one.weight)
    for one in heavy[:3]:
        yield f"{lookup(one.code).words[speech.lang].title} ({speech.decimal(one.weight)})"


# --- the source -----------------------------------------------------------------------------------------------------


def _source(draft: Draft, told: Sequence[Told], speech: Speech) -> dict[str, Any]:
    """Give each text of a message with its marks, and how many marks of each finding there are."""
    texts: list[dict[str, Any]] = []
    if draft.fields:
        texts.append({"name": speech.say("marked.fields"), "rows": message_source.header_rows(draft, told)})
    for part in draft.parts:
        if part.decoded:
            marks = message_source.part_marks(part, told)
            name = speech.say("marked.part", part=part.index + 1, type=part.type)
            texts.append({"name": name, "rows": message_source.shown(part.text, marks)})
    anchors: Counter[int] = Counter()
    for piece in (piece for text in texts for row in text["rows"] for piece in row.get("pieces", ())):
        piece["anchors"] = []
        for number in piece.get("numbers", ()):
            anchors[number] += 1
            piece["anchors"].append((number, anchors[number]))
    return {"texts": texts[: tables.ROWS_MOST], "anchors": anchors}


# --- small print ----------------------------------------------------------------------------------------------------


def _left(scope: Scope, speech: Speech) -> Iterator[str]:
    """Say what was asked of others, and of whom."""
    asked = scope.ask or scope.blocklists is not None
    said = {"asked": asked, "visited": scope.visit, "proofread": scope.proofread}
    yield from (speech.say(f"message_print.{name}") for name, so in said.items() if so)
    if not any(said.values()):
        yield speech.say("message_print.nothing_left")


def _small(report: MessageReport, speech: Speech) -> Iterator[str]:
    yield speech.say("tested.not_a_promise")
    yield from _left(report.scope, speech)
    if report.scored.model:
        yield speech.say("message_print.model", model=report.scored.model)
    if report.draft.left_out:
        yield speech.say(
            "message_print.left_out", what=", ".join(dict.fromkeys(one.what for one in report.draft.left_out))
        )
