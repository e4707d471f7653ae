"""Rules: which words mean which reason. Data that a postmaster can correct: ours, and the user's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Any

from mailworthy.bounce.data import rule_tables
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Stage
from mailworthy.bounce.stages import stage_of
from mailworthy.errors import InputError
from mailworthy.finding import Confidence

PREFIX = (
    4  # letters of a word that lead to its rules: enough to tell words apart, few enough for all forms of one
)
OWN = "own"

_PREFIXES = re.compile(rf"\b[^\W\d]\w{{0,{PREFIX - 1}}}")  # numbers lead to no rule
_ASCII_PREFIXES = re.compile(
    rf"\b[a-z_]\w{{0,{PREFIX - 1}}}", re.ASCII
)  # the same of lower-case ASCII, twice as fast
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:@]{1,200}@[^\s<>()\[\]\"',;:@]{1,255}")
_REPORTER = re.compile(
    r"\(in reply to [\w ]{1,30} command\)"
)  # the sender's own remark, no word of the reply
_LINK = re.compile(r"(https?://[^\s/?#>)\"']{1,200})[^\s>)\"']*")
_UNSPACED = "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0e00-\u0e7f]"  # scripts without spaces
_OWN_KEYS = {
    "id", "pattern", "text", "unless", "reason", "status", "code", "host", "stage", "provider", "help", "confidence",
    "example",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what it looks for, and what that means.

    Args:
        id: ``google/over-quota``, ``general/relay``, ``own/3``.
        reason: A name of :data:`mailworthy.bounce.reasons.REASONS`.
        text: Phrases in lower case, one of which must occur; each begins with a whole word.
        pattern: A regular expression over the lower-case, unfolded reply that must be found instead; empty for none.
        words: Words, or their first letters, one of which every text that the pattern fits holds, and
        beside: others, one of which it holds as well; so that few patterns need be tried.
        unless: A regular expression that must not be found.
        status: Enhanced codes of which the reply must have one: ``5.2.2``, or ``2.2`` for any class.
        code: Basic codes of which the reply must have one; all where empty.
        class_: 4 or 5, the class that the reply must not contradict; 0 for any.
        stage: At which command it must have been refused; :attr:`Stage.UNKNOWN` for any.
        hosts: Domains below which the refusing host lies, or
        marks: phrases in the reply that show whose it is; any host where both are empty.
        confidence: How sure it is.
        provider: Whose words they are.
        help: The provider's own page.
        blocklist: The blocklist that such a reply names.
        example: A reply that this row judges.
        origin: ``iana``, a provider's page, ``wording`` (how people write) or ``seen`` (in mail that came back).
        seen: Year and month of the last look.
    """

    id: str
    reason: str
    text: tuple[str, ...] = ()
    pattern: str = ""
    words: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    unless: str = ""
    status: tuple[str, ...] = ()
    code: tuple[int, ...] = ()
    class_: int = 0
    stage: Stage = Stage.UNKNOWN
    hosts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    provider: str = ""
    help: str = ""
    blocklist: str = ""
    example: str = ""
    origin: str = ""
    seen: str = ""


