"""The mailboxes of a header field as rules see them: names decoded, addresses as written."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailworthy.message.reading import mailbox

_QUOTED = re.compile(r"'(.*?)'\Z")


class Mailbox(NamedTuple):
    """A name and an address, in octets; either may be empty."""

    name: bytes
    address: bytes


def mailboxes(raw: bytes, *, as_written: bool = False) -> list[Mailbox]:
    """Read the mailboxes of a field.

    Args:
        raw: Its value as it stands.
        as_written: Whether names are left in their encoded words.
    """
    text = raw.decode("latin-1").strip()
    if as_written:
        found = mailbox.mailboxes(text.replace("=?", "=\0?"))
        return [Mailbox(_octets(one.name.replace("=\0?", "=?")), _octets(one.address)) for one in found]
    return [
        Mailbox(_octets(_QUOTED.sub(r"\1", " ".join(one.name.split()))), _octets(one.address))
        for one in mailbox.mailboxes(text)
    ]


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "replace")
