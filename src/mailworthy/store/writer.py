"""Several result files written side by side: frames are pushed in, each file is made by a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Self

import polars as pl

from mailworthy.store.tables import write_frames

AHEAD = 2  # frames that may wait for a slow file; what keeps memory flat


class _Abandoned(Exception):  # noqa: N818  # never leaves this module
    """The file is not to be finished."""


class Writer:
    """One result file in the making; a context manager. Leaving it by an error leaves no file behind.

    Args:
        path: Where the file will be.
        schema: The frames' columns.
        format: ``csv``, ``xlsx``, ``parquet`` or ``jsonl``.
        workshop: The folder where it lies until it is finished.
    """

    def __init__(self, path: Path, schema: pl.Schema, format: str, workshop: Path) -> None:  # noqa: A002  # the word of the trade
        self._frames: Queue[pl.DataFrame | type[_Abandoned] | None] = Queue(AHEAD)
        self._error: BaseException | None = None
        self._ended = False
        self._thread = threading.Thread(
            target=self._run, args=(path, schema, format, workshop), name=path.name, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Write some more rows.

        Raises:
            OSError: The file cannot be written.
        """
        if self._error is None:
            self._frames.put(frame)
        if self._error is not None:
            raise self._error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._frames.put(None if kind is None else _Abandoned)
        self._thread.join()
        if kind is None and self._error is not None:
            raise self._error

    def _run(self, path: Path, schema: pl.Schema, format: str, workshop: Path) -> None:  # noqa: A002  # as above
        try:
            write_frames(path, self._pushed(), schema, format, workshop=workshop)
        except _Abandoned:
            pass
        except BaseException as error:  # noqa: BLE001  # handed to whoever writes
            self._error = error
            self._drain()

    def _pushed(self) -> Iterator[pl.DataFrame]:
        while (frame := self._taken()) is not None:
            yield frame

    def _taken(self) -> pl.DataFrame | None:
        """Take the next frame, None after the last."""
        frame = self._frames.get()
        self._ended = not isinstance(frame, pl.DataFrame)
        if isinstance(frame, type):
            raise frame
        return frame

    def _drain(self) -> None:
        """Take what still comes, so that nobody waits for a place in the queue; nothing does after the end."""
        with suppress(_Abandoned):
            while not self._ended:
                self._taken()
