"""Worlds of domains that send: one in which much is wrong, a sound one, and one that means harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mail_world import NOW, session

from mailworthy.flow.check_sender import check_sender
from mailworthy.sender.audit import Scope, SenderReport
from mailworthy.sender.blocklists import read_lists
from mailworthy.wire.ask import Node, Zone
from mailworthy.wire.explore import World
from mailworthy.wire.reach import Reach

FAULTY, SOUND, HOSTILE = "bakery-muster.de", "garden-sample.org", "hostile.example"
FAULTY_IP, SOUND_IP, SOUND_IP6 = "198.51.100.7", "192.0.2.25", "2001:db8::25"

_SHORT_KEY = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCfSPscbjDJMb/7kHXMV+jpm8y+ReY6iZIZ2xRnFzowij5CdUnvZWkUJLhO"
    "7TarCrbYMNAVuN6UozPm52hAZhX/gIne5iysRQxQJ8YwTyibit3yi7l4AD4G+EwXJYgqY4qfjzBBkd+dmXkmi+gEqiKE+igx"
    "RzM7lAqwVtrBKru1XwIDAQAB"
)
_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqz3+AhWMfsKw9/hSBOJT3GhTNBnXFPgW84X1ssl8JiSRS3/K2JS8"
    "OX8pw6S0+L13HsilmvpMqZCyFTKYf8AdNrvd8wbhEeswnSESy1U4U5VYE0Nt31epBZd853VsWEuxWrnaSueWfV2EKn4gROPi"
    "AEs18dGzCv0nlSnlVrNpgXIuQCd+cqZMMon1BVRoiP+8fMpzu/cs09jslW2KZjsCPnWK5llOoPATtaOv0D+/xH418Lz5U0Ay"
    "DIXeDXYVVwHhOqr2/mRq5cET45pinOkzqIwT4LmbNijkXdd8lTDY88j6uoAQhToNtY5BBzGybcRuLCdI3KvZ00AbGNTA07ne"
    "zwIDAQAB"
)
_OTHER_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuwktdUa+cMAc+HOM7PUkz1VC7SRPpeuWtWi7Iw/jy4VfHdH95MZh"
    "aek7bltZLlkqm9wNQVa8DXS2yfua6YgnTiR4tJZ85sgLzvJaZRRNWT2fH/kdGSgkuTXO4vfN9SKF3wXc6j+B4hLAD0n/899W"
    "OGqDS66gLNgCx5r+A8oK/21n/Yw4o9e2cwibueTpXGehqHe/ChHMkFTk2O2kmcqAx0pCH8l9Qu7tHS3GS4vny0x3r1x8P5Dv"
    "vdKCxAW4/yCyt6EzqTrO80c7le1ZDxS1l3LNPofErVzjWUbfUPhwmTUNHQlx8ViKhPUh1GoCLd3Ih3fgwpY+v1CobslER6NB"
    "VQIDAQAB"
)

_LISTS = """
[[list]]
id = "strict"
name = "Strict list"
zone = "strict.example"
holds = ["ip4"]
weight = "matters"
delist = "https://strict.example/removal"
codes = { "127.0.0.2" = "spam_source" }

