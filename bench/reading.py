"""Reading messages: how many a second, beside a bare parse with a tree of HTML that has no places.

Every message of the corpora (``MAILWORTHY_CORPORA``), or every so many of them: by ours, whole, and by the standard
library's parser (policy compat32) with its text decoded and each page given to selectolax (lexbor) for links, pictures and
text, turn by turn in one process.

    python bench/reading.py [--json FILE] [--every 4] [--turns 3]
"""

from __future__ import annotations

import argparse
import email
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from message_corpus import Given, messages  # noqa: E402  # after the path is set

from mailworthy.message.reading import read  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
PER_S = 550  # a fifth of what the whole analysis may take: 110 messages a CPU second
MEGABYTE_MS = 500  # half of what it may take of a message of 1 MB


@dataclass(frozen=True, slots=True)
class Run:
    """One reader's best turn, of each message."""

    what: str
    messages: int
    per_s: float
    median_ms: float
    p95_ms: float
    max_ms: float


def ours(one: Given) -> object:
    """Read a message, whole."""
    return read(one.raw, one.kind)


def peer(one: Given) -> object:
    """Read its parts, and of each page links, pictures and text."""
    if one.kind == "html":
        return lexbor(one.raw)
    found: list[object] = []
    for part in email.message_from_bytes(one.raw).walk():
        if part.get_content_maintype() == "text":
            octets = part.get_payload(decode=True)
            assert isinstance(octets, bytes)
            text = octets.decode("utf-8", "replace")
            found.append(lexbor(octets) if part.get_content_subtype() == "html" else text)
    return found


def lexbor(octets: bytes) -> object:
    """Give links, pictures and text of a page."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(octets.decode("utf-8", "replace"))
    links = [(link.attributes.get("href"), link.text()) for link in tree.css("a")]
    images = [image.attributes for image in tree.css("img")]
    return links, images, tree.body.text(separator="\n") if tree.body else ""


def times(reader: Callable[[Given], object], corpus: Sequence[Given]) -> list[float]:
    """Time each message, in s of CPU."""
    gc.collect()
    taken = []
    for one in corpus:
        begin = time.process_time()
        reader(one)
        taken.append(time.process_time() - begin)
    return taken


def speed(corpus: Sequence[Given], turns: int) -> list[Run]:
    """Time both readers, each message's best turn."""
    readers = {"mailworthy, whole reading": ours, "standard library and lexbor, no places": peer}
    best = {name: [float("inf")] * len(corpus) for name in readers}
    for _ in range(turns):
        for name, reader in readers.items():
            best[name] = [min(two) for two in zip(best[name], times(reader, corpus), strict=True)]
    return [run(name, taken) for name, taken in best.items()]


def run(name: str, taken: Sequence[float]) -> Run:
    """Give what one reader took."""
    ordered = sorted(taken)
    median, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    ms = (round(value * 1000, 3) for value in (median, p95, ordered[-1]))
    return Run(name, len(taken), round(len(taken) / sum(taken)), *ms)


def megabyte_ms(turns: int) -> float:
    """Give what a page of 1 MB takes, as a designer's tool writes it."""
    cell = '<tr><td style="padding:0;font-size:14px"><a href="https://shop.example/?a=1&amp;b=2">Zum Angebot</a> &euro; 5</td></tr>\n'
    page = f"<table role=presentation>{cell * (2**20 // len(cell))}</table>".encode()
    return min(times(ours, [Given("1 MB", page, "html")])[0] for _ in range(turns)) * 1000


def main() -> None:
    """Time, tell."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--every", type=int, default=4, help="read every so many of the messages")
    options.add_argument("--turns", type=int, default=3)
    given = options.parse_args()
    runs = speed(list(messages(CORPORA, every=given.every)), given.turns)
    for one in runs:
        print(
            f"{one.what:40}{one.messages:7,} messages {one.per_s:8,} a second "
            f"median {one.median_ms:6.2f} ms, 95 % {one.p95_ms:6.2f} ms, longest {one.max_ms:7.1f} ms"
        )
    large_ms = round(megabyte_ms(given.turns))
    own, other = (one.per_s for one in runs)
    print(f"a page of 1 MB: {large_ms} ms; {own / other:.2f} times the peer")
    figures = {
        "messages a CPU second": (own, "≥", PER_S, own >= PER_S),
        "a page of 1 MB, ms": (large_ms, "≤", MEGABYTE_MS, large_ms <= MEGABYTE_MS),
    }
    told = {
        "figures": figures,
        "share_of_the_peer": round(own / other, 2),
        "runs": [asdict(one) for one in runs],
    }
    if given.json:
        given.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
