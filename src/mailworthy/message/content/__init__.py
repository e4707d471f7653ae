"""The content filter: wording, hidden text, active elements, pictures in place of words, attachments."""

from mailworthy.message.content.look import look

__all__ = ["look"]
