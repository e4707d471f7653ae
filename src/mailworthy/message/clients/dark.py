"""Whether a page that sets colours says how it takes the dark."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.clients.used import Used
from mailworthy.message.places import found, in_part

_METAS = """\
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">"""
_COLORED = frozenset(("color", "background", "background-color"))
_COLOR_ATTRIBUTES = frozenset(("bgcolor", "color", "text"))
_SCHEMES = frozenset(("color-scheme", "supported-color-schemes"))


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    if not _says_schemes(used) and _colored(used):
        head = next(used.page.of("head", "body"), None) or used.page.elements[0]
        yield found("CLIENT-NO-DARK-META", [in_part(used.part, head.span, head.tag)], fix=_METAS)


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
