"""Links that go unencrypted."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Severity
from mailworthy.message.links.broken import inner
from mailworthy.message.links.remark import Remark
from mailworthy.message.links.targets import CLICKED, Targets


def insecure(seen: Targets) -> Iterator[Remark]:
    """Give what is fetched by http: links people click, and for information what a page loads."""
    for one in seen.everything:
        address = one.address
        if address.scheme != "http" or not address.host or address.tagged or address.ip or inner(address):
            continue
        if not one.url[:5].lower().startswith("http:"):
            continue  # "//host" takes the scheme of the page around it
        fix = f"https{one.url[4:]}" if len(one.url) < 200 else ""  # what fits a line of a report
        yield Remark("LINK-HTTP", one, one.url, None if one.kind in CLICKED else Severity.INFO, fix=fix)
