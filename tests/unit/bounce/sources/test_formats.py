"""Servers, gateways, carriers, webmail and lists that one expression each describes."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind, Stage

P = "Postmaster <postmaster@example.net>"

# fmt: off
ROWS = [
    # source               header field                   text                                                                                            words                              stage
    ("imail",              "X-Mailer: <SMTP32 v8.05>\n",  "Unknown user: gone@example.com\n\nOriginal message follows.\n\nReceived: x\n",                  "Unknown user",                    Stage.UNKNOWN),
    ("imail",              "X-Mailer: <SMTP32 v8.05>\n",  "undeliverable to gone@example.com\n\nBody of message generated response: \n550-REJECTED\n550 uribl\n", "550-REJECTED\n550 uribl",      Stage.UNKNOWN),
    ("imail",              "X-Mailer: <SMTP32 v9>\n",     "Delivery failed 20 attempts: gone@example.com\n",                                              "Delivery failed 20 attempts",     Stage.UNKNOWN),
    ("mdaemon",            "X-Mailer: MDaemon v3\n",      "The following addresses did NOT receive a copy of your message: \n\n> gone@example.com\n\n--- Session Transcript ---\n 250 ok\n RCPT To:<gone@example.com>\n 552 quota\n QUIT\n--- End Transcript ---\n", "552 quota", Stage.RCPT),
    ("mdaemon",            "X-Mailer: MDaemon v13\n",     "Failed address: gone@example.com\n\n--- Session Transcript ---\n Tue: --> RCPT To:<gone@example.com>\n Tue: <-- 550 5.1.1 no\n Tue: --> QUIT\n--- End Transcript ---\n", "550 5.1.1 no", Stage.RCPT),
    ("hmailserver",        "",                            "The following recipient(s) could not be reached:\n\ngone@example.com\n   Error Type: SMTP\n   hMailServer sent: RCPT TO:<gone@example.com>\n   Remote server replied: 550 no\n\nhMailServer\n", "Error Type: SMTP hMailServer sent: RCPT TO:<gone@example.com> Remote server replied: 550 no", Stage.RCPT),
    ("mailenable",         "",                            "MailEnable: Message could not be delivered to some recipients.\n\n\tRecipient: [SMTP:gone@example.com]\n\tReason: 550 mailbox unavailable\n", "550 mailbox unavailable", Stage.UNKNOWN),
    ("lsmtp",              "",                            'Error-for:  gone@example.com\nError-Code: 0\nError-Text: Mailer mx.example.com said:\n            "554 loop"\n\nError-End:  One error reported.\n', 'Mailer mx.example.com said: "554 loop"', Stage.UNKNOWN),
    ("messagingserver",    "",                            "Your message cannot be delivered to the following recipients:\n\n  Recipient address: gone@example.com\n  Reason: Server rejected\n  Diagnostic code: smtp;550 no\n", "Reason: Server rejected Diagnostic code: smtp;550 no", Stage.UNKNOWN),
    ("communigate",        "",                            "Failed to deliver to '<gone@example.com>'\nSMTP module(domain example.com) reports:\n host mx.example.com says:\n 550 5.1.1 no\n", "SMTP module(domain example.com) reports: host mx.example.com says:\n550 5.1.1 no", Stage.UNKNOWN),
    ("opensmtpd",          "",                            "    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\ngone@example.com: 550 5.1.1 no\n\n    Below is a copy of the original message:\n\nReceived: x\n", "550 5.1.1 no", Stage.UNKNOWN),
    ("dragonfly",          "",                            "This is the DragonFly Mail Agent v0.13 at mx.example.net.\n\nThere was an error delivering your mail to <gone@example.com>.\n\nmx.example.com [192.0.2.25] did not like our RCPT TO:\n550 5.1.1 no\n\nMessage headers follow.\n\nReceived: x\n", "mx.example.com [192.0.2.25] did not like our RCPT TO:\n550 5.1.1 no", Stage.RCPT),
    ("james",              "",                            "Error: Invalid user address\n\nError message below:\n550 - no such user\n\nMessage details:\n  RCPT TO: gone@example.com\n", "550 - no such user", Stage.UNKNOWN),
    ("technical-details",  "",                            "Delivery to the following recipients failed permanently:\n\n   * gone@example.com\n\n=====\n Technical details:\n\nSMTP:RCPT host 192.0.2.8: 553 5.3.0 no\n\n=====\n", "SMTP:RCPT host 192.0.2.8: 553 5.3.0 no", Stage.RCPT),
    ("bracketed-reply",    "",                            "SMTP Server <mx.example.com> rejected recipient <gone@example.com> (Error following RCPT command). It responded as follows: [550 5.1.1 no]\n", "550 5.1.1 no", Stage.RCPT),
    ("interscan",          "",                            "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<gone@example.com>\nReceived >>> 550 5.1.1 no.\n\nUnable to deliver message to <gone@example.com>.\n", "550 5.1.1 no.", Stage.RCPT),
    ("mailmarshal",        "",                            "Could not be delivered because of\n\n550 5.1.1 no\n\nThe following recipients were affected: \n    gone@example.com\n", "550 5.1.1 no", Stage.UNKNOWN),
    ("mimecast",           "",                            "An email could not be delivered to the following address.\n-- gone@example.com\n\nThe problem appears to be :\n-- Recipient email address is possibly incorrect\n\nAdditional information follows :\n-- 5.4.1 Access denied\n", "Recipient email address is possibly incorrect 5.4.1 Access denied", Stage.UNKNOWN),
    ("m-filter",           "X-Mailer: m-FILTER\n",        "以下のメールアドレスへの送信に失敗しました。\ngone@example.com\n\n-------server message\n550 5.1.1 no\n\n-------SMTP command\nDATA\n\n-------original message\nReceived: x\n", "550 5.1.1 no", Stage.DATA),
    ("mxlogic",            "",                            "This is a permanent error.  The following address failed:\n\n  <gone@example.com>: 550 unknown user\n<gone@example.com>\n\nIncluded is a copy of the message header:\n-----\nReceived: x\n", "550 unknown user <gone@example.com>", Stage.UNKNOWN),
    ("domino",             "",                            "Your message\n\n  Subject: Offer\n\nwas not delivered to:\n\n  gone@example.com\n\nbecause:\n\n  User gone (gone@example.com) not listed in Domino Directory\n", "User gone (gone@example.com) not listed in Domino Directory", Stage.UNKNOWN),
    ("groupwise",          "",                            "The message that you sent was undeliverable to the following:\n\tgone@example.com (User not found)\n", "(User not found)", Stage.UNKNOWN),
    ("au",                 "Reply-To: x@ezweb.ne.jp\n",   "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n    Recipient: <gone@ezweb.ne.jp>\n    >>> RCPT TO:<gone@ezweb.ne.jp>\n    <<< 550 <gone@ezweb.ne.jp>: User unknown\n", ">>> RCPT TO:<gone@ezweb.ne.jp> <<< 550 <gone@ezweb.ne.jp>: User unknown", Stage.RCPT),
    ("au",                 "",                            "The user(s) account is disabled.\n\n\n<gone@ezweb.ne.jp>: 550 user unknown (in reply to RCPT TO command)\n", "The user(s) account is disabled.", Stage.UNKNOWN),
    ("verizon",            "",                            "Error: Invalid user address\n\nError message below:\n550 - no such user here\n\nMessage details:\n  RCPT TO: gone@vtext.com\n", "550 - no such user here", Stage.UNKNOWN),
    ("kddi",               "",                            "Your mail sent on: Thu, 29 Apr 2013 00:00:00 +0900\n     Could not be delivered to: <gone@example.com>\n     As their mailbox is full.\n", "As their mailbox is full.", Stage.UNKNOWN),
    ("zoho",               "",                            "This is a permanent error. \n\ngone@example.com Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 no\n", "550 5.1.1 no", Stage.UNKNOWN),
]
# fmt: on


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{number}" for number, row in enumerate(ROWS)])
def test_each_program(read, row):
    source, extra, body, words, stage = row
    (notice,) = read(body, sender=P, extra=extra)
    assert notice.recipient.partition("@")[0] == "gone"
    assert (notice.source, notice.text, notice.stage, notice.kind) == (source, words, stage, Kind.BOUNCE)


def test_zoho_delays_in_a_form_of_its_own(read):
    body = "YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n[Status: Error, Address: <gone@example.com>, ResponseCode 421, , Host not reachable.]\n\nMessage will be retried for 4 more day(s)\n"
    (notice,) = read(body, subject="Mail Delivery Status Notification (Delay)")
    assert (notice.recipient, notice.text, notice.kind) == (
        "gone@example.com",
        "421 Host not reachable.",
        Kind.DELAY,
    )


def test_james_lists_all_that_failed(read):
    found = read(
        "Message delivery failed.\n\nFailed recipient(s):\ngone@example.com\nfull@example.com\n\nError message:\n550 5.1.1 no\n"
    )
    assert [(one.recipient, one.text) for one in found] == [
        ("gone@example.com", "550 5.1.1 no"),
        ("full@example.com", "550 5.1.1 no"),
    ]


def test_aol_names_its_users_without_their_domain(read):
    body = "Your mail to the following recipients could not be delivered because they are not accepting mail with attachments:\n\tgone\n"
    (notice,) = read(body, sender="Mail Delivery Subsystem <MAILER-DAEMON@aol.com>")
    assert (notice.recipient, notice.text) == ("gone@aol.com", "they are not accepting mail with attachments")


def test_a_gateway_to_mobiles_names_the_recipient_in_the_message_only(read):
    body = "Message could not be delivered to mobile.\nError: No valid recipients for this MM\n\n\nOriginal Message:\nFrom: news@example.org\nTo: 0000000000@mms.example\nSubject: x\n"
    (notice,) = read(body, sender="MMSC NDR Administrator <sysadmin@mms.example>")
    assert (notice.recipient, notice.text) == ("0000000000@mms.example", "No valid recipients for this MM")


@pytest.mark.parametrize(
    ("subject", "body", "found"),
    [
        (
            "You news@example.org are not member (offers ML)",
            "You are not a member of this mailing list <offers@example.com>.\n",
            ["offers@example.com"],
        ),
        (
            "Loop Alert: Duplicated Message-ID (offers ML)",
            "Duplicated Message-ID in <offers@example.com>.\n",
            ["offers@example.com"],
        ),
        ("Offers", "You are not a member of this mailing list <offers@example.com>.\n", []),
    ],
)
def test_a_list_that_refuses_is_the_recipient(read, subject, body, found):
    assert [one.recipient for one in read(body, sender="offers-admin@example.com", subject=subject)] == found
