"""Domain names: read as typed, IDNA 2008, the names nobody can receive mail at, the part that one registers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mailworthy.errors import InputError

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Names that never get public mail, all of them top-level (IANA special-use registry, state of 2026-11):
# RFC 6761 §6 (example, invalid, localhost, test), RFC 6762 §3 (local), RFC 7686 (onion), RFC 9476 (alt), RFC 3172 (arpa,
# and with it home.arpa), and `internal`, which ICANN set aside in 2024. example.com, .net and .org are left out: they
# exist, have a null MX, and DNS says so.
SPECIAL_USE = frozenset(
    {"alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"}
)

# A label of at most 63 letters, digits and inner hyphens (RFC 1035 §2.3.4, RFC 1123 §2.1) that doesn't hold hyphens at
# both its third and fourth place, for those are for IDNA to judge (RFC 5891 §4.2.3.1). Spelled without look-around and
# without possessive marks, so that Rust's regex crate reads it as well.
LABEL = (
    "[A-Za-z0-9](?:[A-Za-z0-9]|[A-Za-z0-9-](?:"
    "[A-Za-z0-9](?:[A-Za-z0-9-]{0,59}[A-Za-z0-9])?|-[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?))?"
)

NAME_OCTETS = 253  # RFC 1035 §2.3.4: 255 on the wire, two of them for the first length and the root
LABEL_OCTETS = 63
DOTS = (
    "[.\u3002\uff0e\uff61]"  # UTS 46 §4.5: the ideographic, full-width and half-width stops divide labels too
)

_PLAIN = re.compile(rf"(?:{LABEL}\.)*{LABEL}")
_LETTERS_DIGITS_HYPHENS = re.compile(r"[A-Za-z0-9.-]*")
_ENDS_IN_NUMBER = re.compile(r"(?:.*-)?[0-9]+")
_JOINERS = frozenset(
    "\u200c\u200d"
)  # RFC 5892 appendix A.1 and A.2: right in some scripts, IDNA looks at the context
_SCRIPTS_THAT_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_CYRILLIC_LATIN_TWINS = frozenset("аеорсухіјѕһԁԛԝӏк")


@dataclass(frozen=True, slots=True)
class Name:
    """A domain name as it was read.

    Args:
        ascii: A-labels in lower case; empty where the text is no domain name.
        reason: Why it is none: ``bad_character``, ``dot_at_edge``, ``consecutive_dots``, ``domain_hyphen_edge``,
            ``dot_next_to_hyphen``, ``label_too_long``, ``domain_too_long``, ``bad_idna``; else empty.
        at: Where, as an index in the typed text; None where nothing is wrong.
        flags: Sorted: ``bad_tld``, ``confusable``, ``idn_domain``, ``numeric_tld``, ``reserved_domain``,
            ``single_label_domain``.
    """

    ascii: str
    reason: str = ""
    at: int | None = None
    flags: tuple[str, ...] = ()


class Fault(Exception):  # noqa: N818  # no error: readers here signal with it from step to step, and catch it
    """What is wrong, and where."""

    def __init__(self, reason: str, at: int) -> None:
        self.reason = reason
        self.at = at


@lru_cache(maxsize=16_384)
def read(text: str) -> Name:
    """Read a domain name as somebody typed it, without its root dot.

    Args:
        text: Any text; upper case, U-labels and full-width forms are mapped as UTS 46 says.

    Source:
        RFC 1035 §2.3.4, RFC 1123 §2.1, RFC 5321 §4.1.2, RFC 5891 §4 and §5; UTS 46 non-transitional for the mapping.
    """
    try:
        ascii_form = _ascii(text)
    except Fault as fault:
        return Name("", fault.reason, fault.at)
    return Name(ascii_form, flags=_flags(ascii_form))


def reserved(domain: str) -> bool:
    """Tell whether a domain, as A-labels in lower case, lies in a special-use domain (RFC 6761 §6)."""
    return domain.rpartition(".")[2] in SPECIAL_USE


@lru_cache(maxsize=16_384)
def shown(domain: str) -> str:
    """Give a domain with U-labels, for people to read; labels that can't be decoded stay."""
    if "xn--" not in domain:
        return domain
    return ".".join(_u_label(label) for label in domain.split("."))


@lru_cache(maxsize=16_384)
def registrable(domain: str) -> str:
    """Give the part of a domain that one registers: ``b.co.uk`` of ``a.b.co.uk``; a public suffix stays itself.

    Args:
        domain: A-labels in lower case.

    Source:
        The public suffix list, in the version that is installed, with its private section.
    """
    if "xn--" not in domain:
        return _suffixes().privatesuffix(domain) or domain
    own = _suffixes().privatesuffix(_spelled(domain))
    return domain if own is None else ".".join(domain.split(".")[-own.count(".") - 1 :])


@lru_cache(maxsize=16_384)
def is_public_suffix(domain: str) -> bool:
    """Tell whether strangers register right below a domain, given as A-labels in lower case: ``co.uk``."""
    return _suffixes().privatesuffix(_spelled(domain)) is None


def _spelled(domain: str) -> str:
    """Give a name as the list of suffixes has it: in letters."""
    return ".".join(map(_letters, domain.split("."))) if "xn--" in domain else domain


