"""Stage four: the result files, all written in one pass, in the job's folder, and moved to their places at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.check import rfc3339
from mailworthy.address.repeats import Repeats
from mailworthy.address.verdict import Action, Judgement, VerdictStatus
from mailworthy.flow.lists.domains import KnownDomains
from mailworthy.flow.lists.judging import Judged
from mailworthy.flow.lists.options import ListOptions, Progress, Tell
from mailworthy.flow.lists.reading import ReadList
from mailworthy.store.job import Job
from mailworthy.store.tables import Table
from mailworthy.store.writer import Writer

# A file per kind, by flag. Free providers and duplicates of form only are no reason to treat somebody differently.
KINDS = (
    "disposable",
    "relay",
    "role",
    "junk",
    "spam_trap_suspect",
    "typo_suspect",
    "parked",
    "inactive",
    "duplicate",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One result file.

    Args:
        name: What it holds, which is also its file's name.
        holds: For each judgement whether its rows belong into it; shape (judgements,).
    """

    name: str
    holds: NDArray[np.bool_]


def parts_of(judged: Judged, options: ListOptions) -> list[Part]:
    """Say which files there are to be: only those that would hold a row, the annotated one always."""
    parts = [Part("annotated", np.ones(len(judged.judgements), bool))]
    if options.parts:
        parts += _optional(judged)
    return parts


def _optional(judged: Judged) -> Iterator[Part]:
    verdicts = judged.judgements
    for action in Action:
        # A repeated row is not for removing by its address: that would remove the row that is kept, too.
        yield from _where(
            judged,
            action.value,
            [verdict.action is action and "duplicate" not in verdict.flags for verdict in verdicts],
        )
    for status in VerdictStatus:
        yield from _where(
            judged, f"status-{status.value}", [verdict.status is status for verdict in verdicts]
        )
    for kind in KINDS:
        yield from _where(judged, f"kind-{kind}", [kind in verdict.flags for verdict in verdicts])


def _where(judged: Judged, name: str, belongs: list[bool]) -> Iterator[Part]:
    holds = np.array(belongs, bool)
    if judged.counts[holds].sum():
        yield Part(name, holds)


@dataclass(frozen=True, slots=True)
class Results:
    """All that the result files are made of."""

    table: Table
    column: str
    job: Job
    read: ReadList
    known: KnownDomains
    repeats: Repeats
    judged: Judged


def write_results(results: Results, out: Path, options: ListOptions, tell: Tell) -> dict[str, str]:
    """Write all result files.

    Returns:
        The files' names by what they hold.
    """
    parts = parts_of(results.judged, options)
    files = {part.name: f"{part.name}.{options.format}" for part in parts}
    annotate = _Annotator(results)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                Writer(out / files[part.name], annotate.schema, options.format, results.job.folder)
            )
            for part in parts
        ]
        for number, block in enumerate(results.read.blocks(results.table)):
            frame, codes = annotate(number, block.frame, block.extra), results.judged.codes[number]
            for part, writer in zip(parts, writers, strict=True):
                _write(writer, frame, part.holds, codes)
            tell(Progress("writing", block.done, block.next.row))
    return files


def _write(writer: Writer, frame: pl.DataFrame, holds: NDArray[np.bool_], codes: NDArray[np.uint32]) -> None:
    if holds.all():
        writer.write(frame)
        return
    chosen = holds[codes]
    if chosen.any():
        writer.write(frame.filter(pl.Series(chosen)))


