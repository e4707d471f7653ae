"""Answers that outlive the process: for how long they hold, who shares them, what becomes of a damaged file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailworthy
from mailworthy.errors import OutsideError
from mailworthy.store import answers
from mailworthy.store.answers import AnswerCache
from mailworthy.wire.ask import Answer, Dns, Outcome

DAY_S = 86_400
BEGAN = 1_700_000_000.0
ASK = Dns("web.de", "MX")
FOUND = Answer(Outcome.FOUND, ("10 mx.web.de", "20 mx2.web.de"), "", 300, "alias.web.de", authenticated=True)
SRC = Path(mailworthy.__file__).parents[1]


class Clock:
    """Stands still until it is set."""

    def __init__(self):
        self.now = BEGAN

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "dns" / "answers.sqlite"


@pytest.fixture
def opened(path, clock):
    """Open caches over one file, and close all of them at the end."""
    caches = []

    def cache(**more):
        caches.append(AnswerCache(path, now=clock, **more))
        return caches[-1].__enter__()

    yield cache
    for each in caches:
        each.__exit__(None, None, None)


# fmt: off
ANSWERS = [
    FOUND,
    Answer(Outcome.EMPTY, ttl_s=60),
    Answer(Outcome.NO_SUCH_NAME, ttl_s=60, alias="gone.web.de"),
    Answer(Outcome.FOUND, ("",), ttl_s=60),
    Answer(Outcome.FOUND, ('v=spf1 "x" \\ é', ""), ttl_s=60),
]
# fmt: on


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_comes_back_as_it_was(opened, answer):
    cache = opened()
    cache.keep([(ASK, answer)])
    assert cache.recall([ASK]) == {ASK: answer}


@given(values=st.lists(st.text(), max_size=3))
def test_any_values_are_taken(tmp_path_factory, values):
    with AnswerCache(tmp_path_factory.mktemp("dns") / "a.sqlite", now=Clock()) as cache:
        cache.keep([(ASK, Answer(Outcome.FOUND, tuple(values), ttl_s=60))])
        assert len(cache.recall([ASK])) == 1


def test_only_what_was_asked_comes_back(opened):
    cache = opened()
    cache.keep([(ASK, FOUND), (Dns("web.de", "A"), FOUND), (Dns("gmx.de", "MX"), FOUND)])
    assert cache.recall([ASK, Dns("t-online.de", "MX")]).keys() == {ASK}
    assert cache.recall([]) == {}


def test_thousands_are_recalled_at_once(opened):
    asks = [Dns(f"shop-{number}.de", "MX") for number in range(3000)]
    cache = opened()
    cache.keep((ask, FOUND) for ask in asks)
    assert cache.recall(asks).keys() == set(asks)


def test_a_newer_answer_takes_the_place_of_an_older(opened):
    cache = opened()
    cache.keep([(ASK, FOUND)])
    cache.keep([(ASK, ANSWERS[1])])
    assert cache.recall([ASK]) == {ASK: ANSWERS[1]}


# fmt: off
HOLDS = [
    # seconds later  of a job that began so much later  holds
    (0,              None,                              True),
    (299,            None,                              True),
    (300,            None,                              False),
    (299,            1,                                 True),   # its time isn't over, whoever asked
    (300,            1,                                 False),
    (300,            0,                                 True),   # the job's own answer: as long as the job
    (30 * DAY_S,     -5,                                True),
    (30 * DAY_S,     1,                                 False),
]
# fmt: on


@pytest.mark.parametrize(("later_s", "began_s", "holds"), HOLDS)
def test_for_how_long_an_answer_holds(opened, clock, later_s, began_s, holds):
    opened().keep([(ASK, FOUND)])
    clock.now += later_s
    cache = opened(job_began=None if began_s is None else BEGAN + began_s)
    assert bool(cache.recall([ASK])) is holds


def test_the_first_sighting_of_a_missing_domain_stays(opened):
    cache = opened()
    cache.note_missing(["gone.de"], BEGAN)
    cache.note_missing(["gone.de", "lost.de"], BEGAN + DAY_S)
    assert cache.missing_since(["gone.de", "lost.de", "web.de"]) == {
        "gone.de": BEGAN,
        "lost.de": BEGAN + DAY_S,
    }


def test_a_domain_that_is_found_again_begins_anew(opened):
    cache = opened()
    cache.note_missing(["gone.de", "lost.de"], BEGAN)
    cache.note_found(["gone.de", "web.de"])
    assert cache.missing_since(["gone.de", "lost.de"]).keys() == {"lost.de"}


@pytest.mark.parametrize(("days", "known"), [(90, True), (91, False)])
def test_what_was_not_seen_missing_for_long_is_forgotten(opened, days, known):
    cache = opened()
    cache.note_missing(["gone.de"], BEGAN)
    cache.note_missing(["lost.de"], BEGAN + days * DAY_S)
    assert ("gone.de" in cache.missing_since(["gone.de"])) is known


def test_thousands_may_be_missing(opened):
    names = [f"gone-{number}.de" for number in range(3000)]
    cache = opened()
    cache.note_missing(names, BEGAN)
    assert cache.missing_since(iter(names)).keys() == set(names)
    cache.note_found(iter(names))
    assert cache.missing_since(names) == {}


def test_another_shape_is_thrown_away(opened, path):
    with opened() as cache:
        cache.keep([(ASK, FOUND)])
        cache.note_missing(["gone.de"], BEGAN)
    with sqlite3.connect(path) as sql:
        sql.execute("ALTER TABLE answer DROP COLUMN alias")
        sql.execute("PRAGMA user_version = 999")
    sql.close()
    cache = opened()
    assert (cache.recall([ASK]), cache.missing_since(["gone.de"])) == ({}, {})
    cache.keep([(ASK, FOUND)])
    assert cache.recall([ASK]) == {ASK: FOUND}


@pytest.mark.parametrize("bytes_", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_one_line_that_says_what_to_do(path, clock, bytes_):
    path.parent.mkdir()
    path.write_bytes(bytes_)
    with pytest.raises(
        OutsideError, match=r"answers\.sqlite: .*delete the file, it will be made anew"
    ) as error:
        AnswerCache(path, now=clock)
    assert "\n" not in str(error.value)
    assert error.value.peer == str(path)


def test_damage_found_later_is_the_same_line(opened, path):
    with opened() as cache:
        cache.keep((Dns(f"shop-{number}.de", "MX"), FOUND) for number in range(3000))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(OutsideError, match="delete the file"):
        opened().recall([Dns("shop-7.de", "MX")])


CHILD = f"""
import sys
from pathlib import Path
from mailworthy.store import answers
from mailworthy.store.answers import AnswerCache
from mailworthy.wire.ask import Answer, Dns, Outcome
who = sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
with AnswerCache(Path(sys.argv[1]), now=lambda: {BEGAN}) as cache:
    for number in range(50):
        cache.keep([(Dns(f"{{who}}-{{number}}.de", "MX"), Answer(Outcome.EMPTY, ttl_s=60))])
        cache.note_missing([f"{{who}}-{{number}}.de", "both.de"], {BEGAN})
