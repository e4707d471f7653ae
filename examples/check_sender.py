"""A domain that sends, looked at as receivers do: ``python examples/check_sender.py example.org 192.0.2.9``."""

import sys

import mailworthy
from mailworthy import Scope, Zone

domain, *ips = sys.argv[1:] or ["mailworthy-samples.org", "192.0.2.10"]
WORLD = Zone(  # leave it out, and DNS is asked
    {
        "mailworthy-samples.org": {"MX": ["10 mx.mailworthy-samples.org"], "TXT": ["v=spf1 mx ~all"]},
        "mx.mailworthy-samples.org": {"A": ["192.0.2.10"]},
        "_dmarc.mailworthy-samples.org": {"TXT": ["v=DMARC1; p=none"]},
        "10.2.0.192.in-addr.arpa": {"PTR": ["mx.mailworthy-samples.org"]},
    }
)
report = mailworthy.check_sender(domain, Scope(ips=tuple(ips)), world=None if sys.argv[1:] else WORLD)
for finding in report.findings:
    told = finding.as_dict()
    if told["severity"] in {"error", "warning"}:
        print(f"{told['severity']}: {told['title']}\n  {told['detail']}")
for record in report.records():
    print(record["line"])