class Seen:
    """What rules look at: one reply, prepared once.

    Args:
        text: The reply's words, unfolded.
        code: Its basic code.
        status: Its enhanced code.
        stage: At which command it was given; :attr:`Stage.UNKNOWN`: see what was told.
        remote_mta: Who gave it.
        told: All that was written, also around the reply.
    """

    __slots__ = (
        "_stage", "class_", "code", "pairs", "plain", "prefixes", "remote_mta", "status", "text", "told", "whole",
    )  # fmt: skip

    def __init__(
        self,
        text: str,
        *,
        code: int | None = None,
        status: str = "",
        stage: Stage = Stage.UNKNOWN,
        remote_mta: str = "",
        told: str = "",
    ) -> None:
        self.look_at(text)
        self.code = code
        self.status = status
        self.class_ = int(status[0]) if status else (code or 0) // 100
        self.told = told
        self._stage: Stage | None = None if stage is Stage.UNKNOWN else stage
        self.remote_mta = remote_mta.lower().rstrip(".")

    @property
    def stage(self) -> Stage:
        """At which command the reply was given: looked for when a rule asks."""
        if self._stage is None:
            self._stage = stage_of(self.told)
        return self._stage

    def look_at(self, text: str) -> None:
        """Take other words of the same reply."""
        self.text = text
        whole = text.lower()
        self.whole = whole = _REPORTER.sub("", whole) if "(in reply to " in whole else whole
        self.plain = _without_names(whole)
        prefixes = _prefixes(whole)
        self.prefixes = set(prefixes)
        self.pairs = set(pairwise(prefixes))

    def is_below(self, hosts: Collection[str]) -> bool:
        """Tell whether the refusing host is one of these, or below one; any is where there are none."""
        return not hosts or any(host in hosts for host in _and_above(self.remote_mta))


class Book:
    """Rules in their order: those of the providers that a reply is seen to be from, then all others.

    Args:
        rules: The first that fits decides. Those with hosts or marks stand before those without.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._others = _Index(rule for rule in self.rules if not _gate(rule))
        self._providers = tuple(
            tuple(group) for gate, group in groupby(self.rules, _gate) if gate
        )  # of each gate its rules, in order
        self._marks: dict[str, list[tuple[str, int]]] = {}  # by a prefix: a mark, and whose it is
        self._hosts: dict[str, list[int]] = {}
        for number, (rule, *_) in enumerate(self._providers):
            for mark in rule.marks:
                self._marks.setdefault(_lead(mark), []).append((mark, number))
            for host in rule.hosts:
                self._hosts.setdefault(host, []).append(number)
        self._mark_keys = frozenset(self._marks)

    def first(self, seen: Seen) -> Rule | None:
        """Give the first rule that fits."""
        for number in sorted(self._from(seen)):
            for rule in self._providers[number]:
                if fits(rule, seen):
                    return rule
        return self._others.first(seen)

    def names_provider(self, text: str) -> bool:
        """Tell whether a provider's mark stands in a text."""
        text = text.lower()
        return bool(self._marked(text, set(_prefixes(text))))

    def _from(self, seen: Seen) -> set[int]:
        found = self._marked(seen.whole, seen.prefixes)
        if seen.remote_mta:
            for host in _and_above(seen.remote_mta):
                found.update(self._hosts.get(host, ()))
        return found

    def _marked(self, text: str, prefixes: set[str]) -> set[int]:
        marks = self._marks
        return {number for key in self._mark_keys & prefixes for mark, number in marks[key] if mark in text}


