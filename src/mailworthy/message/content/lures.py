"""What advance-fee fraud lives on: a fortune, and a mailbox at a free provider to write to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from mailworthy.address.kinds import domain_kind
from mailworthy.finding import Confidence, Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import matches
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import found

_ADDRESS = re.compile(
    r"(?<![\w.+%@=/?&-])[\w.+-]{1,64}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})(?![\w@-])"
)
_ADDRESSES = 50


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say; what people write in answer names mailboxes of all kinds."""
    spans = list(matches("large_sum", sight.lower))
    if spans:
        said = dict.fromkeys(" ".join(sight.shown[slice(*span)].split()) for span in spans)
        yield found("CONTENT-LARGE-SUM", sight.all_shown(spans), detail=listed(said))
    if sight.draft.kind == "eml" and not sight.draft.header("in-reply-to") and not sight.in_bulk:
        yield from _free_mailbox(sight)


def _free_mailbox(sight: Sight) -> Iterator[Finding]:
    if "@" not in sight.lower:
        return
    own = sight.draft.sender.address.rpartition("@")[2].lower()
    spans = [
        one.span()
        for one in islice(_ADDRESS.finditer(sight.lower), _ADDRESSES)
        if one[1] != own and domain_kind(one[1]).free
    ]
    if spans:
        detail = listed(dict.fromkeys(sight.shown[slice(*span)] for span in spans))
        yield found(
            "CONTENT-FREE-MAILBOX", sight.all_shown(spans), detail=detail, confidence=Confidence.LIKELY
        )
