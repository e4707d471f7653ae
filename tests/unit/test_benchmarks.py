"""The page of benchmarks says what the benches told, and nothing else."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TOLD = {
    "measured": "2026-11-21 · a machine",
    "figures": {"times the floor": [3.14159, "≤", 5.0, True], "peak | GiB": [2.5, "≤", 2.0, False]},
    "wrong_or_lost": 0,
    "runs": [{"what": "floor", "cpu_s": 1.25, "rows": 5_000_000}, {"what": "ours", "cpu_s": 4.5, "rows": 12}],
}
SHOWN = r"""
| figure | found | promised | met |
| --- | --: | --- | --- |
| times the floor | 3.14 | ≤ 5.0 | yes |
| peak \| GiB | 2.5 | ≤ 2.0 | **no** |

| value |  |
| --- | --: |
| wrong or lost | 0 |

| what | cpu s | rows |
| --- | --: | --: |
| floor | 1.25 | 5,000,000 |
| ours | 4.5 | 12 |
"""


def _load(path: Path):
    spec = importlib.util.spec_from_file_location("mailworthy_benchmarks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


benches = _load(ROOT / "bench" / "all.py")


def test_the_page_shows_promises_values_and_runs():
    page = benches.page({"start_up": TOLD})
    assert page.startswith(benches.HEAD)
    assert "## start_up\n" in page
    assert "2026-11-21 · a machine" in page
    assert page.endswith(SHOWN)


def test_no_results_make_a_page_without_figures():
    assert benches.page({}) == benches.HEAD


def test_day_and_machine_are_named():
    assert benches.measured().count(" · ") == 4


@pytest.mark.parametrize("name", benches.BENCHES)
def test_every_bench_says_what_it_measures(name):
    assert ":" in benches.told_by(name)
