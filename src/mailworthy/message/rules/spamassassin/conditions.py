"""Conditions that rule files ask: ``if (version >= 4.000000)``, ``ifplugin``, ``can(…)``, as SpamAssassin 4.0.1 answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import eq, ge, gt, le, lt, ne

VERSION = 4.000001
PERL = 5.036

_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[A-Za-z_][\w:]*|&&|\|\||[<>=!]=|[<>!()])")
_PREFIX = "Mail::SpamAssassin::"

# What the stock set-up of 4.0.1 loads; files that say `loadplugin` are believed instead.
STOCK = frozenset(
    f"{_PREFIX}Plugin::{name}"
    for name in """AskDNS AutoLearnThreshold Bayes BodyEval Check DKIM DMARC DNSEval FreeMail HTMLEval HTTPSMismatch
    HashBL HeaderEval ImageInfo MIMEEval MIMEHeader Pyzor Razor2 RelayEval ReplaceTags SPF SpamCop URIDNSBL URIDetail
    URIEval VBounce WLBLEval WelcomeListSubject""".split()  # noqa: SIM905  # a list of words reads best as words
)
_RENAMED = {
    f"{_PREFIX}Plugin::Dmarc": f"{_PREFIX}Plugin::DMARC",
    f"{_PREFIX}Plugin::WhiteListSubject": f"{_PREFIX}Plugin::WelcomeListSubject",
}
_REMOVED = (
    f"{_PREFIX}Plugin::RaciallyCharged"  # its features came with 4.0; a plugin of that name counts as loaded
)
_CANNOT = frozenset({f"{_PREFIX}Conf::compat_welcomelist_blocklist"})
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
    "==": eq,
    "!=": ne,
}


class Unreadable(ValueError):  # noqa: N818  # said of a condition
    """A condition that nobody can read."""


def holds(condition: str, plugins: Iterable[str] = STOCK) -> bool:
    """Tell whether a condition holds.

    Args:
        condition: What stands behind ``if``.
        plugins: The plugins that count as loaded.

    Raises:
        Unreadable: It is no condition.
    """
    tokens, at = [], 0
    condition = condition[:1000].strip()
    while at < len(condition):
        found = _TOKEN.match(condition, at)
        if found is None:
            raise Unreadable(condition)
        tokens.append(found[1])
        at = found.end()
    reader = _Reader(tokens, frozenset(plugins))
    value = reader.any_of()
    if reader.tokens:
        raise Unreadable(condition)
    return bool(value)


class _Reader:
    """A condition half read."""

    def __init__(self, tokens: list[str], plugins: frozenset[str]) -> None:
        self.tokens, self.plugins, self.depth = tokens, plugins, 0

    def take(self, *wanted: str) -> str:
        """Take the next token where it is one of these."""
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else ""

    def any_of(self) -> float:
        value = self.all_of()
        while self.take("||"):
            other = self.all_of()
            value = value or other
        return value

    def all_of(self) -> float:
        value = self.compared()
        while self.take("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self) -> float:
        value = self.one()
        sign = self.take(*_COMPARED)
        return _COMPARED[sign](value, self.one()) if sign else value

    def one(self) -> float:
        self.depth += 1
        if not self.tokens or self.depth > 50:
            raise Unreadable("ends too early")
        token = self.tokens.pop(0)
        if token == "!":  # noqa: S105  # a sign of the language
            return not self.one()
        if token == "(":  # noqa: S105  # same
            value = self.any_of()
            if not self.take(")"):
                raise Unreadable("unmatched (")
            return value
        if token in {"plugin", "can", "has"}:
            return self.asked(token)
        known = {"version": VERSION, "perl_version": PERL, "local_tests_only": 1.0}.get(token)
        if known is not None:
            return known
        if token[0].isdigit():
            return float(token)
        raise Unreadable(token)

    def asked(self, what: str) -> bool:
        """Answer ``plugin(…)``, ``can(…)`` and ``has(…)``."""
        if not self.take("(") or not self.tokens:
            raise Unreadable(what)
        name = self.tokens.pop(0)
        if not self.take(")"):
            raise Unreadable(name)
        if what == "plugin":
            return name == _REMOVED or _RENAMED.get(name, name) in self.plugins
        module = name.rpartition("::")[0]
        return name not in _CANNOT and (
            module == f"{_PREFIX}Conf" or module in self.plugins or module == "Mail::SpamAssassin"
        )
