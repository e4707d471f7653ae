"""What a reply means: which evidence wins, which is named as overruled, and how sure that is."""

from __future__ import annotations

import pytest

from mailworthy.bounce import stages
from mailworthy.bounce.judge import code_reason, judge, stage_of, status_reason
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind, Stage
from mailworthy.bounce.rules import own_rules
from mailworthy.finding import Confidence

# fmt: off
CONTRADICTIONS = [
    # the reply                                                                      the reason              overruled
    ("550 5.1.1 <a@example.com> mailbox is full",                                    "mailbox_full",         "status 5.1.1"),
    ("550 5.1.1 Recipient rejected: blocked using bl.example.org",                   "blocklisted",          "status 5.1.1"),
    ("550 5.1.1 Your message was identified as spam",                                "spam_content",         "status 5.1.1"),
    ("550 5.1.1 procmail: cannot create mailbox file",                               "delivery_program_error", "status 5.1.1"),
    ("550 5.1.3 A link in the body is listed in dbl.spamhaus.org",                   "spam_content",         "status 5.1.3"),
    ("550 5.1.0 MailFrom domain is listed in Spamhaus",                              "blocklisted",          None),
    ("550 5.2.1 The user is receiving mail at a rate that prevents delivery",        "rate_limited",         "status 5.2.1"),
    ("550 5.2.1 User unknown",                                                       "user_unknown",         "status 5.2.1"),
    ("550 5.3.0 User unknown",                                                       "user_unknown",         "status 5.3.0"),
    ("550 5.7.1 Recipient address rejected: User unknown",                           "user_unknown",         "status 5.7.1"),
    ("550 5.5.0 User unknown",                                                       "user_unknown",         "status 5.5.0"),
    ("451 4.2.1 Your IP address is blocked",                                         "blocklisted",          "status 4.2.1"),
    ("550 5.7.25 Refused for policy reasons",                                        "ptr_missing",          "general/policy"),
    ("550 5.4.4 The domain has a null MX",                                           "no_mail_service",      "status 5.4.4"),
    ("521 5.3.2 Go away",                                                            "no_mail_service",      None),
    ("550 5.7.1 Recipient address rejected: Access denied",                          "policy",               None),
    ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",           "user_unknown",         "status 5.4.1"),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found",                         "user_unknown",         "status 5.1.10"),
    ("450 4.1.1 User unknown",                                                       "user_unknown",         "reply 450"),
    ("552 Too many recipients",                                                      "too_many_recipients",  "reply 552"),
    ("421 DMARC check failed",                                                       "auth_failed",          "reply 421"),
    ("452 4.5.0 say nothing",                                                        "system_full",          "status 4.5.0"),
    ("550 5.4.1 <a@example.com>: Recipient address rejected: Access denied",         "user_unknown",         "status 5.4.1"),
    ("550 5.1.1 Inactive mbox",                                                      "mailbox_disabled",     "status 5.1.1"),
    ("450 4.1.1 <a@example.com>: Recipient address rejected: unverified address",    "server_error",         "reply 450"),
]
# The same thing in other words than a rule's example.
WORDINGS = [
    # the reply                                                                      the reason
    ("421 Max messages per connection reached",                                      "rate_limited"),
    ("421 4.7.1 Deferred due to excessive volume",                                   "rate_limited"),
    ("421 Your IP (192.0.2.1) is filtered, register it first",                       "blocklisted"),
    ("550 Sorry, no access for this IP",                                             "policy"),
    ("554 5.7.1 Client host rejected: Access denied",                                "policy"),
    ("550 Too many errors: exceeded unknown recipient count limit",                  "invalid_recipients_block"),
    ("550 (User not on post office)",                                                "user_unknown"),
    ("421 mx.example.net cmsmtp 192.0.2.1 blocked",                                  "blocklisted"),
    ("526 No data by dns resolve",                                                   "domain_unknown"),
    ("556 remote ip check error",                                                    "policy"),
    ("551 Main account unavailable",                                                 "policy"),
    ("554 Your IP subnet has been temporarily deferred",                             "blocklisted"),
    ("451 4.3.0 <a@example.com>: Temporary lookup failure",                          "server_error"),
    ("471 4.7.1 The limits for your account are exceeded. Please try again later.",  "rate_limited"),
    ("504 5.5.2 <a@b>: Recipient address rejected: need fully-qualified address",    "address_syntax"),
    ("550 5.7.1 Unconfigured Sending Domain <example.com>",                          "sender_rejected"),
    ("550 5.7.1 Connection refused",                                                 "policy"),
    ("550 Recipient verification failed",                                            "user_unknown"),
    ("421 Domain example.com has exceeded the max defers and failures per hour (5/5)", "rate_limited"),
    ("553 this host denies the sender",                                              "sender_rejected"),
    ("553 this host denies relay",                                                   "relay_denied"),
    ("550 5.7.1 we reject content like this",                                        "spam_content"),
    ("552 exceeded mailsize limit",                                                  "message_too_big"),
    ("550 The user has exhausted the allowed storage space",                         "mailbox_full"),
    ("550 Der Benutzer hat sein Speichervolumen ausgeschöpft",                       "mailbox_full"),
    ("452 收件人空间不足",                                                           "mailbox_full"),
    ("550 该用户未开通邮箱",                                                         "user_unknown"),
    ("550 a@example.com is no longer valid at yahoo",                                "user_unknown"),
    ("550 person is not user of this server",                                        "user_unknown"),
    ("550 local server don't exist that user",                                       "user_unknown"),
    ("554 5.7.1 Recipient address rejected: Not in recipient list",                  "user_unknown"),
    ("550 5.2.1 <a@example.com>... invalid address, relay=[192.0.2.1]",              "user_unknown"),
    ("550 /users/a/.forward: line 1: cannot write",                                   "delivery_program_error"),
    ("554 5.4.0 mx.forwarding.example.com gave no answer",                           "network_error"),
    ("550-Verification failed for <a@example.com> 550 No such account there",        "sender_rejected"),
    ("550-They may be blacklisted 550 Sender verify failed",                         "sender_rejected"),
    ("550 5.7.1 Rejected. Please visit https://support.apple.com/en-us/102322",      "policy"),
    ("553 Mail from 192.0.2.9 not allowed",                                          "blocklisted"),
    ("571 Mail from 192.0.2.9 is blocked by our anti-spam system",                   "blocklisted"),
    ("450 4.2.1 The mailbox received too much email lately",                         "rate_limited"),
    ("451 The domain has exceeded the max emails per hour",                          "rate_limited"),
    ("421 4.7.0 Sie senden zu viele Nachrichten in zu kurzer Zeit",                  "rate_limited"),
    ("550 Envelope-From (a@example.com) is not authorised",                          "sender_rejected"),
    ("550 From domain not trusted",                                                  "sender_rejected"),
    ("550 Restricted characters in address",                                         "address_syntax"),
    ("554 A blacklisted high risk file extension was found",                         "virus_or_attachment"),
    ("552 We take no mail with attachments",                                         "virus_or_attachment"),
    ("550 Mail only accepted from hosts with valid reverse lookups",                 "ptr_missing"),
    ("550 Spam origin",                                                              "blocklisted"),
    ("554 error on maildir delivery",                                                "delivery_program_error"),
    ("550 The address is administratively disabled",                                 "mailbox_disabled"),
    ("550 The owner has never logged in",                                            "mailbox_disabled"),
    ("550 The host does not have any mail exchanger",                                "domain_unknown"),
    ("550 That domain is not used for mail",                                         "no_mail_service"),
    ("550 Requested action not taken: mailbox a@example.com unavailable",            "user_unknown"),
    ("550 There is no user by that name",                                            "user_unknown"),
    ("550 5.1.0 Recipient rejected",                                                 "user_unknown"),
    ("550 sorry, that is not in my list, the user is not in my directory",           "user_unknown"),
    ("554 5.2.121 You exceeded the limit for the number of messages to this user",   "rate_limited"),
    ("421 4.4.2 Message submission rate exceeded the configured limit",              "rate_limited"),
    ("450 4.2.1 O destinatário está recebendo e-mails muito rápido",                 "rate_limited"),
    ("504 the number of RCPT attempts reached the maximum",                          "too_many_recipients"),
    ("510 The length of DATA content reached the maximum",                           "message_too_big"),
    ("552 mail box space not enough",                                                "mailbox_full"),
    ("503 RCPT TO isn't a local account",                                            "relay_denied"),
    ("421 Unable to process this connection now",                                    "server_error"),
    ("451 4.4.4 Mail for a recipient domain in a tenant which has no mail-enabled subscriptions", "network_error"),
    ("failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_No_such_user/Giving_up.", "user_unknown"),
]
# One sentence for each way to say it: nouns, verbs, negations, joined names, and other languages.
GRAMMAR = [
    # the reply                                                                      the reason
    ("550 ERR_NO_SUCH_USER",                                                           "user_unknown"),
    ("554 rejected, reason=overQuota",                                                 "mailbox_full"),
    ("550 ACCOUNT_INACTIVE",                                                           "mailbox_disabled"),
    ("550 5.7.1 InvalidSender",                                                        "sender_rejected"),
    ("421 4.7.0 TOO_MANY_CONNECTIONS",                                                 "rate_limited"),
    ("550 unable to verify recipient",                                                 "user_unknown"),
    ("550 I have no record of that user",                                              "user_unknown"),
    ("550 No mailbox",                                                                 "user_unknown"),
    ("550 The user is not a member of domain example.com",                             "user_unknown"),
    ("550 Recipient rejected (R4)",                                                    "user_unknown"),
    ("550 RCPT address has non-existant domain example.com",                           "domain_unknown"),
    ("550 Recipient rejected: temporarily inactive",                                   "mailbox_disabled"),
    ("550 The owner has not logged in for 6 months",                                   "mailbox_disabled"),
    ("550 5.2.1 The mailbox is not accepting messages",                                "mailbox_disabled"),
    ("550 The mailbox has been switched off",                                          "mailbox_disabled"),
    ("552 The user is over quote",                                                     "mailbox_full"),
    ("552 Over the maximum allowed number of messages",                                "mailbox_full"),
    ("554 Host 192.0.2.1 is blocked for spamming",                                     "blocklisted"),
    ("554 Dynamic IPs are not accepted",                                               "blocklisted"),
    ("550 5.7.1 We do not accept mail from your country",                              "policy"),
    ("501 5.7.1 Permission denied",                                                    "policy"),
    ("421 4.7.0 Only 5 connections allowed",                                           "rate_limited"),
    ("421 Excessive traffic",                                                          "rate_limited"),
    ("550 Maximum invalid recipients exceeded",                                        "invalid_recipients_block"),
    ("450 4.7.1 Unknown triplet, try again later",                                     "greylisted"),
    ("550 The message is not signed",                                                  "auth_failed"),
    ("550 5.7.1 Unknown client hostname",                                              "ptr_missing"),
    ("550 5.7.1 Sender IP must resolve",                                               "ptr_missing"),
    ("550 The return address does not exist",                                          "sender_rejected"),
    ("550 We do not accept bounces",                                                   "sender_rejected"),
    ("550 The sender address is not owned by user a",                                  "sender_rejected"),
    ("550 This server does not handle mail for example.net",                           "relay_denied"),
    ("550 No such domain here",                                                        "relay_denied"),
    ("550 This is not an open relay",                                                  "relay_denied"),
    ("552 We take messages of up to 20 MB only",                                       "message_too_big"),
    ("552 Oversized mail",                                                             "message_too_big"),
    ("554 We do not accept .zip files",                                                "virus_or_attachment"),
    ("554 BANNED_ATTACHMENT",                                                          "virus_or_attachment"),
    ("451 4.3.0 The virus scanner is unavailable",                                     "server_error"),
    ("ECONNREFUSED",                                                                   "network_error"),
    ("Message too old",                                                                "expired"),
    ("smtp; 5.1.0 - Unknown address error 540-'Error: Wrong recipients' (delivery attempts: 0)","user_unknown"),
    ("550 The user does not accept mail from you",                                     "recipient_filter"),
    ("550 You are on the recipient's blacklist",                                       "recipient_filter"),
    ("551 The user has a new address",                                                 "moved"),
    ("501 5.1.3 Invalid address format",                                               "address_syntax"),
    ("550 Das Konto wurde gelöscht",                                                   "user_unknown"),
    ("550 Die angegebene Adresse gibt es nicht",                                       "user_unknown"),
    ("550 Das Postfach wurde gesperrt",                                                "mailbox_disabled"),
    ("552 La messagerie du destinataire est pleine",                                   "mailbox_full"),
    ("550 La cuenta ha sido desactivada",                                              "mailbox_disabled"),
    ("550 Destinatário não encontrado",                                                "user_unknown"),
    ("550 Relay niet toegestaan",                                                      "relay_denied"),
    ("550 Nie znaleziono użytkownika",                                                 "user_unknown"),
    ("550 Такого пользователя нет",                                                    "user_unknown"),
    ("554 Ваш IP заблокирован",                                                        "blocklisted"),
    ("550 SPF验证失败",                                                                    "auth_failed"),
    ("421 接続数が多すぎます",                                                                  "rate_limited"),
    ("550 域名解析失败",                                                                     "domain_unknown"),
    ("550 없는 사용자입니다",                                                                  "user_unknown"),
]
# What says something else is not said by a code: none of these may be hard.
NEVER_HARD = [
    "550 5.1.1 Access denied",
    "550 5.1.1 blocked",
    "550 5.1.2 Rejected for policy reasons",
    "550 5.1.1 Sender address rejected: authentication required",
    "550 5.1.6 over quota",
    "553 5.1.3 Your host is blacklisted",
    "550 Message filtered",
    "550 we do not like you",
    "553 we do not like you",
    "551 we do not like you",
    "501 5.0.0 Invalid domain name",
    "554 INVALID IP FOR SENDING MAIL OF DOMAIN example.com",
    "550 Too many invalid recipients",
    "450 4.1.1 we do not like you",
    "450 4.1.2 say nothing",
    "550 Domain may not exist or DNS check failed",
    "550 The account or domain may not exist: sender verify failed",
    "550 5.7.1 Namespace mining detected, unknown user",
    "550 5.1.1 Unknown user: sender@example.com sender verification failed",
    "550 The return address is invalid",
    "550 The limit of unknown recipients was exceeded",
    "550 Your domain: no MX record",
    "550 Invalid Domain [192.0.2.1; LIB_420]",
    "550 this server does not handle mail for example.net",
    "550 5.1.1 Der Absender existiert nicht",
    "554 Dominio del remitente no existe",
    "550 Your address <a@example.com> does not exist",
    "550 Absender-Domain nicht gefunden",
    "550 发件人域名不存在",
    "550 送信元ドメインが存在しません",
]
BARE = [
    # reply, status          reason
    (550, "",                "user_unknown"),
    (553, "",                "address_syntax"),
    (551, "",                "moved"),
    (450, "",                "policy"),
    (452, "",                "system_full"),
    (552, "",                "mailbox_full"),
    (421, "",                "server_error"),
    (554, "",                "undetermined"),
    (556, "",                "no_mail_service"),
    (550, "5.0.0",           "user_unknown"),
    (550, "5.7.1",           "policy"),
    (None, "5.2.2",          "mailbox_full"),
    (None, "4.4.7",          "expired"),
    (None, "5.0.0",          "undetermined"),
    (None, "",               "undetermined"),
]
STATUSES = [
    ("5.1.1", "user_unknown"), ("4.1.1", "user_unknown"), ("5.1.10", "no_mail_service"), ("5.4.4", "domain_unknown"),
    ("4.4.4", "network_error"), ("5.7.25", "ptr_missing"), ("5.7.26", "auth_failed"), ("5.7.999", "policy"),
    ("5.1.999", "undetermined"), ("5.0.0", "undetermined"), ("4", "server_error"), ("5", "undetermined"), ("", "undetermined"),
]
STAGES = [
    ("550 no (in reply to RCPT TO command)",                     Stage.RCPT),
    ("SMTP error from remote mail server after MAIL FROM:<a>",   Stage.MAIL),
    ("host did not like our final DATA: 550 no",                 Stage.DATA),
    ("SMTP error from remote mail server after end of data",     Stage.DATA),
    ("192.0.2.1 does not like recipient.",                       Stage.RCPT),
    ("after initial connection: 554 no",                         Stage.CONNECT),
    ("550 no",                                                   Stage.UNKNOWN),
]
# fmt: on


