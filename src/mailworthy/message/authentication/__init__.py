"""Who vouches for a message: its signatures, and what a receiver wrote about them."""

from mailworthy.message.authentication.result import Authentication, Signed
from mailworthy.message.authentication.survey import survey

__all__ = ["Authentication", "Signed", "survey"]
