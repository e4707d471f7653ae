"""Which rules of a page's style sheets find which of its elements.

css-inline knows selectors; it is asked with nothing else: a skeleton of the page, without words, and for each rule one
declaration that names it. What comes back names each element's rules, the weaker before the stronger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from mailworthy.message.reading.css import Rule
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.tree import VOID, Element

WORK = 400_000  # selectors times elements; more are not asked
DEPTH = 200  # elements in each other; what is deeper is asked as if it stood beside
SELECTORS = 3000
HTML, BODY = 10**9, 10**9 + 1  # the indices of those elements in a page that does without
_LONGEST = 400  # characters of a selector
_STATES = re.compile(r":(?:hover|focus|active|visited|target|checked|before|after|first-l|selection|placeholder|not\(:)|::|:-|&", re.IGNORECASE)  # fmt: skip
_ATTRIBUTE = re.compile(r"\[\s*([A-Za-z][\w-]{0,40})")
_LINKED = re.compile(r":(?:any-)?link\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[\]),]")
_UNSAFE = re.compile(r'[<>&"\x00-\x1f]')
_STYLE = re.compile(r"\[\s*style\b", re.IGNORECASE)
_QUOTE, _OTHER_QUOTE = '"', "'"
_AS_STYLE = "data-style"  # what a skeleton calls it: css-inline has another use for the real one
_NAMED = re.compile(r'<[^<>]*? n="(\d+)"[^<>]*? style="([^"]*)"')
_MARK = re.compile(r"--(\d+)")
_KEPT = frozenset(("a", "abbr", "address", "article", "aside", "b", "big", "blockquote", "body", "br", "caption", "center", "cite", "code",
                   "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4",
                   "h5", "h6", "head", "header", "hr", "html", "i", "img", "ins", "li", "main", "mark", "nav", "nobr", "ol", "p", "pre",
                   "s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
                   "tr", "tt", "u", "ul"))  # fmt: skip
_ONCE = frozenset(("html", "head", "body"))
_LEFT_OUT = frozenset(("style", "script", "title", "meta", "link", "base"))


class Matched(NamedTuple):
    """Which rules find which elements.

    Args:
        rules: The indices of the rules that find an element, by its index, the weaker first.
        whole: Whether all were asked; otherwise nothing is known of style sheets.
    """

    rules: Mapping[int, tuple[int, ...]]
    whole: bool = True


def matched(html: Html, rules: Sequence[tuple[int, Rule]]) -> Matched:
    """Ask which rules find which elements.

    Args:
        html: The page.
        rules: Those that matter, with their indices.

    Source:
        Selectors 4 §17 for their order.
    """
    asked = list(islice(_asked(rules), SELECTORS + 1))
    if not asked:
        return Matched({})
    if len(asked) > SELECTORS or len(asked) * len(html.elements) > WORK:
        return Matched({}, whole=False)
    names = {name.lower() for _, selector in asked for name in _ATTRIBUTE.findall(selector)}
    names |= {"href"} if any(_LINKED.search(selector) for _, selector in asked) else set()
    sheet = "".join(f"{selector}{{--{index}:0}}" for index, selector in asked)
    from css_inline import CSSInliner, InlineError  # noqa: PLC0415  # not for a help page

    asker = CSSInliner(inline_style_tags=False, load_remote_stylesheets=False, extra_css=sheet)
    try:
        answer = asker.inline(_skeleton(html.elements, sorted({"class", "id"} | names - {"style", "n"})))
    except InlineError:  # a style sheet that it does not read
        return Matched({}, whole=False)
    return Matched(
        {int(number): tuple(map(int, _MARK.findall(style))) for number, style in _NAMED.findall(answer)}
    )


def _asked(rules: Iterable[tuple[int, Rule]]) -> Iterator[tuple[int, str]]:
    """Give the selectors that may find something in a page at rest."""
    for index, rule in rules:
        for selector in _each(rule.selectors):
            clean = selector.strip()
            if (
                clean
                and len(clean) <= _LONGEST
                and not _STATES.search(clean)
                and not set(clean) & set("{}@;")
            ):
                yield index, _STYLE.sub(f"[{_AS_STYLE}", clean)


def _each(selectors: str) -> Iterator[str]:
    """Give the selectors of a list; a comma in brackets is none between them."""
    if "(" not in selectors and "[" not in selectors:
        yield from selectors.split(",")
        return
    depth = begin = 0
    for mark in _BRACKETS.finditer(selectors):
        if mark[0] == "," and not depth:
            yield selectors[begin : mark.start()]
            begin = mark.end()
        depth += {"(": 1, "[": 1, ",": 0}.get(mark[0], -1)
    yield selectors[begin:]


def _skeleton(elements: Sequence[Element], names: Sequence[str]) -> str:
    """Give a page's tags alone, each with its number."""
    out, open_, seen = ["<!DOCTYPE html>"], list[tuple[int, str]](), set[str]()
    if not any(one.tag in _ONCE for one in elements):
        out.append(f'<html n="{HTML}"><body n="{BODY}">')
        seen.update(_ONCE)
    deep: set[int] = set()
    for one in elements:
        while open_ and one.parent not in deep and open_[-1][0] != one.parent:
            out.append(f"</{open_.pop()[1]}>")
        if one.tag in _LEFT_OUT:
            continue
        tag = one.tag if one.tag in _KEPT and one.tag not in seen else "x"
        if tag in _ONCE:
            seen.add(tag)
        out.append(f'<{tag} n="{one.number}"{"".join(_attributes(one.attrs, names))}>')
        if one.tag in VOID:
            continue
        if len(open_) < DEPTH:
            open_.append((one.number, tag))
        else:
            deep.add(one.number)
            out.append(f"</{tag}>")
    out.extend(f"</{tag}>" for _, tag in reversed(open_))
    return "".join(out)


def _attributes(attrs: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = attrs.get("style" if name == _AS_STYLE else name)
        if value is not None:
            yield f' {name}="{_UNSAFE.sub("", value.replace(_QUOTE, _OTHER_QUOTE))}"'
