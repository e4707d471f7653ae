"""The published shapes are the shapes that are printed."""

from __future__ import annotations

import pytest
from json_shape import fits

from mailworthy.finding import Confidence, Finding, Lang, Severity, codes, lookup
from mailworthy.finding.schema import (
    code_as_dict,
    code_schema,
    example_schema,
    finding_schema,
    finding_schema_of,
)

EACH_ROW = pytest.mark.parametrize("row", codes().values(), ids=codes())


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
