"""HTTPS as a client: single resources of hosts that strangers name."""

from __future__ import annotations

from mailworthy.edge.http.fetcher import Fetcher

__all__ = ["Fetcher"]
