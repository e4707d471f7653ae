"""Mail servers with a text of their own: IMail, MDaemon, hMailServer, MailEnable, OpenSMTPD, DragonFly, James and others.

Origin: each program's documentation or source, named beside its row; the sentences are the program's, not a site's.
"""

from __future__ import annotations

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.formats import Format, marks_of, read_formats
from mailworthy.bounce.sources.report_text import ReportText

_FORMATS = (
    Format(  # IMail Server's SMTP32, Administrator's Guide, "Undeliverable mail"
        "imail",
        ("<smtp32 ",),
        r"^[ \t]*(?P<words>[A-Za-z][\w ,']{3,70}?)(?:[ \t]to)?:?[ \t]{1,4}<?(?P<to>{A})>?[ \t]*$",
        words=r"generated response: *\n((?:.+\n?){1,20})",
    ),
    Format(  # MDaemon, "Delivery failure" templates (DSNFail.dat)
        "mdaemon",
        ("mdaemon",),
        r"(?:^> ?|^\s{0,8}|failed address: *)<?(?P<to>{A})>?(?:[ \t]*$|(?P<words>[ \t]*-[ \t].+))",
        words=r"(?:^[ \t]*|<-- )(?!220|250|354)([45]\d\d[ -].*)(?:\n[^\n]*){0,6}?--- ?end",
        stage=r"(rcpt to|mail from|data)\b[^\n]*\n(?:[^\n]*<-- ?| *)[45]\d\d",
    ),
    Format(  # hMailServer, source/Server/Languages: "MESSAGE_UNDELIVERABLE"
        "hmailserver",
        ("hmailserver",),
        r"^[ \t]*<?(?P<to>{A})>?[ \t]*\n(?P<words>(?:[ \t]+\S.*\n?){1,12})",
    ),
    Format(  # MailEnable, non-delivery template
        "mailenable",
        ("mailenable", "[smtp:"),
        r"recipient:[ \t]*\[?(?:smtp:)?(?P<to>{A})\]?\s{1,4}reason:[ \t]*(?P<words>.+(?:\n[ \t]+\S.*){0,6})",
    ),
    Format(  # L-Soft LSMTP and LISTSERV, "LISTSERV-readable" delivery errors
        "lsmtp",
        ("error-for:",),
        r"^error-for:[ \t]*<?(?P<to>{A})>?[ \t]*\n(?:error-code:.*\n)?(?:error-text:[ \t]*(?P<words>.*(?:\n[ \t]+\S.*){0,12}))?",
    ),
    Format(  # Sun/Oracle Messaging Server and PMDF, return_*.txt
        "messagingserver",
        ("recipient address:",),
        r"recipient address:[ \t]*<?(?P<to>{A})>?[ \t]*\n(?P<words>(?:[ \t]*(?:original address|reason|diagnostic code|remote system|error message)"
        r":.*(?:\n[ \t]{4,}\S.*){0,8}\n?){1,5})",
    ),
    Format(  # CommuniGate Pro, Guide, "Delivery reports"
        "communigate",
        ("failed to deliver to", "module(domain", "module(host"),
        r"failed to deliver to '?(?:local |smtp )?<?(?P<to>{A})>?'?[ \t]*\n(?P<words>(?:.*\S.*\n?){1,10})",
    ),
    Format(  # OpenSMTPD, bounce.c
        "opensmtpd",
        ("list of recipients",),
        r"^[ \t]*<?(?P<to>{A})>?: (?P<words>\S.*)$",
    ),
    Format(  # DragonFly Mail Agent, mail.c
        "dragonfly",
        ("error delivering your mail to", "dragonfly mail agent"),
        r"error delivering your mail to <?(?P<to>{A})>?\.?\s*\n(?P<words>(?:.*\n?){1,30})",
    ),
    Format(  # Apache James, DSNBounce and NotifySender; MMS gateways of Verizon's
        "james",
        ("error message below", "failed recipient(s)"),
        r"(?:rcpt to|failed recipient\(s\)):\s*(?P<to>(?:[ \t]*<?[^\s@]{1,128}@\S{1,255}[ \t]*\n?){1,50})",
        words=r"^error message(?: below)?:\s*\n?(.+(?:\n.*\S.*){0,8})",
    ),
    Format(  # IronPort and Sophos: "Technical details" under ruled lines
        "technical-details",
        ("technical details:",),
        r"^[ \t]*\*[ \t]*<?(?P<to>{A})>?[ \t]*$",
        words=r"technical details:[^\S\n]*\n=*\s*((?:.*\S.*\n?){1,12})",
        stage=r"smtp:(\w+)",
    ),
    Format(  # Hosts that quote the reply in square brackets
        "bracketed-reply",
        ("smtp server <",),
        r"(?:permanent|temporary) errors?: <?(?P<to>{A})>?\. [^\n]{0,40}?smtp server <(?P<host>[^>\s]{1,255})>[^\n\[]{0,300}\[(?P<words>[^\]]{1,500})\]",
        stage=r"(?:error following |accept your message \()(\w+)",
    ),
    Format(
        "bracketed-reply",
        ("smtp server <",),
        r"smtp server <(?P<host>[^>\s]{1,255})> rejected recipient <(?P<to>{A})>[^\n\[]{0,300}\[(?P<words>[^\]]{1,500})\]",
        stage=r"(?:error following |accept your message \()(\w+)",
    ),
)  # fmt: skip
MARKS = marks_of(_FORMATS)


def read(report: ReportText) -> list[Notice]:
    """Read with the first row that fits."""
    return read_formats(report, _FORMATS)
