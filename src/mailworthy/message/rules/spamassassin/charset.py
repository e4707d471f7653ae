"""Octets made text as SpamAssassin does it: UTF-8 whatever is declared, then what is declared, then Windows-1252."""

from __future__ import annotations

import codecs
import re

_LATIN = re.compile(r"(?:iso-?8859-1|windows-1252|cp1252)\Z", re.IGNORECASE)
_ASCII = re.compile(r"(?:us-)?ascii\Z", re.IGNORECASE)
_UTF8 = re.compile(r"utf-?8\Z", re.IGNORECASE)
_UTF16 = re.compile(r"utf[ -]?16", re.IGNORECASE)
_NO_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"}
)


def text_of(octets: bytes, declared: str, *, trusted: bool = False) -> str:
    """Give text for octets; nothing is raised.

    Args:
        octets: Any.
        declared: The charset that their field or part names.
        trusted: Whether that name is believed before a look for UTF-8: for encoded words.
    """
    if (
        octets.isascii()
        and not _UTF16.match(declared)
        and not declared.lower().startswith(("iso-2022", "utf-7", "hz"))
    ):
        return octets.decode("ascii")
    if not trusted:
        found = _read(octets, "utf-8")
        if found is not None:
            return found
    found = _declared(octets, declared, "replace" if trusted else "strict")
    return windows(octets) if found is None else found


def windows(octets: bytes) -> str:
    """Read Windows-1252, its five holes as the control characters of Latin-1."""
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes((one,)).decode("cp1252", "replace").replace("�", chr(one)) for one in octets)


def _declared(octets: bytes, declared: str, errors: str) -> str | None:
    if _LATIN.match(declared):
        return windows(octets)
    if _ASCII.match(declared):
        return None
    if _UTF16.match(declared) and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        even, odd = octets[::2].count(0), octets[1::2].count(0)
        return _read(octets, "utf-16-be" if even > odd else "utf-16-le")
    if _UTF8.match(declared):
        return octets.decode("utf-8", errors) if errors == "replace" else None
    return _read(octets, declared, errors)


def _read(octets: bytes, charset: str, errors: str = "strict") -> str | None:
    try:
        codec = codecs.lookup(charset.strip()[:40])
        return octets.decode(charset, errors) if codec.name not in _NO_TEXT else None
    except (LookupError, UnicodeError, ValueError):
        return None
