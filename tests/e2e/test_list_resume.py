"""A list job that is killed goes on with --resume: the same results, byte for byte, and nobody is asked twice.

A job begins once for each format; the run that nobody disturbs and those that are killed go on from copies of that
beginning, for the times in the results come from there. A child stands still where it is to be killed (see
``stations.py``), so there is no race to be won or lost.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dns.message
import dns.query
import pytest
import stations

from mailworthy.edge.nameserver import serving
from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.domains import Standing, standings
from mailworthy.flow.demo.sample import HEADER, rows
from mailworthy.flow.demo.zone import zone

SOAK = bool(os.environ.get("MAILWORTHY_SOAK"))
COPIES = 17 if SOAK else 1  # of 60,000 rows
BLOCK_BYTES = {  # blocks as they always are, or so small that there are several all the same
    "long": 0 if SOAK else 1 << 20,
    "short": 100_000,
}
OTHERS = 2500  # domains beside the sample's own
LAST = -1  # the last time that a run comes by a station

# Few rows in every run, a million in `make soak`. One group: a beginning is made once, by whichever process has these tests.
pytestmark = [pytest.mark.soak if SOAK else pytest.mark.slow, pytest.mark.xdist_group("resume")]

Kill = tuple[str, int]
NEVER = ("nowhere", 1)

# fmt: off
KILLS = [
    # the place                                          killed there, and killed again when it goes on     or once
    ("after the job began",                              [("began", 1),     ("began", 1)],                  ("began", 1)),
    ("after the first block",                            [("saved", 1),     ("saved", 1)],                  ("saved", 1)),
    ("in the middle of reading",                         [("read", 2),      ("read", 3)],                   ("read", 4)),
    ("between a block's file and its journal line",      [("filed", 1),     ("filed", 2)],                  ("filed", 3)),
    ("after the last block",                             [("read", LAST),   ("saved", 1)],                  ("saved", LAST)),
    ("before DNS",                                       [("asking", 1),    ("asking", 1)],                 ("asking", 1)),
    ("in the middle of DNS",                             [("kept", 1),      ("kept", 1)],                   ("kept", 2)),
    ("at the end of DNS",                                [("asked", 1),     ("asked", 1)],                  ("asked", 1)),
    ("in the middle of writing",                         [("writing", 1),   ("writing", 3)],                ("writing", 4)),
    ("between the renames of result files",              [("renamed", 1),   ("renamed", 7)],                ("renamed", 12)),
    ("before the report",                                [("reporting", 1), ("reporting", 1)],              ("reporting", 1)),
    ("before the job is forgotten",                      [("tidying", 1),   ("tidying", 1)],                ("tidying", 1)),
]
# fmt: on
PLACES = [place for place, _, _ in KILLS]


@dataclass(frozen=True, slots=True)
class World:
    """Who is asked, and what it was asked."""

    server: str
    log: Path

    def asked(self) -> list[str]:
        """Give all questions so far, as ``name type``: one more makes sure that none is still on its way."""
        host, port = self.server.split(":")
        end = f"end-{len(self.log.read_text().splitlines())}.test"
        dns.query.udp(dns.message.make_query(end, "A"), host, port=int(port), timeout=60)
        lines = [line.rpartition(" ")[0] for line in self.log.read_text().splitlines()]
        assert lines.pop() == f"{end} A"
        return lines


@dataclass(frozen=True, slots=True)
class Beginning:
    """A job that was killed right after it began, and what comes of it when nobody disturbs it.

    Args:
        size: Octets of a block, 0 for the usual.
        command: The job.
        out: The folder of its results, which holds the journal's first line.
        stations: What an undisturbed run comes by.
        results: What it makes.
    """

    size: int
    command: tuple[str, ...]
    out: Path
    stations: tuple[str, ...]
    results: dict[str, bytes]

    def nth(self, station: str, nth: int) -> int:
        return sum(line.split()[1] == station for line in self.stations) if nth == LAST else nth


@dataclass(frozen=True, slots=True)
class Place:
    """A copy of a beginning, with a memory of answers of its own."""

    begun: Beginning
    out: Path
    home: Path

    @classmethod
    def new(cls, begun: Beginning, folder: Path) -> Place:
        return cls(begun, shutil.copytree(begun.out, folder / "out"), folder / "home")

    def go_on(self) -> list[str]:
        return self.run()

    def kill(self, station: str, nth: int) -> list[str]:
        seen = self.run((station, self.begun.nth(station, nth)))
        assert 0 < len(steady(seen)) < len(steady(self.begun.stations))
        return seen

    def run(self, kill: Kill = NEVER, resume: str = "--resume") -> list[str]:
        options = [option for option in (resume, "--out", str(self.out)) if option]
        return run(self.begun.size, (*self.begun.command, *options), self.home, kill)

    def recorded(self) -> set[str]:
        """Give the questions whose answers are safe, as ``name type``."""
        found: set[str] = set()
        for path in self.home.glob("dns/*.sqlite"):
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as sql:
                found |= {f"{name} {kind}" for name, kind in sql.execute("SELECT name, type FROM answer")}
        return found


def run(size: int, arguments: Sequence[str], home: Path, kill: Kill) -> list[str]:
    """Run a job and give the stations that it came by; kill it where it stands still."""
    last = "station {} {}\n".format(*kill)
    command = [sys.executable, stations.__file__, str(size), kill[0], str(kill[1]), *arguments]
    seen = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "MAILWORTHY_HOME": str(home)}
    ) as child:
        for line in child.stdout:
            seen += [line.strip()] if line.startswith("station ") else []
            if line == last:
                child.kill()
                break
    assert child.returncode == (-signal.SIGKILL if kill != NEVER else 0), seen
    return seen


def steady(seen: Sequence[str]) -> list[str]:
    """Leave out the stations whose number hangs on how fast answers come, and the order among the files' own threads."""
    return sorted(line for line in seen if " kept " not in line)


