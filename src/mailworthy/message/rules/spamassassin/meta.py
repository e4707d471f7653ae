"""Metas: rules that reckon with other rules, ``A && (B + C > 1)``, as Perl would."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

Hits = Mapping[str, float]
Value = Callable[[Hits], float]

TOKENS = 20_000  # of one expression
DEEPEST = 40  # brackets within brackets

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?|\.\d+)|([A-Za-z_]\w*)|(&&|\|\||[<>=!]=|[-+*/<>!()?:^]))")
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_BINARY: tuple[dict[str, Callable[[float, float], float]], ...] = (
    {"^": lambda one, other: int(one) ^ int(other)},
    {"==": operator.eq, "!=": operator.ne},
    {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": lambda one, other: one / other if other else 0.0},
)


class MetaFault(ValueError):  # noqa: N818  # said of an expression
    """An expression that cannot be read."""


class Meta(NamedTuple):
    """An expression: the rules that it names, and what it comes to."""

    names: frozenset[str]
    value: Value


def meta(text: str) -> Meta:
    """Read an expression.

    Raises:
        MetaFault: It cannot be read.
    """
    tokens: list[str] = []
    at, text = 0, text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or len(tokens) > TOKENS:
            raise MetaFault("unknown sign" if found is None else "too long")
        tokens.append(found[0].strip())
        at = found.end()
    reader = _Reader(tokens)
    value = reader.chosen() if tokens != ["(", ")"] else _constant(0.0)
    if reader.at < len(tokens) and tokens != ["(", ")"]:
        raise MetaFault("more than one expression")
    return Meta(frozenset(reader.names), value)


class _Reader:
    """An expression half read: a step for each rank of operators, the one that binds least first."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.names: set[str] = set()

    def take(self, *wanted: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def chosen(self) -> Value:
        """``A ? B : C``."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise MetaFault("nested too deep")
        asked = self.any_of()
        one = other = asked
        chosen = self.take("?")
        if chosen:
            one = self.chosen()
            if not self.take(":"):
                raise MetaFault("? without :")
            other = self.chosen()
        self.depth -= 1
        if not chosen:
            return asked
        return lambda hits: one(hits) if asked(hits) else other(hits)

    def any_of(self) -> Value:
        parts = [self.all_of()]
        while self.take("||"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else _any(parts)

    def all_of(self) -> Value:
        parts = [self.binary(0)]
        while self.take("&&"):
            parts.append(self.binary(0))
        return parts[0] if len(parts) == 1 else _all(parts)

    def binary(self, rank: int) -> Value:
        if rank == len(_BINARY):
            return self.unary()
        value = self.binary(rank + 1)
        while sign := self.take(*_BINARY[rank]):
            value = _reckoned(_BINARY[rank][sign], value, self.binary(rank + 1))
        return value

    def unary(self) -> Value:
        signs = []
        while sign := self.take("!", "-", "+"):
            signs.append(sign)
        value = self.one()
        for sign in reversed(signs):
            value = _not(value) if sign == "!" else _minus(value) if sign == "-" else value
        return value

    def one(self) -> Value:
        if self.at >= len(self.tokens):
            raise MetaFault("ends too early")
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":  # noqa: S105  # a sign of the language
            return self.bracket()
        if token == "local_tests_only":  # noqa: S105  # same
            return _constant(1.0)
        if _NAME.match(token):
            self.names.add(token)
            return lambda hits: hits.get(token, 0)
        if token[0].isdigit() or token[0] == ".":
            return _constant(float(token))
        raise MetaFault(f"{token} follows nothing")

    def bracket(self) -> Value:
        value = self.chosen()
        if not self.take(")"):
            raise MetaFault("unmatched (")
        return value


def _constant(number: float) -> Value:
    return lambda _: number


def _any(parts: list[Value]) -> Value:
    def value(hits: Hits) -> float:
        found = 0.0
        for part in parts:
            found = part(hits)
            if found:
                break
        return found

    return value


def _all(parts: list[Value]) -> Value:
    def value(hits: Hits) -> float:
        found = 0.0
        for part in parts:
            found = part(hits)
            if not found:
                break
        return found

    return value


def _reckoned(how: Callable[[float, float], float], one: Value, other: Value) -> Value:
    return lambda hits: how(one(hits), other(hits))


def _not(value: Value) -> Value:
    return lambda hits: not value(hits)


def _minus(value: Value) -> Value:
    return lambda hits: -value(hits)
