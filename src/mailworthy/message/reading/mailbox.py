"""Mailboxes of header fields, as people wrote them: names and addresses, nothing judged (RFC 5322 §3.4)."""

from __future__ import annotations

from typing import NamedTuple

from mailworthy.wire.message import unfolded_value
from mailworthy.wire.structured import Kind, pieces

MAILBOXES = 1000  # of one field; what stands behind is not looked at


class Mailbox(NamedTuple):
    """A name that people see, decoded, and an address as written; either may be empty."""

    name: str
    address: str


def mailboxes(folded: str) -> tuple[Mailbox, ...]:
    """Read the mailboxes of a field; groups are their members.

    Args:
        folded: The field's value as it stands, an octet a character: encoded words are decoded after the field is cut,
            since they may hold commas (RFC 2047 §6.2).
    """
    found: list[Mailbox] = []
    reading = _Reading()
    for kind, text in pieces(folded, "<>,;:"):
        if kind is Kind.MARK and text in ",;" and not reading.inside:
            found += reading.done()
            reading = _Reading()
            if len(found) >= MAILBOXES:
                break
        elif kind is Kind.MARK and text == ":" and not reading.inside:
            reading = _Reading()  # what stood before was a group's name
        else:
            reading.take(kind, text)
    return (*found, *reading.done())


class _Reading:
    """A mailbox half read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comment = ""
        self.bracketed: list[str] = []
        self.inside = self.closed = False

    def take(self, kind: Kind, text: str) -> None:
        if kind is Kind.MARK and text in "<>":
            self.closed = self.closed or (self.inside and text == ">")
            self.inside = text == "<" and not self.closed
        elif self.inside:
            self.bracketed.append(
                "" if kind in {Kind.BLANK, Kind.COMMENT} else f'"{text}"' if kind is Kind.QUOTED else text
            )
        elif kind is Kind.COMMENT:
            self.comment = self.comment or text
        else:
            self.words.append(" " if kind is Kind.BLANK else text)

    def done(self) -> list[Mailbox]:
        said = "".join(self.words).strip()
        address = "".join(self.bracketed)
        if not address and "@" in said and " " not in said:
            said, address = self.comment, said
        elif not said:
            said = self.comment
        name = unfolded_value(said).strip()
        return [Mailbox(name, address)] if name or address else []
