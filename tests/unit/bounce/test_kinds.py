"""What arrives at a return address and is no bounce: told from bounces, by structure and by words."""

from __future__ import annotations

import pytest

from mailworthy.bounce import kinds
from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Kind
from mailworthy.wire.message import read

DSN = """\
Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; old@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown
"""


def report(report_type, *parts, head="From: MAILER-DAEMON@mx.example.org\nSubject: report"):
    """Write a multipart/report; a part is its type and its body."""
    bodies = "".join(f"--b\nContent-Type: {type_}\n\n{body}\n" for type_, body in parts)
    return f"{head}\nContent-Type: multipart/report; report-type={report_type}; boundary=b\n\n{bodies}--b--\n".encode()


def plain(text, *, subject="Re: our news", head="", sender="Jane <jane@example.org>"):
    return f"From: {sender}\nTo: news@ours.example\nSubject: {subject}\n{head}\n{text}\n".encode()


def attached(text, *parts, subject):
    bodies = "".join(f"--o\nContent-Type: {type_}\n\n{body}\n" for type_, body in parts)
    head = f"From: Bob <bob@example.org>\nSubject: {subject}\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\n{text}\n"
    return (head + bodies + "--o--\n").encode()


NULL = "Return-Path: <>\n"
AUTO = "Auto-Submitted: auto-replied\n"
MDN = "Final-Recipient: rfc822; jane@example.org\nDisposition: manual-action/MDN-sent-manually; displayed"
SIEVE = (
    "Final-Recipient: rfc822; jane@example.org\nDisposition: automatic-action/MDN-sent-automatically; deleted"
)

