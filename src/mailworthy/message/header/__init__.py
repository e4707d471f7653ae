"""The header filter: what receivers and people read before they open a message."""

from mailworthy.message.header.look import look

__all__ = ["look"]
