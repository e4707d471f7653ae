"""Spelling: what share of the words of real mail is called misspelt, and what share of planted slips is found.

Newsletters and templates of the corpora (``MAILWORTHY_CORPORA``), by language. Real German mail is scarce there, so German is
also measured on what this project says about its findings, written by people who know the language. Slips are planted by a
fixed seed: two letters swapped, one left out, doubled, or hit beside, in words of four small letters and more, where the
result is no word itself.

    python bench/spelling.py [--json FILE] [--every 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from message_corpus import Given, messages  # noqa: E402  # after the path is set

from mailworthy.edge.dictionaries import Dictionaries  # noqa: E402  # same
from mailworthy.finding import Lang, codes  # noqa: E402  # same
from mailworthy.message.language import spoken  # noqa: E402  # same
from mailworthy.message.reading import Draft, read  # noqa: E402  # same
from mailworthy.message.scope import Scope  # noqa: E402  # same
from mailworthy.message.spelling import look  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
FLAGGED = {"en": 1.0, "de": 0.7}  # percent of words, at most
FOUND = 85.0  # percent of planted slips, at least
WARM_MS, COLD_MS = 2.0, 60.0
PLANTED = 5  # slips in a message
LANGUAGES = ("en", "de", "fr")
WORD = re.compile(r"[^\W\d_]+")
PLACE = re.compile(r"(?<!\S)[^\W\d_]{4,}(?=[.,;:!?]?(?:\s|$))")  # no part of an address, no code
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SLIPS = frozenset(("SPELL", "SPELL-SUBJECT"))


class Mail(NamedTuple):
    """A message: where it is from, its language, itself, and how many words people see of it."""

    source: str
    language: str
    draft: Draft
    words: int


def mails(every: int) -> Iterator[Mail]:
    """Give real mail, then the project's own German."""
    rows = (CORPORA / "spam" / "labels-dev.jsonl").read_text("utf-8").splitlines()
    wanted = {
        row["name"]
        for row in map(json.loads, rows)
        if row["kind"] in {"newsletter", "template"} and not row["dup"]
    }
    for number, given in enumerate(messages(CORPORA)):
        name = given.name.removeprefix("./")
        real = given.kind != "eml" or name in wanted or (CORPORA / "messages" / "found" / name).is_file()
        if real and number % every == 0:
            yield of(given, name.split("/")[0] if "/" in name else "found")
    for row in list(codes().values())[::every]:
        words = row.words[Lang.DE]
        text = re.sub(r"`[^`]*`", "", f"{words.why}\n\n{words.fix}")
        yield of(
            Given(row.id, f"Subject: {words.title}\n\n{text}".encode(), "eml"), "the project’s own", "de"
        )


def of(given: Given, source: str, language: str = "") -> Mail:
    """Read a message."""
    draft = read(given.raw, given.kind)
    page = draft.page.html if draft.page else None
    seen = f"{draft.subject}\n{page.text if page else draft.text}"
    return Mail(source, language or spoken(draft), draft, len(WORD.findall(seen)))


def mutated(word: str, dice: random.Random) -> str:
    """Give a word with one slip."""
    at = dice.randrange(1, len(word) - 1)
    kind = dice.choice(("swap", "drop", "double", "beside"))
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    row = next((row for row in KEYS if word[at] in row), "")
    place = row.find(word[at])
    beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return word[:at] + dice.choice(beside) + word[at + 1 :] if beside else word


