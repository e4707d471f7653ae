"""The journal of a list job: what is done, so that a job that was killed goes on where it stopped.

A hidden folder beside the results holds ``journal.jsonl``, one file per block of rows that was read, and results in the
making. A line is written only after what it speaks of is safe on disk; the last line may be torn and then counts for
nothing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import polars as pl

from mailworthy.errors import InputError, NotNow

FOLDER, JOURNAL = ".mailworthy-job", "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Start:
    """What must be the same when a job goes on.

    Args:
        source: The input's fingerprint.
        settings: All that the results depend on: options, versions.
        began_at: Unix seconds when the job was begun.
        seed: Seeds the hashes of the job.
    """

    source: str
    settings: Mapping[str, Any]
    began_at: int
    seed: int


@dataclass(frozen=True, slots=True)
class Saved:
    """One block that was read and is safe.

    Args:
        rows: The rows it holds.
        next: Where the block after it begins, as JSON.
        note: What else the reader wants back, as JSON.
    """

    rows: int
    next: Mapping[str, Any]
    note: Mapping[str, Any]


class Job:
    """The journal of one job. Use :meth:`begin`; one process at a time holds it.

    Args:
        folder: Where the journal and all that is not finished lie.
        journal: Opened and locked.
        start: How the job began.
        saved: What is safe already.
    """

    def __init__(self, folder: Path, journal: BinaryIO, start: Start, saved: list[Saved]) -> None:
        self.folder = folder
        self._journal = journal
        self.start = start
        self.saved = saved

    @classmethod
    def begin(cls, out: Path, fresh: Start, *, resume: bool) -> Job:
        """Begin a job in the folder of its results, or go on with the one that is there.

        Args:
            out: The folder of the results, made when missing.
            fresh: How a new job begins; when going on, source and settings must be the same.
            resume: Go on where there is something to go on with.

        Raises:
            InputError: Another list or other settings than those of the job that is to go on.
            NotNow: Another process holds the job.
        """
        folder = out / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # what is inside is as private as the list
        journal = (folder / JOURNAL).open("a+b")
        _lock(journal, out)
        try:
            return cls._begun(folder, journal, fresh, resume=resume)
        except BaseException:
            journal.close()
            raise

    @classmethod
    def _begun(cls, folder: Path, journal: BinaryIO, fresh: Start, *, resume: bool) -> Job:
        shutil.rmtree(_done(folder), ignore_errors=True)  # of a job that was killed while it tidied up
        lines = list(_whole_lines(journal)) if resume else []
        if lines:
            start, saved = _understood(lines, folder.parent)
            _must_match(start, fresh, folder.parent)
            _sweep(folder, "block-*.arrow")
            return cls(folder, journal, start, saved)
        _sweep(folder)
        journal.truncate(0)
        job = cls(folder, journal, fresh, [])
        job._write(fresh)
        return job

    def save(self, block: pl.DataFrame, saved: Saved) -> None:
        """Make one block safe; on return it outlives a kill."""
        path = self._path(len(self.saved))
        with path.with_suffix(".part").open("wb") as file:
            block.write_ipc(file, compat_level=pl.CompatLevel.newest())
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".part").replace(path)
        self._write(saved)
        self.saved.append(saved)

    def load(self, number: int, columns: list[str] | None = None) -> pl.DataFrame:
        """Give back one block."""
        return pl.read_ipc(self._path(number), columns=columns)

    def finish(self) -> None:
        """The results are safe: forget the job, in one step, so that a kill never leaves half of it to go on with."""
        done = self.folder.rename(_done(self.folder))
        self._journal.close()
        shutil.rmtree(done)

    def leave(self) -> None:
        """Let go of the job; it can go on later."""
        self._journal.close()

    def _path(self, number: int) -> Path:
        return self.folder / f"block-{number:06d}.arrow"

    def _write(self, line: Start | Saved) -> None:
        self._journal.write(msgspec.json.encode(line) + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())


def _lock(journal: BinaryIO, out: Path) -> None:
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        journal.close()
        raise NotNow(
            f"{out}: another process is writing results there",
            remedy="wait for it, or name another folder with --out",
        ) from None


def _whole_lines(journal: BinaryIO) -> Iterator[Any]:
    """Read the lines that were written whole, and cut off a torn one."""
    journal.seek(0)
    safe = 0
    for line in journal:
        if not line.endswith(b"\n"):
            break
        try:
            yield msgspec.json.decode(line)
        except msgspec.DecodeError:
            break
        safe += len(line)
    journal.truncate(safe)
    journal.seek(0, os.SEEK_END)


def _must_match(was: Start, now: Start, out: Path) -> None:
    if was.source != now.source:
        raise InputError(
            f"{out}: the interrupted job there read another file; leave --resume out to begin anew"
        )
    differing = sorted(
        key for key in {*was.settings, *now.settings} if was.settings.get(key) != now.settings.get(key)
    )
    if differing:
        raise InputError(
            f"{out}: the interrupted job there ran with another {', '.join(differing)}; "
            "use the same, or leave --resume out to begin anew"
        )


def _understood(lines: list[Any], out: Path) -> tuple[Start, list[Saved]]:
    try:
        return msgspec.convert(lines[0], Start), [msgspec.convert(line, Saved) for line in lines[1:]]
    except msgspec.ValidationError:
        raise InputError(
            f"{out}: the journal of the interrupted job there cannot be read; leave --resume out to begin anew"
        ) from None


def _done(folder: Path) -> Path:
    return folder.with_name(folder.name + "-done")


def _sweep(folder: Path, *kept: str) -> None:
    """Remove what lies in a job's folder, the journal and names like those kept excepted."""
    for path in folder.iterdir():
        if not any(fnmatch(path.name, pattern) for pattern in (JOURNAL, *kept)):
            path.unlink()
