"""The audit of a domain that sends: everything that receivers look at, in one report, with what to publish instead."""

from __future__ import annotations

from mailworthy.sender.audit.audit import audit, audit_typed
from mailworthy.sender.audit.report import SenderReport
from mailworthy.sender.audit.scope import Scope

__all__ = ["Scope", "SenderReport", "audit", "audit_typed"]
