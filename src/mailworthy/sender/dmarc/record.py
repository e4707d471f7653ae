"""The DMARC record: what it says, and what is wrong with it (RFC 9989 §4.7, §4.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mailworthy.sender import destination, tags
from mailworthy.sender.destination import Destination
from mailworthy.sender.tags import Tag

ALL = 100  # per cent

_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)", re.IGNORECASE)
_EXACT = re.compile(r"[^=]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_LIKELY = re.compile(r"[^a-z0-9]*v\s*[=:]?\s*d[\s_-]*marc|(?:^|;)\s*(?:p|rua)\s*=", re.IGNORECASE)
_PER_CENT = re.compile(r"100|[0-9]{1,2}")


class Disposition(Enum):
    """What the domain's owner wishes for messages that fail (RFC 9989 §4.7, tag ``p``), from the mildest."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"

    @property
    def level(self) -> int:
        """How strict it is: 0, 1 or 2."""
        return _LEVELS.index(self)

    @property
    def milder(self) -> Disposition:
        """The next one below; ``none`` stays."""
        return _LEVELS[max(0, self.level - 1)]


_LEVELS = tuple(Disposition)


class Mode(Enum):
    """How near an identifier must be to the author's domain (RFC 9989 §4.7, tags ``adkim`` and ``aspf``)."""

    RELAXED = "r"
    STRICT = "s"


class Psd(Enum):
    """Whether strangers register below the domain (RFC 9989 §4.7, tag ``psd``)."""

    YES = "y"
    NO = "n"
    UNSAID = "u"


class Wrong(Enum):
    """What can be wrong with a tag. None of it makes the record another one; some of it makes it useless."""

    NO_TAG = "no_tag"  # a piece without an equals sign
    VALUE = "value"
    UNKNOWN = "unknown"
    GONE = "gone"  # known to RFC 7489, no longer to RFC 9989
    TWICE = "twice"
    URI = "uri"
    POLICY = "policy"  # p, sp or np: decides whether the record is used


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one tag, and its text."""

    wrong: Wrong
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A DMARC record.

    Args:
        text: As published.
        tags: Its tags, the version first; of a name that stands twice the first.
        p: For the domain itself; None where it is missing or none of the three words. So too ``sp`` and ``np``.
        sp: For subdomains that exist.
        np: For subdomains that don't exist.
        dkim: How near DKIM's domain must be.
        spf: How near SPF's domain must be.
        psd: Whether strangers register below the domain.
        testing: The owner asks for one level less (``t=y``).
        rua: Where aggregate reports go.
        ruf: Where failure reports go.
        percent: How many failing messages an older receiver treats so (``pct``).
        faults: What is wrong with it.
    """

    text: str
    tags: tuple[Tag, ...]
    p: Disposition | None
    sp: Disposition | None
    np: Disposition | None
    dkim: Mode
    spf: Mode
    psd: Psd
    testing: bool
    rua: tuple[Destination, ...]
    ruf: tuple[Destination, ...]
    percent: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether its policy is as the standard wants it: ``p`` is there, and none of ``p``, ``sp``, ``np`` is bad."""
        return not any(fault.wrong is Wrong.POLICY for fault in self.faults)

    @property
    def counts(self) -> bool:
        """Whether receivers act on it: an unsound one counts as ``p=none`` if it asks for reports, else not at all."""
        return self.sound or bool(self.rua)

    def value(self, name: str) -> str:
        """Give the value of a tag; empty where it is missing."""
        return next((tag.value for tag in self.tags if tag.name == name), "")


def read(text: str) -> Record | None:
    """Read a record; None where it is no DMARC record, since it does not begin with ``v=DMARC1``.

    Source:
        RFC 9989 §4.7: unknown tags are ignored, faulty ones give way to their defaults.
    """
    if not _VERSION.match(text) or not _EXACT.match(text):
        return None
    given = tags.read(text)
    first = {tag.name: tag for tag in reversed(given) if tag.name}
    values = {name: tag.value.lower() for name, tag in first.items()}
    rua, bad_rua = _destinations(first, "rua")
    ruf, bad_ruf = _destinations(first, "ruf")
    faults = (*_policy_faults(values), *_faults(given, values), *bad_rua, *bad_ruf)
    return Record(
        text=text,
        tags=tuple(tag for tag in given if tag.name and first[tag.name] is tag),
        p=_disposition(values, "p"),
        sp=_disposition(values, "sp"),
        np=_disposition(values, "np"),
        dkim=Mode.STRICT if values.get("adkim") == "s" else Mode.RELAXED,
        spf=Mode.STRICT if values.get("aspf") == "s" else Mode.RELAXED,
        psd=Psd(values["psd"]) if values.get("psd") in {"y", "n"} else Psd.UNSAID,
        testing=values.get("t") == "y",
        rua=rua,
        ruf=ruf,
        percent=int(values["pct"]) if _PER_CENT.fullmatch(values.get("pct", "")) else ALL,
        faults=faults,
    )


def likely(text: str) -> bool:
    """Tell whether a text was meant as a DMARC record, and is none."""
    return bool(_LIKELY.match(text)) and read(text) is None


# What each tag may say, in lower case; `rua` and `ruf` are lists of their own.
_VALUES = {
    "v": re.compile("dmarc1"),
    "adkim": re.compile("[rs]"),
    "aspf": re.compile("[rs]"),
    "fo": re.compile(r"[01ds](?:[ \t]*:[ \t]*[01ds])*"),
    "psd": re.compile("[ynu]"),
    "t": re.compile("[yn]"),
}
_POLICIES = ("p", "sp", "np")
_GONE = frozenset({"pct", "rf", "ri"})  # RFC 9989 appendix A.6
_KNOWN = {*_VALUES, *_POLICIES, *_GONE, "rua", "ruf"}


def _disposition(values: dict[str, str], name: str) -> Disposition | None:
    word = values.get(name, "")
    return Disposition(word) if word in _WORDS else None


_WORDS = frozenset(one.value for one in Disposition)


def _policy_faults(values: dict[str, str]) -> Iterator[Fault]:
    for name in _POLICIES:
        if (name in values or name == "p") and values.get(name) not in _WORDS:
            yield Fault(Wrong.POLICY, name, f"{name}={values[name]}" if name in values else "")


def _faults(given: Sequence[Tag], values: dict[str, str]) -> Iterator[Fault]:
    again = {id(tag) for tag in tags.twice(given)}
    for tag in given:
        wrong = Wrong.TWICE if id(tag) in again else _wrong(tag, values)
        if wrong:
            yield Fault(wrong, tag.name, tag.text)


def _wrong(tag: Tag, values: dict[str, str]) -> Wrong | None:
    if not tag.name:
        return Wrong.NO_TAG
    if tag.name not in _KNOWN:
        return Wrong.UNKNOWN
    if tag.name in _GONE:
        return Wrong.GONE
    if tag.name in _VALUES and not _VALUES[tag.name].fullmatch(values[tag.name]):
        return Wrong.VALUE
    return None


def _destinations(first: dict[str, Tag], name: str) -> tuple[tuple[Destination, ...], tuple[Fault, ...]]:
    if name not in first:
        return (), ()
    good, bad = destination.read_all(first[name].value)
    faults = [Fault(Wrong.URI, name, piece) for piece in bad]
    faults += [Fault(Wrong.GONE, name, f"{one.uri}!{one.limit}") for one in good if one.limit]
    return good, tuple(faults)
