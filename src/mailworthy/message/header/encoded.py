"""Encoded words: letters beyond ASCII in a header, and what they are misused for (RFC 2047)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding
from mailworthy.message.header.header import Header, at
from mailworthy.message.places import found
from mailworthy.message.reading.draft import Field
from mailworthy.wire.charset import codec_of
from mailworthy.wire.message import unfolded_value

_LOOKED_AT = ("subject", "from", "to", "reply-to", "sender", "cc")
_CHARACTERS = 16_384
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_LEFT = re.compile(r"=\?[\w.:-]{2,40}\?[bBqQ]\?|=\?[\w.:-]{2,40}\?[^bBqQ\s]\?[^?\s]*\?=")
_ADDRESS = re.compile(r"<[^<>]*=\?[^?\s]+\?[bBqQ]\?")
_MOST = 75  # RFC 2047 §2, of one encoded word
_FAR = 200  # some programs write them whole, and clients read them; far longer ones are cut by servers


def look(header: Header) -> Iterator[Finding]:
    """Say which encoded words are broken, and which hide what needs no encoding."""
    fields = [field for name in _LOOKED_AT for field in header.all(name)[:1] if "=?" in field.folded]
    broken = [field for field in fields if _is_broken(field)]
    if broken:
        yield found("HDR-ENCODED-BROKEN", map(at, broken), detail=broken[0].value[:120])
    long = [field for field in fields if any(len(word[0]) > _FAR for word in _words(field))]
    if long:
        detail = f"{max(len(word[0]) for field in long for word in _words(field))} > {_MOST}"
        yield found("HDR-ENCODED-LONG", map(at, long), detail=detail)
    needless = [field for field in fields if field not in broken and _is_needless(field)]
    if needless:
        yield found(
            "HDR-ENCODED-NEEDLESS",
            map(at, needless),
            detail=needless[0].value[:120],
            confidence=Confidence.LIKELY,
        )


def _words(field: Field) -> Iterator[re.Match[str]]:
    return _WORD.finditer(field.folded[:_CHARACTERS])


def _is_broken(field: Field) -> bool:
    """Tell whether people would see the code, or signs that stand for what could not be read."""
    folded = field.folded[:_CHARACTERS]
    if _LEFT.search(field.value) or "\ufffd" in field.value:
        return True
    return bool(_ADDRESS.search(folded)) or any(
        not codec_of(word[1].partition("*")[0]) for word in _words(field)
    )


def _is_needless(field: Field) -> bool:
    """Tell whether base64 hides what is plain ASCII; one word of several may be so by the way a program cuts."""
    words = list(_words(field))
    if not words or any(word[2] in "qQ" for word in words):
        return False
    said = "".join(unfolded_value(word[0]) for word in words)
    return said.isascii() and any(c.isalpha() for c in said)
