"""Reads many messages: on one core, or side by side on several; in their order, and never many at once in memory."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context, parent_process

from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Bounce
from mailworthy.bounce.rules import Rule
from mailworthy.errors import OutsideError
from mailworthy.flow.collecting import content_mark
from mailworthy.store.mail_streams import MailFile

CHUNK = 200  # messages handed to a core at once
CHUNK_BYTES = 4 << 20
WORTHWHILE = 4  # chunks; fewer are read sooner than other cores have started
AHEAD = 2  # chunks waiting for each core


@dataclass(frozen=True, slots=True)
class Reader:
    """How messages are read.

    Args:
        rules: The user's own rules, tried first.
        verp: The user's own patterns of return paths with tokens.
    """

    rules: Sequence[Rule] = ()
    verp: Sequence[str] = ()

    def read(self, raw: bytes, file: str) -> tuple[str, list[Bounce]]:
        """Give the mark of a message's content, and its records."""
        return content_mark(raw), read_message(raw, file=file, rules=self.rules, verp=self.verp)


Read = tuple[str, list[Bounce]]


def read_all(files: Iterable[MailFile], reader: Reader, jobs: int) -> Iterator[Read]:
    """Read messages in their order.

    Args:
        files: The messages.
        reader: How to read them.
        jobs: How many processes may work at it; other processes start only where there are many messages.

    Raises:
        OutsideError: A process was ended from outside.
    """
    chunks = _chunks(files)
    first = list(islice(chunks, WORTHWHILE)) if jobs > 1 else []
    if len(first) < WORTHWHILE:
        for chunk in chain(first, chunks):
            yield from (reader.read(file.raw, file.name) for file in chunk)
        return
    with _pool(reader, jobs) as pool:
        try:
            yield from _side_by_side(pool, chain(first, chunks), jobs * AHEAD)
        except BrokenProcessPool:
            raise OutsideError(
                "a process that read messages was ended from outside; is memory short?"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(files: Iterable[MailFile]) -> Iterator[list[MailFile]]:
    some: list[MailFile] = []
    size_bytes = 0
    for file in files:
        some.append(file)
        size_bytes += len(file.raw)
        if len(some) == CHUNK or size_bytes > CHUNK_BYTES:
            yield some
            some, size_bytes = [], 0
    if some:
        yield some


def _side_by_side(pool: ProcessPoolExecutor, chunks: Iterable[list[MailFile]], ahead: int) -> Iterator[Read]:
    waiting: deque[Future[list[Read]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_read_chunk, [(file.raw, file.name) for file in chunk]))
        if len(waiting) > ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


# --- in the other processes -------------------------------------------------------------------------------------------

_reader = Reader()  # of this process


def _pool(reader: Reader, jobs: int) -> ProcessPoolExecutor:
    """Start processes by a server where there is one: a copy of a process with threads may hang."""
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(jobs, get_context(method), initializer=_begin, initargs=(reader,))


def _begin(reader: Reader) -> None:
    global _reader  # noqa: PLW0603  # what a process is told once need not come with each chunk
    _reader = reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the first process is killed, which cannot say goodbye."""
    if parent := parent_process():
        parent.join()
    os._exit(1)


def _read_chunk(chunk: Sequence[tuple[bytes, str]]) -> list[Read]:
    return [_reader.read(raw, name) for raw, name in chunk]
