"""``python -m mailworthy``: the command line."""

from __future__ import annotations

from mailworthy.doors.cli.main import run

run()
