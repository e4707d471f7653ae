"""What may be said: the registry of codes, and findings that speak with its words."""

from __future__ import annotations

from mailworthy.finding.code import Code, Confidence, Lang, Severity, Status, Words
from mailworthy.finding.finding import Finding
from mailworthy.finding.registry import codes, lookup

__all__ = ["Code", "Confidence", "Finding", "Lang", "Severity", "Status", "Words", "codes", "lookup"]
