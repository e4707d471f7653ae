"""XML as elements, one at a time: by expat, without document types and entities, mended where receivers wrote it badly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from mailworthy.errors import InputError
from mailworthy.sender.markup import declares, decoded, feed

DEPTH = 24  # a report has six
TEXT = 4_096  # characters kept of one element
CHILDREN = 5_000  # of one element that is kept whole

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 §2.2
_BARE_AND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


@dataclass(slots=True)
class Element:
    """One element while it is read.

    Args:
        name: Without its prefix.
        text: What stands directly in it, its first 4,096 characters, no blanks around it.
        children: The elements in it, in order.
    """

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """Give the first child of a name."""
        for each in self.children:
            if each.name == name:
                return each
        return None

    def all(self, name: str) -> list[Element]:
        """Give the children of a name."""
        return [each for each in self.children if each.name == name]

    def said(self, name: str) -> str:
        """Give the text of the first child of a name; empty where there is none."""
        for each in self.children:
            if each.name == name:
                return each.text
        return ""


Taken = Callable[[Element], None]


def read_elements(octets: bytes, root: str, known: frozenset[str], taken: Callable[[], Taken]) -> str:
    """Read what stands in the outermost element.

    Args:
        octets: The document, in any encoding.
        root: The outermost element's name.
        known: All names of elements that the format has: what looks like another one is text, where mending is needed.
        taken: Begins to read; gives what is told each child of the outermost element when it ends. It is called anew
            where the document needs mending.

    Returns:
        What was wrong with it and has been mended; empty where it was sound.

    Raises:
        InputError: It is no such document, or a trap.
    """
    text = decoded(octets)
    if declares(text):
        raise InputError("it declares a document type or entities, as no report does and traps do")
    try:
        _Reading(root, taken()).run(text)
    except (expat.ExpatError, _OtherRoot) as fault:
        mended = _mended(text, root, known)
        if mended is None:
            raise InputError(_why(fault, root)) from None
        try:
            _Reading(root, taken()).run(mended)
        except (expat.ExpatError, _OtherRoot):
            raise InputError(_why(fault, root)) from None
        return str(fault)
    return ""


class _OtherRoot(Exception):  # noqa: N818  # no error: the document may hold what is looked for further in
    """The outermost element is another one."""


class _Reading:
    """One pass of expat over one document. Only the child of the root that is being read is held."""

    def __init__(self, root: str, taken: Taken) -> None:
        self._root, self._taken = root, taken
        self._open: list[Element] = []
        self._pieces: list[str] = []
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        self._parser = parser

    def run(self, text: str) -> None:
        feed(self._parser, text)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if not self._open and local != self._root:
            raise _OtherRoot(f"its outermost element is {local[:40]}")
        if len(self._open) >= DEPTH:
            raise InputError(f"elements are nested over {DEPTH} deep, as no report has them")
        element = Element(local)
        if len(self._open) > 1:
            above = self._open[-1].children
            if len(above) >= CHILDREN:
                raise InputError(f"one element holds over {CHILDREN} others, as none of a report does")
            above.append(element)
        self._open.append(element)
        self._pieces.clear()

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if self._pieces:
            element.text = "".join(self._pieces)[:TEXT].strip()
            self._pieces.clear()
        if len(self._open) == 1:
            self._taken(element)


def _mended(text: str, root: str, known: frozenset[str]) -> str | None:
    """Cut the root out and take what is no element of it for text; None where the root does not begin and end."""
    begin = re.search(rf"<(?:\w{{1,20}}:)?{root}[\s>]", text)
    ends = list(re.finditer(rf"</(?:\w{{1,20}}:)?{root}\s{{0,20}}>", text))[-1:]
    if begin is None or not ends or ends[0].start() < begin.start():
        return None
    (end,) = ends
    names = "|".join(sorted(known))
    stray = re.compile(rf"<(?!/?(?:\w{{1,20}}:)?(?:{names})[\s/>]|!--|!\[CDATA\[|\?)")
    inner = _UNFIT.sub("\ufffd", text[begin.start() : end.end()])
    return stray.sub("&lt;", _BARE_AND.sub("&amp;", inner))


def _why(fault: Exception, root: str) -> str:
    if isinstance(fault, _OtherRoot):
        return f"no {root} in it: {fault}"
    return f"its XML is broken: {fault}"