# fmt: off
STRUCTURES = [
    # what                          message                                                                     kind
    ("failure",                     report("delivery-status", ("text/plain", "x"), ("message/delivery-status", DSN)),          Kind.BOUNCE),
    ("delay",                       report("delivery-status", ("message/delivery-status", DSN.replace("failed", "delayed"))),  Kind.DELAY),
    ("relayed",                     report("delivery-status", ("message/delivery-status", DSN.replace("failed", "relayed"))),  Kind.DELIVERED),
    ("expanded",                    report("delivery-status", ("message/delivery-status", DSN.replace("failed", "expanded"))), Kind.DELIVERED),
    ("receipt",                     report("disposition-notification", ("message/disposition-notification", MDN)),             Kind.READ_RECEIPT),
    ("receipt, its type lost",      report("other", ("message/disposition-notification", MDN)),                                Kind.READ_RECEIPT),
    ("complaint",                   report("feedback-report", ("message/feedback-report", "Feedback-Type: abuse")),            Kind.COMPLAINT),
    ("complaint, its part lost",    report("feedback-report", ("text/plain", "abuse")),                                        Kind.COMPLAINT),
    ("complaint of a later type",   report("feedback-report", ("message/feedback-report", "Feedback-Type: new")),              Kind.COMPLAINT),
    ("no complaint: not spam",      report("feedback-report", ("message/feedback-report", "Feedback-Type: not-spam")),         Kind.REPORT),
    ("authentication failed",       report("feedback-report", ("message/feedback-report", "Feedback-Type: auth-failure")),     Kind.REPORT),
    ("opt-out",                     report("feedback-report", ("message/feedback-report", "Feedback-Type: opt-out")),          Kind.UNSUBSCRIBE),
    ("Microsoft's complaint",       attached("", ("message/rfc822", "To: jane@outlook.example"), subject="complaint about message from 192.0.2.1"), Kind.COMPLAINT),
    ("TLS report",                  report("tlsrpt", ("application/tlsrpt+gzip", "x")),                                        Kind.REPORT),
    ("DMARC report by subject",     plain("", subject="Report Domain: ours.example Submitter: example.org Report-ID: <1>"),    Kind.REPORT),
    ("DMARC report by file",        attached("", ('application/zip; name="example.org!ours.example!1700000000!1700086400.zip"', "x"), subject="DMARC"), Kind.REPORT),
    ("a bounce passed on",          attached("What is this?", ("message/rfc822", report("delivery-status", ("message/delivery-status", DSN)).decode()), subject="strange"), Kind.ORDINARY),
    ("a bounce's fields passed on", attached("See below", ("message/delivery-status", DSN), subject="Fwd: Undelivered Mail Returned to Sender"), Kind.ORDINARY),
    ("asked about in an answer",    plain("why?\n> <old@example.net>: 550 5.1.1 User unknown", subject="Re: Undelivered Mail Returned to Sender"), Kind.ORDINARY),
    ("a person's own words",        plain("User unknown is 550 5.1.1, mailbox full 452 4.2.2.", subject="how to handle 550"),  Kind.ORDINARY),
]
AUTOMATIC = [
    # subject                                   head      text
    ("Automatic reply: your news",              "",       "I am away."),
    ("RE: Out of Office: your news",            "",       ""),
    ("Your news (Automatic Response)",          "",       ""),
    ("Automatic reply: Undelivered mail",       "",       "I am away."),
    ("Abwesenheitsnotiz: Ihre Rechnung",        "",       ""),
    ("Automatische Antwort: Rechnung",          "",       ""),
    ("Réponse automatique : facture",           "",       ""),
    ("Reponse automatique: facture",            "",       ""),  # its accents are lost
    ("Respuesta automática: factura",           "",       ""),
    ("Risposta automatica: fattura",            "",       ""),
    ("Resposta automática: fatura",             "",       ""),
    ("Automatisch antwoord: factuur",           "",       ""),
    ("Autosvar: faktura",                       "",       ""),
    ("Automatisk svar: faktura",                "",       ""),
    ("Automaattinen vastaus: lasku",            "",       ""),
    ("Automatyczna odpowiedź: faktura",         "",       ""),
    ("Automatická odpověď: faktura",            "",       ""),
    ("Automatikus válasz: számla",              "",       ""),
    ("Otomatik Yanıt: fatura",                  "",       ""),
    ("Автоматический ответ: счёт",              "",       ""),
    ("自動返信: 請求書",                           "",       ""),
    ("【自動返信】請求書",                          "",       ""),
    ("自动回复：发票",                             "",       ""),
    ("자동 회신: 청구서",                          "",       ""),
    ("Re: news",                                AUTO,     "zukünftig neu@example.de"),
    ("Re: news",                                NULL,     "I will be out of the office until Monday."),
    ("Thank you for your e-mail",               NULL,     "Thank you for your e-mail. We will answer soon."),
    ("Nachricht",                               NULL,     "Ich bin bis Montag nicht im Büro."),
    ("news",                                    "Precedence: auto_reply\n",    "¡Gracias!"),
    ("news",                                    "X-Autoreply: yes\n",          "x"),
    ("news",                                    "Precedence: bulk\n",          "8月12日まで不在にしております。"),
]
NOT_AUTOMATIC = [
    ("Re: news",                                "",                            "I'll answer tomorrow, I like it."),
    ("How to write an out of office message",   "List-Id: <a.example>\n",      "Ten hints. I am out of the office."),
    ("Out of Office: the new show",             "List-Unsubscribe: <m:x>\n",   "Tickets are on sale."),
    ("news",                                    "X-Autoreply: no\n",           "x"),
    ("Weekly",                                  "",                            "Everyone is on holiday, and we are out of the office."),
]
CHALLENGES = [
    "Your message is being held. Click https://c.example/1 to have it delivered. You only need to do this once.",
    "This account is protected by Gate. Please click https://c.example/1 to have your address added to the allowed list.",
    "To reduce spam I use a filter. Simply reply to this message and confirm that you are human.",
    "Ihre Nachricht wird zurückgehalten. Bitte bestätigen Sie, dass Sie ein Mensch sind: https://c.example/1",
]
NO_CHALLENGES = [
    "Please confirm your subscription: https://news.example/1",
    "The film is a challenge. See https://film.example/ and reply.",
    "Your order is on hold: https://shop.example/",
]
UNSUBSCRIBE = ["unsubscribe", "Unsubscribe!", "  UNSUBSCRIBE ", "Abmeldung", "désabonnement", "退会", "Отписаться"]
# fmt: on


@pytest.mark.parametrize(("what", "raw", "kind"), STRUCTURES, ids=[row[0] for row in STRUCTURES])
def test_structure_tells(what, raw, kind):
    assert {record.kind for record in read_message(raw)} == {kind}


