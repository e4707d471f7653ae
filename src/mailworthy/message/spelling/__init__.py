"""Words that no dictionary knows."""

from mailworthy.message.spelling.look import look

__all__ = ["look"]
