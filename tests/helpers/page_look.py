"""What is said of a page's readability, or of its markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.message.language import spoken
from mailworthy.message.reading import Draft, read
from mailworthy.message.scope import Scope

Look = Callable[[Draft, Scope], Iterable[Finding]]


def whole(body: str, *, head: str = "", lang: str = "en") -> str:
    """Give a page that lacks nothing."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>News</title>'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>{body}</body></html>'
    )


def said(look: Look, html: str, *, subject: str = "News") -> list[Finding]:
    """Give what a look finds in a page, its language told as in a check."""
    draft = read(html.encode(), "html", sender="Shop <news@shop.example>", subject=subject)
    return list(look(draft, Scope(language=spoken(draft))))


def graded(look: Look, html: str) -> set[tuple[str, str]]:
    """Give codes with their severities."""
    return {(one.code, severity(one).value) for one in said(look, html)}


def severity(finding: Finding) -> Severity:
    """Give how grave a finding is."""
    return finding.severity or lookup(finding.code).severity
