"""Mailworthy: reach the inbox, on your own machine.

>>> import mailworthy
>>> mailworthy.check_address("jane@gmial.com", offline=True).suggestion
'jane@gmail.com'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailworthy.flow.check_address import check_address, check_address_async, check_addresses
    from mailworthy.flow.check_list import ListOptions, Prices, check_list
    from mailworthy.flow.explain_reply import explain_reply
    from mailworthy.flow.read_bounces import ReadOptions, read_bounces
    from mailworthy.flow.report_bounces import ReportOptions, report_bounces
    from mailworthy.flow.rescue_bounces import rescue_bounces
    from mailworthy.wire.ask import Zone
    from mailworthy.wire.reach import Reach

__all__ = [
    "ListOptions",
    "Prices",
    "Reach",
    "ReadOptions",
    "ReportOptions",
    "Zone",
    "__version__",
    "check_address",
    "check_address_async",
    "check_addresses",
    "check_list",
    "explain_reply",
    "read_bounces",
    "report_bounces",
    "rescue_bounces",
]
__version__ = "0.1.0"

_FRONT = {
    "check_address": "mailworthy.flow.check_address",
    "check_address_async": "mailworthy.flow.check_address",
    "check_addresses": "mailworthy.flow.check_address",
    "check_list": "mailworthy.flow.check_list",
    "explain_reply": "mailworthy.flow.explain_reply",
    "read_bounces": "mailworthy.flow.read_bounces",
    "report_bounces": "mailworthy.flow.report_bounces",
    "rescue_bounces": "mailworthy.flow.rescue_bounces",
    "ListOptions": "mailworthy.flow.check_list",
    "Prices": "mailworthy.flow.check_list",
    "Reach": "mailworthy.wire.reach",
    "ReadOptions": "mailworthy.flow.read_bounces",
    "ReportOptions": "mailworthy.flow.report_bounces",
    "Zone": "mailworthy.wire.ask",
}


def __getattr__(name: str) -> Any:
    if name not in _FRONT:
        raise AttributeError(f"module 'mailworthy' has no attribute {name!r}")
    return getattr(import_module(_FRONT[name]), name)
