"""Whether everybody can read a message: on any screen, in the dark, by ear."""

from mailworthy.message.accessibility.look import look

__all__ = ["look"]
