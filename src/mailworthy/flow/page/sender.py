"""What the page on a domain's audit is told: the answer, what to mend, what nobody looked at, what to publish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mailworthy.finding import Confidence, Severity, lookup
from mailworthy.flow.page import charts, sender_facts
from mailworthy.flow.page.audit_words import GRAVE, again, counts, details, headline
from mailworthy.flow.page.words import Speech
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.audit.advice import Advice, pasted, severity_of

MOST = 12  # details of one kind
LONGEST = 600  # characters of a detail: what matters stands at its beginning
TONES = {
    Severity.ERROR: "bad",
    Severity.WARNING: "odd",
    Severity.INFO: "wait",
    Severity.PASS: "good",
    Severity.SKIPPED: "open",
}
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(?:(\d{3})|(.))")
_CONFIDENCE = list(Confidence)


def sender_view(report: SenderReport, speech: Speech, *, sample: bool = False) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    advice = [_advice(one, report, speech) for one in report.advice()]
    facts = sender_facts.facts(report, speech)
    groups = {
        "mending": [one for one in advice if Severity(one["severity"]) in GRAVE],
        "noted": [one for one in advice if one["severity"] == Severity.INFO.value],
        "inorder": [one for one in advice if one["severity"] == Severity.PASS.value],
        "unseen": [one for one in advice if one["severity"] == Severity.SKIPPED.value],
    }
    publish = _publish(report)
    return {
        "t": speech,
        "kicker": speech.say("audited.kicker"),
        "title": speech.say("audited.title", domain=report.domain),
        "about": list(_about(report, speech)),
        "notices": [speech.say("audited.sample")] if sample else [],
        "headline": headline(report, speech),
        "whole": _whole(report, speech),
        "figures": _figures(report, speech),
        "groups": groups,
        "facts": facts,
        "publish": publish,
        "again": again(report),
        "small": list(_small(report, speech)),
        "contents": {name: speech.say(f"{name}.title") for name in _parts(groups, facts, publish)},
    }


def _parts(
    groups: Mapping[str, Sequence[Any]], facts: Mapping[str, Any], publish: Mapping[str, Sequence[Any]]
) -> Iterator[str]:
    """The parts of the page that have something to say, in their order."""
    yield "mending"
    if any(publish.values()):
        yield "publish"
    yield from (name for name in ("required",) if facts.get(name))
    yield from (name for name in ("noted", "inorder", "unseen") if groups[name])
    yield from (name for name in sender_facts.PARTS if facts.get(name))
    yield "audit_print"


def _about(report: SenderReport, speech: Speech) -> Iterator[str]:
    moment = datetime.fromtimestamp(report.scope.now, UTC).isoformat()
    yield speech.say("report.checked", date=speech.date(moment))
    if report.scope.ips:
        yield speech.say("audited.ips", ips=", ".join(report.scope.ips[:MOST]))


# --- the answer -----------------------------------------------------------------------------------------------------


def _whole(report: SenderReport, speech: Speech) -> dict[str, Any]:
    counted = counts(report)
    return {
        "segments": charts.stacked([(tone, counted[severity]) for severity, tone in TONES.items()]),
        "desc": ", ".join(
            speech.say(f"audited.count_{severity.value}", n=counted[severity]) for severity in TONES
        ),
    }


def _figures(report: SenderReport, speech: Speech) -> list[dict[str, Any]]:
    return [
        {
            "label": speech.label("severity", severity.value),
            "number": speech.number(counts(report)[severity]),
            "tones": (tone,),
            "share": "",
            "split": "",
        }
        for severity, tone in TONES.items()
    ]


# --- findings -------------------------------------------------------------------------------------------------------


def _advice(of: Advice, report: SenderReport, speech: Speech) -> dict[str, Any]:
    words = lookup(of.code).words[speech.lang]
    found = details(of, report, speech)
    sure = max((one.confidence for one in of.findings), key=_CONFIDENCE.index)
    more = [speech.say("audited.more", n=len(found) - MOST)] if len(found) > MOST else []
    return {
        "code": of.code,
        "severity": of.severity.value,
        "severity_word": speech.label("severity", of.severity.value),
        "confidence": sure.value,
        "confidence_word": speech.say("findings.confidence", word=speech.label("confidence", sure.value)),
        "title": words.title,
        "details": [*map(_shortened, found[:MOST]), *more],
        "why": words.why,
        "fix": words.fix,
        "pasted": list(of.pasted),
        "paste_word": speech.say(f"mending.{'record' if _is_record(of) else 'text'}"),
    }


def _is_record(of: Advice) -> bool:
    return all(" IN " in pasted(one) for one in of.findings if one.fix)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


# --- what to publish ------------------------------------------------------------------------------------------------


def _publish(report: SenderReport) -> dict[str, list[dict[str, Any]]]:
    needed = {one.code for one in report.findings if severity_of(one) in GRAVE}
    groups: dict[str, list[dict[str, Any]]] = {"needed": [], "optional": []}
    for record in report.records():
        shown = {**record, "plain": _plain(record["type"], record["value"])}
        groups["needed" if record["code"] in needed else "optional"].append(shown)
    return groups


def _plain(type_: str, value: str) -> str:
    """Give a value as control panels want it: a text without the quotes of zone files."""
    strings = _STRING.findall(value) if type_ == "TXT" else []
    return _ESCAPED.sub(lambda found: chr(int(found[1])) if found[1] else found[2], "".join(strings)) or value


# --- small print ----------------------------------------------------------------------------------------------------


def _small(report: SenderReport, speech: Speech) -> Iterator[str]:
    yield speech.say("audit_print.moment")
    yield speech.say("audit_print.inbox")
    if report.starttls:
        yield speech.say("audit_print.greeted")
    networks = ", ".join(map(str, report.scope.reach.networks))
    yield speech.say("audit_print.reach", networks=networks) if networks else speech.say("audit_print.public")
