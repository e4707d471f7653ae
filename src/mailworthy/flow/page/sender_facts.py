"""What the page on a domain's audit shows of each part: records, keys, hosts, what receivers ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mailworthy.flow.page import charts
from mailworthy.flow.page.audit_words import encryption, receiver_name, unasked
from mailworthy.flow.page.words import Speech
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.blocklists import ListSurvey
from mailworthy.sender.blocklists import State as Listing
from mailworthy.sender.blocklists.words import phrase as list_phrase
from mailworthy.sender.dkim.survey import SelectorKey
from mailworthy.sender.mx import MxHost
from mailworthy.sender.ptr import PtrHost
from mailworthy.sender.requirements import Checklist, Item, State
from mailworthy.sender.spf import LOOKUPS_MOST, Node, Term
from mailworthy.sender.spf.services import service_of
from mailworthy.sender.spf.words import phrase as spf_phrase

PARTS = ("walk", "keys", "policy", "sending", "listings", "arrival", "servers")
MOST = 60  # rows of a table
SHOWN = 300  # characters of a term
_GENTLE = frozenset({"depends", "not_followed"})
_SEVERITY = {State.MET: "pass", State.NOT_MET: "error", State.NOT_CHECKED: "skipped", State.EXEMPT: "skipped"}


def facts(report: SenderReport, speech: Speech) -> Mapping[str, Any]:
    """Give what there is to show, by part; nothing of what was not looked at."""
    return {
        "required": [_checklist(each, speech) for each in report.requirements],
        "walk": _walk(report, speech),
        "keys": _keys(report, speech),
        "policy": _policy(report, speech),
        "sending": _sending(report, speech),
        "listings": _listings(report, speech),
        "arrival": _arrival(report, speech),
        "servers": _servers(report, speech),
    }


# --- what receivers ask -----------------------------------------------------------------------------------------------


def _checklist(of: Checklist, speech: Speech) -> dict[str, Any]:
    counted = {state.value: count for state, count in of.counts().items() if state is not State.EXEMPT}
    items = [_item(item, speech) for item in of.items]
    return {
        "name": receiver_name(of, speech),
        "applies": of.receiver.applies_to[speech.lang],
        "sum": speech.say("required.sum", **counted),
        "told": [item for item in items if item["state"] != State.NOT_CHECKED.value],
        "untold": [item for item in items if item["state"] == State.NOT_CHECKED.value],
    }


def _item(of: Item, speech: Speech) -> dict[str, Any]:
    mild = of.state is State.NOT_MET and of.rule.advised
    return {
        "asks": of.rule.words[speech.lang].asks,
        "advised": of.rule.advised,
        "state": of.state.value,
        "word": speech.say(f"required.{of.state.value}"),
        "severity": "warning" if mild else _SEVERITY[of.state],
        "why": of.why(speech.lang),
        "fix": ""
        if of.decision.fix
        else of.fix(speech.lang),  # a record stands with the finding that wants it
    }


# --- SPF --------------------------------------------------------------------------------------------------------------


def _walk(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    spf = report.spf
    if spf is None or spf.tree is None:
        return None
    if not spf.tree.record:
        known = "facts.unknown" if spf.tree.error == "dns" else "walk.none"
        return {"nothing": speech.say(known)}
    within = min(spf.lookups, LOOKUPS_MOST)
    scale = [("good", within), ("bad", spf.lookups - within), ("free", LOOKUPS_MOST - within)]
    return {
        "nothing": "",
        "used": speech.say("walk.used", used=spf.lookups, limit=LOOKUPS_MOST),
        "segments": charts.stacked(scale),
        "record": spf.tree.record,
        "domain": spf.tree.domain,
        "terms": list(_terms(spf.tree, speech)),
        "more": speech.say("walk.tree", domain=report.domain),
    }


def _terms(node: Node, speech: Speech, *, own: bool = True) -> Iterator[dict[str, Any]]:
    """Give a record's terms; of an included one those that cost something or are wrong, and how many networks it names."""
    networks = [term for term in node.terms if term.mechanism in {"ip4", "ip6"} and not term.error]
    many = not own and len(networks) > 1
    for term in node.terms:
        if own or term.cost or term.error or term.void or (not many and term in networks):
            yield _term(term, speech)
    if many:
        yield _nothing(spf_phrase("shown.networks", speech.lang, count=len(networks)))


def _nothing(more: str) -> dict[str, Any]:
    return {"text": "", "service": "", "cost": "", "more": more, "remarks": [], "bad": False, "below": []}


def _term(term: Term, speech: Speech) -> dict[str, Any]:
    over = bool(term.cost) and term.cumulative - term.cost <= LOOKUPS_MOST < term.cumulative
    remarks = [spf_phrase("shown.void", speech.lang)] if term.void else []
    if term.error:
        remarks.append(spf_phrase(f"error.{term.error}", speech.lang))
    if over:
        remarks.append(speech.say("walk.over", limit=LOOKUPS_MOST))
    return {
        "text": term.text[:SHOWN],
        "service": service_of(term.target),
        "cost": speech.say("walk.cost", n=term.cost) if term.cost else "",
        "more": "",
        "remarks": remarks,
        "bad": over or bool(term.error and term.error not in _GENTLE),
        "below": list(_terms(term.child, speech, own=False)) if term.child else [],
    }


# --- keys and policy --------------------------------------------------------------------------------------------------


