"""The way out that a mail client shows as a button: List-Unsubscribe and its one click (RFC 2369, RFC 8058)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header.bulk import Bulk
from mailworthy.message.header.header import Header, at, has_tag
from mailworthy.message.places import found
from mailworthy.message.reading.draft import Field

_CHARACTERS = 16_384
_URI = re.compile(r"<([^<>]*)>")  # blanks inside are left aside (RFC 2369 §2)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ONE_CLICK = "list-unsubscribe=one-click"
_POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
_LIST_ID = re.compile(r"[^<]*<[^<>@\s]+\.[^<>@\s]+>\s*", re.DOTALL)  # RFC 2919 §2


def look(header: Header) -> Iterator[Finding]:
    """Say whether the way out is there, can be read, and takes one click."""
    fields = header.all("list-unsubscribe")
    if not fields:
        yield from _missing(header)
    elif not has_tag(fields[0].value):
        yield from _there(header, fields[0])
    yield from _list_id(header)


def _missing(header: Header) -> Iterator[Finding]:
    if header.bulk is Bulk.NO:
        return
    plain = header.bulk is Bulk.MAYBE or header.discussion
    yield found(
        "HDR-NO-LIST-UNSUB",
        [{"header": "List-Unsubscribe"}],
        severity=Severity.INFO if plain else None,
        confidence=Confidence.GUESS if plain else Confidence.LIKELY,
    )


def _there(header: Header, field: Field) -> Iterator[Finding]:
    uris = _URI.findall("".join(field.folded[:_CHARACTERS].split()))
    schemes = {_scheme(uri) for uri in uris}
    if not schemes & {"https", "http", "mailto"}:
        yield found("HDR-LIST-UNSUB-INVALID", [at(field)], detail=field.value[:120])
        return
    post = header.all("list-unsubscribe-post")
    one_click = bool(post) and "".join(post[0].value.lower().split()) == _ONE_CLICK
    if header.discussion and not post:
        return
    if not one_click:
        yield _no_one_click(field, post[0] if post else None, schemes)
    elif "https" not in schemes:
        yield found("HDR-LIST-UNSUB-NOT-HTTPS", [at(field)], detail=", ".join(uris)[:120])


def _no_one_click(field: Field, post: Field | None, schemes: set[str]) -> Finding:
    detail = f"{post.name}: {post.value[:80]}" if post else ", ".join(sorted(schemes - {""}))
    fix = _POST if "https" in schemes else f"List-Unsubscribe: <https://…>\n{_POST}"
    return found("HDR-NO-ONE-CLICK", [at(post or field)], detail=detail, fix=fix)


def _scheme(uri: str) -> str:
    read = _SCHEME.match(uri)
    return read[1].lower() if read else ""


def _list_id(header: Header) -> Iterator[Finding]:
    fields = header.all("list-id")
    if (
        fields
        and fields[0].value.strip()
        and not has_tag(fields[0].value)
        and not _LIST_ID.fullmatch(fields[0].folded[:1_000])
    ):
        yield found("HDR-LIST-ID-INVALID", [at(fields[0])], detail=fields[0].value[:120])
