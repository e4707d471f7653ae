"""Delivery status: the fields of a ``message/delivery-status`` part, as reporters write them (RFC 3464, RFC 6533)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

LOOKED_AT = 65_536  # characters of one report
RECIPIENTS = 500  # no more are listed

_TYPE = re.compile(r"[A-Za-z][\w./-]{0,40}(?:\s*\([^()]*\))?")
_FIELD = re.compile(r"([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*(.*)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_COMMENT = re.compile(r"\(([^()]*)\)")
_BRACKETED = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_ROUTE = re.compile(r"^@[^@:]{1,255}:")  # RFC 5321 §4.1.2 A-d-l
_UNICODE = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # RFC 6533 §3 utf-8-addr-unitext
_OF_RECIPIENT = frozenset(("final-recipient", "original-recipient", "action", "status", "diagnostic-code"))


class Action(Enum):
    """What the reporter did (RFC 3464 §2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    UNKNOWN = ""


# What reporters write instead.
_MEANT = {
    "failure": Action.FAILED,
    "fail": Action.FAILED,
    "error": Action.FAILED,
    "expired": Action.FAILED,
    "rejected": Action.FAILED,
    "undeliverable": Action.FAILED,
    "delay": Action.DELAYED,
    "warning": Action.DELAYED,
    "success": Action.DELIVERED,
    "deliverable": Action.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a report says of one recipient (RFC 3464 §2.3).

    Args:
        final: The address that delivery was tried to, empty where it is none (a program, a file, an X.400 name).
        original: The address that the sender gave, empty where the report has none.
        action: What became of it.
        status: The enhanced code without its comment, empty where there is none that can be read.
        remark: The comments of Action and Status, where some reporters write the cause.
        diagnostic_type: Whose words the diagnostic are, in lower case: ``smtp``, ``x-unix``…
        diagnostic: The words, unfolded.
        remote_mta: The host that said them.
        line: The field that names the recipient, as it stands.
    """

    final: str
    original: str
    action: Action
    status: str
    remark: str
    diagnostic_type: str
    diagnostic: str
    remote_mta: str
    line: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One report (RFC 3464 §2.1).

    Args:
        reporting_mta: The host that wrote it.
        recipients: One entry each.
    """

    reporting_mta: str
    recipients: tuple[Recipient, ...]


def read(text: str) -> DeliveryReport:
    """Read the fields of a report. Any text is accepted: folded where it should not be, cut, without blank lines.

    Args:
        text: The body of the part, decoded.

    Source:
        RFC 3464 §2.1 to §2.3.
    """
    whole: dict[str, str] = {}
    recipients: list[dict[str, str]] = []
    for group in _groups(text[:LOOKED_AT]):
        if not _OF_RECIPIENT.isdisjoint(group):
            _add(recipients, group)
        whole = group | whole  # without a blank line, the first recipient stands in the report's own group
    named = [group for group in recipients if "final-recipient" in group or "original-recipient" in group]
    if named and recipients[0] is not named[0]:
        named = [recipients[0] | group for group in named]  # an action for all, in the report's own group
    told = tuple(map(_recipient, (named or recipients)[:RECIPIENTS]))
    return DeliveryReport(_typed(whole.get("reporting-mta", ""))[1], told)


def _groups(text: str) -> Sequence[dict[str, str]]:
    """Cut at blank lines, and where a field comes a second time that can be there once."""
    groups: list[dict[str, str]] = [{}]
    name = ""
    for line in text.split("\n"):
        field = None if line[:1] in {" ", "\t"} else _FIELD.match(line)
        if field is not None:
            name = field[1].lower()
            if name in {"final-recipient", "action"} and name in groups[-1]:
                groups.append({})
            groups[-1].setdefault(name, field[2].strip())
        elif not line.strip():
            groups.append({})
            name = ""
        elif name:
            before = groups[-1][name]
            groups[-1][name] = (
                before[:-1] + line.strip() if before.endswith("=") else f"{before} {line.strip()}"
            )
    return [group for group in groups if group]


def _add(recipients: list[dict[str, str]], group: dict[str, str]) -> None:
    """Join what a stray blank line has cut in two: a recipient here, its action there."""
    if recipients and "final-recipient" not in group and recipients[-1].keys().isdisjoint(group):
        recipients[-1] |= group
    else:
        recipients.append(group)


def _recipient(fields: Mapping[str, str]) -> Recipient:
    action, _, rest = fields.get("action", "").lower().partition(" ")
    status = _STATUS.search(fields.get("status", ""))
    type_, words = _typed(fields.get("diagnostic-code", ""))
    name = next(
        (key for key in ("final-recipient", "original-recipient", "x-actual-recipient") if key in fields), ""
    )
    remark = " ".join(_COMMENT.findall(rest + fields.get("status", "")))
    return Recipient(
        final=address(fields.get("final-recipient", "")),
        original=address(fields.get("original-recipient", "")),
        action=_action(action),
        status=status[1] if status else "",
        remark=remark,
        diagnostic_type=type_.lower(),
        diagnostic=words
        or fields.get("x-supplementary-info", "")
        or fields.get("x400-supplementary-info", ""),
        remote_mta=_typed(fields.get("remote-mta", ""))[1],
        line=f"{name}: {fields[name]}"[:300] if name else "",
    )


def _action(word: str) -> Action:
    word = word.strip(" \t;,.\"'()")
    try:
        return Action(word)
    except ValueError:
        return _MEANT.get(word, Action.UNKNOWN)


def _typed(value: str) -> tuple[str, str]:
    """Take the type off a value (RFC 3464 §2.1.2: ``dns; host``), where it has one."""
    type_, mark, rest = value.partition(";")
    if not mark or not _TYPE.fullmatch(type_.strip()):
        return "", value.strip()
    return type_.strip().partition(" ")[0], rest.strip()


def address(value: str) -> str:
    """Give the address of a recipient's field, whatever its type (RFC 3464 §2.3.2); empty for one of another network.

    Args:
        value: As ``rfc822; <user@example.org> (User)``, ``utf-8; …``, ``local; user`` or without any type.
    """
    type_, rest = _typed(value)
    rest = _typed(rest)[1]  # some write it twice: "rfc822; RFC822;user@example.org"
    bracketed = _BRACKETED.search(rest)
    if type_.lower() == "utf-8":
        rest = _UNICODE.sub(_character, rest)
    text = bracketed[1] if bracketed else _COMMENT.sub("", rest).strip().strip("<>").strip()
    text = _ROUTE.sub("", text[5:] if text[:5].lower() == "smtp:" else text)
    words = [text] if text.startswith('"') else text.split()
    named = next(
        (word for word in words if "@" in word), words[0] if words and type_.lower() != "x400" else ""
    )
    named = named.strip(";,")
    return "" if named.startswith(("@", "/", "|")) else named  # a route's rest, a file, a program


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else ""
