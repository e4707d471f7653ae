"""What the tests of all dialects share: a report made of a sender, a subject and a text, read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources import read_dialects
from mailworthy.wire import message as wire_message

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
ORIGINAL = "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\nFrom: news@example.org\nTo: {to}\nSubject: Offer\n\nBuy."

Reader = Callable[..., list[Notice]]


def report(
    body: str, sender: str = DAEMON, subject: str = "Undelivered mail", extra: str = "", original: str = ""
) -> bytes:
    """Write a report; with the message that came back attached where ``original`` names its recipient."""
    head = f"From: {sender}\nTo: news@example.org\nSubject: {subject}\n{extra}MIME-Version: 1.0\n"
    text = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"
    if not original:
        return f"{head}{text}".encode()
    back = f"Content-Type: message/rfc822\n\n{ORIGINAL.format(to=original)}"
    return (
        f'{head}Content-Type: multipart/mixed; boundary="=="\n\n--==\n{text}\n--==\n{back}\n--==--\n'.encode()
    )


@pytest.fixture
def read() -> Reader:
    """Read a report: its text, and by keyword its sender, subject, other header fields, and whom it came back from."""

    def reader(body: str, **how: str) -> list[Notice]:
        return read_dialects(wire_message.read(report(body, **how)))

    return reader
