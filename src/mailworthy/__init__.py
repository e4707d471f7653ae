"""Mailworthy: reach the inbox, on your own machine.

>>> import mailworthy
>>> mailworthy.check_address("jane@gmial.com", offline=True).suggestion
'jane@gmail.com'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailworthy.flow.authenticate import (
        evaluate_dmarc,
        evaluate_dmarc_async,
        evaluate_spf,
        evaluate_spf_async,
        validate_arc,
        validate_arc_async,
        verify_dkim,
        verify_dkim_async,
    )
    from mailworthy.flow.check_address import check_address, check_address_async, check_addresses
    from mailworthy.flow.check_list import ListOptions, Prices, check_list
    from mailworthy.flow.check_message import check_message, check_message_async
    from mailworthy.flow.check_sender import check_sender, check_sender_async, check_senders
    from mailworthy.flow.explain_reply import explain_reply
    from mailworthy.flow.preview_message import preview_message
    from mailworthy.flow.read_bounces import ReadOptions, read_bounces
    from mailworthy.flow.read_reports import ReportsOptions, read_reports, summarise_reports
    from mailworthy.flow.report_bounces import ReportOptions, report_bounces
    from mailworthy.flow.rescue_bounces import rescue_bounces
    from mailworthy.message.scope import Scope as MessageScope
    from mailworthy.sender.audit import Scope
    from mailworthy.wire.ask import Zone
    from mailworthy.wire.explore import World
    from mailworthy.wire.reach import Reach

__all__ = [
    "ListOptions",
    "MessageScope",
    "Prices",
    "Reach",
    "ReadOptions",
    "ReportOptions",
    "ReportsOptions",
    "Scope",
    "World",
    "Zone",
    "__version__",
    "check_address",
    "check_address_async",
    "check_addresses",
    "check_list",
    "check_message",
    "check_message_async",
    "check_sender",
    "check_sender_async",
    "check_senders",
    "evaluate_dmarc",
    "evaluate_dmarc_async",
    "evaluate_spf",
    "evaluate_spf_async",
    "explain_reply",
    "preview_message",
    "read_bounces",
    "read_reports",
    "report_bounces",
    "rescue_bounces",
    "summarise_reports",
    "validate_arc",
    "validate_arc_async",
    "verify_dkim",
    "verify_dkim_async",
]
__version__ = "0.1.0"

_FRONT = {
    name: f"mailworthy.{module}"
    for module, names in {
        "flow.authenticate": (
            "evaluate_dmarc",
            "evaluate_dmarc_async",
            "evaluate_spf",
            "evaluate_spf_async",
            "validate_arc",
            "validate_arc_async",
            "verify_dkim",
            "verify_dkim_async",
        ),
        "flow.check_address": ("check_address", "check_address_async", "check_addresses"),
        "flow.check_list": ("ListOptions", "Prices", "check_list"),
        "flow.check_message": ("check_message", "check_message_async"),
        "flow.check_sender": ("check_sender", "check_sender_async", "check_senders"),
        "flow.explain_reply": ("explain_reply",),
        "flow.preview_message": ("preview_message",),
        "flow.read_bounces": ("ReadOptions", "read_bounces"),
        "flow.read_reports": ("ReportsOptions", "read_reports", "summarise_reports"),
        "flow.report_bounces": ("ReportOptions", "report_bounces"),
        "flow.rescue_bounces": ("rescue_bounces",),
        "message.scope": ("MessageScope",),
        "sender.audit": ("Scope",),
        "wire.ask": ("Zone",),
        "wire.explore": ("World",),
        "wire.reach": ("Reach",),
    }.items()
    for name in names
}

_NAMED = {"MessageScope": "Scope"}  # a room's own word, where two rooms have it


def __getattr__(name: str) -> Any:
    if name not in _FRONT:
        raise AttributeError(f"module 'mailworthy' has no attribute {name!r}")
    return getattr(import_module(_FRONT[name]), _NAMED.get(name, name))
