"""A page of HTML made text the way SpamAssassin makes it, which is no browser's way.

Its rules are written against what its own reader makes of a page: hidden text stays, lines break where it breaks them, and
what is no tag for a browser may be one for it. So this reads the page's text once more, in that reader's manner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.colours import styled
from mailworthy.message.rules.spamassassin.targets import resolved

TOKENS = 100_000  # of one page; what stands behind is not looked at
LOOKED_AT = 5_000_000  # characters that are looked through for ends of tags that have none
URI = 8192  # characters of one address

_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][^\s/>]*)(?P<rest>(?:[^>\"'=]|=\s*(?:\"[^\"]*\"|'[^']*'|)|[\"'])*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=>/][^\s=>]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_LITERAL = ("script", "style", "xmp", "iframe", "title", "textarea", "plaintext")
_BLANKS = re.compile(r"[ \t\n\r\f\x0b]+|\xc2\xa0")
_SHORT = re.compile(r"<(\w+)\s*/>")
_NAMESPACE = re.compile(r"(?:o|st\d):[\w-]+/?\Z")
_EDGE = re.compile(r"[^\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]")
_BASE = re.compile(r"(?:https?|ftp):/{0,2}", re.IGNORECASE)
_FILE = re.compile(r"^([a-z]+:/{0,2}[^/]+/.*?)[^/.]+\.[^/.]{2,4}$", re.IGNORECASE)
_NOT_RESOLVED = re.compile(r"(?:data|mailto|file|cid|tel):", re.IGNORECASE)
_FACE = re.compile(
    r"\s*[\"'.]?[a-z ][a-z -]*[a-z]\d?[\"']?(?:,\s*[\"']?[a-z][a-z -]*[a-z]\d?[\"']?)*;?$", re.IGNORECASE
)
_SIZE = re.compile(r"(\d+)(%)?$")

_ELEMENTS = frozenset(
    """a abbr acronym address area b base bdo big blockquote body br button caption cite code col colgroup dd del dfn div dl
    dt em fieldset form h1 h2 h3 h4 h5 h6 head hr html i img input ins kbd label legend li link map meta noscript object ol
    optgroup option p param pre q samp script select small span strong style sub sup table tbody td textarea tfoot th thead
    title tr tt ul var applet basefont center dir font frame frameset iframe isindex menu noframes s strike u nobr x-sigsep
    x-tab""".split()  # noqa: SIM905  # a list of words reads best as words
)
_RENDERED = _ELEMENTS | {"bgsound", "embed", "listing", "plaintext", "xmp"}
_STYLED = frozenset("body font table tr th td big small basefont marquee span p div a".split())  # noqa: SIM905  # same
_BREAKS = {
    **dict.fromkeys(("br", "div"), "\n"),
    **dict.fromkeys(("li", "td", "th", "dd", "dt", "embed", "h1", "h2", "h3", "h4", "h5", "h6"), " "),
    **dict.fromkeys(("p", "hr", "blockquote", "pre", "listing", "plaintext", "xmp", "title"), "\n\n"),
}
_ADDRESSED = {
    **dict.fromkeys(("body", "table", "tr", "td"), ("background",)),
    **dict.fromkeys(("a", "area", "link"), ("href", "data-saferedirecturl")),
    **dict.fromkeys(("img", "frame", "iframe", "embed", "script", "bgsound"), ("src",)),
    "form": ("action",),
}


@dataclass
class Page:
    """What is known of a page.

    Args:
        text: All its words, those that nobody sees included.
        length: Characters of its source.
        addresses: As resolved, each with the tags that name it.
        anchors: The words of each link; a picture stands as ``<img>``.
        hrefs: Where each of them leads, as written.
        titles: The words of each title.
        comments: As written.
        inside: How often each tag is open at the end; a tag that ever came is there.
        facts: What else rules ask for: shares, sizes, marks.
    """

    text: str = ""
    length: int = 0
    addresses: dict[str, set[str]] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    inside: dict[str, int] = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)


def page(source: str) -> Page:
    """Read a page.

    Args:
        source: Decoded text.
    """
    return _Reader(source).read()


class _Reader:
    """A page half read."""

    def __init__(self, source: str) -> None:
        self.page = Page(length=len(source))
        source = source.replace("&nbsp;", " ").replace("“", '"').replace("”", '"')
        self.source = _SHORT.sub(r"<\1>", source)
        self.said: list[str] = []
        self.blank = self.hidden = False  # whether what was said last are blanks, or hidden
        self.styles = [styled()]
        self.basefont = 3
        self.base = ""
        self.counts = dict.fromkeys(
            ("tags", "elements", "tags_seen", "elements_seen", "closed_extra", "obfuscation"), 0
        )
        self.sizes = [3, 3]
        self.area = 0.0

    def read(self) -> Page:
        """Read all of it."""
        for kind, value, rest in _tokens(self.source):
            if kind == "text":
                self.words(value)
            elif kind == "comment":
                self.page.comments.append(value)
            elif kind == "declaration":
                self.declared(value)
            elif kind != "instruction":
                self.tag(value, rest if kind == "start" else None)
        self.page.text = "".join(self.said)
        self.reckon()
        return self.page

    def declared(self, text: str) -> None:
        if text[:9].lower() == "<!doctype":
            self.counts["elements"] += 1
            self.counts["tags"] += 1
            self.page.inside["!doctype"] = 0

    def tag(self, name: str, rest: str | None) -> None:
        """Take a tag: ``rest`` are its attributes, None for an end tag."""
        name = name.lower()
        inside, counts = self.page.inside, self.counts
        foreign = bool(_NAMESPACE.match(name))
        new = name not in inside
        if foreign or name in _ELEMENTS:
            counts["elements"] += 1
            counts["elements_seen"] += new
        counts["tags"] += 1
        counts["tags_seen"] += new
        inside[name] = inside.get(name, 0) + (1 if rest is not None else -1)
        if inside[name] < 0:
            inside[name] = 0
            counts["closed_extra"] += 1
        if foreign or name not in _RENDERED:
            return
        attributes = _attributes(rest) if rest else {}
        if name in _STYLED:
            self.restyle(name, attributes if rest is not None else None)
        if name in _BREAKS:
            self.gap(_BREAKS[name])
        if rest is not None:
            self.addressed(name, attributes)
            self.tested(name, attributes)

    def gap(self, text: str) -> None:
        """Break the line, or set words apart."""
        if self.said and not self.blank and not self.hidden:
            self.said[-1] = self.said[-1].removesuffix(" ")
        self.said.append(text)
        self.blank, self.hidden = True, False

    def words(self, text: str) -> None:
        """Take words."""
        inside = self.page.inside
        if inside.get("script", 0) > 0 or inside.get("style", 0) > 0:
            return
        if inside.get("a", 0) > 0 and self.page.anchors:
            self.page.anchors[-1] += text
        if inside.get("title", 0) > 0 and self.page.titles:
            self.page.titles[-1] += text
        hidden = bool(_BLANKS.sub("", text)) and self.unseen()
        if self.said and text and self.said[-1] and _EDGE.match(text) and _EDGE.match(self.said[-1][-1]):
            self.counts["obfuscation"] += 1
        text = _BLANKS.sub(" ", text)
        if self.blank and not hidden:
            text = text.removeprefix(" ")
        self.said.append(text)
        self.blank, self.hidden = False, hidden

    def unseen(self) -> bool:
        """Tell whether words are hard to see as they are styled now."""
        style = self.styles[-1]
        fault = style.contrast()
        if fault:
            self.page.facts[fault] = 1
        return bool(fault) or style.size <= 1 or style.hidden

    def restyle(self, name: str, attributes: dict[str, str] | None) -> None:
        """Follow a tag that changes how words look; None for an end tag."""
        name = "td" if name == "th" else name
        if attributes is None:
            if name != "body":
                self.close(name)
            return
        if name == "basefont" and attributes.get("size", "").strip()[:1].isdigit():
            self.basefont = int(re.match(r"\d+", attributes["size"].strip())[0][:6])  # type: ignore[index]  # it begins with a digit
            return
        if name in {"td", "tr"} and any(one.tag == name for one in self.styles):
            while (
                self.styles
                and self.styles[-1].tag in {"td": {"font", "td"}, "tr": {"font", "td", "tr"}}[name]
            ):
                self.styles.pop()
        style = self.styles[-1].opened(name, attributes, self.basefont)
        self.styles.append(style)
        if name not in {"big", "small"}:
            self.sizes = [min(self.sizes[0], style.size), max(self.sizes[1], style.size)]

    def close(self, name: str) -> None:
        """Close everything down to a tag."""
        if any(one.tag == name for one in self.styles):
            while self.styles.pop().tag != name:
                pass

    def addressed(self, name: str, attributes: dict[str, str]) -> None:
        """Take the addresses that a tag names."""
        for key in _ADDRESSED.get(name, ()):
            value = attributes.get(key)
            if value is None and key in {"href", "src"}:
                value = next((v for k, v in attributes.items() if re.search(rf"\w{{1,8}}/{key}", k)), None)
            if value is not None:
                self.address(name, value.replace("\ufeff", ""))
        if name == "base" and attributes.get("href"):
            uri = attributes["href"].strip()[:URI]
            self.address(name, uri)
            if _BASE.match(uri):
                uri = _FILE.sub(r"\1", uri)
                self.base = uri if uri.endswith("/") else uri + "/"
        if name == "meta" and "refresh" in attributes.get("http-equiv", "").lower():
            leads = re.search(r"\burl\s*=\s*(.*)", attributes.get("content", ""), re.IGNORECASE)
            if leads:
                self.address(name, re.sub(r"\s*;.*", "", leads[1], count=1))

    def address(self, name: str, uri: str) -> None:
        uri = uri.strip(" \t\n\r\f\v\xa0")[:URI]
        if uri:
            target = uri if _NOT_RESOLVED.match(uri) else resolved(self.base, uri)
            if target:
                self.page.addresses.setdefault(target, set()).add(name)

    def tested(self, name: str, attributes: dict[str, str]) -> None:
        """Note what rules ask about tags."""
        facts, inside = self.page.facts, self.page.inside
        match name:
            case "font" if "face" in attributes and not _FACE.match(attributes["face"]):
                facts["font_face_bad"] = 1
            case "img":
                if inside.get("a", 0) > 0 and self.page.anchors:
                    self.page.anchors[-1] += "<img>\n"
                if "width" in attributes and "height" in attributes:
                    self.area += _pixels(attributes["width"], 8) * _pixels(attributes["height"], 6)
            case "form" if "mailto:" in attributes.get("action", "").lower():
                facts["form_action_mailto"] = 1
            case "object" | "embed":
                facts["embeds"] = 1
            case "a":
                self.page.anchors.append("")
                self.page.hrefs.append(attributes.get("href", "").strip())
            case "title":
                self.page.titles.append("")
            case _:
                pass

    def reckon(self) -> None:
        """Reckon shares, when all is read."""
        facts, counts = self.page.facts, self.counts
        facts |= {"html": 1, "image_area": self.area, "length": self.page.length}
        facts |= {"min_size": self.sizes[0], "max_size": self.sizes[1]}
        if counts["tags"]:
            facts["closed_extra_ratio"] = counts["closed_extra"] / counts["tags"]
        if counts["tags"] and counts["elements"]:
            facts["bad_tag_ratio"] = (counts["tags"] - counts["elements"]) / counts["tags"]
        if counts["tags_seen"] and counts["elements_seen"]:
            facts["non_element_ratio"] = (counts["tags_seen"] - counts["elements_seen"]) / counts["tags_seen"]
        if counts["tags"] and counts["obfuscation"]:
            facts["obfuscation_ratio"] = counts["obfuscation"] / counts["tags"]
        facts["html_length"] = len(self.page.text)
        facts["non_space_len"] = len("".join(self.page.text.split()))


def _pixels(given: str, per_cent: int) -> int:
    """Give pixels, a share taken of a screen of 800 by 600; 200 where nothing can be read."""
    found = _SIZE.match(given)
    size = int(found[1][:6]) * (per_cent if found[2] else 1) if found else 0
    return size or 200


class Token(NamedTuple):
    """A piece of a page: ``text``, ``start``, ``end``, ``comment`` or ``declaration``; its words or name; attributes as written."""

    kind: str
    value: str
    rest: str = ""


def _tokens(source: str) -> Iterator[Token]:
    """Give a page piece by piece."""
    reader = _Marks(source)
    at = 0
    for _ in range(TOKENS):
        start, end, token = reader.next(at)
        if start > at:
            yield Token("text", unescape(source[at:start]))
        if token is None:
            return
        yield token
        at = end
        if token.kind == "start" and token.value in _LITERAL:
            end = _closing(source, token.value, at)
            if end > at:
                words = source[at:end]
                yield Token("text", unescape(words) if token.value in {"title", "textarea"} else words)
            at = end
    yield Token("text", unescape(source[at:]))


class _Marks:
    """The marks in a page; what looks like one and never ends is text, and is not looked for again and again."""

    def __init__(self, source: str) -> None:
        self.source, self.room = source, LOOKED_AT
        self.comments_end = True

    def next(self, at: int) -> tuple[int, int, Token | None]:
        """Give where the next mark begins and ends, and the mark; None behind the last one."""
        source = self.source
        start = source.find("<", at)
        while start >= 0 and self.room > 0:
            end, token = self.mark(start)
            if token:
                return start, end, token
            start = source.find("<", start + 1)
        return len(source), len(source), None

    def mark(self, at: int) -> tuple[int, Token | None]:
        """Read the mark that begins here; None where none does."""
        source, sign = self.source, self.source[at + 1 : at + 2]
        if sign in {"!", "?"}:
            if self.comments_end and source.startswith("<!--", at):
                end = source.find("-->", at + 4)
                self.comments_end = end >= 0
                if end >= 0:
                    return end + 3, Token("comment", source[at : end + 3])
            end = source.find(">", at)
            self.room = self.room if end >= 0 else 0
            kind = "declaration" if sign == "!" else "instruction"
            return end + 1, Token(kind, source[at : end + 1]) if end >= 0 else None
        if not sign.isalpha() and sign != "/":
            return at, None
        found = _TAG.match(source, at)
        if found is None:
            self.room -= len(source) - at if sign != "/" or source[at + 2 : at + 3].isalpha() else 1
            return at, None
        return found.end(), Token("end" if found["end"] else "start", found["tag"].lower(), found["rest"])


def _closing(source: str, name: str, at: int) -> int:
    """Find the end tag of an element that holds no tags."""
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def _attributes(written: str) -> dict[str, str]:
    """Give the attributes of a tag; of two with one name the last one, as that reader has it."""
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(written):
        name = one[1].lower()
        value = next((group for group in one.groups()[1:] if group is not None), name)
        found[name] = unescape(value) if "&" in value else value
    return found
