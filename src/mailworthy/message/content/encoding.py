"""How the text of a message was made octets: charsets, transfer encodings, lengths of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import Place, found, in_part
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
    for part in draft.parts:
        severity = _SEVERITY.get(part.fault)
        bare = draft.kind != "eml"  # a file that nothing declares yet
        if part.decoded is None or severity is None or (bare and part.fault in _OF_MESSAGES):
            continue
        meta = part.decoded.meta if part.fault is CharsetFault.META_DIFFERS else ""
        told = " / ".join(filter(None, (part.decoded.declared or "-", meta, part.decoded.used)))
        yield found("MSG-CHARSET", [_first_odd(part)], detail=told, severity=severity)


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
    raw = draft.source.message.raw[:_LOOK_AT]
    body = draft.source.message.span[1]
    longest = max(map(len, raw[body:].splitlines()), default=0)
    if longest > LINE_OCTETS:
        yield found("MSG-LONG-LINE", [{}], detail=f"{longest}", confidence=Confidence.CERTAIN)
