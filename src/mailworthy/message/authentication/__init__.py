"""Who vouches for a message: its signatures, and what a receiver wrote about them."""

from mailworthy.message.authentication.survey import Authentication, survey

__all__ = ["Authentication", "survey"]
