"""The DNS tree walk: which names hold a DMARC record above a domain, and which of them is its organization (RFC 9989 §4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailworthy.sender.dmarc.record import Psd, Record, read
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome

LABELS = 7  # RFC 9989 §4.10, step 4: a longer name is cut to so many, which makes eight questions at most


@dataclass(frozen=True, slots=True)
class Stop:
    """One name of a walk.

    Args:
        domain: The name, without ``_dmarc``.
        records: All DMARC records there; more than one count for nothing.
        failed: Why it could not be asked; else empty.
        others: The texts there that are no DMARC record.
    """

    domain: str
    records: tuple[Record, ...] = ()
    failed: str = ""
    others: tuple[str, ...] = ()

    @property
    def record(self) -> Record | None:
        """The one record there."""
        return self.records[0] if len(self.records) == 1 else None


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from a domain to the top.

    Args:
        stops: All names, the domain itself first; also those above where the standard stops, which older receivers use.
        organization: The organizational domain; empty where a name server's failure hides it.
        suffix: The public suffix domain, where a record with ``psd=y`` was met above the domain; else empty.
    """

    stops: tuple[Stop, ...]
    organization: str
    suffix: str = ""

    @property
    def start(self) -> Stop:
        """The domain itself."""
        return self.stops[0]

    @property
    def failed(self) -> str:
        """Why the organizational domain could not be found out; empty where it could."""
        return "" if self.organization else next(stop.failed for stop in self.stops if stop.failed)

    def at(self, domain: str) -> Stop:
        """Give one name's stop; an empty one where the walk does not lead there."""
        return next((stop for stop in self.stops if stop.domain == domain), Stop(domain))


def names(domain: str) -> tuple[str, ...]:
    """Give the names of a walk, the domain itself first (RFC 9989 §4.10, steps 1 to 7)."""
    labels = domain.split(".")
    above = labels[1:] if len(labels) <= LABELS else labels[-LABELS:]
    return (domain, *(".".join(above[at:]) for at in range(len(above))))


def walk(domains: Iterable[str]) -> Asking[Mapping[str, Walk]]:
    """Walk up from several domains at once; every name is asked once.

    Args:
        domains: A-labels in lower case.
    """
    paths = {domain: names(domain) for domain in domains}
    wanted = tuple(dict.fromkeys(name for path in paths.values() for name in path))
    answers = yield tuple(Dns(f"_dmarc.{name}", "TXT") for name in wanted)
    stops = {name: _stop(name, answer) for name, answer in zip(wanted, answers, strict=True)}
    return {domain: _walk(tuple(stops[name] for name in path)) for domain, path in paths.items()}


def _stop(name: str, answer: Answer) -> Stop:
    if answer.outcome is Outcome.FAILED:
        return Stop(name, failed=answer.why or "unknown")
    if not answer.values:
        return Stop(name)
    read_ones = [(text, read(text)) for text in answer.values]
    return Stop(
        name,
        tuple(record for _, record in read_ones if record),
        others=tuple(text for text, record in read_ones if not record),
    )


def _walk(stops: tuple[Stop, ...]) -> Walk:
    """Choose the organizational domain, from the longest name to the shortest (RFC 9989 §4.10.2)."""
    start = shortest = stops[0].domain
    for stop in stops:
        if stop.failed:
            return Walk(stops, "")
        record = stop.record
        if record is None:
            continue
        if record.psd is Psd.NO or (record.psd is Psd.YES and stop.domain == start):
            return Walk(stops, stop.domain)
        if record.psd is Psd.YES:
            return Walk(stops, _one_below(stop.domain, start), stop.domain)
        shortest = stop.domain
    return Walk(stops, shortest)


def _one_below(domain: str, start: str) -> str:
    """Give the name one label below a domain, on the way to where the walk began."""
    return ".".join(start.split(".")[-(domain.count(".") + 2) :])
