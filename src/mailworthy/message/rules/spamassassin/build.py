"""Definitions made ready to be run: patterns compiled, what each rule hangs on, and why some cannot be evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from typing import Any

from mailworthy.message.rules.spamassassin.definitions import Definitions, Rule
from mailworthy.message.rules.spamassassin.evals import EVALS
from mailworthy.message.rules.spamassassin.hosts import Hosts
from mailworthy.message.rules.spamassassin.mail import World
from mailworthy.message.rules.spamassassin.meta import Meta, MetaFault, meta
from mailworthy.message.rules.spamassassin.pattern import (
    Pattern,
    PatternFault,
    compiled,
    run_ready,
    undelimited,
)
from mailworthy.message.rules.spamassassin.prefilter import Prefilter
from mailworthy.message.rules.spamassassin.replace_tags import replaced

RULES = 50_000  # of one set; more are not evaluated
WARNING = 1.0  # points from which on a rule is worth a warning
_MOST_HITS = 1000
_OF_LOCALES = {"check_for_faraway_charset", "check_for_faraway_charset_in_headers", "html_charset_faraway"}
_OF_NETWORKS = {  # they ask which servers are the recipient's own, on which the user's files have their own word
    "check_all_trusted",
    "helo_ip_mismatch",
    "check_for_no_rdns_dotcom_helo",
    "check_for_forged_received_trail",
    "check_for_forged_yahoo_received_headers",
    "check_mailfrom_matches_rcvd",
}
_SEGMENTS = ("all-trusted", "all-internal", "all-untrusted", "all-external")  # of the header, by servers


@dataclass(frozen=True, slots=True)
class Test:
    """A pattern that is run.

    Args:
        name: Of its rule.
        pattern: Compiled; None where only the field's presence is asked.
        negated: Whether it hits where nothing matches.
        unset: What stands for a field that is missing.
        most: How many hits count: 1, unless the rule says ``multiple``.
        skip_subject: Whether the subject is left out of the body.
    """

    name: str
    pattern: Pattern | None
    negated: bool = False
    unset: bytes | None = None
    most: int = 1
    skip_subject: bool = False


class Group:
    """The tests that look at the same thing."""

    def __init__(self, tests: Iterable[Test]) -> None:
        """Keep them."""
        self.tests = tuple(tests)

    @cached_property
    def prefilter(self) -> Prefilter:
        """Which of them may match."""
        return Prefilter([one.pattern.words if one.pattern else None for one in self.tests])


@dataclass(frozen=True)
class Built:
    """Rules that are ready to be run.

    Args:
        groups: Tests by kind and target.
        evals: Functions with their arguments, by name of the rule.
        metas: Expressions, each behind those that it hangs on.
        scores: Points by name; rules without any are not run.
        descriptions: What rules say of themselves.
        skipped: Why a rule is not evaluated.
        world: Lists and domains that rules look things up in.
    """

    groups: Mapping[tuple[str, str], Group]
    evals: Mapping[str, Callable[[Any], float]]
    metas: Mapping[str, Meta]
    scores: Mapping[str, float]
    descriptions: Mapping[str, str]
    skipped: Mapping[str, str]
    world: World
    warning: float = WARNING

    @cached_property
    def evaluated(self) -> frozenset[str]:
        """The names of the rules that are evaluated."""
        tests = {one.name for group in self.groups.values() for one in group.tests}
        return frozenset(tests | self.evals.keys() | self.metas.keys())


def build(given: Definitions) -> Built:
    """Make definitions ready."""
    return _Builder(given).built()


class _Builder:
    """Rules half ready."""

    def __init__(self, given: Definitions) -> None:
        self.given = given
        off = {name: why for name, why in given.off.items() if name not in given.rules}
        self.skipped = off | given.left_out
        self.tagged = frozenset(given.lists.get("replace_rules", ()))
        self.tests: dict[tuple[str, str], list[Test]] = {}
        self.evals: dict[str, Callable[[Any], float]] = {}
        self.metas: dict[str, Meta] = {}
        self.disabled: set[str] = set()
        self.networks = any(f"{kind}_networks" in given.lists for kind in ("trusted", "internal", "msa"))

    def built(self) -> Built:
        for number, rule in enumerate(self.given.rules.values()):
            if number >= RULES:
                self.skipped[rule.name] = "too many rules"
            elif not self.given.score_of(rule.name) and not rule.name.startswith("__"):
                self.disabled.add(rule.name)
                self.skipped[rule.name] = "score 0"
            else:
                self.take(rule)
        metas = self.ordered()
        names = {*metas, *self.evals, *(one.name for tests in self.tests.values() for one in tests)}
        return Built(
            groups={key: Group(tests) for key, tests in self.tests.items()},
            evals=self.evals,
            metas=metas,
            scores={name: self.given.score_of(name) for name in names},
            descriptions={name: text for name, text in self.given.descriptions.items() if name in names},
            skipped=self.skipped,
            world=self.world(),
        )

    def take(self, rule: Rule) -> None:
        """Make a rule ready, or note why it cannot be."""
        try:
            if rule.kind == "meta":
                self.metas[rule.name] = meta(rule.test)
            elif rule.kind == "eval":
                self.evaluated(rule)
            elif rule.target.lower().startswith(_SEGMENTS) or (
                self.networks and rule.target.lower().startswith("x-spam-relays")
            ):
                self.skipped[rule.name] = "relays"
            else:
                self.tests.setdefault((rule.kind, rule.target), []).append(self.test(rule))
        except (PatternFault, MetaFault) as fault:
            self.skipped[rule.name] = f"cannot be read: {rule.where}: {fault}"

    def evaluated(self, rule: Rule) -> None:
        function = EVALS.get(f"{rule.target} {rule.test}") or EVALS.get(rule.test)
        if function is None:
            self.skipped[rule.name] = f"eval:{rule.test}"
            return
        if set(self.given.flags.get(rule.name, "").split()) & {"net", "learn"}:
            self.skipped[rule.name] = "network"
            return
        if self.networks and rule.test in _OF_NETWORKS:
            self.skipped[rule.name] = "trusted_networks"
            return
        if rule.test in _OF_LOCALES and set(self.given.lists.get("ok_locales", ())) - {"all"}:
            self.skipped[rule.name] = "ok_locales"
            return
        arguments = rule.arguments
        try:
            self.evals[rule.name] = function(*arguments)
        except (TypeError, ValueError, PatternFault) as fault:
            self.skipped[rule.name] = f"eval:{rule.test}: {fault}"

    def test(self, rule: Rule) -> Test:
        flags = self.given.flags.get(rule.name, "").split()
        most = next(
            (int(one[8:][:6]) for one in flags if one.startswith("maxhits=") and one[8:].isdigit()),
            _MOST_HITS,
        )
        return Test(
            rule.name,
            None if rule.exists else self.pattern(rule),
            rule.negated,
            rule.unset.encode("latin-1") if rule.unset is not None else None,
            most if "multiple" in flags else 1,
            "nosubject" in flags,
        )

    def pattern(self, rule: Rule) -> Pattern:
        if rule.name not in self.tagged or rule.kind == "mimeheader":
            return compiled(rule.test)
        body, flags = undelimited(rule.test)
        brackets = self.given.brackets
        return run_ready(
            replaced(body, self.given.tags, brackets["replace_start"], brackets["replace_end"]), flags
        )

    def ordered(self) -> dict[str, Meta]:
        """Give the metas that can be reckoned, each behind those that it hangs on."""
        sorter = TopologicalSorter({name: one.names & self.metas.keys() for name, one in self.metas.items()})
        while True:
            try:
                order = list(sorter.static_order())
                break
            except CycleError as fault:
                for name in fault.args[1]:
                    self.metas.pop(name, None)
                    self.skipped[name] = "hangs on itself"
                sorter = TopologicalSorter(
                    {name: one.names & self.metas.keys() for name, one in self.metas.items()}
                )
        found: dict[str, Meta] = {}
        for name in order:
            missing = next((one for one in sorted(self.metas[name].names) if self.missing(one)), "")
            if missing:
                self.skipped[name] = f"hangs on others: {missing}"
            else:
                found[name] = self.metas[name]
        return found

    def missing(self, name: str) -> bool:
        """Tell whether a rule would be run and cannot be.

        One that is not run counts as not hit, as one does that nobody wrote.
        """
        return name in self.skipped and name not in self.disabled and name not in self.given.off

    def world(self) -> World:
        lists = self.given.lists
        suffixes = frozenset(
            one.lower() for key in ("util_rb_2tld", "util_rb_3tld") for one in lists.get(key, ())
        )
        free = {one.lower() for one in lists.get("freemail_domains", ())}
        return World(
            hosts=Hosts(frozenset(one.lower() for one in lists.get("util_rb_tld", ())), suffixes),
            free=frozenset(one for one in free if not set(one) & set("*?")),
            free_like=tuple(_wild(one) for one in sorted(free) if set(one) & set("*?")),
            not_free=frozenset(
                one.lower()
                for key in ("freemail_whitelist", "freemail_welcomelist")
                for one in lists.get(key, ())
            ),
            originating=tuple(one.lower() for one in lists.get("originating_ip_headers", ())),
            redirectors=tuple(self.redirectors(lists.get("redirector_pattern", ()))),
        )

    def redirectors(self, patterns: Iterable[str]) -> Iterable[Callable[[bytes], bytes | None]]:
        for text in patterns:
            try:
                found = compiled(text).compiled
            except PatternFault as fault:
                self.skipped[f"redirector_pattern {text[:40]}"] = f"cannot be read: {fault}"
                continue
            yield partial(_inner, found)


def _wild(domain: str) -> re.Pattern[str]:
    """Give the pattern of a domain with ``*`` for any label and ``?`` for any sign."""
    return re.compile(re.escape(domain[:253]).replace(r"\*", "[^.]*").replace(r"\?", "."))


def _inner(pattern: Any, uri: bytes) -> bytes | None:
    try:
        match = pattern.search(uri, timeout=0.05)
    except TimeoutError:
        return None
    return match[1] if match and match.re.groups else None
