"""What makes Gmail drop style sheets, and what it takes for the dark."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.clients.used import Used
from mailworthy.message.places import found, in_part

LIMIT = 16_384  # characters of style; what stands behind is dropped (hteumeuleu/email-bugs#90)
OLD_LIMIT = 8_192  # as recorded in 2016

_METAS = """\
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">"""
_COLORED = frozenset(("color", "background", "background-color"))
_COLOR_ATTRIBUTES = frozenset(("bgcolor", "color", "text"))
_SCHEMES = frozenset(("color-scheme", "supported-color-schemes"))


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    if used.reads("gmail."):
        yield from _limit(used)
        yield from _nested(used)
    if not _says_schemes(used) and _colored(used):
        head = next(used.page.of("head", "body"), None) or used.page.elements[0]
        yield found("CLIENT-NO-DARK-META", [in_part(used.part, head.span, head.tag)], fix=_METAS)


def _limit(used: Used) -> Iterator[Finding]:
    size = 0
    for style in used.page.styles:
        size += len(style.text)
        if size > OLD_LIMIT:
            break
    else:
        return
    whole = sum(len(one.text) for one in used.page.styles)
    limit, severity = (LIMIT, Severity.WARNING) if whole > LIMIT else (OLD_LIMIT, Severity.INFO)
    element = used.page.elements[style.element]
    place = in_part(used.part, element.span, "style")
    yield found("CLIENT-GMAIL-STYLE-LIMIT", [place], detail=f"{whole} > {limit}", severity=severity)


def _nested(used: Used) -> Iterator[Finding]:
    """An at-rule in an at-rule: Gmail drops the style block whole (hteumeuleu/email-bugs#56)."""
    css = used.page.css
    nested = [one for one in css.at_rules if one.within]
    if not nested:
        return
    outer = {one.within[0] for one in nested}
    blocks = {one.style for one in nested}
    lost = [
        rule
        for rule in css.rules
        if rule.style in blocks and not (rule.within and rule.within[0] in outer) and used.reached(rule)
    ]
    yield found(
        "CLIENT-GMAIL-NESTED-AT-RULE",
        (in_part(used.part, one.span) for one in nested),
        detail=" ".join(
            dict.fromkeys(f"@{css.at_rules[one.within[-1]].name} {{ @{one.name} }}" for one in nested[:20])
        ),
        severity=Severity.WARNING if lost else Severity.INFO,
        confidence=Confidence.LIKELY,
    )


def _says_schemes(used: Used) -> bool:
    metas = {one.attrs.get("name", "").strip().lower() for one in used.page.of("meta")}
    css = used.page.css
    return bool(
        metas & _SCHEMES
        or any(one.name in _SCHEMES for rule in css.rules for one in rule.declarations)
        or any(one.name in _SCHEMES for some in css.inline.values() for one in some)
    )


def _colored(used: Used) -> bool:
    """Tell whether the page sets colours at all: clients make pages without any dark by themselves, and readably."""
    css = used.page.css
    return (
        any(one.name in _COLORED for some in css.inline.values() for one in some)
        or any(one.name in _COLORED for rule in css.rules for one in rule.declarations)
        or any(_COLOR_ATTRIBUTES & element.attrs.keys() for element in used.page.elements)
    )
