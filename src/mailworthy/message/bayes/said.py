"""What a message says, as plain values: all that this filter ever sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailworthy.message.reading import Draft


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says.

    Received, Message-ID, signatures, recipients and dates are left out on purpose: they tell one collection of mail from
    another, and a filter that reads them learns that instead of spam.

    Args:
        subject: The subject, decoded.
        body: What a person reads: the plain parts, else the pages made plain. Hidden text is not in it.
        urls: Where links and images lead.
        tags: Facts about the HTML, such as the names of its elements.
        types: Media types of the parts.
    """

    subject: str = ""
    body: str = ""
    urls: Sequence[str] = ()
    tags: Sequence[str] = ()
    types: Sequence[str] = ()


def said(draft: Draft) -> Said:
    """Give what a message says."""
    pages = [part.html for part in draft.parts if part.html]
    plain = [part.text for part in draft.parts if part.decoded and not part.html and part.text.strip()]
    return Said(
        draft.subject,
        "\n\n".join(plain or [page.text for page in pages]),
        list(dict.fromkeys(url.url for url in draft.urls)),
        sorted({element.tag for page in pages for element in page.elements}),
        sorted(part.type for part in draft.parts),
    )