@pytest.mark.parametrize(("text", "reason", "overruled"), CONTRADICTIONS)
def test_words_against_codes(text, reason, overruled):
    """Receivers choose words with more care than codes; the answer says which was overruled."""
    judgement = judge(text)[1]
    assert judgement.reason == reason
    assert not judgement.evidence[0].overruled
    assert judgement.evidence[0].says == reason
    assert judgement.evidence[0].line
    if overruled:
        assert overruled in [one.rule for one in judgement.evidence if one.overruled]


@pytest.mark.parametrize(("text", "reason"), WORDINGS + GRAMMAR)
def test_other_words_for_the_same(text, reason):
    assert judge(text)[1].reason == reason


@pytest.mark.parametrize("text", NEVER_HARD)
def test_what_speaks_of_something_else_is_never_hard(text):
    assert not REASONS[judge(text)[1].reason].hard


@pytest.mark.spec("RFC 5321 §4.2")
@pytest.mark.parametrize(("reply", "status", "reason"), BARE)
def test_codes_without_words(reply, status, reason):
    counted, judgement = judge("", reply=reply, status=status)
    assert judgement.reason == reason
    assert (counted.code, counted.status) == (reply, status)
    assert judgement.confidence is not Confidence.CERTAIN or reply == 556


@pytest.mark.spec("RFC 3463 §3")
@pytest.mark.parametrize(("status", "reason"), STATUSES)
def test_a_status_alone(status, reason):
    assert status_reason(status) == reason


