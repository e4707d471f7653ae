"""What moves and blinks by itself."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.finding.detail import listed
from mailworthy.message.accessibility.shown import Shown
from mailworthy.message.content.sight import places
from mailworthy.message.places import found


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    moving = list(shown.html.of("blink", "marquee"))
    if moving:
        yield found(
            "A11Y-BLINK",
            places(shown.part, ((one.span, one.tag) for one in moving)),
            detail=listed(dict.fromkeys(f"<{one.tag}>" for one in moving)),
        )
