"""From a domain's MX records to what its mail host shows: real DNS questions, a real Postfix, one certificate after the other."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from certificates import Authority
from nsd import free_port
from postfix import NAME, Listener, postfix

from mailworthy.edge.dns import Resolver, parse_server
from mailworthy.edge.explore import Explorer
from mailworthy.edge.nameserver import serving
from mailworthy.sender import mx
from mailworthy.sender.transport import dane, starttls
from mailworthy.sender.transport.certificate import read
from mailworthy.wire.explore import Exploring, looked_up
from mailworthy.wire.reach import Reach

pytestmark = [
    pytest.mark.system("postfix"),
    pytest.mark.skipif(os.getuid() != 0, reason="Postfix is started by root"),
]

ZONE = {
    "sender.test": {"MX": [f"10 {NAME}"]},
    NAME: {"A": ["127.0.0.1"]},
    f"_25._tcp.{NAME}": {"TLSA": ["3 1 1 " + "00" * 32]},
}
FINE = ["MX-OK", "MX-NO-IPV6", "MX-ONE-HOST"]

# fmt: off
SAID = [
    # listener          what is said of its encryption
    ("sound",           ["STARTTLS-OK", "STARTTLS-CERT-OK"]),
    ("soon",            ["STARTTLS-OK", "STARTTLS-CERT-EXPIRES-SOON"]),
    ("expired",         ["STARTTLS-OK", "STARTTLS-CERT-EXPIRED"]),
    ("other-name",      ["STARTTLS-OK", "STARTTLS-CERT-OTHER-NAME"]),
    ("self-signed",     ["STARTTLS-OK", "STARTTLS-CERT-SELF-SIGNED", "STARTTLS-CERT-EXPIRES-SOON"]),
    ("old",             ["STARTTLS-OLD-TLS", "STARTTLS-CERT-OK"]),
    ("plain",           ["STARTTLS-MISSING"]),
    ("nobody",          ["STARTTLS-REFUSED"]),
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Found:
    """What the three parts found."""

    mx: mx.MxSurvey
    starttls: starttls.StarttlsSurvey
    dane: dane.DaneSurvey


def whole() -> Exploring[Found]:
    hosts = yield from looked_up(mx.survey("sender.test", Reach.widened("127.0.0.0/8")))
    encryption = yield from starttls.survey(hosts.hosts, now=int(time.time()))
    vouched = yield from looked_up(dane.survey(hosts.hosts, encryption.greetings))
    return Found(hosts, encryption, vouched)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def ports(authority) -> Iterator[dict[str, int]]:
    def issued(name: str, **how):
        return Listener(authority.certificate(name, **{"hosts": [NAME], "days": 60, **how}))

    old = ("smtpd_tls_protocols=TLSv1.1", "smtpd_tls_ciphers=low", "tls_low_cipherlist=ALL:@SECLEVEL=0")
    listeners = {
        "sound": issued("sound"),
        "soon": issued("soon", days=5),
        "expired": issued("expired", days=-1),
        "other-name": issued("other-name", hosts=["www.example.net"]),
        "self-signed": Listener(authority.self_signed("self-signed", hosts=[NAME])),
        "old": Listener(issued("old").certificate, old),
        "plain": Listener(),
    }
    with postfix(listeners) as server:
        yield {**server.ports, "nobody": free_port()}


@pytest.fixture(scope="module")
def resolver_at() -> Iterator[str]:
    with serving(ZONE) as server:
        yield server


def explored(server: str, port: int, authority: Authority) -> Found:
    async def held() -> Found:
        reach = Reach.widened("127.0.0.0/8", ports={25: port})
        async with (
            Resolver([parse_server(server)]) as resolver,
            Explorer(resolver, reach, ca_file=authority.file) as explorer,
        ):
            return await explorer.hold(whole())

    return asyncio.run(held())


@pytest.mark.spec("RFC 3207 §4")
@pytest.mark.parametrize(("listener", "codes"), SAID)
def test_what_is_said_of_a_real_mail_host(resolver_at, ports, authority, listener, codes):
    found = explored(resolver_at, ports[listener], authority)
    assert [finding.code for finding in found.mx.findings] == FINE
    assert [finding.code for finding in found.starttls.findings] == codes
    assert [finding.code for finding in found.dane.findings] == ["DANE-NOT-SECURE"]


def test_the_certificate_is_the_one_that_was_installed(resolver_at, ports, authority):
    (greeting,) = explored(resolver_at, ports["sound"], authority).starttls.greetings
    assert greeting.certificate == read(greeting.session.chain[0])
    assert greeting.certificate.names == (NAME,)