def results_in(out: Path) -> dict[str, bytes]:
    """Read all that a finished job leaves, but for how long it took."""
    assert not [path.name for path in out.iterdir() if path.name.startswith(".") or path.suffix == ".part"]
    found = {path.name: path.read_bytes() for path in out.iterdir()}
    report = json.loads(found["report.json"])
    assert report.pop("duration_s") > 0
    assert report.pop("rows_per_s") > 0
    found["report.json"] = json.dumps(report).encode()
    found["report.html"] = re.sub(rb"in [^<]{1,40} rows per second", b"", found["report.html"])
    return found


def write_list(path: Path, many: int, copies: int) -> None:
    """Write ``many`` times the demo's sample, each time thrown anew, and all of it ``copies`` times over."""
    today = date(2026, 6, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for copy in range(copies):
            for seed in range(many):
                _header, *sample = rows(today, Dice(seed))
                writer.writerows([f"{copy or ''}{address}", *rest] for address, *rest in sample)
        writer.writerows([f"anna.{n}@{name}", "Anna"] for n, name in enumerate(others()))


def others() -> list[str]:
    return [f"werk-{n}-ohlenstieg.de" for n in range(OTHERS)]


def known_domains() -> dict[str, Standing]:
    """Let all of the sample's domains answer; those that never do would cost each run their whole time-out."""
    answering = {name: how for name, how in standings().items() if how is not Standing.SILENT}
    return answering | dict.fromkeys(others(), Standing.GOOGLE)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[World]:
    log = tmp_path_factory.mktemp("server") / "asked.log"
    with serving(zone(known_domains()), log=log) as server:
        yield World(server, log)


@pytest.fixture(scope="module")
def lists(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("lists")
    write_list(folder / "long.csv", 12, COPIES)
    write_list(folder / "short.csv", 1, 1)
    return {"long": folder / "long.csv", "short": folder / "short.csv"}


@pytest.fixture(scope="module")
def beginning(world, lists, tmp_path_factory):
    """Begin the job of a list and a format, once."""
    made: dict[tuple[str, str], Beginning] = {}

    def begin(which: str, form: str) -> Beginning:
        if (which, form) not in made:
            folder = tmp_path_factory.mktemp("begun")
            made[which, form] = begun(folder, lists[which], form, world, BLOCK_BYTES[which])
        return made[which, form]

    return begin


def begun(folder: Path, path: Path, form: str, world: World, size: int) -> Beginning:
    command = (
        "list",
        "check",
        str(path),
        "--format",
        form,
        "--dns",
        world.server,
        "-q",
        "--inactive-days",
        "400",
    )
    out = folder / "out"
    run(size, (*command, "--out", str(out)), folder / "home", ("began", 1))
    assert [path.name for path in out.iterdir()] == [".mailworthy-job"]
    undisturbed = Place.new(Beginning(size, command, out, (), {}), folder / "undisturbed")
    seen = undisturbed.go_on()
    return Beginning(size, command, out, tuple(seen), results_in(undisturbed.out))


@pytest.mark.parametrize("place", PLACES)
def test_killed_twice_it_goes_on_as_if_nothing_had_happened(place, beginning, world, tmp_path):
    kills = next(kills for name, kills, _ in KILLS if name == place)
    assert_unharmed(Place.new(beginning("long", "csv"), tmp_path), kills, world)


@pytest.mark.parametrize("place", PLACES)
def test_killed_while_it_makes_parquet(place, beginning, world, tmp_path):
    kill = next(kill for name, _, kill in KILLS if name == place)
    assert_unharmed(Place.new(beginning("long", "parquet"), tmp_path), [kill], world)


@pytest.mark.parametrize("form", ["xlsx", "jsonl"])
def test_killed_while_it_makes_other_formats(form, beginning, world, tmp_path):
    assert_unharmed(Place.new(beginning("short", form), tmp_path), [("writing", 2), ("renamed", 3)], world)


def test_killed_at_every_place_one_after_the_other(beginning, world, tmp_path):
    order = (
        "began",
        "read",
        "filed",
        "saved",
        "asking",
        "kept",
        "asked",
        "writing",
        "renamed",
        "reporting",
        "tidying",
    )
    kills = [(station, 1) for station in order]
    assert_unharmed(Place.new(beginning("long", "csv"), tmp_path), kills, world)


def assert_unharmed(place: Place, kills: Sequence[Kill], world: World) -> None:
    for kill in kills:
        before = len(world.asked())
        recorded = place.recorded()
        place.kill(*kill)
        assert recorded.isdisjoint(world.asked()[before:])
    before, recorded = len(world.asked()), place.recorded()
    place.go_on()
    assert recorded.isdisjoint(world.asked()[before:])
    found = results_in(place.out)
    assert found.keys() == place.begun.results.keys()
    assert json.loads(found["report.json"]) == json.loads(place.begun.results["report.json"])
    assert [name for name in found if found[name] != place.begun.results[name]] == []


def test_killed_in_the_middle_of_dns_some_answers_are_safe_and_some_are_not(beginning, world, tmp_path):
    """So that the tests above don't prove the empty claim."""
    place = Place.new(beginning("long", "csv"), tmp_path)
    place.kill("kept", 2)
    before, recorded = len(world.asked()), place.recorded()
    place.go_on()
    asked = set(world.asked()[before:])
    assert len(recorded) > 100
    assert len(asked) > 100
    assert asked.isdisjoint(recorded)


def test_without_resume_it_begins_anew(beginning, tmp_path):
    place = Place.new(beginning("short", "csv"), tmp_path)
    place.kill("saved", 2)
    seen = place.run(resume="")
    assert seen.count("station saved 1") == 1
    assert steady(seen) == steady(place.begun.stations)


def test_a_torn_journal_line_counts_for_nothing(beginning, tmp_path):
    place = Place.new(beginning("short", "csv"), tmp_path)
    place.kill("saved", 3)
    journal = place.out / ".mailworthy-job" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-5])
    place.go_on()
    assert results_in(place.out) == place.begun.results
