"""Where links lead, and where they say they lead."""

from mailworthy.message.links.look import look

__all__ = ["look"]
