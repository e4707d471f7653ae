"""A message's plain text as a page, the way clients without HTML show it."""

from __future__ import annotations

from html import escape

TEXT = 100_000  # characters that are shown
_PAGE = (
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>text</title>'
    "<style>pre{margin:16px;max-width:80ch;font:14px/1.5 monospace;white-space:pre-wrap;overflow-wrap:anywhere}</style><pre>"
)


def text_page(text: str) -> str:
    """Give a page that shows a text as it stands, lines wrapped."""
    return _PAGE + escape(text[:TEXT])
