"""The data behind the judging of replies: read once, when the first reply is judged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def rule_tables() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Give every table of ``bounce/rules``: its key and its rows; providers' first, general words last."""
    folder = _package().joinpath("rules")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    names.sort(key=lambda name: _LAST.index(name) if name in _LAST else -1)
    return tuple(table for name in names for table in _toml(folder.joinpath(name).read_text("utf-8")).items())


@cache
def statuses() -> Mapping[str, Mapping[str, str]]:
    """Give what a code means where no words say more."""
    return _toml(_package().joinpath("data", "status.toml").read_text("utf-8"))


_LAST = ("languages.toml", "general.toml")  # each is less particular than those before it


def _package() -> Traversable:
    from importlib.resources import files  # noqa: PLC0415  # not for a help page

    return files(__package__)


def _toml(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page

    return tomllib.loads(text)