def _keys(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    dkim = report.dkim
    if dkim is None:
        return None
    searched = "" if dkim.given or not dkim.asked else speech.say("keys.guessed", n=dkim.asked)
    return {
        "nothing": "" if dkim.keys else unasked(dkim, speech) or speech.say("keys.none"),
        "searched": searched,
        "rows": [_key(key, speech) for key in dkim.keys[:MOST]],
    }


def _key(of: SelectorKey, speech: Speech) -> dict[str, str]:
    key = of.published.key
    return {
        "selector": of.selector,
        "service": of.service or of.published.alias,
        "key": f"{key.kind.value.upper()} {key.bits}" if key else "–",
        "state": speech.say(f"keys.{of.published.state.value}"),
    }


def _policy(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    dmarc = report.dmarc
    if dmarc is None:
        return None
    policy, record = dmarc.policy, dmarc.policy.record
    if record is None:
        return {"nothing": unasked(dmarc, speech) or speech.say("policy.none")}
    asks = speech.say(f"policy.p_{policy.applied.value}") if policy.applied else "–"
    return {
        "nothing": "",
        "place": f"_dmarc.{policy.domain}",
        "record": record.text,
        "asks": asks,
        "reports": ", ".join(one.uri for one in record.rua) or "–",
    }


# --- hosts ------------------------------------------------------------------------------------------------------------


def _sending(report: SenderReport, speech: Speech) -> list[dict[str, str]]:
    hosts = report.ptr.hosts if report.ptr and report.scope.ips else ()
    return [_sender(host, speech) for host in hosts[:MOST]]


def _sender(of: PtrHost, speech: Speech) -> dict[str, str]:
    word = "confirmed" if of.confirmed else "unconfirmed" if of.names else "missing"
    if of.why and of.why not in {"missing", "inner", "invalid"}:
        word = "unknown"
    state = speech.say(f"sending.{word}")
    return {"ip": of.ip, "name": ", ".join((of.confirmed or of.names)[:3]) or "–", "state": state}


def _arrival(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    mx = report.mx
    if mx is None:
        return None
    nothing = speech.say("arrival.null") if mx.null else ""
    if not (nothing or mx.hosts):
        nothing = unasked(mx, speech) or speech.say("arrival.none")
    return {
        "nothing": nothing,
        "rows": [_host(host, report, speech) for host in mx.hosts[:MOST]],
        "protected": list(_protected(report, speech)) if mx.hosts else [],
    }


def _host(of: MxHost, report: SenderReport, speech: Speech) -> dict[str, Any]:
    return {
        "name": of.name,
        "preference": speech.number(of.preference),
        "alias": speech.say("arrival.alias", name=of.alias) if of.alias else "",
        "addresses": [*of.addresses, *of.inner] or [speech.say("arrival.no_address")],
        "encryption": list(encryption(of, report, speech)),
    }


def _protected(report: SenderReport, speech: Speech) -> Iterator[tuple[str, str]]:
    absent = speech.say("arrival.none_published")
    if report.mta_sts:
        mode = report.mta_sts.policy.mode if report.mta_sts.policy else None
        yield "MTA-STS", unasked(report.mta_sts, speech) or (f"mode: {mode.value}" if mode else absent)
    if report.dane:
        some, every = sum(bool(host.usable) for host in report.dane.hosts), len(report.dane.hosts)
        published = speech.say("arrival.dane_some", n=some, all=every) if some else absent
        yield "DANE", published
    if report.tls_rpt:
        record = report.tls_rpt.record
        yield "TLS-RPT", record.text if record else unasked(report.tls_rpt, speech) or absent


def _servers(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    places = report.name_servers.places if report.name_servers else ()
    rows = [
        {
            "name": place.server,
            "address": place.address,
            "state": speech.say(f"servers.{place.state.value}"),
            "asked": speech.say("servers.of", answered=place.asked - place.failed, asked=place.asked),
        }
        for place in places[:MOST]
    ]
    if not rows and report.dnssec is None:
        return None
    signed = speech.say(f"servers.{report.dnssec.state.value}") if report.dnssec else ""
    return {"rows": rows, "signed": signed}


# --- blocklists -------------------------------------------------------------------------------------------------------


def _listings(report: SenderReport, speech: Speech) -> dict[str, Any] | None:
    asked = report.blocklists
    if asked is None:
        return None
    news = [one for one in asked.lists if one.state is not Listing.NOT_LISTED]
    count, answered = asked.listed, max(asked.answered, asked.listed)
    key = "nobody" if not answered else "on_some" if count else "on_none"
    return {
        "sum": list_phrase(f"shown.{key}", speech.lang, count=count, answered=answered),
        "rows": [_listing(one, speech) for one in _by_gravity(news)[:MOST]],
        "others": [one.blocklist.name for one in asked.lists if one.state is Listing.NOT_LISTED],
    }


def _by_gravity(lists: Sequence[ListSurvey]) -> list[ListSurvey]:
    return sorted(lists, key=lambda one: one.state is not Listing.LISTED)


def _listing(of: ListSurvey, speech: Speech) -> dict[str, Any]:
    entries = [said.entry.text for said in of.said if said.reading.state is Listing.LISTED]
    return {
        "name": of.blocklist.name,
        "weight": list_phrase(f"weight.{of.blocklist.weight.value}", speech.lang),
        "answer": list_phrase(f"state.{of.state.value}", speech.lang),
        "entries": ", ".join(entries),
        "delist": of.blocklist.delist if entries else "",
    }
