"""What rule files define: rules with their scores and descriptions, lists of domains, tags; and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.message.rules.spamassassin.lines import Line, lines

NAME = re.compile(r"[A-Za-z_]\w{0,99}\Z", re.ASCII)
KINDS = frozenset({"header", "body", "rawbody", "full", "uri", "mimeheader", "meta"})
NETWORK = {
    "askdns": "asks DNS",
    "uridnsbl": "asks DNS",
    "uridnssub": "asks DNS",
    "urirhsbl": "asks DNS",
    "urirhssub": "asks DNS",
    "urinsrhsbl": "asks DNS",
    "urinsrhssub": "asks DNS",
    "urifullnsrhsbl": "asks DNS",
    "urifullnsrhssub": "asks DNS",
    "uri_detail": "uri_detail is not known here",
}

_HEADER = re.compile(r"([\w.-]+(?::[a-z]+){0,2}):?\s*([=!])~\s*(.+)\Z", re.DOTALL)
_MIME_HEADER = re.compile(r"([^:\s]+(?::(?:raw)?)?)\s*([=!])~\s*(.+)\Z", re.DOTALL)
_EXISTS = re.compile(r"exists:([\w.-]+):?\Z")
_UNSET = re.compile(r"\s+\[if-unset:\s+(.+)\]\Z")
_EVAL = re.compile(r"eval:\s*(\w+)\s*\((.*)\)\s*\Z", re.DOTALL)
_ARGUMENT = re.compile(r"""\s*(?:(['"])(.*?)\1|([\d.:A-Za-z-]+?))\s*(?:,\s*|\Z)""", re.DOTALL)
_LOOKS_LIKE_A_RULE = re.compile(r"[A-Z_][A-Z0-9_]+\s+(?:/.+/[a-z]*\Z|eval:|[\w-]+\s*=~)")


@dataclass(slots=True)
class Rule:
    """A rule as written.

    Args:
        name: Its name.
        kind: ``header``, ``body``, ``rawbody``, ``full``, ``uri``, ``mimeheader``, ``meta``, ``eval``.
        where: ``file:line``.
        test: Its pattern with delimiters, or its expression; the function of an eval.
        target: The field that a header rule looks at, with what is asked of it: ``From:addr``.
        negated: Whether it hits where the pattern does not match.
        exists: Whether it asks only for the field.
        unset: What stands for a field that is missing; None where nothing does.
        arguments: Of an eval.
    """

    name: str
    kind: str
    where: str
    test: str = ""
    target: str = ""
    negated: bool = False
    exists: bool = False
    unset: str | None = None
    arguments: tuple[str, ...] = ()


@dataclass
class Definitions:
    """All that files define; the last word on each name counts."""

    rules: dict[str, Rule] = field(default_factory=dict)
    scores: dict[str, tuple[float, ...]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    off: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(
        default_factory=lambda: {
            key: {} for key in ("replace_tag", "replace_pre", "replace_inter", "replace_post")
        }
    )
    brackets: dict[str, str] = field(default_factory=lambda: {"replace_start": "<", "replace_end": ">"})

    def take(self, line: Line) -> None:
        """Take a line."""
        if not line.key:
            self.left_out[line.where] = line.off
            return
        name, _, rest = (
            line.value.replace("\t", " ", 1).partition(" ")
            if "\t" in line.value[:120]
            else line.value.partition(" ")
        )
        if line.off:
            if line.key in KINDS or line.key in NETWORK:
                self.off.setdefault(name, f"left out where it stands: if {line.off}"[:120])
            return
        taking = _TAKING.get(line.key)
        if taking:
            taking(self, name, rest.strip(), line)
        elif line.key in KINDS:
            self.rule(name, rest.strip(), line)
        elif line.key in NETWORK:
            self.rules.pop(name, None)
            self.left_out[name] = NETWORK[line.key]
        elif _LOOKS_LIKE_A_RULE.match(line.value):
            self.left_out[line.where] = f"no kind of rule: {line.key[:30]}"

    def rule(self, name: str, test: str, line: Line) -> None:
        """Take a rule."""
        if not NAME.match(name):
            self.left_out[line.where] = f"no name of a rule: {name[:40]}"
            return
        rule = read_rule(name, test, line)
        if isinstance(rule, str):
            self.left_out[name] = f"{line.where}: {rule}"
        else:
            self.rules[name] = rule
            self.left_out.pop(name, None)

    def score_of(self, name: str) -> float:
        """Give the points of a rule, by the set for no network and no Bayes."""
        scores = self.scores.get(name)
        if scores is None:
            points = 0.01 if name.startswith("T_") else 1.0
            return -points if "nice" in self.flags.get(name, "").split() else points
        return scores[0]


def definitions(files: Mapping[str, str]) -> Definitions:
    """Read rule files.

    Args:
        files: Texts by name, in the order in which they count; an octet a character.
    """
    found = Definitions()
    for line in lines(files):
        found.take(line)
    return found


def read_rule(name: str, test: str, line: Line) -> Rule | str:
    """Read one rule; give why it cannot be read where it cannot."""
    evaluated = _EVAL.match(test) if line.key != "meta" else None
    if evaluated:
        arguments = _arguments(evaluated[2])
        if arguments is None:
            return "arguments that cannot be read"
        return Rule(name, "eval", line.where, evaluated[1], line.key, arguments=arguments)
    if not test:
        return "says nothing"
    return (
        _of_header(name, test, line)
        if line.key in {"header", "mimeheader"}
        else Rule(name, line.key, line.where, test)
    )


def _of_header(name: str, test: str, line: Line) -> Rule | str:
    exists = _EXISTS.match(test)
    if exists and line.key == "header":
        return Rule(name, line.key, line.where, target=exists[1], exists=True)
    found = (_HEADER if line.key == "header" else _MIME_HEADER).match(test)
    if found is None:
        return "no test of a header"
    unset = _UNSET.search(found[3])
    pattern = found[3][: unset.start()] if unset else found[3]
    return Rule(
        name,
        line.key,
        line.where,
        pattern,
        found[1].rstrip(":"),
        negated=found[2] == "!",
        unset=unset[1] if unset else None,
    )


def _arguments(written: str) -> tuple[str, ...] | None:
    found: list[str] = []
    at, written = 0, written.strip()
    while at < len(written):
        one = _ARGUMENT.match(written, at)
        if one is None or one.end() == at:
            return None
        found.append(one[2] if one[1] else one[3])
        at = one.end()
    return tuple(found)


def _score(found: Definitions, name: str, rest: str, line: Line) -> None:
    values = [float(one) for one in re.findall(r"(?<!\S)\(?([+-]?\d*\.?\d+)\)?(?!\S)", rest)]
    if len(values) not in {1, 4} or len(values) != len(rest.split()):
        found.left_out[line.where] = f"score of {name[:40]}: one number or four"
        return
    if "(" in rest:
        before = found.scores.get(name, (1.0,))
        values = [before[n if len(before) > n else 0] + one for n, one in enumerate(values)]
    found.scores[name] = tuple(values)


def _describe(found: Definitions, name: str, rest: str, _: Line) -> None:
    found.descriptions[name] = rest.encode("latin-1", "replace").decode("utf-8", "replace")


def _flags(found: Definitions, name: str, rest: str, _: Line) -> None:
    found.flags[name] = rest


def _tag(found: Definitions, name: str, rest: str, line: Line) -> None:
    found.tags[line.key][name] = rest


def _bracket(found: Definitions, name: str, _: str, line: Line) -> None:
    found.brackets[line.key] = name


def _listed(found: Definitions, name: str, rest: str, line: Line) -> None:
    found.lists.setdefault(line.key, []).extend([name, *rest.split()])


def _pattern_listed(found: Definitions, name: str, rest: str, line: Line) -> None:
    found.lists.setdefault(line.key, []).append(f"{name} {rest}".strip())


_TAKING: Mapping[str, Callable[[Definitions, str, str, Line], Any]] = {
    "score": _score,
    "describe": _describe,
    "tflags": _flags,
    **dict.fromkeys(("replace_tag", "replace_pre", "replace_inter", "replace_post"), _tag),
    **dict.fromkeys(("replace_start", "replace_end"), _bracket),
    **dict.fromkeys(
        (
            "replace_rules",
            "freemail_domains",
            "freemail_whitelist",
            "freemail_welcomelist",
            "util_rb_tld",
            "util_rb_2tld",
            "util_rb_3tld",
            "originating_ip_headers",
            "trusted_networks",
            "internal_networks",
            "msa_networks",
            "ok_locales",
        ),
        _listed,
    ),
    "redirector_pattern": _pattern_listed,
}
