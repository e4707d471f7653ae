"""What a piece of work takes of this very process: its CPU, and the memory beyond what was there."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

R = TypeVar("R")

_STATUS, _PEAK_ANEW = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Taken:
    """What it took.

    Args:
        cpu_s: Seconds of CPU.
        mib: By how many MiB the process grew at its peak.
    """

    cpu_s: float
    mib: float


def taken(work: Callable[[], R]) -> tuple[R, Taken]:
    """Do something, and tell what it took; other tests' peaks do not count."""
    before, kib = resource.getrusage(resource.RUSAGE_SELF), _kib("VmRSS")
    if _PEAK_ANEW.exists():
        _PEAK_ANEW.write_text("5", encoding="ascii")  # proc(5): the peak is what is held now
    done = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    peak = _kib("VmHWM") or after.ru_maxrss
    return done, Taken(after.ru_utime - before.ru_utime, (peak - (kib or before.ru_maxrss)) / 1024)


def _kib(name: str) -> int:
    if not _STATUS.exists():  # no Linux
        return 0
    found = re.search(rf"^{name}:\s*(\d+) kB", _STATUS.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else 0
