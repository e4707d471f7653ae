"""What tests that rules call by name have in common."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.pattern import PatternFault, run_ready

Asked = Callable[[Mail], float]
Ready = Callable[..., Asked]

TIME = 0.1  # seconds that one pattern may take

_COMPARED = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_COMPARISON = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*([+-]?\d+(?:\.\d+)?)\s*\Z")


def number(written: str) -> float:
    """Read a number; ``inf`` and ``undef`` are no bounds, and so is nothing."""
    return float("inf") if written in {"inf", "undef", ""} else float(written)


def comparison(written: str) -> Callable[[float], bool]:
    """Read ``!= 0`` or ``< 384``.

    Raises:
        ValueError: It is none.
    """
    found = _COMPARISON.match(written)
    if found is None:
        raise ValueError(written)
    compared, bound = _COMPARED[found[1]], float(found[2])
    return lambda value: bool(compared(value, bound))


def searched(pattern: str) -> Callable[[bytes], bool]:
    """Give whether a text matches a pattern that has no delimiters; one that takes too long matches nothing.

    Raises:
        ValueError: The pattern cannot be read.
    """
    try:
        compiled: Any = run_ready(pattern).compiled
    except PatternFault as fault:
        raise ValueError(str(fault)) from None

    def search(octets: bytes) -> bool:
        try:
            return compiled.search(octets, timeout=TIME) is not None
        except TimeoutError:
            return False

    return search


def said(mail: Mail, target: str) -> str:
    """Give what a field says, an octet a character; empty where it is missing."""
    return (mail.field(target) or b"").decode("latin-1")


def first(mail: Mail, target: str) -> str:
    """Give the first value of a field, an octet a character; empty where it is missing."""
    return next(iter(mail.values(target)), b"").decode("latin-1").removesuffix("\n")


def never() -> Asked:
    """Give a test that holds for no message as long as nothing is configured."""
    return lambda _: 0
