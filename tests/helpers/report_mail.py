"""Mail as it arrives at the address of a DMARC record, written here: reports of all kinds among what is none."""

from __future__ import annotations

import base64
import gzip
from dataclasses import dataclass

import mail_mix

XML = """<feedback><report_metadata><org_name>Receiver {which}</org_name><email>d@receiver.example</email>
<report_id>r{number}</report_id><date_range><begin>1793491200</begin><end>1793577599</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.9</source_ip><count>5</count><policy_evaluated><disposition>none</disposition>
<dkim>pass</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>example.com</domain><result>pass</result></dkim></auth_results></record></feedback>"""
TLS = """{{"organization-name": "Sender", "report-id": "t{number}", "date-range": {{"start-datetime": "2026-11-01T00:00:00Z",
"end-datetime": "2026-11-01T23:59:59Z"}}, "policies": [{{"policy": {{"policy-type": "sts", "policy-domain": "example.com"}},
"summary": {{"total-successful-session-count": 9, "total-failure-session-count": 0}}}}]}}"""
FAILURE = """\
From: DMARC <noreply@receiver.example>
To: <reports@sender.example>
Subject: FW: offer {number}
Message-ID: <f{number}@receiver.example>
Date: Mon, 5 Oct 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An authentication failure report.
--b
Content-Type: message/feedback-report

Feedback-Type: auth-failure
Version: 1
Auth-Failure: dmarc
Source-IP: 192.0.2.7
Reported-Domain: example.com

--b
Content-Type: message/rfc822

From: <jane@example.com>
Subject: offer {number}

Hello
--b--
"""
KINDS = ("aggregate", "bounce", "tls", "letter", "failure", "forwarded", "broken", "aggregate")


@dataclass(frozen=True, slots=True)
class ReportMail:
    """One message.

    Args:
        kind: What it is.
        raw: Its octets, with lines ended by LF.
    """

    kind: str
    raw: bytes

    @property
    def told(self) -> str:
        """The kind of the report that it carries; empty where there is none."""
        return {"forwarded": "aggregate", "aggregate": "aggregate", "tls": "tls", "failure": "failure"}.get(
            self.kind, ""
        )

    @property
    def done_with(self) -> bool:
        """Whether it is a report and nothing else, and was read."""
        return self.kind in {"aggregate", "tls", "failure"}


def reporting(count: int) -> list[ReportMail]:
    """Give so many messages, half of them reports; no two are alike."""
    return [
        ReportMail(kind, _of(kind, number))
        for number in range(count)
        for kind in [KINDS[number % len(KINDS)]]
    ]


def _of(kind: str, number: int) -> bytes:
    xml = XML.format(which=number % 3, number=number).encode()
    packed = gzip.compress(xml, mtime=0)
    tls = gzip.compress(TLS.format(number=number).encode(), mtime=0)
    bounce, letter = (mail.raw for mail in mail_mix.mixed(2))
    made = {
        "aggregate": attached("application/gzip", packed, number),
        "forwarded": attached("message/rfc822", attached("text/xml", xml, number), number),  # by a colleague
        "tls": attached("application/tlsrpt+gzip", tls, number),
        "broken": attached("application/gzip", packed[:40], number),
        "failure": FAILURE.format(number=number).encode(),
        "bounce": bounce.replace(b"reader-0@", f"reader-{number}@".encode()),
        "letter": letter.replace(b"order", f"order {number}".encode()),
    }
    return made[kind]


def attached(type_: str, raw: bytes, number: int) -> bytes:
    """Write a message that consists of one attachment."""
    body = base64.encodebytes(raw).decode()
    return (
        f"From: d@receiver.example\nTo: <reports@sender.example>\nSubject: Report Domain: example.com\n"
        f"Message-ID: <m{number}@receiver.example>\nDate: Mon, 5 Oct 2026 08:00:00 +0000\nMIME-Version: 1.0\n"
        f"Content-Type: {type_}\nContent-Transfer-Encoding: base64\n\n{body}"
    ).encode()
