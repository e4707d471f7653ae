"""What the demo's own name server says of the sample's domains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from zlib import crc32

from mailworthy.flow.demo.domains import Standing
from mailworthy.wire.ask import Node

Records = dict[str, Node]

# Hosts that several domains share.
_SHARED: Mapping[str, Node] = MappingProxyType(
    {
        "aspmx.l.google.com": {"A": ["192.0.2.26"]},
        "alt1.aspmx.l.google.com": {"A": ["192.0.2.27"]},
        "mx.posthaus-saarbacher-hosting.net": {"A": ["192.0.2.40"]},
    }
)
_HOSTER = "mx.posthaus-saarbacher-hosting.net"


def zone(standings: Mapping[str, Standing]) -> Records:
    """Give the records of all domains in the shape of :class:`mailworthy.wire.ask.Zone`.

    Args:
        standings: How each domain stands; one that is missing here does not exist.
    """
    records: Records = dict(_SHARED)
    for domain, standing in standings.items():
        records |= _RECORDS[standing](domain)
    return records


def _address(name: str) -> str:
    """Give an address of the documentation blocks (RFC 5737), the same for the same name."""
    number = crc32(name.encode())
    block = ("192.0.2", "198.51.100", "203.0.113")[number % 3]
    return f"{block}.{number // 3 % 254 + 1}"


def _at(name: str) -> Node:
    return {"A": [_address(name)]}


def _own_host(domain: str) -> Records:
    first, second = f"mx1.{domain}", f"mx2.{domain}"
    return {
        domain: {"MX": [f"10 {first}", f"20 {second}"], "A": [_address(domain)], "TXT": ["v=spf1 mx -all"]},
        first: _at(first),
        second: _at(second),
    }


def _google(domain: str) -> Records:
    return {domain: {"MX": ["1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com"], "A": [_address(domain)]}}


def _microsoft(domain: str) -> Records:
    host = f"{domain.replace('.', '-')}.mail.protection.outlook.com"
    return {domain: {"MX": [f"0 {host}"], "A": [_address(domain)]}, host: _at(host)}


def _swallows(domain: str) -> Records:
    host = f"catch.{domain}"
    return {domain: {"MX": [f"10 {host}"], "A": [_address(domain)]}, host: _at(host)}


def _one_host(domain: str, *, host: str, node: Node | None, beside: tuple[str, ...] = ()) -> Records:
    here: Records = {domain: {"MX": [*beside, f"10 {host}"]}}
    return here | {host: node} if node is not None else here


def _held(name_server: str) -> Callable[[str], Records]:
    servers = [f"ns1.{name_server}", f"ns2.{name_server}"]
    return lambda domain: {domain: {"A": [_address(domain)], "NS": servers}}


_RECORDS: Mapping[Standing, Callable[[str], Records]] = MappingProxyType(
    {
        Standing.OWN_HOST: _own_host,
        Standing.GOOGLE: _google,
        Standing.MICROSOFT: _microsoft,
        Standing.SWALLOWS: _swallows,
        Standing.IMPLICIT: lambda domain: {domain: _at(domain)},
        Standing.NO_MAIL: lambda domain: {domain: {"A": [_address(domain)], "TXT": ["v=spf1 -all"]}},
        Standing.NULL_MX: lambda domain: {domain: {"MX": ["0 ."], "A": [_address(domain)]}},
        Standing.NULL_BESIDE: lambda domain: _one_host(domain, host=_HOSTER, node=None, beside=("0 .",)),
        Standing.INNER: lambda domain: _one_host(domain, host=f"mail.{domain}", node={"A": ["192.168.1.10"]}),
        Standing.PARTLY_INNER: lambda domain: _one_host(
            domain, host=f"mail.{domain}", node={"A": ["10.0.0.25"]}, beside=(f"20 {_HOSTER}",)
        ),
        Standing.HOST_GONE: lambda domain: _one_host(domain, host=f"oldmail.{domain}", node=None),
        Standing.HOST_ALIAS: lambda domain: _one_host(
            domain, host=f"mail.{domain}", node={"CNAME": [_HOSTER]}
        ),
        Standing.NO_HOST: lambda domain: {domain: {"TXT": ["moved"]}},
        Standing.WILDCARD: lambda domain: {domain: _at(domain), f"*.{domain}": _at(domain)},
        Standing.PARKED: _held("sedoparking.com"),
        Standing.EXPIRED: _held("expired-hold.invalid"),
        Standing.MISSING: lambda _: {},
        Standing.BROKEN: lambda domain: {domain: "servfail"},
        Standing.SILENT: lambda domain: {domain: "timeout"},
    }
)
