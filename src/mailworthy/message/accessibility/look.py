"""Whether everybody can read a message: on any screen, in the dark, by ear."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from () if draft and scope else ()
