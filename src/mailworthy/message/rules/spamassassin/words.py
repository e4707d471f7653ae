"""Header fields decoded as SpamAssassin decodes them: encoded words joined, the result in UTF-8."""

from __future__ import annotations

import re
from binascii import a2b_qp

from mailworthy.message.rules.spamassassin.charset import text_of
from mailworthy.wire.message import from_base64

_NOT_DECODED = re.compile(
    r"(?:received|(?:resent-)?(?:message-id|date)|mime-version|references|in-reply-to|list-.*)\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(=\?[A-Za-z0-9*_-]+\?[bqBQ]\?[^?]*\?=)\s+(?==\?[A-Za-z0-9*_-]+\?[bqBQ]\?[^?]*\?=)")
_WORD = re.compile(r"=\?([A-Za-z0-9*_-]+)\?([bqBQ])\?([^?]*)\?=|([^=]+|.)", re.DOTALL)


def decoded(value: str, name: str = "") -> bytes:
    """Give a field's value in UTF-8.

    Args:
        value: An octet a character.
        name: Of the field: some are never decoded.
    """
    value = value.replace("\r\n", "").replace("\n", "")
    octets = value.encode("latin-1")
    if not octets.isascii():
        octets = text_of(octets, "UTF-8").encode("utf-8", "replace")
    if b"=?" not in octets or _NOT_DECODED.match(name):
        return octets
    value = _BETWEEN.sub(r"\1", octets.decode("latin-1"))
    sections: list[tuple[str, bytes]] = []
    for charset, encoding, encoded, plain in _WORD.findall(value):
        said = _octets(encoded, encoding) if charset else plain.encode("latin-1")
        if sections and sections[-1][0] == charset.lower():
            sections[-1] = (charset.lower(), sections[-1][1] + said)
        else:
            sections.append((charset.lower(), said))
    return b"".join(
        text_of(said, charset.partition("*")[0], trusted=True).encode("utf-8", "replace") if charset else said
        for charset, said in sections
    )


def _octets(encoded: str, encoding: str) -> bytes:
    octets = encoded.encode("latin-1")
    return from_base64(octets) if encoding in "bB" else a2b_qp(octets.replace(b"_", b"=20"))