def _letters(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:  # no suffix is written so
        return label


def to_ascii(text: str) -> str:
    """Give a domain name as A-labels in lower case.

    Raises:
        InputError: The text is no domain name; ``at`` says where.
    """
    name = read(text)
    if name.reason:
        raise InputError(f"not a domain name ({name.reason}): {text[:80]!r}", at=name.at)
    return name.ascii


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  # 20 ms that most commands don't need

    # The A-labels of its 10,000 suffixes take longer to make than all else that a short command does.
    return PublicSuffixList(accept_encoded_idn=False)


def _ascii(text: str) -> str:
    if len(text) <= NAME_OCTETS and _PLAIN.fullmatch(text):
        return text.lower()
    mapped = text.lower() if text.isascii() else _mapped(text)
    starts = _label_starts(text)
    if text.isascii():
        _check_characters(text)
    labels = mapped.split(".")
    _check_dots(labels, starts)
    _check_hyphens(labels, starts)
    return _encoded(labels, starts)


def _label_starts(text: str) -> list[int]:
    return [0, *(dot.end() for dot in re.finditer(DOTS, text))]


def _check_characters(text: str) -> None:
    good = _LETTERS_DIGITS_HYPHENS.match(text)
    if good and good.end() < len(text):
        raise Fault("bad_character", good.end())


def _mapped(text: str) -> str:
    import idna  # noqa: PLC0415  # tables that plain names don't need

    if len(text) > 2 * NAME_OCTETS:  # a bound on the work; composing halves a name at most, as good as always
        raise Fault("domain_too_long", 0)
    for at, character in enumerate(text):
        if _never_in_a_name(character):
            raise Fault("bad_character", at)
    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        raise Fault("bad_idna", _first_not_ascii(text)) from None
    if _LETTERS_DIGITS_HYPHENS.fullmatch("".join(c for c in mapped if c.isascii())):
        return mapped
    raise Fault("bad_character", _first_not_ascii(text))


def _never_in_a_name(character: str) -> bool:
    """Tell what no mapping makes right: controls, blanks, invisible ones, and signs that turn into such ASCII."""
    if character.isascii():
        return not _LETTERS_DIGITS_HYPHENS.fullmatch(character)
    if unicodedata.category(character)[0] in "CZ":
        return character not in _JOINERS
    plain = "".join(c for c in unicodedata.normalize("NFKC", character) if c.isascii())
    return not _LETTERS_DIGITS_HYPHENS.fullmatch(plain)


def _first_not_ascii(text: str) -> int:
    return next((at for at, character in enumerate(text) if not character.isascii()), 0)


def _check_dots(labels: list[str], starts: list[int]) -> None:
    if not labels[0]:
        raise Fault("dot_at_edge", 0)
    for index, label in enumerate(labels[:-1]):
        if not label:
            raise Fault("consecutive_dots", _start(starts, index))
    if not labels[-1]:
        raise Fault("dot_at_edge", _start(starts, len(labels) - 1) - 1)


def _start(starts: list[int], index: int) -> int:
    return starts[min(index, len(starts) - 1)]


def _check_hyphens(labels: list[str], starts: list[int]) -> None:
    last = len(labels) - 1
    for index, label in enumerate(labels):
        if label[0] == "-" or label[-1] == "-":
            at = _start(starts, index) + (0 if label[0] == "-" else len(label) - 1)
            raise Fault("domain_hyphen_edge" if index in {0, last} else "dot_next_to_hyphen", at)


def _encoded(labels: list[str], starts: list[int]) -> str:
    encoded = [_a_label(label, _start(starts, index)) for index, label in enumerate(labels)]
    name = ".".join(encoded)
    if len(name) > NAME_OCTETS:
        raise Fault("domain_too_long", 0)
    return name


def _a_label(label: str, at: int) -> str:
    if len(label) > LABEL_OCTETS:  # an A-label is never shorter than its U-label
        raise Fault("label_too_long", at)
    if label.isascii() and label[2:4] != "--":
        return label
    import idna  # noqa: PLC0415  # as above

    try:
        return idna.alabel(label).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        too_long = not label.isascii() and len(label.encode("punycode")) + len("xn--") > LABEL_OCTETS
        raise Fault("label_too_long" if too_long else "bad_idna", at) from None


def _u_label(label: str) -> str:
    import idna  # noqa: PLC0415  # as above

    try:
        return idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return label


def _flags(name: str) -> tuple[str, ...]:
    flags = []
    labels = name.split(".")
    if len(labels) == 1:
        flags.append("single_label_domain")
    else:
        flags += _top_level_flags(labels[-1])
    if any(label.startswith("xn--") for label in labels):
        flags.append("idn_domain")
        if _looks_like_another(shown(name)):
            flags.append("confusable")
    return tuple(sorted(flags))


def _top_level_flags(top: str) -> list[str]:
    """Say why nothing can be delegated there: no top-level domain but an A-label holds a digit (RFC 1123 §2.1)."""
    if top in SPECIAL_USE:
        return ["reserved_domain"]
    if top.startswith("xn--"):
        return []
    if _ENDS_IN_NUMBER.fullmatch(top):
        return ["numeric_tld"]
    return ["bad_tld"] if len(top) == 1 or any(c.isdigit() for c in top) else []


def _looks_like_another(name: str) -> bool:
    labels = name.split(".")
    return any(mixes_scripts(label) for label in labels) or (
        labels[-1].isascii() and any(_CYRILLIC_LATIN_TWINS.issuperset(label) for label in labels)
    )


def mixes_scripts(word: str) -> bool:
    """Tell whether one word takes letters from scripts that look alike, as a Latin word with a Cyrillic ``а`` does.

    Source:
        UTS 39 §5.1, narrowed to the scripts that are used to deceive: Japanese names mix theirs by nature.
    """
    if word.isascii():
        return False
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word if c.isalpha()}
    return len(scripts & _SCRIPTS_THAT_LOOK_ALIKE) > 1
