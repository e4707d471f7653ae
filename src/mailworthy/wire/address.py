"""Addresses: the text that somebody typed, read as a mailbox (RFC 5321 §4.1.2, RFC 6531 §3.3)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv6Address

from mailworthy.wire import name as names
from mailworthy.wire.name import Fault

LOCAL_OCTETS = 64  # RFC 5321 §4.5.3.1.1
ADDRESS_OCTETS = 254  # RFC 5321 §4.5.3.1.3: a path has 256, two of them for its angle brackets

# No text of more characters can hold a mailbox, whatever is trimmed inside or composed: the reader stops there.
LONGEST_READ = 4 * ADDRESS_OCTETS

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"  # RFC 5322 §3.2.3

# What a whole column may be tested with: a trimmed ASCII address that is valid, usable and without any flag, provided
# that its local part has at most LOCAL_OCTETS, the whole at most ADDRESS_OCTETS, and the domain isn't
# `names.reserved`. Written for Rust's regex crate: no look-around; test with `fullmatch` in Python. Left to the careful
# reader: `%` and `!` (routes of old), and `= + -` in front (formulas of spreadsheets).
_WORD = "[A-Za-z0-9#$&'*+/=?^_`{|}~-]"
PLAIN = rf"^[A-Za-z0-9#$&'*/?^_`{{|}}~]{_WORD}*(?:\.{_WORD}+)*@(?:{names.LABEL}\.)+[A-Za-z]{{2,63}}$"

# The same for the scalar path; the domain's own rules are in `names`, which remembers what it has seen.
_QUICK = re.compile(rf"([A-Za-z0-9#$&'*/?^_`{{|}}~]{_WORD}*(?:\.{_WORD}+)*)@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)")

_NOT_ATEXT = re.compile(rf"[^{_ATEXT}.\x80-\U0010ffff]")
_QUOTED = re.compile(r'"((?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*)("?)')  # RFC 5321 §4.1.2, RFC 6531 §3.3
_FOLD = re.compile(r"[ \t]*(?:\r\n[ \t]+)+")  # RFC 5322 §3.2.2
_SCHEME = re.compile(r"(?:mailto|smtp|e-?mail|sip|xmpp|https?|ftp):", re.IGNORECASE)
_SOURCE_PATH = re.compile(r"@[^@:,]+(?:,@[^@:,]+)*:")  # RFC 5321 §4.1.2 A-d-l, no part of a mailbox
_ROUTE = re.compile(r"[\w.+-]+[%!][\w.+-]+")  # RFC 5321 appendix F.2: user%host, host!user
_NUMBER = re.compile(r"[0-9]{1,3}")
_IPV6 = re.compile(r"(?i)ipv6:([0-9a-f:.]+)")
_FORMULA = "=+-@"  # a cell that begins so runs in a spreadsheet

# Why a valid address is not fit for a mailing list, in the order in which it is said.
_UNUSABLE = (
    "quoted_local", "address_literal", "single_label_domain", "numeric_tld", "bad_tld", "reserved_domain", "source_route",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a typed text is, read as an address.

    Args:
        valid: Whether it is a mailbox of RFC 5321 or RFC 6531.
        usable: Whether it is fit for a mailing list as well.
        reason: Why it is not valid; else why not usable; else empty. Not valid: ``empty``, ``no_at``, ``no_local_part``,
            ``no_domain``, ``bad_character``, ``control_character``, ``bad_quoted_string``, ``comment_or_folding``,
            ``dot_at_edge``, ``consecutive_dots``, ``domain_hyphen_edge``, ``dot_next_to_hyphen``, ``label_too_long``,
            ``local_too_long``, ``domain_too_long``, ``address_too_long``, ``bad_idna``, ``bad_address_literal``,
            ``display_name``, ``scheme_prefix``. Not usable: one of the flags.
        position: Where, as an index in the text as typed; None where nothing is wrong or nothing is there.
        flags: Sorted: ``address_literal``, ``bad_tld``, ``confusable``, ``eai_local``, ``formula_risk``, ``idn_domain``,
            ``numeric_tld``, ``quoted_local``, ``reserved_domain``, ``single_label_domain``, ``source_route``, ``trimmed``.
        local: The local part in Unicode's form NFC, its case kept; empty where not valid.
        domain: A-labels in lower case, or the literal as written; empty where not valid.
    """

    valid: bool
    usable: bool
    reason: str
    position: int | None
    flags: tuple[str, ...]
    local: str
    domain: str

    @property
    def normalized(self) -> str:
        """The address to send to; empty where not valid."""
        return f"{self.local}@{self.domain}" if self.valid else ""

    @property
    def shown(self) -> str:
        """The address for people to read, with U-labels; empty where not valid."""
        return f"{self.local}@{names.shown(self.domain)}" if self.valid else ""


