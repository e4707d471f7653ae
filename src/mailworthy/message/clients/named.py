"""Which mail clients count, and how much: as people name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mailworthy.errors import InputError
from mailworthy.message.clients.known import known

# No free table of shares is kept up to date: these stand for most readers anywhere, in equal shares, and reports say so.
USUAL = (
    "apple-mail.ios",
    "apple-mail.macos",
    "gmail.android",
    "gmail.desktop-webmail",
    "gmail.ios",
    "outlook.ios",
    "outlook.macos",
    "outlook.outlook-com",
    "outlook.windows",
    "samsung-email.android",
    "thunderbird.macos",
    "yahoo.desktop-webmail",
)
_SAME = {"apple": "apple-mail", "outlook.com": "outlook.outlook-com", "samsung": "samsung-email"}
_MOST = 1e9  # a share; they are divided by their sum
_ENTRY = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)?)(?:\s*=\s*(.*))?", re.DOTALL)


def usual() -> Mapping[str, float]:
    """Give the usual clients in equal shares."""
    return dict.fromkeys(USUAL, 1 / len(USUAL))


def shares(given: Mapping[str, float]) -> Mapping[str, float]:
    """Give the share of each client, 0 to 1, together 1; a family stands for its usual clients.

    Raises:
        InputError: A name is not known, or a share is no number above 0.
    """
    return _shared((name, _share(name, str(share))) for name, share in given.items())


def parse(text: str) -> Mapping[str, float]:
    """Read clients as they are named on a line: ``gmail,outlook.windows`` or ``gmail=40, apple-mail=35, outlook.windows=25``.

    A family stands for its usual clients in equal parts. Names without a share divide what is left of 100 %, or all of it
    equally where none has one.

    Args:
        text: Names from caniemail's data, separated by commas.

    Returns:
        The share of each client, 0 to 1, together 1.

    Raises:
        InputError: A name is not known, a share is no number above 0, or nothing is left to divide.
    """
    entries = [one.strip().lower() for one in text.split(",") if one.strip()]
    if not entries:
        raise InputError(f"no mail client is named; known are {_families()}")
    return _shared(_entry(one) for one in entries)


def parse_table(text: str) -> Mapping[str, float]:
    """Read clients from TOML: ``gmail = 40``, ``outlook.windows = 15``; same meaning as :func:`parse`."""
    import tomllib  # noqa: PLC0415  # only where there is such a file

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the table of mail clients is no TOML: {error}") from None
    return _shared(_rows(table))


def _rows(table: Mapping[str, Any], family: str = "") -> Iterator[tuple[str, float | None]]:
    for name, value in table.items():
        whole = f"{family}.{name}" if family else str(name)
        if isinstance(value, dict) and not family:
            yield from _rows(value, name)
        else:
            yield whole.lower(), _share(whole, str(value))


def _entry(text: str) -> tuple[str, float | None]:
    found = _ENTRY.fullmatch(text)
    if not found:
        raise InputError(f"{text!r} is no mail client; known are {_families()}")
    return found[1], None if found[2] is None else _share(found[1], found[2])


def _share(name: str, text: str) -> float:
    try:
        share = float(text.strip().rstrip("%"))
    except ValueError:
        share = 0.0
    if not 0 < share <= _MOST:
        raise InputError(f"the share of {name} is no number above 0: {text.strip()[:40]!r}")
    return share


def _shared(entries: Iterable[tuple[str, float | None]]) -> Mapping[str, float]:
    given = list(entries)
    stated = sum(share for _, share in given if share is not None)
    open_ones = sum(share is None for _, share in given)
    left = (100 - stated) / open_ones if open_ones else 0.0
    if open_ones and left <= 0:
        raise InputError("the shares given are 100 % and more: nothing is left for clients without one")
    shares: dict[str, float] = {}
    for name, share in given:
        clients = _clients(name)
        for client in clients:
            shares[client] = shares.get(client, 0.0) + (left if share is None else share) / len(clients)
    whole = sum(shares.values())
    return {client: share / whole for client, share in sorted(shares.items())}


def _clients(name: str) -> tuple[str, ...]:
    name = _SAME.get(name, name)
    if name in known().clients:
        return (name,)
    family, dot, _ = name.partition(".")
    all_of = tuple(one for one in known().clients if one.partition(".")[0] == family)
    if not all_of:
        raise InputError(f"{name!r} is no mail client that is known; known are {_families()}")
    if dot:
        raise InputError(
            f"{name!r} is no mail client that is known; of {family} there are {', '.join(all_of)}"
        )
    return tuple(one for one in all_of if one in USUAL) or all_of


def _families() -> str:
    return ", ".join(dict.fromkeys(one.partition(".")[0] for one in known().clients))
