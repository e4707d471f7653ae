"""What a list job is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mailworthy.address.estimate import Prices
from mailworthy.finding import Lang
from mailworthy.wire.reach import Reach

INACTIVE_DAYS = 365  # where nobody says otherwise


@dataclass(frozen=True, slots=True)
class ListOptions:
    """How a list is to be checked.

    Args:
        column: The column with the addresses; empty: found out.
        date_column: The column with the last sign of life; empty: found out.
        inactive_days: From how many days without a sign of life a contact counts as inactive. None: 365, and only where
            opens or clicks are recorded; a number: any recognised date will do.
        format: What the results are written as: ``csv``, ``xlsx``, ``parquet`` or ``jsonl``.
        read_as: The input's format; empty: found out. So ``encoding``, ``delimiter`` and ``header``.
        offline: Nothing is asked of any network.
        servers: Name servers, ``host:port``; empty: the system's.
        reach: Inner networks that count as reachable.
        parts: Whether to write a file per status, per kind, and of what to keep, beside the annotated one.
        lang: The report's language.
        prices: The user's own.
        resume: Go on with an interrupted job.
        sample: This is the demo's own data.
    """

    column: str = ""
    date_column: str = ""
    inactive_days: int | None = None
    format: str = "csv"
    read_as: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None
    offline: bool = False
    servers: tuple[str, ...] = ()
    reach: Reach = field(default_factory=Reach)
    parts: bool = True
    lang: Lang = Lang.EN
    prices: Prices = field(default_factory=Prices)
    resume: bool = False
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Args:
        stage: ``reading``, ``asking`` or ``writing``.
        done: Share of the stage, 0 to 1.
        count: Rows or domains so far.
    """

    stage: str
    done: float
    count: int


Tell = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody."""
