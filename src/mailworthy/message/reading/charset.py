"""Octets of a part made text: what was declared, what reads it, and what is wrong about the declaration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from mailworthy.wire.charset import codec_of

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META_OCTETS = 4096  # the standard looks at 1,024; templates begin with long comments
_META = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
_KANJI = re.compile(rb"\x1b\$[@B]")  # what begins a stretch of them
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")  # RFC 1468
_C1 = re.compile(rb"[\x80-\x9f]")
_SEVEN_BITS = {"utf-7", "hz", "iso2022_kr", "iso2022_jp_ext"}
_WIDE = {"utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le"}
# What any octets can be read as without a fault: that it worked proves nothing.
_ANYTHING = re.compile(r"iso8859-|latin|cp125|koi8|mac|cp437|cp85")


class CharsetFault(Enum):
    """What is wrong about a declared charset; the text is read all the same."""

    NONE = "none"
    MISSING = "missing"  # eight-bit text, and nobody says which
    UNKNOWN = "unknown"  # no such charset
    WRONG = "wrong"  # another one reads it
    BROKEN = "broken"  # the right one, as far as can be told, and some octets that it does not know
    SUPERSET = "superset"  # ISO 8859-1 declared, windows-1252 meant; or ISO-2022-JP, with signs of NEC's
    META_DIFFERS = "meta_differs"  # the header is right, the page says something else


@dataclass(frozen=True, slots=True)
class Decoded:
    """A part's text.

    Args:
        text: With lines ended by LF and without a byte order mark.
        declared: The charset that the header names; empty where it names none.
        meta: The one that the page itself names, in lower case; empty where it names none, or is no page.
        used: The codec that reads it, by Python's name.
        fault: What is wrong about the declaration.
    """

    text: str
    declared: str
    meta: str
    used: str
    fault: CharsetFault


def decoded(octets: bytes, declared: str = "", *, page: bool = False) -> Decoded:
    """Make octets text. Any octets and any charset's name are accepted, nothing is raised.

    Args:
        octets: Without their transfer encoding.
        declared: As the header says; perhaps misspelt, cut, or empty.
        page: Whether they are HTML, which may name its charset itself.

    Source:
        RFC 2045 §5.2, RFC 1468; WHATWG Encoding §4.2 for windows-1252, HTML §13.2.3.2 for a page's own declaration.
    """
    found = _META.search(octets, 0, _META_OCTETS) if page else None
    meta = found[1].decode("ascii", "replace").lower() if found else ""
    text, used, fault = _read(octets, declared, meta)
    if used == "utf-7":  # it alone lets halves of characters through
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, declared, meta, used, fault)


def _read(octets: bytes, declared: str, meta: str) -> tuple[str, str, CharsetFault]:
    for mark, codec in _BOMS:
        if octets.startswith(mark):
            wrong = bool(declared) and not codec_of(declared).startswith(codec[:6])
            fault = CharsetFault.WRONG if wrong else CharsetFault.NONE
            return octets[len(mark) :].decode(codec, "replace"), codec, fault
    codec = codec_of(declared)
    unknown = CharsetFault.UNKNOWN if declared and not codec else CharsetFault.NONE
    if octets.isascii() and codec not in _WIDE:
        return _of_seven_bits(octets, codec, unknown)
    if not codec:
        text, used = _undeclared(octets, meta)
        return text, used, unknown if declared else CharsetFault.MISSING
    text, used, fault = _declared(octets, codec)
    other = codec_of(meta)
    if fault is CharsetFault.NONE and other and not _same(other, used):
        fault = CharsetFault.META_DIFFERS
    return text, used, fault


def _of_seven_bits(octets: bytes, codec: str, fault: CharsetFault) -> tuple[str, str, CharsetFault]:
    if b"\x1b" in octets and _ISO_2022_JP.search(octets) and codec != "iso2022_kr":
        japanese = codec.startswith("iso2022_jp")
        unsaid = CharsetFault.WRONG if codec else CharsetFault.MISSING
        read, of_it = _japanese(octets)
        return (
            read,
            "iso2022_jp_ext",
            of_it if japanese else fault if fault is not CharsetFault.NONE else unsaid,
        )
    if codec in _SEVEN_BITS:
        text = _strictly(octets, codec)
        broken = CharsetFault.BROKEN if text is None else CharsetFault.NONE
        return octets.decode(codec, "replace") if text is None else text, codec, broken
    return octets.decode("ascii"), codec or "ascii", fault


def _japanese(octets: bytes) -> tuple[str, CharsetFault]:
    """Read ISO-2022-JP; NEC's ①, ㈱ and their like, too, which the standard lacks and mail clients show (WHATWG Encoding §12.2)."""
    standard = _strictly(octets, "iso2022_jp_ext")
    if standard is not None:
        return standard, CharsetFault.NONE
    # JIS X 0213 has them at their places, and all of JIS X 0208 as well.
    more = _strictly(_KANJI.sub(b"\x1b$(Q", octets).replace(b"\x1b(J", b"\x1b(B"), "iso2022_jp_2004")
    if more is not None:
        return more, CharsetFault.SUPERSET
    return octets.decode("iso2022_jp_ext", "replace"), CharsetFault.BROKEN