def test_a_code_alone():
    assert code_reason(550) == code_reason("550") == "user_unknown"
    assert code_reason(599) == code_reason(None) == "undetermined"


def test_every_reason_of_a_code_is_one():
    from mailworthy.bounce.data import statuses

    assert {reason for table in statuses().values() for reason in table.values()} <= REASONS.keys()


def test_codes_are_counted_and_never_made_up():
    """The inner reply's, else the one around it, else the report's own fields."""
    cases = {
        "554 4.4.7 expired <421 4.4.2 timed out>": (421, "4.4.2"),
        "550 5.1.351 unknown recipient -> 550 : full": (550, "5.1.351"),
        "550 5.1.1 unknown": (550, "5.1.1"),
        "user unknown": (450, "4.0.0"),
    }
    for text, counted in cases.items():
        reply, _ = judge(text, reply=450, status="4.0.0")
        assert (reply.code, reply.status) == counted, text
    assert (judge("user unknown")[0].code, judge("user unknown")[0].status) == (None, "")


def test_the_cause_is_asked_before_what_wraps_it():
    assert (
        judge("5.1.0 - Unknown address error 550-'5.2.2 <a@example.com>... Mailbox Full'")[1].reason
        == "mailbox_full"
    )
    assert (
        judge("delivery to spamfilter.example.com failed: host said: 550 5.1.1 user unknown")[1].reason
        == "user_unknown"
    )
    assert judge("user unknown: host said: 554 5.0.0 so be it")[1].reason == "user_unknown"