def planted(mail: Mail, spellers: Dictionaries, dice: random.Random) -> tuple[Draft, set[str]]:
    """Give a message's words with slips in them, and these."""
    speller = spellers.of(mail.language)
    page = mail.draft.page.html if mail.draft.page else None
    text = page.text if page else mail.draft.text
    places = [found for found in PLACE.finditer(text) if found[0].islower() and speller.knows(found[0])]
    slips: set[str] = set()
    for place in sorted(dice.sample(places, min(PLANTED, len(places) // 8)), key=lambda one: -one.start()):
        slip = mutated(place[0], dice)
        if slip != place[0] and not speller.knows(slip) and not speller.knows(slip.capitalize()):
            text = text[: place.start()] + slip + text[place.end() :]
            slips.add(slip)
    return read(text.encode(), "text", subject=mail.draft.subject), slips


def flagged(draft: Draft, language: str, spellers: Dictionaries) -> dict[str, int]:
    """Give the words that are called misspelt, and how often each stands there."""
    findings = look(draft, Scope(language=language, spellers=spellers))
    return {one.detail.partition(" → ")[0]: one.count for one in findings if one.code in SLIPS}


def milliseconds(mail: Mail, spellers: Dictionaries) -> float:
    begin = time.process_time()
    flagged(mail.draft, mail.language, spellers)
    return (time.process_time() - begin) * 1000


class Count(NamedTuple):
    """What came of some messages."""

    messages: int = 0
    words: int = 0
    wrong: int = 0
    planted: int = 0
    found: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*map(sum, zip(self, other, strict=True)))


def counted(mail: Mail, spellers: Dictionaries, dice: random.Random, *, tell: bool) -> Count:
    """Look at a message as it is, and with slips in it."""
    wrong = flagged(mail.draft, mail.language, spellers)
    draft, slips = planted(mail, spellers, dice)
    found = slips & flagged(draft, mail.language, spellers).keys()
    if tell and (wrong or slips > found):
        print(
            f"         {mail.language} {mail.source}: {', '.join(wrong)}; not found: {', '.join(slips - found)}"
        )
    return Count(1, mail.words, sum(wrong.values()), len(slips), len(found))


def rows(counts: Mapping[tuple[str, str], Count]) -> list[dict[str, object]]:
    return [
        {
            "language": language,
            "mail": source,
            "messages": count.messages,
            "words": count.words,
            "called misspelt, %": share(count.wrong, count.words),
            "planted": count.planted,
            "found, %": share(count.found, count.planted),
        }
        for (language, source), count in sorted(counts.items())
    ]


def promised(counts: Mapping[tuple[str, str], Count]) -> dict[str, tuple[float, str, float, bool]]:
    figures = {}
    for language in LANGUAGES:
        whole = reduce(Count.plus, [count for (one, _), count in counts.items() if one == language], Count())
        if language in FLAGGED:
            wrong = share(whole.wrong, whole.words)
            figures[f"{language}: words called misspelt, %"] = most(wrong, FLAGGED[language])
        found = share(whole.found, whole.planted)
        if whole.planted:
            figures[f"{language}: planted slips found, %"] = (found, "≥", FOUND, found >= FOUND)
    return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--words", action="store_true", help="say which words were called misspelt")
    given = options.parse_args()
    spellers, dice = Dictionaries(), random.Random(6)
    some = [mail for mail in mails(given.every) if mail.language in LANGUAGES and spellers.of(mail.language)]
    counts: dict[tuple[str, str], Count] = defaultdict(Count)
    for mail in some:
        one = counted(mail, spellers, dice, tell=given.words)
        counts[mail.language, mail.source] = counts[mail.language, mail.source].plus(one)
    figures = promised(counts)
    warm = statistics.median(min(milliseconds(mail, spellers) for _ in range(2)) for mail in some)
    figures["spelling of a message, warm, median ms"] = most(round(warm, 2), WARM_MS)
    long = max((mail for mail in some if mail.language == "de"), key=lambda mail: mail.words)
    figures["the longest German message, cold, ms"] = most(round(milliseconds(long, loaded()), 1), COLD_MS)
    for what, (value, sign, limit, met) in figures.items():
        print(f"{'met    ' if met else 'NOT MET'}  {what}: {value} (promised {sign} {limit})")
    runs = rows(counts)
    for run in runs:
        print(f"         {run}")
    if given.json:
        given.json.write_text(
            json.dumps({"figures": figures, "runs": runs}, indent=2, ensure_ascii=False), "utf-8"
        )


def loaded() -> Dictionaries:
    """Give dictionaries of which German is open and nobody has asked."""
    spellers = Dictionaries()
    spellers.of("de")
    return spellers


def share(some: int, of_: int) -> float:
    return round(100 * some / of_, 2) if of_ else 0.0


def most(value: float, promised: float) -> tuple[float, str, float, bool]:
    return value, "≤", promised, value <= promised


if __name__ == "__main__":
    main()
