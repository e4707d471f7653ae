"""Spam filters of the user's own, asked about a message: SpamAssassin's spamd, and rspamd."""

from mailworthy.edge.filters.ask import TIMEOUT_S, Asked, ask
from mailworthy.edge.filters.named import NAMES, FilterServer, parse_filter

__all__ = ["NAMES", "TIMEOUT_S", "Asked", "FilterServer", "ask", "parse_filter"]
