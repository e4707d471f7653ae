"""The message that came back: its ids, as far as the report returns them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.bounce.sources.report_text import addresses_in, cut
from mailworthy.wire import message as wire_message
from mailworthy.wire.message import Message

LOOKED_AT = 32_768  # octets of the message that came back: its header stands first

_WHOLE = frozenset(
    (
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
        "text/rfc822",
    )
)
_FIELDS = re.compile(
    r"^[ \t>|]{0,8}(?:Return-Path|Received|From|To|Date|Subject|Message-ID|MIME-Version|DKIM-Signature|Delivered-To"
    r"|X-[\w-]{1,40}|Reply-To|Sender|Content-Type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_SHIFT = re.compile(r"^([ \t>|]+)\S")


@dataclass(frozen=True, slots=True)
class Returned:
    """What is known of the message that came back.

    Args:
        message_id: Without the angle brackets, empty where it did not come back.
        subject: Its subject.
        sent_at: Its Date field, as it stands.
        return_path: Where bounces of it go: perhaps an address with a token.
        to: Its To field.
    """

    message_id: str = ""
    subject: str = ""
    sent_at: str = ""
    return_path: str = ""
    to: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses of its To field."""
        return tuple(addresses_in(self.to))


NOTHING = Returned()


def read(message: Message) -> Returned:
    """Give the ids of the message that a report returns: from a part of its own, else from below the report's words."""
    inner = opened(message)
    if inner is None:
        return NOTHING
    return Returned(
        message_id=inner.header("message-id").strip().strip("<>").strip(),
        subject=inner.header("subject"),
        sent_at=inner.header("date"),
        return_path=inner.header("return-path").strip().strip("<>"),
        to=inner.header("to"),
    )


def opened(message: Message) -> Message | None:
    """Give the message that a report returns, as far as it does; None where it returns none."""
    return _part(message) or _below(message)


def _part(message: Message) -> Message | None:
    for part in message.parts:
        if part.type in _WHOLE:
            return part.message()
    for part in message.parts[1:]:
        if part.type == "text/plain" and _FIELDS.match(start := part.text[:LOOKED_AT]):
            return _headed(start)
    return None


def _below(message: Message) -> Message | None:
    said = message.text()
    returned = cut(said)[1]
    begins = _FIELDS.search(returned or said)
    return _headed((returned or said)[begins.start() :]) if begins else None


def _headed(text: str) -> Message:
    """Read a header that a report may have indented or quoted."""
    text = text[:LOOKED_AT]
    if shift := _SHIFT.match(text):
        text = "\n".join(line.removeprefix(shift[1]) for line in text.split("\n"))
    return wire_message.read(text.encode("utf-8", "replace"))
