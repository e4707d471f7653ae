"""What there is to say of the name servers of a domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from itertools import chain
from typing import Any

from mailworthy.finding import Confidence, Finding, Lang, Severity
from mailworthy.sender.name_servers.places import ALIVE, Asked, Place, State, ask
from mailworthy.sender.name_servers.zone import Delegation, NameServer, find
from mailworthy.wire.explore import Exploring

BROAD = {4: 24, 6: 48}  # the smallest networks that routes are announced for
VALUE_OCTETS = 200  # of a value that a finding quotes
QUOTED_MOST = 4  # servers that a finding quotes one by one


@dataclass(frozen=True, slots=True)
class NameServersSurvey:
    """The name servers of a domain.

    Args:
        domain: The domain.
        delegation: The zone it lies in, and who is to answer for it.
        places: What they said, each at each of its addresses.
        findings: What there is to say.
    """

    domain: str
    delegation: Delegation
    places: tuple[Place, ...]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        zone = self.delegation
        return {
            "domain": self.domain,
            "zone": zone.zone or None,
            "named": list(zone.named),
            "delegated": list(zone.delegated),
            "left_out": list(zone.left_out),
            "servers": [place.as_dict() for place in self.places],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(domain: str) -> Exploring[NameServersSurvey]:
    """Look at the name servers of a domain: each is asked itself, several times, for what mail needs.

    Args:
        domain: As A-labels in lower case.

    Source:
        RFC 1034 §4.2, RFC 1912 §2.8 (lame delegations), RFC 2182 §3.1, RFC 2181 §10.3.
    """
    found = yield from find(domain)
    places = yield from ask(found.servers, found.zone, domain)
    return NameServersSurvey(domain, found, places, tuple(_findings(domain, found, places)))


def _findings(domain: str, found: Delegation, places: Sequence[Place]) -> Iterator[Finding]:
    if found.missing:
        yield Finding("NS-NO-SUCH-DOMAIN", domain, {"record": domain})
        return
    said = [
        *_of_names(found),
        *_of_answers(domain, found, places),
        *_of_agreement(domain, found.zone, places),
    ]
    yield from said
    yield from _of_spread(found, places)
    sound = [place for place in places if place.state is State.SOUND]
    if sound and all(finding.code == "NS-NOT-CHECKED" for finding in said):
        yield Finding("NS-OK", _listed(map(str, sound)), {"record": found.zone})


# --- names and addresses ------------------------------------------------------------------------------------------


def _of_names(found: Delegation) -> Iterator[Finding]:
    for server in found.servers:
        where = {"record": found.zone, "term": server.name}
        if server.alias:
            yield Finding("NS-CNAME", f"{server.name} → {server.alias}", where)
        elif server.why in _NO_ADDRESS:
            yield Finding("NS-NO-ADDRESS", _state(server), where)
        elif server.why:
            yield Finding("NS-NOT-CHECKED", _state(server), where)
    named, delegated = set(found.named), set(found.delegated)
    if named and delegated and named != delegated:
        detail = f"{found.above}: {_listed(found.delegated)} | {found.zone}: {_listed(found.named)}"
        yield Finding("NS-DELEGATION-DIFFERS", detail, {"record": found.zone})
    if found.left_out:
        yield Finding("NS-NOT-CHECKED", _listed(found.left_out), {"record": found.zone})


_NO_ADDRESS = {"missing": "NXDOMAIN", "no_address": "no A, no AAAA"}


def _state(one: NameServer | Place) -> str:
    name = one.name if isinstance(one, NameServer) else str(one)
    return f"{name}: {_NO_ADDRESS.get(one.why, one.why)}"


# --- whether they answer ------------------------------------------------------------------------------------------


def _of_answers(domain: str, found: Delegation, places: Sequence[Place]) -> Iterator[Finding]:
    where = {"record": found.zone or domain}
    for place in places:
        if place.state is State.PRIVATE:
            yield Finding("NS-PRIVATE-ADDRESS", str(place), {**where, "term": str(place)})
    doubt = _doubt(found, places)
    if doubt:
        yield Finding("NS-NOT-CHECKED", f"{found.zone or domain}: {doubt}", where)
    elif not any(place.state in ALIVE for place in places):
        sure = Confidence.CERTAIN if places else Confidence.LIKELY
        detail = _listed(map(_state, places or found.servers)) or found.why
        yield Finding("NS-NONE-ANSWERS", detail, where, sure)
    else:
        yield from chain.from_iterable(_of_place(found.zone, place) for place in places)
        yield from _of_new_addresses(found.zone, places)


def _doubt(found: Delegation, places: Sequence[Place]) -> str:
    """Say why what was heard may be this machine's fault, or the resolver's; nothing where it is not.

    Where the resolver finds what no server says to us, the way is barred to us alone. Where all answer, and none of them for
    its zone, somebody on the way may answer in their place.
    """
    if not found.servers:
        return "" if found.zone and found.why in _BLAMES else found.why or "NS"
    asked = [place for place in places if place.state is not State.PRIVATE]
    mute = all(place.state in _MUTE for place in asked) and not found.above_answered
    if asked and mute and not found.why:
        return _listed(map(_state, asked))
    if asked and all(place.state is State.NOT_ASKED for place in asked):
        return _listed(map(_state, asked))
    if asked and all(place.why == _NOT_ITS_OWN for place in asked) and not found.delegated:
        return _listed(map(_state, asked))
    unknown = [server for server in found.servers if server.why not in _NO_ADDRESS]
    return "" if places or not unknown else _listed(map(_state, unknown))


_MUTE = (State.SILENT, State.NOT_ASKED)
_NOT_ITS_OWN = "not_authoritative"
_BLAMES = ("servfail", "refused")  # the resolver was there, and got nothing out of the domain's servers


def _of_place(zone: str, place: Place) -> Iterator[Finding]:
    where = {"record": zone, "term": str(place)}
    if place.state is State.LAME:
        yield Finding("NS-LAME", _state(place), where)
    elif place.state is State.SILENT and ":" not in place.address:
        yield Finding("NS-SILENT", _state(place), where)
    elif place.state is State.DEAF:
        yield Finding("NS-DEAF", f"{_state(place)}: {_listed(place.deaf_to)}", where)
    elif place.state is State.UNSTABLE:
        yield Finding("NS-UNSTABLE", f"{_state(place)}: {place.failed}/{place.asked}", where)


def _of_new_addresses(zone: str, places: Sequence[Place]) -> Iterator[Finding]:
    """Judge silence by IPv6: where none ever answered that way, this machine may have no way there."""
    new = [place for place in places if ":" in place.address]
    works = any(place.state not in _MUTE for place in new)
    silent = [place for place in new if place.state is State.SILENT]
    if works:
        for place in silent:
            yield Finding("NS-SILENT", _state(place), {"record": zone, "term": str(place)})
    mute = [place for place in places if place.state is State.NOT_ASKED or (place in silent and not works)]
    if mute:
        yield Finding("NS-NOT-CHECKED", _listed(map(_state, mute)), {"record": zone})


# --- whether they agree -------------------------------------------------------------------------------------------


def _of_agreement(domain: str, zone: str, places: Sequence[Place]) -> Iterator[Finding]:
    alive = [place for place in places if place.state in ALIVE]
    yield from _of_serials(zone, alive)
    for asked, mark in _compared(domain, zone):
        texts = {str(place): _texts(place, asked, mark) for place in alive if place.said.get(asked)}
        yield from _of_changes(asked, texts)
        yield from _of_differences(asked, texts)


def _compared(domain: str, zone: str) -> Iterator[tuple[Asked, str]]:
    """Give what mail needs, and how the texts begin that matter there."""
    yield (domain, "MX"), ""
    yield (domain, "TXT"), "v=spf1"
    yield (f"_dmarc.{domain}", "TXT"), "v=dmarc1"
    yield (zone, "NS"), ""


def _texts(place: Place, asked: Asked, mark: str) -> frozenset[str]:
    return frozenset(
        " | ".join(value for value in values if value.lower().startswith((mark, "cname ")))
        for values in place.said[asked]
    )


def _of_serials(zone: str, alive: Iterable[Place]) -> Iterator[Finding]:
    """Compare serial numbers where they are one primary's; two providers beside each other count each for itself."""
    serials = {str(place): place.serials for place in alive if place.serials}
    primaries = {primary for each in serials.values() for primary, _ in each}
    if len(primaries) == 1 and serials and not frozenset.intersection(*serials.values()):
        detail = "; ".join(
            f"{place}: {' '.join(str(serial) for _, serial in sorted(each))}"
            for place, each in serials.items()
        )
        yield Finding("NS-SERIAL-DIFFERS", detail, {"record": zone, "term": "SOA"})


