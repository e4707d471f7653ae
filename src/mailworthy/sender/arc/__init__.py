"""ARC: what handlers of a message vouch for, link by link (RFC 8617).

Few rely on it and the IETF is about to call it historic: it is shown and can be made, and nothing is built on it.
"""

from __future__ import annotations

from mailworthy.sender.arc.result import Arc, ArcResult, ArcSet
from mailworthy.sender.arc.seal import DEFAULT, seal
from mailworthy.sender.arc.validate import validate

__all__ = ["DEFAULT", "Arc", "ArcResult", "ArcSet", "seal", "validate"]
