"""The message that came back, wherever a report puts it."""

from __future__ import annotations

import pytest

from mailworthy.bounce.returned import NOTHING, Returned, read
from mailworthy.wire import message

HEAD = """\
Return-Path: <bounces+17=jane=example.org@ours.example>
From: News <news@ours.example>
To: Jane <jane@example.org>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Date: Tue, 4 Aug 2026 09:00:00 +0000
Message-ID: <1@ours.example>
"""
WHOLE = Returned(
    message_id="1@ours.example",
    subject="Grüße",
    sent_at="Tue, 4 Aug 2026 09:00:00 +0000",
    return_path="bounces+17=jane=example.org@ours.example",
    to="Jane <jane@example.org>",
)


def with_part(type_):
    return f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: {type_}\n\n{HEAD}\nbody\n--b--\n"


PLACES = [
    with_part("message/rfc822"),
    with_part("message/global"),
    with_part("text/rfc822-headers"),
    with_part("text/plain"),
    f"From: MAILER-DAEMON\n\nIt failed.\n\n------ This is a copy of the message, including all the headers. ------\n\n{HEAD}\nbody",
    f"From: MAILER-DAEMON\n\nIt failed.\n\n--- Below this line is a copy of the message.\n\n{HEAD}\nbody",
    "From: MAILER-DAEMON\n\nIt failed.\n\n" + "".join(f"> {line}\n" for line in HEAD.splitlines()),
    "From: MAILER-DAEMON\n\nIt failed.\n\n" + "".join(f"    {line}\n" for line in HEAD.splitlines()),
]


@pytest.mark.parametrize("raw", PLACES)
def test_the_ids_are_found(raw):
    found = read(message.read(raw.encode()))
    assert found == WHOLE
    assert found.recipients == ("jane@example.org",)


@pytest.mark.parametrize("raw", ["", "From: a\n\nIt failed.", "From: a\n\nSubject matters and dates."])
def test_where_nothing_came_back_nothing_is_known(raw):
    assert read(message.read(raw.encode())) == NOTHING
