"""The blocklists that are known, and those that a user adds: the rows of ``data/lists.toml``, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from ipaddress import IPv4Address
from types import MappingProxyType
from typing import Any, TypeVar

from mailworthy.errors import InputError
from mailworthy.sender.blocklists.words import rows
from mailworthy.wire.name import to_ascii

LISTS_MOST = 100
KEY = "{key}"

_E = TypeVar("_E", bound=Enum)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_RETIRED = re.compile(r"(?:by )?[0-9]{4}-[0-9]{2}")
_ZONE_OCTETS = 180  # leaves room for an IPv6 address (64) and a key
_TEXT_OCTETS = 200
_KEYS = frozenset(
    {"id", "name", "zone", "holds", "weight", "access", "keyed", "key", "codes", "bits", "other", "refusals", "test",
     "delist", "remarks", "retired", "seen"}
)  # fmt: skip


class Holds(Enum):
    """What a list holds."""

    IP4 = "ip4"
    IP6 = "ip6"
    DOMAIN = "domain"


class Weight(Enum):
    """How much a sender feels it to be on a list."""

    MATTERS = "matters"
    SELDOM = "seldom"
    IGNORE = "ignore"


class Access(Enum):
    """Who may ask."""

    OPEN = "open"
    OWN_RESOLVER = "own_resolver"  # whoever has a resolver of their own, for small and not commercial use
    REGISTRATION = "registration"  # who has told the operator the address that asks
    KEY = "key"
    PRIVATE = "private"  # customers alone: never asked


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer means.

    Args:
        word: A word of the phrases' ``means``.
        name: What the list itself calls it: ``SBL``, ``PH``; perhaps empty.
    """

    word: str
    name: str = ""

    @property
    def policy(self) -> bool:
        """Whether it says what kind of address or domain it is, not that spam came from there."""
        return self.word in POLICY


POLICY = frozenset({"not_for_mail", "no_reverse_dns", "new_domain"})
LISTED = Meaning("listed")


@dataclass(frozen=True, slots=True)
class Blocklist:
    """One list.

    Args:
        id: How it is called here.
        name: How people call it.
        zone: The name below which it is asked.
        holds: What it holds.
        weight: How much a sender feels it.
        access: Who may ask.
        keyed: The name to ask below with ``{key}`` in it; empty where it knows no keys.
        key: Whose key that is.
        codes: What answers mean.
        bits: The same, where the last octet is a sum.
        other: What any other answer means; None: not known.
        refusals: Answers that refuse, beside 127.255.255.0/24.
        test: Of domains: one that is on it, one that isn't (RFC 5782 §5).
        delist: The page that takes entries off; empty where none is known.
        remarks: Words of the phrases' ``remark``.
        retired: Since when it is gone; empty while it is there.
    """

    id: str
    name: str
    zone: str
    holds: frozenset[Holds]
    weight: Weight = Weight.SELDOM
    access: Access = Access.OPEN
    keyed: str = ""
    key: str = ""
    codes: Mapping[str, Meaning] = field(default_factory=dict)
    bits: Mapping[int, Meaning] = field(default_factory=dict)
    other: Meaning | None = None
    refusals: frozenset[str] = frozenset()
    test: tuple[str, str] = ("test", "invalid")
    delist: str = ""
    remarks: tuple[str, ...] = ()
    retired: str = ""


@cache
def known() -> tuple[Blocklist, ...]:
    """Give all lists of the table, also those that are gone or for customers alone."""
    from importlib.resources import files  # noqa: PLC0415  # only where blocklists are asked

    text = files(__package__).joinpath("data", "lists.toml").read_text(encoding="utf-8")
    return read_lists(text, "lists.toml")


@cache
def usual() -> tuple[Blocklist, ...]:
    """Give the lists that are worth asking."""
    return tuple(one for one in known() if not one.retired and one.access is not Access.PRIVATE)


def with_own(own: Iterable[Blocklist]) -> tuple[Blocklist, ...]:
    """Give the usual lists and somebody's own, which stand in place of those with the same id."""
    return tuple({one.id: one for one in (*usual(), *own)}.values())


# --- reading -----------------------------------------------------------------------------------------------------------


def read_lists(text: str, name: str = "lists") -> tuple[Blocklist, ...]:
    """Read lists in the shape of ``data/lists.toml``: ``[[list]]`` tables with at least ``name``, ``zone`` and ``holds``.

    Args:
        text: TOML.
        name: Of the file, for messages.

    Raises:
        InputError: It is no such file; ``at`` is the number of the list.
    """
    import tomllib  # noqa: PLC0415  # only where lists are read

    try:
        tables = tomllib.loads(text).get("list", [])
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{name}: no TOML: {str(error)[:_TEXT_OCTETS]}") from None
    if not isinstance(tables, list) or not tables:
        raise InputError(f"{name}: there is no [[list]] in it")
    if len(tables) > LISTS_MOST:
        raise InputError(f"{name}: {len(tables)} lists are too many; {LISTS_MOST} can be asked")
    lists = tuple(_checked(table, name, number) for number, table in enumerate(tables, 1))
    for number, one in enumerate(lists, 1):
        if any(one.id == other.id for other in lists[: number - 1]):
            raise InputError(f"{name}: list {number}: {one.id!r} is there twice", at=number)
    return lists


