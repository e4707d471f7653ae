"""The hashes of one message's body, each made once however many signatures name it."""

from __future__ import annotations

from hashlib import sha256

from mailworthy.sender.dkim.canonical import Form, body
from mailworthy.sender.dkim.raw import RawMessage


class Bodies:
    """The body of a message in its canonical forms.

    Args:
        message: The message.
    """

    def __init__(self, message: RawMessage) -> None:
        self.message = message
        self._forms: dict[Form, bytes] = {}
        self._hashes: dict[tuple[Form, int | None], bytes] = {}

    def octets(self, form: Form) -> bytes:
        """Give the whole body in canonical form."""
        found = self._forms.get(form)
        if found is None:
            found = self._forms[form] = body(self.message.body, form)
        return found

    def hash(self, form: Form, length: int | None = None) -> bytes:
        """Give the SHA-256 of a canonical body, or of so many of its first octets (RFC 6376 §3.4.5)."""
        found = self._hashes.get((form, length))
        if found is None:
            found = self._hashes[form, length] = sha256(memoryview(self.octets(form))[:length]).digest()
        return found
