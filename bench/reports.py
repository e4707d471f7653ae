"""Reports: how fast receivers' reports are read beside parsedmarc, and what a large one takes.

Every aggregate report of the corpora (``MAILWORTHY_CORPORA``) that both read, as it came (mail, zip, gzip, XML), and the
largest one alone; turn by turn in one process. parsedmarc works offline, with the data that it brings along.

    python bench/reports.py [--json FILE] [--turns 5]
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:1] = [str(ROOT / "src")]  # instead of this folder, whose dns.py would hide dnspython

from mailworthy.flow.read_reports import read_reports, summarise_reports  # noqa: E402  # after the path is set

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
FOLDER = CORPORA / "auth" / "reports" / "aggregate"
OF_PARSEDMARC = 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """One reader's best turn."""

    what: str
    reports: int
    megabytes: float
    cpu_s: float
    per_s: float


def ours(raw: bytes) -> int:
    """Read one file; give how many reports are in it."""
    return len(list(read_reports(io.BytesIO(raw))))


def summed(raw: bytes) -> int:
    """Read one file and say what it comes to."""
    return summarise_reports(io.BytesIO(raw)).total.messages


def theirs(raw: bytes) -> int:
    """Let parsedmarc read one file."""
    import parsedmarc

    parsedmarc.parse_report_file(raw, offline=True, always_use_local_files=True)
    return 1


def both_read(paths: Sequence[Path]) -> list[bytes]:
    """Give the files that both readers take."""
    import parsedmarc

    found = []
    for path in paths:
        raw = path.read_bytes()
        try:
            theirs(raw)
        except parsedmarc.ParserError:
            continue
        if ours(raw) == 1:
            found.append(raw)
    return found


def best(what: str, reader: Callable[[bytes], int], files: Sequence[bytes], turns: int) -> Run:
    """Time a reader on all files, its best turn."""
    cpu_s = min(_turn(reader, files) for _ in range(turns))
    megabytes = sum(map(len, files)) / 1e6
    return Run(what, len(files), round(megabytes, 3), round(cpu_s, 4), round(len(files) / cpu_s, 1))


def _turn(reader: Callable[[bytes], int], files: Sequence[bytes]) -> float:
    gc.collect()
    begin = time.process_time()
    for raw in files:
        reader(raw)
    return time.process_time() - begin


def main() -> int:
    """Run, print, and end with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--turns", type=int, default=5)
    told = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    files = both_read(sorted(path for path in FOLDER.iterdir() if path.suffix != ".json"))
    largest = [max(files, key=len)]
    runs = [
        best("mailworthy, all", ours, files, told.turns),
        best("parsedmarc, all", theirs, files, told.turns),
        best("mailworthy, the largest", ours, largest, told.turns),
        best("parsedmarc, the largest", theirs, largest, told.turns),
        best("mailworthy, the largest, summed up", summed, largest, told.turns),
    ]
    for run in runs:
        print(
            f"{run.what:36} {run.reports:4} reports {run.megabytes:8.3f} MB {run.cpu_s:9.4f} s {run.per_s:10,.1f} /s"
        )
    figures = {}
    for name, one, other in (("all", runs[0], runs[1]), ("the largest", runs[2], runs[3])):
        ratio = other.cpu_s / one.cpu_s
        figures[f"times parsedmarc, {name}"] = [round(ratio, 2), "≥", OF_PARSEDMARC, ratio >= OF_PARSEDMARC]
        print(
            f"{'met    ' if ratio >= OF_PARSEDMARC else 'NOT MET'} times parsedmarc, {name}: {ratio:.2f} (promised ≥ {OF_PARSEDMARC})"
        )
    if told.json:
        told.json.write_text(
            json.dumps({"figures": figures, "runs": [asdict(run) for run in runs]}), encoding="utf-8"
        )
    return 0 if all(figure[-1] for figure in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
