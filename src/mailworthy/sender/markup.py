"""XML as strangers send it: its text in whatever encoding, looked at for traps, given to expat in pieces.

Entities make small files large, document types fetch: neither is needed by anything that we read, so nothing that declares
them is given to the parser.
"""

from __future__ import annotations

import re
from xml.parsers.expat import XMLParserType

from mailworthy.wire.charset import decode

CHUNK = 1 << 16  # octets given to expat together

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
_PROLOG = re.compile(r"<\?xml(?=[\s?])[^>]{0,200}\?>")
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def decoded(octets: bytes) -> str:
    """Give a document's text without its prolog, whatever its encoding; what cannot be decoded is replaced."""
    for mark, encoding in _BOMS:
        if octets.startswith(mark):
            return _PROLOG.sub("", octets[len(mark) :].decode(encoding, "replace"), count=1)
    octets = octets.lstrip()
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.match(octets)
        charset = declared[1].decode("ascii") if declared else ""
        text = (
            octets.decode("utf-8", "replace") if charset.lower() in {"", "utf-8"} else decode(octets, charset)
        )
    return _PROLOG.sub("", text[:300], count=1) + text[300:]


def declares(text: str) -> bool:
    """Tell whether a document declares a document type or entities."""
    return bool(_DECLARES.search(text))


def feed(parser: XMLParserType, text: str) -> None:
    """Give a whole text to a parser that was made for UTF-8.

    Raises:
        ExpatError: It is not well-formed.
    """
    octets = text.encode("utf-8", "replace")
    for begin in range(0, len(octets), CHUNK):
        parser.Parse(octets[begin : begin + CHUNK], False)  # noqa: FBT003  # expat takes it by place
    parser.Parse(b"", True)  # noqa: FBT003  # same
