"""The demo: a sample list, checked against DNS that the demo answers itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mailworthy.address.estimate import Prices
from mailworthy.address.report import ListReport
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.flow.demo import demo_world
from mailworthy.flow.lists.options import Tell, silent
from mailworthy.flow.world import now

PRICES = Prices("€", per_message=0.001, per_contact=0.012)  # a usual price list of 2026


def run_demo(out: Path, options: ListOptions | None = None, tell: Tell = silent) -> ListReport:
    """Write the sample, answer for its domains, and clean it.

    Args:
        out: The folder for the sample and the results.
        options: How; the name server is the demo's own.
        tell: Hears how far the job is.

    Raises:
        OutsideError: The name server did not start, or a file cannot be written.
    """
    with demo_world(out, now().date()) as world:
        told = replace(options or ListOptions(), servers=(world.server,), prices=PRICES, sample=True)
        return check_list(world.sample, out=out, options=told, tell=tell)
