"""What the page on a message is told: the score, each filter, what to mend and where, the law, the marked source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.flow.page import charts, message_source
from mailworthy.flow.page.message_source import plain, shortened
from mailworthy.flow.page.words import Speech
from mailworthy.message.places import Place
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport, severity_of

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

FINDINGS_MOST = 80  # cards of one kind
ROWS_MOST = 60  # of a table
_GRAVE = frozenset({Severity.ERROR, Severity.WARNING})
_VERDICTS = {"pass": "pass", "suspicious": "warning", "spam": "error", "skipped": "skipped"}
_RESULTS = {
    "met": "pass",
    "not_met": "error",
    "not_seen": "warning",
    "not_checked": "skipped",
    "not_applicable": "skipped",
}
_TONES = {Severity.ERROR: "error", Severity.WARNING: "warning"}


Told = tuple[int, str, Place]  # a finding's number, its tone, one of its places


def message_view(
    report: MessageReport, speech: Speech, *, sample: bool = False, beside: Sequence[Beside] = ()
) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    kinds = _kinds(report)
    numbers = {id(one): n for n, one in enumerate((*kinds["faults"], *kinds["remarks"]), 1)}
    source = _source(report.draft, _told(kinds, numbers), speech)
    anchors = source["anchors"]
    groups = {
        name: [_card(one, numbers.get(id(one), 0), anchors, report.draft, speech) for one in found]
        for name, found in kinds.items()
    }
    parts = {
        "filters": _filters(report, speech),
        **groups,
        "duties": _duties(report, speech),
        "movers": _movers(report, speech),
        "linked": _linked(report, speech),
        "beside": [_beside(one, speech) for one in beside],
        "built": _built(report.draft),
        "marked": source["texts"],
    }
    always = {"filters", "faults", "marked"}
    names = (
        *(n for n in parts if n != "untested" and (n in always or parts[n])),
        *(["untested"] if groups["untested"] else []),
    )
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
        "small": list(_small(report, speech)),
        "contents": {name: speech.say(f"{name}.title") for name in (*names, "message_print")},
    }


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


def _kinds(report: MessageReport) -> dict[str, list[Finding]]:
    kinds: dict[str, list[Finding]] = {"faults": [], "remarks": [], "untested": []}
    for one in report.findings:
        severity = severity_of(one)
        if severity is Severity.SKIPPED:
            kinds["untested"].append(one)
        elif severity is not Severity.PASS:
            kinds["faults" if severity in _GRAVE else "remarks"].append(one)
    return {name: found[:FINDINGS_MOST] for name, found in kinds.items()}


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
        (speech.label("severity", severity.value), speech.number(counted[severity]), tone)
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


# --- findings -------------------------------------------------------------------------------------------------------


def _card(
    of: Finding, number: int, anchors: Mapping[int, int], draft: Draft, speech: Speech
) -> dict[str, Any]:
    words, severity = lookup(of.code).words[speech.lang], severity_of(of)
    places = [of.where, *of.also]
    unshown = of.count - len(places)
    return {
        "number": number,
        "anchors": list(range(1, anchors.get(number, 0) + 1)),
        "code": of.code,
        "severity": severity.value,
        "severity_word": speech.label("severity", severity.value),
        "confidence": of.confidence.value,
        "confidence_word": speech.say(
            "findings.confidence", word=speech.label("confidence", of.confidence.value)
        ),
        "gain": speech.say("faults.gain", gain=speech.decimal(of.gain)) if of.gain >= 0.05 else "",
        "title": words.title,
        "detail": shortened(of.detail),
        "places": [told for place in places if any((told := _place(place, draft, speech)).values())],
        "more": speech.say("faults.more", n=unshown) if unshown > 0 else "",
        "why": words.why,
        "fix": words.fix,
        "paste": of.fix,
    }


def _place(place: Place, draft: Draft, speech: Speech) -> dict[str, str]:
    """Say where something is, and quote it."""
    said = ""
    if "part" in place and "line" in place:
        index = int(place["part"])
        type_ = draft.parts[index].type if index < len(draft.parts) else ""
        at = {"line": int(place["line"]), "column": int(place.get("column", 1))}
        said = speech.say("faults.part", part=index + 1, type=type_, **at)
    elif "header" in place:
        name = str(place["header"])
        line = {"line": int(place["line"])} if "line" in place else {}
        said = speech.say("faults.header_line" if line else "faults.header", name=name, **line)
    return {"said": said, "snippet": plain(str(place.get("snippet", "")))}


def _told(kinds: Mapping[str, Sequence[Finding]], numbers: Mapping[int, int]) -> list[Told]:
    return [
        (numbers[id(one)], _TONES.get(severity_of(one), "info"), place)
        for name in ("faults", "remarks")
        for one in kinds[name]
        for place in (one.where, *one.also)
    ]


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
    return {"texts": texts[:ROWS_MOST], "anchors": anchors}


# --- the law, the words, the links, the parts -------------------------------------------------------------------------


def _duties(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    blocks = []
    for block in report.law.blocks:
        told = block.as_dict(speech.lang)
        rows = [
            {
                "asks": duty["asks"],
                "source": f"{duty['source']} {duty['section']}".strip(),
                "severity": _RESULTS[duty["result"]],
                "result": speech.say(f"duties.{duty['result']}"),
                "decides": duty["decided_by"] or "",
            }
            for duty in told["duties"]
        ]
        said = [told[name] for name in ("chosen_because", "purpose_means", "not_seen_here")]
        blocks.append({"name": told["law"], "said": [text for text in said if text], "rows": rows})
    return blocks


def _movers(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    weighed = report.words
    if weighed is None:
        return []
    movers = sorted((*weighed.spam[:8], *weighed.ham[:8]), key=lambda one: -one.weight)
    longest = max((abs(one.weight) for one in movers), default=0.0)
    return [
        {
            "label": plain(one.word),
            "meaning": speech.say("movers.for_spam" if one.weight > 0 else "movers.for_ham"),
            "tone": "bad" if one.weight > 0 else "good",
            "width": charts.bar(abs(one.weight), longest),
            "shown": speech.decimal(abs(one.weight)),
            "count": f"{speech.number(one.spam)} / {speech.number(one.ham)}",
            "desc": speech.say("movers.for_spam" if one.weight > 0 else "movers.for_ham"),
        }
        for one in movers
    ]


def _linked(report: MessageReport, speech: Speech) -> dict[str, Any]:
    links = report.links
    rows = [
        {
            "text": plain(str(link.get("text", ""))) or "–",
            "url": plain(str(link["url"])),
            "codes": link.get("codes", []),
        }
        for link in islice(links, ROWS_MOST)
    ]
    more = len(links) - len(rows)
    return {"rows": rows, "more": speech.say("linked.more", n=more) if more > 0 else ""} if rows else {}


def _built(draft: Draft) -> list[dict[str, Any]]:
    names = {one.part: one.name for one in draft.attachments}
    return [
        {
            "number": part.index + 1,
            "depth": min(part.depth, 8),
            "type": part.type,
            "name": plain(names.get(part.index, "")),
            "charset": part.decoded.used if part.decoded else "–",
            "size": len(part.octets) if not part.type.startswith("multipart/") else None,
        }
        for part in draft.parts[:ROWS_MOST]
    ]


def _beside(of: Beside, speech: Speech) -> dict[str, Any]:
    told = of.as_dict(speech.lang)
    said = (
        speech.say("beside.silent", why=told["why"])
        if told["why"]
        else speech.say(
            "beside.said",
            score=speech.decimal(told["score"]),
            threshold=speech.decimal(told["threshold"]),
            judged=told["judged"],
        )
    )
    rows = [
        {
            "name": one["name"],
            "meaning": one.get("explained") or one.get("description") or "",
            "points": "–" if one["score"] is None else speech.decimal(one["score"]),
            "ours": one.get("ours") or "",
        }
        for one in told["symbols"][:ROWS_MOST]
    ]
    return {"name": told["filter"], "said": said, "rows": rows}


# --- small print ----------------------------------------------------------------------------------------------------


def _small(report: MessageReport, speech: Speech) -> Iterator[str]:
    yield speech.say("tested.not_a_promise")
    yield speech.say("message_print.asked" if report.scope.ask else "message_print.nothing_left")
    if report.scored.model:
        yield speech.say("message_print.model", model=report.scored.model)
    if report.draft.left_out:
        yield speech.say(
            "message_print.left_out", what=", ".join(dict.fromkeys(one.what for one in report.draft.left_out))
        )
