"""The tables of the page on a message: duties, words, mail clients, readability, links, pictures, parts, other filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from mailworthy.flow.page import charts
from mailworthy.flow.page.message_source import plain, shortened
from mailworthy.flow.page.words import Speech, rows
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

ROWS_MOST = 60  # of a table
CLIENTS_MOST = 30  # columns
NOTES_MOST = 3  # on one feature
_RESULTS = {
    "met": "pass",
    "not_met": "error",
    "not_seen": "warning",
    "not_checked": "skipped",
    "not_applicable": "skipped",
}
_MARKS = "yanu"  # yes, almost or partly, no, unknown: as caniemail has them
_MEASURES = (
    "level",
    "score",
    "formula",
    "sentences",
    "words",
    "words_per_sentence",
    "characters_per_sentence",
    "commas_per_sentence",
    "kanji_share",
)
_GONE = frozenset({404, 410})  # others may let people in and turn programs away


def duties(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    """Give what the law of each market asks."""
    blocks = []
    for block in report.law.blocks:
        told = block.as_dict(speech.lang)
        table = [
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
        blocks.append({"name": told["law"], "said": [text for text in said if text], "rows": table})
    return blocks


def movers(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    """Give the words that speak loudest for spam and against it."""
    weighed = report.words
    if weighed is None:
        return []
    loudest = sorted((*weighed.spam[:8], *weighed.ham[:8]), key=lambda one: -one.weight)
    longest = max((abs(one.weight) for one in loudest), default=0.0)
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
        for one in loudest
    ]


# --- mail clients -----------------------------------------------------------------------------------------------------


def supported(report: MessageReport, speech: Speech) -> dict[str, Any]:
    """Give which features of the message its readers' mail clients do without; empty where that is not known."""
    table = report.support.table
    clients = list(islice(table.get("clients", ()), CLIENTS_MOST))
    features = table.get("features", ())
    if not clients:
        return {}
    more, others = len(features) - ROWS_MOST, len(table["clients"]) - len(clients)
    said = [
        *([] if features else [speech.say("supported.nothing")]),
        *([speech.say("supported.more", n=more)] if more > 0 else []),
        *([speech.say("supported.others", n=others)] if others > 0 else []),
        *([speech.say("supported.usual")] if table.get("shares") == "usual" else []),
        speech.say(
            "supported.source",
            source=str(table.get("source", "")),
            date=speech.day(str(table.get("date", ""))),
        ),
    ]
    return {
        "clients": [_client(one, speech) for one in clients],
        "rows": [_feature(one, clients, speech) for one in islice(features, ROWS_MOST)],
        "key": [{"mark": mark, "word": speech.say(f"supported.{mark}")} for mark in _MARKS],
        "said": said,
    }


def _client(one: Mapping[str, Any], speech: Speech) -> dict[str, str]:
    share = one.get("share")
    return {"name": str(one["name"]), "share": speech.percent(share) if share else ""}


def _feature(
    feature: Mapping[str, Any], clients: Sequence[Mapping[str, Any]], speech: Speech
) -> dict[str, Any]:
    marks = [feature["clients"].get(one["client"], "u") for one in clients]
    return {
        "title": shortened(str(feature["title"])),
        "count": speech.say("supported.times", n=int(feature.get("count", 1))),
        "tested": speech.say("supported.tested", day=speech.day(str(feature["tested"]))),
        "marks": [mark if mark in _MARKS else "u" for mark in marks],
        "notes": [shortened(str(note)) for note in islice(feature.get("notes", ()), NOTES_MOST)],
    }


# --- language ---------------------------------------------------------------------------------------------------------


def readable(report: MessageReport, speech: Speech) -> list[dict[str, str]]:
    """Give how hard the text is to read, as names and figures; empty where nobody told."""
    told = report.sentences.readability
    return [
        {"name": speech.say(f"readable.{name}"), "value": _figure(name, told[name], speech)}
        for name in _MEASURES
        if told.get(name) not in {None, ""}
    ]


def _figure(name: str, value: Any, speech: Speech) -> str:
    if name == "level":
        return speech.say(f"ease.{str(value).replace(' ', '_')}")
    if name == "kanji_share":
        return speech.percent(value)
    if isinstance(value, int):
        return speech.number(value)
    return speech.decimal(value) if isinstance(value, float) else str(value)


