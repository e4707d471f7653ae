"""A user's own rules as they are written: one TOML file, each rule with the examples that are its test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mailworthy.errors import InputError
from mailworthy.finding import Severity
from mailworthy.message.rules.own import OwnRules
from mailworthy.message.rules.rule import ANY, FIELDS, Looks, Rule
from mailworthy.message.rules.search import compiled, folded_term

RULES = 5000
TERMS = 50_000  # of one file
TERM = 200  # characters
PATTERN = 2000
EXAMPLE = 20_000
HEAVIEST = 10

_WORDS_OF_OURS = 500  # characters of a title or fix
_LENGTH = 1_000_000
_SEVERITIES = {each.value: each for each in (Severity.ERROR, Severity.WARNING, Severity.INFO)}
_LOOKS = {each.value: each for each in Looks}
_KEYS = frozenset(_LOOKS) | {
    "id", "field", "at-least", "absent", "case", "weight", "severity", "title", "fix", "hits", "misses", "enabled",
}  # fmt: skip
_HEADER_NAME = frozenset("!#$%&'*+-.^_`|~")  # beside letters and digits


def own_rules(toml_text: str, name: str) -> OwnRules:
    """Read a user's own rules, and hold each against its examples.

    Args:
        toml_text: ``[[rule]]`` tables; ``docs/guide/message-rules.md`` tells their keys.
        name: Of the file, for messages.

    Raises:
        InputError: It is no such file, or a rule fails its own examples; the message is one line that says what to do.
    """
    import tomllib  # noqa: PLC0415  # most runs have no such file

    try:
        table = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: no TOML: {error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: {' '.join(str(error).split())}") from None
    rules = OwnRules(tuple(_rules(table, name)), name)
    rules.prove()
    return rules


def _rules(table: Mapping[str, Any], name: str) -> Iterator[Rule]:
    rows = _rows(table, name)
    known: set[str] = set()
    terms = 0
    for number, row in enumerate(rows, 1):
        told = row.get("id")
        where = f"rule {told!r}" if isinstance(told, str) else f"rule {number}"
        try:
            rule = _rule(row)
            if rule.id in known:
                raise ValueError("another rule has this id: give each its own")  # noqa: TRY301  # told like the others
        except ValueError as error:
            raise InputError(f"{name}: {where}: {error}", at=number) from None
        known.add(rule.id)
        terms += len(rule.terms)
        if terms > TERMS:
            raise InputError(f"{name}: more than {TERMS} words and phrases: split the file")
        yield rule


def _rows(table: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    others = sorted(table.keys() - {"rule"})
    rows = table.get("rule")
    if others:
        raise InputError(f"{name}: there is no {others[0]!r}: each rule begins with a line [[rule]]")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{name}: there is no rule in it: each begins with a line [[rule]]")
    if len(rows) > RULES:
        raise InputError(f"{name}: it holds {len(rows)} rules, more than {RULES}: split the file")
    return rows


def _rule(row: Mapping[str, Any]) -> Rule:
    for key in sorted(row.keys() - _KEYS):
        raise ValueError(f"there is no {key!r}; there are {', '.join(sorted(_KEYS))}")
    looks, terms, pattern, length = _looked_for(row)
    rule = Rule(
        id=_id(row),
        fields=tuple(dict.fromkeys(_fields(row))),
        looks=looks,
        terms=terms,
        pattern=pattern,
        length=length,
        at_least=_whole(row, "at-least", 1),
        absent=_flag(row, "absent", default=False),
        case=_flag(row, "case", default=False),
        weight=_weight(row),
        severity=_severity(row),
        title=_line(row, "title"),
        fix=_line(row, "fix"),
        hits=_examples(row, "hits"),
        misses=_examples(row, "misses"),
        enabled=_flag(row, "enabled", default=True),
    )
    if not rule.hits:
        raise ValueError('it needs an example that it hits, as its test: hits = ["…"]')
    if looks is Looks.PATTERN:
        compiled(rule)
    return rule


def _looked_for(row: Mapping[str, Any]) -> tuple[Looks, tuple[str, ...], str, int]:
    named = sorted(_LOOKS.keys() & row.keys())
    if len(named) > 1:
        raise ValueError(f"{named[0]} and {named[1]} together: write two rules")
    if not named:
        if row.get("absent") is True or "at-least" in row:
            return Looks.PRESENT, (), "", 0
        raise ValueError(f"it looks for nothing: give one of {', '.join(_LOOKS)} or absent")
    looks = _LOOKS[named[0]]
    if looks is Looks.PRESENT and row["present"] is not True:
        raise ValueError("present is true, or left out")
    terms = tuple(_terms(row, looks)) if looks in {Looks.CONTAINS, Looks.WORDS} else ()
    pattern = _pattern(row) if looks is Looks.PATTERN else ""
    length = _whole(row, looks.value, 1) if looks in {Looks.LONGER, Looks.SHORTER} else 0
    return looks, terms, pattern, length


def _id(row: Mapping[str, Any]) -> str:
    told = row.get("id")
    if not isinstance(told, str) or not 0 < len(told) <= 80 or not told.isprintable() or told != told.strip():
        raise ValueError('it needs a name of its own of at most 80 characters: id = "…"')
    return told


def _fields(row: Mapping[str, Any]) -> Iterator[str]:
    told = row.get("field")
    for field in [told] if isinstance(told, str) else told if isinstance(told, list) and told else [None]:
        kind, _, name = field.partition(":") if isinstance(field, str) else ("", "", "")
        if (
            kind == "header"
            and name
            and all(each.isascii() and (each.isalnum() or each in _HEADER_NAME) for each in name)
        ):
            yield f"header:{name.lower()}"
        elif not isinstance(field, str) or field not in FIELDS:
            what = f"there is no field {field!r}" if field else "it does not say where it looks"
            raise ValueError(f"{what}: field is one or a list of {', '.join(FIELDS)}, header:NAME")
        else:
            yield from ANY if field == "any" else (field,)


def _terms(row: Mapping[str, Any], looks: Looks) -> Iterator[str]:
    told = row[looks.value]
    for term in [told] if isinstance(told, str) else told if isinstance(told, list) and told else [None]:
        if not isinstance(term, str) or len(term) > TERM:
            raise ValueError(f"{looks.value} is a text or a list of texts, each of at most {TERM} characters")
        plain = term.removesuffix("*") if looks is Looks.WORDS else term
        if not folded_term(plain).strip():
            raise ValueError(f"{looks.value}: {term!r} stands everywhere: give letters to look for")
        if looks is Looks.WORDS and plain != plain.strip():
            raise ValueError(f"words: {term!r} has a blank at its end: words are whole words anyway")
        yield term


def _pattern(row: Mapping[str, Any]) -> str:
    told = row["pattern"]
    if not isinstance(told, str) or not 0 < len(told) <= PATTERN:
        raise ValueError(
            f"pattern is a text of at most {PATTERN} characters; in single quotes, a backslash is one"
        )
    return told


def _whole(row: Mapping[str, Any], key: str, default: int) -> int:
    told = row.get(key, default)
    if isinstance(told, bool) or not isinstance(told, int) or not 1 <= told <= _LENGTH:
        raise ValueError(f"{key} is a whole number from 1 to {_LENGTH}, not {told!r}")
    return told


def _flag(row: Mapping[str, Any], key: str, *, default: bool) -> bool:
    told = row.get(key, default)
    if not isinstance(told, bool):
        raise ValueError(f"{key} is true or false, not {told!r}")  # noqa: TRY004  # the file's fault, told like the others
    return told


def _weight(row: Mapping[str, Any]) -> float:
    told = row.get("weight", 0)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= HEAVIEST:
        raise ValueError(f"weight is a number from 0 to {HEAVIEST} (5 make spam), not {told!r}")
    return float(told)


def _severity(row: Mapping[str, Any]) -> Severity:
    told = row.get("severity", Severity.WARNING.value)
    if not isinstance(told, str) or told not in _SEVERITIES:
        raise ValueError(f"severity is one of {', '.join(_SEVERITIES)}, not {told!r}")
    return _SEVERITIES[told]


def _line(row: Mapping[str, Any], key: str) -> str:
    told = row.get(key, "")
    if not isinstance(told, str) or len(told) > _WORDS_OF_OURS:
        raise ValueError(f"{key} is a text of at most {_WORDS_OF_OURS} characters")
    return " ".join(told.split())


def _examples(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    told = row.get(key, [])
    each = [told] if isinstance(told, str) else told
    if not isinstance(each, list) or not all(isinstance(one, str) and len(one) <= EXAMPLE for one in each):
        raise ValueError(f"{key} is a text or a list of texts, each of at most {EXAMPLE} characters")
    return tuple(each)