def read(text: str) -> Syntax:
    """Read a typed text as an address. Any text is accepted, lone surrogates and megabytes included.

    Args:
        text: As typed. Blanks and tabs around it are trimmed; a root dot at its end is not.

    Source:
        RFC 5321 §4.1.2 and §4.5.3.1, RFC 6531 §3.3, RFC 5890 for the domain. Comments, folding and obsolete forms
        of RFC 5322 are not valid, as no mail server takes them in a RCPT.
    """
    if len(text) <= ADDRESS_OCTETS:
        quick = _QUICK.fullmatch(text)
        if quick is not None:
            local, domain = quick.groups()
            known = names.read(domain)
            if known.ascii and not known.flags and len(local) <= LOCAL_OCTETS:
                return Syntax(True, True, "", None, (), local, known.ascii)  # noqa: FBT003  # hot path: half a µs less
    return _carefully(text)


def _carefully(text: str) -> Syntax:
    typed = text.strip(" \t")
    flags = set()
    if len(typed) < len(text):
        flags.add("trimmed")
    if typed and typed[0] in _FORMULA:
        flags.add("formula_risk")
    start = len(text) - len(text.lstrip(" \t"))
    try:
        local, domain = _mailbox(text, start, start + len(typed), flags)
    except Fault as fault:
        at = None if fault.reason == "empty" else fault.at
        return Syntax(
            valid=False,
            usable=False,
            reason=fault.reason,
            position=at,
            flags=tuple(sorted(flags)),
            local="",
            domain="",
        )
    reason = next((flag for flag in _UNUSABLE if flag in flags), "")
    at = _unusable_at(text, start, reason) if reason else None
    return Syntax(
        valid=True,
        usable=not reason,
        reason=reason,
        position=at,
        flags=tuple(sorted(flags)),
        local=local,
        domain=domain,
    )


def _unusable_at(text: str, start: int, reason: str) -> int:
    if reason in {"quoted_local", "source_route"}:
        return start
    domain = text.rindex("@") + 1
    return domain + text[domain:].rfind(".") + 1 if reason in {"numeric_tld", "bad_tld"} else domain


def _mailbox(text: str, start: int, end: int, flags: set[str]) -> tuple[str, str]:
    if start == end:
        raise Fault("empty", start)
    if end - start > LONGEST_READ:
        raise Fault("address_too_long", start + ADDRESS_OCTETS)
    if text.find("@", start, end) < 0:
        raise Fault("no_at", end)
    _refuse_wrappings(text, start, end)
    at = _local_end(text, start, end)
    local = _local(text, start, at, flags)
    domain = _domain(text, at + 1, end, flags)
    if max(len(local.encode()), len(text[start:at].encode())) + 1 + len(domain) > ADDRESS_OCTETS:
        raise Fault("address_too_long", min(start + ADDRESS_OCTETS, end - 1))
    return local, domain


def _refuse_wrappings(text: str, start: int, end: int) -> None:
    """Refuse what is put around addresses elsewhere: a scheme, a display name with angle brackets, a source path."""
    if _SCHEME.match(text, start, end):
        raise Fault("scheme_prefix", start)
    if _SOURCE_PATH.match(text, start, end):
        raise Fault("bad_character", start)
    bracket = text.find("<", start, end)
    if bracket >= 0 and _is_wrapping(text[start:bracket], text[bracket:end]):
        _refuse_bracketed(text, bracket, end)


def _is_wrapping(before: str, bracketed: str) -> bool:
    """Tell ``Name <address>`` and ``address <address>`` from an address with rubbish behind, and from quoted brackets."""
    if before.startswith('"'):
        quoted = _QUOTED.match(before)
        assert quoted is not None, "the opening mark is there"
        if not quoted[2]:
            return False
        before = before[quoted.end() :]
    return "@" not in before or "@" in bracketed


def _refuse_bracketed(text: str, bracket: int, end: int) -> None:
    """Say what is wrong inside the brackets, and where nothing is, that they don't belong here."""
    if text.find("<", bracket + 1, end) < 0:
        close = text.find(">", bracket, end)
        inner = read(text[bracket + 1 : close if close >= 0 else end])
        if not inner.valid:
            raise Fault(inner.reason, bracket + 1 + (inner.position or 0))
    raise Fault("display_name", bracket)


def _local_end(text: str, start: int, end: int) -> int:
    if text[start] != '"':
        at = text.find("@", start, end)
        if at == start:
            raise Fault("no_local_part", start)
        return at
    quoted = _QUOTED.match(text, start, end)
    assert quoted is not None, "the opening mark is there"
    if not quoted[2]:
        raise _quoting_fault(text, quoted.end(), start, end)
    if text[quoted.end() : quoted.end() + 1] != "@":
        raise _after_quotes_fault(text, quoted.end(), end)
    return quoted.end()


