"""What a message says, as plain values: all that this filter ever sees of it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailworthy.wire.html_text import plain
from mailworthy.wire.message import Message, Part, read

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})")
_REFERENCE = re.compile(r"""(?:href|src)\s{0,9}=\s{0,9}["']?([^"'\s>]{4,500})""", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"')\]]{3,300}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says.

    Received, Message-ID, signatures, recipients and dates are left out on purpose: they tell one collection of mail from
    another, and a filter that reads them learns that instead of spam.

    Args:
        subject: The subject, decoded.
        body: What a person reads: the plain part, else the HTML made plain.
        urls: Where links and images lead.
        tags: Facts about the HTML, such as the names of its elements.
        types: Media types of the parts.
    """

    subject: str = ""
    body: str = ""
    urls: Sequence[str] = ()
    tags: Sequence[str] = ()
    types: Sequence[str] = ()


def said_by(raw: bytes) -> Said:
    """Give what a message says, of its octets. Any octets are accepted."""
    message = read(raw)
    pages = [_text(part) for part in message.parts if part.type == "text/html"]
    body = "\n\n".join(
        text for part in message.parts if part.type == "text/plain" if (text := _text(part).strip())
    )
    return Said(
        message.header("Subject"),
        body or "\n\n".join(map(plain, pages)),
        [*(html.unescape(url) for page in pages for url in _REFERENCE.findall(page)), *_URL.findall(body)],
        sorted({tag.lower() for page in pages for tag in _TAG.findall(page)}),
        sorted(message.types),
    )


def _text(part: Part | Message) -> str:
    return part.text if isinstance(part, Part) else part.text()
