"""What a message says, as plain values: all that this filter ever sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says.

    Received, Message-ID, signatures, recipients and dates are left out on purpose: they tell one collection of mail from
    another, and a filter that reads them learns that instead of spam.

    Args:
        subject: The subject, decoded.
        body: What a person reads: the plain part, else the HTML made plain.
        urls: Where links and images lead.
        tags: Facts about the HTML, such as the names of its elements.
        types: Media types of the parts.
    """

    subject: str = ""
    body: str = ""
    urls: Sequence[str] = ()
    tags: Sequence[str] = ()
    types: Sequence[str] = ()
