"""pyspf, an oracle, answered from the same worlds as ours."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

with warnings.catch_warnings():  # its escape sequences are of another age
    warnings.simplefilter("ignore")
    import spf  # type: ignore[import-untyped]  # pyspf has no types
from mailworthy.wire.ask import Answer, Asks, Dns, Outcome

Found: TypeAlias = list[tuple[tuple[str, str], Any]]


class Pyspf:
    """pyspf in one world.

    Args:
        world: Who answers.
    """

    def __init__(self, world: Callable[[Asks], tuple[Answer, ...]]) -> None:
        self._world = world
        self._known: dict[tuple[str, str], Found] = {}  # answers in its own form, made once

    def judge(self, ip: str, sender: str, helo: str, receiver: str = "unknown") -> tuple[str, str]:
        """Give pyspf's result, and its words for it."""
        spf.DNSLookup = self._lookup
        result, _, words = spf.query(i=ip, s=sender, h=helo, receiver=receiver).check()
        return result, words

    def _lookup(self, name: str, type_: str, _strict: object = True, _timeout: object = 0) -> Found:
        try:
            return self._known[name, type_]
        except KeyError:
            found = self._known[name, type_] = self._asked(name, type_)
            return found

    def _asked(self, name: str, type_: str) -> Found:
        (answer,) = self._world((Dns(name.replace("\\", "\\\\"), type_),))
        if answer.outcome is Outcome.FAILED:
            raise spf.TempError(f"DNS {answer.why}")
        return [((name, type_), _value(type_, value)) for value in answer.values]


def _value(type_: str, value: str) -> Any:
    if type_ == "TXT":
        return (value.encode(),)
    if type_ == "MX":
        preference, _, host = value.partition(" ")
        return int(preference), "" if host == "." else host
    return value
