"""Which HTML and CSS the mail clients of readers do without."""

from mailworthy.message.clients.survey import Support, survey

__all__ = ["Support", "survey"]
