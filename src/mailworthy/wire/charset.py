"""Octets that somebody declared to be text: decoded whatever was declared, with nothing raised."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Only what mail declares: Python knows more "encodings", some of which unpack archives or take quadratic time.
_CHARSET = re.compile(
    r"(?:us-?|ansi_x3\.4-)?ascii|utf-?(?:7|8|16|32)(?:-?[bl]e)?|iso-?(?:8859-?\d{1,2}|2022-?(?:jp|kr)(?:-?\w{1,4})?)"
    r"|(?:windows|cp|ibm)-?\d{3,5}|koi8-?[rtu]|gb-?(?:2312|k|18030)|hz(?:-gb-2312)?|big5(?:-?hkscs)?"
    r"|euc-?(?:jp|kr|jis-?2004)|shift[_-]?jis|s-?jis|ks_?c_?5601(?:-\d{4})?|mac-?\w{5,9}|tis-?620|latin-?\d{1,2}"
)
# What senders write, and the codec that reads it; supersets where senders mean them (WHATWG Encoding §4.2).
_MEANT = {
    "ansi_x3.4-1968": "ascii",
    "ansi_x3.4-ascii": "ascii",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "s-jis": "cp932",
    "x-sjis": "cp932",
    "uft-8": "utf-8",
    "ut-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
}
_ESCAPED = re.compile(
    rb"\x1b(?:\$[@B]|\([BJI])"
)  # RFC 1468: seven bits with escapes, seen without any declaration


def decode(octets: bytes, charset: str = "") -> str:
    """Give the text that octets stand for. Any octets and any charset's name are accepted.

    Args:
        octets: Without their transfer encoding.
        charset: As declared: perhaps misspelt, cut, or empty. An unknown one is taken for UTF-8 where that fits, else
            for ISO 8859-1.

    Source:
        RFC 2045 §5.2, RFC 1468.
    """
    if octets.isascii():
        if b"\x1b" in octets and _ESCAPED.search(octets):
            return octets.decode("iso2022_jp_ext", "replace")
        if not _shifts(charset):
            return octets.decode("ascii")
    codec = codec_of(charset)
    if codec not in {"", "ascii", "utf-8"}:
        return octets.decode(codec, "replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("utf-8", "replace") if codec == "utf-8" else octets.decode("latin-1")


def _shifts(charset: str) -> bool:
    """Tell charsets whose seven-bit octets are not ASCII: UTF-7, HZ, UTF-16."""
    return bool(charset) and codec_of(charset) in {
        "utf-7",
        "hz",
        "utf-16",
        "utf-16-be",
        "utf-16-le",
        "utf-32",
        "iso2022_kr",
    }


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str:
    """Give Python's name of a declared charset, empty for one that nobody knows."""
    name = charset[:60].strip(" \t\"'").lower().removeprefix("3d").removeprefix("x-")  # "=3D" half decoded
    name = _MEANT.get(name, name)
    if not _CHARSET.fullmatch(name) and name not in _MEANT.values():
        return ""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
