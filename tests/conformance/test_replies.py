"""The labelled replies of the corpora, judged by their text alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mailworthy.bounce.judge import judge
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind, Stage
from mailworthy.bounce.sisimai import sisimai_reason

Rows = Callable[[str], list[dict[str, Any]]]
# What speaks of blocks, policies, authentication and room says nothing of the address.
NEVER_HARD = {
    "authfailure", "badreputation", "blocked", "contenterror", "exceedlimit", "mailboxfull", "mesgtoobig", "norelaying",
    "policyviolation", "requireptr", "securityerror", "spamdetected", "speeding", "systemfull", "toomanyconn",
    "virusdetected",
}  # fmt: skip

pytestmark = pytest.mark.corpora


def right(row: dict[str, Any]) -> bool:
    reply, judgement = judge(row["text"])
    name = sisimai_reason(
        judgement.reason, status=reply.status, text=reply.text, kind=Kind.BOUNCE, stage=Stage.UNKNOWN
    )
    return name in {row.get("reason"), *row.get("reason_alt", ()), *row.get("coarse_ok", ())}


def share(told: list[bool]) -> float:
    assert len(told) > 50
    return sum(told) / len(told)


def test_reasons(rows: Rows):
    assert share([right(row) for row in rows("bounces/replies.jsonl") if "reason" in row]) >= 0.90


def test_coarse_reasons(rows: Rows):
    assert share([right(row) for row in rows("bounces/replies.jsonl") if "coarse_ok" in row]) >= 0.97


def test_hard_and_soft(rows: Rows):
    labelled = [row for row in rows("bounces/replies.jsonl") if "hard" in row]
    assert share([REASONS[judge(row["text"])[1].reason].hard is row["hard"] for row in labelled]) >= 0.96


def test_a_block_is_never_hard(rows: Rows):
    blocks = [row for row in rows("bounces/replies.jsonl") if row.get("reason") in NEVER_HARD]
    assert len(blocks) > 100
    assert [row["text"] for row in blocks if REASONS[judge(row["text"])[1].reason].hard] == []


def test_codes_are_those_of_the_cause(rows: Rows):
    """Where the label's code stands in the text at all: labels take it from the report's other parts, too."""
    labelled = [
        row
        for row in rows("bounces/replies.jsonl")
        if "reason" in row and row.get("reply") and row["reply"] in row["text"]
    ]
    assert [row["id"] for row in labelled if str(judge(row["text"])[0].code) != row["reply"]] == []


def test_statuses_are_those_of_the_cause(rows: Rows):
    labelled = [
        row
        for row in rows("bounces/replies.jsonl")
        if "reason" in row and row.get("status") and row["status"] in row["text"]
    ]
    assert [row["id"] for row in labelled if judge(row["text"])[0].status != row["status"]] == []
