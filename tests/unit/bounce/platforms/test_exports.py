"""Exports: columns of any name and order, and cells that say more than their columns."""

from __future__ import annotations

import pytest

from mailworthy.bounce.event import EventKind, PlatformClass
from mailworthy.bounce.platforms.exports import Export, rows_in, which_export
from mailworthy.errors import InputError

ANN = "ann@there.example"
GONE = "550 5.1.1 no such user"
# fmt: off
ROWS = [
    # row                                                                                            platform       kind           class           text
    ({"created": "1767323045", "email": ANN, "reason": GONE, "status": "5.1.1"},                     "sendgrid",    "bounce",      "hard",         GONE),
    ({"address": ANN, "code": "550", "error": GONE, "created_at": "Fri, 02 Jan 2026 03:04:05 UTC"},  "mailgun",     "bounce",      "hard",         GONE),
    ({"EmailAddress": ANN, "Reason": "BOUNCE", "LastUpdateTime": "2026-01-02T03:04:05Z"},            "amazon_ses",  "bounce",      "hard",         ""),
    ({"EmailAddress": ANN, "Reason": "COMPLAINT", "LastUpdateTime": "2026-01-02T03:04:05Z"},         "amazon_ses",  "complaint",   "",             ""),
    ({"EmailAddress": ANN, "SuppressionReason": "HardBounce", "Origin": "Recipient", "CreatedAt": "2026-01-02T03:04:05Z"}, "postmark", "bounce", "hard", ""),
    ({"EmailAddress": ANN, "SuppressionReason": "ManualSuppression", "Origin": "Customer", "CreatedAt": ""}, "postmark", "unsubscribe", "",        ""),
    ({"email": ANN, "senderEmail": "s@o.example", "reason": {"code": "hardBounce", "message": "Hard bounce"}, "blockedAt": ""}, "brevo", "bounce", "hard", ""),
    ({"email": ANN, "senderEmail": "s@o.example", "reason": {"code": "contactFlaggedAsSpam"}, "blockedAt": "", "reasoncode": ""}, "brevo", "complaint", "", ""),
    ({"Email Address": ANN, "CLEAN_TIME": "2026-01-02 03:04:05", "CLEAN_CAMPAIGN_ID": "3", "LEID": "1", "EUID": "x"}, "mailchimp", "bounce", "hard", ""),
    ({"E-Mail-Adresse": ANN, "Vorname": "Ann", "LEID": "1", "EUID": "x"},                            "mailchimp",   "bounce",      "hard",         ""),
    ({"Date": "", "Email": ANN, "Sender": "", "Subject": "", "Status": "hard-bounced", "Bounce Detail": GONE}, "mandrill", "bounce", "hard",       GONE),
    ({"Date": "", "Email": ANN, "Sender": "", "Subject": "", "Status": "Delivered", "Bounce Detail": ""}, "mandrill", "delivered", "",            ""),
    ({"id": "1", "type": "hard bounce", "created_at": "", "email": ANN, "sending_stream": "bulk", "message_esp_response": GONE}, "mailtrap", "bounce", "hard", GONE),
    ({"id": "1", "reason": "spam", "created_at": "", "recipient": {"email": ANN}},                   "mailersend",  "complaint",   "",             ""),
    ({"recipient": ANN, "type": "transactional", "source": "Bounce Rule", "description": GONE},      "sparkpost",   "bounce",      "hard",         GONE),
    ({"type": "bounce", "rcpt_to": ANN, "bounce_class": "22", "raw_reason": "552 full"},             "sparkpost",   "bounce",      "soft",         "552 full"),
    ({"Correo electrónico": ANN, "Tipo": "Rebote duro", "Motivo": GONE},                             "",            "bounce",      "hard",         GONE),
    ({"メールアドレス": ANN, "種別": "ソフトバウンス", "エラー内容": "452 4.2.2 full"},              "",            "bounce",      "soft",         "452 4.2.2 full"),
    ({"Empfänger": ANN, "Art": "hart", "Grund": GONE, "Datum": "2026-01-02"},                        "",            "bounce",      "hard",         GONE),
    ({"to": ANN, "why": GONE},                                                                       "",            "bounce",      "undetermined", ""),
]
# fmt: on


