"""Rules in SpamAssassin's language: Debian's own and a thousand phrases of a user, in CPU time, beside SpamAssassin itself.

Every so many messages of the corpora (``MAILWORTHY_CORPORA``). Both engines run the same files over the same mail in one
process each, without network and Bayes; SpamAssassin's time is that of its whole process less its start.

    python bench/rules.py [--json FILE] [--apart 60]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

import message_corpus  # noqa: E402  # after the path is set
import spamassassin  # noqa: E402  # same

from mailworthy.message.phrases.phrase import phrases  # noqa: E402  # same
from mailworthy.message.reading import read  # noqa: E402  # same
from mailworthy.message.rules.spamassassin import RuleSet, parse  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
USER_RULES, USER_OCTETS = 1000, 10_000


def user_rules() -> str:
    """Give a thousand patterns such as users write: phrases, with any blanks between their words."""
    texts = sorted(
        {
            text
            for one in phrases()
            for text in (one.text, *one.variants)
            if text.isascii() and text.isprintable()
        }
    )
    words = [
        r"\s+".join(
            "".join(c if c.isalnum() else f"\\{c}" for c in word) for word in text.rstrip("*").split()
        )
        for text in texts
    ]
    return "".join(f"body USER_{n} /(?:^|\\W){one}(?:\\W|$)/i\n" for n, one in enumerate(words[:USER_RULES]))


def each_ms(ruleset: RuleSet, messages: list[bytes]) -> list[float]:
    """Give the CPU time of each message, the reading left out; patterns are compiled in a turn before."""
    drafts = [read(message) for message in messages]
    for draft in drafts:
        ruleset.hits(draft)
    told = []
    for draft in drafts:
        begin = time.process_time()
        ruleset.hits(draft)
        told.append((time.process_time() - begin) * 1000)
    return told


def their_s(messages: list[bytes]) -> float:
    """Give the CPU time of SpamAssassin's process over some messages."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    spamassassin.Asking(messages).answers()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--apart", type=int, default=60)
    given = options.parse_args()
    mails = [one.raw for one in message_corpus.messages(CORPORA, every=given.apart) if one.kind == "eml"]
    files = spamassassin.rule_files()
    begin = time.process_time()
    ruleset = parse(files)
    parse_s = time.process_time() - begin
    share = 100 * len(ruleset.evaluated) / (len(ruleset.evaluated) + len(ruleset.skipped))
    ours = each_ms(ruleset, mails)
    theirs = (their_s(mails) - their_s([])) * 1000 / len(mails)
    mean = sum(ours) / len(ours)
    text = b" ".join(read(one).text.encode() for one in mails[:200])[:USER_OCTETS]
    user = min(each_ms(parse({"user.cf": user_rules()}), [b"Subject: news\n\n" + text] * 5))
    figures = {
        "Debian's rules that are evaluated, %": (share, "≥", 70.0, share >= 70),
        "reading Debian's rules, CPU s": (parse_s, "≤", 1.5, parse_s <= 1.5),
        "Debian's rules on a message, mean CPU ms": (mean, "≤", 40.0, mean <= 40),
        "1,000 patterns of a user on 10 kB, CPU ms": (user, "≤", 20.0, user <= 20),
        "messages a CPU second, ratio to SpamAssassin": (theirs / mean, "≥", 1.0, theirs >= mean),
    }
    figures = {what: (round(value, 2), *rest) for what, (value, *rest) in figures.items()}
    for what, (value, sign, promised, met) in figures.items():
        print(f"{'met    ' if met else 'NOT MET'}  {what}: {value} (promised {sign} {promised})")
    print(f"         {len(mails)} messages; slowest {max(ours):.0f} ms; SpamAssassin {theirs:.0f} ms each")
    if given.json:
        runs = [
            {"what": "ours", "ms a message": round(mean, 1)},
            {"what": "SpamAssassin", "ms a message": round(theirs, 1)},
        ]
        given.json.write_text(json.dumps({"figures": figures, "runs": runs}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
