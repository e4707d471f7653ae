"""The demo's world on loopback: the sample in a folder, and a name server process that answers for its domains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mailworthy.edge.nameserver import serving
from mailworthy.flow.demo.domains import standings
from mailworthy.flow.demo.sample import write_sample
from mailworthy.flow.demo.zone import zone


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """What the demo checks, and whom it asks.

    Args:
        sample: The list.
        server: Where the demo's own name server answers: ``127.0.0.1:port``.
    """

    sample: Path
    server: str


@contextmanager
def demo_world(folder: Path, today: date, *, log: Path | None = None) -> Iterator[DemoWorld]:
    """Write the sample and answer for its domains as long as the context lasts.

    Args:
        folder: Where ``sample.csv`` is written; made where it is missing.
        today: The day from which the sample's dates are counted back.
        log: File to which each DNS question is added.

    Raises:
        Unreachable: The name server did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sample = folder / "sample.csv"
    write_sample(sample, today)
    with serving(zone(standings()), log=log) as server:
        yield DemoWorld(sample, server)