@pytest.mark.spec("RFC 3834 §5")
@pytest.mark.parametrize(("subject", "head", "text"), AUTOMATIC)
def test_automatic_replies_are_named(subject, head, text):
    (record,) = read_message(plain(text, subject=subject, head=head))
    assert (record.kind, record.recipient) == (Kind.AUTO_REPLY, "jane@example.org")
    assert record.evidence[0].rule.startswith("kind ")


@pytest.mark.parametrize(("subject", "head", "text"), NOT_AUTOMATIC)
def test_people_are_no_automatic_replies(subject, head, text):
    assert read_message(plain(text, subject=subject, head=head))[0].kind is Kind.ORDINARY


@pytest.mark.parametrize("text", CHALLENGES)
def test_challenges_are_named(text):
    assert read_message(plain(text))[0].kind is Kind.CHALLENGE


def test_a_challenge_in_the_form_of_a_report_is_one():
    raw = report(
        "delivery-status",
        ("text/plain", CHALLENGES[0]),
        ("message/delivery-status", DSN),
        head="From: noreply@gate.example\nSubject: Re: news",
    )
    assert read_message(raw)[0].kind is Kind.CHALLENGE


@pytest.mark.parametrize("text", NO_CHALLENGES)
def test_other_requests_are_no_challenges(text):
    assert read_message(plain(text))[0].kind is Kind.ORDINARY


@pytest.mark.parametrize("subject", UNSUBSCRIBE)
def test_a_wish_to_leave_is_named(subject):
    (record,) = read_message(plain("", subject=subject))
    assert (record.kind, record.recipient) == (Kind.UNSUBSCRIBE, "jane@example.org")


@pytest.mark.parametrize("subject", ["How to unsubscribe", "Re: unsubscribe from what?", "stop the press"])
def test_other_subjects_are_no_wish_to_leave(subject):
    assert read_message(plain("", subject=subject))[0].kind is Kind.ORDINARY


@pytest.mark.spec("RFC 5429 §2.1.1")
def test_a_refusal_in_the_form_of_a_receipt_is_a_bounce():
    raw = report(
        "disposition-notification",
        ("text/plain", "Your message to <jane@example.org> was automatically rejected:\nQuota exceeded"),
        ("message/disposition-notification", SIEVE),
        head="From: MAILER-DAEMON@mx.example.org\nSubject: Automatically rejected mail\nAuto-Submitted: auto-replied (rejected)",
    )
    (record,) = read_message(raw)
    assert (record.kind, record.recipient) == (Kind.BOUNCE, "jane@example.org")


NEW = [
    # text                                                                        the new address
    ("My address has changed. Please use jane.doe@new.example from now on.",      "jane.doe@new.example"),
    ("Meine neue E-Mail-Adresse lautet jane.doe@new.example",                     "jane.doe@new.example"),
    ("Ma nouvelle adresse : jane.doe@new.example",                                "jane.doe@new.example"),
    ("新しいメールアドレスは jane.doe@new.example です",                               "jane.doe@new.example"),
    ("jane@example.org is no longer in use. In urgent cases: desk@example.org",   ""),
    ("My new address is jane@example.org",                                        ""),  # the old one
]  # fmt: skip


@pytest.mark.parametrize(("text", "new"), NEW)
def test_a_new_address_is_taken_where_it_is_called_one(text, new):
    (record,) = read_message(plain(text, head=AUTO))
    assert (record.kind, record.new_address) == (Kind.AUTO_REPLY, new)


def test_every_phrase_is_plain():
    """A phrase with an accent or a capital would never be found."""
    told = kinds.phrases()
    for words in (told.subjects, told.away, told.gone, told.new_address, told.held, told.ask):
        assert words
        assert all(kinds.plainly(phrase) == phrase and phrase for phrase in words)


def test_a_phrase_is_found_across_lines_and_accents():
    assert kinds.plainly("Réponse\n  AUTOMATIQUE’s") == "reponse automatique's"


def test_kinds_of_a_message_that_may_be_a_bounce_are_none():
    assert kinds.kind_of(read(report("delivery-status", ("message/delivery-status", DSN)))) is None