class _Index:
    """Rules in their order, found by the words of a text rather than tried one by one."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._words: dict[str, list[tuple[str, int]]] = {}  # phrases of one word, by its prefix
        self._phrases: dict[tuple[str, str], list[tuple[str, int]]] = {}  # others, by two prefixes in a row
        self._patterns: dict[
            str, list[tuple[int, frozenset[str]]]
        ] = {}  # by a prefix that all they fit holds
        self._unspaced: list[tuple[str, int]] = []
        common = Counter(pair for rule in self._rules for phrase in rule.text for pair in set(_pairs(phrase)))
        for number, rule in enumerate(self._rules):
            self._add(number, rule, common)
        # two sets meet twice as fast as a set and a dictionary's keys
        self._word_keys, self._pair_keys = frozenset(self._words), frozenset(self._phrases)
        self._pattern_keys = frozenset(self._patterns)

    def first(self, seen: Seen) -> Rule | None:
        said = self._said(seen)
        for number in sorted(said | self._may_fit(seen)):
            if _fits(self._rules[number], seen, said=number in said):
                return self._rules[number]
        return None

    def _said(self, seen: Seen) -> set[int]:
        """Give the numbers of the rules of which a phrase occurs."""
        words, phrases, plain = self._words, self._phrases, seen.plain
        found = {
            number
            for key in self._word_keys & seen.prefixes
            for phrase, number in words[key]
            if phrase in plain
        }
        found |= {
            number
            for pair in self._pair_keys & seen.pairs
            for phrase, number in phrases[pair]
            if phrase in plain
        }
        if not plain.isascii():
            found.update(number for phrase, number in self._unspaced if phrase in plain)
        return found

    def _may_fit(self, seen: Seen) -> set[int]:
        """Give the numbers of the rules whose pattern is worth a try."""
        patterns, prefixes = self._patterns, seen.prefixes
        return {
            number
            for key in self._pattern_keys & prefixes
            for number, beside in patterns[key]
            if not beside or not beside.isdisjoint(prefixes)
        }

    def _add(self, number: int, rule: Rule, common: Counter[tuple[str, str]]) -> None:
        for phrase in rule.text:
            if not phrase.isascii() and compiled(_UNSPACED).search(phrase):
                self._unspaced.append((phrase, number))
            elif pairs := _pairs(phrase):
                lead = min(pairs, key=lambda pair: (common[pair], pair))
                self._phrases.setdefault(lead, []).append((phrase, number))
            else:
                self._words.setdefault(_prefixes(phrase)[0], []).append((phrase, number))
        for key in {word[:PREFIX] for word in rule.words}:
            self._patterns.setdefault(key, []).append((number, rule.beside))


def fits(rule: Rule, seen: Seen) -> bool:
    """Tell whether a rule speaks of a reply; whose it is, the caller knows."""
    return _fits(rule, seen, said=any(map(seen.whole.__contains__, rule.text)))


def own(rules: Iterable[Rule], seen: Seen) -> Rule | None:
    """Give the first of the user's own rules that fits."""
    return next((rule for rule in rules if seen.is_below(rule.hosts) and fits(rule, seen)), None)


def _fits(rule: Rule, seen: Seen, *, said: bool) -> bool:
    if (rule.class_ or rule.code or rule.status or rule.stage is not Stage.UNKNOWN) and not _allows(
        rule, seen
    ):
        return False
    text = seen.whole if rule.provider else seen.plain  # a provider's mark may stand in its link
    if not said and rule.pattern:
        said = compiled(rule.pattern).search(text) is not None
    if not said and (rule.pattern or rule.text):
        return False
    return not rule.unless or not compiled(rule.unless).search(text)


