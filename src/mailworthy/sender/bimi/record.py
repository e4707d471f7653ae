"""The TXT record that names a domain's logo (draft-brand-indicators-for-message-identification §4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailworthy.sender import destination, tags

_RECORD = re.compile(r"v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)")
_LOCAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LOGO = re.compile(r"[^?#]*\.svgz?(?:[?#].*)?", re.IGNORECASE)
_KNOWN = {"v", "l", "a", "avp", "lps", "e"}
_AVATARS = {"brand", "personal"}


@dataclass(frozen=True, slots=True)
class BimiRecord:
    """The TXT record.

    Args:
        text: As published.
        logo: Where the logo stands; empty where the domain declines.
        evidence: Where the mark certificate stands; empty where there is none.
        faults: The pieces that are wrong, ``l`` where it is missing.
    """

    text: str
    logo: str
    evidence: str
    faults: tuple[str, ...] = ()

    @property
    def declined(self) -> bool:
        """Whether the domain says that it wants no logo shown."""
        return not self.faults and not self.logo


def read(text: str) -> BimiRecord | None:
    """Read a TXT record; None where it does not begin with ``v=BIMI1``."""
    if not _RECORD.match(text):
        return None
    given = tags.read(text)
    values = {tag.name: tag.value for tag in reversed(given)}
    faults = (*(tag.text for tag in tags.twice(given)), *_faults(given, values))
    return BimiRecord(text, values.get("l", ""), values.get("a", ""), faults)


def _faults(given: Sequence[tags.Tag], values: dict[str, str]) -> Iterator[str]:
    if "l" not in values:
        yield "l"
    for tag in given:
        if not tag.name or (tag.name in _KNOWN and not _good(tag.name, tag.value)):
            yield tag.text or ";"
    if values.get("a") and not values.get("l"):
        yield f"a={values['a']}"  # evidence for a logo that is declined


def _good(name: str, value: str) -> bool:
    if name == "l":
        return not value or (_secure(value) and bool(_LOGO.fullmatch(value)))
    if name == "a":
        return not value or _secure(value)
    if name == "avp":
        return value.lower() in _AVATARS
    if name == "lps":
        return all(_LOCAL.fullmatch(part.strip(tags.BLANKS)) for part in value.split(",")) if value else True
    return True


def _secure(value: str) -> bool:
    found = destination.read(value)
    return found is not None and found.scheme == "https"


def mended(record: BimiRecord) -> str:
    """Write a record anew from its pieces that are right; nothing where no logo's address can be made of it."""
    values = {tag.name: tag.value for tag in reversed(tags.read(record.text)) if tag.name in _KNOWN}
    logo = re.sub("^http:", "https:", values.get("l", ""), flags=re.IGNORECASE)
    if not logo or not _good("l", logo):
        return ""
    kept = [
        (name, values[name]) for name in ("a", "avp", "lps") if values.get(name) and _good(name, values[name])
    ]
    return tags.written([("v", "BIMI1"), ("l", logo), *kept])
