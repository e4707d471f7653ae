"""Classes of characters as Perl knows them over octets, and how they are written for the package ``regex``."""

from __future__ import annotations

ALL = frozenset(range(256))
_DIGIT = frozenset(b"0123456789")
_LOWER = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_UPPER = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORD = _DIGIT | _LOWER | _UPPER | {0x5F}
_SPACE = frozenset(b" \t\n\r\f\v")
_ACROSS = frozenset(b"\t \xa0")
_DOWN = frozenset(b"\n\x0b\x0c\r\x85")
CLASSES = {
    "d": _DIGIT,
    "w": _WORD,
    "s": _SPACE,
    "h": _ACROSS,
    "v": _DOWN,
    "D": ALL - _DIGIT,
    "W": ALL - _WORD,
    "S": ALL - _SPACE,
    "H": ALL - _ACROSS,
    "V": ALL - _DOWN,
    "N": ALL - {10},
}
_GRAPH = frozenset(range(0x21, 0x7F))
NAMED = {
    "alpha": _LOWER | _UPPER,
    "digit": _DIGIT,
    "alnum": _DIGIT | _LOWER | _UPPER,
    "upper": _UPPER,
    "lower": _LOWER,
    "space": _SPACE,
    "blank": frozenset(b" \t"),
    "punct": _GRAPH - _DIGIT - _LOWER - _UPPER,
    "print": _GRAPH | {0x20},
    "graph": _GRAPH,
    "cntrl": frozenset(range(32)) | {0x7F},
    "xdigit": frozenset(b"0123456789abcdefABCDEF"),
    "word": _WORD,
    "ascii": frozenset(range(128)),
}


def octet(code: int) -> str:
    """Write one character."""
    return chr(code) if code > 127 or chr(code).isalnum() else f"\\x{code:02x}"


def octets(found: frozenset[int]) -> str:
    """Write a class."""
    if not found:
        return "(?!)"
    if len(found) > 128:
        rest = ALL - found
        return f"[^{_ranges(rest)}]" if rest else "."
    return f"[{_ranges(found)}]"


def _ranges(found: frozenset[int]) -> str:
    made: list[str] = []
    ordered = sorted(found)
    start = previous = ordered[0]
    for code in [*ordered[1:], 999]:
        if code != previous + 1:
            made.append(octet(start) if start == previous else f"{octet(start)}-{octet(previous)}")
            start = code
        previous = code
    return "".join(made)