def _allows(rule: Rule, seen: Seen) -> bool:
    if rule.class_ and seen.class_ and rule.class_ != seen.class_:
        return False
    if rule.code and seen.code not in rule.code:
        return False
    if rule.status and seen.status not in rule.status and seen.status[2:] not in rule.status:
        return False
    return rule.stage is Stage.UNKNOWN or seen.stage is rule.stage


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Give a compiled pattern; most rules never need theirs."""
    return re.compile(pattern)


@cache
def book() -> Book:
    """Give our own rules."""
    return Book(row for key, table in rule_tables() for row in _rows(key, table))


def own_rules(toml_text: str, name: str) -> tuple[Rule, ...]:
    """Read a user's rules, which come before ours.

    Args:
        toml_text: ``[[rule]]`` tables with ``pattern`` or ``text``, ``reason`` and, as wanted, ``unless``, ``status``,
            ``code``, ``host``, ``stage``, ``provider``, ``help``, ``confidence``, ``id``, ``example``.
        name: Of the file, for messages.

    Raises:
        InputError: It is no such file; ``at`` is the number of the row.
    """
    import tomllib  # noqa: PLC0415  # most runs have no such file

    try:
        rows = tomllib.loads(toml_text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: no TOML: {error}") from None
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{name}: there is no [[rule]] in it")
    return tuple(_own(row, name, number) for number, row in enumerate(rows, 1))


def _own(row: Any, name: str, number: int) -> Rule:
    try:
        return _own_row(row, number)
    except (TypeError, ValueError, KeyError, OverflowError, RecursionError, re.error) as error:
        why = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{name}: rule {number}: {why}", at=number) from None


def _own_row(row: Any, number: int) -> Rule:
    if not isinstance(row, dict):
        raise TypeError("it is no table")
    for key in row.keys() - _OWN_KEYS:
        raise ValueError(f"there is no {key!r}; there are {', '.join(sorted(_OWN_KEYS))}")
    if row["reason"] not in REASONS:
        raise ValueError(f"there is no reason {row['reason']!r}; see mailworthy bounce codes")
    if not any(row.get(key) for key in ("pattern", "text", "status", "code")):
        raise ValueError("it needs a pattern, a text, a status or a code to look for")
    for key in ("pattern", "unless"):
        re.compile(_str(row, key))
    return Rule(
        id=f"{OWN}/{row.get('id', number)}",
        reason=row["reason"],
        text=tuple(phrase.lower() for phrase in _strings(row, "text")),
        pattern=_ignoring_case(_str(row, "pattern")),
        unless=_ignoring_case(_str(row, "unless")),
        status=_strings(row, "status"),
        code=tuple(int(code) for code in _list(row, "code")),
        stage=Stage(_str(row, "stage")),
        hosts=tuple(host.lower().strip(".") for host in _strings(row, "host")),
        confidence=Confidence(row.get("confidence", "certain")),
        provider=_str(row, "provider") or OWN,
        help=_str(row, "help"),
        example=_str(row, "example"),
        origin=OWN,
    )


def _ignoring_case(pattern: str) -> str:
    return f"(?i:{pattern})" if pattern else ""


def _str(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is not a string")
    return value


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key, [])
    return value if isinstance(value, list) else [value]


def _strings(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in _list(row, key)):
        raise TypeError(f"{key} is neither a string nor a list of them")
    return tuple(_list(row, key))


def _rows(key: str, table: Mapping[str, Any]) -> Iterator[Rule]:
    shared = {
        "provider": table["name"],
        "hosts": tuple(table.get("hosts", ())),
        "marks": tuple(table.get("marks", ())),
        "help": table.get("help", ""),
        "origin": table["origin"],
        "seen": table["seen"],
    }
    for row in table["rules"]:
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        given["id"] = f"{key}/{row['id']}"
        if "class" in given:
            given["class_"] = given.pop("class")
        if "beside" in given:
            given["beside"] = frozenset(word[:PREFIX] for word in given["beside"])
        if "stage" in given:
            given["stage"] = Stage(given["stage"])
        if "confidence" in given:
            given["confidence"] = Confidence(given["confidence"])
        yield Rule(**(shared | given))


def _without_names(text: str) -> str:
    """Take addresses and the paths of links out: their words are nobody's verdict. A semicolon ends each sentence.

    So that a pattern's ``[^;]`` stays within one, and still passes the dots of host names.
    """
    text = text.partition("(in reply to ")[0]  # Postfix names the command, and commands are no reason
    if "@" in text:
        text = _ADDRESS.sub("@", text)
    if "://" in text:
        text = _LINK.sub(r"\1", text)
    return text.replace(". ", "; ")


def _prefixes(text: str) -> list[str]:
    found: list[str] = (_ASCII_PREFIXES if text.isascii() else _PREFIXES).findall(text)
    return found


def _gate(rule: Rule) -> tuple[tuple[str, ...], ...]:
    return (rule.marks, rule.hosts) if rule.marks or rule.hosts else ()


def _and_above(name: str) -> Iterator[str]:
    """Give a host's name and those of all domains that it lies in."""
    yield name
    while name := name.partition(".")[2]:
        yield name


def _pairs(phrase: str) -> list[tuple[str, str]]:
    return list(pairwise(_prefixes(phrase)))


def _lead(mark: str) -> str:
    """Give the prefix under which a mark is found: the last long one, for the first words are the common ones."""
    return max(reversed(_prefixes(mark)), key=len)
