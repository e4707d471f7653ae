"""How a page of HTML is written: what is unclosed, missing, fetched from elsewhere, too long."""

from mailworthy.message.markup.look import look

__all__ = ["look"]
