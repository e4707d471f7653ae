"""The published shapes are the shapes that are printed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mailworthy.finding import Confidence, Finding, Lang, Severity, codes, lookup
from mailworthy.finding.schema import (
    code_as_dict,
    code_schema,
    example_schema,
    finding_schema,
    finding_schema_of,
)

KINDS = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
EACH_ROW = pytest.mark.parametrize("row", codes().values(), ids=codes())


# fmt: off
RULES = {
    # keyword                 what it wants of a value
    "type":                   lambda value, want, _: any(isinstance(value, KINDS[kind]) for kind in _several(want)),
    "enum":                   lambda value, want, _: value in want,
    "const":                  lambda value, want, _: value == want,
    "pattern":                lambda value, want, _: re.search(want, value) is not None,
    "minimum":                lambda value, want, _: value >= want,
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


@pytest.mark.parametrize("lang", Lang)
@EACH_ROW
def test_a_code_has_the_published_shape(row, lang):
    assert fits(code_as_dict(row, lang), code_schema())


@EACH_ROW
def test_examples_have_the_published_shape(row):
    assert fits(dict(row.bad), example_schema())
    assert fits(dict(row.good), example_schema())


@EACH_ROW
def test_a_finding_has_the_published_shapes(row):
    told = Finding(
        row.id, "x", {"position": 3}, Confidence.LIKELY, Severity.INFO, weight=1.5, count=2
    ).as_dict()
    assert fits(told, finding_schema())
    assert fits(told, finding_schema_of(row))


# fmt: off
BROKEN = [
    # what is done to a finding                     why it no longer fits
    ({"code": "DOMAIN-NULL"},                       "no such code"),
    ({"severity": "fatal"},                         "no such severity"),
    ({"where": {"planet": "mars"}},                 "no such place"),
    ({"count": 0},                                  "found no time at all"),
    ({"weight": "heavy"},                           "a word for a number"),
    ({"extra": 1},                                  "a field too many"),
]
# fmt: on


@pytest.mark.parametrize(("change", "why"), BROKEN)
def test_what_is_no_finding_does_not_fit(change, why):
    assert not fits({**Finding("DOMAIN-NULL-MX").as_dict(), **change}, finding_schema()), why


def test_a_finding_of_another_code_does_not_fit():
    assert not fits(Finding("DOMAIN-OK").as_dict(), finding_schema_of(lookup("DOMAIN-NULL-MX")))


@pytest.mark.parametrize("example", [{}, {"address": 1}, {"rows": [["a"]]}, {"columns": ["a"], "rows": []}])
def test_what_is_no_example_does_not_fit(example):
    assert not fits(example, example_schema())
