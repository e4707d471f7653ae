"""Audits of many domains: seconds for 1,000 of them from loopback zones on one core, beside checkdmarc, and memory as they go on.

The domains are made up, as the world has them: SPF with one to twelve includes of services below which more lie, keys at
usual selectors by CNAME or in place, DMARC with reports to others who consent, mail hosts shared or own, MTA-STS policies on
a real HTTPS server, BIMI. NSD answers in place of a resolver and, at addresses of its own, as each name server that a zone
names; a second one is the zone above, which refers to them. They and the HTTPS server have one core, the audits the other.

checkdmarc does less there: DNSSEC, MTA-STS and BIMI are left out, because it asks servers on ports of their own alone; it
guesses no DKIM selectors, and asks no name server itself.

    python bench/audit.py [--json FILE] [--domains 1000] [--many 5000] [--peer 100]
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import cProfile
import gc
import json
import logging
import multiprocessing
import os
import random
import resource
import ssl
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:1] = [
    str(ROOT / "src"),
    str(ROOT / "tests" / "helpers"),
]  # not this folder: its dns.py hides dnspython

from certificates import Authority  # noqa: E402  # after the path is set
from cryptography.hazmat.primitives import serialization  # noqa: E402  # same
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa  # noqa: E402  # same
from nsd import nsd  # noqa: E402  # same
from web_host import WebHost, ok  # noqa: E402  # same

from mailworthy.edge.dns import Resolver  # noqa: E402  # same
from mailworthy.edge.explore import Explorer  # noqa: E402  # same
from mailworthy.flow import check_sender  # noqa: E402  # same
from mailworthy.flow.check_sender import check_senders  # noqa: E402  # same
from mailworthy.sender.audit import Scope  # noqa: E402  # same
from mailworthy.wire.explore import Direct, Question, Told  # noqa: E402  # same
from mailworthy.wire.reach import Reach  # noqa: E402  # same

SECONDS = 60.0
GROWTH = (
    1.1  # of what is resident, from the 2,000th domain on: by then the resolver remembers as much as it may
)
MARK = 1000  # domains
UNANSWERED = (
    "-DNS-ERROR",
    "-NOT-ASKED",
    "-NOT-CHECKED",
    "-NOT-FETCHED",
    "-UNREACHABLE",
    "-SILENT",
    "-UNSTABLE",
)
HERE = "127.0.0.1"
REGISTRY = ("127.0.0.2", "127.0.0.3")
HOSTERS = [tuple(f"127.{server}.{hoster}.1" for server in range(1, 3 + hoster % 2)) for hoster in range(1, 9)]
OWN = "127.1.99.1", "127.1.99.2"
SENDING = ("192.0.2.10", "192.0.2.11", "198.51.100.20", "203.0.113.30")
POLICY = b"version: STSv1\nmode: enforce\nmx: *.workspace.test\nmax_age: 604800\n"
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">'
    b"<title>A shop</title><circle cx='32' cy='32' r='30' fill='#357'/></svg>"
)


# --- the world ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class World:
    """Zones, by name: owner, type, data. Names are whole."""

    domains: list[str]
    zones: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    above: list[tuple[str, str, str]] = field(default_factory=list)
    secure_hosts: list[str] = field(default_factory=list)

    def zone(self, name: str, servers: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
        """Begin a zone at these servers, to which the zone above refers."""
        first = servers[0][0]
        records = [(name, "SOA", f"{first}. hostmaster.{name}. 2026112200 7200 3600 1209600 300")]
        named = [(name, "NS", f"{host}.") for host, _ in servers]
        glue = [(host, "A", address) for host, address in servers]
        self.above += named + glue
        self.zones[name] = records + named
        self.zones[name] += [(host, kind, data) for host, kind, data in glue if host.endswith(f".{name}")]
        return self.zones[name]

    def text(self, name: str) -> str:
        """Write a zone file."""
        return zone_text(self.zones[name])


def zone_text(records: Sequence[tuple[str, str, str]]) -> str:
    return "".join(f"{owner}. 300 IN {kind} {data}\n" for owner, kind, data in dict.fromkeys(records))


def txt(text: str) -> str:
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)]
    return " ".join('"' + piece.replace('"', '\\"').replace(";", "\\;") + '"' for piece in pieces)


def hoster(number: int) -> list[tuple[str, str]]:
    return [(f"ns{at}.hoster{number}.test", address) for at, address in enumerate(HOSTERS[number], 1)]


SERVICES = {  # how many records with networks lie below the one that is included
    "workspace": 3, "office": 0, "sendery": 1, "mailbird": 0, "chimpy": 0, "postbag": 2, "ticketry": 1, "storefront": 2,
    "surveyor": 0, "paymaster": 0, "crmly": 1, "hoster-mail": 0,
}  # fmt: skip
# Selectors, as the table of usual ones has them, and below whose names the keys of customers lie.
SIGNERS = {
    "workspace": ("google",), "office": ("selector1", "selector2"), "sendery": ("s1", "s2"), "chimpy": ("k2", "k3"),
    "mailbird": ("default",), "postbag": ("dkim",),
}  # fmt: skip


def world(count: int, seed: int = 7) -> World:
    """Make a world with so many domains."""
    rng = random.Random(seed)
    made = World([f"{rng.choice(('shop', 'firma', 'club', 'news'))}{number}.test" for number in range(count)])
    keys = _keys()
    for number, name in enumerate(SERVICES):
        _service(made, rng, name, number, keys)
    for number in range(len(HOSTERS)):
        made.zone(f"hoster{number}.test", hoster(number))
    reports = made.zone("analyser.test", hoster(1))
    reports.append(("*._report._dmarc.analyser.test", "TXT", txt("v=DMARC1")))
    made.zone("deaf-analyser.test", hoster(2))
    for domain in made.domains:
        _domain(made, rng, domain, keys)
    _reverse(made)
    return made


def _keys() -> list[str]:
    """Give some public keys; two are shorter than they should be."""
    sizes = (2048, 2048, 2048, 2048, 1024, 1024)
    der = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    made = [rsa.generate_private_key(65537, size).public_key().public_bytes(*der) for size in sizes]
    texts = [f"v=DKIM1; k=rsa; p={base64.b64encode(one).decode()}" for one in made]
    short = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(*raw)
    return [*texts, f"v=DKIM1; k=ed25519; p={base64.b64encode(short).decode()}"]


def _service(made: World, rng: random.Random, name: str, number: int, keys: list[str]) -> None:
    records = made.zone(f"{name}.test", hoster(number % len(HOSTERS)))
    name, below = f"{name}.test", SERVICES[name]
    networks = [
        " ".join(f"ip4:198.51.{rng.randrange(256)}.0/{rng.randrange(22, 29)}" for _ in range(8))
        for _ in range(below + 1)
    ]
    inner = " ".join(f"include:_n{at}.{name}" for at in range(below))
    records.append((f"_spf.{name}", "TXT", txt(f"v=spf1 {inner or networks[0]} ~all")))
    records += [(f"_n{at}.{name}", "TXT", txt(f"v=spf1 {networks[at]} ~all")) for at in range(below)]
    records += [(f"mx{at}.{name}", "A", f"198.51.100.{rng.randrange(1, 255)}") for at in range(1, 6)]
    records += [(f"mx{at}.{name}", "AAAA", f"2001:db8::{rng.randrange(1, 9999)}") for at in range(1, 3)]
    records.append((f"*.mail.{name}", "A", "203.0.113.25"))
    records.append((f"*.keys.{name}", "TXT", txt(rng.choice(keys[:4]))))


def _domain(made: World, rng: random.Random, domain: str, keys: list[str]) -> None:
    own = rng.random() < 0.15
    servers = (
        [(f"ns{at}.{domain}", address) for at, address in enumerate(OWN, 1)]
        if own
        else hoster(rng.randrange(len(HOSTERS)))
    )
    records = made.zone(domain, servers)
    records += [(domain, "A", f"203.0.113.{rng.randrange(1, 255)}"), (f"www.{domain}", "CNAME", f"{domain}.")]
    records += [
        (domain, "TXT", txt(f"{what}-verification={rng.getrandbits(96):x}"))
        for what in ("a", "b", "c")[: rng.randrange(4)]
    ]
    host = _mail_hosts(records, rng, domain)
    records += [(domain, "TXT", txt(text)) for text in _spf(rng, domain)]
    _dkim(records, rng, domain, keys)
    _dmarc(records, rng, domain)
    if rng.random() < 0.15:
        records.append((f"_smtp._tls.{domain}", "TXT", txt(f"v=TLSRPTv1; rua=mailto:tls@{domain}")))
    if host == "workspace" and rng.random() < 0.23:  # a tenth of all
        records.append((f"_mta-sts.{domain}", "TXT", txt("v=STSv1; id=20261122")))
        records.append((f"mta-sts.{domain}", "A", HERE))
        made.secure_hosts.append(f"mta-sts.{domain}")
    if rng.random() < 0.03:
        records.append(
            (f"default._bimi.{domain}", "TXT", txt(f"v=BIMI1; l=https://logo.{domain}/logo.svg; a=;"))
        )
        records.append((f"logo.{domain}", "A", HERE))
        made.secure_hosts.append(f"logo.{domain}")


def _mail_hosts(records: list[tuple[str, str, str]], rng: random.Random, domain: str) -> str:
    lot = rng.random()
    if lot < 0.44:
        records += [(domain, "MX", f"{at} mx{at}.workspace.test.") for at in range(1, 6)]
        return "workspace"
    if lot < 0.68:
        records.append((domain, "MX", f"0 {domain.replace('.', '-')}.mail.office.test."))
        return "office"
    if lot < 0.95:
        for at in range(1, rng.randrange(2, 5)):
            records.append((domain, "MX", f"{10 * at} mail{at}.{domain}."))
            records.append((f"mail{at}.{domain}", "A", f"203.0.113.{rng.randrange(1, 255)}"))
        return "own"
    if lot < 0.98:
        records.append((domain, "MX", "0 ."))
    return ""


def _spf(rng: random.Random, domain: str) -> list[str]:
    lot = rng.random()
    if lot < 0.04:
        return []
    if lot < 0.10:
        return [f"v=spf1 redirect=_spf.{rng.choice(list(SERVICES))}.test"]
    count = rng.choices(range(1, 13), (20, 22, 16, 12, 8, 6, 5, 4, 3, 2, 1, 1))[0]
    terms = [f"include:_spf.{name}.test" for name in rng.sample(list(SERVICES), count)]
    if rng.random() < 0.3:
        terms.append("mx")
    if rng.random() < 0.2:
        terms.append("a")
    if rng.random() < 0.3:
        terms.append(f"ip4:203.0.113.{rng.randrange(1, 255)}")
    if rng.random() < 0.06:
        terms.append(f"include:_spf.gone{rng.randrange(9)}.test")
    if rng.random() < 0.04:
        terms.append(f"a:old.{domain}")
    rng.shuffle(terms)
    record = f"v=spf1 {' '.join(terms)} {rng.choice(('~all', '-all', '?all'))}"
    return [record, "v=spf1 mx -all"] if lot > 0.99 else [record]


def _dkim(records: list[tuple[str, str, str]], rng: random.Random, domain: str, keys: list[str]) -> None:
    if rng.random() < 0.12:
        return
    for service in rng.sample(list(SIGNERS), rng.choice((1, 1, 1, 2, 2, 3))):
        for selector in SIGNERS[service]:
            owner = f"{selector}._domainkey.{domain}"
            if service in {"workspace", "mailbird"}:
                records.append((owner, "TXT", txt(rng.choice(keys))))
            else:
                records.append(
                    (owner, "CNAME", f"{selector}-{domain.replace('.', '-')}.keys.{service}.test.")
                )


def _dmarc(records: list[tuple[str, str, str]], rng: random.Random, domain: str) -> None:
    lot = rng.random()
    if lot < 0.25:
        return
    policy = rng.choices(("none", "quarantine", "reject"), (50, 25, 25))[0]
    to = rng.choices(
        (
            "",
            f"mailto:dmarc@{domain}",
            "mailto:d@analyser.test",
            f"mailto:a@{domain},mailto:d@deaf-analyser.test",
        ),
        (30, 25, 40, 5),
    )[0]
    record = (
        f"v=DMARC1; p={policy}"
        + (f"; rua={to}" if to else "")
        + rng.choice(("", "; pct=50", "; sp=reject", "; adkim=s"))
    )
    records.append((f"_dmarc.{domain}", "TXT", txt(record)))


def _reverse(made: World) -> None:
    """Name the hosts that send; one is confirmed, one leads elsewhere, one is a line's, one has no name."""
    for block in ("2.0.192", "100.51.198", "113.0.203"):
        made.zone(f"{block}.in-addr.arpa", hoster(0))
    out = made.zones["sendery.test"]
    out += [("out1.sendery.test", "A", SENDING[0]), ("out2.sendery.test", "A", "192.0.2.99")]
    out.append(("dsl-198-51-100-20.sendery.test", "A", SENDING[2]))
    made.zones["2.0.192.in-addr.arpa"] += [
        ("10.2.0.192.in-addr.arpa", "PTR", "out1.sendery.test."),
        ("11.2.0.192.in-addr.arpa", "PTR", "out2.sendery.test."),
    ]
    made.zones["100.51.198.in-addr.arpa"].append(
        ("20.100.51.198.in-addr.arpa", "PTR", "dsl-198-51-100-20.sendery.test.")
    )


