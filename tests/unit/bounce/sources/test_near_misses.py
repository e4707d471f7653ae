"""What looks like a report and is none, or is none of these."""

from __future__ import annotations

import pytest

BOB = "Bob <bob@example.org>"
QMAIL = "Hi. This is the qmail-send program at mx.example.net.\n\n<x@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n"

# fmt: off
MAILS = [
    # which                      sender                        subject                                          text
    ("a person asks",            BOB,                          "Re: Undelivered Mail Returned to Sender",       "Hi, any idea why?\n\n> <old@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1\n>    User unknown\n\nThanks, Bob"),
    ("a person forwards",        BOB,                          "Fwd: failure notice",                           f"See below.\n\n---------- Forwarded message ----------\nFrom: MAILER-DAEMON@mx.example.net\n\n{QMAIL}"),
    ("in German",                BOB,                          "WG: Undelivered Mail Returned to Sender",       "Weitergeleitet zur Info"),
    ("a parcel",                 "DHL <info@parcel.example>",  "Zustellung fehlgeschlagen",                     "Guten Tag, Ihr Paket konnte nicht zugestellt werden. Fragen? hilfe@parcel.example"),
    ("a parcel in Japanese",     "info@parcel.example",        "配達不能のお知らせ",                             "ご不在のためお荷物を持ち帰りました。お問い合わせ: help@parcel.example"),
    ("a newsletter on bounces",  BOB,                          "Newsletter: how we cut bounces by 40%",         "Hard bounces are permanent: 550 No such user. Write to bob@example.org."),
    ("a report on bounces",      BOB,                          "Weekly bounce report: 3 hard bounces",          "Summary for list news@example.org: 550 5.1.1 user unknown: 3; 452 4.2.2 mailbox full: 12."),
    ("an alert",                 BOB,                          "postfix queue alert on mx1",                    "mailq: 12 deferred messages. (host mx.example.net[192.0.2.7] refused to talk to me: 421 4.7.0 try later)"),
    ("a subscription",           BOB,                          "Mail delivery subscription confirmation",       "Please confirm your subscription of you@example.com to Mail Delivery Weekly."),
    ("a quota warning",          "postmaster@example.org",     "Your mailbox is almost full (92%)",             "Your mailbox person@example.com is 92% full. Delete messages or buy storage."),
    ("a postmaster's note",      "postmaster@example.org",     "System notice: password expires in 4.7.1 days", "Please change your password, or write to help@example.org."),
    ("an absence",               "Person <p@example.org>",     "Out of Office",                                 "I am away. For urgent matters contact desk@example.net."),
    ("a bill",                   "Shop <shop@example.org>",    "Invoice 5.2.2",                                 "Attached invoice 5.2.2 over 550 EUR to you@example.com."),
    ("no sender, an advert",     "",                           "Email Marketing Works",                         "All 3: $400 per month, no setup. Write to us: ads@example.com"),
    ("a hint about SMTP",        BOB,                          "RE: how to handle SMTP 550",                    "User unknown is 550 5.1.1; mailbox full is 452 4.2.2. Ask list@example.com."),
]
# fmt: on


@pytest.mark.parametrize(
    ("sender", "subject", "body"), [row[1:] for row in MAILS], ids=[row[0] for row in MAILS]
)
def test_nothing_is_found(read, sender, subject, body):
    assert read(body, sender=sender, subject=subject) == []


def test_a_contact_is_no_recipient(read):
    found = read(
        "Your message could not be delivered to:\n\ngone@example.com\n\nQuestions? Contact help@example.net or write to desk@example.net.\n"
    )
    assert [one.recipient for one in found] == ["gone@example.com"]


def test_our_own_address_is_no_recipient(read):
    found = read(
        "A message from news@example.org to gone@example.com could not be delivered: user unknown.\n",
        original="gone@example.com",
    )
    assert [one.recipient for one in found] == ["gone@example.com"]


def test_where_nobody_is_named_nobody_is_guessed(read):
    (notice,) = read(
        "The following mail could not be delivered.\nReason: Exceeded maximum delivery attempts.\n",
        original="gone@example.com",
    )
    assert (notice.recipient, "Exceeded maximum" in notice.text) == ("", True)
