"""Whether a value has the shape that a JSON schema says, as far as the schemas of this house go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

KINDS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


# fmt: off
RULES: dict[str, Callable[[Any, Any, dict[str, Any]], bool]] = {
    # keyword                 what it wants of a value
    "type":                   lambda value, want, _: any(isinstance(value, KINDS[kind]) for kind in _several(want)),
    "enum":                   lambda value, want, _: value in want,
    "const":                  lambda value, want, _: value == want,
    "pattern":                lambda value, want, _: value is None or re.search(want, value) is not None,
    "minimum":                lambda value, want, _: value is None or value >= want,
    "maximum":                lambda value, want, _: value is None or value <= want,
    "minItems":               lambda value, want, _: len(value) >= want,
    "items":                  lambda value, want, _: all(fits(item, want) for item in value),
    "required":               lambda value, want, _: set(want) <= set(value),
    "properties":             lambda value, want, _: all(fits(value[name], want[name]) for name in value.keys() & want),
    "additionalProperties":   lambda value, want, shape: _others_fit(value, want, shape.get("properties", {})),
    "anyOf":                  lambda value, want, _: any(fits(value, one) for one in want),
}
# fmt: on
SAYINGS = {"$schema", "title", "description", "default", "format"}


def fits(value: Any, shape: dict[str, Any]) -> bool:
    """Tell whether a value fits a schema, as far as the schemas here go. The type comes first: others rely on it."""
    if not RULES["type"](value, shape.get("type", list(KINDS)), shape):
        return False
    return all(RULES[word](value, shape[word], shape) for word in shape if word not in SAYINGS)


def _several(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def _others_fit(value: dict[str, Any], want: Any, known: dict[str, Any]) -> bool:
    others = value.keys() - known
    return not others if want is False else all(fits(value[name], want) for name in others)