# --- who answers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Live:
    """Where the world answers."""

    dns: int
    https: int
    ca_file: Path

    @property
    def scope(self) -> Scope:
        return Scope(SENDING, reach=Reach.widened("127.0.0.0/8", ports={53: self.dns, 443: self.https}))


@contextlib.contextmanager
def living(folder: Path, made: World) -> Iterator[Live]:
    """Let the world answer."""
    registry = [("test", "SOA", "a.registry.test. h.registry.test. 1 7200 3600 1209600 300")]
    registry += [("test", "NS", "a.registry.test."), ("test", "NS", "b.registry.test.")]
    registry += [("a.registry.test", "A", REGISTRY[0]), ("b.registry.test", "A", REGISTRY[1])]
    refers = [record for record in made.above if record[0].endswith(".test")]
    root = [(".", "SOA", "a.root.test. h.root.test. 1 7200 3600 1209600 300"), (".", "NS", "a.root.test.")]
    root = zone_text(root).replace("..", ".")
    whole = {".": root, "test": zone_text(registry + refers)} | {name: made.text(name) for name in made.zones}
    hosts = [*OWN, *(address for addresses in HOSTERS for address in addresses)]
    for name in ("all", "above", "web"):
        (folder / name).mkdir()
    with (
        nsd(folder / "all", whole, beside=hosts) as server,
        nsd(folder / "above", {".": root, "test": whole["test"]}, server.port, *REGISTRY[:1], REGISTRY[1:]),
        serving_pages(folder / "web", made.secure_hosts) as (https, ca_file),
    ):
        yield Live(server.port, https, ca_file)


