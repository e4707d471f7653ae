"""What is attached: files that receivers refuse or distrust, and files in mail to many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content import data
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import Place, found
from mailworthy.message.reading.attachment import Attachment

_REFUSED = {"program", "script", "shortcut", "image"}  # what large providers send back at once
# What people take for harmless; something else behind such an ending is a lie.
_HARMLESS = frozenset(("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "csv", "jpg", "jpeg", "png", "gif",
                       "bmp", "tif", "tiff", "mp3", "mp4", "avi", "zip"))  # fmt: skip
_BY_TYPE = {
    "application/x-msdownload": "program",
    "application/x-msdos-program": "program",
    "application/hta": "program",
    "application/javascript": "script",
    "application/x-javascript": "script",
    "application/vnd.ms-word.document.macroenabled.12": "macro",
    "application/vnd.ms-excel.sheet.macroenabled.12": "macro",
}
# What programs add for programs; nobody opens it.
_FOR_PROGRAMS = (
    "application/pgp-", "application/pkcs7-", "application/x-pkcs7-", "message/", "text/calendar", "text/rfc822-headers",
    "application/ics", "text/x-amp-html", "text/vcard", "text/x-vcard", "application/ms-tnef",
)  # fmt: skip
_LARGE, _HUGE, _TOO_LARGE = 1_000_000, 10_000_000, 25_000_000  # octets of a message, encoded
_HEAVY_IN_BULK = 500_000


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of attachments and of how large they make the message."""
    files = [one for one in sight.draft.attachments if not _for_programs(one)]
    risky = {one.part: kind for one in files if (kind := _kind(one))}
    yield from _risky([one for one in files if one.part in risky], risky)
    yield from _any([one for one in files if one.part not in risky], sight)
    yield from _size(sight)


def _for_programs(one: Attachment) -> bool:
    return one.type.startswith(_FOR_PROGRAMS) and _kind(one) in {"", "page"}


def _kind(one: Attachment) -> str:
    """Give what makes a file risky; its name decides, for that is what the receiver's system goes by."""
    endings = data.attachments()
    if one.endings:
        return endings.get(one.endings[-1], "")
    return _BY_TYPE.get(one.type, "")


def _risky(files: list[Attachment], kinds: dict[int, str]) -> Iterator[Finding]:
    refused = [one for one in files if kinds[one.part] in _REFUSED or _disguised(one, kinds[one.part])]
    distrusted = [one for one in files if one not in refused]
    for some, severity in ((refused, Severity.ERROR), (distrusted, Severity.WARNING)):
        if some:
            detail = listed(f"{_name(one)} ({kinds[one.part]})" for one in some)
            yield found("MSG-RISKY-ATTACHMENT", _places(some), detail=detail, severity=severity)


def _disguised(one: Attachment, kind: str) -> bool:
    """Tell what is called a document: ``invoice.pdf.exe``, ``invoice.pdf.html``; an archive of a document is honest."""
    return kind != "archive" and not _HARMLESS.isdisjoint(one.endings[:-1])


def _any(files: list[Attachment], sight: Sight) -> Iterator[Finding]:
    """Tell files in mail to many. Pictures that the page shows are a part of it."""
    named = {url.url[4:] for url in sight.draft.urls if url.url.startswith("cid:")}
    others = [
        one
        for one in files
        if not (one.type.startswith("image/") and (one.inline or one.content_id in named))
    ]
    if others:
        post = sight.draft.header("list-post").strip().lower()
        talk = bool(post) and not post.startswith("no")  # RFC 2369 §3.4: people write to one another there
        severity = Severity.WARNING if sight.in_bulk and not talk else Severity.INFO
        detail = listed(f"{_name(one)} ({one.size // 1024} KB)" for one in others)
        yield found("MSG-ATTACHMENT", _places(others), detail=detail, severity=severity)


def _size(sight: Sight) -> Iterator[Finding]:
    size = sight.draft.size
    steps = (
        (_TOO_LARGE, Severity.ERROR),
        (_HUGE, Severity.WARNING),
        (_HEAVY_IN_BULK if sight.in_bulk else _LARGE, Severity.INFO),
    )
    for least, severity in steps:
        if size > least:
            yield found("MSG-SIZE", [{}], detail=f"{size / 1_000_000:.1f} MB", severity=severity)
            return


def _places(files: Iterable[Attachment]) -> Iterator[Place]:
    for one in files:
        yield {"part": one.part, "snippet": _name(one)}


def _name(one: Attachment) -> str:
    return " ".join(one.name.split())[-80:] or one.type
