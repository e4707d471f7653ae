"""Where the system programs are that scripts/system brings: installed ones, and those unpacked beside them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

UNPACKED = Path("/var/cache/mailworthy")  # as scripts/system --unpacked says


def find(name: str) -> str | None:
    """Give a program's path, None where it is missing."""
    beside = [str(folder) for folder in UNPACKED.glob("*/usr/sbin")]
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *beside])
    return shutil.which(name, path=path)


def program(name: str) -> str:
    """Give a program's path.

    A test that calls this says so by its ``system`` mark.
    """
    found = find(name)
    assert found is not None, f"{name}: run scripts/system as root"
    return found


def libraries(name: str) -> str:
    """Give the folders of the libraries that were unpacked with a program, as LD_LIBRARY_PATH wants them."""
    root = Path(program(name)).parents[2]
    folders = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu"), root / "usr/lib"]
    return os.pathsep.join(map(str, folders))
