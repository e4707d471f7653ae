"""The one parse of a message: parts, charsets, pages and texts, each fact with its place; nothing is judged here."""

from mailworthy.message.reading.draft import Draft, Part, read

__all__ = ["Draft", "Part", "read"]
