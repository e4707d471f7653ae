"""The base that is shipped: what every sender begins with. Read once, when the first message is weighed.

``scripts/train_base.py`` makes the file: one line of JSON (``version``, ``line``, ``messages``, ``tokens``), then the
hashes, sorted, as 64 bits each, then their counts in spam and in ham, as 16 bits each; all little-endian.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from mailworthy.message.bayes.counts import Counts
from mailworthy.message.bayes.weigh import Line


class Head(msgspec.Struct, frozen=True):
    """What the file says of itself.

    Args:
        version: Told in reports, so that a figure can be found again.
        line: Slope and shift that make a probability of weights.
        messages: How many spam and ham messages it was made from.
        tokens: How many it holds.
    """

    version: str
    line: tuple[float, float]
    messages: tuple[int, int]
    tokens: int


class Base(msgspec.Struct, frozen=True):
    """The base: its version, what was counted, and the line that goes with it."""

    version: str
    counts: Counts
    line: Line


@cache
def base() -> Base:
    """Give the base that is shipped."""
    return unpacked(files(__package__).joinpath("data", "base.bin").read_bytes())


def unpacked(octets: bytes) -> Base:
    """Read a base."""
    told, _, rest = octets.partition(b"\n")
    head = msgspec.json.decode(told, type=Head)
    hashes = np.frombuffer(rest, "<u8", head.tokens).astype(np.uint64)
    numbers = np.frombuffer(rest, "<u2", 2 * head.tokens, hashes.nbytes).astype(np.int64)
    counts = Counts(hashes, numbers[: head.tokens], numbers[head.tokens :], *head.messages)
    return Base(head.version, counts, Line(*head.line))


def packed(version: str, counts: Counts, line: Line) -> bytes:
    """Write a base."""
    head = Head(
        version,
        (line.slope, line.shift),
        (counts.spam_messages, counts.ham_messages),
        len(counts.hashes),
    )
    numbers = np.concatenate((counts.spam, counts.ham)).astype("<u2")
    return msgspec.json.encode(head) + b"\n" + counts.hashes.astype("<u8").tobytes() + numbers.tobytes()
