"""Exports: tables of bounces and suppressed addresses, as platforms give them out, with columns of any name and order.

What a cell holds counts more than what its column is called: ``hard_bounce`` in a column ``reason`` is the platform's
class, ``550 5.1.1 …`` in the same column the receiver's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms import NAMES, said_in, which_platform
from mailworthy.bounce.platforms.data import exports
from mailworthy.bounce.platforms.values import (
    address,
    bare_id,
    code,
    first,
    listed,
    mapping,
    moment,
    tag,
)
from mailworthy.errors import InputError

ROLES = ("recipient", "text", "status", "reply", "class", "kind", "time", "campaign", "message_id", "id")
NAMABLE = {"recipient": "recipient", "reason": "text", "status": "status", "class": "class", "time": "time"}
"""What a user can name the column of, by the word of the command line."""

_NOISE = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W_]+")
_LONGEST_WORD = 48
_LONGEST_NAME = 200  # characters of a column's name that count
_STATUS = re.compile(r"[245]\.[0-7]\.\d{1,3}")
_WRAPPED = 4  # levels at which a list of rows may lie in an object
_KEPT_COLUMNS = 512

_KINDS = {
    "hard": EventKind.BOUNCE,
    "soft": EventKind.BOUNCE,
    "block": EventKind.BOUNCE,
    "undetermined": EventKind.BOUNCE,
    "bounce": EventKind.BOUNCE,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "dropped": EventKind.DROPPED,
    "complaint": EventKind.COMPLAINT,
    "unsubscribe": EventKind.UNSUBSCRIBE,
    "accepted": EventKind.ACCEPTED,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
}
_CLASSES = {
    "hard": PlatformClass.HARD,
    "soft": PlatformClass.SOFT,
    "block": PlatformClass.BLOCK,
    "undetermined": PlatformClass.UNDETERMINED,
}
_EXPLAINED = {EventKind.BOUNCE, EventKind.DEFERRED, EventKind.DROPPED, EventKind.DELIVERED}


def rows_in(payload: Any, depth: int = _WRAPPED) -> Iterator[Mapping[str, Any]]:
    """Give the rows of an API's answer, however it wraps them: ``items``, ``Bounces``, ``contacts`` and others."""
    for body in map(mapping, listed(payload)):
        lists = [value for value in body.values() if _holds_rows(value)] if depth else []
        if lists:
            for value in lists:
                yield from rows_in(value, depth - 1)
        elif body:
            yield body


def _holds_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) and "@" in str(row)[:4096] for row in value[:3])  # fmt: skip


