"""The style sheets of a page as facts: rules, at-rules and declarations, each with its place; none is judged.

Read in one pass over the characters that matter to structure, because places in the page are wanted for all of it and
style attributes repeat by the hundred; the words inside values are left as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mailworthy.message.reading.attribute_value import placed
from mailworthy.message.reading.place import Span

if TYPE_CHECKING:
    from mailworthy.message.reading.html import Html

RULES = 20_000  # and at-rules, of one page
DECLARATIONS = 50_000  # same
DEPTH = 32  # blocks in blocks; what is deeper is not looked into
FAULTS = 1_000

_MATTERS = re.compile(r"""[{}()\[\];"'\\/]""")
_STRING = {quote: re.compile(rf"{quote}(?:[^{quote}\\\n]+|\\.)*+{quote}?", re.DOTALL) for quote in "\"'"}
_URL = re.compile(r"""\(\s*+(?!["'])(?:[^)\\]+|\\.)*+\)?""", re.DOTALL)
_NAMED_URL = re.compile(r"(?<![\w-])url\Z", re.IGNORECASE)
_MERGE_TAG = re.compile(r"\{\{[^{}]{0,200}\}\}|\{%[^{}%]{0,200}%\}")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# What may stand before a rule and is none of it; marks of comments only outside of all blocks.
_BEFORE = re.compile(r"(?:[\s;]+|/\*.*?(?:\*/|\Z))*+", re.DOTALL)
_BEFORE_ALL = re.compile(
    r"(?:\s+|<!--|-->|/\*.*?(?:\*/|\Z)|\{\{[^{}]{0,200}\}\}|\{%[^{}%]{0,200}%\})*+", re.DOTALL
)
_NAME = re.compile(r"-{0,2}[^\W\d][\w-]*|--[\w-]*")
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
_AT = re.compile(r"@(-{0,2}[^\W\d][\w-]*)")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_ATTRIBUTE_CHARACTERS = 1_000  # longer ones hardly repeat, and a cache should not hold them


class Declaration(NamedTuple):
    """A declaration.

    Args:
        name: Of the property, in lower case; custom ones (``--x``) as written.
        value: As written, without comments and ``!important``.
        important: Whether it says so.
        span: Where it stands in the page's source, without the semicolon.
    """

    name: str
    value: str
    important: bool
    span: Span


class AtRule(NamedTuple):
    """An at-rule.

    Args:
        name: In lower case, without the sign: ``media``.
        prelude: What stands before its block or semicolon, as written, without comments.
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
        selectors: As written, without comments; empty for the declarations that stand in an at-rule itself, as those of
            ``@font-face``.
        declarations: In order.
        within: The indices of the at-rules that it stands in, the outermost first.
        style: The index of the style block among the page's :attr:`Html.styles`.
        span: All of it, in the page's source.
        parent: The index of the rule that it is nested in, -1 for none.
    """

    selectors: str
    declarations: tuple[Declaration, ...]
    within: tuple[int, ...]
    style: int
    span: Span
    parent: int = -1


