"""The registry of all codes, read once from ``finding/codes/*.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from mailworthy.errors import InputError
from mailworthy.finding.code import Code, Lang, Severity, Status, Words

_HEAD = re.compile(r"^\[([A-Z0-9]+(?:-[A-Z0-9]+)*)\]$", re.MULTILINE)


@cache  # asked several times of each finding; what is unknown is not kept
def lookup(code: str) -> Code:
    """Give the row of one code.

    Raises:
        InputError: There is no such code.
    """
    for area in _areas():
        if f"{code}-".startswith(f"{area.upper()}-") and code in _sections(area):
            return _rows(_sections(area)[code], area)[code]
    raise InputError(f"{code}: there is no such finding")


def find(word: str) -> tuple[Code, ...]:
    """Give the rows that somebody may mean: by id, by a verdict's reason or flag, or by the id without its area.

    Args:
        word: ``DOMAIN-NULL-MX``, ``domain-null-mx``, ``null_mx`` or ``null-mx``.

    Returns:
        One row, several where the same name stands in more than one area, or none.
    """
    id_ = word.strip().upper().replace("_", "-")
    if id_ in codes():
        return (codes()[id_],)
    reason = id_.lower().replace("-", "_")
    return tuple(row for row in codes().values() if id_ and (id_ == name(row) or reason == row.reason))


def near(word: str) -> tuple[str, ...]:
    """Give the ids that look most like a mistyped one, best first; at most three."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for what was mistyped

    id_ = word.strip().upper().replace("_", "-")[:64]  # longer than any id: a bound on the work
    spelt = {name(row): row.id for row in codes().values()} | {row.id: row.id for row in codes().values()}
    return tuple(dict.fromkeys(spelt[match] for match in get_close_matches(id_, spelt, n=3)))


def name(row: Code) -> str:
    """Give the id without its area: ``NULL-MX``."""
    return row.id.removeprefix(f"{row.area.upper()}-")  # an area may hold a hyphen itself: MTA-STS


@cache
def codes() -> Mapping[str, Code]:
    """Give all rows by id, in the order of their files."""
    return MappingProxyType({id_: row for area in _areas() for id_, row in _of(area).items()})


@cache
def _areas() -> tuple[str, ...]:
    from importlib.resources import files  # noqa: PLC0415  # most runs start before they say anything

    names = (path.name for path in files(__package__).joinpath("codes").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _of(area: str) -> Mapping[str, Code]:
    """Give the rows of one area."""
    return _rows("".join(_sections(area).values()), area)


@cache
def _sections(area: str) -> Mapping[str, str]:
    """Give the text of each row of an area: all rows take 0.3 s to read, and what a run says is of a few."""
    from importlib.resources import files  # noqa: PLC0415  # most runs start before they say anything

    text = files(__package__).joinpath("codes", f"{area}.toml").read_text(encoding="utf-8")
    begins = [*_HEAD.finditer(text)]
    ends = [*(head.start() for head in begins[1:]), len(text)]
    return {head[1]: text[head.start() : end] for head, end in zip(begins, ends, strict=True)}


def _rows(text: str, area: str) -> Mapping[str, Code]:
    import tomllib  # noqa: PLC0415  # as above

    return {id_: _row(id_, area, row) for id_, row in tomllib.loads(text).items()}


def _row(id_: str, area: str, row: Mapping[str, Any]) -> Code:
    return Code(
        id=id_,
        area=area,
        severity=Severity(row["severity"]),
        since=row["since"],
        status=Status(row["status"]),
        reason=row["reason"],
        sources=tuple(row["sources"]),
        words={lang: Words(**row[lang.value]) for lang in Lang},
        bad=row["bad"],
        good=row["good"],
    )
