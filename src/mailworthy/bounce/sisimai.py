"""Sisimai's names for our reasons, for those who move from it (``--names sisimai``)."""

from __future__ import annotations

import re

from mailworthy.bounce.record import Kind, Stage

_SAME = {
    "user_unknown": "userunknown",
    "address_syntax": "syntaxerror",
    "domain_unknown": "hostunknown",
    "no_mail_service": "notaccept",
    "moved": "hasmoved",
    "mailbox_disabled": "suspend",
    "mailbox_full": "mailboxfull",
    "system_full": "systemfull",
    "server_error": "systemerror",
    "expired": "expired",
    "network_error": "networkerror",
    "delivery_program_error": "mailererror",
    "mailing_list_error": "rejected",
    "auth_failed": "authfailure",
    "ptr_missing": "requireptr",
    "sender_rejected": "rejected",
    "relay_denied": "norelaying",
    "login_or_tls_needed": "securityerror",
    "protocol_error": "syntaxerror",
    "not_rfc_compliant": "notcompliantrfc",
    "message_too_big": "mesgtoobig",
    "too_many_recipients": "toomanyconn",
    "greylisted": "speeding",
    "rate_limited": "speeding",
    "blocklisted": "blocked",
    "bad_reputation": "badreputation",
    "spam_content": "spamdetected",
    "virus_or_attachment": "virusdetected",
    "policy": "policyviolation",
    "recipient_filter": "filtered",
    "invalid_recipients_block": "blocked",
    "undetermined": "onhold",
}
_REPLY = re.compile(r"(?<![\w.])[45]\d\d(?![\w.])")
# Receivers whose words Sisimai looks up whatever the command was: KDDI, Hotmail, Yahoo, Orange and La Poste, Exchange.
_OWN_TABLES = re.compile(
    r"@(?:ezweb|au)\b|\(-\d+:\d+:-\d+\)|yahoo\.com|(?:ofr|lpn)\w*_416|recip\w*notfound|access denied"
)
_DOCOMO = re.compile(r"(?:^|\.)docomo\.ne\.jp\.?(?:[ \[]|$)", re.IGNORECASE)
_KINDS = {Kind.AUTO_REPLY: "vacation", Kind.COMPLAINT: "feedback", Kind.DELIVERED: "delivered"}
# Where one of our reasons has several names: what the text must hold, tried in order.
_BY_TEXT = {
    "domain_unknown": [("notaccept", r"mail exchanger")],
    "network_error": [
        (
            "expired",
            r"timed? ?out|time-?out|winsock error code: 10060|not (?:responding|reachable)|unable to connect|requests to connect|connection refused|no answer|gateway",
        )
    ],
    "server_error": [("expired", r"^421\W*$|^$")],
    "undetermined": [("undefined", r"^\s*$")],
    "spam_content": [("virusdetected", r"mcspamsignature")],
    "not_rfc_compliant": [("policyviolation", r"header error")],
    "policy": [
        ("blocked", r"\bhelo\b|\behlo\b|invalid domain name|\bisp\b|service (?:refus|unavail)"),
        ("policyviolation", r"polic|not allowed|prohibit|violat|reasons|header|administrative"),
        ("rejected", r"access denied|\bsender\b|rejected by (?:the )?(?:destination|recipient)"),
        ("securityerror", r"secur|authori[sz]|^$"),
    ],
    "virus_or_attachment": [("policyviolation", r"potential|security")],
    "rate_limited": [
        (
            "toomanyconn",
            r"too many (?:\w+ )*connection|connection (?:rate|limit|frequency)|frequency|concurren|simultan|session",
        )
    ],
}


def sisimai_reason(
    reason: str,
    *,
    status: str,
    text: str,
    kind: Kind,
    stage: Stage,
    doubtful: bool | None = None,
    remote_mta: str = "",
) -> str:
    """Give the name that Sisimai has for a reason; empty for mail that is no bounce and has none.

    Args:
        reason: A name of :data:`mailworthy.bounce.reasons.REASONS`, empty for what is no bounce.
        status: The enhanced code, which tells apart what one reason of ours holds.
        text: The receiver's words, for the same.
        kind: What the message is.
        stage: At which command it was refused.
        doubtful: Of a whole record: :attr:`mailworthy.bounce.record.Bounce.doubtful`. None: the words alone must tell.
        remote_mta: The host that refused.
    """
    if reason == "user_unknown" and stage is Stage.DATA and _DOCOMO.search(remote_mta):
        return "rejected"  # what it says there of what its users filter
    if reason == "user_unknown" and doubtful is not None:
        return "filtered" if doubtful else "userunknown"
    if kind in _KINDS or not reason:
        return _KINDS.get(kind, "")
    by_stage = _by_stage(reason, status, text.lower(), stage)
    return by_stage or _by_status(reason, status) or _by_text(reason, status, text.lower())


def _by_stage(reason: str, status: str, text: str, stage: Stage) -> str:
    if reason == "user_unknown":  # there, filtered: unknown, but perhaps not in answer to RCPT
        return "userunknown" if _of_the_address(status, text, stage) else "filtered"
    return "blocked" if reason == "server_error" and stage is Stage.CONNECT else ""


def _by_status(reason: str, status: str) -> str:
    if reason == "message_too_big":
        return "exceedlimit" if status == "5.2.3" else "mesgtoobig"
    if reason == "not_rfc_compliant" and status[1:4] == ".6.":
        return "contenterror"
    return "networkerror" if reason == "domain_unknown" and status[:1] == "4" else ""


def _of_the_address(status: str, text: str, stage: Stage) -> bool:
    reply = _REPLY.search(text)
    return (
        stage is Stage.RCPT
        or status[1:3] == ".1"
        or reply is None
        or reply[0] in {"551", "553"}
        or _OWN_TABLES.search(text) is not None
    )


def _by_text(reason: str, status: str, text: str) -> str:
    security = reason == "policy" and status[1:4] == ".7."
    for name, pattern in _BY_TEXT.get(reason, ()):
        if re.search(pattern, text) and not (security and name == "rejected" and "access denied" not in text):
            return name
    return "securityerror" if security else _SAME[reason]
