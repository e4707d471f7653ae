"""What web servers give in an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mark_certificates import certificate

from mailworthy.wire.explore import Page

TYPES = {".svg": "image/svg+xml", ".pem": "application/x-pem-file"}


def pages(web: Mapping[str, Any], domain: str, now: int) -> dict[str, Page]:
    """Give the pages of an example by address.

    Args:
        web: By address a text, or what else a page is made of (``finding.schema.example_schema``).
        domain: For whom a certificate is made; its logo is the SVG among the pages.
        now: When it is looked at, in seconds since 1970.
    """
    svg = next(
        (page.encode() for page in web.values() if isinstance(page, str) and "<svg" in page), b"<svg/>"
    )
    return {
        url: _page(url, {"text": page} if isinstance(page, str) else page, domain, svg, now)
        for url, page in web.items()
    }


def _page(url: str, page: Mapping[str, Any], domain: str, svg: bytes, now: int) -> Page:
    if "why" in page:
        return Page(why=page["why"])
    body = (page.get("text", "") + " " * page.get("blanks", 0)).encode()
    if "certificate" in page:
        body = certificate(page["certificate"], domain, svg, now)
    media_type = page.get("type", TYPES.get(url[-4:], "text/plain"))
    return Page(page.get("status", 200), media_type, body, url=url)
