"""Pictures: how heavy, how large, described or not, and the words in them."""

from mailworthy.message.images.look import look
from mailworthy.message.images.words import made_out

__all__ = ["look", "made_out"]
