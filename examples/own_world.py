"""Your own tests, without a network and without stand-ins: a dictionary takes the place of DNS."""

import mailworthy
from mailworthy import Zone

WORLD = Zone(
    {
        "mailworthy-samples.org": {"MX": ["10 mx.mailworthy-samples.org"]},
        "mx.mailworthy-samples.org": {"A": ["192.0.2.10"]},
        "closed.mailworthy-samples.org": {"MX": ["0 ."]},  # takes no mail, and says so (RFC 7505)
        "broken.mailworthy-samples.org": "servfail",  # could not be asked: never a reason to delete anybody
    }
)
EXPECTED = {
    "jane@mailworthy-samples.org": "valid",
    "jane@closed.mailworthy-samples.org": "invalid",
    "jane@broken.mailworthy-samples.org": "soft",
    "jane@nowhere.mailworthy-samples.org": "invalid",  # what the dictionary does not hold does not exist
}

for address, status in EXPECTED.items():
    verdict = mailworthy.check_address(address, world=WORLD)
    assert verdict.status.value == status, verdict
    print(f"{address}: {status}, {verdict.reason}")
