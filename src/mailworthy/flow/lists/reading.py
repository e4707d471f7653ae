"""Stage one: read the file block by block, and keep of each row a few integers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec
import numpy as np
import polars as pl

from mailworthy.address.columns import INACTIVE, U32, U64, Places, Reader, Rows
from mailworthy.address.report import BadRow
from mailworthy.flow.lists.layout import Layout
from mailworthy.flow.lists.options import Progress, Tell
from mailworthy.store.job import Job, Saved
from mailworthy.store.tables import Block, Place, Table

BAD_ROWS_SHOWN = 100
KEPT_BYTES = 512 << 20  # of blocks that stay in memory; what comes after them is read twice


@dataclass(slots=True)
class ReadList:
    """What was read. Of each row some sixteen bytes stay in memory; the rest lies with the job.

    Args:
        masks: Row masks, block by block.
        domains: Domain numbers, block by block.
        mailboxes: Hashes of canonical forms, block by block.
        reader: Knows the domains' names.
        bad_rows: The first hundred.
        bad_rows_total: All of them.
        extra: Whether any row has more fields than the header.
        kept: The first blocks themselves, as many as may stay in memory until they are written.
    """

    reader: Reader
    masks: list[U32] = field(default_factory=list)
    domains: list[U32] = field(default_factory=list)
    mailboxes: list[U64] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    bad_rows_total: int = 0
    extra: bool = False
    kept: list[Block] = field(default_factory=list)
    _room: int = KEPT_BYTES

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(mask) for mask in self.masks)

    def add(self, frame: pl.DataFrame, note: Note) -> None:
        """Take up one block."""
        self.masks.append(frame["mask"].to_numpy(writable=True))
        self.domains.append(frame["domain"].to_numpy())
        self.mailboxes.append(frame["mailbox"].to_numpy())
        self.bad_rows.extend(note.bad[: BAD_ROWS_SHOWN - len(self.bad_rows)])
        self.bad_rows_total += note.bad_total
        self.extra |= note.extra

    def keep(self, block: Block) -> None:
        """Keep a block if all before it are kept and there is room."""
        self._room -= int(block.frame.estimated_size())
        if self._room > 0 and block.next.block == len(self.kept) + 1:
            self.kept.append(block)

    def blocks(self, table: Table) -> Iterator[Block]:
        """Give all blocks again; those that were kept are given away."""
        after = self.kept[-1].next if self.kept else None
        self.kept.reverse()
        while self.kept:
            yield self.kept.pop()
        yield from table.blocks(after)


class Note(msgspec.Struct, frozen=True):
    """What the journal keeps of a block beside its rows."""

    domains: list[str]
    bad: list[BadRow]
    bad_total: int
    extra: bool


def read_list(table: Table, layout: Layout, job: Job, tell: Tell) -> ReadList:
    """Read the whole list; what an earlier run has read comes from the job."""
    read = ReadList(Reader(job.start.seed))
    for block in table.blocks(_take_up_saved(read, job)):
        known = len(read.reader.domains.names)
        frame = _frame(
            read.reader.read(block.frame[layout.column].cast(pl.String)), layout.inactive(block.frame)
        )
        note = Note(
            read.reader.domains.names[known:],
            list(block.bad[:BAD_ROWS_SHOWN]),
            block.bad_total,
            block.extra is not None,
        )
        job.save(frame, Saved(len(frame), asdict(block.next), msgspec.to_builtins(note)))
        read.add(frame, note)
        read.keep(block)
        tell(Progress("reading", block.done, read.rows))
    return read


def _take_up_saved(read: ReadList, job: Job) -> Place | None:
    for number, saved in enumerate(job.saved):
        note = msgspec.convert(saved.note, Note)
        read.reader.domains.number(pl.Series(note.domains, dtype=pl.String))
        read.add(job.load(number, ["mask", "domain", "mailbox"]), note)
    return msgspec.convert(job.saved[-1].next, Place) if job.saved else None


def _frame(rows: Rows, inactive: np.ndarray[Any, np.dtype[np.bool_]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "mask": rows.mask | inactive.astype(np.uint32) * INACTIVE,
            "domain": rows.domain,
            "exact": rows.exact,
            "folded": rows.folded,
            "mailbox": rows.mailbox,
            "check": rows.check,
            "normalized": rows.normalized,
            "suggestion": rows.suggestion,
        }
    )


def details(job: Job, block: int, places: Places) -> pl.DataFrame:
    """Give the finer hashes of a few rows of a block."""
    return job.load(block, ["exact", "folded", "check"])[places]
