"""Google's old reports, Groups' in any language; Amazon's notifications by mail."""

from __future__ import annotations

import json

import pytest

from mailworthy.bounce.record import Kind, Stage

GOOGLE = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
END = "\n----- Original message -----\n\nReceived: x\nTo: no@this.example\n"


def test_the_technical_details_are_the_words(read):
    (notice,) = read(
        "Delivery to the following recipient failed permanently:\n\n     gone@example.com\n\nTechnical details of permanent failure: \n"
        f"Google tried to deliver your message. The error that the other server returned was: 550 550 5.1.1 no (state 14).\n{END}",
        sender=GOOGLE,
    )
    assert (notice.recipient, notice.kind, notice.source) == ("gone@example.com", Kind.BOUNCE, "google")
    assert notice.text.endswith("returned was: 550 5.1.1 no")


@pytest.mark.parametrize(
    ("state", "stage"), [("13", Stage.MAIL), ("14", Stage.RCPT), ("18", Stage.DATA), ("99", Stage.UNKNOWN)]
)
def test_the_state_is_the_stage(read, state, stage):
    details = f"Technical details of permanent failure: \nThe error that the other server returned was: 550 550 no (state {state}).\n"
    (notice,) = read(
        f"Delivery to the following recipient failed permanently:\n\n     gone@example.com\n\n{details}{END}",
        sender=GOOGLE,
    )
    assert notice.stage is stage


def test_a_delay_needs_no_details(read):
    body = "YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     gone@example.com\n\nMessage will be retried for 2 more day(s)\n"
    (notice,) = read(body + END, sender=GOOGLE, subject="Delivery Status Notification (Delay)")
    assert (notice.recipient, notice.kind) == ("gone@example.com", Kind.DELAY)


@pytest.mark.parametrize(
    "words",
    [
        "Hello news@example.org,\n\nthe group you tried to contact (offers) may not exist.",
        "news@example.org 様\n\n連絡しようとしたグループ（offers）が存在しない可能性があります。",
        "Hei news@example.org,\n\nryhmää (offers) ei ehkä ole olemassa.",
    ],
)
def test_groups_name_the_group_in_a_header(read, words):
    (notice,) = read(
        f"{words}\n\nhttps://groups.google.com/support/\n{END}",
        sender=GOOGLE,
        extra="X-Failed-Recipients: offers@googlegroups.com\n",
    )
    assert (notice.recipient, notice.source) == ("offers@googlegroups.com", "google")


SNS = "AWS <no-reply@sns.amazonaws.com>"
BOUNCE = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bouncedRecipients": [
            {
                "emailAddress": "gone@example.com",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            },
            {"emailAddress": "full@example.com"},
        ],
    },
}


@pytest.mark.parametrize(
    "text",
    [json.dumps(BOUNCE), json.dumps({"Type": "Notification", "Message": json.dumps(BOUNCE)}, indent=1)],
)
def test_a_notification_bare_or_in_its_envelope(read, text):
    first, second = read(f"{text}\n\n--\nTo stop receiving", sender=SNS, subject="AWS Notification Message")
    assert (first.recipient, first.status, first.agent, first.text) == (
        "gone@example.com",
        "5.1.1",
        "smtp",
        "550 5.1.1 user unknown",
    )
    assert (second.recipient, second.status, second.kind) == ("full@example.com", "", Kind.BOUNCE)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (
            {
                "notificationType": "Delivery",
                "delivery": {"recipients": ["a@example.com"], "smtpResponse": "250 ok"},
            },
            [Kind.DELIVERED],
        ),
        (
            {
                "eventType": "DeliveryDelay",
                "deliveryDelay": {"delayedRecipients": [{"emailAddress": "a@example.com"}]},
            },
            [Kind.DELAY],
        ),
        ({"notificationType": "Complaint", "complaint": {}}, []),
        ({"notificationType": "Bounce", "bounce": "?"}, []),
        ({"notificationType": "Bounce", "bounce": {"bouncedRecipients": ["?", 1, None]}}, []),
    ],
)
def test_only_bounces_delays_and_deliveries_are_told(read, said, kinds):
    assert [
        one.kind for one in read(json.dumps(said), sender=SNS, subject="AWS Notification Message")
    ] == kinds


def test_a_nest_without_end_is_no_notification(read):
    assert read('{"notificationType":' + "[" * 15_000, sender=SNS, subject="AWS Notification Message") == []
