"""What DMARC says of a message whose own server has told what SPF and DKIM said."""

from __future__ import annotations

from mailworthy.sender.dkim import Dkim
from mailworthy.sender.dmarc import DmarcResult, author_of, evaluate
from mailworthy.sender.spf import Spf
from mailworthy.wire.ask import Asking
from mailworthy.wire.authentication_results import read


def judging(message: str) -> Asking[DmarcResult]:
    """Evaluate DMARC by the header: its From, and its one Authentication-Results."""
    fields = dict(line.split(": ", 1) for line in message.splitlines() if line)
    said = read(fields["Authentication-Results"]).results
    spf = [
        (one.value("smtp", "mailfrom").rpartition("@")[2], Spf(one.result))
        for one in said
        if one.method == "spf"
    ]
    dkim = [(one.value("header", "d"), Dkim(one.result)) for one in said if one.method == "dkim"]
    author = author_of([fields["From"]]).domain
    return evaluate(author, spf=spf[0] if spf else None, dkim=dkim)
