"""Messages: headers, parts and text of anything that arrives as mail (RFC 5322, RFC 2045 to 2047, RFC 2231).

A reader, no judge: whatever the octets are, something is read, in time and memory that grow with their number. Nothing
is looked at before it is asked for, since most messages need two headers and one part.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_hex, a2b_qp
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from mailworthy.wire.charset import decode
from mailworthy.wire.html_text import plain

PARTS = 300  # no more are listed
DEPTH = 20  # parts nested deeper are not opened
HEADER_OCTETS = 262_144  # of one header block; what stands behind is not looked at
VALUE_OCTETS = 16_384  # of one field
TEXT_OCTETS = 65_536  # of one part's text
Octets = bytes  # a part has a property of that name

_FIELD = re.compile(r"^([!-9;-~]++)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_FIRST_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_ENVELOPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*\n)*(?:>?From [^\n]*\n)*"
)  # a byte order mark; RFC 4155 §A.2
_TYPE = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)")
_PARAM = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,3})(\*)?)?")  # RFC 2231 §3, §4
_ENCODED_WORD = re.compile(
    r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?="
)  # RFC 2047 §2, §6.2; blanks inside are common
_UNDECLARED = re.compile(rb"^--([^\n]+)\n(?=content-)", re.MULTILINE | re.IGNORECASE)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")  # RFC 2231 §4
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def read(raw: bytes) -> Message:
    """Read a message. Any octets are accepted; nothing is raised.

    Args:
        raw: With lines ended by LF, CRLF, CR or all of them; an mbox's ``From`` line and a byte order mark may stand in
            front.
    """
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    if b"\r" in raw:  # rare: bare ones, and those that a gateway doubled
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = _ENVELOPE.match(raw)
    return Message(raw[start.end() :] if start and start.end() else raw)


class Headed:
    """What has a header and a body: a message or one of its parts."""

    __slots__ = ("_body", "_end", "_fields", "_params", "_source", "_start", "_type", "_values")

    def __init__(self, source: bytes, start: int, end: int) -> None:
        """Take a stretch of octets."""
        self._source, self._start, self._end = source, start, end
        self._body = _body_start(source, start, end)
        self._fields: dict[str, str] | None = None
        self._values: dict[str, str] = {}
        self._params: Mapping[str, str] | None = None
        self._type = ""

    @property
    def span(self) -> tuple[int, int, int]:
        """Where header, body and end are, in octets of the whole message as read here: without its envelope, lines ended by LF."""
        return self._start, self._body, self._end

    def fields(self) -> Iterator[tuple[str, str, int, int]]:
        """Give every field as it stands: its name, its value, folded, an octet a character, and where it begins and ends."""
        end = min(self._body, self._start + HEADER_OCTETS)
        for field in _FIELD.finditer(self._source[self._start : end].decode("latin-1")):
            yield field[1], field[2], self._start + field.start(), self._start + field.end()

    def _listed(self) -> list[tuple[str, str]]:
        """Give every field and its value, folded, an octet a character."""
        end = min(self._body, self._start + HEADER_OCTETS)
        return _FIELD.findall(self._source[self._start : end].decode("latin-1"))

    def _first(self) -> dict[str, str]:
        """Give the first value of each field, by its name in lower case."""
        if self._fields is None:
            self._fields = {name.lower(): value for name, value in reversed(self._listed())}
        return self._fields

    def has(self, name: str) -> bool:
        """Tell whether a field is there."""
        return name.lower() in self._first()

    @property
    def names(self) -> AbstractSet[str]:
        """The names of all fields, in lower case."""
        return self._first().keys()

    def header(self, name: str) -> str:
        """Give the first value of a field, unfolded and decoded (RFC 2047); empty where it is missing."""
        known = self._values.get(name)
        if known is None:
            found = self._first().get(name.lower(), "")
            known = self._values[name] = unfolded_value(found) if found else ""
        return known

    def headers(self, name: str) -> list[str]:
        """Give all values of a field, unfolded and decoded."""
        wanted = name.lower()
        return [unfolded_value(value) for one, value in self._listed() if one.lower() == wanted]

    @property
    def type(self) -> str:
        """The media type in lower case; ``text/plain`` where none is declared that can be read (RFC 2045 §5.2)."""
        if not self._type:
            declared = _TYPE.match(_unfolded(self._first().get("content-type", "")))
            self._type = declared[1].lower() if declared else "text/plain"
        return self._type

    def param(self, name: str) -> str:
        """Give a parameter of the media type, decoded (RFC 2231); empty where it is missing."""
        if self._params is None:
            self._params = _params(_unfolded(self._first().get("content-type", "")))
        return self._params.get(name, "")

    def disposition(self) -> tuple[str, str]:
        """Give how the part wants to be shown, in lower case, and the file name that it declares, else that of its type.

        Source:
            RFC 2183 §2; names in encoded words are against RFC 2231 §1 and usual all the same.
        """
        declared = _unfolded(self._first().get("content-disposition", ""))
        name = _params(declared).get("filename", "") or self.param("name")
        kind = declared.partition(";")[0].strip().lower()
        return kind, _words_decoded(name) if "=?" in name else name

    @property
    def body(self) -> bytes:
        """What follows the header, still in its transfer encoding."""
        return self._source[self._body : self._end]

    def _decoded(self, octets: int | None = None) -> bytes:
        """Give the body without its transfer encoding, made from so many octets at most."""
        end = self._end if octets is None else min(self._end, self._body + octets)
        return _transferred(self._source[self._body : end], self.header("content-transfer-encoding"))

    def _said(self) -> str:
        return decode(self._decoded(TEXT_OCTETS * 2)[:TEXT_OCTETS], self.param("charset"))


class Part(Headed):
    """One part of a message.

    Args:
        source: The whole message.
        start: Where the part's header begins.
        end: Where its body ends.
        depth: How many multiparts it stands in.
        parent: The index of the multipart that it stands in among :attr:`Message.parts`, -1 for the message itself.
    """

    __slots__ = ("depth", "parent")

    def __init__(self, source: bytes, start: int, end: int, depth: int, parent: int) -> None:
        """Take the stretch that boundaries enclose."""
        super().__init__(source, start, end)
        self.depth, self.parent = depth, parent

    @property
    def raw(self) -> Octets:
        """The body, still in its transfer encoding."""
        return self.body

    @property
    def bytes(self) -> Octets:
        """The body without its transfer encoding."""
        return self._decoded()

    def beginning(self, octets: int) -> Octets:
        """Give what the body begins with, without its transfer encoding: so many octets at most."""
        return self._decoded(octets * 4)[
            :octets
        ]  # an octet takes three characters and its share of a line end

    @property
    def text(self) -> str:
        """What the body says, decoded leniently; its first 64 kB."""
        return self._said()

    def message(self) -> Message:
        """Read the body as a message of its own: for ``message/rfc822`` and its like."""
        return read(self._decoded())


class Message(Headed):
    """A message, read as far as somebody asks.

    Args:
        raw: The whole, its lines ended by LF.
    """

    __slots__ = ("_parts", "_text", "_types")

    def __init__(self, raw: bytes) -> None:
        """Take the octets."""
        super().__init__(raw, 0, len(raw))
        self._parts: tuple[Part, ...] | None = None
        self._types: frozenset[str] | None = None
        self._text: str | None = None

    @property
    def raw(self) -> bytes:
        """The whole message, its lines ended by LF."""
        return self._source

    @property
    def parts(self) -> Sequence[Part]:
        """All parts, depth first; the message itself, at depth 0, where it is no multipart.

        Multiparts stand before what they hold. Messages inside are one part; :meth:`Part.message` opens them.
        """
        if self._parts is None:
            self._parts = tuple(_parts(self._source, self))
        return self._parts

    @property
    def types(self) -> AbstractSet[str]:
        """The media types of all parts."""
        if self._types is None:
            self._types = frozenset(part.type for part in self.parts)
        return self._types

    def text(self) -> str:
        """Give what the message says to people: its first plain text, else its HTML made plain; the first 64 kB."""
        if self._text is None:
            self._text = _human(self.parts)
        return self._text


# --- headers ------------------------------------------------------------------------------------------------------


def _body_start(source: bytes, start: int, end: int) -> int:
    """Find where the header ends: at a blank line, or before anything where the first line is no field."""
    if source[start : start + 1] == b"\n":
        return start + 1
    if not _FIRST_FIELD.match(source, start, end):
        return start
    blank = source.find(b"\n\n", start, end)
    return end if blank < 0 else blank + 2


def _unfolded(value: str) -> str:
    text = value[:VALUE_OCTETS].replace("\n", "")
    return text if text.isascii() and "\x1b" not in text else decode(text.encode("latin-1"))


def unfolded_value(folded: str) -> str:
    """Give a field's value unfolded and decoded (RFC 2047).

    Args:
        folded: As it stands, an octet a character.
    """
    text = _unfolded(folded).strip()
    return _words_decoded(text) if "=?" in text else text


def _words_decoded(text: str) -> str:
    """Decode encoded words, joining those whose characters were cut in two (against RFC 2047 §5, yet common)."""
    said: list[str] = []
    waiting, waiting_charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(text):
        charset = word[1].partition("*")[0].lower()  # RFC 2231 §5: charset*language
        between = text[at : word.start()]
        if charset != waiting_charset or between.strip():
            said += (decode(waiting, waiting_charset), between if between.strip() or not at else "")
            waiting, waiting_charset = b"", charset
        waiting += _word_octets(word[3], word[2])
        at = word.end()
    return "".join((*said, decode(waiting, waiting_charset), text[at:]))


def _word_octets(encoded: str, encoding: str) -> bytes:
    octets = encoded.encode("utf-8", "replace")
    return from_base64(octets) if encoding in "bB" else a2b_qp(octets, header=True)


def _params(declared: str) -> Mapping[str, str]:
    """Read parameters, their sections joined (RFC 2231 §3) and their percent signs decoded (§4)."""
    found: dict[str, str] = {}
    sections: dict[str, dict[int, str]] = {}
    for name, value in _PARAM.findall(declared[:VALUE_OCTETS]):
        section = _SECTION.fullmatch(name.lower())
        if section is None:
            found.setdefault(name.lower(), _unquoted(value))
        else:
            sections.setdefault(section[1], {})[int(section[2] or 0)] = _unquoted(value)
    for name, pieces in sections.items():
        found[name] = _percent_decoded("".join(pieces[number] for number in sorted(pieces)))
    return found


def _unquoted(value: str) -> str:
    if value[:1] != '"':
        return value.strip()
    inner = value[1:-1] if len(value) > 1 and value[-1] == '"' else value[1:]
    return re.sub(r"\\(.)", r"\1", inner) if "\\" in inner else inner


def _percent_decoded(value: str) -> str:
    charset, quote, rest = value.partition("'")
    encoded = rest.partition("'")[2] if quote else value
    octets = _PERCENT.sub(lambda found: a2b_hex(found[1]), encoded.encode("utf-8", "surrogatepass"))
    return decode(octets, charset if quote else "")


# --- bodies -------------------------------------------------------------------------------------------------------


def _transferred(octets: bytes, encoding: str) -> bytes:
    """Take a transfer encoding off (RFC 2045 §6); an unknown one is left on."""
    match encoding.strip(" \t\"';").lower():
        case "base64":
            return from_base64(octets)
        case "quoted-printable":
            return a2b_qp(octets)
        case _:
            return octets


def from_base64(octets: bytes) -> bytes:
    """Decode base64 however it was cut, padded or mixed with other signs (RFC 2045 §6.8)."""
    try:
        return a2b_base64(octets)
    except Error:
        clean = _NOT_BASE64.sub(b"", octets)
        return a2b_base64(clean[: len(clean) // 4 * 4] + _tail(clean[len(clean) // 4 * 4 :]))


def _tail(rest: bytes) -> bytes:
    return rest.ljust(4, b"=") if len(rest) > 1 else b""


def _human(parts: Sequence[Part]) -> str:
    for part in parts:
        if part.type == "text/plain" and (said := part.text).strip():
            return said
    for part in parts:
        if part.type == "text/html" and (said := plain(part.text)):
            return said
    return parts[0].text if parts and not parts[0].type.startswith(("image/", "application/")) else ""


# --- multiparts ---------------------------------------------------------------------------------------------------


def _parts(source: bytes, message: Message) -> list[Part]:
    """List parts depth first, with a stack of our own: depth is a stranger's choice."""
    root = Part(source, 0, len(source), 0, -1)
    if not message.type.startswith("multipart/"):
        return [root]
    found: list[Part] = []
    waiting = list(reversed(_children(source, root, -1)))
    while waiting and len(found) < PARTS:
        part = waiting.pop()
        found.append(part)
        if part.type.startswith("multipart/") and part.depth < DEPTH:
            waiting += reversed(_children(source, part, len(found) - 1))
    return found or [root]


