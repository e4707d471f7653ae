"""What makes Gmail drop style sheets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.clients.used import Used
from mailworthy.message.places import found, in_part

LIMIT = 16_384  # characters of all style blocks; the block that passes it is dropped, and all behind it (hteumeuleu/email-bugs#90)
OLD_LIMIT = 8_192  # as it was until 2017

_HOLDING = frozenset(("container", "document", "layer", "media", "scope", "supports"))


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    if used.reads("gmail."):
        yield from _limit(used)
        yield from _nested(used)


def _limit(used: Used) -> Iterator[Finding]:
    sizes = list(accumulate(len(style.text) for style in used.page.styles))
    if not sizes or sizes[-1] <= OLD_LIMIT:
        return
    limit, severity = (LIMIT, Severity.WARNING) if sizes[-1] > LIMIT else (OLD_LIMIT, Severity.INFO)
    style = used.page.styles[bisect_right(sizes, limit)]
    element = used.page.elements[style.element]
    place = in_part(used.part, element.span, "style")
    yield found("CLIENT-GMAIL-STYLE-LIMIT", [place], detail=f"{sizes[-1]} > {limit}", severity=severity)


def _nested(used: Used) -> Iterator[Finding]:
    """An at-rule in an at-rule: Gmail drops the style block whole (hteumeuleu/email-bugs#21).

    In one that CSS does not have, ``@goodbye { @gmail }``, it stands to have the block dropped.
    """
    css = used.page.css
    nested = [
        one
        for one in css.at_rules
        if one.within and css.at_rules[one.within[0]].name.lower().rpartition("-")[2] in _HOLDING
    ]
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
        used.places((one.span, "") for one in nested),
        detail=" ".join(
            dict.fromkeys(f"@{css.at_rules[one.within[-1]].name} {{ @{one.name} }}" for one in nested[:20])
        ),
        severity=Severity.WARNING if lost else Severity.INFO,
        confidence=Confidence.LIKELY,
    )
