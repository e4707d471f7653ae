"""What rspamd answers over HTTP to ``POST /checkv2``: JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from mailworthy.errors import InputError
from mailworthy.wire.filtered import SYMBOLS, Filtered, Symbol, one_line

OPTIONS = 5  # of one symbol; some list every link


def filtered(octets: bytes) -> Filtered:
    """Read an answer.

    Raises:
        InputError: It is none, or it says that rspamd could not look at the message.
    """
    told = _object(octets)
    if told.get("error"):
        raise InputError(f"it says: {one_line(str(told['error']))[:200]}")
    if told.get("is_skipped") is True:
        raise InputError("it is told by its own settings to pass over this message")
    score, threshold, symbols = (told.get(key) for key in ("score", "required_score", "symbols"))
    if not _is_number(score) or not isinstance(symbols, dict):
        raise InputError("its answer holds no score and no symbols")
    action = told.get("action")
    return Filtered(
        score=float(score),
        threshold=float(threshold) if _is_number(threshold) else 0.0,
        verdict=one_line(action) if isinstance(action, str) else "",
        symbols=tuple(_symbols(symbols)),
    )


def _object(octets: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(octets.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise InputError("its answer is no JSON") from None
    if not isinstance(told, dict):
        raise InputError("its answer is no JSON object")
    return told


def _symbols(symbols: Mapping[str, Any]) -> Iterator[Symbol]:
    for name, row in list(symbols.items())[:SYMBOLS]:
        if isinstance(row, dict) and one_line(name):
            score, said, options = (row.get(key) for key in ("score", "description", "options"))
            yield Symbol(
                name=one_line(name),
                score=float(score) + 0.0 if _is_number(score) else None,
                description=one_line(said) if isinstance(said, str) else "",
                options=tuple(_options(options)),
            )


def _options(options: Any) -> Iterator[str]:
    for each in options[:OPTIONS] if isinstance(options, list) else ():
        if isinstance(each, str):
            yield one_line(each)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e9
        and math.isfinite(value)
    )
