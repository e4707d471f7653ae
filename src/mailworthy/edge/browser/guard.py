"""What a page may have while it is drawn: itself, and placeholders for pictures of the web. Nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailworthy.edge.browser.shot import Requests

if TYPE_CHECKING:
    from playwright.sync_api import Route

ADDRESS = "http://page.invalid/"  # RFC 6761 §6.4: nobody can ever have that name
# CSP 3 §6.1: no script, frame, font, sheet or form from anywhere; as in a sandbox, so nothing leads elsewhere on its own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; sandbox"
# Slanted lines, nearly clear: the colour below it shows, as it does where a background does not load. It has no size of its
# own, so that a background of any size has the same lines.
PLACEHOLDER = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><pattern id="a" width="24" height="24" patternUnits="userSpaceOnUse">'
    b'<path d="M-6 6L6-6M0 24L24 0M18 30L30 18" stroke="#888" stroke-opacity=".35"/></pattern>'
    b'<rect width="100%" height="100%" fill="url(#a)"/></svg>'
)


class Guard:
    """Answers every request of the pages of one message, from memory, and counts.

    Args:
        requests: Where it counts.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._page: bytes | None = None
        self._images = True

    def admit(self, html: str, *, images: bool) -> str:
        """Give the address at which a page can be had, once.

        Args:
            html: The page.
            images: Whether pictures of the web have a placeholder.
        """
        self._page, self._images = html.encode("utf-8", "replace"), images
        return ADDRESS

    def answer(self, route: Route) -> None:
        """Answer a request, or refuse it."""
        request = route.request
        if self._page is not None and request.url == ADDRESS and request.is_navigation_request():
            body, self._page = self._page, None
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=body, headers=headers)
        elif self._images and request.resource_type == "image":
            self._requests.pictures += 1
            route.fulfill(body=PLACEHOLDER, content_type="image/svg+xml")
        else:
            self._requests.refused[request.resource_type] += 1
            route.abort()