[[list]]
id = "calm"
name = "Calm list"
zone = "calm.example"
holds = ["ip4"]
codes = { "127.0.0.2" = "spam_source" }
"""


def _soa(domain: str) -> list[str]:
    return [f"ns1.{domain} hostmaster.{domain} 2026112001 7200 3600 1209600 300"]


def _service(name: str, *below: str) -> dict[str, Node]:
    """Give the records of a service that sends for others."""
    includes = " ".join(f"include:{one}" for one in below)
    return {name: {"TXT": [f"v=spf1 {includes or 'ip4:203.0.113.0/24'} ~all"]}}


FAULTY_ZONE: dict[str, Node] = {
    FAULTY: {
        "SOA": _soa(FAULTY),
        "NS": [f"ns1.{FAULTY}", f"ns2.{FAULTY}"],
        "A": ["198.51.100.80"],
        "MX": [f"10 mail.{FAULTY}", f"20 old.{FAULTY}"],
        "TXT": [
            "google-site-verification=Wm9yZ2ZhbHQgd2FsdGV0",
            (
                "v=spf1 a mx include:_spf.google.com include:mailgun.org include:sendgrid.net include:spf.sample-crm.net"
                " include:spf.gone-service.net ip4:198.51.100.7 ?all"
            ),
        ],
    },
    **_service(
        "_spf.google.com", "_netblocks.google.com", "_netblocks2.google.com", "_netblocks3.google.com"
    ),
    **_service("_netblocks.google.com"),
    **_service("_netblocks2.google.com"),
    **_service("_netblocks3.google.com"),
    **_service("mailgun.org", "_spf.mailgun.org"),
    **_service("_spf.mailgun.org"),
    **_service("sendgrid.net"),
    **_service("spf.sample-crm.net", "eu.sample-crm.net"),
    **_service("eu.sample-crm.net"),
    f"_dmarc.{FAULTY}": {"TXT": ["v=DMARC1; p=none"]},
    f"_domainkey.{FAULTY}": {"TXT": []},
    f"google._domainkey.{FAULTY}": {"TXT": [f"v=DKIM1; k=rsa; p={_SHORT_KEY}"]},
    f"k1._domainkey.{FAULTY}": {"TXT": ["v=DKIM1; k=rsa; p="]},
    f"mail.{FAULTY}": {"A": [FAULTY_IP]},
    f"old.{FAULTY}": {"CNAME": [f"www.{FAULTY}"]},
    f"www.{FAULTY}": {"A": ["198.51.100.80"]},
    f"ns1.{FAULTY}": {"A": ["198.51.100.53"]},
    f"ns2.{FAULTY}": {"A": ["198.51.100.54"]},
    "7.100.51.198.in-addr.arpa": {"PTR": ["static-198-51-100-7.sample-hosting.net"]},
    "static-198-51-100-7.sample-hosting.net": {"A": ["198.51.100.99"]},
    "strict.example": {"SOA": _soa("strict.example")},
    "2.0.0.127.strict.example": {"A": ["127.0.0.2"]},
    "7.100.51.198.strict.example": {
        "A": ["127.0.0.2"],
        "TXT": ["Listed, see https://strict.example/?198.51.100.7"],
    },
    "calm.example": {"SOA": _soa("calm.example")},
    "2.0.0.127.calm.example": {"A": ["127.0.0.2"]},
}
FAULTY_WORLD = World(
    Zone(FAULTY_ZONE),
    mail={
        FAULTY_IP: session(
            certificate={"names": ["static-198-51-100-7.sample-hosting.net"]}, distrust="other_name"
        ),
        "198.51.100.80": session(why="refused"),
    },
    servers={"198.51.100.54": "timeout"},
)
FAULTY_SCOPE = Scope(
    ips=(FAULTY_IP,), helo=f"mail.{FAULTY}", deep=True, blocklists=read_lists(_LISTS), now=NOW
)

SOUND_ZONE: dict[str, Node] = {
    "org": {"NS": ["ns.sample-registry.net"]},
    SOUND: {
        "SOA": _soa(SOUND),
        "NS": [f"ns1.{SOUND}", f"ns2.{SOUND}"],
        "A": ["192.0.2.80"],
        "MX": [f"10 mx1.{SOUND}", f"20 mx2.{SOUND}"],
        "TXT": ["v=spf1 mx -all"],
    },
    f"_dmarc.{SOUND}": {
        "TXT": [f"v=DMARC1; p=reject; sp=reject; np=reject; rua=mailto:dmarc@{SOUND}"],
    },
    f"_domainkey.{SOUND}": {"TXT": []},
    f"s1._domainkey.{SOUND}": {"TXT": [f"v=DKIM1; k=rsa; p={_KEY}"]},
    f"s2._domainkey.{SOUND}": {"TXT": [f"v=DKIM1; k=rsa; p={_OTHER_KEY}"]},
    f"_mta-sts.{SOUND}": {"TXT": ["v=STSv1; id=20261101"]},
    f"_smtp._tls.{SOUND}": {"TXT": [f"v=TLSRPTv1; rua=mailto:tls@{SOUND}"]},
    f"mx1.{SOUND}": {"A": [SOUND_IP], "AAAA": [SOUND_IP6]},
    f"mx2.{SOUND}": {"A": ["198.51.100.25"], "AAAA": ["2001:db8:1::25"]},
    f"ns1.{SOUND}": {"A": ["192.0.2.53"]},
    f"ns2.{SOUND}": {"A": ["198.51.100.53"]},
    "25.2.0.192.in-addr.arpa": {"PTR": [f"mx1.{SOUND}"]},
    "2.0.0.127.strict.example": {"A": ["127.0.0.2"]},
    "2.0.0.127.calm.example": {"A": ["127.0.0.2"]},
}
_HOSTS = session(certificate={"names": [f"mx1.{SOUND}", f"mx2.{SOUND}"]})
SOUND_WORLD = World(
    Zone(SOUND_ZONE),
    web={
        f"https://mta-sts.{SOUND}/.well-known/mta-sts.txt": (
            f"version: STSv1\nmode: enforce\nmx: mx1.{SOUND}\nmx: mx2.{SOUND}\nmax_age: 2592000\n"
        )
    },
    mail=dict.fromkeys((SOUND_IP, SOUND_IP6, "198.51.100.25", "2001:db8:1::25"), _HOSTS),
)
SOUND_SCOPE = Scope(
    ips=(SOUND_IP,),
    helo=f"mx1.{SOUND}",
    selectors=("s1", "s2"),
    deep=True,
    blocklists=read_lists(_LISTS),
    now=NOW,
)

# What a stranger may put into DNS to harm whoever looks: control characters, text that runs backwards, markup, masses.
_EVIL = "\x1b[2J\x1b]0;owned\x07\u202egnp.exe <script>alert(1)</script><img src=x onerror=alert(1)> [red]{{ 7 * 7 }}"
HOSTILE_ZONE: dict[str, Node] = {
    HOSTILE: {
        "SOA": _soa(HOSTILE),
        "A": ["127.0.0.1"],
        "MX": [f"10 mx.{HOSTILE}", "0 .", "10 127.0.0.1"],
        "TXT": [f"v=spf1 include:{_EVIL} exists:%{{i}}.{'x' * 400} +all", "x" * 60_000, f"v=spf1 {_EVIL}"],
    },
    f"mx.{HOSTILE}": {"A": ["127.0.0.1"]},
    f"_dmarc.{HOSTILE}": {"TXT": [f"v=DMARC1; p=none; rua=mailto:{_EVIL}@{HOSTILE}; x={'y' * 20_000}"]},
    f"default._domainkey.{HOSTILE}": {"TXT": [f"v=DKIM1; k={_EVIL}; p=AAAA", f"v=DKIM1; p={'A' * 30_000}"]},
    f"_smtp._tls.{HOSTILE}": {"TXT": [f"v=TLSRPTv1; rua=https://{HOSTILE}/<script>alert(1)</script>{_EVIL}"]},
    f"_mta-sts.{HOSTILE}": {"TXT": [f"v=STSv1; id={_EVIL}"]},
    f"default._bimi.{HOSTILE}": {"TXT": [f"v=BIMI1; l=javascript:alert(1); a={_EVIL}"]},
}


def faulty() -> SenderReport:
    """Audit the domain in which much is wrong."""
    return check_sender(FAULTY, FAULTY_SCOPE, world=FAULTY_WORLD)


def sound() -> SenderReport:
    """Audit the sound domain."""
    return check_sender(SOUND, SOUND_SCOPE, world=SOUND_WORLD)


def mild() -> SenderReport:
    """Audit the sound domain, had it one fault: nobody reads reports."""
    zone = {**SOUND_ZONE, f"_dmarc.{SOUND}": {"TXT": ["v=DMARC1; p=reject; np=reject"]}}
    return check_sender(SOUND, SOUND_SCOPE, world=replace(SOUND_WORLD, zone=Zone(zone)))


def shallow() -> SenderReport:
    """Audit the faulty domain, told nothing else of it, with inner networks allowed."""
    return check_sender(FAULTY, Scope(now=NOW, reach=Reach.widened("10.0.0.0/8")), world=FAULTY_WORLD)


def hostile() -> SenderReport:
    """Audit the domain that means harm."""
    return check_sender(HOSTILE, Scope(now=NOW, ips=("127.0.0.1",)), world=HOSTILE_ZONE)


def absent() -> SenderReport:
    """Audit a domain that does not exist."""
    return check_sender("no-such-domain.example", Scope(now=NOW), world=HOSTILE_ZONE)


def silent() -> SenderReport:
    """Audit a domain of which DNS says nothing."""
    return check_sender("silent.example", Scope(now=NOW), world={"silent.example": "timeout"})


def aside() -> SenderReport:
    """Audit a domain that takes no mail, asks little, and whose hosts and keys could only partly be looked at."""
    zone: dict[str, Node] = {
        "aside.example": {"SOA": _soa("aside.example"), "MX": ["0 ."], "A": ["192.0.2.80"]},
        "_dmarc.aside.example": {"TXT": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@aside.example"]},
        "7.2.0.192.in-addr.arpa": "timeout",
    }
    scope = Scope(ips=("192.0.2.7", "192.0.2.8"), transactional=True, blocklists=read_lists(_LISTS), now=NOW)
    return check_sender("aside.example", scope, world=zone)


def many() -> SenderReport:
    """Audit a domain with more of everything than one shows."""
    hosts = [f"mx{number}.many.example" for number in range(14)]
    zone: dict[str, Node] = {
        "many.example": {
            "SOA": _soa("many.example"),
            "MX": [f"10 {host}" for host in hosts],
            "TXT": ["v=spf1 ptr ~all"],
        },
        **{host: {"CNAME": [f"real.{host}"]} for host in hosts},
        **{f"real.{host}": {"A": [f"192.0.2.{number}"]} for number, host in enumerate(hosts, 1)},
        **{f"_25._tcp.{host}": {"TLSA": ["3 1 1 " + "ab" * 32]} for host in hosts},
    }
    zone["_mta-sts.many.example"] = {"TXT": ["v=STSv1; id=1"]}
    web = {
        "https://mta-sts.many.example/.well-known/mta-sts.txt": "version: STSv1\nmode: enforce\nmax_age: 86400\n"
    }
    world = World(
        Zone(zone), web, mail={f"192.0.2.{number}": session(keywords=[]) for number in range(1, 15)}
    )
    return check_sender("many.example", Scope(ips=("127.0.0.1",), deep=True, now=NOW), world=world)


def bare() -> SenderReport:
    """Audit a domain at which there is nothing but a word for mail that fails."""
    zone: dict[str, Node] = {
        "bare.example": {"SOA": _soa("bare.example")},
        "_dmarc.bare.example": {"TXT": ["v=DMARC1; p=none"]},
    }
    return check_sender("bare.example", Scope(now=NOW), world=zone)


def each() -> Iterator[SenderReport]:
    """Audit all of them."""
    yield from (one() for one in (faulty, sound, mild, shallow, hostile, absent, silent, aside, many, bare))
