"""Parts that people open rather than read: what they are called, what they say they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.wire import message as wire

_ENDING = re.compile(r"\.([A-Za-z0-9_]{1,12})[\s.]*(?=\.|\Z)")
_NAME = 1024  # characters; what stands before is not looked at
_READ = {"text/plain", "text/html"}
_OTHER_PAGES = {"text/x-amp-html", "text/watch-html"}  # the same message for some clients


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment, or a picture that the page shows.

    Args:
        part: The index of its part.
        name: The file name as declared, decoded; empty where none is.
        type: The media type as declared.
        size: In octets, without its transfer encoding.
        endings: Those of the name, in lower case, the last one last, three at most: ``("pdf", "exe")``.
        inline: Whether it wants to be shown in its place, or the page names it by its Content-ID.
        content_id: Without angle brackets; empty where it has none.
    """

    part: int
    name: str
    type: str
    size: int
    endings: tuple[str, ...]
    inline: bool
    content_id: str


def attached(part: wire.Part) -> bool:
    """Tell whether a part is an attachment: said to be one, or nothing that mail clients show as text."""
    if part.type.startswith("multipart/"):
        return False
    return part.type not in _READ | _OTHER_PAGES or part.disposition()[0] == "attachment"


def readable(part: wire.Part) -> bool:
    """Tell whether mail clients show a part as text."""
    return part.type in _READ and not attached(part)


def attachment(part: wire.Part, index: int) -> Attachment:
    """Give what a part says of itself."""
    kind, name = part.disposition()
    content_id = part.header("content-id").strip(" \t<>")
    inline = kind == "inline" or (bool(content_id) and kind != "attachment")
    return Attachment(index, name, part.type, len(part.bytes), endings(name), inline, content_id)


def endings(name: str) -> tuple[str, ...]:
    """Give the endings of a file name, in lower case, the last one last; blanks and dots behind hide none."""
    return tuple(_ENDING.findall(name[-_NAME:].lower()))[-3:]
