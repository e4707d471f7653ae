"""Phrases as data: ours, and the user's own file of the same shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mailworthy.errors import InputError
from mailworthy.message.phrases.data import labels, tables
from mailworthy.message.phrases.plain import Plain

INNOCENT = "innocent"  # the class of wording that holds a trigger phrase and means no harm: "feel free"
INDUSTRIES = ("bank", "charity", "dating", "fitness", "games", "insurance", "jobs", "legal", "pharmacy", "property", "security", "shop", "travel")  # fmt: skip

_LONGEST = 80  # characters of a phrase
_MOST = 20_000  # phrases of one file
_HEAVIEST = 3
_CLASS_KEYS = {"industries", "origin", "phrases"}
_PHRASE_KEYS = {"weight", "variants", "industries", "origin"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row: wording that filters and readers have met too often.

    Args:
        text: As one writes it; ``$$$`` stands for any amount, ``*`` at the end for any end of the word.
        class_: What it plays on: ``urgency``, ``money``, …; :data:`INNOCENT` takes other phrases' hits away.
        weight: 1 (ordinary marketing), 2 (pushy), 3 (hardly ever honest).
        language: Of which it is a phrase.
        variants: Inflections and other spellings, of the same form as ``text``.
        industries: In which it is everyday wording.
        origin: ``seed`` (the table that this work began with), ``wording`` (how people write) or ``own``.
    """

    text: str
    class_: str
    weight: float
    language: str
    variants: tuple[str, ...] = ()
    industries: frozenset[str] = frozenset()
    origin: str = "wording"


@cache
def phrases() -> tuple[Phrase, ...]:
    """Give all phrases that ship."""
    return tuple(phrase for language, table in tables() for phrase in _read(table, language))


def own_phrases(toml_text: str, name: str) -> tuple[Phrase, ...]:
    """Read a user's own phrases, which count beside ours.

    Args:
        toml_text: A table for each class, ours or new: ``[urgency.phrases]`` with ``"act now" = 2``, a weight up to 3, or
            ``"act now" = { weight = 2, variants = ["act today"], industries = ["shop"] }``. A language may stand at the
            top: ``language = "fr"``.
        name: Of the file, for messages.

    Raises:
        InputError: It is no such file; the message is one line.
    """
    import tomllib  # noqa: PLC0415  # most runs have no such file

    try:
        table = tomllib.loads(toml_text)
        language = _word(table.pop("language", ""), "language")
        found = tuple(_read(table, language, origin="own"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: no TOML: {error}") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"{name}: {' '.join(str(error).split())}") from None
    if not found:
        raise InputError(
            f'{name}: there is no phrase in it; write [urgency.phrases] and below it "act now" = 2'
        )
    if len(found) > _MOST:
        raise InputError(f"{name}: it holds {len(found)} phrases, more than {_MOST}")
    return found


def class_label(class_: str, language: str) -> str:
    """Give the name of a class for a reader; a class of the user's own is called what it is called."""
    return labels().get(class_, {}).get(language, class_)


def _read(table: Mapping[str, Any], language: str, origin: str = "wording") -> Iterator[Phrase]:
    for class_, rows in table.items():
        if not isinstance(rows, dict) or not isinstance(rows.get("phrases"), dict):
            raise TypeError(f'{class_}: write [{class_}.phrases] and below it "a phrase" = 2')
        _refuse_others(rows, _CLASS_KEYS, class_)
        shared = {"origin": origin} | {key: rows[key] for key in ("industries", "origin") if key in rows}
        for text, row in rows["phrases"].items():
            yield _phrase(
                text, class_, shared | (row if isinstance(row, dict) else {"weight": row}), language
            )


def _phrase(text: str, class_: str, row: Mapping[str, Any], language: str) -> Phrase:
    where = f"{class_}: {text!r}"
    _refuse_others(row, _PHRASE_KEYS, where)
    weight = row.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= _HEAVIEST:
        raise ValueError(f"{where}: the weight is a number from 0 to {_HEAVIEST}, not {weight!r}")
    variants = tuple(_said(variant, where) for variant in _list(row, "variants", where))
    industries = frozenset(_list(row, "industries", where))
    if unknown := sorted(industries.difference(INDUSTRIES), key=str):
        raise ValueError(f"{where}: there is no industry {unknown[0]!r}; there are {', '.join(INDUSTRIES)}")
    return Phrase(
        _said(text, where), class_, weight, language, variants, industries, _word(row["origin"], where)
    )


def _refuse_others(row: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in sorted(row.keys() - keys):
        raise ValueError(f"{where}: there is no {key!r}; there are {', '.join(sorted(keys))}")


def _list(row: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError(f"{where}: {key} is a list of words")
    return value


def _word(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{where}: {value!r} is no word")
    return value


def _said(text: str, where: str) -> str:
    if len(text) > _LONGEST or "*" in text[:-1] or not _has_words(text):
        raise ValueError(f"{where}: a phrase has words, at most {_LONGEST} characters, and * only at its end")
    return text


def _has_words(text: str) -> bool:
    """Tell whether there is more to find than an amount or a number, of which every message is full."""
    plain = Plain(text).text if any(map(str.isdigit, text)) else text
    return any(map(str.isalpha, plain))
