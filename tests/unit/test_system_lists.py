"""What scripts/system brings, and where tests look for it, are the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import programs

ROOT = Path(__file__).parents[2]


def told(option: str) -> str:
    return subprocess.run(
        [ROOT / "scripts" / "system", option], capture_output=True, text=True, check=True
    ).stdout


def test_tests_look_where_programs_are_unpacked():
    assert Path(told("--unpacked").strip()) == programs.UNPACKED


def test_each_list_names_packages_and_programs():
    lines = [line.split() for line in told("--list").splitlines()]
    assert {line[0] for line in lines} == {"install", "unpack"}
    assert all(len(line) >= 3 for line in lines)


def test_what_is_missing_is_nowhere():
    assert programs.find("no-such-program") is None
