"""Which pictures the style sheets of a page size: by tag, class and id of the picture itself."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from mailworthy.message.images.gallery import Shown
from mailworthy.message.reading.html import Html

_RULES = 2000  # of a page; what stands behind is not looked at
_SELECTORS = 2000  # characters of one rule
_LAST = re.compile(r"[^\s>+~]+\s*\Z")
_PIECE = re.compile(r"([.#]?)([\w-]+)")
_AFTER = re.compile(r"::?[\w-]+(?:\([^)]{0,200}\))?|\[[^\]]{0,200}\]")


class _Aim(NamedTuple):
    tag: str
    names: frozenset[str]  # of classes and ids, each with its mark
    bounds: bool  # whether it keeps the picture within its surroundings


class Sizing:
    """What the style sheets of a page say about how large its pictures are.

    Args:
        page: The page.
    """

    def __init__(self, page: Html) -> None:
        self._page = page

    @cached_property
    def _aims(self) -> list[_Aim]:
        found = []
        for rule in self._page.css.rules[:_RULES]:
            said = {one.name: one.value.strip().lower() for one in rule.declarations}
            sized = [said[name] for name in ("width", "max-width", "height") if name in said]
            if any(value not in {"auto", "none", "inherit", "initial"} for value in sized):
                bounds = any(said.get(name, "").endswith(("%", "vw")) for name in ("width", "max-width"))
                found += [_aim(one, bounds=bounds) for one in rule.selectors[:_SELECTORS].split(",")]
        return [aim for aim in found if aim.tag in {"", "*", "img"} and (aim.tag or aim.names)]

    def sizes(self, one: Shown) -> bool:
        """Tell whether a rule says how large a picture is."""
        return any(_hits(aim, one) for aim in self._aims)

    def bounds(self, one: Shown) -> bool:
        """Tell whether a rule keeps a picture within its surroundings."""
        return any(aim.bounds and _hits(aim, one) for aim in self._aims)


def _aim(selector: str, *, bounds: bool) -> _Aim:
    last = _LAST.search(_AFTER.sub("", selector))
    pieces = _PIECE.findall(last[0]) if last else []
    tag = next(
        (name.lower() for mark, name in pieces if not mark), "*" if last and last[0].startswith("*") else ""
    )
    return _Aim(tag, frozenset(f"{mark}{name}" for mark, name in pieces if mark), bounds)


def _hits(aim: _Aim, one: Shown) -> bool:
    mine = {f".{name}" for name in one.attrs.get("class", "").split()}
    if "id" in one.attrs:
        mine.add(f"#{one.attrs['id'].strip()}")
    return aim.names <= mine
