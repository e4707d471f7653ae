"""Result files are made beside the work, and trouble with one of them reaches whoever writes."""

from __future__ import annotations

import threading

import polars as pl
import pytest

from mailworthy.errors import InputError
from mailworthy.store.writer import AHEAD, Writer

FRAME = pl.DataFrame({"email": ["jane@web.de", "john@web.de"]})
MANY = 20 * AHEAD  # far more than may wait
FORMATS = ["csv", "jsonl", "parquet", "xlsx"]

pytestmark = pytest.mark.timeout(120)  # what must not hang


@pytest.fixture
def write(tmp_path):
    """Write frames to a file of the folder ``out``, made in the folder ``workshop``; raise ``error`` after them."""
    out, workshop = tmp_path / "out", tmp_path / "workshop"
    out.mkdir()
    workshop.mkdir()

    def written(name, frames, error=None):
        with Writer(out / name, FRAME.schema, name.partition(".")[2], workshop) as writer:
            for frame in frames:
                writer.write(frame)
            assert not (out / name).is_file() or (out / name).read_text() == "old"
            if error is not None:
                raise error

    return written


@pytest.fixture
def left(tmp_path, write):
    """What lies in both folders."""
    return lambda: sorted(
        path.name for folder in ("out", "workshop") for path in (tmp_path / folder).iterdir()
    )


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("frames", [0, 1, MANY])
def test_what_is_written_is_there_afterwards(write, left, format_, frames):
    write(f"rows.{format_}", [FRAME] * frames)
    assert left() == [f"rows.{format_}"]


def test_rows_keep_their_order(tmp_path, write):
    write("rows.parquet", [pl.DataFrame({"email": [f"{number}@web.de"]}) for number in range(MANY)])
    found = pl.read_parquet(tmp_path / "out" / "rows.parquet")["email"].to_list()
    assert found == [f"{number}@web.de" for number in range(MANY)]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("frames", [0, 1, MANY])
def test_what_is_abandoned_leaves_no_file(write, left, format_, frames):
    with pytest.raises(KeyboardInterrupt):
        write(f"rows.{format_}", [FRAME] * frames, KeyboardInterrupt())
    assert left() == []


def test_what_is_abandoned_leaves_the_old_file(tmp_path, write, left):
    (tmp_path / "out" / "rows.csv").write_text("old")
    with pytest.raises(ZeroDivisionError):
        write("rows.csv", [FRAME], ZeroDivisionError())
    assert left() == ["rows.csv"]
    assert (tmp_path / "out" / "rows.csv").read_text() == "old"


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("frames", [0, 1, 10_000])
def test_trouble_at_the_beginning_reaches_whoever_writes(tmp_path, write, format_, frames):
    """However many frames are still to come, and nothing hangs."""
    (tmp_path / "workshop").rmdir()
    with pytest.raises(OSError, match=r"No such file|not found|cannot find"):
        write(f"rows.{format_}", [FRAME] * frames)


@pytest.mark.parametrize("format_", FORMATS)
def test_trouble_at_the_end_reaches_whoever_writes(tmp_path, write, left, format_):
    """All frames are taken when it comes to light that the file has no place."""
    (tmp_path / "out" / f"rows.{format_}").mkdir()
    with pytest.raises(IsADirectoryError):
        write(f"rows.{format_}", [FRAME])
    assert left() == [f"rows.{format_}"]


def test_trouble_of_the_writer_does_not_hide_that_of_the_work(tmp_path, write):
    (tmp_path / "workshop").rmdir()
    with pytest.raises((ZeroDivisionError, FileNotFoundError)):
        write("rows.csv", [FRAME], ZeroDivisionError())


def test_an_unknown_format_is_said_to_be_none(write):
    with pytest.raises(InputError, match="docx"):
        write("rows.docx", [])


def test_no_thread_stays_behind(write):
    before = threading.active_count()
    write("rows.csv", [FRAME])
    assert threading.active_count() == before
