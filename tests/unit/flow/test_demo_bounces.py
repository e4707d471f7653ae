"""The demo's bounces: each is read as what it was written to mean."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Kind
from mailworthy.flow.demo import Dice
from mailworthy.flow.demo import bounces as demo
from mailworthy.flow.read_bounces import read_bounces
from mailworthy.flow.run_demo import bounce_demo

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KINDS = {"away": Kind.AUTO_REPLY, "complaint": Kind.COMPLAINT, "delayed": Kind.DELAY}
ROWS = [(kind, number) for kind, rows in demo._rows().items() for number in range(len(rows))]


@pytest.mark.parametrize(("table", "number"), ROWS)
def test_each_reply_is_read_as_it_was_meant(table, number, monkeypatch):
    row = demo._rows()[table][number]
    monkeypatch.setattr(demo, "_rows", lambda: {table: [row]})
    letter = demo._letter(Dice(), NOW, 1, table)
    (record,) = read_message(demo._WRITERS[letter.row["by"]](letter).encode())
    assert record.kind is KINDS.get(row.get("kind"), Kind.BOUNCE)
    assert (record.judgement.reason if record.judgement else None) == row.get("means")
    if record.kind is not Kind.AUTO_REPLY:
        assert (record.recipient, record.message_id) == (
            letter.recipient,
            f"{letter.campaign}.1@mailworthy-samples.org",
        )
        assert record.tag == letter.campaign


def test_the_sample_is_the_same_for_the_same_moment(tmp_path):
    for name in ("a", "b"):
        demo.write_bounces(tmp_path / name, NOW)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    kinds = Counter(record.kind for records in read_bounces(tmp_path / "a") for record in records)
    assert kinds.total() == demo.BOUNCES + demo.OTHERS
    assert set(kinds) == {Kind.BOUNCE, Kind.DELAY, Kind.AUTO_REPLY, Kind.COMPLAINT}


def test_it_shows_the_line_the_suspicion_and_the_rescue(tmp_path):
    told = bounce_demo(tmp_path)
    codes = {finding.code for finding in told.report.findings}
    assert {
        "BOUNCE-RATE-OVER-LINE",
        "BOUNCE-BLOCKLISTED",
        "BOUNCE-BLOCK-AFTER-DEAD",
        "BOUNCE-SENDER-FAULT",
    } <= codes
    assert [each.domain for each in told.report.suspicions] == ["t-online.de"]
    assert 0 < len(told.rescue.rescued) < told.rescue.called_hard
    assert all(path.exists() for path in told.files.values())
