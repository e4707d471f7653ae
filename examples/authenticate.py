"""A message as a receiver judges it: ``python examples/authenticate.py message.eml 192.0.2.9 bounces@example.org``."""

import sys
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import mailworthy

path, ip, sender = sys.argv[1:4]
world = {} if sys.argv[4:] == ["--empty-world"] else None  # None: DNS is asked
message = Path(path).read_bytes()

spf = mailworthy.evaluate_spf(ip, sender, world=world)
signatures = mailworthy.verify_dkim(message, world=world)
author = parseaddr(message_from_bytes(message)["From"])[1].rpartition("@")[2]
dmarc = mailworthy.evaluate_dmarc(
    author,
    spf=(sender.rpartition("@")[2], spf.result.value),
    dkim=[(signature.domain, signature.result.value) for signature in signatures],
    world=world,
)
print("spf", spf.result.value)
for signature in signatures:
    print("dkim", signature.result.value, signature.domain, signature.reason)
print("dmarc", dmarc.result.value)