def which_export(columns: Collection[str]) -> str:
    """Tell whose export has these columns; empty where they are like nobody's, or like anybody's."""
    folded = {_fold(name) for name in columns}
    found = [
        (len(headers), name)
        for name, row in exports()["platform"].items()
        for headers in map(str.split, row["headers"])
        if folded >= set(headers)
    ]
    return max(found, default=(0, ""))[1]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns that hold each role, likeliest first."""

    roles: Mapping[str, Sequence[str]]

    def cells(self, row: Mapping[str, Any], role: str) -> Iterator[str]:
        return (cell for name in self.roles[role] if (cell := first(row.get(name)).strip()))


class Export:
    """Reads the rows of one export.

    Args:
        platform: Whose it is; empty where that is not known.
        name: The file's name: some lists are told apart by nothing else.
        columns: Which column holds what, where the user says so, by the words of :data:`NAMABLE`.

    Raises:
        InputError: There is no such platform.
    """

    def __init__(self, platform: str = "", name: str = "", columns: Mapping[str, str] | None = None) -> None:
        if platform and platform not in NAMES:
            raise InputError(f"{platform!r} is no platform that we read: use {', '.join(sorted(NAMES))}")
        self._platform = platform
        self._named = {NAMABLE[word]: column for word, column in (columns or {}).items() if column}
        self._about = _of_file(name)
        self._layouts: dict[tuple[str, ...], tuple[_Layout, str]] = {}

    def check(self, columns: Sequence[str]) -> None:
        """Refuse a table in which nothing can be found.

        Raises:
            InputError: A named column is not there, or none looks like one of recipients.
        """
        folded = {_fold(name) for name in columns}
        for wanted in self._named.values():
            if _fold(wanted) not in folded:
                raise InputError(f"there is no column {wanted!r}; there are {_listed(columns)}")
        if not self._layout(tuple(columns))[0].roles["recipient"]:
            raise InputError(
                f"none of the columns {_listed(columns)} holds recipients: name it with --recipient-column"
            )

    def read(self, row: Mapping[str, Any]) -> Iterator[Said]:
        """Read one row; nothing comes of one without an address."""
        if (
            not self._named
            and which_platform(row)
            and (not self._platform or which_platform(row) == self._platform)
        ):
            yield from said_in(row, which_platform(row))
            return
        flat = _flat(row)
        layout, platform = self._layout(tuple(flat))
        recipient = next(filter(None, map(address, layout.cells(flat, "recipient"))), "")
        if recipient:
            yield self._said(flat, layout, platform, recipient)

    def _said(self, row: Mapping[str, Any], layout: _Layout, platform: str, recipient: str) -> Said:
        words = [
            (cell, meaning)
            for role in ("class", "kind", "status", "reply", "text")
            for cell in layout.cells(row, role)
            if (meaning := _meaning(cell))
        ]
        meanings = [meaning for _, meaning in words]
        kind, platform_class = self._called(meanings, platform)
        status = next(
            (
                cell
                for role in ("status", "reply")
                for cell in layout.cells(row, role)
                if _STATUS.fullmatch(cell)
            ),
            "",
        )
        reply = next(
            filter(None, (code(cell) for role in ("reply", "status") for cell in layout.cells(row, role))),
            None,
        )
        said = next((cell for cell in layout.cells(row, "text") if not _meaning(cell)), "")
        hard = platform_class is PlatformClass.HARD
        return Said(
            platform=platform,
            recipient=recipient,
            kind=kind,
            label="/".join(dict.fromkeys(cell for cell, _ in words)),
            platform_class=platform_class,
            time=next(filter(None, map(moment, layout.cells(row, "time"))), None),
            id=next(layout.cells(row, "id"), ""),
            text=said if kind in _EXPLAINED else "",
            reply=reply,
            status=status,
            campaign=tag(next(layout.cells(row, "campaign"), "")),
            message_id=bare_id(next(layout.cells(row, "message_id"), "")),
            attempted=kind is not EventKind.DROPPED or bool(status or reply),
            suppressed=hard or kind is EventKind.DROPPED,
        )

    def _called(self, meanings: Sequence[str], platform: str) -> tuple[EventKind, PlatformClass]:
        """Give kind and class: as the row says, else as the file's name, else what a list of suppressed addresses means."""
        said = [*meanings, *([self._about] if self._about else [])]
        kind = _kind(said)
        if kind is EventKind.DEFERRED:
            return kind, PlatformClass.SOFT
        if kind not in {EventKind.BOUNCE, EventKind.DROPPED}:
            return kind, PlatformClass.NONE
        unsaid = PlatformClass.NONE if kind is EventKind.DROPPED else PlatformClass.UNDETERMINED
        if platform and kind is EventKind.BOUNCE:
            unsaid = PlatformClass.HARD
        return kind, next((_CLASSES[meaning] for meaning in said if meaning in _CLASSES), unsaid)

    def _layout(self, columns: tuple[str, ...]) -> tuple[_Layout, str]:
        if columns not in self._layouts:
            if len(self._layouts) > _KEPT_COLUMNS:  # rows of JSON may each have keys of their own
                self._layouts.clear()
            self._layouts[columns] = (self._found(columns), self._platform or which_export(columns))
        return self._layouts[columns]

    def _found(self, columns: tuple[str, ...]) -> _Layout:
        folded: dict[str, str] = {}
        for name in columns:
            folded.setdefault(_fold(name), name)
        taken = {_fold(name) for name in self._named.values()}
        roles = {
            role: [folded[each] for each in _column_names()[role] if each in folded and each not in taken]
            for role in ROLES
        }
        for role, name in self._named.items():
            roles[role] = [folded[_fold(name)]] if _fold(name) in folded else []
        return _Layout(roles)


def _kind(said: Sequence[str]) -> EventKind:
    """Give the kind; somebody who complained or left is that first, whatever else is said."""
    kinds = [_KINDS[meaning] for meaning in sorted(said, key=_CLASSES.__contains__)]
    grave = [kind for kind in kinds if kind in {EventKind.COMPLAINT, EventKind.UNSUBSCRIBE}]
    return next(iter(grave or kinds), EventKind.BOUNCE)


def _flat(row: Mapping[str, Any], depth: int = 3) -> dict[str, Any]:
    """Bring nested objects to the top, their names joined; of lists the first text is kept."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping) and depth:
            flat.update({f"{name}.{inner}": cell for inner, cell in _flat(value, depth - 1).items()})
        else:
            flat[str(name)] = tag(value) if isinstance(value, list) else value
    return flat


def _meaning(cell: str) -> str:
    return _known_meaning(cell) if len(cell) <= _LONGEST_WORD else ""


@lru_cache(4096)
def _known_meaning(cell: str) -> str:
    return _meanings().get(_fold(cell), "")


def _of_file(name: str) -> str:
    words = {_fold(word) for word in _WORDS.findall(name)}
    return next((meaning for meaning, known in exports()["files"].items() if words & set(known.split())), "")


@cache
def _column_names() -> dict[str, tuple[str, ...]]:
    return {
        role: tuple(dict.fromkeys(map(_fold, names.split()))) for role, names in exports()["columns"].items()
    }


@cache
def _meanings() -> dict[str, str]:
    return {_fold(word): meaning for meaning, words in exports()["words"].items() for word in words.split()}


def _fold(name: str) -> str:
    """Fold a name as the data has them: lower case, no accents, no blanks and punctuation."""
    plain = unicodedata.normalize("NFKD", name[:_LONGEST_NAME].casefold())
    kept = "".join(
        letter for letter in plain if not unicodedata.combining(letter) or letter in "\u3099\u309a"
    )
    return _NOISE.sub("", unicodedata.normalize("NFKC", kept))


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(column) for column in columns[:12])
    return shown if len(columns) <= 12 else f"{shown} and {len(columns) - 12} more"
