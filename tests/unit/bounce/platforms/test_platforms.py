"""What each platform tells, in bodies written after its documentation: kind, class, and what is dropped without a try."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from mailworthy.bounce.event import EventKind, PlatformClass, event_of
from mailworthy.bounce.platforms import NAMES, said_in, which_platform
from mailworthy.errors import InputError

ANN = "ann@there.example"


def ses(kind: str, part: dict, **mail) -> dict:
    name = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}.get(kind, kind.lower())
    return {"eventType": kind, "mail": {"messageId": "m1", "destination": [ANN], **mail}, name: part}


def ses_bounce(type_: str, subtype: str, text: str = "") -> dict:
    one = {"emailAddress": ANN, "diagnosticCode": text} if text else {"emailAddress": ANN}
    return ses("Bounce", {"bounceType": type_, "bounceSubType": subtype, "bouncedRecipients": [one]})


def sendgrid(event: str, **more) -> dict:
    return {"email": ANN, "event": event, "sg_event_id": "e1", "timestamp": 1767323045, **more}


def mailgun(event: str, severity: str = "", reason: str = "", **delivery) -> dict:
    data = {"event": event, "id": "e1", "recipient": ANN, "severity": severity, "reason": reason}
    return {"signature": {}, "event-data": {**data, "delivery-status": delivery}}


def mailgun_form(event: str, **more) -> dict:
    return {
        "event": event,
        "recipient": ANN,
        "token": "t",
        "signature": "s",
        "timestamp": "1767323045",
        **more,
    }


def postmark(record: str, **more) -> dict:
    return {"RecordType": record, "Email": ANN, "MessageID": "m1", **more}


def sparkpost(type_: str, **more) -> dict:
    return {"msys": {"message_event": {"type": type_, "rcpt_to": ANN, **more}}}


def mandrill(event: str, **message) -> dict:
    return {
        "mandrill_events": json.dumps([{"event": event, "ts": 1767323045, "msg": {"email": ANN, **message}}])
    }


def mailjet(event: str, **more) -> dict:
    return {"event": event, "email": ANN, "MessageID": 7, "time": 1767323045, **more}


def brevo(event: str, **more) -> dict:
    return {"event": event, "email": ANN, "message-id": "<m1@x.example>", "ts_epoch": 1767323045000, **more}


def mailersend(kind: str, reason: str = "") -> dict:
    email = {"recipient": {"email": ANN}, "message": {"id": "m1"}}
    return {"type": f"activity.{kind}", "data": {"email": email, "morph": {"reason": reason}}}


def resend(kind: str, **data) -> dict:
    return {"type": f"email.{kind}", "created_at": "2026-01-02T03:04:05Z", "data": {"to": [ANN], **data}}


def postal(event: str, **payload) -> dict:
    return {"event": event, "uuid": "u1", "payload": {"message": {"to": ANN}, **payload}}


def mailtrap(event: str, **more) -> dict:
    return {"events": [{"event": event, "email": ANN, "event_id": "e1", "timestamp": 1767323045, **more}]}


GONE = "550 5.1.1 No such user here"
# fmt: off
BODIES = [
    # whose         body                                                                    kind          class           reason
    ("amazon_ses",  ses_bounce("Permanent", "General", GONE),                               "bounce",     "hard",         "user_unknown"),
    ("amazon_ses",  ses_bounce("Transient", "MailboxFull", "452 4.2.2 over quota"),         "bounce",     "soft",         "mailbox_full"),
    ("amazon_ses",  ses_bounce("Transient", "MailboxFull"),                                 "bounce",     "soft",         "mailbox_full"),
    ("amazon_ses",  ses_bounce("Permanent", "OnAccountSuppressionList", "Amazon SES did not send"), "dropped", "hard",    None),
    ("amazon_ses",  ses_bounce("Undetermined", "Undetermined"),                             "bounce",     "undetermined", "undetermined"),
    ("amazon_ses",  ses("Complaint", {"complainedRecipients": [{"emailAddress": ANN}]}),    "complaint",  "",             None),
    ("amazon_ses",  ses("DeliveryDelay", {"delayedRecipients": [{"emailAddress": ANN, "diagnosticCode": "451 4.7.1 greylisted, try again later"}]}), "deferred", "soft", "greylisted"),
    ("amazon_ses",  ses("Rendering Failure", {"errorMessage": "no such attribute"}),        "dropped",    "",             None),
    ("amazon_ses",  ses("Reject", {"reason": "Bad content"}),                               "dropped",    "",             None),
    ("sendgrid",    sendgrid("bounce", type="bounce", reason=GONE, status="5.1.1"),         "bounce",     "hard",         "user_unknown"),
    ("sendgrid",    sendgrid("bounce", type="blocked", reason="550 5.7.1 listed at zen.spamhaus.org"), "bounce", "block", "blocklisted"),
    ("sendgrid",    sendgrid("bounce", type="expired", reason="unable to connect: timed out"), "bounce",  "soft",         "network_error"),
    ("sendgrid",    sendgrid("dropped", reason="Bounced Address"),                          "dropped",    "",             None),
    ("sendgrid",    sendgrid("deferred", response="452 4.2.2 mailbox full"),                "deferred",   "soft",         "mailbox_full"),
    ("sendgrid",    sendgrid("spamreport"),                                                 "complaint",  "",             None),
    ("sendgrid",    sendgrid("group_resubscribe"),                                          "subscribe",  "",             None),
    ("sendgrid",    sendgrid("something_new"),                                              "other",      "",             None),
    ("mailgun",     mailgun("failed", "permanent", "bounce", code=550, message="No such user"), "bounce", "hard",         "user_unknown"),
    ("mailgun",     mailgun("failed", "temporary", "generic", code=452, message="4.2.2 over quota"), "deferred", "soft",  "mailbox_full"),
    ("mailgun",     mailgun("failed", "permanent", "suppress-bounce", code=605),            "dropped",    "hard",         None),
    ("mailgun",     mailgun("failed", "permanent", "suppress-complaint", code=607),         "dropped",    "hard",         None),
    ("mailgun",     mailgun("rejected", reason="not allowed"),                              "dropped",    "",             None),
    ("mailgun",     mailgun_form("bounced", code="550", error=GONE),                        "bounce",     "hard",         "user_unknown"),
    ("mailgun",     mailgun_form("dropped", code="605", reason="hardfail", description="Not delivering to previously bounced address"), "dropped", "hard", None),
    ("mailgun",     mailgun_form("dropped", code="499", reason="old", description="Unable to connect to MX servers: [x]"), "dropped", "", "network_error"),
    ("postmark",    postmark("Bounce", Type="HardBounce", TypeCode=1, Details=GONE),        "bounce",     "hard",         "user_unknown"),
    ("postmark",    postmark("Bounce", Type="SoftBounce", Details="552 mailbox full"),      "bounce",     "soft",         "mailbox_full"),
    ("postmark",    postmark("Bounce", Type="Transient"),                                   "deferred",   "soft",         "expired"),
    ("postmark",    postmark("Bounce", Type="Blocked", Details="550 5.7.1 blocked, see https://www.spamhaus.org/query/ip/192.0.2.1"), "bounce", "block", "blocklisted"),
    ("postmark",    postmark("Bounce", Type="AutoResponder", Details="I am out of office"), "other",      "",             None),
    ("postmark",    postmark("Bounce", Type="BadEmailAddress"),                             "dropped",    "hard",         None),
    ("postmark",    postmark("Bounce", Type="Unheard"),                                     "bounce",     "undetermined", "undetermined"),
    ("postmark",    postmark("SubscriptionChange", SuppressSending=True, SuppressionReason="HardBounce"), "bounce", "hard", "undetermined"),
    ("postmark",    postmark("SubscriptionChange", SuppressSending=True, SuppressionReason="SpamComplaint"), "complaint", "", None),
    ("postmark",    postmark("SubscriptionChange", SuppressSending=False, SuppressionReason=None), "subscribe", "",       None),
    ("postmark",    {"TypeCode": 1, "Type": "HardBounce", "Email": ANN, "Details": GONE},   "bounce",     "hard",         "user_unknown"),
    ("sparkpost",   sparkpost("bounce", bounce_class="10", raw_reason=GONE),                "bounce",     "hard",         "user_unknown"),
    ("sparkpost",   sparkpost("bounce", bounce_class=22),                                   "bounce",     "soft",         "mailbox_full"),
    ("sparkpost",   sparkpost("bounce", bounce_class="51", raw_reason="550 5.7.1 bad reputation of your ip"), "bounce", "block", "bad_reputation"),
    ("sparkpost",   sparkpost("bounce", bounce_class="1"),                                  "bounce",     "undetermined", "undetermined"),
    ("sparkpost",   sparkpost("bounce", bounce_class="60"),                                 "other",      "undetermined", None),
    ("sparkpost",   sparkpost("bounce", bounce_class="25"),                                 "dropped",    "undetermined", None),
    ("sparkpost",   sparkpost("delay", bounce_class="21"),                                  "deferred",   "soft",         "expired"),
    ("sparkpost",   sparkpost("policy_rejection", raw_reason="550 suppressed"),             "dropped",    "",             None),
    ("mandrill",    mandrill("hard_bounce", bounce_description="bad_mailbox", diag="smtp;" + GONE), "bounce", "hard",     "user_unknown"),
    ("mandrill",    mandrill("soft_bounce", bounce_description="mailbox_full"),             "bounce",     "soft",         "mailbox_full"),
    ("mandrill",    mandrill("reject"),                                                     "dropped",    "",             None),
    ("mandrill",    mandrill("unsub"),                                                      "unsubscribe", "",            None),
    ("mailjet",     mailjet("bounce", hard_bounce=True, error="user unknown"),              "bounce",     "hard",         "user_unknown"),
    ("mailjet",     mailjet("bounce", hard_bounce="false", comment="452 4.2.2 full"),       "bounce",     "soft",         "mailbox_full"),
    ("mailjet",     mailjet("blocked", error="preblocked"),                                 "dropped",    "",             None),
    ("brevo",       brevo("hard_bounce", reason="RecipientError: " + GONE),                 "bounce",     "hard",         "user_unknown"),
    ("brevo",       brevo("deferred", reason="550 RecipientError: " + GONE),                "deferred",   "soft",         "user_unknown"),
    ("brevo",       brevo("blocked", reason="blocked : due to blacklist user"),             "dropped",    "",             None),
    ("brevo",       brevo("invalid_email"),                                                 "dropped",    "hard",         None),
    ("mailersend",  mailersend("hard_bounced", "Host or domain name not found"),            "bounce",     "hard",         "domain_unknown"),
    ("mailersend",  mailersend("soft_bounced", "Unknown reason"),                           "bounce",     "soft",         "undetermined"),
    ("mailersend",  mailersend("unsubscribed", "I get too many"),                           "unsubscribe", "",            None),
    ("resend",      resend("bounced", bounce={"type": "Permanent", "subType": "General", "diagnosticCode": [GONE]}), "bounce", "hard", "user_unknown"),
    ("resend",      resend("bounced", bounce={"message": "It hurts your reputation as a sender."}), "bounce", "undetermined", "undetermined"),
    ("resend",      resend("delivery_delayed"),                                             "deferred",   "soft",         "expired"),
    ("resend",      resend("failed", failed={"reason": "reached_daily_quota"}),             "dropped",    "",             None),
    ("postal",      postal("MessageDeliveryFailed", status="HardFail", output=GONE),        "bounce",     "hard",         "user_unknown"),
    ("postal",      postal("MessageHeld", status="Held"),                                   "accepted",   "",             None),
    ("postal",      {"event": "MessageBounced", "payload": {"original_message": {"to": ANN}}}, "bounce",  "undetermined", "undetermined"),
    ("mailtrap",    mailtrap("bounce", response="bounced (" + GONE + ")", response_code=550), "bounce",   "hard",         "user_unknown"),
    ("mailtrap",    mailtrap("soft bounce", response="452 4.2.2 full", response_code="452"), "deferred",  "soft",         "mailbox_full"),
    ("mailtrap",    mailtrap("suspension", reason="daily limit"),                           "dropped",    "",             None),
    ("mailchimp",   {"type": "cleaned", "data[email]": ANN, "data[reason]": "hard"},        "bounce",     "hard",         "undetermined"),
    ("mailchimp",   {"type": "cleaned", "data[email]": ANN, "data[reason]": "abuse"},       "complaint",  "",             None),
]
# fmt: on


@pytest.mark.parametrize(("whose", "body", "kind", "platform_class", "reason"), BODIES)
def test_a_body_is_known_and_read(whose, body, kind, platform_class, reason):
    assert which_platform(body) == whose
    (event,) = [event_of(said) for said in said_in(body)]
    assert (event.platform, event.recipient) == (whose, ANN)
    assert (event.kind.value, event.platform_class.value) == (kind, platform_class)
    judged = event.bounce and event.bounce.judgement and event.bounce.judgement.reason
    assert judged == reason


def test_every_platform_has_bodies():
    assert {whose for whose, *_ in BODIES} == set(NAMES)


@pytest.mark.parametrize(("whose", "body", "kind", "platform_class", "reason"), BODIES)
def test_what_was_never_tried_says_nothing_about_the_address(whose, body, kind, platform_class, reason):
    (event,) = [event_of(said) for said in said_in(body)]
    if event.kind is EventKind.DROPPED and reason is None:
        assert event.bounce is None


def test_the_envelope_of_sns_is_opened_and_its_id_kept():
    (said,) = said_in(
        {
            "Type": "Notification",
            "MessageId": "sns-1",
            "Message": json.dumps(ses_bounce("Permanent", "NoEmail")),
        }
    )
    assert (said.id, said.suspicion) == ("sns-1", "user_unknown")


def test_a_confirmation_of_a_subscription_is_no_event():
    assert (
        list(
            said_in(
                {
                    "Type": "SubscriptionConfirmation",
                    "TopicArn": "t",
                    "Message": "You have chosen to subscribe.",
                }
            )
        )
        == []
    )


def test_a_message_with_several_recipients_gives_one_event_each():
    said = list(
        said_in(
            resend("sent", to=["Ann <ann@there.example>", "bob@there.example"])
            | {"data": {"to": ["Ann <ann@there.example>", "bob@there.example"]}}
        )
    )
    assert [each.recipient for each in said] == [ANN, "bob@there.example"]


def test_one_bad_event_spoils_no_other():
    batch = [
        sendgrid("open"),
        None,
        7,
        {"event": []},
        {"email": {}, "event": "bounce", "sg_event_id": 1},
        sendgrid("click"),
    ]
    assert [said.kind for said in said_in(batch)] == [EventKind.OPEN, EventKind.CLICK]


def test_an_array_may_hold_events_of_several_platforms():
    assert [said.platform for said in said_in([sendgrid("open"), mailjet("open"), {"x": 1}])] == [
        "sendgrid",
        "mailjet",
    ]


def test_insights_of_one_message_are_read():
    event = {
        "Timestamp": 1767323045,
        "Type": "PERMANENT_BOUNCE",
        "Details": {
            "Bounce": {"BounceType": "PERMANENT", "BounceSubType": "NO_EMAIL", "DiagnosticCode": GONE}
        },
    }
    (said,) = said_in({"MessageId": "m1", "Insights": [{"Destination": ANN, "Events": [event]}]})
    assert (said.kind, said.platform_class) == (EventKind.BOUNCE, PlatformClass.HARD)
    assert said.time == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_platform_that_we_do_not_read_is_named():
    with pytest.raises(InputError, match="sendmoor"):
        list(said_in({}, "sendmoor"))


@pytest.mark.parametrize("payload", [None, 7, "text", [], {}, [[]], {"event": "open"}, {"email": ANN}])
def test_what_is_nobodys_gives_nothing(payload):
    assert which_platform(payload) == ""
    assert list(said_in(payload)) == []


TAGS = [
    (sendgrid("open", category=["spring", "b"]), "spring"),
    (sendgrid("open", category="spring"), "spring"),
    (ses("Open", {}, tags={"campaign": ["spring"], "ses:configuration-set": ["set"]}), "spring"),
    (brevo("opened", tag='["spring","b"]'), "spring"),
    (mailjet("open", customcampaign="spring", mj_campaign_id=1), "spring"),
    (sparkpost("open", campaign_id="spring"), "spring"),
    (postmark("Open", Tag="spring"), "spring"),
    (resend("opened", tags=[{"name": "campaign", "value": "spring"}]), "spring"),
    (resend("opened", tags={"campaign": "spring"}), "spring"),
]


@pytest.mark.parametrize(("body", "campaign"), TAGS)
def test_the_campaign_is_kept(body, campaign):
    (said,) = said_in(body)
    assert said.campaign == campaign
