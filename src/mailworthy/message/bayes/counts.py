"""In how many messages of each class a token stood: counts that add, subtract and merge exactly, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mailworthy.errors import InputError
from mailworthy.message.bayes.tokens import Hashes, Tokens

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What was learnt.

    Args:
        hashes: The tokens, sorted, none twice; each was seen.
        spam: In how many spam messages each stood.
        ham: The same of ham.
        spam_messages: How many spam messages were learnt.
        ham_messages: The same of ham.
    """

    hashes: Hashes
    spam: Numbers
    ham: Numbers
    spam_messages: int
    ham_messages: int

    @classmethod
    def none(cls) -> Self:
        """Give what one knows before anything was learnt."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(np.zeros(0, dtype=np.uint64), nothing, nothing, 0, 0)

    def __add__(self, other: Counts) -> Counts:
        return _summed((self, 1), (other, 1))

    def __sub__(self, other: Counts) -> Counts:
        """Take out what was learnt before.

        Raises:
            InputError: It was not.
        """
        return _summed((self, 1), (other, -1))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        return (self.spam_messages, self.ham_messages) == (other.spam_messages, other.ham_messages) and all(
            np.array_equal(mine, others)
            for mine, others in ((self.hashes, other.hashes), (self.spam, other.spam), (self.ham, other.ham))
        )

    __hash__ = None  # type: ignore[assignment]  # arrays have none

    def of(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Give spam and ham of some tokens, 0 where one was never seen."""
        if not len(self.hashes):
            nothing = np.zeros(len(hashes), dtype=np.int64)
            return nothing, nothing
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        seen = self.hashes[at] == hashes
        return np.where(seen, self.spam[at], 0), np.where(seen, self.ham[at], 0)


def counted(spam: Sequence[Tokens] = (), ham: Sequence[Tokens] = ()) -> Counts:
    """Count messages, each once."""
    hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *(told.hashes for told in (*spam, *ham))])
    spam_tokens = sum(len(told.hashes) for told in spam)
    is_spam = np.arange(len(hashes)) < spam_tokens
    return _gathered(hashes, is_spam.astype(np.int64), (~is_spam).astype(np.int64), len(spam), len(ham))


def _summed(*signed: tuple[Counts, int]) -> Counts:
    return _gathered(
        np.concatenate([counts.hashes for counts, _ in signed]),
        np.concatenate([counts.spam * sign for counts, sign in signed]),
        np.concatenate([counts.ham * sign for counts, sign in signed]),
        sum(counts.spam_messages * sign for counts, sign in signed),
        sum(counts.ham_messages * sign for counts, sign in signed),
    )


def _gathered(hashes: Hashes, spam: Numbers, ham: Numbers, spam_messages: int, ham_messages: int) -> Counts:
    order = np.argsort(hashes, kind="stable")
    hashes, spam, ham = hashes[order], spam[order], ham[order]
    begins = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else order
    spam, ham = (np.add.reduceat(each, begins) if len(begins) else each for each in (spam, ham))
    if min(spam_messages, ham_messages, *spam[:1], *ham[:1]) < 0 or (spam < 0).any() or (ham < 0).any():
        raise InputError("these messages were not learnt, or not as this class: nothing was taken out")
    left = (spam > 0) | (ham > 0)
    return Counts(hashes[begins][left], spam[left], ham[left], spam_messages, ham_messages)
