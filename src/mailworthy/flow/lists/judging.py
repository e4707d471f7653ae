"""Stage three: every row gets its verdict, though each different set of facts is judged only once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.columns import BOT_VARIANT, DUPLICATE, OF_THE_LIST, U32, facts_of
from mailworthy.address.facts import DomainKind, DomainState
from mailworthy.address.repeats import Repeats
from mailworthy.address.verdict import Judgement, judge

FOR_VERDICTS = np.uint32(0xFFFFFFFF ^ OF_THE_LIST)


@dataclass(frozen=True, slots=True)
class DomainClass:
    """What verdicts depend on of a domain; a hundred thousand domains have a few dozen of these."""

    kind: DomainKind
    state: DomainState | None
    typo: bool
    missing_before: bool


@dataclass(frozen=True, slots=True)
class DomainClasses:
    """The domains' classes.

    Args:
        classes: The different ones.
        of: Domain number to place in ``classes``; shape (domains,).
    """

    classes: tuple[DomainClass, ...]
    of: U32


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts.

    Args:
        judgements: The different ones.
        codes: Row to place in ``judgements``, block by block.
        counts: Rows per judgement; shape (judgements,).
    """

    judgements: tuple[Judgement, ...]
    codes: tuple[U32, ...]
    counts: NDArray[np.int64]

    def counted(self) -> list[tuple[Judgement, int]]:
        """Give each judgement with its rows."""
        return list(zip(self.judgements, self.counts.tolist(), strict=True))


def mark_repeats(masks: list[U32], repeats: Repeats) -> None:
    """Set the bits of repeated rows."""
    begins = 0
    for mask in masks:
        for rows, bit in ((repeats.rows, DUPLICATE), (repeats.bots, BOT_VARIANT)):
            low, high = np.searchsorted(rows, [begins, begins + len(mask)])
            mask[rows[low:high] - begins] |= np.uint32(bit)
        begins += len(mask)


def judge_rows(masks: list[U32], domains: list[U32], classes: DomainClasses) -> Judged:
    """Give every row its verdict."""
    places: dict[int, int] = {}
    judgements: list[Judgement] = []
    seen: dict[Judgement, int] = {}
    codes = []
    for mask, domain in zip(masks, domains, strict=True):
        key = classes.of[domain].astype(np.uint64) << np.uint64(32) | (mask & FOR_VERDICTS)
        different = np.sort(pl.Series(key).unique().to_numpy())
        for one in different.tolist():
            if one not in places:
                judgement = _judged(one, classes)
                places[one] = seen.setdefault(judgement, len(judgements))
                if places[one] == len(judgements):
                    judgements.append(judgement)
        table = np.array([places[one] for one in different.tolist()], np.uint32)
        codes.append(table[np.searchsorted(different, key)])
    counts = np.zeros(len(judgements), np.int64)
    for block in codes:
        counts += np.bincount(block, minlength=len(judgements))
    return Judged(tuple(judgements), tuple(codes), counts)


def _judged(key: int, classes: DomainClasses) -> Judgement:
    domain = classes.classes[key >> 32]
    return judge(
        facts_of(
            key & 0xFFFFFFFF,
            domain.kind,
            domain.state,
            typo=domain.typo,
            missing_before=domain.missing_before,
        )
    )
