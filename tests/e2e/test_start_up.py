"""What must answer at once loads nothing heavy. How long it takes is told by ``bench/start_up.py``."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "polars",
    "numpy",
    "jinja2",
    "rich",
    "asyncio",
    "dns",
    "idna",
    "msgspec",
    "sqlite3",
    "fastexcel",
    "xlsxwriter",
}
LOADED = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
DOOR = "from mailworthy.doors.cli.main import run; run()"

# fmt: off
AT_ONCE = [
    # what is started       with
    ("import mailworthy",   ()),
    (DOOR,                  ()),
    (DOOR,                  ("--help",)),
    (DOOR,                  ("--version",)),
    (DOOR,                  ("no-such-command",)),
    (DOOR,                  ("address", "check", "--help")),
    (DOOR,                  ("list", "check", "--help")),
    (DOOR,                  ("message", "check", "--help")),
    (DOOR,                  ("message", "train", "--help")),
    (DOOR,                  ("demo", "--help")),
    (DOOR,                  ("explain", "--help")),
]
# fmt: on


@pytest.mark.parametrize(("code", "arguments"), AT_ONCE)
def test_nothing_heavy_is_loaded(code, arguments):
    done = subprocess.run(
        [sys.executable, "-c", LOADED + code, *arguments], capture_output=True, text=True, check=False
    )
    loaded = set(done.stderr.split())
    assert "mailworthy" in loaded
    assert loaded & HEAVY == set()
