"""Client support: what style sheets, places and findings of a page take, beside the two tools of the field.

Every page of ``messages/found`` of the corpora (``MAILWORTHY_CORPORA``), already read: its style sheets as facts, where it makes use of
features, and the whole survey with findings and table. First with nothing remembered from other pages, then the best of some turns.
The peers' times were taken once on such pages (npm doiuse-email 1.0.4: median 12.1 ms, p95 62.7, 3 of 95 pages crash; npm caniemail
2.0.2: 15.5 and 64.7, one crash).

    python bench/clients.py [--json FILE] [--turns 5]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

from mailworthy.message.clients import features, hits, survey  # noqa: E402  # after the path is set
from mailworthy.message.reading import Draft, css, read  # noqa: E402  # same
from mailworthy.message.scope import Scope  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
HITS_MS, SURVEY_MS, P95_MS = 3, 5, 20
PEER_MS = 15.5  # npm caniemail, median, as measured once


@dataclass(frozen=True, slots=True)
class Run:
    """What one step takes, in milliseconds of CPU a page."""

    what: str
    pages: int
    median_ms: float
    p95_ms: float
    max_ms: float


def fresh(draft: Draft) -> Draft:
    """Give a message whose page nobody has asked for its style sheets yet."""
    parts = tuple(replace(part, html=replace(part.html)) if part.html else part for part in draft.parts)
    return replace(draft, parts=parts)


def forget() -> None:
    """Forget what was remembered of other pages; what is read from package data stays."""
    for one in (css._remembered, features._of_declaration, features._of_selectors):  # noqa: SLF001  # no door leads there but this
        one.cache_clear()


def milliseconds(work: Callable[[Draft], object], draft: Draft) -> float:
    """Give what it takes of CPU."""
    begin = time.process_time()
    work(draft)
    return (time.process_time() - begin) * 1000


def measured(
    what: str, work: Callable[[Draft], object], drafts: Sequence[Draft], turns: int, *, cold: bool
) -> Run:
    """Measure a step on all pages."""
    times = [float("inf")] * len(drafts)
    for _ in range(turns):
        for number, draft in enumerate(drafts):
            if cold:
                forget()
            times[number] = min(times[number], milliseconds(work, fresh(draft)))
    return Run(
        what,
        len(times),
        round(statistics.median(times), 2),
        round(statistics.quantiles(times, n=20)[-1], 2),
        round(max(times), 2),
    )


def sheets(draft: Draft) -> object:
    assert draft.page
    assert draft.page.html
    return draft.page.html.css


def places(draft: Draft) -> object:
    assert draft.page
    assert draft.page.html
    return hits(draft.page.html)


def whole(draft: Draft) -> object:
    return survey(draft, Scope())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--turns", type=int, default=5)
    given = options.parse_args()
    files = sorted((CORPORA / "messages" / "found").iterdir())
    drafts = [
        read(path.read_bytes(), "eml" if path.suffix == ".eml" else "html")
        for path in files
        if path.suffix != ".txt"
    ]
    drafts = [draft for draft in drafts if draft.page]
    whole(drafts[0])  # what is read once
    gc.freeze()
    steps = {"style sheets": sheets, "and places": places, "and findings and table": whole}
    runs = [
        measured(
            f"{what}, {'nothing remembered' if cold else 'warm'}",
            work,
            drafts,
            2 if cold else given.turns,
            cold=cold,
        )
        for what, work in steps.items()
        for cold in (True, False)
    ]
    by_name = {run.what: run for run in runs}
    survey_run = by_name["and findings and table, warm"]
    figures = {
        "style sheets and places of a page, median ms": (by_name["and places, warm"].median_ms, "≤", HITS_MS),
        "client support of a page, whole, median ms": (survey_run.median_ms, "≤", SURVEY_MS),
        "client support of a page, whole, 95 of 100, ms": (survey_run.p95_ms, "≤", P95_MS),
    }
    met = {what: (value, sign, limit, value <= limit) for what, (value, sign, limit) in figures.items()}
    for what, (value, sign, limit, is_met) in met.items():
        print(f"{'met    ' if is_met else 'NOT MET'}  {what}: {value} (promised {sign} {limit})")
    for run in runs:
        print(f"         {run.what}: median {run.median_ms} ms, p95 {run.p95_ms}, max {run.max_ms}")
    single = {"times faster than npm caniemail, as measured once": round(PEER_MS / survey_run.median_ms, 1)}
    print(f"         {single}")
    if given.json:
        told = single | {"figures": met, "runs": [asdict(run) for run in runs]}
        given.json.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
