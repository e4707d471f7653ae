"""Which mail clients do not show a picture of some kind: those that count for the sender, by caniemail's data."""

from __future__ import annotations

from typing import NamedTuple

from mailworthy.finding.detail import listed
from mailworthy.message.clients.known import known
from mailworthy.message.clients.named import usual
from mailworthy.message.scope import Scope


class Blind(NamedTuple):
    """Clients that do not show it.

    Args:
        names: For people; empty where nobody tested.
        matters: Whether one of those is among them that the sender says its readers have; true where it says nothing.
    """

    names: tuple[str, ...]
    matters: bool

    @property
    def told(self) -> str:
        """As a detail names them; empty where there is none to name."""
        return f"✗ {listed(self.names)}" if self.names else ""


def blind(slug: str, scope: Scope) -> Blind:
    """Give the clients that do not show a kind of picture.

    Args:
        slug: caniemail's name for it; empty where it has none: then any client may lack it.
        scope: Which clients count.
    """
    feature = known().features.get(slug)
    if feature is None:
        return Blind((), matters=True)
    names = known().clients
    lacking = [client for client, verdict in feature.support.items() if verdict == "n"]
    partly = [client for client, verdict in feature.support.items() if verdict == "a"]
    if scope.clients:
        told = [client for client in (*lacking, *partly) if client in scope.clients]
        return Blind(tuple(names[client] for client in told), matters=bool(told))
    first = [client for client in lacking if client in usual()] or lacking or partly
    return Blind(tuple(names[client] for client in first), matters=True)
