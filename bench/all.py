"""Every bench, one after the other; then ``docs/benchmarks.md`` from what they told.

A bench writes JSON: ``figures`` (a name, and what was found, the sign, what is promised, whether it is met), ``runs`` (a
row each), and single values beside them. The page is written from the results that lie in ``bench/results``, so one bench
can be run anew without the others.

    python bench/all.py [NAME…]           run these, or all, and write the page
    python bench/all.py --page            only write the page
    python bench/all.py --small [NAME…]   try them with tiny sizes; write no page
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "benchmarks.md"
BENCHES = sorted(
    path.stem
    for path in HERE.glob("*.py")
    if path.stem != "all" and '"--json"' in path.read_text(encoding="utf-8")
)
SMALL = {
    "audit": ["--domains", "30", "--many", "0", "--peer", "3"],
    "bayes": ["--turns", "1"],
    "bounces": ["--turns", "1"],
    "clients": ["--turns", "1"],
    "dmarc": ["--messages", "200", "--turns", "1"],
    "dns": ["--names", "2000", "--domains", "2000"],
    "lists": ["--rows", "20000", "--large", "0", "--turns", "1", "--no-dns"],
    "own_rules": ["--turns", "1"],
    "message": ["--every", "200", "--turns", "1"],
    "phrases": ["--turns", "1"],
    "previews": ["--every", "40", "--turns", "1"],
    "reading": ["--every", "200", "--turns", "1"],
    "replies": ["--turns", "1"],
    "reports": ["--turns", "1"],
    "signatures": ["--messages", "8", "--turns", "1"],
    "spam": ["--every", "12"],
    "spelling": ["--every", "40"],
    "spf": ["--turns", "1", "--rounds", "1"],
    "start_up": ["--turns", "1"],
    "tables": ["--rows", "20000"],
}
HEAD = """\
<!-- Written by bench/all.py (`make bench`) from what the benches told: run them, don't edit this page. -->

# Benchmarks

Figures are ratios to a floor or a peer measured in the same run, because machines differ. No test measures time.
"""


# --- running ----------------------------------------------------------------------------------------------------


def run(names: Sequence[str], folder: Path, options: Mapping[str, Sequence[str]]) -> list[str]:
    """Run benches one after the other; give the names of those that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in names:
        print(f"\n== {name}: {told_by(name)}", flush=True)
        result = folder / f"{name}.json"
        command = [sys.executable, str(HERE / f"{name}.py"), "--json", str(result), *options.get(name, ())]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
        else:
            told = {"measured": measured()} | json.loads(result.read_text(encoding="utf-8"))
            result.write_text(json.dumps(told, indent=2), encoding="utf-8")
    return failed


def told_by(name: str) -> str:
    """Give what a bench measures, in the first line of its own words."""
    text = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))) or name
    return text.partition("\n")[0]


def measured() -> str:
    """Give day and machine of a measurement."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = (
        platform.freedesktop_os_release()["PRETTY_NAME"]
        if Path("/etc/os-release").exists()
        else platform.system()
    )
    parts = (
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"mailworthy {version('mailworthy')}",
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        system,
        f"Python {platform.python_version()}",
    )
    return " · ".join(parts)


def processor() -> str:
    """Give the processor's model."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


# --- the page ---------------------------------------------------------------------------------------------------


def page(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Give the page that shows all results."""
    return HEAD + "".join("\n" + "\n".join(part(name, told)) + "\n" for name, told in results.items())


def part(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    """Give the part of one bench: promises first, then single values, then each run."""
    yield from (f"## {name}", "", told_by(name), "", f"`python bench/{name}.py` · {told['measured']}")
    if figures := told.get("figures"):
        rows = [
            (what, found, f"{sign} {limit}", said(met)) for what, (found, sign, limit, met) in figures.items()
        ]
        yield from table(("figure", "found", "promised", "met"), rows)
    single = {
        key: value for key, value in told.items() if not isinstance(value, list | dict) and key != "measured"
    }
    if single:
        yield from table(("value", ""), list(single.items()))
    if runs := told.get("runs"):
        head = tuple(dict.fromkeys(key for one in runs for key in one))  # not every run tells the same
        yield from table(head, [tuple(one.get(key, "") for key in head) for one in runs])


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Give a table, numbers to the right."""
    right = [all(is_number(row[column]) for row in rows) for column in range(len(head))]
    yield ""
    yield line([name.replace("_", " ") for name in head])
    yield line(["--:" if number else "---" for number in right])
    yield from (line([said(value) for value in row]) for row in rows)


def line(cells: Sequence[str]) -> str:
    """Give one row of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def said(value: Any) -> str:
    """Give a value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    if is_number(value):
        return (
            f"{value:,.0f}"
            if abs(value) >= 1000
            else f"{value:.3g}"
            if isinstance(value, float)
            else str(value)
        )
    return str(value).replace("_", " ")


def is_number(value: Any) -> bool:
    """Tell numbers from flags and words."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def write_page() -> None:
    """Write the page from the results that lie there."""
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))
    }
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"\n{PAGE.relative_to(HERE.parent)} written")


def main() -> int:
    """Run, and write."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME", help=", ".join(BENCHES))
    options.add_argument("--page", action="store_true", help="only write the page")
    options.add_argument(
        "--small", action="store_true", help="tiny sizes, to see that the benches work; no page"
    )
    given = options.parse_args()
    names = given.names or BENCHES
    if given.small:
        with tempfile.TemporaryDirectory() as folder:
            failed = run([name for name in names if name in SMALL], Path(folder), SMALL)
    else:
        failed = [] if given.page else run(names, RESULTS, {})
        write_page()
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
