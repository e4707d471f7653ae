"""Lists of tags and values as signatures and their keys write them, read strictly (RFC 6376 §3.2)."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64

from mailworthy.sender.dkim.result import Fault

BLANKS = " \t\r\n"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BLANK = re.compile(r"[ \t\r\n]+")


def read(text: str, code: str, octets: int) -> dict[str, str]:
    """Read a list of tags: values by name, without the blanks around them; names are case-sensitive.

    Args:
        text: The list; folding is taken for blanks.
        code: The finding of the fault that is raised.
        octets: No list may be longer.

    Raises:
        Fault: It is too long, a piece is no tag, or a tag stands there twice.
    """
    if len(text) > octets:
        raise Fault(code, f"> {octets}")
    pieces = text.split(";")
    if not pieces[-1].strip(BLANKS):
        pieces.pop()
    tags: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        name = name.strip(BLANKS)
        if not equals or not _NAME.fullmatch(name):
            raise Fault(code, piece.strip(BLANKS)[:80] or ";;")
        if name in tags:
            raise Fault(code, f"{name}= {name}=")
        tags[name] = value.strip(BLANKS)
    return tags


def names(value: str) -> list[str]:
    """Read a list of words between colons."""
    return [word.strip(BLANKS) for word in value.split(":")]


def base64(value: str, code: str, tag: str) -> bytes:
    """Decode a value (RFC 6376 §3.2), blanks within it left out.

    Raises:
        Fault: It is empty, or no base64.
    """
    try:
        octets = a2b_base64(_BLANK.sub("", value).encode("ascii"), strict_mode=True)
    except (Error, UnicodeEncodeError):
        octets = b""
    if not octets:
        raise Fault(code, f"{tag}={value[:80]}")
    return octets
