"""What to publish: wizards that write the records, each a pure function of what its user says."""

from __future__ import annotations

from mailworthy.sender.records.bimi import bimi
from mailworthy.sender.records.dkim import dkim
from mailworthy.sender.records.dmarc import dmarc
from mailworthy.sender.records.mta_sts import mta_sts, mta_sts_of_mx
from mailworthy.sender.records.never_sends import never_sends
from mailworthy.sender.records.preview import as_published
from mailworthy.sender.records.proposal import File, Note, Proposal, zone_of
from mailworthy.sender.records.spf import spf, spf_beside
from mailworthy.sender.records.tls_rpt import tls_rpt

__all__ = [
    "File", "Note", "Proposal", "as_published", "bimi", "dkim", "dmarc", "mta_sts", "mta_sts_of_mx",
    "never_sends", "spf", "spf_beside", "tls_rpt", "zone_of",
]  # fmt: skip
