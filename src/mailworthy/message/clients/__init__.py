"""Which HTML and CSS the mail clients of readers do without."""

from mailworthy.message.clients.hits import Hit, hits
from mailworthy.message.clients.named import USUAL
from mailworthy.message.clients.survey import Support, survey

__all__ = ["USUAL", "Hit", "Support", "hits", "survey"]