@pytest.mark.parametrize(
    "text",
    ["550 <spam@example.com> user unknown", "550 5.1.1 No such user, see http://example.com/spam?blocked"],
)
def test_addresses_and_links_are_no_words(text):
    assert judge(text)[1].reason == "user_unknown"


def test_how_sure():
    certain, likely, guess = (
        judge(text)[1].confidence for text in ("550 5.1.1 user unknown", "550 5.7.1 user unknown", "550")
    )
    assert (certain, likely, guess) == (Confidence.CERTAIN, Confidence.LIKELY, Confidence.GUESS)
    after_data = judge("550 user unknown", stage=Stage.DATA)[1]
    assert (after_data.reason, after_data.confidence) == ("user_unknown", Confidence.GUESS)


def test_the_provider_is_known_by_its_host_or_its_mark():
    """The same words mean more in the mouth of one."""
    text = "554 5.7.1 Mail frequency"
    assert judge(text)[1].reason == "policy"
    told = judge(text, remote_mta="mx3.qq.com")[1]
    assert (told.reason, told.provider) == ("rate_limited", "Tencent QQ")
    assert told.help.startswith("https://")
    assert judge(text, remote_mta="qq.com.example.net")[1].reason == "policy"


@pytest.mark.spec("RFC 3463 §3.2")
@pytest.mark.spec("RFC 5321 §3.3")
@pytest.mark.parametrize(
    ("text", "stage", "reason"),
    [
        ("501 5.1.7 Invalid address", Stage.UNKNOWN, "sender_rejected"),
        ("550 5.1.8 Domain does not exist", Stage.UNKNOWN, "sender_rejected"),
        ("550 5.1.1 User unknown", Stage.MAIL, "sender_rejected"),
        ("550 5.1.1 User unknown (in reply to MAIL FROM command)", Stage.UNKNOWN, "sender_rejected"),
        (
            "SMTP error from remote mail server after MAIL FROM:<a@example.com>: 550 No such user",
            Stage.UNKNOWN,
            "sender_rejected",
        ),
        ("550 5.1.1 User unknown (in reply to RCPT TO command)", Stage.UNKNOWN, "user_unknown"),
        (
            ">>> MAIL FROM:<a@example.com> <<< 250 ok >>> RCPT TO:<b@example.com> <<< 550 No such user",
            Stage.RCPT,
            "user_unknown",
        ),
        ("521 We take no mail", Stage.MAIL, "no_mail_service"),
    ],
)
def test_the_sender_is_no_dead_recipient(text, stage, reason):
    assert judge(text, stage=stage)[1].reason == reason


