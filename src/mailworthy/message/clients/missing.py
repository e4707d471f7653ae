"""What clients lack that a page makes use of, where something can be done about it (``data/fallbacks.toml``)."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.clients.features import of_declaration
from mailworthy.message.clients.hits import Hit
from mailworthy.message.clients.known import Fallback, Feature, fallbacks, known
from mailworthy.message.clients.used import WORD, Used, names, percent
from mailworthy.message.places import found

MANY = 0.05  # of the readers: fewer are worth no warning
FEW = 0.02  # fewer are worth no word

_CONDITIONS = frozenset(
    ("media", "supports", "container")
)  # what stands in one is an extra for those who read it
_LOOKED_AT = 2_000  # places of one feature


def look(used: Used) -> Iterator[Finding]:
    """Give a finding for each feature that enough readers lose."""
    for slug, row in fallbacks().items():
        lost = [one for one in used.hits.get(slug, ())[:_LOOKED_AT] if _lost(used, one, row)]
        feature = known().features[slug]
        without = _lacking(used, feature, lost, row) if lost else ()
        share = used.share(without)
        if share >= FEW:
            yield found(
                "CLIENT-HTML" if feature.kind == "html" else "CLIENT-CSS",
                used.places((one.span, _tag(used, one)) for one in lost),
                detail=_detail(feature, without, share),
                severity=Severity.WARNING if row.loss == "layout" and share >= MANY else None,
                confidence=Confidence.LIKELY,
                fix=row.code,
            )


def _lacking(used: Used, feature: Feature, hits: list[Hit], row: Fallback) -> tuple[str, ...]:
    """Give the clients that lack a feature and read the places."""
    spared = WORD if (row.word and used.for_word) or not any(one.word for one in hits) else ()
    return tuple(client for client in used.shares if client not in spared and _lacks(client, feature, row))


def _lacks(client: str, feature: Feature, row: Fallback) -> bool:
    verdict = feature.support.get(client, "u")
    if verdict == "a" and row.partly:
        return any(row.partly.search(note) for note in feature.notes_of(client))
    return verdict == "n"


def _lost(used: Used, hit: Hit, row: Fallback) -> bool:
    if not row.when.search(hit.what) or _hidden(used, hit, row):
        return False
    if hit.rule >= 0:
        rule = used.page.css.rules[hit.rule]
        within = {used.page.css.at_rules[index].name for index in rule.within}
        if within & _CONDITIONS or not used.reached(rule):
            return False
    return not _made_up(used, hit, row)


def _hidden(used: Used, hit: Hit, row: Fallback) -> bool:
    """Tell whether nobody sees what a feature is for: the line for the inbox, a block for phones alone."""
    if "display" in row.unless:  # it is the hiding that clients lack
        return False
    if hit.element >= 0 and used.page.elements[hit.element].hiding.reason:
        return True
    return any(one.name == "display" and one.value.lower() == "none" for one in used.beside(hit))


def _made_up(used: Used, hit: Hit, row: Fallback) -> bool:
    """Tell whether something beside it makes up for a feature."""
    if hit.element >= 0 and row.unless & used.page.elements[hit.element].attrs.keys():
        return True
    if hit.slug == "css-at-font-face":
        return _stacked(used)
    name = hit.what.partition(":")[0]
    return any(
        one.name in row.unless
        or (
            one.name == name
            and one.span.start < hit.span.start
            and hit.slug not in of_declaration(one.name, one.value, important=one.important)
        )
        for one in used.beside(hit)
    )


def _stacked(used: Used) -> bool:
    """Tell whether each list of faces names another one for those who do not fetch the first."""
    css = used.page.css
    blocks = [*(rule.declarations for rule in css.rules if rule.selectors), *css.inline.values()]
    return all("," in one.value for some in blocks for one in some if one.name in {"font-family", "font"})


def _tag(used: Used, hit: Hit) -> str:
    return used.page.elements[hit.element].tag if hit.element >= 0 else ""


def _detail(feature: Feature, without: tuple[str, ...], share: float) -> str:
    told = [
        f"{feature.title} ✗ {names(without)}: {percent(share)}",
        f"caniemail {feature.slug}, {feature.tested}",
    ]
    notes = dict.fromkeys(note for client in without for note in feature.notes_of(client))
    return " · ".join([*told, *list(notes)[:1]])