# --- links and pictures -----------------------------------------------------------------------------------------------


def linked(report: MessageReport, speech: Speech) -> dict[str, Any]:
    """Give where the message leads, and what came of going there."""
    links = report.links
    table = [
        {
            "text": plain(str(link.get("text", ""))) or "–",
            "url": plain(str(link["url"])),
            "ends_at": plain(str(link.get("ends_at") or "")),
            "came": _came(link, report, speech),
            "codes": link.get("codes", []),
        }
        for link in islice(links, ROWS_MOST)
    ]
    more = len(links) - len(table)
    return {
        "rows": table,
        "lede": speech.say("linked.visited" if report.scope.visit else "linked.lede"),
        "visited": report.scope.visit,
        "more": speech.say("linked.more", n=more) if more > 0 else "",
    }


def _came(link: Mapping[str, Any], report: MessageReport, speech: Speech) -> dict[str, str]:
    """Say what came of a visit, or why there was none."""
    if why := link.get("kept_from"):
        key = f"kept.{why}"
        said = speech.say(key) if key in rows("message") else str(why)
        return {"severity": "skipped", "said": speech.say("linked.kept", why=said)}
    visit = report.visits.visited.get(str(link["url"]))
    if visit is None:
        return {"severity": "", "said": ""}
    if not visit.status:
        key = f"came.{visit.why}"
        said = speech.say(key) if key in rows("message") else visit.why
        bad = visit.why in {"no_such_name", "no_address", "certificate", "inner"}
        return {"severity": "error" if bad else "info", "said": said}
    severity = "pass" if visit.status < 400 else "error" if visit.status in _GONE else "info"
    key = "came.unsure" if severity == "info" else "came.status"
    return {"severity": severity, "said": speech.say(key, status=str(visit.status))}


def pictured(report: MessageReport, speech: Speech) -> dict[str, Any]:
    """Give the pictures: what they are, how heavy, how large, and what they say to those who don't see them."""
    images = report.images
    table = [_picture(image, speech) for image in islice(images, ROWS_MOST)]
    more = len(images) - len(table)
    return {"rows": table, "more": speech.say("pictured.more", n=more) if more > 0 else ""}


def _picture(image: Mapping[str, Any], speech: Speech) -> dict[str, str]:
    alt = image.get("alt")
    shown = _pixels(image.get("width"), image.get("height"), speech)
    pixels = image.get("pixels")
    own = _pixels(pixels[0], pixels[1], speech) if pixels else ""
    octets = image.get("octets")
    return {
        "src": plain(str(image["src"])[:200]),
        "alt": speech.say("pictured.no_alt")
        if alt is None
        else plain(str(alt)) or speech.say("pictured.empty_alt"),
        "alt_odd": "odd" if alt is None else "",
        "type": str(image.get("type") or "–").removeprefix("image/"),
        "octets": speech.say("pictured.kilobytes", size=speech.decimal(octets / 1000)) if octets else "–",
        "shown": shown or "–",
        "own": own if own != shown else "",
        "text": shortened(str(image.get("text") or "")),
    }


def _pixels(width: object, height: object, speech: Speech) -> str:
    def said(length: object) -> str:
        return speech.number(round(length)) if isinstance(length, int | float) else "?"

    return f"{said(width)} × {said(height)}" if width or height else ""


# --- parts, and what others say -----------------------------------------------------------------------------------------


def built(draft: Draft) -> list[dict[str, Any]]:
    """Give the parts of a message."""
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


def beside(of: Beside, speech: Speech) -> dict[str, Any]:
    """Give what a filter of the user's says."""
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
    return {"name": told["filter"], "said": said, "rows": list(_symbols(told["symbols"], speech))}


def _symbols(symbols: Sequence[Mapping[str, Any]], speech: Speech) -> Iterator[dict[str, str]]:
    for one in symbols[:ROWS_MOST]:
        yield {
            "name": one["name"],
            "meaning": one.get("explained") or one.get("description") or "",
            "points": "–" if one["score"] is None else speech.decimal(one["score"]),
            "ours": one.get("ours") or "",
        }
