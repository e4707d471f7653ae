"""DNS answers that outlive the process, and since when a domain has been missing. SQLite, one file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from mailworthy.errors import OutsideError
from mailworthy.store.write_ahead import write_ahead
from mailworthy.wire.ask import Answer, Dns, Outcome

T = TypeVar("T")
SHAPE = 1  # another shape in the file is thrown away: it is a cache
TABLES = (
    "DROP TABLE IF EXISTS answer",
    "DROP TABLE IF EXISTS missing",
    """CREATE TABLE answer (
        name TEXT NOT NULL, type TEXT NOT NULL, outcome TEXT NOT NULL, data TEXT NOT NULL, why TEXT NOT NULL,
        ttl_s INTEGER NOT NULL, alias TEXT NOT NULL, authenticated INTEGER NOT NULL, kept_at REAL NOT NULL,
        PRIMARY KEY (name, type)
    ) WITHOUT ROWID""",
    "CREATE TABLE missing (domain TEXT PRIMARY KEY, since REAL NOT NULL, last REAL NOT NULL) WITHOUT ROWID",
    f"PRAGMA user_version = {SHAPE}",
)
LARGE_BYTES = 64 << 20  # a file larger than that is rid of what lapsed long ago when it is opened
LAPSED_S = 7 * 86400  # no job lasts that long
FORGET_MISSING_S = 90 * 86400  # an observation that old says nothing about today


class AnswerCache:
    """Keeps answers until their time to live is over; within one job, for as long as the job lasts.

    Args:
        path: The file, made when missing.
        now: Gives Unix seconds.
        job_began: Unix seconds; answers kept since then hold whatever their time to live, so that a job that was
            interrupted never asks again. None: the time to live alone decides.
    """

    def __init__(self, path: Path, *, now: Callable[[], float], job_began: float | None = None) -> None:
        self._now = now
        self._job_began = float("inf") if job_began is None else job_began
        path.parent.mkdir(parents=True, exist_ok=True)
        with _as_outside_error(path):
            self._sql = _opened(path)
            if path.stat().st_size > LARGE_BYTES:
                self._forget_lapsed()
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sql.close()

    def _forget_lapsed(self) -> None:
        """Make room: SQLite uses it again, so the file stops growing."""
        with self._sql:
            before = self._now() - LAPSED_S
            self._sql.execute(
                "DELETE FROM answer WHERE kept_at < ? AND kept_at + ttl_s < ?", (before, before)
            )

    def recall(self, asks: Sequence[Dns]) -> dict[Dns, Answer]:
        """Give the answers that still hold."""
        found: dict[Dns, Answer] = {}
        with _as_outside_error(self._path):
            for some in _batched(asks, 400):
                found.update(self._recall(some))
        return found

    def _recall(self, asks: Sequence[Dns]) -> Iterator[tuple[Dns, Answer]]:
        places = ",".join(["(?,?)"] * len(asks))
        rows = self._sql.execute(  # each ask looks up its key: the other way round, the whole table would be read
            f"WITH asked (name, type) AS (VALUES {places}) "  # noqa: S608  # only marks
            "SELECT answer.name, answer.type, outcome, data, why, ttl_s, alias, authenticated "
            "FROM asked CROSS JOIN answer ON answer.name = asked.name AND answer.type = asked.type "
            "WHERE kept_at >= ? OR kept_at + ttl_s > ?",
            [text for ask in asks for text in (ask.name, ask.type)] + [self._job_began, self._now()],
        )
        for name, type_, outcome, data, why, ttl_s, alias, authenticated in rows:
            values = tuple(data.split("\n")) if outcome == Outcome.FOUND.value else ()
            yield Dns(name, type_), Answer(Outcome(outcome), values, why, ttl_s, alias, bool(authenticated))

    def keep(self, pairs: Iterable[tuple[Dns, Answer]]) -> None:
        """Keep answers; on return they outlive a kill of the process."""
        now = self._now()
        rows = [
            (ask.name, ask.type, answer.outcome.value, "\n".join(value.replace("\n", " ") for value in answer.values),
             answer.why, answer.ttl_s, answer.alias, answer.authenticated, now)
            for ask, answer in pairs
        ]  # fmt: skip
        with _as_outside_error(self._path), self._sql:
            self._sql.executemany("INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?,?,?,?)", rows)

    def missing_since(self, domains: Iterable[str]) -> dict[str, float]:
        """Give, in Unix seconds, since when domains have been seen missing."""
        found: dict[str, float] = {}
        with _as_outside_error(self._path):
            for some in _batched(domains, 800):
                marks = ",".join("?" * len(some))
                rows = self._sql.execute(f"SELECT domain, since FROM missing WHERE domain IN ({marks})", some)  # noqa: S608  # only marks
                found.update(rows)
        return found

    def note_missing(self, domains: Iterable[str], at: float) -> None:
        """Remember that domains were missing at a time; the first sighting stays."""
        with _as_outside_error(self._path), self._sql:
            self._sql.executemany(
                "INSERT INTO missing VALUES (?, ?, ?) ON CONFLICT (domain) DO UPDATE SET last = excluded.last",
                ((domain, at, at) for domain in domains),
            )
            self._sql.execute("DELETE FROM missing WHERE last < ?", (at - FORGET_MISSING_S,))

    def note_found(self, domains: Iterable[str]) -> None:
        """Forget that domains were missing: they are there."""
        with _as_outside_error(self._path), self._sql:
            self._sql.executemany("DELETE FROM missing WHERE domain = ?", ((domain,) for domain in domains))


def _opened(path: Path) -> sqlite3.Connection:
    sql = sqlite3.connect(path, timeout=30)
    try:
        write_ahead(sql)
        sql.execute(
            "PRAGMA synchronous = NORMAL"
        )  # safe against a kill; a power cut may lose the last seconds
        _shape_up(sql)
    except sqlite3.Error:
        sql.close()
        raise
    return sql


def _shape_up(sql: sqlite3.Connection) -> None:
    """Make the tables where they are missing or of another shape; once, however many processes come at the same moment."""
    if _shape(sql) == SHAPE:
        return
    sql.execute("BEGIN IMMEDIATE")
    if _shape(sql) != SHAPE:
        for statement in TABLES:
            sql.execute(statement)
    sql.commit()


def _shape(sql: sqlite3.Connection) -> int:
    shape: int = sql.execute("PRAGMA user_version").fetchone()[0]
    return shape


@contextmanager
def _as_outside_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise OutsideError(
            f"{path}: the cache of DNS answers cannot be used ({error}); delete the file, it will be made anew",
            peer=str(path),
        ) from error


def _batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some
