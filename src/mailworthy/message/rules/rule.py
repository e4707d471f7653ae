"""One rule of a user: where it looks, for what, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mailworthy.finding import Severity

# Where a rule may look; `header:NAME` beside these.
FIELDS = (
    "subject", "from", "from-name", "reply-to", "body", "text", "html", "url", "link-text", "attachment-name", "any",
)  # fmt: skip
ANY = ("subject", "from", "from-name", "reply-to", "body", "url", "link-text", "attachment-name")
PARTS = frozenset(
    {"body", "text", "html"}
)  # the same message, perhaps, twice: what is counted is counted in one


class Looks(Enum):
    """What a rule looks for."""

    CONTAINS = "contains"  # a stretch of text, wherever it stands
    WORDS = "words"  # whole words
    PATTERN = "pattern"
    PRESENT = "present"  # anything at all
    LONGER = "longer-than"
    SHORTER = "shorter-than"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        id: Its name.
        fields: Where it looks: some of :data:`FIELDS`, ``header:name`` in lower case; ``any`` is told as :data:`ANY`.
        looks: For what.
        terms: Of :attr:`Looks.CONTAINS` and :attr:`Looks.WORDS`: one of them is enough.
        pattern: Of :attr:`Looks.PATTERN`.
        length: Of :attr:`Looks.LONGER` and :attr:`Looks.SHORTER`, in characters.
        at_least: So often it must be found.
        absent: Whether it hits where that is *not* so.
        case: Whether capitals and small letters differ.
        weight: Points that a hit adds, 0 to 10, where 5 make spam.
        severity: How grave a hit is.
        title: What is the matter, in the user's words.
        fix: What to do about it, in the user's words.
        hits: Examples, each the text of the first field, on which it must hit.
        misses: Others, on which it must not.
        enabled: Whether it speaks in checks; one that does not can be tried.
    """

    id: str
    fields: tuple[str, ...]
    looks: Looks
    terms: tuple[str, ...] = ()
    pattern: str = ""
    length: int = 0
    at_least: int = 1
    absent: bool = False
    case: bool = False
    weight: float = 0.0
    severity: Severity = Severity.WARNING
    title: str = ""
    fix: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    enabled: bool = True
