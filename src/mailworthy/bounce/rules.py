"""Rules: which words mean which reason. Data that a postmaster can correct: ours, and the user's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mailworthy.bounce.data import rule_tables
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Stage
from mailworthy.errors import InputError
from mailworthy.finding import Confidence

PREFIX = (
    4  # letters of a word that lead to its rules: enough to tell words apart, few enough for all forms of one
)
OWN = "own"

_PREFIXES = re.compile(rf"\b\w{{1,{PREFIX}}}")
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:@]{1,200}@[^\s<>()\[\]\"',;:@]{1,255}")
_LINK = re.compile(r"(https?://[^\s/?#>)\"']{1,200})[^\s>)\"']*")
_UNSPACED = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0e00-\u0e7f]"
)  # scripts without spaces
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
        words: Words, or their first letters, one of which every text that the pattern fits holds.
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
        stage: At which command it was given.
        remote_mta: Who gave it.
    """

    __slots__ = (
        "_known",
        "class_",
        "code",
        "plain",
        "prefixes",
        "remote_mta",
        "stage",
        "status",
        "text",
        "whole",
    )

    def __init__(
        self,
        text: str,
        *,
        code: int | None = None,
        status: str = "",
        stage: Stage = Stage.UNKNOWN,
        remote_mta: str = "",
    ) -> None:
        self.look_at(text)
        self.code = code
        self.status = status
        self.class_ = int(status[0]) if status else (code or 0) // 100
        self.stage = stage
        self.remote_mta = remote_mta.lower().rstrip(".")

    def look_at(self, text: str) -> None:
        """Take other words of the same reply."""
        self.text = text
        self.whole = whole = text.lower()
        self.plain = _without_names(whole)
        self.prefixes = set(_PREFIXES.findall(whole))
        self._known: dict[tuple[str, ...], bool] = {}

    def is_from(self, rule: Rule) -> bool:
        """Tell whether the refusing host, or a mark in the reply, shows that it is the rule's provider's."""
        key = rule.marks + rule.hosts
        if (known := self._known.get(key)) is None:
            known = any(mark in self.whole for mark in rule.marks) or any(
                self.remote_mta == host or self.remote_mta.endswith("." + host) for host in rule.hosts
            )
            self._known[key] = known
        return known


class Book:
    """Rules in their order, found by the words of a text rather than tried one by one.

    Args:
        rules: The first that fits decides.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_prefix: dict[str, list[int]] = {}
        self._unspaced: list[tuple[str, int]] = []
        common = Counter(key for rule in self.rules for phrase in rule.text for key in set(_keys(phrase)))
        for number, rule in enumerate(self.rules):
            for key in _leads(rule, common):
                self._by_prefix.setdefault(key, []).append(number)
            self._unspaced += [(phrase, number) for phrase in rule.text if _UNSPACED.search(phrase)]

    def candidates(self, seen: Seen) -> list[int]:
        """Give the numbers of the rules that may fit, in order."""
        by_prefix = self._by_prefix
        found = {number for key in by_prefix.keys() & seen.prefixes for number in by_prefix[key]}
        if seen.status:
            found.update(by_prefix.get(seen.status, ()), by_prefix.get(seen.status[2:], ()))
        if not seen.whole.isascii():
            found.update(number for phrase, number in self._unspaced if phrase in seen.whole)
        return sorted(found)

    def first(self, seen: Seen) -> Rule | None:
        """Give the first rule that fits."""
        rules = self.rules
        return next((rules[number] for number in self.candidates(seen) if fits(rules[number], seen)), None)


def fits(rule: Rule, seen: Seen) -> bool:
    """Tell whether a rule speaks of a reply."""
    if rule.class_ and seen.class_ and rule.class_ != seen.class_:
        return False
    if rule.code and seen.code not in rule.code:
        return False
    if rule.status and seen.status not in rule.status and seen.status[2:] not in rule.status:
        return False
    if rule.stage is not Stage.UNKNOWN and seen.stage is not rule.stage:
        return False
    if (rule.marks or rule.hosts) and not seen.is_from(rule):
        return False
    return _speaks(rule, seen)


def _speaks(rule: Rule, seen: Seen) -> bool:
    text = seen.whole if rule.provider else seen.plain  # a provider's mark may stand in its link
    if rule.text or rule.pattern:
        found = any(phrase in text for phrase in rule.text)
        if not found and not (rule.pattern and compiled(rule.pattern).search(text)):
            return False
    return not (rule.unless and compiled(rule.unless).search(text))


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
    except (TypeError, ValueError, KeyError, re.error) as error:
        why = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{name}: rule {number}: {why}", at=number) from None


def _own_row(row: Mapping[str, Any], number: int) -> Rule:
    for key in row.keys() - _OWN_KEYS:
        raise ValueError(f"there is no {key!r}; there are {', '.join(sorted(_OWN_KEYS))}")
    if row["reason"] not in REASONS:
        raise ValueError(f"there is no reason {row['reason']!r}; see mailworthy bounce codes")
    if not any(row.get(key) for key in ("pattern", "text", "status", "code")):
        raise ValueError("it needs a pattern, a text, a status or a code to look for")
    for key in ("pattern", "unless"):
        re.compile(_str(row, key).lower() if key == "text" else _str(row, key))
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
        if "stage" in given:
            given["stage"] = Stage(given["stage"])
        if "confidence" in given:
            given["confidence"] = Confidence(given["confidence"])
        yield Rule(**(shared | given))


def _without_names(text: str) -> str:
    """Take addresses and the paths of links out: their words are nobody's verdict."""
    if "@" in text:
        text = _ADDRESS.sub("@", text)
    if "://" in text:
        text = _LINK.sub(r"\1", text)
    return text


def _keys(phrase: str) -> Sequence[str]:
    return _PREFIXES.findall(phrase)


def _leads(rule: Rule, common: Counter[str]) -> set[str]:
    """Give the prefixes under which a rule is found: of each phrase the one that the fewest phrases share."""
    leads = {word[:PREFIX] for word in rule.words}
    for phrase in rule.text:
        if not _UNSPACED.search(phrase):
            leads.add(min(_keys(phrase), key=lambda key: (common[key] if len(key) >= PREFIX else 10**6, key)))
    return leads or set(rule.status)