def test_every_name_of_a_stage_is_looked_for():
    assert all(stages.stage_of(f"550 x {words} y") is stage for words, stage in stages._STAGES.items())


def test_one_house_is_not_taken_for_another():
    """Filters that many houses run write the same marks: only the house's own name says whose help page to read."""
    assert judge("554 cmsmtp 192.0.2.1 blocked AUP#CXBL")[1].provider == "Cox"
    assert judge("554 cmsmtp 192.0.2.1 blocked AUP#In-1020")[1].provider == "Spectrum"
    assert not judge("554 cmsmtp 192.0.2.1 blocked AUP#CNCT")[1].provider


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("554 Client host [192.0.2.1] blocked using zen.spamhaus.org", "Spamhaus ZEN"),
        ("554 blocked using bl.spamcop.net", "SpamCop"),
        ("554 blocked using bl.example.org; see http://example.org", "bl.example.org"),
        ("554 refused, see http://www.barracudacentral.org/lookups", "Barracuda Reputation Block List"),
        ("550 5.7.1 a blacklist has you", ""),
    ],
)
def test_the_blocklist_is_named(text, name):
    judgement = judge(text)[1]
    assert (judgement.reason, judgement.blocklist) == ("blocklisted", name)


@pytest.mark.parametrize(("text", "stage"), STAGES)
def test_stage(text, stage):
    assert stage_of(text) is stage