def _declared(octets: bytes, codec: str) -> tuple[str, str, CharsetFault]:
    """Read eight-bit text by what is declared, unless that is plainly not what it is."""
    if codec == "ascii" or _ANYTHING.match(codec):
        return _one_octet_a_sign(octets, codec)
    text = _strictly(octets, codec)
    if text is not None:
        return text, codec, CharsetFault.NONE
    other = _strictly(octets, "utf-8")
    if other is not None:
        return other, "utf-8", CharsetFault.WRONG
    if codec == "utf-8" and _mostly_broken(octets):
        used = _guessed(octets)
        return octets.decode(used, "replace"), used, CharsetFault.WRONG
    return octets.decode(codec, "replace"), codec, CharsetFault.BROKEN


def _one_octet_a_sign(octets: bytes, codec: str) -> tuple[str, str, CharsetFault]:
    """Such charsets read anything; where UTF-8 fits as well, its sequences are no accident."""
    text = _strictly(octets, "utf-8")
    if text is not None:
        return text, "utf-8", CharsetFault.WRONG
    if codec == "ascii":
        used = _guessed(octets)
        return octets.decode(used, "replace"), used, CharsetFault.WRONG
    if codec == "iso8859-1" and _C1.search(octets):
        return octets.decode("cp1252", "replace"), "cp1252", CharsetFault.SUPERSET
    text = _strictly(octets, codec)
    fault = CharsetFault.BROKEN if text is None else CharsetFault.NONE
    return octets.decode(codec, "replace") if text is None else text, codec, fault


def _undeclared(octets: bytes, meta: str) -> tuple[str, str]:
    text = _strictly(octets, "utf-8")
    if text is not None:
        return text, "utf-8"
    codec = codec_of(meta)
    if codec and codec not in _WIDE | {"utf-8", "ascii"}:
        text = _strictly(octets, codec)
    if text is None:
        codec = _guessed(octets)
        text = octets.decode(codec, "replace")
    return text, codec


def _mostly_broken(octets: bytes) -> bool:
    """Tell text in another charset from text in UTF-8 with some damage: hardly any sequence fits."""
    eight_bit = sum(octets.count(bytes((octet,))) for octet in range(0xC0, 0x100))
    return octets.decode("utf-8", "replace").count("\ufffd") > eight_bit // 2


def _guessed(octets: bytes) -> str:
    from turbohtml.detect import detect  # noqa: PLC0415  # few messages need it

    codec = codec_of(detect(octets[:65_536]).encoding or "")
    return (
        "cp1252" if codec in {"", "utf-8"} else codec
    )  # a page that says UTF-8 is believed there, and was not here


def _strictly(octets: bytes, codec: str) -> str | None:
    try:
        return octets.decode(codec)
    except UnicodeError:
        return None


def _same(one: str, other: str) -> bool:
    names = {"iso8859-1": "cp1252", "shift_jis": "cp932", "ascii": "cp1252"}
    return names.get(one, one) == names.get(other, other)
