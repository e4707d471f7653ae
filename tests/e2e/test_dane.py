"""DANE with real neighbours: a zone signed here, given by NSD, validated by unbound, held against what a Postfix shows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import pytest
from certificates import Authority, Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from nsd import nsd, unbound
from postfix import Listener, postfix
from signed_zone import ZoneKey, signed

from mailworthy.edge.dns import Resolver, Server
from mailworthy.edge.explore import Explorer
from mailworthy.sender import mx
from mailworthy.sender.transport import dane, starttls
from mailworthy.sender.transport.certificate import read
from mailworthy.wire.explore import Exploring, looked_up
from mailworthy.wire.reach import Reach

pytestmark = [
    pytest.mark.system("nsd", "unbound", "postfix"),
    pytest.mark.skipif(os.getuid() != 0, reason="Postfix is started by root"),
]

NAMES = ("key", "whole", "authority", "old", "pkix", "none", "forged")
OLD = "3 1 1 " + "00" * 32

# fmt: off
SAID = [
    # domain            what is said        the records to paste mend it
    ("key",             "DANE-OK",          False),
    ("whole",           "DANE-OK",          False),
    ("authority",       "DANE-OK",          False),
    ("old",             "DANE-MISMATCH",    True),
    ("pkix",            "DANE-UNUSABLE",    True),
    ("none",            "DANE-MISSING",     True),
    ("forged",          "DANE-LOOKUP-FAILS", False),
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who is there to be asked, and the record that is right."""

    resolver: Server
    mail_port: int
    right: str


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory) -> Iterator[Neighbours]:
    folder = tmp_path_factory.mktemp("dane")
    authority = Authority(folder)
    own = authority.certificate("mx", hosts=[f"mx.{name}.dane.test" for name in NAMES])
    both = folder / "chain.pem"
    both.write_bytes(own.chain.read_bytes() + authority.file.read_bytes())
    root = x509.load_pem_x509_certificate(authority.file.read_bytes()).public_bytes(Encoding.DER)
    right = f"3 1 1 {sha256(read(own.der).public_key).hexdigest()}"
    records = {
        "key": right,
        "whole": f"3 0 1 {sha256(own.der).hexdigest()}",
        "authority": f"2 1 1 {sha256(read(root).public_key).hexdigest()}",
        "old": OLD,
        "pkix": "1" + right[1:],
        "none": "",
        "forged": "3 1 1 " + "11" * 32,
    }
    key = ZoneKey()
    zone = signed("dane.test", _zone(records), [key]).replace("11" * 32, "22" * 32)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postfix({"mx": Listener(Certificate(both, own.key))}))
        for name in ("nsd", "unbound"):
            (folder / name).mkdir()
        given = stack.enter_context(nsd(folder / "nsd", {"dane.test": zone}))
        anchor = f"dane.test. IN DS {key.ds('dane.test')}"
        asked = stack.enter_context(unbound(folder / "unbound", {"dane.test": given.port}, [anchor]))
        yield Neighbours(Server("127.0.0.1", asked.port), server.ports["mx"], right)


def _zone(records: dict[str, str]) -> str:
    lines = ["$TTL 300", "@ IN SOA ns hm 1 3600 600 86400 120", "@ IN NS ns", "ns IN A 127.0.0.1"]
    for name, record in records.items():
        lines += [f"{name} IN MX 10 mx.{name}", f"mx.{name} IN A 127.0.0.1"]
        lines += [f"_25._tcp.mx.{name} IN TLSA {record}"] if record else []
    return "\n".join(lines) + "\n"


def whole(domain: str) -> Exploring[dane.DaneSurvey]:
    hosts = yield from looked_up(mx.survey(domain, Reach.widened("127.0.0.0/8")))
    encryption = yield from starttls.survey(hosts.hosts, now=int(time.time()))
    return (yield from looked_up(dane.survey(hosts.hosts, encryption.greetings)))


def explored(neighbours: Neighbours, domain: str) -> dane.DaneSurvey:
    async def held() -> dane.DaneSurvey:
        reach = Reach.widened("127.0.0.0/8", ports={25: neighbours.mail_port})
        async with (
            Resolver([neighbours.resolver]) as resolver,
            Explorer(resolver, reach) as explorer,
        ):
            return await explorer.hold(whole(domain))

    return asyncio.run(held())


@pytest.mark.spec("RFC 7672 §3.1")
@pytest.mark.parametrize(("name", "code", "mended"), SAID)
def test_what_is_said(neighbours, name, code, mended):
    (finding,) = explored(neighbours, f"{name}.dane.test").findings
    assert finding.code == code
    wanted = f"_25._tcp.mx.{name}.dane.test. 3600 IN TLSA {neighbours.right}"
    assert finding.fix == (wanted if mended else "")
