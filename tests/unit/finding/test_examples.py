"""Every code's bad example gives the finding, its good one doesn't: through the real checker."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailworthy.bounce.counting import Counting
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind
from mailworthy.bounce.report import Cell, Sent
from mailworthy.edge.nameserver import serving
from mailworthy.finding import codes
from mailworthy.flow.check_address import check_address
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.wire.ask import Zone

LIVE = [row for row in codes().values() if row.status.value != "retired"]
ADDRESSES = [row for row in LIVE if "address" in row.bad]
BOUNCES = [row for row in LIVE if "came_back" in row.bad]
LISTS = [row for row in LIVE if row not in ADDRESSES and row not in BOUNCES]
DAY = "2026-11-20"


def _said_of_address(example: Mapping[str, Any]) -> set[str]:
    dns = example.get("dns")
    world = None if dns is None else Zone(dns)
    return {
        finding.code
        for finding in check_address(example["address"], world=world, offline=dns is None).findings
    }


def _said_of_bounces(example: Mapping[str, Any]) -> set[str]:
    counting = Counting()
    for each in example["came_back"]:
        counting.add(_cell(each))
    there = example.get("sent")
    by_both = {(domain, DAY): count for domain, count in (there or {}).items()}
    sent = Sent(sum(there.values()), by_domain_and_day=by_both) if there else Sent()
    return {finding.code for finding in counting.report(sent).findings}


def _cell(each: Mapping[str, Any]) -> Cell:
    if "complaints" in each:
        return Cell(Kind.COMPLAINT, DAY, each["domain"], count=each["complaints"])
    told = {name: each[name] for name in ("domain", "reason", "code", "count")}
    return Cell(
        Kind.BOUNCE, DAY, hard=REASONS[each["reason"]].hard, blocklist=each.get("blocklist", ""), **told
    )


def _said_of_list(example: Mapping[str, Any], folder: Path) -> set[str]:
    """Give the codes of the findings, and the flags of the rows: a row's own findings have no other place."""
    file = folder / "list.csv"
    _write(example, file)
    with _world(example.get("dns")) as options:
        report = check_list(file, out=folder / "out", options=options)
    return {finding.code for finding in report.findings} | {
        flag for flag, rows in report.flags.items() if rows
    }


@contextmanager
def _world(dns: Mapping[str, Any] | None) -> Iterator[ListOptions]:
    if dns is None:
        yield ListOptions(offline=True, parts=False)
        return
    with serving(dns) as server:
        yield ListOptions(servers=(server,), parts=False)


def _write(example: Mapping[str, Any], file: Path) -> None:
    if "text" in example:
        file.write_text(example["text"], encoding="utf-8")
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(example["columns"])
        for number in range(1, example.get("times", 1) + 1):
            writer.writerows([_filled(cell, number) for cell in row] for row in example["rows"])


def _filled(cell: str, number: int) -> str:
    return cell.replace("{n}", str(number)).replace("{today}", datetime.now(UTC).date().isoformat())


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.id)
def test_the_bad_address_gives_the_finding(row):
    assert row.id in _said_of_address(row.bad)


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.id)
def test_the_good_address_does_not(row):
    assert row.id not in _said_of_address(row.good)


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.id)
def test_the_bad_list_gives_the_finding(row, tmp_path):
    assert {row.id, row.reason} & _said_of_list(row.bad, tmp_path)


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.id)
def test_the_good_list_does_not(row, tmp_path):
    assert not {row.id, row.reason} & _said_of_list(row.good, tmp_path)


@pytest.mark.parametrize("row", BOUNCES, ids=[row.id for row in BOUNCES])
def test_examples_of_what_came_back(row):
    assert row.id in _said_of_bounces(row.bad)
    assert row.id not in _said_of_bounces(row.good)
