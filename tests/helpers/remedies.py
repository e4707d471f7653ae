"""Applying what a finding says to publish."""

from __future__ import annotations

import re
from collections.abc import Mapping

Records = dict[str, dict[str, list[str]]]

_LINE = re.compile(r"(?P<name>\S+)\. \d+ IN (?P<type>[A-Z]+) (?P<data>.+)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def applied(zone: Mapping[str, Mapping[str, list[str]]], fix: str, likes: re.Pattern[str]) -> Records:
    """Publish a line of a zone file in place of what stood there for the same purpose.

    Args:
        zone: Records by name and type.
        fix: The line.
        likes: What the texts look like in whose place it comes; others at the same name stay.
    """
    found = _LINE.fullmatch(fix)
    assert found, fix
    name, kind = found["name"], found["type"]
    records = {
        owner: {type_: list(values) for type_, values in types.items()} for owner, types in zone.items()
    }
    there = records.setdefault(name, {}).setdefault(kind, [])
    there[:] = [value for value in there if not likes.search(value)] + [_data(kind, found["data"])]
    return records


def published(zone: Mapping[str, Mapping[str, list[str]]], fix: str, *, beside: bool = False) -> Records:
    """Publish lines of a zone file.

    Args:
        zone: Records by name and type.
        fix: The lines.
        beside: Whether what stands there stays; else they come in place of all records of their name and type.
    """
    records = {
        owner: {type_: list(values) for type_, values in types.items()} for owner, types in zone.items()
    }
    lines = [_LINE.fullmatch(line) for line in fix.split("\n")]
    assert all(lines), fix
    for line in filter(None, lines):
        if not beside:
            records.setdefault(line["name"], {})[line["type"]] = []
    for line in filter(None, lines):
        there = records.setdefault(line["name"], {}).setdefault(line["type"], [])
        there.append(_data(line["type"], line["data"]))
    return records


def _data(kind: str, data: str) -> str:
    if kind != "TXT":
        return re.sub(r"(?<=[^ .])\.$", "", data)  # as the resolver gives names
    strings = _STRING.findall(data)
    assert all(len(string) <= 255 for string in strings)
    return re.sub(r"\\(.)", r"\1", "".join(strings))
