"""SMTP as a client: mail hosts are greeted, and nothing is sent."""

from __future__ import annotations

from mailworthy.edge.smtp.greeter import Greeter

__all__ = ["Greeter"]
