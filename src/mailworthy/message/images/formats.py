"""Formats: those that clients do not show, files that are not what they say, files that cannot be shown at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.data import formats
from mailworthy.message.images.gallery import Held, Origin, Shown, places
from mailworthy.message.images.shown_by import blind
from mailworthy.message.images.weight import weight
from mailworthy.message.places import found
from mailworthy.message.scope import Scope
from mailworthy.wire.picture import PIXELS_MOST

# By ending of a file's name and by media type, where they are not the format's name itself.
_ENDINGS = {"svgz": "svg", "tif": "tiff", "heif": "heic", "jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "dib": "bmp", "cur": "ico", "m4v": "mp4", "apng": "png"}  # fmt: skip
_TYPES = {
    "image/jpg": "jpeg", "image/pjpeg": "jpeg", "image/jfif": "jpeg", "image/x-png": "png", "image/apng": "png", "image/svg+xml": "svg",
    "image/x-ms-bmp": "bmp", "image/x-bmp": "bmp", "image/x-windows-bmp": "bmp", "image/heif": "heic", "image/x-icon": "ico",
    "image/vnd.microsoft.icon": "ico", "image/vnd.adobe.photoshop": "psd", "application/pdf": "pdf", "video/mp4": "mp4",
}  # fmt: skip
_KNOWN = {
    "png",
    "jpeg",
    "gif",
    "webp",
    "bmp",
    "svg",
    "avif",
    "heic",
    "ico",
    "tiff",
    "jxl",
    "jp2",
    "psd",
    "pdf",
    "mp4",
}
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})\s*\Z")
_COST = {"most": Severity.ERROR, "many": Severity.WARNING, "few": Severity.INFO}
_UNTOLD = {"", "application/octet-stream", "binary/octet-stream"}


def look(scope: Scope, pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    seen = list({one.image.src: one for one in pictures if one.image.src}.values())
    yield from _not_shown(scope, seen)
    held = [(one, one.held) for one in seen if one.held]
    yield from _mistyped(held)
    yield from _unreadable(held)


def format_of(one: Shown) -> str:
    """Give the format of a picture: as its octets show, else as declared, else as its name ends; empty where none is known."""
    if one.held and one.held.file.format:
        return one.held.file.format
    declared = _declared(one.held.type) if one.held else ""
    if declared or one.origin not in {Origin.WEB, Origin.OTHER}:
        return declared
    path = re.split(r"[?#]", one.image.src[:2000], maxsplit=1)[0]
    ending = _ENDING.search(path.rpartition("/")[2])
    return _named(ending[1].lower()) if ending else ""


def _declared(media_type: str) -> str:
    return _TYPES.get(media_type) or _named(media_type.removeprefix("image/"))


def _named(word: str) -> str:
    word = _ENDINGS.get(word, word)
    return word if word in _KNOWN else ""


def _not_shown(scope: Scope, seen: Sequence[Shown]) -> Iterator[Finding]:
    known = formats()
    by_kind: dict[str, list[Shown]] = {}
    for one in seen:
        kind = format_of(one)
        if kind in known:
            by_kind.setdefault(kind, []).append(one)
    lost = {kind: blind(known[kind].slug, scope) for kind in by_kind}
    for cost, severity in _COST.items():
        kinds = [kind for kind in by_kind if known[kind].cost == cost and lost[kind].matters]
        if kinds:
            some = [one for kind in kinds for one in by_kind[kind]]
            sure = all(one.held and one.held.file.format for one in some)
            yield found(
                "IMG-FORMAT",
                places(some),
                detail="; ".join(f"{kind}: {lost[kind].told or '✗'}" for kind in kinds),
                severity=severity,
                confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
                fix=", ".join(f"{kind} → {known[kind].instead}" for kind in kinds),
            )


def _mistyped(held: Sequence[tuple[Shown, Held]]) -> Iterator[Finding]:
    """Tell files that are of another type than declared; those of the same family are shown all the same."""
    wrong = [
        (one, file) for one, file in held if file.file.format and _declared(file.type) != file.file.format
    ]
    grave = [(one, file) for one, file in wrong if not _is_slight(file.type)]
    slight = [(one, file) for one, file in wrong if _is_slight(file.type)]
    for some, severity in ((grave, Severity.WARNING), (slight, Severity.INFO)):
        if some:
            detail = listed(f"{one.called}: {file.type or '-'} → {file.file.format}" for one, file in some)
            fix = f"Content-Type: {media_type(some[0][1].file.format)}"
            yield found(
                "IMG-TYPE-WRONG", places(one for one, _ in some), detail=detail, severity=severity, fix=fix
            )


def _is_slight(declared: str) -> bool:
    return declared.startswith("image/") or declared in _UNTOLD


def media_type(kind: str) -> str:
    """Give the registered media type of a format."""
    return {"svg": "image/svg+xml", "ico": "image/vnd.microsoft.icon", "pdf": "application/pdf", "mp4": "video/mp4", "psd": "image/vnd.adobe.photoshop"}.get(kind, f"image/{kind}")  # fmt: skip


def _unreadable(held: Sequence[tuple[Shown, Held]]) -> Iterator[Finding]:
    """Tell files that no client can show: those that travel in the message, of which we have every octet."""
    some = [
        (one, why) for one, file in held if one.origin in {Origin.PART, Origin.DATA} and (why := _fault(file))
    ]
    if some:
        detail = listed(f"{weight(one)}, {why}" for one, why in some)
        yield found("IMG-UNREADABLE", places(one for one, _ in some), detail=detail)


def _fault(held: Held) -> str:
    """Give what is wrong about a file: ``?`` for no picture, its size where that cannot be, ``…`` for a missing end."""
    file = held.file
    if not file.format:
        return "" if held.type.startswith("image/") and _declared(held.type) not in _KNOWN else "?"
    sized = file.format not in {"svg", "jxl", "jp2", "psd", "pdf", "mp4", "heic", "avif", "tiff"}
    if file.pixels > PIXELS_MOST or (sized and not file.pixels):
        return f"{file.width} × {file.height}"
    return "…" if file.cut else ""
