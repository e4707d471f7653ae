"""Where links lead, and where they say they lead."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mailworthy.finding import Finding
from mailworthy.message.links.broken import broken
from mailworthy.message.links.detour import detour
from mailworthy.message.links.disguise import disguise
from mailworthy.message.links.insecure import insecure
from mailworthy.message.links.mismatch import mismatch
from mailworthy.message.links.remark import Remark, together
from mailworthy.message.links.spread import spread
from mailworthy.message.links.targets import Targets, targets
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of a message's links; nothing is asked of any network."""
    seen = targets(draft, scope)
    yield from together(remarks(seen))
    yield from spread(seen)


def remarks(seen: Targets) -> Iterator[Remark]:
    """Give what there is to say of each link by itself."""
    return chain.from_iterable(rule(seen) for rule in (disguise, mismatch, broken, detour, insecure))
