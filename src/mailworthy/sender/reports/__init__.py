"""What receivers report about mail in our name: DMARC aggregate and failure reports, TLS reports, and what they come to."""

from __future__ import annotations

from mailworthy.sender.reports.aggregate import Aggregate, read_aggregate
from mailworthy.sender.reports.failure import Failure, read_failure
from mailworthy.sender.reports.summary import Summary, Summing
from mailworthy.sender.reports.tls import TlsReport, read_tls

Report = Aggregate | Failure | TlsReport

__all__ = [
    "Aggregate",
    "Failure",
    "Report",
    "Summary",
    "Summing",
    "TlsReport",
    "read_aggregate",
    "read_failure",
    "read_tls",
]
