"""Exchange of all ages, by what the program adds to texts in any language."""

from __future__ import annotations

import pytest

P = "System Administrator <postmaster@example.net>"

# fmt: off
REPORTS = [
    # which               text                                                                                                          words                                    host
    ("5.5",               "Your message\n\n  To:      news@example.org\n  Subject: Offer\n\ndid not reach the following recipient(s):\n\ngone@example.com on Thu, 29 Apr 2004 23:34:45 +0900\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=jp;a=\n;p=x;l=Y\n    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
                          "The recipient name is not recognized MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient", ""),
    ("5.5 X.400",         "did not reach the following recipient(s):\n\nc=US;a= ;p=X;o=Y;dda:SMTP=gone@example.com; on Fri, 4 Oct 2002\n17:12:28 -0400\n    The recipient name is not recognized\n    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
                          "The recipient name is not recognized MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient", ""),
    ("2003",              "Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) could not be reached:\n\n      gone@example.com on 3/3/2004 10:01 AM\n            There was a communication problem.\n            <mx.example.com #5.5.0 smtp;550 no such user>\n",
                          "There was a communication problem. 5.5.0 smtp;550 no such user", "mx.example.com"),
    ("2003 German",       "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\nFolgende Empfänger konnten nicht erreicht werden:\n\n      'gone@example.com' am 03.03.2004 10:01\n            Das Konto ist nicht vorhanden.\n            <mx.example.net #5.1.1>\n",
                          "Das Konto ist nicht vorhanden. 5.1.1", "mx.example.net"),
    ("2007",              "Delivery has failed to these recipients or distribution lists:\n\ngone@example.com\nNot found.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.example.net\n\ngone@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\nReceived: x\n",
                          "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", ""),
    ("2010 Japanese",     "次の受信者への配信に失敗しました:\n\ngone@example.com<mailto:gone@example.com>\n見つかりません。\n\n管理者向けの診断情報:\n\ngone@example.com\nmx.example.com #550 5.1.1 no ##\n",
                          "mx.example.com #550 5.1.1 no", ""),
    ("365",               "gone@example.com<mailto:gone@example.com>\nNot found.\n\nDiagnostic information for administrators:\n\ngone@example.com\nRemote Server returned '550 5.1.10 RESOLVER; the sender's list'\n",
                          "550 5.1.10 RESOLVER; the sender's list", ""),
    ("365, host between", "gone@example.com\nmx.example.com\nRemote Server returned '550 5.1.351 unknown -> 550 no'\n", "550 5.1.351 unknown -> 550 no", "mx.example.com"),
    ("365, two servers",  "gone@example.com\n5/25/2018 8:21:10 AM - Server at a.example.net returned '550 5.4.312 expired'\n5/25/2018 8:11:10 AM - Server at b.example.com (192.0.2.1) returned '450 4.4.312 dns'\n",
                          "550 5.4.312 expired", "a.example.net"),
    ("365, for readers",  "Delivery has failed to these recipients or groups:\n\ngone@example.com<mailto:gone@example.com>\nThe recipient's mailbox is full.\n", "The recipient's mailbox is full.", ""),
]
# fmt: on


@pytest.mark.parametrize(
    ("body", "words", "host"), [row[1:] for row in REPORTS], ids=[row[0] for row in REPORTS]
)
def test_each_age_and_language(read, body, words, host):
    (notice,) = read(body, sender=P, subject="Undeliverable: Offer")
    assert (notice.recipient, notice.text, notice.remote_mta, notice.source) == (
        "gone@example.com",
        words,
        host,
        "exchange",
    )


# fmt: off
HEADS = [
    "gone@example.com on Thu, 29 Apr 2004 23:34:45 +0900",
    "gone@example.com on",
    "gone@example.com on Thu,",
    "'gone@example.com' on 4/29/2004 11:34 PM",
    "Doe, John <gone@example.com> on 4/29/2004 11:34 PM",
    "gone@example.com am 29.04.2004 23:34",
    "gone@example.com le 29/04/2004 23:34",
    "gone@example.com 2004/04/29 23:34",
]
# fmt: on


@pytest.mark.parametrize("head", HEADS)
def test_a_date_behind_an_address_begins_an_entry(read, head):
    (notice,) = read(
        f"did not reach the following recipient(s):\n\n{head}\n    No such user\n    MSEXCH:IMS:X\n", sender=P
    )
    assert (notice.recipient, notice.text) == ("gone@example.com", "No such user MSEXCH:IMS:X")


def test_several_recipients_keep_their_words(read):
    found = read(
        "Diagnostic information for administrators:\n\ngone@example.com\n#550 5.1.1 not found ##\n\nfull@example.com\n#554 5.2.2 full ##\n",
        sender=P,
    )
    assert [(one.recipient, one.text) for one in found] == [
        ("gone@example.com", "550 5.1.1 not found"),
        ("full@example.com", "554 5.2.2 full"),
    ]
