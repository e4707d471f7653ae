"""The report page: one self-contained HTML file that a marketer understands, in three languages."""

from __future__ import annotations

from mailworthy.flow.page.page import list_page
from mailworthy.flow.page.words import Speech, reason_label

__all__ = ["Speech", "list_page", "reason_label"]