def test_a_syntax_error_is_the_recipients_only_at_rcpt():
    assert judge("501", stage=Stage.RCPT)[1].reason == "address_syntax"
    assert judge("501", stage=Stage.MAIL)[1].reason == "protocol_error"


def test_local_programs_and_delays():
    assert judge("71", agent="x-unix")[1].reason == "delivery_program_error"
    assert judge("71")[1].reason == "undetermined"
    assert judge("we go on", kind=Kind.DELAY)[1].reason == "expired"
    assert judge("we go on")[1].reason == "undetermined"


def test_the_users_rules_come_first():
    rules = own_rules('[[rule]]\nid = "ours"\npattern = "User Unknown"\nreason = "policy"', "mine.toml")
    judgement = judge("550 5.1.1 user unknown", rules=rules)[1]
    assert judgement.reason == "policy"
    assert [(one.rule, one.overruled) for one in judgement.evidence] == [
        ("own/ours", False),
        ("status 5.1.1", True),
    ]


@pytest.mark.parametrize(
    ("text", "status", "rule", "line"),
    [
        ("554", "", "reply 554", "554"),
        ("", "5.0.0", "status 5.0.0", "5.0.0"),
        ("554 nothing that is known", "", "reply 554", "nothing that is known"),
        ("nothing that is known", "", "words", "nothing that is known"),
        ("550", "", "reply 550", "550"),
    ],
)
def test_what_was_looked_at_is_shown_even_where_it_tells_nothing(text, status, rule, line):
    (evidence, *_) = judge(text, status=status)[1].evidence
    assert (evidence.rule, evidence.line) == (rule, line)