@pytest.mark.parametrize(("row", "platform", "kind", "platform_class", "text"), ROWS)
def test_a_row_is_read_by_what_its_cells_hold(row, platform, kind, platform_class, text):
    (said,) = Export().read(row)
    assert (said.platform, said.recipient) == (platform, ANN)
    assert (said.kind.value, said.platform_class.value, said.text) == (kind, platform_class, text)


FILES = [
    # a file's name                 kind             class
    ("suppression_bounces.csv", EventKind.BOUNCE, PlatformClass.HARD),
    ("suppression_blocks.csv", EventKind.BOUNCE, PlatformClass.BLOCK),
    ("suppression_spam_reports.csv", EventKind.COMPLAINT, PlatformClass.NONE),
    ("my-unsubscribes 2026.csv", EventKind.UNSUBSCRIBE, PlatformClass.NONE),
    ("blockchain-customers.csv", EventKind.BOUNCE, PlatformClass.HARD),
]


@pytest.mark.parametrize(("name", "kind", "platform_class"), FILES)
def test_lists_that_nothing_else_tells_apart_are_told_by_the_files_name(name, kind, platform_class):
    (said,) = Export("sendgrid", name).read({"created": "", "email": ANN, "reason": "x", "status": ""})
    assert (said.kind, said.platform_class) == (kind, platform_class)


def test_columns_that_the_user_names_come_first():
    columns = {"recipient": "Who", "reason": "WHY", "class": "how bad", "status": "", "time": "when"}
    row = {
        "email": "me@ours.example",
        "who": ANN,
        "Why": GONE,
        "reason": "x",
        "How Bad": "Permanent",
        "When": "1767323045",
    }
    (said,) = Export(columns=columns).read(row)
    assert (said.recipient, said.text, said.platform_class) == (ANN, GONE, PlatformClass.HARD)
    assert said.time is not None


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(InputError, match="'Who'"):
        Export(columns={"recipient": "Who"}).check(["email"])


def test_a_table_without_recipients_is_refused_with_what_to_do():
    with pytest.raises(InputError, match="--recipient-column"):
        Export().check(["a", "b"])


def test_status_and_reply_are_known_by_their_form():
    (said,) = Export("mailgun").read({"address": ANN, "code": "5.2.2", "error": "full", "created_at": ""})
    assert (said.status, said.reply) == ("5.2.2", None)
    (said,) = Export("mailgun").read({"address": ANN, "code": "552", "error": "full", "created_at": ""})
    assert (said.status, said.reply) == ("", 552)


def test_a_suppressed_address_without_a_word_was_not_tried():
    (said,) = Export("sendgrid").read(
        {"created": "", "email": ANN, "reason": "Bounced Address", "status": ""}
    )
    assert (said.kind, said.attempted, said.suppressed) == (EventKind.DROPPED, False, True)


def test_whose_export_it_is_shows_in_its_columns():
    assert which_export(["created", "email", "reason", "status"]) == "sendgrid"
    assert which_export(["LEID", "EUID", "E-Mail-Adresse"]) == "mailchimp"
    assert which_export(["email", "name"]) == ""


WRAPPED = [
    [{"address": ANN}],
    {"items": [{"address": ANN}], "paging": {"next": "https://api.example/?address=a@b"}},
    {"SuppressedDestinationSummaries": [{"address": ANN}], "NextToken": "x"},
    {"data": {"contacts": []}, "address": ANN},
    {"result": [{"address": ANN}]},
]


@pytest.mark.parametrize("answer", WRAPPED)
def test_rows_are_found_however_an_api_wraps_them(answer):
    assert [row["address"] for row in rows_in(answer)] == [ANN]


def test_a_platform_that_we_do_not_read_is_named():
    with pytest.raises(InputError, match="sendmoor"):
        Export("sendmoor")
