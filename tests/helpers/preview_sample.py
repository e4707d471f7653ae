"""Previews as if they had been drawn: values without a browser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mailworthy.edge.browser import Picture, Requests, Trouble
from mailworthy.flow.preview_message import Drawn, Preview
from mailworthy.message.previews import Wanted, views
from mailworthy.message.reading import read

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 10
ORDINARY = b"""Subject: The autumn teas are here
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

The autumn teas are here.
--b
Content-Type: text/html

<style>p{border-radius:4px}</style><p style="float:left">The autumn teas are here.</p><img src="https://a.example/x.png" alt="Tea">
<!--[if !mso]><!-->for others<!--<![endif]--><p style="mso-hide:all">hidden</p>
--b--
"""
HOSTILE = b"""Subject: </title><script>alert(1)</script> \xe2\x80\xae
Content-Type: text/html

<style>p{float:left;/*</style><script>alert(1)</script>*/}</style><p style="position:</code><img src=x onerror=alert(1)>">x</p>
"""


def ordinary() -> Preview:
    """A message whose views were all drawn."""
    return _preview(ORDINARY, "newsletter.eml", Picture(JPEG, 980, 2400))


def troubled() -> Preview:
    """A message that could not be drawn, by a browser that nothing holds."""
    return _preview(ORDINARY, "slow.eml", Picture(b"", trouble=Trouble.TIME), confined="nothing")


def large() -> Preview:
    """A message whose pictures are more than a page has room for."""
    return _preview(ORDINARY, "large.eml", Picture(JPEG + bytes(2**19), 1280, 9000, cut=True))


def hostile() -> Preview:
    """A message of somebody who wants to be run."""
    return _preview(HOSTILE, '"><script>alert(1)</script>.eml', Picture(JPEG, 390, 844))


def empty() -> Preview:
    """A message in which there is nothing to draw."""
    return _preview(b"Subject: x\n\n", "empty.eml", Picture(JPEG))


def _preview(eml: bytes, file: str, picture: Picture, *, confined: str = "sandbox") -> Preview:
    draft = read(eml)
    found = views(draft, Wanted())
    drawn = tuple(Drawn(view, picture, f"{view.name}.jpg" if picture.octets else "") for view in found.views)
    requests = Requests(3, Counter(other=2, image=1))
    return Preview(file, Path("out"), draft, found, drawn, requests, "156.0", confined, sheet=True)
