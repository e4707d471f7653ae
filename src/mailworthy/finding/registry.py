"""The registry of all codes, read once from ``finding/codes/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from mailworthy.errors import InputError
from mailworthy.finding.code import Code, Lang, Severity, Status, Words


def lookup(code: str) -> Code:
    """Give the row of one code.

    Raises:
        InputError: There is no such code.
    """
    try:
        return codes()[code.upper()]
    except KeyError:
        raise InputError(
            f"{code}: no such finding; `mailworthy explain` without a code lists them all"
        ) from None


@cache
def codes() -> Mapping[str, Code]:
    """Give all rows by id, in the order of their files."""
    found: dict[str, Code] = {}
    for path in sorted(files(__package__).joinpath("codes").iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml"):
            continue
        for id_, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[id_] = _row(id_, path.name.removesuffix(".toml"), row)
    return MappingProxyType(found)


def _row(id_: str, area: str, row: Mapping[str, Any]) -> Code:
    return Code(
        id=id_,
        area=area,
        severity=Severity(row["severity"]),
        since=row["since"],
        status=Status(row["status"]),
        sources=tuple(row["sources"]),
        words={lang: Words(**row[lang.value]) for lang in Lang},
        bad=row["bad"],
        good=row["good"],
    )
