"""Filters and gateways in front of mail servers: InterScan, MailMarshal, Mimecast, m-FILTER, MX Logic, Domino, GroupWise.

And what two mobile carriers say in sentences of their own. Origin: the vendors' administration guides (non-delivery templates), named beside each row.
"""

from __future__ import annotations

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.formats import Format, marks_of, read_formats
from mailworthy.bounce.sources.report_text import ReportText

_FORMATS = (
    Format(  # Trend Micro InterScan VirusWall and Messaging Security Suite
        "interscan",
        ("received >>>", "interscan"),
        r"(?:sent <<< rcpt to:|unable to deliver (?:message )?to )<?(?P<to>{A})>?(?:[^\n]*\nreceived >>> (?P<words>.+))?",
        words=r"reason:[ \t]*(.+)",
        stage=r"sent <<< (\w+[ ]?\w*)[^\n]*\nreceived >>> [45]",
    ),
    Format(  # Trustwave MailMarshal, "Undeliverable Mail" template
        "mailmarshal",
        ("recipients were affected",),
        r"recipients were affected:?\s*\n(?P<to>(?:[ \t]*\S*@\S+[ \t]*\n?){1,100})",
        words=r"because of:?\s*\n\s*(.+(?:\n.*\S.*){0,6})",
    ),
    Format(  # Mimecast, "[Postmaster] Email Delivery Failure"
        "mimecast",
        ("additional information follows", "the problem appears to be"),
        r"^-- ?<?(?P<to>{A})>?[ \t]*$",
        words=r"(?:additional information follows ?:[ \t]*\n-- ?|appears to be ?:[ \t]*\n-- ?)(.+)(?:\n+additional information follows ?:[ \t]*\n-- ?(.+))?",
    ),
    Format(  # Digital Arts m-FILTER, notification template
        "m-filter",
        ("server message\n", "-------smtp command"),
        r"^[ \t]*<?(?P<to>{A})>?[ \t]*$",
        words=r"-------server message[^\n]*\n((?:.*\S.*\n?){1,12})",
        stage=r"-------smtp command[^\n]*\n\s*(\w+)",
    ),
    Format(  # McAfee SaaS (MX Logic), "Mail delivery failed"
        "mxlogic",
        ("following address failed", "following addresses failed"),
        r"^[ \t]+<(?P<to>{A})>:[ \t]*(?P<words>\S.*(?:\n(?!\s).*\S.*){0,4})",
    ),
    Format(  # HCL (Lotus) Domino router, in the languages of its servers
        "domino",
        (
            "was not delivered to:", "wurde nicht zugestellt an", "n'a pas été distribué à", "n'a pas été remis à",
            "no se entregó a", "non è stato recapitato a", "konnte nicht zugestellt werden an", "は次の宛先に配信されませんでした",
        ),
        r"(?:not delivered to|zugestellt an|zugestellt werden an|distribué à|remis à|entregó a|recapitato a|配信されませんでした)[ \t]?:?\s*\n"
        r"(?P<to>(?:[ \t]*\S*@\S+.*\n\s*){1,50})",
        words=r"(?:because|da|weil|grund|parce que|car|porque|perché|motivo|理由)[ \t]?:\s*\n\s*(.+(?:\n.*\S.*){0,8})",
    ),
    Format(  # Novell (Micro Focus) GroupWise Internet Agent
        "groupwise",
        ("undeliverable to the following",),
        r"undeliverable to the following[^\n:]*:?\s*\n\s*<?(?P<to>{A})>?[ \t]*(?P<words>\(.*\))?",
    ),
    Format(  # au (KDDI): its own sentence says more than the reply below it, always "user unknown"
        "au",
        ("the user(s) account is",),
        r"^[ \t]*<(?P<to>{A})>(?::[^\n]*)?[ \t]*$",
        words=r"^[ \t]*(the user\(s\) account is[^\n]*)",
    ),
    Format(  # Verizon's gateway from mail to text messages; the numbers are its own
        "verizon",
        ("@vtext.com", "@vzwpix.com"),
        r"^[ \t]*rcpt to:[ \t]*<?(?P<to>{A})>?",
        words=r"^error message(?: below)?:\s*\n?(.+(?:\n.*\S.*){0,8})",
    ),
)  # fmt: skip
MARKS = marks_of(_FORMATS)


def read(report: ReportText) -> list[Notice]:
    """Read with the first row that fits."""
    return read_formats(report, _FORMATS)
