"""Addresses of pictures that no server is asked for: of parts (``cid:``), and those that hold the picture (``data:``)."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from typing import NamedTuple

_DATA = re.compile(r"data:([^;,]{0,100})((?:;[^;,]{0,100}){0,5}),", re.IGNORECASE)
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_BLANK = re.compile(r"\s+")


class DataUrl(NamedTuple):
    """What a ``data:`` address holds.

    Args:
        type: The media type as declared, in lower case; empty where none is.
        octets: As many as were asked for, at most.
        size: Of all, in octets; a guess of some octets where it is encoded.
    """

    type: str
    octets: bytes
    size: int


def data_url(url: str, most: int) -> DataUrl:
    """Read an address that holds its data; nothing is raised (RFC 2397 §3).

    Args:
        url: Any text.
        most: Octets after which no more is read.
    """
    begin = _DATA.match(url)
    if begin is None:
        return DataUrl("", b"", 0)
    data = url[begin.end() : begin.end() + most * 3]
    length = len(url) - begin.end()
    if "base64" not in begin[2].lower():
        return DataUrl(begin[1].lower(), _unescaped(data)[:most], length)
    text = _BLANK.sub("", _unescaped(data).decode("latin-1") if "%" in data else data)
    return DataUrl(begin[1].lower(), _decoded(text)[:most], length * 3 // 4)


def _decoded(text: str) -> bytes:
    kept = text.rstrip("=").translate(_WEB_SAFE)
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    try:
        return a2b_base64(kept.encode("ascii", "replace") + b"=" * (-len(kept) % 4))
    except Base64Error:
        return b""


def content_id(url: str) -> str:
    """Give the Content-ID that a ``cid:`` address means, in lower case: some programs change its case (RFC 2392 §2)."""
    return _unescaped(url[4:]).decode("utf-8", "replace").strip(" <>").lower()


def _unescaped(text: str) -> bytes:
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode("utf-8", "replace"))


_WEB_SAFE = str.maketrans("-_", "+/")
