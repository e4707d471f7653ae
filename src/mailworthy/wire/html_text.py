"""What a page of HTML says, as plain text: for readers that want words, not layout."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?=[a-zA-Z/!?])([^<>]*)>")
_NAME = re.compile(r"/?\s*([a-zA-Z][a-zA-Z0-9]*)")
_BLOCKS = frozenset(
    re.findall(
        r"\w+", "address blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul"
    )
)
_UNSEEN = frozenset(("script", "style", "title"))
_BLANKS = re.compile(r"[ \t\xa0]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")


def plain(page: str) -> str:
    """Give the words of a page, a line for each block. Any text is accepted, in time that grows with its length."""
    said: list[str] = []
    unseen = ""
    for index, piece in enumerate(_TAG.split(page)):
        if index % 2 == 0:
            if not unseen:
                said.append(_BLANKS.sub(" ", piece.replace("\n", " ")))
            continue
        named = _NAME.match(piece)
        tag = named[1].lower() if named else ""
        if unseen:
            unseen = "" if tag == unseen and piece[:1] == "/" else unseen
        elif tag in _UNSEEN and piece[:1] != "/" and piece[-1:] != "/":
            unseen = tag
        elif tag in _BLOCKS:
            said.append("\n")
    import html  # noqa: PLC0415  # most mail has plain text

    return _LINE_ENDS.sub("\n", html.unescape("".join(said))).strip()
