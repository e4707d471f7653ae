"""Name servers: who answers for a domain, whether all of them do, and whether they agree (RFC 1034 §4.2, RFC 2182)."""

from __future__ import annotations

from mailworthy.sender.name_servers.places import Place, State
from mailworthy.sender.name_servers.survey import NameServersSurvey, survey
from mailworthy.sender.name_servers.zone import Delegation, NameServer, answered, find

__all__ = [
    "Delegation",
    "NameServer",
    "NameServersSurvey",
    "Place",
    "State",
    "answered",
    "find",
    "survey",
]