def _of_changes(asked: Asked, texts: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for place, each in texts.items():
        if len(each) > 1:
            detail = f"{place}: " + " ↔ ".join(_quoted(text) for text in sorted(each))
            yield Finding(
                "NS-ANSWERS-CHANGE", detail, _where(asked), Confidence.LIKELY, severity=_severity(asked)
            )


def _of_differences(asked: Asked, texts: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Say who says what, where no one answer is given by all."""
    if len(texts) < 2 or frozenset.intersection(*texts.values()):
        return
    by_text: dict[str, list[str]] = {}
    for place, each in texts.items():
        by_text.setdefault(min(each), []).append(place)
    detail = "; ".join(f"{_listed(places)}: {_quoted(text)}" for text, places in by_text.items())
    yield Finding("NS-ANSWERS-DIFFER", detail, _where(asked), severity=_severity(asked))


def _where(asked: Asked) -> dict[str, str | int]:
    return {"record": asked[0], "term": asked[1]}


def _severity(asked: Asked) -> Severity | None:
    return Severity.WARNING if asked[1] == "NS" else None  # mail goes on as long as one of them answers


def _quoted(text: str) -> str:
    if len(text) > VALUE_OCTETS:
        return f"{text[:VALUE_OCTETS]}…"
    return text or "–"


# --- how far apart they stand -------------------------------------------------------------------------------------


def _of_spread(found: Delegation, places: Sequence[Place]) -> Iterator[Finding]:
    where = {"record": found.zone}
    together = {server.addresses for server in found.servers}
    networks = list(_networks({place.address for place in places}))
    all_known = () not in together and not found.left_out
    if len(found.servers) == 1 or (len(together) == 1 and places):
        names = _listed(server.name for server in found.servers)
        yield Finding("NS-ONE-SERVER", ": ".join((names, _listed(*together))), where)
    elif networks and all_known and all(len(each) == 1 for each in networks):
        yield Finding("NS-ONE-NETWORK", _listed(network for each in networks for network in each), where)


def _networks(addresses: Iterable[str]) -> Iterator[frozenset[str]]:
    """Give the networks in which addresses lie, those of IPv4 and those of IPv6 apart."""
    by_version: dict[int, set[str]] = {}
    for address in addresses:
        version = ip_address(address).version
        network = ip_network(f"{address}/{BROAD[version]}", strict=False)
        by_version.setdefault(version, set()).add(str(network))
    return map(frozenset, by_version.values())


def _listed(names: Iterable[str]) -> str:
    each = list(names)
    more = len(each) - QUOTED_MOST
    return ", ".join(each[:QUOTED_MOST]) + (f" +{more}" if more > 0 else "")
