"""One message, all rules: what each comes to, and where it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from mailworthy.message.places import PLACES_MOST, Place, in_header, in_part, in_text
from mailworthy.message.reading.place import Span
from mailworthy.message.rules.spamassassin.build import Built, Group, Test
from mailworthy.message.rules.spamassassin.mail import Mail

TIME = 0.1  # seconds that one pattern may take over one line
TIMES = 5  # patterns that may take too long before no more are run
SEEN = 50  # matches that are asked where they stand
DEEP = 3  # metas whose own parts are asked for places

_NO_FIELD = {"ALL", "MESSAGEID", "ToCc", "EnvelopeFrom"}


class Seen(NamedTuple):
    """What a pattern matched: in which kind of text, in which field, at which line, which words."""

    kind: str
    target: str
    line: int
    words: bytes


class Run:
    """All rules over one message.

    Args:
        built: The rules.
        mail: The message.
    """

    def __init__(self, built: Built, mail: Mail) -> None:
        """Keep both."""
        self.built, self.mail = built, mail
        self.hits: dict[str, float] = {}
        self.seen: dict[str, Seen] = {}
        self.slow: list[str] = []

    def all(self) -> None:
        """Run all that can be run over such a message."""
        whole = self.mail.draft.kind == "eml"
        for (kind, target), group in self.built.groups.items():
            if kind in {"body", "rawbody", "uri"}:
                self.lines(kind, target, group, getattr(self.mail, _VIEWS[kind]))
            elif whole and kind == "header":
                self.header(target, group)
            elif whole and kind == "full":
                self.lines(kind, target, group, (self.mail.full,))
            elif whole:
                self.mime_header(target, group)
        for name, function in self.built.evals.items() if whole else ():
            value = function(self.mail)
            if value:
                self.hits[name] = value if value > 0 else 1
        for name, meta in self.built.metas.items():
            value = meta.value(self.hits)
            if value:
                self.hits[name] = value if value > 0 else 1

    def lines(self, kind: str, target: str, group: Group, lines: Sequence[bytes]) -> None:
        """Run patterns over lines, each by itself."""
        for number, where in group.prefilter.candidates(lines):
            test = group.tests[number]
            count = 0
            for index in where:
                if index == 0 and test.skip_subject:
                    continue
                count += self.count(test, lines[index], (kind, target, index), test.most - count)
                if count >= test.most:
                    break
            if count:
                self.hits[test.name] = count

    def header(self, target: str, group: Group) -> None:
        """Run patterns over a field."""
        value = self.mail.field(target)
        candidates = dict(group.prefilter.candidates((value,))) if value is not None else {}
        for number, test in enumerate(group.tests):
            if test.pattern is None:
                hit = value is not None
            elif value is None:  # what is missing is an empty text, which some patterns match
                hit = bool(self.count(test, test.unset or b"", ("header", target, 0), 1)) != test.negated
            else:
                count = (
                    self.count(test, value, ("header", target, 0), test.most) if number in candidates else 0
                )
                if count and not test.negated:
                    self.hits[test.name] = count
                    continue
                hit = test.negated and not count
            if hit:
                self.hits[test.name] = 1
                self.seen.setdefault(test.name, Seen("header", target, 0, b""))

    def mime_header(self, target: str, group: Group) -> None:
        """Run patterns over a field of each part."""
        values = [one.field(target) for one in self.mail.parts]
        for test in group.tests:
            count = 0
            for number, value in enumerate(values):
                given = value if value is not None else test.unset or b""
                count += self.count(test, given, ("mimeheader", target, number), test.most)
                if count:
                    break
            if bool(count) != test.negated:
                self.hits[test.name] = count or 1

    def count(self, test: Test, text: bytes, place: tuple[str, str, int], most: int) -> int:
        """Count matches in a text, so many at most; none where a pattern takes too long."""
        if len(self.slow) >= TIMES or test.name in self.slow or test.pattern is None:
            return 0
        try:
            first = test.pattern.compiled.search(text, timeout=TIME)
            if first is None:
                return 0
            if test.name not in self.seen:
                self.seen[test.name] = Seen(*place, first[0])
            if most == 1:
                return 1
            found = test.pattern.compiled.finditer(text, timeout=TIME)
            return sum(1 for _ in zip(found, range(most), strict=False))
        except TimeoutError:
            self.slow.append(test.name)
            return 0

    def places(self, name: str) -> list[Place]:
        """Give where a rule was found, as far as can be told; for a meta, where its parts were."""
        seen = dict.fromkeys(islice(self._seen(name, DEEP), SEEN))
        ordered = sorted(seen, key=lambda one: -len(one.words))  # more words tell more
        return list(islice(filter(None, (_place(self.mail, one) for one in ordered)), PLACES_MOST))

    def _seen(self, name: str, deep: int) -> Iterator[Seen]:
        if name in self.seen:
            yield self.seen[name]
        elif name in self.built.metas and deep:
            for part in sorted(self.built.metas[name].names & self.hits.keys()):
                yield from self._seen(part, deep - 1)


_VIEWS = {"body": "body", "rawbody": "rawbody", "uri": "addresses"}


def _place(mail: Mail, seen: Seen) -> Place:
    """Give the place of what a pattern matched; empty where it cannot be told."""
    draft = mail.draft
    if seen.kind == "header" or (seen.kind == "body" and seen.line == 0):
        name = "Subject" if seen.kind == "body" else seen.target.partition(":")[0]
        return {} if name in _NO_FIELD else in_header(draft, name)
    words = seen.words.decode("utf-8", "replace").strip()
    if seen.kind == "uri":
        line = mail.addresses[seen.line].decode("utf-8", "replace")
        url = next((one for one in draft.urls if one.url == line or line.endswith(one.url)), None)
        return in_part(draft.parts[url.part], url.span) if url else {}
    if seen.kind == "body" and words:
        found = _found(words, draft.text)
        return in_text(draft, *found) if found else {}
    if seen.kind == "rawbody" and words:
        for part in draft.parts:
            span = _found(words, part.text)
            if span:
                return in_part(part, Span(*span))
    return {}


def _found(words: str, text: str) -> tuple[int, int] | None:
    """Find words in a text, whatever blanks stand between them."""
    at = text.find(words)
    if at >= 0:
        return at, at + len(words)
    pieces = words[:400].split()
    found = re.search(r"\s+".join(map(re.escape, pieces)), text) if pieces else None
    return found.span() if found else None
