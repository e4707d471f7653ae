"""Authentication-Results: what a server says that it has checked, read and written (RFC 8601).

Anybody can write such a field. :func:`of_server` gives those of one's own server; to believe others is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mailworthy.wire.structured import CHARACTERS, Kind, pieces, quoted

MOST = 100  # results of one field, and properties of one result, that are looked at
WIDTH = 78  # characters of a written line (RFC 5322 §2.1.1)

_MARKS = ";="
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+")  # RFC 2045 §5.1
_PROPERTY_VALUE = re.compile(
    r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]*@?[A-Za-z0-9.-]+"
)  # RFC 8601 §2.2, pvalue: also a mailbox, or @ and a domain


@dataclass(frozen=True, slots=True)
class Property:
    """What a result stands on: ``smtp.mailfrom=example.net``.

    Args:
        type: ``smtp``, ``header``, ``body``, ``policy``; empty where the writer left it out.
        name: The property; type and name in lower case.
        value: What it was.
    """

    type: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method said.

    Args:
        method: In lower case: ``spf``, ``dkim``, ``dmarc``, ``arc``…
        result: In lower case: ``pass``, ``fail``, ``none``…
        reason: Why, in words; else empty.
        properties: What it stands on.
        comment: What the writer remarks in brackets; else empty.
        version: The method's version, where it is written.
    """

    method: str
    result: str
    reason: str = ""
    properties: tuple[Property, ...] = ()
    comment: str = ""
    version: str = ""

    def value(self, type_: str, name: str) -> str:
        """Give the value of a property; empty where it is missing."""
        return next((one.value for one in self.properties if (one.type, one.name) == (type_, name)), "")


@dataclass(frozen=True, slots=True)
class AuthenticationResults:
    """One field.

    Args:
        server: Who says it (authserv-id); empty where the field is.
        results: What the methods said; none where nothing was checked.
        version: Of the field's own syntax, where it is written.
        odd: Pieces that are no result.
    """

    server: str
    results: tuple[MethodResult, ...] = ()
    version: str = ""
    odd: tuple[str, ...] = ()


def read(value: str) -> AuthenticationResults:
    """Read a field. Any text is accepted; nothing is raised.

    Args:
        value: What stands behind ``Authentication-Results:``, folded or not.

    Source:
        RFC 8601 §2.2; read generously: an empty field, a semicolon at the end, properties without a type, and addresses
        of IPv6 without quotation marks are common.
    """
    statements = list(_statements(value))
    server, version = _server(statements[0])
    read_ones = [(one, _result(one)) for one in statements[1 : MOST + 1]]
    odd = (_plain(one) for one, result in read_ones if result is None)
    results = tuple(result for _, result in read_ones if result)
    return AuthenticationResults(
        server, results, version, tuple(text for text in odd if text not in {"", "none"})
    )


def of_server(server: str, values: Iterable[str]) -> tuple[AuthenticationResults, ...]:
    """Give the fields that one's own server wrote; all others are claims of strangers (RFC 8601 §5, §7.1)."""
    found = map(read, values)
    return tuple(one for one in found if one.server and one.server.lower() == server.lower())


def write(results: AuthenticationResults) -> str:
    """Give a whole field, folded, with CRLF at its ends of line."""
    begin = _word(results.server) + (f" {results.version}" if results.version else "")
    statements = [_written(one) for one in results.results] or [["none"]]
    return _folded([[f"Authentication-Results: {begin}"], *statements])


# --- reading ------------------------------------------------------------------------------------------------------

Piece = tuple[Kind, str]


def _statements(value: str) -> Iterator[list[Piece]]:
    """Give the pieces between semicolons."""
    statement: list[Piece] = []
    for piece in pieces(value[:CHARACTERS], _MARKS):
        if piece == (Kind.MARK, ";"):
            yield statement
            statement = []
        else:
            statement.append(piece)
    yield statement


def _server(statement: Sequence[Piece]) -> tuple[str, str]:
    words = [text for kind, text in statement if kind in {Kind.RUN, Kind.QUOTED}]
    version = words[1] if len(words) > 1 and words[1].isdecimal() else ""
    return (words[0] if words else ""), version