class Css(NamedTuple):
    """All that a page says about its looks.

    Args:
        rules: Of all style blocks, in order; those in at-rules too.
        at_rules: Same.
        inline: The declarations of style attributes, by the index of their element.
        faults: Stretches that are no CSS, in order.
        left_out: What a cap kept from being looked at, and that cap: ``rules``, ``declarations``, ``depth``.
    """

    rules: tuple[Rule, ...] = ()
    at_rules: tuple[AtRule, ...] = ()
    inline: dict[int, tuple[Declaration, ...]] = {}  # noqa: RUF012  # never written to
    faults: tuple[Span, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()


def read_css(page: Html) -> Css:
    """Read the style blocks and style attributes of a page. Anything is accepted, nothing is raised; time grows with its length.

    Source:
        CSS Syntax 3 §5, CSS Style Attributes §3. Merge tags in double braces are taken as a piece of what they stand in.
    """
    sheets = _Sheets(page.source)
    for index, style in enumerate(page.styles):
        sheets.read(style.span, index)
    inline = dict(_inline(page, sheets))
    return Css(
        tuple(sheets.rules),
        tuple(sheets.at_rules),
        inline,
        tuple(sorted(sheets.faults)),
        tuple(sheets.left_out.items()),
    )


_NOWHERE = Span(0, 0)


class _Block:
    """A block that is open."""

    __slots__ = ("at", "declarations", "number", "parent", "start", "within")

    def __init__(self, start: int, number: int, within: tuple[int, ...], parent: int, *, at: bool) -> None:
        self.start, self.number, self.within, self.parent, self.at = start, number, within, parent, at
        self.declarations: list[Declaration] = []


class _Sheets:
    """Style blocks half read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.rules: list[Rule] = []
        self.at_rules: list[AtRule] = []
        self.faults: list[Span] = []
        self.left_out: dict[str, int] = {}
        self.room = DECLARATIONS
        self.style = 0
        self.blocks: list[_Block] = []
        self.outer = 0  # how many blocks no brace ends
        self.item = 0
        self.brackets: list[str] = []

    def read(self, span: Span, style: int) -> None:
        """Read one style block."""
        self.style, self.blocks = style, []
        self._read(span)
        while self.blocks:  # CSS Syntax 3 §5.4: the end of a sheet ends all that is open
            self._close(span.end)

    def declarations(self) -> tuple[Declaration, ...]:
        """Read the source as a style attribute."""
        block = _Block(0, -1, (), -1, at=False)
        self.blocks, self.outer = [block], 1
        self._read(Span(0, len(self.source)))
        return tuple(block.declarations)

    def _read(self, span: Span) -> None:
        self.brackets = []
        at, end = span
        self._next_item(at, end)
        while not self._full():
            found = _MATTERS.search(self.source, at, end)
            if found is None:
                self._last(end)
                return
            at = self._take(found[0], found.start(), end)

    def _full(self) -> bool:
        if self.room <= 0:
            self.left_out["declarations"] = DECLARATIONS
        elif len(self.rules) + len(self.at_rules) >= RULES:
            self.left_out["rules"] = RULES
        else:
            return False
        return True

    def _take(self, mark: str, at: int, end: int) -> int:
        """Take one character that matters; give where to go on."""
        match mark:
            case "/":
                return _behind(_COMMENT, self.source, at, end)
            case "\\":
                return at + 2
            case '"' | "'":
                return _behind(_STRING[mark], self.source, at, end)
            case "(" | "[" | "{":
                return self._opened(mark, at, end)
        if self.brackets:
            if mark == self.brackets[-1]:
                self.brackets.pop()
        elif mark == ";":
            self._semicolon(at, end)
        elif mark == "}":
            self._closed(at, end)
        return max(at + 1, self.item)

    def _opened(self, mark: str, at: int, end: int) -> int:
        if mark == "(" and _NAMED_URL.search(self.source, max(at - 4, 0), at):
            return _behind(_URL, self.source, at, end)
        if mark == "{" and (tag := _MERGE_TAG.match(self.source, at, end)):
            return tag.end()
        if mark != "{" or self.brackets or self._is_value(at):
            self.brackets.append(_CLOSES[mark])
        elif len(self.blocks) >= DEPTH:
            self.left_out["depth"] = DEPTH
            self.brackets.append("}")
        else:
            self._open_block(at)
            self._next_item(at + 1, end)
        return max(at + 1, self.item)

    def _is_value(self, at: int) -> bool:
        """Tell whether a block is all there is to the value of a declaration (CSS Syntax 3 §5.5.6)."""
        if not self.blocks:
            return False
        name, colon, value = self.source[self.item : at].partition(":")
        return bool(colon) and (name.startswith("--") or not value.strip())

    def _open_block(self, at: int) -> None:
        start, within = self.item, self.within
        parent = next((block.number for block in reversed(self.blocks) if not block.at), -1)
        if found := _AT.match(self.source, start, at):
            number = len(self.at_rules)
            prelude = _plain(self.source[found.end() : at])
            self.at_rules.append(AtRule(found[1].lower(), prelude, within, self.style, _NOWHERE))
            self.blocks.append(_Block(start, number, (*within, number), parent, at=True))
        else:
            number = len(self.rules)
            selectors = _plain(self.source[start:at])
            self.rules.append(Rule(selectors, (), within, self.style, _NOWHERE, parent))
            self.blocks.append(_Block(start, number, within, parent, at=False))

    @property
    def within(self) -> tuple[int, ...]:
        """The indices of the at-rules that are open."""
        return self.blocks[-1].within if self.blocks else ()

    def _semicolon(self, at: int, end: int) -> None:
        if self._alone(at, at + 1):
            self._next_item(at + 1, end)
        elif self.blocks:
            self._declared(at)
            self._next_item(at + 1, end)
        else:  # it ends nothing there: all up to the next block are selectors (CSS Syntax 3 §5.5.3)
            self._fault(at, at + 1)

    def _alone(self, at: int, end: int) -> bool:
        """Take what is before ``at`` as an at-rule without a block, if it is one."""
        found = _AT.match(self.source, self.item, at)
        if found:
            prelude = _plain(self.source[found.end() : at])
            span = Span(self.item, end)
            self.at_rules.append(AtRule(found[1].lower(), prelude, self.within, self.style, span))
        return bool(found)

    def _declared(self, at: int) -> None:
        text = self.source[self.item : at].rstrip()
        declaration = _declaration(text, self.item)
        if declaration:
            self.blocks[-1].declarations.append(declaration)
            self.room -= 1
        elif text:
            self._fault(self.item, self.item + len(text))

    def _closed(self, at: int, end: int) -> None:
        if len(self.blocks) <= self.outer:
            self._fault(at, at + 1)
            return
        self._last(at)
        self._close(at + 1)
        self._next_item(at + 1, end)

    def _last(self, at: int) -> None:
        """Take what nothing but the end of its surroundings ends."""
        if self.blocks:
            if not self._alone(at, at):
                self._declared(at)
        elif self.item < at and not self._alone(at, at):
            self._fault(self.item, at)

    def _close(self, end: int) -> None:
        block = self.blocks.pop()
        span, declarations = Span(block.start, end), tuple(block.declarations)
        if not block.at:
            rule = self.rules[block.number]
            self.rules[block.number] = rule._replace(declarations=declarations, span=span)
            return
        self.at_rules[block.number] = self.at_rules[block.number]._replace(span=span)
        if declarations:
            self.rules.append(Rule("", declarations, block.within, self.style, span, block.parent))

    def _next_item(self, at: int, end: int) -> None:
        self.item = _behind(_BEFORE if self.blocks else _BEFORE_ALL, self.source, at, end)

    def _fault(self, start: int, end: int) -> None:
        if len(self.faults) < FAULTS:
            self.faults.append(Span(start, end))


def _behind(pattern: re.Pattern[str], text: str, at: int, end: int) -> int:
    """Give where a pattern ends that begins here; the next character where it does not."""
    found = pattern.match(text, at, end)
    return found.end() if found else at + 1


def _plain(text: str) -> str:
    return (_COMMENT.sub(" ", text) if "/*" in text else text).strip()


def _declaration(text: str, start: int) -> Declaration | None:
    name, colon, value = text.partition(":")
    name, value = _plain(name), _plain(value)
    important = False
    if "!" in value:
        value, times = _IMPORTANT.subn("", value)
        important = bool(times)
    if not colon or not _NAME.fullmatch(name) or not (value or name[:2] == "--"):
        return None
    name = name if name[:2] == "--" else name.lower()
    return Declaration(name, value, important, Span(start, start + len(text)))


# --- style attributes ---------------------------------------------------------------------------------------------


def _inline(page: Html, sheets: _Sheets) -> Iterator[tuple[int, tuple[Declaration, ...]]]:
    for element in page.elements:
        style = element.attrs.get("style")
        if not style:
            continue
        declarations, faults = _attribute(style)
        if len(declarations) > sheets.room:
            sheets.left_out["declarations"] = DECLARATIONS
            return
        sheets.room -= len(declarations)
        place = placed(page, element, "style", style)
        yield (
            element.number,
            tuple(Declaration(one[0], one[1], one[2], place(one[3])) for one in declarations),
        )
        sheets.faults += map(place, faults[: FAULTS - len(sheets.faults)])


def _attribute(style: str) -> tuple[tuple[Declaration, ...], tuple[Span, ...]]:
    return _remembered(style) if len(style) < _ATTRIBUTE_CHARACTERS else _read_attribute(style)


def _read_attribute(style: str) -> tuple[tuple[Declaration, ...], tuple[Span, ...]]:
    sheets = _Sheets(style)
    return sheets.declarations(), tuple(sheets.faults)


_remembered = lru_cache(4096)(_read_attribute)


def without_comments(css: str) -> str:
    """Give a style sheet with blanks in place of its comments: every other character keeps its place."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), css) if "/*" in css else css