print("done", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def processes(path):
    """Start two processes that wait for a word before they open the file, and for another before they end."""
    command = [sys.executable, "-c", CHILD, str(path)]
    env = os.environ | {"PYTHONPATH": str(SRC)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen([*command, "one"], env=env, **pipes) as one,
        subprocess.Popen([*command, "two"], env=env, **pipes) as two,
    ):
        yield one, two
        for process in (one, two):
            process.kill()


@pytest.mark.parametrize("attempt", range(3))
def test_two_processes_share_one_file(processes, opened, attempt):
    """Even where both find none and make it at the same moment."""
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.stdout.readline() for process in processes] == ["done\n"] * 2
    names = [f"{who}-{number}.de" for who in ("one", "two") for number in range(50)]
    cache = opened()
    assert len(cache.recall([Dns(name, "MX") for name in names])) == 100
    assert len(cache.missing_since([*names, "both.de"])) == 101


def test_what_was_kept_outlives_a_kill(processes, opened):
    one, _ = processes
    one.stdin.write("go\n")
    one.stdin.flush()
    assert [one.stdout.readline() for _ in range(2)] == ["ready\n", "done\n"]
    one.kill()
    one.wait()
    assert len(opened().recall([Dns(f"one-{number}.de", "MX") for number in range(50)])) == 50


def test_a_large_file_is_rid_of_what_lapsed_long_ago(tmp_path, monkeypatch):
    """The file stops growing: what lapsed a week ago goes when a large one is opened."""
    path = tmp_path / "answers.sqlite"
    old, fresh = Dns("old.example", "MX"), Dns("fresh.example", "MX")
    with AnswerCache(path, now=lambda: 1000.0) as cache:
        cache.keep([(old, Answer(Outcome.FOUND, ("10 a",), ttl_s=60))])
    later = 1000.0 + 8 * 86400
    with AnswerCache(path, now=lambda: later) as cache:
        cache.keep([(fresh, Answer(Outcome.FOUND, ("10 b",), ttl_s=60))])
    monkeypatch.setattr(answers, "LARGE_BYTES", 0)
    with AnswerCache(path, now=lambda: later, job_began=0.0) as cache:
        assert set(cache.recall([old, fresh])) == {fresh}
