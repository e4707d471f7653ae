"""SMTP replies as reports quote them: folded, cut, wrapped in prose, one inside another."""

from __future__ import annotations

import re
from dataclasses import dataclass

LOOKED_AT = (
    8192  # characters: a reply line has at most 512 octets (RFC 5321 §4.5.3.1.5); reports add prose around it
)
_TAIL = 2048
_MARKS = 20  # more codes than this nobody wrote into one reply

# A basic code (RFC 5321 §4.2) and, right behind it, an enhanced one (RFC 3463 §2). Not a part of an address, a host, a
# version or a port. `570` and `522` are no codes of any standard, but receivers send them. It looks behind only once the
# digits are found: so it begins with a set of characters, and the engine skips to those.
_CODE = re.compile(
    r"([245][0-57]\d)(?<![\w.,@/=%&+$*-]\d\d\d)(?<!\w#\d\d\d)"
    r"(?:[ :-]{1,3}['\"(#\[]{0,2}([245]\.[0-7]\.\d{1,3})(?![\w.]))?"
    r"(?=[\s:;,)>\]'\"<-]|\.?$)"
)
_STATUS = re.compile(r"([245])(?<![\w.]\d)\.[0-7]\.\d{1,3}(?![\w.]*\w)")
# What a reporter writes before a reply that it quotes. Numbers behind other words are quantities: "for 500 seconds".
_QUOTES = re.compile(
    r"(?:^|[:;<>'\"\[({,|*#?]|\.\.\.|<--|(?:code|error|reply|response|said|status)) ?$", re.IGNORECASE
)
# What shows that the reply behind it is the one that the reporter, or a relay, was given.
_NESTS = re.compile(
    r"(?:(?<!<)<|['\"\[({]|\.\.\.|->|\b(?:said|returned|responded|was|is|error|response)[:,]?) ?$",
    re.IGNORECASE,
)
_CONTEXT = 16
_CLOSES = frozenset(")]>")
_BEGINS = (
    " <",
    " '",
    ' "',
    "-'",
    '-"',
    "-<",
)  # behind a code: "554 <person@example.com>... 550 Host unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply.

    Args:
        code: The basic code, None where there is none.
        status: The enhanced status code as written, empty where there is none.
        text: The receiver's words, unfolded, without the codes that each line repeats.
        before: What the reporter wrote before the code, unfolded; empty where there is no code, all is ``text`` then.
        inner: The reply that this one wraps, the original cause; None where it wraps none.
    """

    code: int | None
    status: str
    text: str
    before: str = ""
    inner: Reply | None = None

    @property
    def cause(self) -> Reply:
        """The innermost reply: what the host that refused said itself."""
        return self.inner.cause if self.inner else self


def read(text: str) -> Reply:
    """Read a reply from the text of a report, as lenient as the reports are.

    Takes any text and looks at its first 6 and last 2 kB. A code is only taken from where a reply can begin: "for the
    last 500 seconds" has none.

    Args:
        text: One reply, of one or more lines, also in the middle of a sentence.

    Source:
        RFC 5321 §4.2 for codes and continued lines, RFC 3463 §2 for enhanced codes.
    """
    if len(text) > LOOKED_AT:
        text = f"{text[: LOOKED_AT - _TAIL]} {text[-_TAIL:]}"
    text = " ".join(text.split())
    marks = _marks(text)
    if not marks:
        return Reply(None, _status(text), text)
    return _reply(text, marks, 0)


def _marks(text: str) -> list[re.Match[str]]:
    """Find where replies begin; one that reports success only counts where there is no other."""
    success: list[re.Match[str]] = []
    found: list[re.Match[str]] = []
    for match in _CODE.finditer(text):
        if match.start() and not match[2] and not _may_begin(text, match.start(), found):
            continue
        if match[1][0] != "2":
            found.append(match)
        elif not match.start():
            success.append(match)
        if len(found) == _MARKS:
            break
    return found or success


def _may_begin(text: str, at: int, found: list[re.Match[str]]) -> bool:
    if found and text[at : at + 3] == found[-1][1]:
        return True  # the next line of the same reply
    behind = text[at + 3 : at + 5]
    if behind[:1] == "]":
        return False  # "[506]" is somebody's own number
    return behind in _BEGINS or _QUOTES.search(text[max(0, at - _CONTEXT) : at]) is not None


def _reply(text: str, marks: list[re.Match[str]], start: int) -> Reply:
    first = marks[0]
    rest = next((n for n in range(1, len(marks)) if _nests(text, first, marks[n])), 0)
    end = marks[rest].start() if rest else len(text)
    own = marks[: rest or len(marks)]
    status = _own_status(text, own, start, end)
    inner = _reply(text, marks[rest:], end) if rest else None
    return Reply(
        int(first[1]), status, _words(text, own, end), text[start : first.start()].strip(" -"), inner
    )


def _nests(text: str, outer: re.Match[str], mark: re.Match[str]) -> bool:
    if mark[1] == outer[1] and (not mark[2] or mark[2] == outer[2]):
        return False  # the next line of the same reply
    if text[mark.end() : mark.end() + 1] in _CLOSES:
        return False  # "(550)" repeats a code and says nothing
    return _NESTS.search(text[max(0, mark.start() - _CONTEXT) : mark.start()]) is not None


def _own_status(text: str, own: list[re.Match[str]], start: int, end: int) -> str:
    """Give the status beside the code, else behind it ("(#5.1.1)"), else before it where its class agrees."""
    first = own[0]
    for mark in own:
        if mark[2] and mark[1] == first[1]:
            return mark[2]
    return _status(text[first.end() : end]) or _status(text[start : first.start()], first[1][0])


def _status(text: str, class_: str = "") -> str:
    if "." not in text:
        return ""
    for match in _STATUS.finditer(text):
        if not class_ or match[1] == class_:
            return match[0]
    return ""


def _words(text: str, own: list[re.Match[str]], end: int) -> str:
    if len(own) == 1:
        return text[own[0].end() : end].strip(" -")
    ends = [*(mark.start() for mark in own[1:]), end]
    parts = (text[mark.end() : until].strip(" -") for mark, until in zip(own, ends, strict=True))
    return " ".join(part for part in parts if part)
