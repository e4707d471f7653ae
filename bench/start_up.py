"""Start-up: the CPU that ``mailworthy --help`` takes, beside a Python that does nothing.

python bench/start_up.py [--turns 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

LIMIT_MS = 150
HELP = "from mailworthy.doors.cli.main import run; run(['--help'])"


def cpu_ms(code: str) -> float:
    """Give the CPU of one child, user and system, by the kernel's account."""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, code
    return (used.ru_utime + used.ru_stime) * 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    floor, ours = (round(min(cpu_ms(code) for _ in range(given.turns)), 1) for code in ("pass", HELP))
    figures = {"CPU of `mailworthy --help`, ms": (ours, "<", LIMIT_MS, ours < LIMIT_MS)}
    print(f"python {floor} ms, mailworthy --help {ours} ms (promised < {LIMIT_MS}), best of {given.turns}")
    if given.json:
        told = {"python_ms": floor, "times_python": round(ours / floor, 2), "figures": figures}
        given.json.write_text(json.dumps(told, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
