"""A code's example as people read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def shown(example: Mapping[str, Any]) -> tuple[str, ...]:
    """Give an example as lines: what is looked at, then the DNS records that it meets; or what came back, or was reported."""
    if "came_back" in example:
        return tuple(_came_back(example))
    if "seen" in example or "sessions" in example:
        return tuple(_reported(example))
    if "address" in example:
        body = [json.dumps(example["address"], ensure_ascii=False)]
    elif "domain" in example:
        body = [" ".join((example["domain"], *example.get("ips", ()), *example.get("options", ())))]
    elif "ips" in example:
        body = [*example["ips"], *(f"HELO {example[name]}" for name in ("helo",) if name in example)]
    elif "message" in example:
        letters = [f"{{x}} = x × {example['times']:,}"] if "times" in example else []
        body = [*_options(example), *example["message"].splitlines(), *letters]
    elif "html" in example:
        body = [*_options(example), *example["html"].splitlines()]
    elif "text" in example:
        body = example["text"].splitlines()
    else:
        body = list(_table(example))
    return (
        *body,
        *_dns(example.get("dns", {})),
        *(f"{name}  DNSSEC" for name in example.get("secure", ())),
        *_servers(example.get("servers", {})),
        *(f"CD  {line}" for line in _dns(example.get("unvalidated", {}))),
        *_web(example.get("web", {})),
        *_visits(example.get("visits", {})),
        *(f"image/* → “{example[name]}”" for name in ("words",) if name in example),
        *_mail(example.get("mail", {})),
    )


def message(example: Mapping[str, Any]) -> str:
    """Give the message of an example; ``{x}`` in it stands for so many letters, as nobody wants to read them."""
    text: str = example["message"]
    return text.replace("{x}", "x" * example["times"]) if "times" in example else text


def _options(example: Mapping[str, Any]) -> list[str]:
    """Give what is known beside a message, as the command takes it."""
    beside = [
        f"--{name} {json.dumps(example[name], ensure_ascii=False)}"
        for name in ("from", "subject")
        if name in example
    ]
    return [" ".join((*beside, *example.get("options", ())))] if beside or example.get("options") else []


def _table(example: Mapping[str, Any]) -> Iterator[str]:
    yield ",".join(example["columns"])
    yield from (",".join(row) for row in example["rows"])
    if "times" in example:
        yield f"… × {example['times']}, {{n}} = 1, 2, 3 …"


def _came_back(example: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{count:,} sent to {domain}" for domain, count in example.get("sent", {}).items())
    for each in example["came_back"]:
        if "complaints" in each:
            yield f"{each['complaints']:,} complaints from {each['domain']}"
        else:
            told = [each["domain"], each["code"], each["reason"], each.get("blocklist", "")]
            yield f"{each['count']:,} back from {' '.join(part for part in told if part)}"


def _reported(example: Mapping[str, Any]) -> Iterator[str]:
    for each in example.get("seen", ()):
        proofs = (
            ("DKIM", each.get("signer"), each.get("dkim")),
            ("SPF", each.get("envelope"), each.get("spf")),
        )
        told = [
            f"{kind} {name}{'' if aligned else ' (not aligned)'}" for kind, name, aligned in proofs if name
        ]
        told += [each[name] for name in ("override", "disposition") if name in each]
        told += [f"p={each['policy']}"] if "policy" in each else []
        when = [f"{each['times']} days"] if "times" in each else [each["day"]] if "day" in each else []
        yield ", ".join((f"{each.get('count', 1):,} from {each['source']}", *told, *when))
    for each in example.get("sessions", ()):
        counts = [f"{each[name]:,} {name}" for name in ("succeeded", "failed") if name in each]
        yield ", ".join((each["mx"], *counts, *([each["result"]] if "result" in each else [])))


def _dns(zone: Mapping[str, Any]) -> Iterator[str]:
    for name, records in zone.items():
        if isinstance(records, str):
            yield f"{name}  {records.upper()}"
            continue
        for kind, values in records.items():
            yield from (f"{name}  {kind}  {value}" for value in values)


def _servers(voices: Mapping[str, Any]) -> Iterator[str]:
    """Give what single name servers say: where they take turns, each turn by its number."""
    for address, said in voices.items():
        for number, one in enumerate(said if isinstance(said, list) else [said], 1):
            turn = f" #{number}" if isinstance(said, list) else ""
            lines = [one.upper() or "…"] if isinstance(one, str) else _dns(one)
            yield from (f"@{address}{turn}  {line}" for line in lines)


def _web(pages: Mapping[str, Any]) -> Iterator[str]:
    for url, page in pages.items():
        yield url
        if isinstance(page, str):
            yield from (f"  {line}" for line in page.splitlines())
        else:
            yield from (f"  {key}: {value}" for key, value in page.items())


def _visits(came: Mapping[str, Any]) -> Iterator[str]:
    for url, told in came.items():
        if isinstance(told, Mapping):
            end = " ".join(str(told[key]) for key in ("status", "type", "why", "detail") if key in told)
            yield " → ".join((url, *told.get("hops", ()), end))
        else:
            yield f"{url} → {told}"


def _mail(hosts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for address, said in hosts.items():
        told = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
        yield f"{address}:25  {' '.join(told) or 'TLS'}"
