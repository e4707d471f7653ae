"""HTTP as a client: single resources of hosts that strangers name."""

from __future__ import annotations

from mailworthy.edge.http.fetcher import Fetcher
from mailworthy.edge.http.visitor import Visitor

__all__ = ["Fetcher", "Visitor"]
