"""What a file is: its packing, format and encoding, from evidence gathered all over it.

One pass reads the whole file. Where it is ASCII, as most lists mostly are, that costs next to nothing; where it isn't, lines
are kept as evidence. The pass proves too that a packed file unpacks, before hours of work are spent on its beginning.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from mailworthy.errors import InputError
from mailworthy.store.tables.decode import UTF8_MARK, WIDE, western
from mailworthy.store.tables.shape import MIB, Limits
from mailworthy.store.tables.unpack import Unpacked

_HEAD = 64 << 10
_LONG_LINE = 500
_FEW = 2
_PAGE = 4 << 10
_LINE_END = re.compile(rb"[\r\n]|\Z")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

# What people give us by mistake, and what to do about it.
_FOREIGN = [
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls): save it as .xlsx or CSV"),
    (b"%PDF", "a PDF: export the list as CSV"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x1f\x8b", "packed twice: unpack it first"),
    (b"PK\x03\x04", "an archive within an archive: unpack it first"),
    (b"PAR1", "a Parquet file that is packed: unpack it first"),
    (b"SQLite format 3", "an SQLite database: export the table as CSV"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
]
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)


@dataclass(slots=True)
class Evidence:
    """What one pass over a file found.

    Args:
        size: Octets, unpacked.
        head: The first 64 KiB.
        ascii: Whether there is no octet above 127 and no escape sequence of ISO-2022.
        utf8: Whether all of it is UTF-8.
        escapes: Whether there are escape sequences of ISO-2022-JP.
        lines: Lines with octets above 127, from all over the file.
    """

    size: int = 0
    head: bytes = b""
    ascii: bool = True
    utf8: bool = True
    escapes: bool = False
    lines: list[bytes] = field(default_factory=list)


def gather(path: Path, packing: str, limits: Limits) -> Evidence:
    """Read the whole file once.

    Raises:
        InputError: It cannot be unpacked, or is no text.
    """
    evidence, utf8 = Evidence(), codecs.getincrementaldecoder("utf-8")()
    source = Unpacked(path, packing, limits)
    try:
        while piece := source.read(MIB):
            if not evidence.size:
                evidence.head = piece[:_HEAD]
                refuse_foreign(path.name, evidence.head)
            evidence.size += len(piece)
            _note(evidence, piece, utf8)
    finally:
        source.close()
    if evidence.utf8:
        evidence.utf8 = _ends_well(utf8)
    return evidence


def refuse_foreign(name: str, head: bytes) -> None:
    """Raise InputError if a file's head shows that it is nothing that lists come in."""
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise InputError(f"{name} is {what}")
    if _MARKUP.match(head):
        raise InputError(f"{name} is a page of HTML or XML, whatever its name says: save it as .xlsx or CSV")


