"""SPF: may this host send for this domain? The whole tree of records, what each term costs, and what to mend."""

from __future__ import annotations

from mailworthy.sender.spf.check import check_host, survey
from mailworthy.sender.spf.result import SpfResult
from mailworthy.sender.spf.tree import LOOKUPS_MOST, VOIDS_MOST, Node, Problem, Spf, Term

__all__ = [
    "LOOKUPS_MOST",
    "VOIDS_MOST",
    "Node",
    "Problem",
    "Spf",
    "SpfResult",
    "Term",
    "check_host",
    "survey",
]
