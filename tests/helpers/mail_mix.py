"""Mail as it arrives at a return address, written here: bounces in several forms among what is none."""

from __future__ import annotations

from dataclasses import dataclass

REASONS = (
    ("550", "5.1.1", "No such user here"),
    ("552", "5.2.2", "Mailbox is full, over quota"),
    ("550", "5.7.26", "This message fails the DMARC policy of its sender"),
    ("554", "5.7.1", "Service unavailable; client host blocked using dnsbl.example"),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message.

    Args:
        raw: Its octets, with lines ended by LF.
        recipient: Who failed, empty where nobody did.
    """

    raw: bytes
    recipient: str = ""


def mixed(count: int) -> list[Mail]:
    """Give so many messages, two of three of them bounces; no two are alike."""
    makers = (_report, _letter, _report, _transcript, _newsletter, _report)
    return [makers[number % len(makers)](number) for number in range(count)]


def _report(number: int) -> Mail:
    reply, status, words = REASONS[number // 6 % len(REASONS)]
    recipient = f"reader-{number}@receiver-{number % 7}.example"
    text = f"""\
Return-Path: <>
From: Mail Delivery System <mailer-daemon@relay.example>
To: <bounces@sender.example>
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{number}@relay.example>
Date: Mon, 5 Oct 2026 08:{number % 60:02}:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b{number}"

--b{number}
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered to <{recipient}>.

--b{number}
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Mon, 5 Oct 2026 07:59:00 +0000

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Remote-MTA: dns; mx.receiver-{number % 7}.example
Diagnostic-Code: smtp; {reply} {status} {words}

--b{number}
Content-Type: message/rfc822

From: News <news@sender.example>
To: <{recipient}>
Subject: October offers
Message-ID: <campaign-{number}@sender.example>
Date: Mon, 5 Oct 2026 07:59:00 +0000

Hello!

--b{number}--
"""
    return Mail(text.encode(), recipient)


def _transcript(number: int) -> Mail:
    recipient = f"reader-{number}@receiver-{number % 7}.example"
    text = f"""\
Return-Path: <>
From: MAILER-DAEMON@relay.example
To: bounces@sender.example
Subject: failure notice
Message-ID: <notice-{number}@relay.example>
Date: Mon, 5 Oct 2026 08:{number % 60:02}:00 +0000

Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{recipient}>:
192.0.2.{number % 250} does not like recipient.
Remote host said: 550 5.1.1 <{recipient}> User unknown
Giving up on 192.0.2.{number % 250}.

--- Below this line is a copy of the message.

From: News <news@sender.example>
To: <{recipient}>
Subject: October offers
Message-ID: <campaign-{number}@sender.example>
Date: Mon, 5 Oct 2026 07:59:00 +0000

Hello!
"""
    return Mail(text.encode(), recipient)


def _letter(number: int) -> Mail:
    text = f"""\
From: Jane Doe <jane-{number}@customer.example>
To: <bounces@sender.example>
Subject: My order no. {number}
Message-ID: <letter-{number}@customer.example>
Date: Mon, 5 Oct 2026 09:{number % 60:02}:00 +0000

Good morning,
>From what I see my order {number} has not been sent yet. When will it come?
Jane
"""
    return Mail(text.encode())


def _newsletter(number: int) -> Mail:
    text = f"""\
From: Shop <offers-{number}@shop.example>
To: <bounces@sender.example>
Subject: How to keep your bounce rate low, part {number}
List-Unsubscribe: <mailto:leave@shop.example>
Message-ID: <issue-{number}@shop.example>
Date: Mon, 5 Oct 2026 10:{number % 60:02}:00 +0000
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Grüße from issue {number}.</p>
"""
    return Mail(text.encode())