def _result(statement: Sequence[Piece]) -> MethodResult | None:
    pairs = list(_pairs(statement))
    if not pairs:
        return None
    (method, version), result = _split(pairs[0][0], "/"), pairs[0][1].lower()
    rest = pairs[1 : MOST + 1]
    reason = next((value for name, value in rest if name.lower() == "reason"), "")
    properties = tuple(_property(name, value) for name, value in rest if name.lower() != "reason")
    comment = next((text for kind, text in statement if kind is Kind.COMMENT), "")
    return MethodResult(method.lower(), result, reason, properties, comment.strip(), version)


def _pairs(statement: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Give what stands on either side of each equals sign; blanks and comments may stand anywhere between."""
    words = _words([piece for piece in statement if piece[0] is not Kind.COMMENT])
    signs = [place for place, word in enumerate(words) if word == _EQUALS]
    start = 0
    for sign in signs:
        if sign <= start:
            continue
        filled = (
            sign + 1 < len(words) and words[sign + 1] != _EQUALS and words[sign + 2 : sign + 3] != [_EQUALS]
        )
        yield _name(words[start:sign]), words[sign + 1][1] if filled else ""
        start = sign + 2 if filled else sign + 1


_EQUALS = (Kind.MARK, "=")


def _words(kept: Sequence[Piece]) -> list[Piece]:
    """Join what stands together without a blank, as a quoted local part and its domain do; cut at the first equals sign.

    A value may hold more of them (``header.b=abc==``): they belong to it.
    """
    words: list[Piece] = []
    joined = value = False
    for kind, text in kept:
        if kind is Kind.BLANK:
            joined = False
            value = value and words[-1] == _EQUALS
        elif (kind, text) == _EQUALS and not value:
            words.append(_EQUALS)
            joined, value = False, True
        elif joined:
            words[-1] = (words[-1][0], words[-1][1] + text)
        else:
            words.append((Kind.QUOTED if kind is Kind.QUOTED else Kind.RUN, text))
            joined = True
    return words


def _name(words: Sequence[Piece]) -> str:
    """Give the name before an equals sign: blanks around its dot or its stroke are allowed (RFC 8601 §2.2)."""
    name = words[-1][1]
    for _, word in reversed(words[:-1]):
        if not word.endswith(_JOINTS) and not name.startswith(_JOINTS):
            break
        name = word + name
    return name


_JOINTS = (".", "/")


def _property(name: str, value: str) -> Property:
    type_, property_ = _split(name, ".")
    return (
        Property(type_.lower(), property_.lower(), value) if property_ else Property("", name.lower(), value)
    )


def _split(name: str, mark: str) -> tuple[str, str]:
    before, _, after = name.partition(mark)
    return before, after


def _plain(statement: Sequence[Piece]) -> str:
    return "".join(text for kind, text in statement if kind is not Kind.COMMENT).strip()


# --- writing ------------------------------------------------------------------------------------------------------


def _written(one: MethodResult) -> list[str]:
    method = f"{one.method}/{one.version}" if one.version else one.method
    words = [f"{method}={one.result}"]
    if one.comment:
        words.append(f"({_commented(one.comment)})")
    if one.reason:
        words.append(f"reason={_word(one.reason)}")
    return words + [_written_property(each) for each in one.properties]


def _written_property(one: Property) -> str:
    value = one.value if _PROPERTY_VALUE.fullmatch(one.value) else quoted(_one_line(one.value))
    return f"{one.type}.{one.name}={value}" if one.type else f"{one.name}={value}"


def _word(text: str) -> str:
    return text if _TOKEN.fullmatch(text) else quoted(_one_line(text))


def _commented(text: str) -> str:
    return re.sub(r"([\\()])", r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    """Keep what a field may hold: a line's end in a value would begin a new field (RFC 5322 §2.2)."""
    return "".join(character if character.isprintable() else " " for character in text)


def _folded(statements: Sequence[Sequence[str]]) -> str:
    lines = [statements[0][0] + ";"]
    for number, words in enumerate(statements[1:], start=2):
        end = ";" if number < len(statements) else ""
        lines.append("")
        for word in [*words[:-1], words[-1] + end]:
            if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
                lines.append("")
            lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"