def _note(evidence: Evidence, piece: bytes, utf8: codecs.IncrementalDecoder) -> None:
    if b"\x1b" in piece and b"\x1b$" in piece:
        evidence.escapes = True
        evidence.ascii = False
    plain = piece.isascii()
    if plain and evidence.ascii:
        return
    evidence.ascii = False
    evidence.utf8 = evidence.utf8 and _goes_on(piece, utf8)
    if not plain:
        # The more there are the fewer are kept; as long as all is UTF-8, few are enough.
        _collect(
            evidence.lines, piece, _FEW if evidence.utf8 else max(_FEW, 64 >> (len(evidence.lines) // 1024))
        )


def _goes_on(piece: bytes, utf8: codecs.IncrementalDecoder) -> bool:
    """Tell whether UTF-8 goes on; only the pages of a piece that are not ASCII are decoded."""
    try:
        for begin in range(0, len(piece), _PAGE):
            page = piece[begin : begin + _PAGE]
            if utf8.getstate()[0] or not page.isascii():
                utf8.decode(page)
    except ValueError:
        return False
    return True


def _collect(lines: list[bytes], piece: bytes, wanted: int) -> None:
    """Keep some lines that are not ASCII."""
    here = 0
    while wanted and (found := _HIGH.search(piece, here)):
        at = found.start()
        near = max(0, at - _LONG_LINE)
        begin = max(piece.rfind(b"\n", near, at), piece.rfind(b"\r", near, at), near - 1) + 1
        stop = _LINE_END.search(piece, at, at + _LONG_LINE)
        here = stop.end() if stop else at + _LONG_LINE
        if stop and (begin > near or not near):  # a line cut in two would break a character in two
            lines.append(piece[begin : stop.start()])
            wanted -= 1


def _ends_well(utf8: codecs.IncrementalDecoder) -> bool:
    try:
        utf8.decode(b"", final=True)
    except ValueError:
        return False
    return True


def encoding_of(evidence: Evidence, name: str) -> str:
    """Tell the encoding: Python's name of it.

    Raises:
        InputError: This is no text in any encoding that we know.
    """
    head = evidence.head
    wide = wide_encoding(head)
    if wide:
        _refuse_rubbish(head[: len(head) // 4 * 4].decode(wide, "replace").encode("utf-8", "replace"), name)
        return wide
    _refuse_rubbish(head, name)
    if head.startswith(UTF8_MARK) or evidence.ascii:
        return "utf-8"
    if evidence.escapes and all(line.isascii() for line in evidence.lines):
        return "iso2022_jp_ext"
    return "utf-8" if evidence.utf8 else _by_lines(evidence.lines)


def wide_encoding(head: bytes) -> str:
    """Tell which of UTF-16 and UTF-32 a file's head is in, with or without its mark; empty for other encodings."""
    for encoding in sorted(WIDE, reverse=True):  # UTF-32's little-endian mark begins with UTF-16's
        if head.startswith(WIDE[encoding]):
            return encoding
    half = len(head) // 2
    if half < 4:
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    # Addresses, delimiters and line ends are ASCII in any list: there one octet in two is 0.
    if max(even, odd) > 0.2 and min(even, odd) < 0.02:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _refuse_rubbish(head: bytes, name: str) -> None:
    found = list(_CONTROL.finditer(head))
    strange = len(found) + 3 * head.count("\N{REPLACEMENT CHARACTER}".encode())
    if strange > max(2, 0.02 * len(head)):
        at = found[0].start() if found else 0
        raise InputError(
            f"{name} is no text that we can read (binary data from octet {at} on): give a CSV, XLSX, Parquet or JSON Lines file",
            at=at,
        )


def _by_lines(lines: list[bytes]) -> str:
    if sum(_is(line, "utf-8") for line in lines) * 2 >= len(lines):
        return "utf-8"  # lists grow together: the lines that are Windows-1252 are read as such, one by one
    return max(("cp1252", "cp932", "euc_jp"), key=lambda encoding: _plausible(lines, encoding))


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except ValueError:
        return False
    return True


_ACCENTED = "À-ÖØ-öø-ÿŒœŠšŽžŸ"
# Accented letters stand in words, one or two of them beside plain ones; Japanese read as Windows-1252 shows long runs of them.
_LATIN = re.compile(
    rf"(?<=[A-Za-z])[{_ACCENTED}]{{1,2}}(?![{_ACCENTED}])|(?<![{_ACCENTED}])[{_ACCENTED}]{{1,2}}(?=[A-Za-z])"
    r"|[’“”–—…€™®©°·«»¿¡§ºª\xa0]"
)
_ADDED = re.compile(r"[^\xa0-ÿ]")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶー々〒、。『』「」０-９Ａ-Ｚａ-ｚ・（）－　㈱①-⑳一-龠]+|[ｦ-ﾟ]{2,}")
_LETTER = re.compile(r"[A-Za-z]")


def _plausible(lines: list[bytes], encoding: str) -> float:
    """Score how much a reading looks like what people write: the share of octets above 127 that make sense in it."""
    score = 0.0
    for line in lines:
        high = len(_HIGH.findall(line))
        good = (
            _latin(western(line))
            if encoding == "cp1252"
            else _japanese(line.decode(encoding, "replace"), encoding)
        )
        score += min(1.0, good / max(1, high))
    return score / max(1, len(lines))


def _latin(text: str) -> float:
    strange = sum("\x7f" < letter < "\xa0" for letter in text)
    found = "".join(match[0] for match in _LATIN.finditer(text))
    # What Microsoft added to Latin-1 are Shift_JIS's first octets too, and rarer in names.
    return len(found) - 0.3 * len(_ADDED.findall(found)) - 2 * strange


def _japanese(text: str, encoding: str) -> float:
    good = sum(_run(text, *found.span(), encoding) for found in _JAPANESE.finditer(text))
    broken = text.count("\N{REPLACEMENT CHARACTER}") + sum("\ue000" <= letter <= "\uf8ff" for letter in text)
    return good - 3 * broken


def _run(text: str, begin: int, end: int, encoding: str) -> float:
    """Score a run of Japanese characters; a lone one within a Latin word is a Latin letter misread."""
    narrow = text[begin] >= "｡" and text[begin] < "\uffa0"
    joined = _LETTER.match(text, end) or (begin and _LETTER.match(text, begin - 1))
    if joined and (narrow or end - begin == 1):
        return 0.0
    if narrow:  # kanji of EUC-JP look like this to Shift_JIS
        return 0.7 * (end - begin)
    octets = len(_HIGH.findall(text[begin:end].encode(encoding, "ignore")))
    rare = sum("一" <= letter <= "龠" and not _common(letter) for letter in text[begin:end])
    return octets - rare


def _common(kanji: str) -> bool:
    """Tell whether a character is one of JIS level 1: rows 16 to 47, those in daily use."""
    octets = kanji.encode("euc_jp", "ignore")
    return bool(octets) and 0xB0 <= octets[0] <= 0xCF
