"""Whether the subject is honest about what follows."""

from __future__ import annotations

import re

from mailworthy.message.law.shown import Shown
from mailworthy.message.law.words import Hit, lowered, said
from mailworthy.message.reading import Draft

_ANSWER = re.compile(
    r"^\s{0,5}(?:re|aw|antw|antwort|sv|vs|ref|fw|fwd|wg|tr|rv|返信|転送|回复|转发|回覆|轉寄)(?:\[\d{1,3}\])?\s?[:：]",
    re.IGNORECASE,
)
_OFFERS = 3  # different promotional words that make a body advertise


def fake_answer(draft: Draft) -> bool:
    """Tell a subject that claims to answer or forward while the message does neither."""
    if draft.kind != "eml" or not _ANSWER.match(draft.subject):
        return False
    names = {one.name.lower() for one in draft.fields}
    return not names & {"in-reply-to", "references", "thread-index", "resent-from"}


def pretended(draft: Draft, seen: Shown | None, language: str, promotion: int) -> Hit | None:
    """Give a matter that the subject claims while the body only advertises (DDG §6 (2)).

    Args:
        draft: The message.
        seen: What it shows.
        language: Of it.
        promotion: How many different promotional words stand in it.

    Returns:
        The claim's place in the subject; None where the body speaks of an order or account, too.
    """
    if seen is None or promotion < _OFFERS:
        return None
    tongues = tuple(dict.fromkeys((language, "en")))
    low = lowered(draft.subject)
    claim = next((hit for tongue in tongues for hit in said(low, tongue).get("pretended", ())), None)
    spoken = any(seen.said(tongue, kind) for tongue in tongues for kind in ("order", "pretended"))
    return None if spoken else claim