def test_where_nothing_was_said_nothing_is_shown():
    assert judge("")[1].evidence == ()


def test_vague_trouble_of_a_local_program_is_its_own():
    assert judge("temporary problem", agent="x-unix", status="4.3.0")[1].reason == "delivery_program_error"
    assert judge("temporary problem", agent="smtp", status="4.3.0")[1].reason == "server_error"
    assert judge("mailbox is full", agent="x-unix", status="4.3.0")[1].reason == "mailbox_full"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("deliver: unknown user: jane 554 <jane@example.org>... Service unavailable", Confidence.CERTAIN),
        ("somebody: unknown user: jane 554 <jane@example.org>... Service unavailable", Confidence.LIKELY),
    ],
)
def test_who_fills_the_mailboxes_knows_their_owners(text, confidence):
    judgement = judge(text, status="5.5.0")[1]
    assert (judgement.reason, judgement.confidence) == ("user_unknown", confidence)


@pytest.mark.parametrize(
    ("text", "field", "status"),
    [
        ("451 4.0.0 out of luck", "4.5.0", "4.5.0"),
        ("451 4.0.0 out of luck", "5.5.0", "4.0.0"),  # of another class: of something else
        ("451 4.3.2 out of luck", "4.5.0", "4.3.2"),
        ("550 5.1.1 no such user", "5.0.0", "5.1.1"),
    ],
)
def test_a_status_that_says_nothing_gives_way_to_the_field(text, field, status):
    assert judge(text, status=field)[0].status == status


def test_a_message_in_quarantine_is_no_recipient_that_moved():
    assert judge("554 moved to quarantine")[1].reason == "undetermined"
    assert judge("550 the user has moved to example.org")[1].reason == "moved"


@pytest.mark.parametrize("status", ["5.4.4", "4.4.3"])
def test_a_malformed_answer_of_a_name_server_condemns_no_address(status):
    """Old Postfix says so of a null MX too, but of other faults as well: a good address weighs more."""
    text = "Name service error for name=nomail.example type=MX: Malformed or unexpected name server reply"
    assert judge(text, status=status)[1].reason == "network_error"