class _Annotator:
    """Adds our columns to blocks of the user's, whose own columns and order stay."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._columns = _verdict_columns(results.judged.judgements, results.job.start.began_at)
        self._names = _free_names([*results.table.columns])
        self._suggested = np.zeros(len(results.known.kinds), bool)
        self._suggested[list(results.known.suggestions)] = True
        self._begins = np.cumsum([0, *(len(mask) for mask in results.read.masks)])

    @property
    def schema(self) -> pl.Schema:
        """The columns of the result files: the user's, then ours."""
        ours = {name: values.dtype for name, values in self._columns.items()}
        ours |= {"suggestion": pl.String(), "normalized": pl.String(), "duplicate_of": pl.UInt32()}
        ours |= {"extra_fields": pl.String()} if self._results.read.extra else {}
        return pl.Schema(
            {
                **self._results.table.sample.schema,
                **{self._names[name]: dtype for name, dtype in ours.items()},
            }
        )

    def __call__(self, number: int, frame: pl.DataFrame, extra: pl.Series | None) -> pl.DataFrame:
        """Annotate one block."""
        saved = self._results.job.load(number, ["normalized", "suggestion"])
        codes = pl.Series(self._results.judged.codes[number])
        columns = {name: values.gather(codes) for name, values in self._columns.items()}
        columns["suggestion"] = self._suggestions(number, frame, saved)
        columns["normalized"] = saved["normalized"]
        columns["duplicate_of"] = self._duplicate_of(number)
        if self._results.read.extra:
            nothing = pl.repeat(None, len(frame), dtype=pl.String, eager=True)
            columns["extra_fields"] = nothing if extra is None else extra
        return frame.with_columns(column.alias(self._names[name]) for name, column in columns.items())

    def _suggestions(self, number: int, frame: pl.DataFrame, saved: pl.DataFrame) -> pl.Series:
        domains = self._results.read.domains[number]
        rows = np.flatnonzero(self._suggested[domains] & saved["suggestion"].is_null().to_numpy())
        if not len(rows):
            return saved["suggestion"]
        address = (
            saved["normalized"]
            .gather(rows)
            .zip_with(
                saved["normalized"].gather(rows).is_not_null(),
                frame[self._results.column].cast(pl.String).gather(rows),
            )
        )
        meant = pl.Series([self._results.known.suggestions[domain] for domain in domains[rows].tolist()])
        local = address.str.replace(r"@[^@]*$", "@")
        return saved["suggestion"].scatter(rows, local + meant)

    def _duplicate_of(self, number: int) -> pl.Series:
        """Give for each row the data row that it repeats, counted from 1; null where it repeats none."""
        repeats, begins = self._results.repeats, int(self._begins[number])
        low, high = np.searchsorted(repeats.rows, [begins, self._begins[number + 1]])
        empty = pl.repeat(None, int(self._begins[number + 1]) - begins, dtype=pl.UInt32, eager=True)
        return empty.scatter(repeats.rows[low:high] - begins, (repeats.first[low:high] + 1).astype(np.uint32))


def _verdict_columns(judgements: tuple[Judgement, ...], began: int) -> dict[str, pl.Series]:
    """Give our columns with one value per judgement; words as Enums, which a column holds as small numbers."""
    at = datetime.fromtimestamp(began, UTC)
    return {
        "status": _words([judgement.status.value for judgement in judgements]),
        "reason": _words([judgement.reason for judgement in judgements]),
        "action": _words([judgement.action.value for judgement in judgements]),
        "score": pl.Series([judgement.score for judgement in judgements], dtype=pl.UInt8),
        "flags": _words(["|".join(judgement.flags) for judgement in judgements]),
        "permanent": pl.Series([judgement.permanent for judgement in judgements], dtype=pl.Boolean),
        "about": _words([judgement.about.value for judgement in judgements]),
        "retry_after": _words([_later(at, judgement.retry_s) for judgement in judgements]),
        "expires_at": _words([_later(at, judgement.expires_s) for judgement in judgements]),
    }


def _later(at: datetime, seconds: int | None) -> str | None:
    return None if seconds is None else rfc3339(at + timedelta(seconds=seconds))


def _words(values: list[str] | list[str | None]) -> pl.Series:
    different = sorted({value for value in values if value is not None})
    return pl.Series(values, dtype=pl.Enum(different))


OURS = (
    "status", "reason", "action", "score", "flags", "permanent", "about", "retry_after", "expires_at",
    "suggestion", "normalized", "duplicate_of", "extra_fields",
)  # fmt: skip


def _free_names(taken: list[str]) -> dict[str, str]:
    """Name our columns so that none of the user's is overwritten: ``mw_status``, or ``mw_status_2`` where that is taken."""
    names, folded = (
        {},
        {name.casefold() for name in taken},
    )  # databases and spreadsheets don't tell MW_STATUS apart
    for ours in OURS:
        name, number = f"mw_{ours}", 2
        while name in folded:
            name, number = f"mw_{ours}_{number}", number + 1
        names[ours] = name
    return names
