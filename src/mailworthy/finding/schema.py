"""The shapes of findings, codes and their examples, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from mailworthy.finding.code import Code, Confidence, Lang, Severity, Status
from mailworthy.finding.registry import codes

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"  # SPELL is one, too

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
_WHERE = (
    "part", "line", "column", "end_line", "end_column", "offset", "snippet",
    "header", "element", "record", "term", "position",
)  # fmt: skip


def finding_schema() -> dict[str, Any]:
    """Give the shape of what :meth:`mailworthy.finding.Finding.as_dict` returns."""
    return {
        "$schema": DRAFT,
        "title": "Finding",
        "description": "One thing said about one thing.",
        **_object(
            {
                "code": {"type": "string", "enum": list(codes())},
                "area": {"type": "string", "enum": sorted({row.area for row in codes().values()})},
                "severity": _one_of(Severity),
                "confidence": _one_of(Confidence),
                "title": _TEXT,
                "detail": _TEXT,
                "where": _where(),
                "why": _TEXT,
                "fix": _TEXT,
                "weight": {"type": "number"},
                "sources": _TEXTS,
                "count": _COUNT,
                "also": {"type": "array", "items": _where()},
                "gain": {"type": "number"},
            },
            optional=("also", "gain"),
        ),
    }


def finding_schema_of(row: Code) -> dict[str, Any]:
    """Give the shape of the findings of one code."""
    shape = finding_schema()
    shape["title"] = row.id
    shape["description"] = row.words[Lang.EN].title
    shape["properties"] |= {
        "code": {"const": row.id},
        "area": {"const": row.area},
        "severity": {**_one_of(Severity), "default": row.severity.value},
        "sources": {"const": list(row.sources)},
    }
    return shape


def code_schema() -> dict[str, Any]:
    """Give the shape of what ``mailworthy explain --json`` prints: one line per code."""
    return {
        "$schema": DRAFT,
        "title": "Code",
        "description": "One row of the registry, in one language.",
        **_object(
            {
                "code": {"type": "string", "pattern": ID},
                "area": _TEXT,
                "severity": _one_of(Severity),
                "since": _TEXT,
                "status": _one_of(Status),
                "reason": {"type": ["string", "null"]},
                "lang": _one_of(Lang),
                "title": _TEXT,
                "why": _TEXT,
                "fix": _TEXT,
                "sources": _TEXTS,
                "bad": example_schema(),
                "good": example_schema(),
            }
        ),
    }


def code_as_dict(row: Code, lang: Lang = Lang.EN) -> dict[str, Any]:
    """Give the JSON shape of a code, in the words of ``lang``."""
    words = row.words[lang]
    return {
        "code": row.id,
        "area": row.area,
        "severity": row.severity.value,
        "since": row.since,
        "status": row.status.value,
        "reason": row.reason or None,
        "lang": lang.value,
        "title": words.title,
        "why": words.why,
        "fix": words.fix,
        "sources": list(row.sources),
        "bad": dict(row.bad),
        "good": dict(row.good),
    }


def example_schema() -> dict[str, Any]:
    """Give the shape of an example: an address, table, file, domain or message, with its DNS records; or what was told."""
    dns = {
        "description": "Records by name and type; a word in place of records fails that way. Without it: offline.",
        "type": "object",
        "additionalProperties": {
            "anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXTS}],
        },
    }
    table = {
        "columns": _TEXTS,
        "rows": {"type": "array", "items": _TEXTS, "minItems": 1},
        "times": {
            **_COUNT,
            "description": "How often the rows are repeated; {n} becomes the running number, {today} the day.",
        },
    }
    share = {
        "domain": _TEXT,
        "reason": _TEXT,
        "code": _TEXT,
        "blocklist": _TEXT,
        "count": _COUNT,
        "complaints": _COUNT,
    }
    came_back = _object(share, optional=tuple(share)[1:])
    sent = {"type": "object", "additionalProperties": _COUNT, "description": "Messages by domain."}
    web = {
        "description": "What web servers give, by address; without it: not asked.",
        "type": "object",
        "additionalProperties": {"anyOf": [_TEXT, _page()]},
    }
    letters = {**_COUNT, "description": "How many letters {x} in the message stands for."}
    around = {
        "web": web,
        "ips": _TEXTS,
        "options": _TEXTS,
        "secure": _TEXTS,
        "mail": _mail(),
        "servers": _servers(dns),
        "unvalidated": {**dns, "description": "What DNS says without validation, where that differs."},
    }
    return {
        "anyOf": [
            _object({"sent": sent, "came_back": {"type": "array", "items": came_back}}, optional=("sent",)),
            _object({"address": _TEXT, "dns": dns}, optional=("dns",)),
            _object({**table, "dns": dns}, optional=("times", "dns")),
            _object({"text": _TEXT, "dns": dns}, optional=("dns",)),
            _object({"domain": _TEXT, "dns": dns, **around}, optional=tuple(around)),
            _object({"ips": _TEXTS, "helo": _TEXT, "dns": dns}, optional=("helo",)),
            _object(
                {
                    "message": _TEXT,
                    "dns": dns,
                    "options": _TEXTS,
                    "times": letters,
                    "visits": _visits(),
                    "words": {**_TEXT, "description": "What stands in its pictures."},
                },
                optional=("dns", "options", "times", "visits", "words"),
            ),
            _object(
                {"html": _TEXT, "from": _TEXT, "subject": _TEXT, "options": _TEXTS, "visits": _visits()},
                optional=("from", "subject", "options", "visits"),
            ),
            _object({"seen": _seen()}),
            _object({"sessions": _sessions()}),
        ]
    }


def _mail() -> dict[str, Any]:
    """What mail hosts say, by IP address: what differs from a host that is well kept."""
    whole = {"type": "integer"}
    shown = {"names": _TEXTS, "days": whole, "key": _TEXT}
    texts = dict.fromkeys(("why", "detail", "tls", "cipher", "distrust"), _TEXT)
    certificate = _object(shown, optional=tuple(shown))
    said = {**texts, "keywords": _TEXTS, "starttls": whole, "certificate": certificate}
    return {"type": "object", "additionalProperties": _object(said, optional=tuple(said))}


def _servers(zone: dict[str, Any]) -> dict[str, Any]:
    """What single name servers say, by IP address, where that differs from `dns`."""
    one = [{**_TEXT, "description": "Why it gives no answer; empty: as in `dns`."}, zone]
    turns = {"type": "array", "items": {"anyOf": one}, "minItems": 1, "description": "One after the other."}
    return {"type": "object", "additionalProperties": {"anyOf": [*one, turns]}}


def _page() -> dict[str, Any]:
    """What a web server gives, where it is not just a file of the type that its name says."""
    page = {
        "why": {**_TEXT, "description": "Why there is no answer."},
        "status": {"type": "integer"},
        "type": {**_TEXT, "description": "Its media type."},
        "text": _TEXT,
        "blanks": {**_COUNT, "description": "How many follow the text."},
        "certificate": {
            **_TEXT,
            "description": "A mark certificate for the domain and its logo, or what is wrong with it.",
        },
    }
    return _object(page, optional=tuple(page))


def _visits() -> dict[str, Any]:
    """What came of visiting an address: the status, why there is none, or more."""
    status = {"type": "integer"}
    told = {"status": status, "why": _TEXT, "detail": _TEXT, "type": _TEXT, "hops": _TEXTS}
    one = [status, _TEXT, _object(told, optional=tuple(told))]
    return {"type": "object", "additionalProperties": {"anyOf": one}}


def _seen() -> dict[str, Any]:
    """Messages as receivers' reports tell of them."""
    texts = dict.fromkeys(("source", "day", "signer", "envelope", "override", "policy", "disposition"), _TEXT)
    aligned = {key: {"type": "boolean"} for key in ("dkim", "spf")}
    days = {**_COUNT, "description": "On so many days, one after the other."}
    item = {**texts, **aligned, "count": _COUNT, "times": days}
    return {"type": "array", "items": _object(item, optional=tuple(item)[1:]), "minItems": 1}


def _sessions() -> dict[str, Any]:
    """Attempts to encrypt mail, as senders' reports tell of them."""
    item = {"mx": _TEXT, "result": _TEXT, "failed": _COUNT, "succeeded": _COUNT}
    return {"type": "array", "items": _object(item, optional=tuple(item)[1:]), "minItems": 1}


def _where() -> dict[str, Any]:
    place = {"type": ["string", "integer"]}
    return {"type": "object", "properties": dict.fromkeys(_WHERE, place), "additionalProperties": False}


def _one_of(words: type[Severity | Confidence | Status | Lang]) -> dict[str, Any]:
    return {"type": "string", "enum": [word.value for word in words]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [key for key in properties if key not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
