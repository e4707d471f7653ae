"""The shape of a bounce record, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailworthy.bounce.codes import CLASSES
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind, Stage
from mailworthy.finding import Confidence
from mailworthy.finding.schema import DRAFT

_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}


def bounce_schema() -> dict[str, Any]:
    """Give the shape of what :func:`mailworthy.bounce.telling.as_dict` returns."""
    return {
        "$schema": DRAFT,
        "title": "Bounce",
        "description": "One record per recipient of a message that came back. Null is what is not known.",
        **_object(
            {
                "file": _TEXT_OR_NULL,
                "kind": {"type": "string", "enum": [kind.value for kind in Kind]},
                "recipient": _TEXT_OR_NULL,
                "original_recipient": _TEXT_OR_NULL,
                "reply": {"type": ["integer", "null"], "minimum": 200, "maximum": 599},
                "status": {"type": ["string", "null"], "pattern": r"^[245]\.\d{1,3}\.\d{1,3}$"},
                "class": _one_or_null(CLASSES.values()),
                "reason": _one_or_null(REASONS),
                "bounce": {"type": "string", "enum": ["hard", "soft", "none"]},
                "group": _one_or_null({row.group: None for row in REASONS.values()}),
                "remedy": _TEXT,
                "code": _or_null(_code()),
                "retry": _or_null(_retry()),
                "remote_mta": _TEXT_OR_NULL,
                "diagnostic": _TEXT_OR_NULL,
                "message_id": _TEXT_OR_NULL,
                "confidence": {"type": "string", "enum": [sure.value for sure in Confidence]},
                "evidence": {"type": "array", "items": _evidence()},
                "stage": _one_or_null(stage.value for stage in Stage if stage.value),
                "reporting_mta": _TEXT_OR_NULL,
                "subject": _TEXT_OR_NULL,
                "sent_at": _TEXT_OR_NULL,
                "reported_at": _TEXT_OR_NULL,
                "tag": _TEXT_OR_NULL,
                "feedback_type": _TEXT_OR_NULL,
                "new_address": _TEXT_OR_NULL,
                "provider": _TEXT_OR_NULL,
                "help": _TEXT_OR_NULL,
                "blocklist": _TEXT_OR_NULL,
            }
        ),
    }


def _code() -> dict[str, Any]:
    enhanced = {
        "class": _TEXT,
        "subject": _TEXT_OR_NULL,
        "detail": _TEXT_OR_NULL,
        "meaning": _TEXT_OR_NULL,
        "source": _TEXT_OR_NULL,
    }
    return _object(
        {
            "class_name": _TEXT,
            "name": _TEXT,
            "meaning": _TEXT,
            "family": {"type": "string", "enum": ["hard", "soft", "none"]},
            "enhanced": _or_null(_object(enhanced)),
        }
    )


def _retry() -> dict[str, Any]:
    after = {
        "type": ["string", "null"],
        "pattern": "^P(\\d+D|T\\d+[HMS])$",
        "description": "An ISO 8601 duration.",
    }
    return _object({"allowed": {"type": "boolean"}, "after": after})


def _evidence() -> dict[str, Any]:
    return _object({"rule": _TEXT, "line": _TEXT, "says": _TEXT, "overruled": {"type": "boolean"}})


def _one_or_null(words: Iterable[str]) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*words, None]}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
