"""Tests of the header: its recipients, its subject, its signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, first, number, said
from mailworthy.message.rules.spamassassin.evals.parts import OFTEN_CAPITAL
from mailworthy.message.rules.spamassassin.mail import Mail

_ANSWER = re.compile(r"(?:(?:Re|Fwd|Fw|Aw|Antwort|WG|SV|VB|VS|VL):\s*)+", re.IGNORECASE)
_UNFILLED = re.compile(r"%[A-Z][A-Z_-]")
_MAY_HOLD = re.compile(
    r"(?:X-VMS-To|X-UIDL|X-Face|To|Cc|From|Subject|References|In-Reply-To|(?:X-|Resent-|X-Original-)?Message-Id):",
    re.IGNORECASE,
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]")
_SORTED, _SIMILAR, _MOST = 7, 5, 256  # recipients
_QMAIL = re.compile(r"qmail \d+ invoked (?:from network|by .{3,20})\); \d+ ... \d+")


def subject_is_all_caps() -> Asked:
    """The subject is in capital letters."""

    def asked(mail: Mail) -> bool:
        subject = (
            _ANSWER.sub("", said(mail, "Subject").strip(), count=1)
            if _ANSWER.match(said(mail, "Subject").strip())
            else said(mail, "Subject").strip()
        )
        if not re.search(r"\s", subject) or len(subject) < 10:
            return False
        letters = re.sub("[^a-zA-Z]", "", subject)
        charset = re.search(r"=\?([^?]+)\?", said(mail, "Subject:raw"))
        return bool(letters) and letters.isupper() and not (charset and OFTEN_CAPITAL.match(charset[1]))

    return asked


def check_illegal_chars(target: str, ratio: str, count: str) -> Asked:
    """A field holds so many signs that have to be encoded."""
    share, least = number(ratio), number(count)
    target = target if target.endswith(":raw") else f"{target}:raw"

    def asked(mail: Mail) -> bool:
        value = mail.field(target) or b""
        if not value.strip() or (not value.isascii() and _is_utf8(value) and not _CONTROLS.search(value)):
            return False
        illegal = len(_ILLEGAL.findall(value))
        if target.lower() == "subject:raw" and len(re.findall(rb"[\xa2\xa3\xae]", value)) == 1:
            illegal -= 1
        return illegal / len(value) >= share and illegal >= least

    return asked


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def check_header_count_range(name: str, least: str, most: str) -> Asked:
    """A field comes so often with different values."""
    low, high = number(least), number(most)
    return lambda mail: low <= len(set(mail.values(name))) <= high


def check_for_missing_to_header() -> Asked:
    """Nobody is addressed."""
    return lambda mail: not said(mail, "To") and not said(mail, "Apparently-To")


def check_unresolved_template() -> Asked:
    """A field holds what a mailing programme should have filled in."""
    return lambda mail: any(
        _UNFILLED.search(line) and not _MAY_HOLD.match(line) for line in said(mail, "ALL").split("\n")
    )


def _recipients(mail: Mail) -> list[bytes]:
    found = mail.values("ToCc:addr")
    found = found if len(found) >= _SIMILAR else found + mail.values("Bcc:addr")
    kept: list[bytes] = []
    for one in found:
        if not kept or one.lower() != kept[-1].lower():
            kept.append(one)
    return kept[:_MOST]


def sorted_recipients() -> Asked:
    """Many recipients stand in alphabetical order."""

    def asked(mail: Mail) -> bool:
        found = _recipients(mail)
        return len(found) >= _SORTED and found == sorted(found)

    return asked


def similar_recipients(least: str, most: str) -> Asked:
    """So large a share of all pairs of recipients begin alike."""
    low, high = number(least) if least != "undef" else float("-inf"), number(most)
    return lambda mail: low <= mail.once(_similar) < high


def _similar(mail: Mail) -> float:
    found = _recipients(mail)
    if len(found) < _SIMILAR:
        return 0.0
    keys = [(one[:2], one.partition(b"@")[2]) for one in found]
    pairs = list(combinations(keys, 2))
    alike = sum((a[0] == b[0]) + (a[1][:2] == b[1][:2] and a[1] != b[1]) for a, b in pairs)
    return alike / len(pairs)


def check_for_to_in_subject(what: str) -> Asked:
    """The subject names the recipient: the whole address, or what stands before its @."""

    def asked(mail: Mail) -> bool:
        address, subject = first(mail, "To:addr"), said(mail, "Subject")
        if not address:
            return False
        if what == "address":
            return bool(re.search(rf"\b{re.escape(address)}\b", subject, re.IGNORECASE))
        user = re.escape(address.partition("@")[0])
        return bool(
            re.match(
                rf"(?:(?:re|fw):\s*(?:\w+\s+)?{user}$|(?-i:{user})\s*[,:;!?-](?:$|\s)|{user}$|,\s*{user}[,:;!?-]$)",
                subject,
                re.IGNORECASE,
            )
        )

    if what not in {"address", "user"}:
        raise ValueError(what)
    return asked


def check_ratware_name_id() -> Asked:
    """The message's id repeats the sender's address in a way that one programme has."""

    def asked(mail: Mail) -> bool:
        found = re.search(r"<[A-Z]{28}\.([^>]+?)>", said(mail, "MESSAGEID"))
        return bool(found and re.search(rf'"[^"]+"\s*<{re.escape(found[1])}>', said(mail, "From")))

    return asked


def gated(mail: Mail) -> bool:
    """Tell whether the message came through something that takes ``Received`` fields off."""
    received = mail.field("Received")
    if received is None:
        return True
    text = received.decode("latin-1")
    if re.search(r"from groups\.msn\.com \(\S+\.msn\.com ", text):
        return True
    ezmlm = re.search(r"^contact \S+@\S+; run by ezmlm$", said(mail, "Mailing-List"), re.MULTILINE)
    listed = re.search(r"^mailing list \S+@\S+", said(mail, "Delivered-To"), re.MULTILINE)
    return bool(ezmlm and listed and _QMAIL.search(text))


def gated_through_received_hdr_remover() -> Asked:
    """The message came through something that takes ``Received`` fields off."""
    return lambda mail: mail.once(gated)


EVALS: Mapping[str, Ready] = {
    "subject_is_all_caps": subject_is_all_caps,
    "check_illegal_chars": check_illegal_chars,
    "check_header_count_range": check_header_count_range,
    "check_for_missing_to_header": check_for_missing_to_header,
    "check_unresolved_template": check_unresolved_template,
    "sorted_recipients": sorted_recipients,
    "similar_recipients": similar_recipients,
    "check_for_to_in_subject": check_for_to_in_subject,
    "check_ratware_name_id": check_ratware_name_id,
    "gated_through_received_hdr_remover": gated_through_received_hdr_remover,
}
