"""DNS: questions out, answers in."""

from __future__ import annotations

from mailworthy.edge.dns.captive import captive
from mailworthy.edge.dns.direct import NameServers, unchecked
from mailworthy.edge.dns.drive import hold, hold_many, hold_sync
from mailworthy.edge.dns.keeper import Keeper
from mailworthy.edge.dns.resolver import Resolver
from mailworthy.edge.dns.servers import Server, advice, parse_server, system_servers
from mailworthy.edge.dns.tally import Tally

__all__ = [
    "Keeper",
    "NameServers",
    "Resolver",
    "Server",
    "Tally",
    "advice",
    "captive",
    "hold",
    "hold_many",
    "hold_sync",
    "parse_server",
    "system_servers",
    "unchecked",
]
