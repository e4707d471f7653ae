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


def mailboxes(raw: bytes) -> list[Mailbox]:
    """Read the mailboxes of a field.

    Args:
        raw: Its value as it stands.
    """
    return [
        Mailbox(
            _QUOTED.sub(r"\1", " ".join(one.name.split())).encode("utf-8", "replace"),
            one.address.encode("utf-8", "replace"),
        )
        for one in mailbox.mailboxes(raw.decode("latin-1").strip())
    ]
