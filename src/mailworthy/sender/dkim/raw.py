"""A message as signatures see it: every field in its own octets, and the body as it stands.

:mod:`mailworthy.wire.message` reads what a message means; a signature speaks of its octets, so nothing is decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_BARE_LF = re.compile(rb"(?<!\r)\n")
_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")


class Field(NamedTuple):
    """One header field.

    Args:
        name: In lower case; empty where the line is no field.
        octets: The whole field as it stands, folded, without its last CRLF.
    """

    name: bytes
    octets: bytes

    @property
    def value(self) -> bytes:
        """What follows the colon, still folded."""
        return self.octets.partition(b":")[2]


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message in octets.

    Args:
        fields: From the top down.
        body: With lines ended by CRLF.
        bare_lf: Whether lines were ended by a bare LF, which no signer ever saw.
        places: Where the fields of each name stand in ``fields``.
    """

    fields: tuple[Field, ...]
    body: bytes
    bare_lf: bool
    places: Mapping[bytes, Sequence[int]]

    def at(self, name: bytes) -> Sequence[int]:
        """Give where the fields of one name stand, from the top down."""
        return self.places.get(name, ())


def split(message: bytes) -> RawMessage:
    """Split a message into its fields and its body (RFC 5322 §2.1). Any octets are accepted; nothing is raised.

    Lines that end in a bare LF are ended by CRLF first, as mail is on its way (RFC 6376 §5.3): files keep them so.
    """
    bare = message.count(b"\n") != message.count(b"\r\n")
    if bare:
        message = _BARE_LF.sub(b"\r\n", message)
    if message.startswith(b"\r\n"):
        return RawMessage((), message[2:], bare, {})
    header, _, body = message.partition(b"\r\n\r\n")
    fields = tuple(map(_field, _FIELD_END.split(header.removesuffix(b"\r\n"))))
    return RawMessage(fields, body, bare, _places(fields))


def _field(octets: bytes) -> Field:
    name = _NAME.match(octets)
    return Field(name[1].lower() if name else b"", octets)


def _places(fields: tuple[Field, ...]) -> Mapping[bytes, Sequence[int]]:
    places: dict[bytes, list[int]] = {}
    for place, (name, _) in enumerate(fields):
        places.setdefault(name, []).append(place)
    return places
