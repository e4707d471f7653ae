"""The user's own filters beside ours: rspamd's and SpamAssassin's symbols, explained."""

from mailworthy.message.beside.beside import SKIPPED, Beside, BesideSymbol, explained, skipped
from mailworthy.message.beside.symbols import FILTERS, Meaning, meaning

__all__ = ["FILTERS", "SKIPPED", "Beside", "BesideSymbol", "Meaning", "explained", "meaning", "skipped"]
