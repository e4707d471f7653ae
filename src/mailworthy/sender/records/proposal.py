"""What a wizard proposes: records to publish, files to serve, and what to know about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.sender import destination
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.words import phrase
from mailworthy.wire import name


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know.

    Args:
        key: Which text of ``data/phrases.toml``.
        values: What stands in its blanks.
    """

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, lang: Lang = Lang.EN) -> str:
        """Give it in words."""
        return phrase(f"note.{self.key}", lang, **self.values)


@dataclass(frozen=True, slots=True)
class File:
    """A file that a web server gives.

    Args:
        url: Where.
        text: What.
    """

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to publish.

    Args:
        kind: Which wizard: ``spf``, ``dkim``, ``dmarc``, ``mta-sts``, ``tls-rpt``, ``bimi``, ``never-sends``.
        domain: For which domain, as A-labels.
        records: What to publish in DNS; a record takes the place of what stands there for the same purpose.
        files: What to serve.
        notes: What to know, in the order in which it matters.
    """

    kind: str
    domain: str
    records: tuple[DnsRecord, ...]
    files: tuple[File, ...] = ()
    notes: tuple[Note, ...] = ()

    def noting(self, *notes: Note) -> Proposal:
        """Give the same with more to know, said first."""
        return replace(self, notes=(*notes, *self.notes))

    def as_dict(self, lang: Lang = Lang.EN, *, zone: str = "") -> dict[str, Any]:
        """Give the JSON shape, notes in the words of ``lang``.

        Args:
            lang: The language.
            zone: The zone in which the records are published; by default the part of the domain that one registers.
        """
        return {
            "kind": self.kind,
            "domain": self.domain,
            "records": [dict(record.as_dict(zone_of(record, self.domain, zone))) for record in self.records],
            "files": [{"url": file.url, "text": file.text} for file in self.files],
            "notes": [note.text(lang) for note in self.notes],
        }


def zone_of(record: DnsRecord, domain: str, zone: str = "") -> str:
    """Give the zone in which a record is published.

    Args:
        record: The record.
        domain: For which domain it was proposed.
        zone: The zone that the user named; by default the part of the domain that one registers.
    """
    there = zone or name.registrable(domain)
    if record.name == there or record.name.endswith("." + there):
        return there
    return name.registrable(record.name.rpartition("_dmarc.")[2])  # another domain's consent to reports


def domain_of(text: str) -> str:
    """Read a domain as somebody typed it.

    Raises:
        InputError: It is none.
    """
    return name.to_ascii(text.strip().removesuffix("."))


def reports_to(text: str, schemes: tuple[str, ...] = ("mailto", "https")) -> str:
    """Read where reports are to go: a URI, or an address alone.

    Raises:
        InputError: It is neither.
    """
    uri = f"mailto:{text}" if "@" in text and ":" not in text else text
    found = destination.read(uri)
    if found is None or found.scheme not in schemes or found.limit:
        raise InputError(f"{text[:80]}: write an address, or {' or '.join(f'{one}:…' for one in schemes)}")
    return uri
