"""``mailworthy demo``: it ends well, says what it is, leaves nothing running, and judges the sample as it was meant."""

from __future__ import annotations

import csv
import json
import os
import re
import select
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from command import MAILWORTHY, mailworthy

from mailworthy.flow.demo.addresses import entries
from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.domains import TYPOS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
PATIENCE_MS = 60_000  # a watchdog against hangs, no measure

VALID, SOFT = {("valid", "dns_only")}, "retry"
KEPT = {"keep", "review"}  # the inactive are for review

# fmt: off
MEANT = [
    # trouble          what it is judged to be                                                          what to do              of how many
    ("provider",       VALID,                                                                           KEPT,                   1.0),
    ("company",        VALID,                                                                           KEPT,                   1.0),
    ("umlaut",         VALID,                                                                           KEPT,                   1.0),
    ("international",  VALID,                                                                           KEPT,                   1.0),
    ("relay",          VALID,                                                                           KEPT,                   1.0),
    ("implicit",       VALID,                                                                           KEPT,                   1.0),
    ("host_alias",     VALID,                                                                           KEPT,                   1.0),
    ("partly_inner",   VALID,                                                                           KEPT,                   1.0),
    ("null_beside",    VALID,                                                                           KEPT,                   1.0),
    ("wildcard",       VALID,                                                                           KEPT,                   1.0),
    ("typo",           {("invalid", "domain_unknown"), ("risky", "typo_suspect"), ("invalid", "single_label_domain")}, {"review"}, 0.95),
    ("disposable",     {("risky", "disposable")},                                                       {"remove"},             1.0),
    ("role",           {("risky", "role")},                                                             {"review"},             1.0),
    ("junk",           {("risky", "junk")},                                                             {"review", "remove"},   0.8),
    ("trap",           {("risky", "spam_trap_suspect"), ("risky", "role")},                             {"review", "remove"},   0.9),
    ("missing",        {("invalid", "domain_unknown")},                                                 {"retry"},              1.0),
    ("null_mx",        {("invalid", "null_mx")},                                                        {"remove"},             1.0),
    ("placeholder",    {("invalid", "null_mx")},                                                        {"remove"},             1.0),
    ("inner",          {("invalid", "mx_unroutable")},                                                  {"remove"},             1.0),
    ("host_gone",      {("invalid", "mx_not_resolving")},                                               {"remove"},             1.0),
    ("no_host",        {("invalid", "no_mail_host")},                                                   {"remove"},             1.0),
    ("reserved",       {("invalid", "reserved_domain")},                                                {"remove"},             1.0),
    ("broken",         {("soft", "dns_error")},                                                         {SOFT},                 1.0),
    ("silent",         {("soft", "dns_timeout")},                                                       {SOFT},                 1.0),
    ("parked",         {("risky", "parked_domain")},                                                    {"review"},             1.0),
    ("no_mail",        {("risky", "no_mail_intended")},                                                 {"review"},             1.0),
    ("nothing",        {("invalid", "empty"), ("invalid", "no_at")},                                    {"remove"},             1.0),
]
# fmt: on


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Run the demo once."""
    folder = tmp_path_factory.mktemp("demo")
    return (
        folder / "out",
        folder / "home",
        mailworthy("demo", "--out", folder / "out", env={"MAILWORTHY_HOME": str(folder / "home")}),
    )


@pytest.fixture(scope="module")
def judged(demo):
    """Give the rows of each kind of trouble, without those that repeat another."""
    out, _, _ = demo
    kinds = defaultdict(set)
    for entry in entries(Dice()):
        kinds[entry.address].add(entry.kind)
    found = defaultdict(list)
    with (out / "sample.csv").open(encoding="utf-8", newline="") as file:
        addresses = [row[0] for row in csv.reader(file)][1:]
    with (out / "annotated.csv").open(encoding="utf-8", newline="") as file:
        for address, row in zip(addresses, csv.DictReader(file), strict=True):
            (kind, *others) = kinds[address]
            if not others and "duplicate" not in row["mw_flags"].split("|"):
                found[kind].append((address, row))
    return found


def test_it_ends_well_and_says_what_it_is(demo):
    out, _, ran = demo
    assert ran.code == 0
    assert "sample data" in ran.err
    assert "sample data" in ran.out
    assert "mailworthy list check FILE" in ran.out
    assert str(out / "report.html") in ran.out
    assert str(out / "bounces.html") in ran.out
    assert "over the 3% line" in ran.out
    assert "addresses that a sending platform gave up are not dead" in ran.out
    assert "The SPF record needs more than 10 look-ups" in ran.out
    assert str(out / "sender.html") in ran.out
    assert "mailworthy sender check DOMAIN" in ran.out
    assert re.search(
        r"[0-4]\.\d of 10 as it was written, (?:9\.\d|10\.0) with its \d\d faults mended; no score guarantees the inbox",
        " ".join(ran.out.split()),
    )
    assert str(out / "newsletter.html") in ran.out
    assert str(out / "newsletter-mended.html") in ran.out
    assert "mailworthy message check FILE" in ran.out
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (report["sample"], report["rows"], report["offline"]) == (True, 5000, False)
    assert all((out / name).exists() for name in report["files"].values())
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_it_leaves_nothing_running(demo):
    _, home, _ = demo
    assert processes_of(home) == []


def test_all_kinds_of_trouble_are_looked_at(judged):
    repeated = {"exact", "case", "gmail_variant", "gmail_alias", "bot"}
    of_form = {"syntax", "clutter", "full_width"}
    assert judged.keys() - repeated - of_form == {kind for kind, *_ in MEANT}


@pytest.mark.parametrize(("kind", "verdicts", "actions", "share"), MEANT, ids=[row[0] for row in MEANT])
def test_the_sample_is_judged_as_it_was_meant(kind, verdicts, actions, share, judged):
    rows = judged[kind]
    other = [
        (address, row["mw_status"], row["mw_reason"], row["mw_action"])
        for address, row in rows
        if (row["mw_status"], row["mw_reason"]) not in verdicts or row["mw_action"] not in actions
    ]
    assert rows
    assert len(other) <= len(rows) * (1 - share), other


def test_misspelt_providers_are_suggested(judged):
    rows = judged["typo"]
    right = [
        row for address, row in rows if row["mw_suggestion"].endswith(f"@{TYPOS[address.split('@')[1]]}")
    ]
    assert len(right) >= 0.95 * len(rows)


def test_broken_addresses_are_told_from_those_that_can_be_mended(judged):
    broken = [row for _, row in judged["syntax"]]
    assert all(row["mw_status"] in {"invalid", "risky"} for row in broken)
    assert all(row["mw_action"] != "keep" for row in broken)
    for kind in ("clutter", "full_width"):
        for address, row in judged[kind]:
            assert row["mw_suggestion"] or row["mw_status"] == "valid", address


def test_the_second_run_begins_anew(demo):
    out, home, _ = demo
    again = mailworthy("demo", "--out", out, "--lang", "ja", "-q", env={"MAILWORTHY_HOME": str(home)})
    assert (again.code, again.err) == (0, "")
    assert '<html lang="ja">' in (out / "report.html").read_text(encoding="utf-8")


def test_its_name_server_never_outlives_it(tmp_path):
    home = tmp_path / "home"
    env = {**os.environ, "MAILWORTHY_HOME": str(home)}
    with subprocess.Popen(
        [*MAILWORTHY, "demo", "--out", str(tmp_path / "out")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    ) as child:
        assert any(line.startswith("reading") for line in child.stderr)
        (server,) = [process for process in processes_of(home) if process != child.pid]
        watched = os.pidfd_open(server)
        child.kill()
    ended = select.poll()
    ended.register(watched, select.POLLIN)
    assert ended.poll(PATIENCE_MS), "it still runs"
    os.close(watched)
    assert processes_of(home) == []


def processes_of(home: Path) -> list[int]:
    """Give the processes that keep their state in a folder of ours."""
    mark = f"MAILWORTHY_HOME={home}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                told = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended, or is somebody else's
                continue
            found += [int(folder.name)] if mark in told else []
    return found