def _children(source: bytes, whole: Part, index: int) -> list[Part]:
    start, end = whole._body, whole._end  # noqa: SLF001  # one and the same reader
    edges = _marks(source, start, end, whole.param("boundary"))
    return [
        Part(source, after, until, whole.depth + 1, index)
        for (_, after), (until, _) in pairwise(edges)
        if after < until
    ]


def _marks(source: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Give where each boundary line begins and ends (RFC 2046 §5.1.1), the closing one or the end last."""
    found = (
        _declared_marks(source, start, end, boundary.rstrip().encode("utf-8", "replace")) if boundary else []
    )
    if not found and (guess := _UNDECLARED.search(source, start, end)):
        found = _declared_marks(source, start, end, guess[1].rstrip())
    return found


def _declared_marks(source: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    mark = b"--" + boundary
    at = start if source.startswith(mark, start) else source.find(b"\n" + mark, start, end) + 1
    while at > 0 and len(found) <= PARTS:
        line_end = source.find(b"\n", at, end)
        line_end = end if line_end < 0 else line_end
        rest = source[at + len(mark) : line_end].strip()
        if rest in {b"", b"--"}:
            found.append((max(start, at - 1), min(end, line_end + 1)))
        if rest == b"--" and len(found) > 1:
            return found
        at = source.find(b"\n" + mark, line_end, end) + 1
    return [*found, (end, end)] if found else []  # cut off before its closing line, as bounces often are
