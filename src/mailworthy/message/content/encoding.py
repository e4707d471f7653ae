"""How the text of a message was made octets: charsets, transfer encodings, lengths of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import PLACES_MOST, SNIPPET, Place, found, in_part, snippet
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.charset import CharsetFault
from mailworthy.message.reading.place import Span

LINE_OCTETS = 998  # RFC 5322 §2.1.1, without the line end
_LOOK_AT = 4 * 2**20  # octets
_KNOWN = {"", "7bit", "8bit", "binary", "base64", "quoted-printable"}
_GARBLED = re.compile("\ufffd+")
_SEVERITY = {
    CharsetFault.UNKNOWN: Severity.WARNING,
    CharsetFault.WRONG: Severity.WARNING,
    CharsetFault.BROKEN: Severity.WARNING,
    CharsetFault.MISSING: Severity.WARNING,
    CharsetFault.SUPERSET: Severity.INFO,
    CharsetFault.META_DIFFERS: Severity.INFO,
}
_OF_MESSAGES = {CharsetFault.MISSING, CharsetFault.SUPERSET, CharsetFault.META_DIFFERS}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ENOUGH = 100  # octets of text: whoever encodes less hides nothing


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say; of a page without a message only what it says of its own charset."""
    draft = sight.draft
    yield from _charsets(draft)
    if draft.kind == "eml":
        yield from _encodings(draft)
        yield from _lines(draft)


def _charsets(draft: Draft) -> Iterator[Finding]:
    wrong: dict[Severity, list[Part]] = {}
    for part in draft.parts:
        bare = draft.kind != "eml"  # a file that nothing declares yet
        if part.decoded and part.fault in _SEVERITY and not (bare and part.fault in _OF_MESSAGES):
            wrong.setdefault(_SEVERITY[part.fault], []).append(part)
    for severity, parts in wrong.items():
        detail = listed(dict.fromkeys(map(_declared, parts)))
        yield found("MSG-CHARSET", map(_first_odd, parts), detail=detail, severity=severity)


def _declared(part: Part) -> str:
    """Give what is declared, what the page itself says where that differs, and what reads it."""
    if part.decoded is None:
        return ""
    meta = part.decoded.meta if part.fault is CharsetFault.META_DIFFERS else ""
    return " / ".join(filter(None, (part.decoded.declared or "-", meta, part.decoded.used)))


def _first_odd(part: Part) -> Place:
    odd = _GARBLED.search(part.text) or _NOT_ASCII.search(part.text)
    if odd is None:
        return {"part": part.index}
    line = part.text.find("\n", odd.end())
    return in_part(part, Span(odd.start(), line if line > 0 else len(part.text)))


def _encodings(draft: Draft) -> Iterator[Finding]:
    unknown, needless, bare = [], [], []
    for part in draft.parts:
        encoding = part.encoding.strip(" \t\"';").lower()
        if encoding not in _KNOWN:
            unknown.append((part, encoding))
        elif part.decoded and encoding == "base64":
            if len(part.text) >= _ENOUGH and part.text.isascii():
                needless.append(part)
        elif (
            part.decoded
            and encoding in {"", "7bit"}
            and not part.text.isascii()
            and not part.octets.isascii()
        ):
            bare.append(part)
    if unknown:
        detail = listed(encoding for _, encoding in unknown)
        yield found("MSG-ENCODING", ({"part": part.index} for part, _ in unknown), detail=detail)
    if needless:
        yield found("MSG-BASE64-ASCII", ({"part": part.index} for part in needless))
    if bare:
        yield found("MSG-8BIT", (_first_odd(part) for part in bare))


def _lines(draft: Draft) -> Iterator[Finding]:
    """Tell lines of the body that servers must cut, or may refuse."""
    message = draft.source.message
    lines = message.raw[message.span[1] : _LOOK_AT].splitlines(keepends=True)
    long = [number for number, line in enumerate(lines) if len(line.rstrip(b"\r\n")) > LINE_OCTETS]
    if long:
        longest = max(len(lines[number].rstrip(b"\r\n")) for number in long)
        starts = (message.span[1] + sum(map(len, lines[:number])) for number in long[:PLACES_MOST])
        where = [_line(draft, start) for start in starts]
        where += [{}] * (len(long) - len(where))
        yield found("MSG-LONG-LINE", where, detail=f"{longest}")


def _line(draft: Draft, start: int) -> Place:
    place = draft.source.place(start, exact=True)
    said = draft.source.message.raw[start : start + 4 * SNIPPET].decode("utf-8", "replace")
    return {"line": place.line, "offset": place.offset, "snippet": snippet(said)}