def _quoting_fault(text: str, at: int, start: int, end: int) -> Fault:
    """Say what broke a quoted string off at ``at``."""
    if at >= end:
        return Fault("bad_quoted_string", start)
    if text[at] == "\r":
        return _blame(text, at)
    escaped = text[at + 1 : at + 3]
    if text[at] == "\\" and escaped and escaped[0] < " " and escaped != "\r\n":
        return Fault("comment_or_folding", at)  # RFC 5322 §4.1 obs-qp
    return Fault("bad_quoted_string", at)


def _after_quotes_fault(text: str, at: int, end: int) -> Fault:
    if at == end:
        return Fault("no_at", at)
    follower = text[at]
    if follower in {".", "(", " "}:
        return Fault("comment_or_folding", at)  # RFC 5322 §4.4 obs-local-part: words joined by dots
    return Fault("bad_character" if follower == '"' else "bad_quoted_string", at)


def _local(text: str, start: int, at: int, flags: set[str]) -> str:
    local = text[start:at]
    if local[0] == '"':
        flags.add("quoted_local")
    else:
        _check_dot_atom(text, start, at)
        if _ROUTE.fullmatch(local):
            flags.add("source_route")
    if not local.isascii():
        local = _international(text, start, at, flags)
    if len(local.encode()) > LOCAL_OCTETS:
        raise Fault("local_too_long", min(start + LOCAL_OCTETS, at - 1))
    return local


def _check_dot_atom(text: str, start: int, at: int) -> None:
    bad = _NOT_ATEXT.search(text, start, at)
    if bad:
        raise _blame(text, bad.start())
    if text[start] == ".":
        raise Fault("dot_at_edge", start)
    double = text.find("..", start, at)
    if double >= 0:
        raise Fault("consecutive_dots", double + 1)
    if text[at - 1] == ".":
        raise Fault("dot_at_edge", at - 1)


def _international(text: str, start: int, at: int, flags: set[str]) -> str:
    """Check a local part beyond ASCII and give its form NFC (RFC 6531 §3.3, RFC 6532 §3.1)."""
    flags.add("eai_local")
    for index in range(start, at):
        if _unsafe(text[index], first=index == start):
            raise Fault("bad_character", index)
    local = unicodedata.normalize("NFC", text[start:at])
    if any(names.mixes_scripts(word) for word in re.split(r"[._+-]", local)):
        flags.add("confusable")
    return local


def _unsafe(character: str, *, first: bool) -> bool:
    """Tell what nobody can see or type again: controls, blanks, unassigned, and what normalises to a forbidden sign."""
    if character.isascii():
        return False
    category = unicodedata.category(character)
    if category[0] in "CZ" or (first and category[0] == "M"):
        return True
    composed = unicodedata.normalize("NFC", character)
    return composed.isascii() and _NOT_ATEXT.search(composed) is not None


def _domain(text: str, start: int, end: int, flags: set[str]) -> str:
    if start == end:
        raise Fault("no_domain", start)
    if text[start] == "[":
        flags.add("address_literal")
        return _literal(text[start:end], start)
    name = names.read(text[start:end])
    if name.at is not None:
        if name.reason == "bad_character":
            raise _blame(text, start + name.at)
        raise Fault(name.reason, start + name.at)
    flags.update(name.flags)
    return name.ascii


def _literal(literal: str, start: int) -> str:
    """Check an address literal (RFC 5321 §4.1.3); ``IPv6`` is the only tag ever registered."""
    inner = literal[1:-1]
    tagged = _IPV6.fullmatch(inner)
    if literal[-1] != "]" or not (_is_ipv6(tagged[1]) if tagged else _is_ipv4(inner)):
        raise Fault("bad_address_literal", start)
    return literal


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(_NUMBER.fullmatch(part) and int(part) <= 255 for part in parts)


def _is_ipv6(text: str) -> bool:
    # RFC 5321 §4.1.3 lets "::" stand for two groups or more, RFC 4291 §2.2 for one; software writes both, so do we.
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _blame(text: str, at: int) -> Fault:
    """Name the fault of the character at ``at``, which stands outside quotes where none like it may stand."""
    character = text[at]
    if character == "(":
        return Fault("comment_or_folding", at)
    if character == '"' and text[at - 1 : at] == ".":
        return Fault("comment_or_folding", at)  # RFC 5322 §4.4 obs-local-part
    if character in " \r":
        return _blame_blank(text, at)
    is_control = character < " " and character not in "\t\n"
    return Fault("control_character" if is_control or character == "\x7f" else "bad_character", at)


def _blame_blank(text: str, at: int) -> Fault:
    """Tell folding (RFC 5322 §3.2.2, §4.4: beside dots and the at sign) from a stray blank and from a bare line end."""
    fold = _FOLD.match(text, at)
    after = fold.end() if fold else len(text) - len(text[at:].lstrip(" "))
    follower = text[after : after + 1]
    if follower == "\r":
        return Fault("control_character", after)
    beside = at > 0 and text[at - 1] in ".@"
    return Fault(
        "comment_or_folding" if fold or beside or follower in {".", "@", "("} else "bad_character", at
    )
