"""A user's own rules at work: what they say of a message."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, islice
from typing import NamedTuple

from mailworthy.errors import InputError
from mailworthy.finding import Finding
from mailworthy.message.places import PLACES_MOST, Place, found
from mailworthy.message.reading import Draft
from mailworthy.message.rules.fields import Value, alone, unknown, values
from mailworthy.message.rules.rule import PARTS, Looks, Rule
from mailworthy.message.rules.search import TEXT, Search, by_field

Values = Callable[[str], Sequence[Value]]


@dataclass(frozen=True)
class OwnRules:
    """Rules of a user.

    Args:
        rules: In the order of their file.
        name: Of the file, for messages.
    """

    rules: tuple[Rule, ...]
    name: str = ""

    def look(self, draft: Draft) -> Iterator[Finding]:
        """Give what the rules say of a message: a finding for each that hits, and one for those that took too long."""
        judged = self._enabled.of(draft)
        for rule, places in judged.hits:
            detail = f"{rule.id}: {rule.title}" if rule.title else rule.id
            said = found("RULE-OWN", places, detail=detail, severity=rule.severity, fix=rule.fix)
            yield replace(said, weight=rule.weight)
        if judged.slow:
            names = ", ".join(rule.id for rule in judged.slow)
            yield Finding("RULE-TOO-SLOW", names, count=len(judged.slow))

    @cached_property
    def _enabled(self) -> Judging:
        return Judging(tuple(rule for rule in self.rules if rule.enabled))

    @cached_property
    def everything(self) -> Judging:
        """All rules, those that are not enabled too."""
        return Judging(self.rules)

    def prove(self) -> None:
        """Hold each rule against its own examples.

        Raises:
            InputError: One does not do what its examples say.
        """
        for rule in self.rules:
            judging = Judging((rule,))
            for text in rule.hits:
                if not self._hits_alone(judging, rule, text):
                    told = f"does not hit its own example {_shown(text)}; mend the rule, or the example in `hits`"
                    raise InputError(f"{self.name}: rule {rule.id!r} {told}")
            for text in rule.misses:
                if self._hits_alone(judging, rule, text):
                    told = f"hits {_shown(text)}, which it should miss; mend the rule, or the example in `misses`"
                    raise InputError(f"{self.name}: rule {rule.id!r} {told}")

    def _hits_alone(self, judging: Judging, rule: Rule, text: str) -> bool:
        """Tell whether a rule hits a text that stands in its first field."""

        def told(field: str) -> Sequence[Value]:
            return alone(text) if field == rule.fields[0] else ()

        judged = judging.judge(told)
        if judged.slow:
            raise InputError(
                f"{self.name}: rule {rule.id!r} takes too long on {_shown(text)}; write its pattern more plainly"
            )
        return bool(judged.hits)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging.

    Args:
        hits: Rules that hit, each with places; the place of what is missing is empty.
        slow: Those whose pattern took too long.
    """

    hits: tuple[tuple[Rule, tuple[Place, ...]], ...]
    slow: tuple[Rule, ...] = ()


class _Stretch(NamedTuple):
    value: Value
    start: int
    end: int


@dataclass(slots=True)
class _Seen:
    """What was found of one rule.

    Args:
        parts: In each text of the message, which may say the same twice.
        others: In fields of which each stands for itself.
    """

    parts: list[list[_Stretch]] = field(default_factory=list)
    others: list[_Stretch] = field(default_factory=list)

    def add(self, stretches: list[_Stretch], *, part: bool) -> None:
        if part:
            self.parts.append(stretches)
        else:
            self.others += stretches

    @property
    def count(self) -> int:
        return max(map(len, self.parts), default=0) + len(self.others)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where: the first few; the others, which nobody shows, are empty."""
        found_in = chain(self.others, *self.parts)
        shown = [one.value.place(one.start, one.end) for one in islice(found_in, PLACES_MOST)]
        return (*shown, *({} for _ in found_in))


class Judging:
    """Rules, made ready.

    Args:
        rules: Which.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._searches = by_field(rules)
        self._fields = tuple(dict.fromkeys(field for rule in rules for field in rule.fields))
        self._missed = [
            number for number, rule in enumerate(rules) if rule.absent and rule.looks is Looks.PATTERN
        ]

    def of(self, draft: Draft) -> Judged:
        """Hold the rules against a message."""
        named = frozenset(field for field in self._fields if unknown(draft, field))
        return self.judge(partial(values, draft), named)

    def judge(self, values_of: Values, untold: Collection[str] = ()) -> Judged:
        """Hold the rules against what gives the values of a field.

        Args:
            values_of: Gives them.
            untold: Fields of which nobody knows yet what will stand in them: nothing is missing there.
        """
        told = {field: tuple(values_of(field)) for field in self._fields}
        seen: dict[int, _Seen] = {}
        slow: set[int] = set()
        for name, search in self._searches.items():
            for value in told[name]:
                slow.update(_searched(search, value, seen, slow, part=name in PARTS))
        slow.update(self._cut_short(told, seen))
        hits = tuple(self._hits(told, seen, slow, frozenset(untold)))
        return Judged(hits, tuple(self._rules[number] for number in sorted(slow)))

    def _cut_short(self, told: Mapping[str, Sequence[Value]], seen: Mapping[int, _Seen]) -> Iterator[int]:
        """Give the rules that want to know of something missing, and whose pattern saw but a part of a text."""
        for number in self._missed:
            values_told = (value for name in self._rules[number].fields for value in told[name])
            if number not in seen and any(len(value.text) > TEXT for value in values_told):
                yield number

    def _hits(
        self,
        told: Mapping[str, Sequence[Value]],
        seen: Mapping[int, _Seen],
        slow: set[int],
        untold: frozenset[str],
    ) -> Iterator[tuple[Rule, tuple[Place, ...]]]:
        for number, rule in enumerate(self._rules):
            if number in slow or (rule.absent and not untold.isdisjoint(rule.fields)):
                continue
            what = seen.get(number) or _measured(rule, told)
            if (what.count >= rule.at_least) is not rule.absent:
                yield rule, what.places or (_missing(rule),)


def _searched(
    search: Search, value: Value, seen: dict[int, _Seen], given_up: Collection[int], *, part: bool
) -> Iterable[int]:
    """Note what is found in one value; give the rules whose pattern took too long."""
    found_here, slow = search.find(value.text, given_up)
    for number, hits in found_here.items():
        stretches = [_Stretch(value, start, end) for start, end in hits]
        seen.setdefault(number, _Seen()).add(stretches, part=part)
    return slow


def _measured(rule: Rule, told: Mapping[str, Sequence[Value]]) -> _Seen:
    """Give the values of a rule's fields that are as it asks: there at all, longer, shorter."""
    what = _Seen()
    if rule.looks in {Looks.PRESENT, Looks.LONGER, Looks.SHORTER}:
        for name in rule.fields:
            fit = [
                _Stretch(value, 0, len(value.text)) for value in told[name] if _fits(rule, value.text.strip())
            ]
            what.add(fit, part=name in PARTS)
    return what


def _fits(rule: Rule, text: str) -> bool:
    if rule.looks is Looks.LONGER:
        return len(text) > rule.length
    if rule.looks is Looks.SHORTER:
        return 0 < len(text) < rule.length
    return bool(text)


def _missing(rule: Rule) -> Place:
    """Say where what is missing belongs."""
    name = rule.fields[0]
    header = {"subject": "Subject", "from": "From", "from-name": "From", "reply-to": "Reply-To"}.get(name, "")
    header = header or name.partition(":")[2].title()
    return {"header": header} if header else {}