@contextlib.contextmanager
def serving_pages(folder: Path, hosts: Sequence[str]) -> Iterator[tuple[int, Path]]:
    """Serve policies and logos over HTTPS, in a process of its own."""
    authority = Authority(folder)
    certificate = authority.certificate("web", hosts=hosts or ["web.test"])
    with _child(_serve_pages, certificate.chain, certificate.key) as heard:
        yield heard.recv(), authority.file


def _serve_pages(told: Connection, chain: Path, key: Path) -> None:
    def answer(path: str) -> bytes:
        svg = path.endswith(".svg")
        return ok(LOGO if svg else POLICY, f"Content-Type: {'image/svg+xml' if svg else 'text/plain'}")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with WebHost(answer, context).running() as port:
        told.send(port)
        with contextlib.suppress(EOFError):
            told.recv()


@contextlib.contextmanager
def _child(work: Callable[..., None], *given: object) -> Iterator[Connection]:
    """Do something in a fresh process, which speaks through a connection."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, *given))
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join()


# --- the audits ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """One run over many domains, in a process of its own."""

    what: str
    domains: int
    wall_s: float
    cpu_s: float
    domains_per_s: float
    questions_per_domain: float
    direct_per_domain: float
    peak_mib: int


async def _audited(live: Live, domains: Sequence[str], asked: Counter[str]) -> tuple[Counter[str], list[int]]:
    """Give what was found, and how much was resident after each thousand."""
    found: Counter[str] = Counter()
    resident = []
    _counted(asked)
    servers = (f"{HERE}:{live.dns}",)
    async for report in check_senders(domains, live.scope, servers=servers, ca_file=live.ca_file):
        found.update({finding.code for finding in report.findings})
        found["all"] += 1
        report.as_dict()  # as whoever writes reports does
        if found["all"] % MARK == 0:
            resident.append(_resident_mib())
    return found, resident


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 2**20


def _counted(asked: Counter[str]) -> None:
    """Count what is asked: of the resolver what it does not know yet, of name servers themselves all."""
    told = Explorer.told

    class Counted(Resolver):
        async def close(self) -> None:
            asked["resolver"] += self.tally.asked
            await super().close()

    async def telling(self: Explorer, asks: tuple[Question, ...]) -> tuple[Told, ...]:
        asked["direct"] += sum(isinstance(ask, Direct) for ask in asks)
        return await told(self, asks)

    check_sender.Resolver, Explorer.told = Counted, telling


def _ours(told: Connection, live: Live, domains: Sequence[str], profile: str) -> None:
    asked: Counter[str] = Counter()
    gc.collect()
    profiler = cProfile.Profile()
    begin, cpu = time.perf_counter(), time.process_time()
    if profile:
        profiler.enable()
    found, resident = asyncio.run(_audited(live, domains, asked))
    profiler.disable()
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    if profile:
        profiler.dump_stats(profile)
    told.send((_run("mailworthy", domains, took, cpu, asked), found, resident))


def _theirs(told: Connection, live: Live, domains: Sequence[str]) -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import checkdmarc
    from checkdmarc import dmarc, smtp, smtp_tls_reporting, soa, spf
    from dns.resolver import Resolver as TheirResolver

    resolver = TheirResolver(configure=False)
    resolver.nameservers, resolver.port = [HERE], live.dns
    asked: Counter[str] = Counter()
    ask = resolver.resolve

    def counted(*given: Any, **named: Any) -> Any:
        asked["resolver"] += 1
        return ask(*given, **named)

    resolver.resolve = counted
    gc.collect()
    begin, cpu = time.perf_counter(), time.process_time()
    for domain in domains:
        soa.check_soa(domain, resolver=resolver)
        checkdmarc.check_ns(domain, resolver=resolver)
        smtp.check_mx(domain, resolver=resolver)
        spf.check_spf(domain, resolver=resolver)
        dmarc.check_dmarc(domain, resolver=resolver)
        smtp_tls_reporting.check_smtp_tls_reporting(domain, resolver=resolver)
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    told.send((_run("checkdmarc, less", domains, took, cpu, asked), Counter(), []))


def _run(what: str, domains: Sequence[str], took: float, cpu: float, asked: Counter[str]) -> Run:
    count = len(domains)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    each = [round(asked[name] / count, 1) for name in ("resolver", "direct")]
    return Run(what, count, round(took, 2), round(cpu, 2), round(count / took, 1), *each, peak)


Measured = tuple[Run, Counter[str], list[int]]


def measured(work: Callable[..., None], *given: object) -> Measured:
    """Run in a process of its own."""
    with _child(work, *given) as heard:
        return heard.recv()


def pinned(cores: Sequence[int]) -> None:
    """Keep this process, and those that it starts, to some cores."""
    os.sched_setaffinity(0, cores)


def runs(folder: Path, given: argparse.Namespace) -> Iterator[Measured]:
    """Run ours, theirs, and ours over many."""
    cores = sorted(os.sched_getaffinity(0))
    for number, count in enumerate(dict.fromkeys((given.domains, given.many))):
        if not count:
            continue
        made = world(count)
        (folder / str(number)).mkdir()
        pinned(cores[1:] or cores)
        with living(folder / str(number), made) as live:
            pinned(cores[:1])
            yield measured(_ours, live, made.domains, "" if number else given.profile)
            if not number and given.peer:
                yield measured(_theirs, live, made.domains[: given.peer])
        pinned(cores)


def figures(
    done: Sequence[Run], counts: Sequence[Counter[str]], resident: Sequence[int]
) -> dict[str, tuple[float, str, float, bool]]:
    """Give each figure with what was promised and whether it is met."""
    ours = next(run for run in done if run.what == "mailworthy")
    per_1000 = round(ours.wall_s * 1000 / ours.domains, 2)
    open_ = sum(number for found in counts for code, number in found.items() if code.endswith(UNANSWERED))
    found = {
        "seconds for 1,000 domains": (per_1000, "<", SECONDS, per_1000 < SECONDS),
        "questions that nobody answered, as findings": (open_, "=", 0, not open_),
    }
    if len(resident) > 2:
        growth = round(resident[-1] / resident[1], 2)
        name = f"resident memory after {len(resident) * MARK:,} domains, times that after {2 * MARK:,}"
        found[name] = (growth, "≤", GROWTH, growth <= GROWTH)
    return found


def main() -> int:
    """Run, print, and end with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--domains", type=int, default=1000)
    parser.add_argument("--many", type=int, default=5000, help="domains of the second run; 0: none")
    parser.add_argument("--peer", type=int, default=100, help="domains that checkdmarc looks at too")
    parser.add_argument(
        "--profile", default="", metavar="FILE", help="where to write the first run's profile"
    )
    given = parser.parse_args()
    done, counts, resident = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for run, found, marks in runs(Path(folder), given):
            print("  ".join(f"{name} {value}" for name, value in asdict(run).items()), flush=True)
            done.append(run)
            counts.append(found)
            resident = marks
    print(", ".join(f"{code} {count}" for code, count in counts[0].most_common()))
    found = figures(done, counts, resident)
    for name, (value, sign, promised, met) in found.items():
        print(f"{'met    ' if met else 'NOT MET'}  {name}: {value} (promised {sign} {promised})")
    peers = [run.domains_per_s for run in done if run.what != "mailworthy"]
    times = round(done[0].domains_per_s / peers[0], 1) if peers else None
    if given.json:
        told = {"figures": found, "runs": [asdict(run) for run in done]}
        given.json.write_text(
            json.dumps(told | ({"times checkdmarc": times} if times else {}), indent=1), encoding="utf-8"
        )
    return 0 if all(figure[-1] for figure in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
