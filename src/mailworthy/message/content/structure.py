"""How the parts of a message stand together (RFC 2046 §5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailworthy.finding import Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import Place, found
from mailworthy.message.reading import Draft, Part
from mailworthy.wire.message import Headed

_OTHER_VERSIONS = ("text/", "application/ics")  # enriched text, AMP, an appointment


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    draft = sight.draft
    yield from _left_out(draft)
    if draft.kind == "eml":
        yield from _empty(sight)
        yield from _boundaries(draft)
        yield from _alternatives(draft)
        yield from _both_shown(draft)


def _left_out(draft: Draft) -> Iterator[Finding]:
    if draft.left_out:
        detail = listed(dict.fromkeys(f"{one.what} > {one.cap:,}" for one in draft.left_out))
        yield found("MSG-CUT", [_place(one.part) for one in draft.left_out], detail=detail)


def _empty(sight: Sight) -> Iterator[Finding]:
    draft, html = sight.draft, sight.html
    if not draft.text.strip() and not (html and html.images) and not draft.attachments:
        yield found("MSG-EMPTY", [{}])


def _multiparts(draft: Draft) -> Iterator[tuple[int, Headed, Sequence[Part]]]:
    """Give all multiparts: their index, -1 for the message itself, their header, what stands in them."""
    whole = draft.source.message
    inside: dict[int, list[Part]] = {}
    for part in draft.parts:
        inside.setdefault(part.parent, []).append(part)
    if whole.type.startswith("multipart/"):
        yield -1, whole, inside.get(-1, ())
    for part in draft.parts:
        if part.type.startswith("multipart/"):
            yield part.index, whole.parts[part.index], inside.get(part.index, ())


def _boundaries(draft: Draft) -> Iterator[Finding]:
    """Tell multiparts whose parts cannot be told apart: the boundary is missing, or is not the one declared."""
    lost = [
        index
        for index, head, _ in _multiparts(draft)
        if not head.param("boundary") or f"--{head.param('boundary')}".encode() not in head.body
    ]
    if lost:
        yield found("MSG-BOUNDARY", (_place(index) for index in lost))


def _alternatives(draft: Draft) -> Iterator[Finding]:
    for index, head, inside in _multiparts(draft):
        if head.type != "multipart/alternative":
            continue
        kinds = [_shows(part, draft) for part in inside]
        if "text/html" in kinds and "text/plain" in kinds[kinds.index("text/html") :]:
            yield found("MSG-ALTERNATIVE-ORDER", [_place(index)], detail=" → ".join(kinds))
        files = [part for part in inside if part.attached and not part.type.startswith(_OTHER_VERSIONS)]
        if files:
            where = (_place(part.index) for part in files)
            yield found("MSG-ALTERNATIVE-FILE", where, detail=listed(part.type for part in files))


def _shows(part: Part, draft: Draft) -> str:
    """Give what an alternative shows: of a multipart its first readable part."""
    if not part.type.startswith("multipart/"):
        return part.type
    inside = (one for one in draft.parts[part.index + 1 :] if one.depth > part.depth and one.decoded)
    return next((one.type for one in inside), part.type)


def _both_shown(draft: Draft) -> Iterator[Finding]:
    """Tell a page and the same in plain text one below the other: clients show both."""
    for _, head, inside in _multiparts(draft):
        shown = [part for part in inside if part.decoded]
        if head.type == "multipart/mixed" and [part.type for part in shown] == ["text/plain", "text/html"]:
            yield found("MSG-BOTH-SHOWN", [_place(shown[1].index)])


def _place(part: int) -> Place:
    return {"part": part} if part >= 0 else {}
