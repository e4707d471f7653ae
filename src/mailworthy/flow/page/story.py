"""What a list report means to the person who has to act on it: the answer, the next steps, money and effect."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.address.report import Bounds, ListReport
from mailworthy.flow.page import figures
from mailworthy.flow.page.charts import LINE
from mailworthy.flow.page.words import Speech

# What comes in through a sign-up form that does not look at what is typed.
# fmt: off
_FROM_THE_FORM = frozenset({
    "empty", "no_at", "no_local_part", "no_domain", "bad_character", "consecutive_dots", "dot_at_edge",
    "single_label_domain", "bad_tld", "reserved_domain", "disposable", "junk", "typo_suspect", "bot_variant",
})
# fmt: on
_LASTING = frozenset(
    {"rows", "inactive", "form"}
)  # steps for the list's future; the others come before a send
_CONSENT_DOUBTED = frozenset({"LIST-BOUGHT", "LIST-SCRAPED", "LIST-GUESSED", "LIST-NO-CONSENT-COLUMN"})
# Which result files belong to a step, best first; the whole annotated list is the last resort.
_FILES = {
    "remove": (("remove",), ("invalid", "disposable")),
    "review": (("review",), ("risky",)),
    "typos": (("typo_suspect",),),
    "duplicates": (("duplicate",),),
    "retry": (("retry",), ("soft",)),
    "write": (("keep",), ("valid",)),
    "inactive": (("inactive",),),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, how, and the files it needs."""

    name: str
    title: str
    text: str
    files: tuple[str, ...]
    lasting: bool  # for the list's future, not for the next send


@dataclass(frozen=True, slots=True)
class Effect:
    """What cleaning changes in one respect."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Expense:
    """One line of the bill, per month."""

    name: str
    label: str
    amount: float
    shown: str


def headline(report: ListReport, speech: Speech) -> str:
    """Answer in one sentence how much of the list may be written to."""
    keep, rows = report.actions.get("keep", 0), report.rows
    if not rows:
        return speech.say("headline.empty")
    if report.offline and not keep:
        return speech.say("headline.offline", unasked=report.statuses.get("unknown", 0), rows=rows)
    if not keep:
        return speech.say("headline.none", n=rows)
    if keep == rows:
        return speech.say("headline.all", n=rows)
    return speech.say("headline.some", n=keep, rows=rows)


def steps(report: ListReport, speech: Speech) -> tuple[Step, ...]:
    """Say what to do next, in the order of doing it."""
    return tuple(
        Step(
            name,
            speech.say(f"next.{name}.title", n=count),
            speech.say(f"next.{name}.text", n=count),
            _files(report, name, count),
            lasting=name in _LASTING,
        )
        for name, count in _needed(report)
        if count
    )


def _needed(report: ListReport) -> Iterator[tuple[str, int]]:
    actions, flags = report.actions, report.flags
    repeats = repeated(report)
    yield "check", int(report.offline and report.rows > 0)
    yield "remove", max(actions.get("remove", 0) - repeats, 0)
    yield "review", actions.get("review", 0)
    yield "typos", flags.get("typo_suspect", 0)
    yield "duplicates", repeats
    yield "retry", actions.get("retry", 0)
    yield "consent", int(any(finding.code in _CONSENT_DOUBTED for finding in report.findings))
    yield "write", actions.get("keep", 0)
    yield "rows", report.bad_rows_total
    yield "inactive", flags.get("inactive", 0)
    yield "form", int(any(report.reasons.get(name) or flags.get(name) for name in _FROM_THE_FORM))


def repeated(report: ListReport) -> int:
    """Count the rows that repeat an earlier one; it is the row that goes, its address stays."""
    return report.flags.get("duplicate", 0) or sum(
        report.duplicates.get(kind, 0) for kind in ("exact", "case", "provider")
    )


def _files(report: ListReport, step: str, count: int) -> tuple[str, ...]:
    """Name the files to act on. One that holds more than the step speaks of would mislead: nobody may delete it whole."""
    if step not in _FILES:
        return ()
    written = {held(key): name for key, name in report.files.items()}
    sizes = {**report.flags, **report.statuses, **report.actions}
    sizes["remove"] = sizes.get("remove", 0) - repeated(
        report
    )  # rows that repeat others are not in that file
    for group in (*_FILES[step], ("annotated",)):
        names = [name for name in group if name in written]
        if names and sum(sizes.get(name, 0) for name in names) <= count:
            return tuple(written[name] for name in names)
    return ()


def held(file: str) -> str:
    """Name what a result file holds: the status, kind or action without the prefix that groups files in a folder."""
    return file.rpartition("-")[2]


def bounce_verdict(before: Bounds, speech: Speech) -> str:
    """Say on which side of the line the list stands as it is."""
    key = "above" if before.mean >= LINE else "near" if before.high >= LINE else "below"
    return speech.say(f"bounce.{key}", line=speech.percent(LINE))


def bounds(of: Bounds, speech: Speech) -> str:
    """Write how far an estimate may be off: ``4.1% to 8.9%``."""
    return speech.say("bounce.range", low=speech.percent(of.low), high=speech.percent(of.high))


def expenses(report: ListReport, speech: Speech) -> tuple[Expense, ...]:
    """Give the bill, empty where the user named no price."""
    cost = report.cost
    if not (cost.per_message > 0 or cost.per_contact > 0):
        return ()
    amounts = {"before": cost.before, "after": cost.after, "wasted": cost.wasted, "inactive": cost.inactive}
    return tuple(
        Expense(name, speech.say(f"cost.{name}"), amount, figures.money(amount, cost.currency, speech.lang))
        for name, amount in amounts.items()
    )


def prices(report: ListReport, speech: Speech) -> str:
    """Repeat the prices that the bill rests on."""
    cost, lang = report.cost, speech.lang
    return speech.say(
        "cost.prices",
        message=figures.price(cost.per_message, cost.currency, lang),
        contact=figures.price(cost.per_contact, cost.currency, lang),
        count=figures.exact(cost.messages_per_month, lang),
    )


def price_of_reach(report: ListReport, speech: Speech) -> str:
    """Say what each address that can be written to costs, before and after; empty where there is none."""
    keep, cost = report.actions.get("keep", 0), report.cost
    if not keep or not math.isfinite(cost.before) or not math.isfinite(cost.after):
        return ""
    shares = (cost.before / keep, cost.after / keep)
    digits = 2 if min(shares) >= 0.1 else 4
    before, after = (
        figures.price(round(share, digits), cost.currency, speech.lang, digits) for share in shares
    )
    return speech.say("cost.reached", before=before, after=after)


def effects(report: ListReport, speech: Speech) -> tuple[Effect, ...]:
    """Say what cleaning will change and what it won't."""
    rates = {
        "before": speech.percent(report.predicted_bounce_rate.mean),
        "after": speech.percent(report.predicted_after.mean),
    }
    blocks = speech.say(f"effect.{_blocks(report)}", **rates)
    lead = speech.say("effect.lead_text", rows=report.rows, keep=report.actions.get("keep", 0))
    return (
        Effect(speech.say("effect.blocks"), blocks),
        Effect(speech.say("effect.soft"), speech.say("effect.soft_text")),
        Effect(speech.say("effect.delivery"), speech.say("effect.delivery_text", **rates)),
        Effect(speech.say("effect.engagement"), speech.say("effect.engagement_text")),
        Effect(speech.say("effect.lead"), lead),
    )


def _blocks(report: ListReport) -> str:
    if report.predicted_bounce_rate.high < LINE:
        return "blocks_same"
    return "blocks_fall" if report.predicted_after.mean < LINE else "blocks_still"
