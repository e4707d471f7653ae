"""The journal of a list job: whatever is safe stays safe, wherever a kill or a torn line falls."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailworthy
from mailworthy.errors import InputError, NotNow
from mailworthy.store.job import FOLDER, JOURNAL, Job, Saved, Start

START = Start("list.csv 4711", {"offline": True, "format": "csv"}, 1_700_000_000, 7)
LATER = replace(START, began_at=1_700_009_999, seed=8)  # as when a command is repeated
BLOCKS = [pl.DataFrame({"mask": [number, 2], "text": ["jane@web.de", None]}) for number in range(3)]
SRC = Path(mailworthy.__file__).parents[1]


def saved(number):
    return Saved(2, {"byte": 100 * number}, {"bad": [], "domains": ["wéb.de"]})


@pytest.fixture
def out(tmp_path):
    return tmp_path / "results"


@pytest.fixture
def begin(out):
    """Begin jobs, and let go of all of them at the end."""
    begun = []

    def job(fresh=START, *, resume=False):
        begun.append(Job.begin(out, fresh, resume=resume))
        return begun[-1]

    yield job
    for each in begun:
        each.leave()


@pytest.fixture
def interrupted(begin):
    """Leave a job behind with all blocks saved."""
    job = begin()
    for number, block in enumerate(BLOCKS):
        job.save(block, saved(number))
    job.leave()


def journal(out):
    return out / FOLDER / JOURNAL


def test_a_new_job_has_done_nothing(begin):
    job = begin()
    assert (job.start, job.saved) == (START, [])


def test_what_is_saved_can_be_loaded(begin):
    job = begin()
    for number, block in enumerate(BLOCKS):
        job.save(block, saved(number))
    assert all(job.load(number).equals(block) for number, block in enumerate(BLOCKS))
    assert job.load(1, ["mask"]).columns == ["mask"]


def test_a_job_goes_on_as_it_began(begin, interrupted):
    """Times and seeds come from the first run, so that the results are the same."""
    job = begin(LATER, resume=True)
    assert job.start == START
    assert job.saved == [saved(number) for number in range(3)]
    assert job.load(2).equals(BLOCKS[2])


def test_a_job_that_goes_on_adds_to_what_there_is(begin, interrupted):
    job = begin(LATER, resume=True)
    job.save(BLOCKS[0], saved(3))
    job.leave()
    assert len(begin(LATER, resume=True).saved) == 4


def test_where_nothing_is_to_go_on_with_a_job_begins(begin):
    assert begin(resume=True).saved == []


def test_a_job_begun_anew_forgets_the_old_one(begin, interrupted, out):
    assert begin(LATER).start == LATER
    assert [path.name for path in (out / FOLDER).iterdir()] == [JOURNAL]


def test_the_folder_is_private(begin, out):
    begin()
    assert stat.S_IMODE((out / FOLDER).stat().st_mode) == 0o700


def test_a_finished_job_leaves_only_the_results(begin, out):
    job = begin()
    job.save(BLOCKS[0], saved(0))
    (out / "annotated.csv").write_text("email\n")
    job.finish()
    assert [path.name for path in out.iterdir()] == ["annotated.csv"]


def test_what_a_kill_left_of_a_finished_job_is_tidied_up(begin, out):
    (out / (FOLDER + "-done")).mkdir(parents=True)
    (out / (FOLDER + "-done") / "block-000000.arrow").write_bytes(b"")
    begin()
    assert [path.name for path in out.iterdir()] == [FOLDER]


def test_half_written_files_are_swept_away(begin, interrupted, out):
    (out / FOLDER / "block-000003.part").write_bytes(b"half")
    begin(LATER, resume=True)
    assert not (out / FOLDER / "block-000003.part").exists()


@pytest.mark.parametrize("torn", [b"{", b'{"rows":2,"next":{', b"\xff\xfe", b"\0" * 100, b'{"rows":2}'])
def test_a_torn_last_line_counts_for_nothing(begin, interrupted, out, torn):
    with journal(out).open("ab") as file:
        file.write(torn)
    assert len(begin(LATER, resume=True).saved) == 3
    assert journal(out).read_bytes().count(b"\n") == 4


def test_after_a_torn_line_the_journal_is_sound_again(begin, interrupted, out):
    with journal(out).open("ab") as file:
        file.write(b'{"rows":2,"ne')
    job = begin(LATER, resume=True)
    job.save(BLOCKS[1], saved(3))
    job.leave()
    assert begin(LATER, resume=True).saved == [saved(number) for number in range(4)]


def test_wherever_the_journal_is_torn_whole_lines_count(begin, interrupted, out):
    whole = journal(out).read_bytes()
    for cut in range(len(whole)):
        journal(out).write_bytes(whole[:cut])
        job = begin(LATER, resume=True)
        lines = whole[:cut].count(b"\n")
        assert (job.start, len(job.saved)) == ((START, lines - 1) if lines else (LATER, 0))
        job.leave()


@given(rubbish=st.binary(max_size=60))
def test_rubbish_for_a_journal_is_no_traceback(tmp_path_factory, rubbish):
    out = tmp_path_factory.mktemp("out")
    (out / FOLDER).mkdir()
    journal(out).write_bytes(rubbish)
    try:
        Job.begin(out, START, resume=True).leave()
    except InputError as error:
        assert "leave --resume out" in str(error)  # noqa: PT017  # either end is fine


@pytest.mark.parametrize("line", [b"null\n", b"[]\n", b"1\n", b'{"source": 1}\n'])
def test_a_strange_journal_is_said_to_be_unreadable(begin, out, line):
    (out / FOLDER).mkdir(parents=True)
    journal(out).write_bytes(line)
    with pytest.raises(InputError, match="cannot be read"):
        begin(resume=True)


# fmt: off
OTHERS = [
    # how the job would go on                                                        what is said
    (replace(START, source="other.csv 1"),                                           "read another file"),
    (replace(START, settings={"offline": False, "format": "csv"}),                   "ran with another offline;"),
    (replace(START, settings={"offline": False, "format": "xlsx"}),                  "ran with another format, offline;"),
    (replace(START, settings={"offline": True}),                                     "ran with another format;"),
    (replace(START, settings={**START.settings, "version": "2"}),                    "ran with another version;"),
]
# fmt: on


@pytest.mark.parametrize(("other", "words"), OTHERS)
def test_another_list_or_other_settings_are_not_mixed(begin, interrupted, other, words):
    with pytest.raises(InputError, match=words):
        begin(other, resume=True)


def test_a_refusal_changes_nothing_and_holds_nothing(begin, interrupted):
    with pytest.raises(InputError):
        begin(OTHERS[0][0], resume=True)
    assert len(begin(LATER, resume=True).saved) == 3


def test_two_jobs_in_one_folder(begin):
    begin()
    with pytest.raises(NotNow, match="another process") as refusal:
        begin()
    assert "--out" in refusal.value.remedy


CHILD = f"""
import os, signal, sys
from pathlib import Path
import polars as pl
from mailworthy.store.job import Job, Saved, Start
job = Job.begin(Path(sys.argv[1]), {START!r}, resume=True)
job.save(pl.DataFrame({{"mask": [1]}}), Saved(1, {{}}, {{}}))
"""


def child(out, then):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD + then, str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SRC)},
        text=True,
    )


def test_a_second_process_is_kept_out_until_the_first_is_gone(begin, out):
    with child(out, "print('held', flush=True); sys.stdin.read()") as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(NotNow):
            begin(LATER, resume=True)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert len(begin(LATER, resume=True).saved) == 1


def test_a_kill_between_a_block_and_its_line(begin, out):
    """The block is on disk, but nobody said so: it is read again and written again."""
    dies = "job._write = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
    with child(out, dies + "job.save(pl.DataFrame({'mask': [2]}), Saved(1, {}, {}))") as process:
        assert process.wait(timeout=60) == -signal.SIGKILL
    assert (out / FOLDER / "block-000001.arrow").exists()
    job = begin(LATER, resume=True)
    assert len(job.saved) == 1
    job.save(BLOCKS[0], saved(1))
    assert job.load(1).equals(BLOCKS[0])
