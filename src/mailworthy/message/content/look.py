"""The content filter: wording, hidden text, active elements, pictures in place of words, attachments."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.content import (
    active,
    attachments,
    disguise,
    encoding,
    garbled,
    hidden,
    lures,
    pictures,
    structure,
    tab,
    unfilled,
    versions,
    wording,
)
from mailworthy.message.content.sight import Sight
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_LOOKS = (
    wording,
    hidden,
    disguise,
    lures,
    unfilled,
    garbled,
    active,
    pictures,
    versions,
    structure,
    encoding,
    attachments,
    tab,
)


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of what a message holds."""
    sight = Sight(draft, scope)
    for one in _LOOKS:
        yield from one.look(sight)
