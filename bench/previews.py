"""Previews: how long a picture takes with a warm browser, and four devices from a cold start.

Every so many pages of the corpora (``MAILWORTHY_CORPORA``), each on four devices, dark, inverted, without pictures and as three
clients leave it; then a message by the command line, on four devices, its page and its contact sheet, in a process of its own.

    python bench/previews.py [--json FILE] [--every 12] [--turns 3]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from mailworthy.edge.browser import Browser, Screen, Shot, Trouble  # noqa: E402  # after the path is set
from mailworthy.message.previews import Look, Views, Wanted, views  # noqa: E402  # same
from mailworthy.message.reading import read  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
WARM_S, COLD_S = 0.35, 4.0
DEVICES = "phone,android,tablet,desktop"


def pages(every: int) -> list[Views]:
    """Give the views of some messages."""
    files = sorted((CORPORA / "messages" / "found").iterdir())[::every]
    drafts = (read(file.read_bytes(), "eml" if file.suffix == ".eml" else "html") for file in files)
    return [views(draft, Wanted()) for draft in drafts]


def warm(found: list[Views]) -> tuple[list[float], int]:
    """Give the seconds of each message's pictures, on average, and how many could not be drawn."""
    seconds, missing = [], 0
    with Browser() as browser:
        for each in [found[0], *found]:  # the first one warms
            begin = time.perf_counter()
            with browser.sitting() as sitting:
                for view in each.views:
                    screen = Screen(
                        view.device.width, view.device.height, view.device.scale, mobile=view.device.mobile
                    )
                    dark, inverted = view.look is Look.DARK, view.look is Look.INVERTED
                    picture = sitting.draw(Shot(view.html, screen, dark=dark, inverted=inverted))
                    missing += picture.trouble is not Trouble.NONE
            seconds.append((time.perf_counter() - begin) / len(each.views))
    return seconds[1:], missing


def cold(turns: int) -> float:
    """Give the seconds of a whole command, the best of some."""
    file = ROOT / "examples" / "newsletter.eml"
    times = []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as out:
            options = ["--devices", DEVICES, "--no-dark", "--clients", "none", "--quiet", "--json"]
            line = [
                sys.executable,
                "-m",
                "mailworthy",
                "message",
                "preview",
                str(file),
                "--out",
                out,
                *options,
            ]
            begin = time.perf_counter()
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--every", type=int, default=12)
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    found = pages(given.every)
    seconds, missing = warm(found)
    each, whole = round(statistics.median(seconds), 3), round(cold(given.turns), 2)
    figures = {
        "a picture, warm, s (median over messages)": (each, "<=", WARM_S, each <= WARM_S),
        "four devices by the command line, cold, with page and sheet, s": (
            whole,
            "<=",
            COLD_S,
            whole <= COLD_S,
        ),
    }
    pictures = sum(len(one.views) for one in found)
    print(
        f"{len(found)} messages, {pictures} pictures: {each} s each (slowest message {max(seconds):.3f} s), {missing} not drawn"
    )
    print(f"four devices, cold: {whole} s, best of {given.turns}")
    if given.json:
        told = {
            "messages": len(found),
            "pictures": pictures,
            "slowest_message_s_a_picture": round(max(seconds), 3),
            "not_drawn": missing,
            "figures": figures,
        }
        given.json.write_text(json.dumps(told, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
