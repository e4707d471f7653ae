"""Pictures: how heavy, how large, described or not, and the words in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mailworthy.finding import Finding
from mailworthy.message.images import alt, formats, pixels, share, size, sources, weight, wording
from mailworthy.message.images.gallery import Key, hung
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Words


def look(draft: Draft, scope: Scope, visits: Visits, words: Mapping[Key, Words]) -> Iterator[Finding]:
    """Give what there is to say.

    Args:
        draft: The message.
        scope: What is known beside it.
        visits: What came of visiting the pictures of the web.
        words: What stands in those that travel in it, as :func:`mailworthy.message.images.made_out` gives it.
    """
    pictures = hung(draft, visits)
    if pictures:
        yield from alt.look(pictures)
        yield from size.look(pictures)
        yield from pixels.look(pictures)
        yield from weight.look(pictures)
        yield from formats.look(scope, pictures)
        yield from share.look(draft, pictures)
    yield from sources.look(draft, scope, pictures)
    yield from wording.look(draft, scope, pictures, words)