def _checked(table: Any, name: str, number: int) -> Blocklist:
    try:
        return _list(table)
    except (TypeError, ValueError, KeyError) as error:
        why = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{name}: list {number}: {why}", at=number) from None


def _list(table: Any) -> Blocklist:
    if not isinstance(table, dict):
        raise TypeError("it is no table")
    for key in table.keys() - _KEYS:
        raise ValueError(f"there is no {key[:40]!r}; there are {', '.join(sorted(_KEYS))}")
    zone = _zone(table["zone"])
    codes = {_code(key): _meaning(value) for key, value in _table(table, "codes").items()}
    bits = {_bit(key): _meaning(value) for key, value in _table(table, "bits").items()}
    other = _meaning(table["other"]) if "other" in table else None
    return Blocklist(
        id=_matching(table.get("id", zone.replace(".", "-")), _ID, "id"),
        name=_text(table["name"], "name"),
        zone=zone,
        holds=frozenset(_one_of(Holds, word, "holds") for word in _texts(table, "holds")) or _nothing(),
        weight=_one_of(Weight, table.get("weight", "seldom"), "weight"),
        access=_one_of(Access, table.get("access", "open"), "access"),
        **_keyed(table),
        codes=MappingProxyType(codes),
        bits=MappingProxyType(bits),
        other=other if codes or bits or other else LISTED,
        refusals=frozenset(map(_code, _texts(table, "refusals"))),
        test=_test(table),
        delist=_page(table.get("delist", "")),
        remarks=tuple(_word("remark", word) for word in _texts(table, "remarks")),
        retired=_matching(table["retired"], _RETIRED, "retired") if "retired" in table else "",
    )


def _nothing() -> frozenset[Holds]:
    raise ValueError("'holds' names ip4, ip6 or domain")


def _keyed(table: dict[str, Any]) -> dict[str, str]:
    if "keyed" not in table and "key" not in table:
        return {}
    before, brace, zone = _text(table["keyed"], "keyed").partition(f"{KEY}.")
    if before or not brace:
        raise ValueError("'keyed' begins with {key}. and goes on with a zone")
    return {"keyed": f"{KEY}.{_zone(zone)}", "key": _matching(table["key"], _ID, "key")}


def _test(table: dict[str, Any]) -> tuple[str, str]:
    test = {"listed": "test", "clean": "invalid"} | _table(table, "test")
    if len(test) > 2:
        raise ValueError("'test' has 'listed' and 'clean'")
    return to_ascii(_text(test["listed"], "listed")), to_ascii(_text(test["clean"], "clean"))


def _zone(value: Any) -> str:
    zone = to_ascii(_text(value, "zone").removesuffix("."))
    if len(zone) > _ZONE_OCTETS:
        raise ValueError("'zone' is too long")
    return zone


def _code(text: Any) -> str:
    code = _text(text, "code")
    try:
        address = IPv4Address(code)
    except ValueError:
        raise ValueError(f"{code!r} is no answer; write 127.0.0.2") from None
    if not address.is_loopback:
        raise ValueError(f"{code!r}: answers lie in 127.0.0.0/8")
    return str(address)


def _bit(text: str) -> int:
    bit = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    if bit not in {1, 2, 4, 8, 16, 32, 64, 128}:
        raise ValueError(f"{text[:40]!r} is no bit; write 1, 2, 4 … 128")
    return bit


def _meaning(value: Any) -> Meaning:
    if isinstance(value, dict):
        return Meaning(_word("means", value["means"]), _text(value.get("name", ""), "name", empty=True))
    return Meaning(_word("means", value))


def _word(section: str, value: Any) -> str:
    word = _text(value, section)
    if word not in rows()[section]:
        raise ValueError(f"{word!r} is no word for it; there are {', '.join(sorted(rows()[section]))}")
    return word


def _page(value: Any) -> str:
    page = _text(value, "delist", empty=True)
    if page and not re.fullmatch(r"https?://[!-~]+", page):
        raise ValueError("'delist' is a page: https://…")
    return page


def _one_of(words: type[_E], value: Any, key: str) -> _E:
    try:
        return words(value)
    except ValueError:
        there = ", ".join(str(word.value) for word in words)
        raise ValueError(f"{str(value)[:40]!r} is no {key!r}; there are {there}") from None


def _matching(value: Any, pattern: re.Pattern[str], key: str) -> str:
    text = _text(value, key)
    if not pattern.fullmatch(text):
        raise ValueError(f"{text!r} is no {key!r}")
    return text


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise TypeError(f"{key!r} is a table")
    return value


def _texts(table: dict[str, Any], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise TypeError(f'{key!r} is a list: ["…"]')
    return value


def _text(value: Any, key: str, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{key!r} is a text")
    if len(value) > _TEXT_OCTETS or not value.isprintable() or not (value or empty):
        raise ValueError(f"{key!r} is empty, too long, or holds what can't be shown")
    return value
