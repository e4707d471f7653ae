"""A sender's reputation: named inputs, each unknown until somebody tells it."""

from __future__ import annotations

import pytest

from mailworthy.finding import Finding, Severity
from mailworthy.message.reputation import look
from mailworthy.message.scope import Scope

BAD, FINE, SKIPPED = (Finding("SPF-MISSING", severity=one) for one in (Severity.ERROR, Severity.PASS, Severity.SKIPPED))  # fmt: skip

# fmt: off
RATES = [
    # bounces  complaints  what is said
    (None,     None,       {"REPUTATION-UNKNOWN": None}),
    (0.0,      None,       {"REPUTATION-UNKNOWN": None}),
    (0.0,      0.0,        {}),
    (0.0299,   0.00099,    {}),
    (0.03,     0.001,      {"REPUTATION-BOUNCES": None, "REPUTATION-COMPLAINTS": Severity.WARNING}),
    (0.01,     0.00299,    {"REPUTATION-COMPLAINTS": Severity.WARNING}),
    (0.01,     0.003,      {"REPUTATION-COMPLAINTS": Severity.ERROR}),
    (1.0,      1.0,        {"REPUTATION-BOUNCES": None, "REPUTATION-COMPLAINTS": Severity.ERROR}),
]
INPUTS = [
    # what was found      blocklists
    ((),                  None),
    ((SKIPPED,),          None),
    ((FINE,),             "clean"),
    ((FINE, SKIPPED),     "clean"),
    ((FINE, BAD),         "listed"),
]
# fmt: on


@pytest.mark.parametrize(("bounces", "complaints", "said"), RATES)
def test_where_the_lines_are(bounces, complaints, said):
    told = look(Scope(bounce_rate=bounces, complaint_rate=complaints), (), ())
    assert {one.code: one.severity for one in told.findings} == said
    assert (told.inputs["bounce_rate"], told.inputs["complaint_rate"]) == (bounces, complaints)


@pytest.mark.parametrize(("listed", "told"), INPUTS, ids=range(len(INPUTS)))
def test_what_could_not_be_asked_is_unknown(listed, told):
    assert look(Scope(), listed, ()).inputs["blocklists"] == told
    vouched = {"listed": "fail", "clean": "pass"}.get(told or "")
    assert look(Scope(), (), listed).inputs["authentication"] == vouched
