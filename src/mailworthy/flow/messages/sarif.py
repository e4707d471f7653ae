"""Reports as SARIF 2.1.0, which code hosts show beside the lines of a file: a rule for each code, a result for each finding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from mailworthy import __version__
from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.flow.messages.concerns import concern_of
from mailworthy.message.places import Place
from mailworthy.message.report import MessageReport, severity_of

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
STREAM = "stdin"


def sarif(reports: Iterable[MessageReport], lang: Lang = Lang.EN) -> Iterator[str]:
    """Write reports as one document, piece by piece, so memory stays flat.

    Args:
        reports: What came of checking messages.
        lang: The language of findings.

    Source:
        OASIS Static Analysis Results Interchange Format (SARIF) 2.1.0.
    """
    yield f'{{"$schema": {_json(SCHEMA)}, "version": "2.1.0", "runs": [{{'
    yield f'"columnKind": "unicodeCodePoints", "language": {_json(lang.value)}, "results": ['
    rules: dict[str, int] = {}
    between = "\n"
    for report in reports:
        for result in _results(report, lang, rules):
            yield between + _json(result)
            between = ",\n"
    driver = {
        "name": "mailworthy",
        "semanticVersion": __version__,
        "rules": [_rule(code, lang) for code in rules],
    }
    yield f'], "tool": {{"driver": {_json(driver)}}}}}]}}\n'


def _results(report: MessageReport, lang: Lang, rules: dict[str, int]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for one in report.findings:
        severity = severity_of(one)
        if severity is Severity.PASS:
            continue
        index = rules.setdefault(one.code, len(rules))
        mark = _mark(report, one)
        seen[mark] += 1
        skipped = severity is Severity.SKIPPED
        yield {
            "ruleId": one.code,
            "ruleIndex": index,
            # What could not be checked is no failure: SARIF says so by its kind, whose level is none (§3.27.9, §3.27.10).
            "kind": "notApplicable" if skipped else "fail",
            "level": "none" if skipped else LEVELS[severity],
            "message": {"text": _message(one, lang)},
            "locations": [_location(report, place) for place in (one.where, *one.also)],
            "occurrenceCount": max(one.count, 1),
            "partialFingerprints": {"mailworthyFinding/v1": f"{mark}:{seen[mark]}"},
            "properties": {
                "concern": concern_of(one).value,
                "confidence": one.confidence.value,
                "weight": one.weight,
                "gain": one.gain,
            },
        }


def _mark(report: MessageReport, of: Finding) -> str:
    """Tell a finding from others by what it is about, not by its line: lines move."""
    place = of.where
    what = [str(place.get(key, "")) for key in ("header", "element", "snippet")]
    told = "\0".join([report.file, of.code, *(what if any(what) else [of.detail])])
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _message(of: Finding, lang: Lang) -> str:
    words = lookup(of.code).words[lang]
    told = f"{words.title}: {of.detail}" if of.detail else f"{words.title}."
    return f"{told}\n{of.fix or words.fix}"


def _rule(code: str, lang: Lang) -> dict[str, Any]:
    row = lookup(code)
    words = row.words[lang]
    page = f"docs/findings/{code}.md"
    told: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": words.title},
        "fullDescription": {"text": words.why},
        "help": {"text": f"{words.fix}\nmailworthy explain {code}"},
        "helpUri": page,
        "defaultConfiguration": {"level": LEVELS.get(row.severity, "none")},
        "properties": {"tags": [row.area], "sources": list(row.sources)},
    }
    return told


# --- places -----------------------------------------------------------------------------------------------------------


def _location(report: MessageReport, place: Place) -> dict[str, Any]:
    region, decoded = _region(report, place)
    told: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": uri(report.file)}, "region": region}
    }
    name = str(place.get("header", "")) or (f"part {int(place['part']) + 1}" if "part" in place else "")
    if name:
        told["logicalLocations"] = [{"name": name, "kind": "header" if "header" in place else "part"}]
    if decoded:
        told["message"] = {
            "text": f"decoded part {int(place['part']) + 1}, {place['line']}:{place['column']}"
        }
    return told


def _region(report: MessageReport, place: Place) -> tuple[dict[str, Any], bool]:
    """Give a place in the file's own lines, and whether it is only near: text in base64 stands nowhere in a file."""
    snippet = {"snippet": {"text": str(place["snippet"])}} if place.get("snippet") else {}
    if "header" in place and "line" in place:
        return {"startLine": place["line"], "endLine": place.get("end_line", place["line"]), **snippet}, False
    if "part" not in place or "line" not in place:
        return {"startLine": 1, **snippet}, False
    part = report.draft.parts[int(place["part"])]
    raw = part.raw(part.lines.offset(int(place["line"]), int(place.get("column", 1))))
    if raw is None:
        return {"startLine": 1, **snippet}, True
    if not raw.exact:
        return {"startLine": raw.line, **snippet}, True
    return {
        "startLine": raw.line,
        "startColumn": _column(report.draft.source.raw, raw.offset),
        **snippet,
    }, False


def _column(raw: bytes, offset: int) -> int:
    line = max(raw.rfind(end, 0, offset) for end in (b"\n", b"\r")) + 1
    return len(raw[line:offset].decode("utf-8", "replace")) + 1


def uri(file: str) -> str:
    """Give a file's name as a URI reference: relative where the name is (RFC 3986 §4.2)."""
    if file in {"", "-"}:
        return STREAM
    path = quote(file.encode("utf-8", "surrogateescape"), safe="/#").replace("#", "%23")
    return f"file://{path}" if path.startswith("/") else path


def _json(value: Any) -> str:
    """Write JSON that does nothing to the terminal that shows it."""
    text = json.dumps(value, ensure_ascii=False)
    return (
        text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    )
