"""A code's example as people read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def shown(example: Mapping[str, Any]) -> tuple[str, ...]:
    """Give an example as lines: what is looked at, then the DNS records that it meets; or what came back."""
    if "came_back" in example:
        return tuple(_came_back(example))
    if "address" in example:
        body = [json.dumps(example["address"], ensure_ascii=False)]
    elif "domain" in example:
        body = [example["domain"]]
    elif "message" in example:
        body = example["message"].splitlines()
    elif "text" in example:
        body = example["text"].splitlines()
    else:
        body = list(_table(example))
    return (*body, *_dns(example.get("dns", {})))


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


def _dns(zone: Mapping[str, Any]) -> Iterator[str]:
    for name, records in zone.items():
        if isinstance(records, str):
            yield f"{name}  {records.upper()}"
            continue
        for kind, values in records.items():
            yield from (f"{name}  {kind}  {value}" for value in values)
