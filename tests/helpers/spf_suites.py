"""The public suites of SPF as worlds and cases: OpenSPF's, pyspf's own, mail-auth's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeAlias

import yaml  # type: ignore[import-untyped]  # its types are a package of their own

from mailworthy.wire.ask import Answer, Asks, Dns, Outcome, Zone

Records: TypeAlias = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class World:
    """A zone of which some names time out, for those types that they don't hold."""

    zone: Zone
    silent: frozenset[str] = frozenset()

    def __call__(self, asks: Asks) -> tuple[Answer, ...]:
        return tuple(self._answer(ask) for ask in asks)

    def _answer(self, ask: Dns) -> Answer:
        (answer,) = self.zone((ask,))
        if ask.name in self.silent and answer.outcome is not Outcome.FOUND:
            return Answer(Outcome.FAILED, why="timeout")
        return answer


@dataclass(frozen=True, slots=True)
class Case:
    """One case: who sends what, and the results that are right."""

    name: str
    world: World
    ip: str
    domain: str
    sender: str
    helo: str
    results: tuple[str, ...]
    explanation: str | None = None  # None: nothing is said of it; empty: none is given
    receiver: str = "unknown"


def openspf(path: Path) -> Iterator[Case]:
    """Give the cases of a suite in OpenSPF's form."""
    for part in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        world = _world(part["zonedata"])
        for name, test in part["tests"].items():
            sender, helo = test["mailfrom"] or "", test["helo"]
            explanation = test.get("explanation")
            results = test["result"] if isinstance(test["result"], list) else [test["result"]]
            yield Case(
                name,
                world,
                str(test["host"]),
                sender.rpartition("@")[2] or helo,
                sender,
                helo,
                tuple(results),
                "" if explanation == "DEFAULT" else explanation,
                test.get("receiver", "unknown"),
            )


def _world(zonedata: Mapping[str, list[Any]]) -> World:
    records: Records = {}
    silent = set()
    for owner, entries in zonedata.items():
        here = records.setdefault(str(owner).lower(), {})
        held = [entry for entry in entries if isinstance(entry, dict)]
        kinds = {kind for entry in held for kind in entry}
        for kind, value in ((kind, value) for entry in held for kind, value in entry.items()):
            for type_ in ("TXT",) if kind == "SPF" and "TXT" not in kinds else (kind,):
                if value != "NONE":
                    here.setdefault(type_, []).append(_data(type_, value))
        if len(held) < len(entries):
            silent.add(str(owner).lower())
    return World(Zone(records), frozenset(silent))


def _data(type_: str, value: Any) -> str:
    if type_ == "MX":
        return f"{value[0]} {value[1].lower().rstrip('.') or '.'}"
    if type_ in {"TXT", "SPF"}:
        text = "".join(value) if isinstance(value, list) else value
        return text.encode("latin-1").decode("utf-8", "backslashreplace")  # as the resolver shows octets
    return str(value).lower().rstrip(".")


# Three of mail-auth's examples name several records of a kind of which its file kept the last one alone; all of them are
# worked examples of RFC 7208 appendix A, from where the others come.
APPENDIX_A = {
    "mail-auth/spf/examples/11": [
        ("spf", "example.org", "v=spf1 include:example.com include:example.net -all"),
        ("spf", "example.com", "v=spf1 mx -all"),
        ("spf", "example.net", "v=spf1 mx -all"),
    ],
    "mail-auth/spf/examples/12": [
        (
            "spf",
            "example.com",
            "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all",
        ),
        ("spf", "mobile-users._spf.example.com", "v=spf1 exists:%{l1r+}.%{d}"),
        ("a", "mary.mobile-users._spf.example.com", "127.0.0.2"),
    ],
    "mail-auth/spf/examples/13": [
        ("spf", "example.com", "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all"),
        ("spf", "ip4._spf.example.com", "v=spf1 -ip4:192.0.2.0/24 +all"),
    ],
}


def mail_auth(path: Path) -> Iterator[Case]:
    """Give the cases of mail-auth: the HELO name is judged first, then the sender's domain unless that failed already."""
    for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
        if "expect" not in vector:  # what the examples that follow have in common
            continue
        given = {"domain": "example.com", "sender": "user@example.com", **vector}
        result, _, explanation = given["expect"].strip().partition(" ")
        yield Case(
            given["name"],
            World(Zone(_records(vector)), frozenset({"_dns_error.test.org"})),
            given["ip"],
            given["domain"],
            given["sender"],
            given["domain"],
            (result,),
            explanation or None,
        )


def _records(vector: Mapping[str, Any]) -> Records:
    own = [(kind, *vector[kind].split(" ", 1)) for kind in ("spf", "a", "ptr") if kind in vector]
    records: Records = {}
    for kind, owner, value in [*vector["records"], *own, *APPENDIX_A.get(vector["name"], [])]:
        values = [part.strip().rstrip(".") for part in value.split(",")]
        if kind in {"spf", "exp"}:
            records.setdefault(owner, {})["TXT"] = [value]
        elif kind == "ptr":
            records.setdefault(ip_address(owner).reverse_pointer, {})["PTR"] = values
        elif kind == "mx":
            _add_mail_hosts(records, owner, values)
        else:
            records.setdefault(owner, {})[kind.upper()] = values
    return records


def _add_mail_hosts(records: Records, owner: str, addresses: list[str]) -> None:
    """Give each address of a mail host a name: the suite names none."""
    for number, address in enumerate(addresses, 1):
        host = f"mx{number}.hosts-of.{owner}"
        records.setdefault(owner, {}).setdefault("MX", []).append(f"{number} {host}")
        records[host] = {"AAAA" if ":" in address else "A": [address]}
