"""The header filter: what receivers and people read before they open a message."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.header import (
    author,
    dates,
    disguise,
    encoded,
    fields,
    marks,
    received,
    recipients,
    replies,
    shown_name,
    subject,
    unsubscribe,
)
from mailworthy.message.header.header import Header
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_OF_ALL = (shown_name, subject, disguise)  # a template may have these, given beside it
_OF_MESSAGES = (author, replies, recipients, dates, marks, fields, encoded, unsubscribe, received)


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of a message's header; of a template, what is known of its sender and its subject.

    Args:
        draft: The message.
        scope: What is known beside it.

    Source:
        RFC 5322 §3.6, RFC 2047, RFC 2369, RFC 8058.
    """
    header = Header(draft, scope)
    for part in _OF_ALL:
        yield from part.look(header)
    if draft.kind == "eml" and not draft.fields:
        yield from fields.no_header(header)
    elif draft.kind == "eml":
        for part in _OF_MESSAGES:
            yield from part.look(header)
