"""SMTP replies as reports quote them: which code counts, what the words are."""

from __future__ import annotations

import pytest

from mailworthy.wire.reply import LOOKED_AT, Reply, read

# fmt: off
PLAIN = [
    # what was written                                            code  status     the words
    ("550 5.1.1 No such user",                                    550, "5.1.1",  "No such user"),
    ("550 No such user",                                          550, "",       "No such user"),
    ("550-5.1.1 No such\r\n550 5.1.1 user",                       550, "5.1.1",  "No such user"),
    ("550-5.1.1 No such 550-5.1.1 user 550 5.1.1 here",           550, "5.1.1",  "No such user here"),
    ("550 sorry, no mailbox here by that name (#5.1.1)",          550, "5.1.1",  "sorry, no mailbox here by that name (#5.1.1)"),
    ("550: 5.1.1 <a@example.com>... User Unknown",                550, "5.1.1",  "<a@example.com>... User Unknown"),
    ("smtp; 550 5.1.1 user unknown",                              550, "5.1.1",  "user unknown"),
    ("550 550 5.1.1 user unknown",                                550, "5.1.1",  "user unknown"),
    ("550",                                                       550, "",       ""),
    ("421.",                                                      421, "",       "."),
    ("5.1.1",                                                     None, "5.1.1", "5.1.1"),
    ("User unknown",                                              None, "",      "User unknown"),
    ("",                                                          None, "",      ""),
    ("250 2.0.0 Ok: queued",                                      250, "2.0.0",  "Ok: queued"),
    ("08:01:30: <-- 500 Message rejected",                        500, "",       "Message rejected"),
    # the status that stands elsewhere counts where its class agrees
    ("5.3.0 - Other mail system problem 550-'Unknown user'",      550, "5.3.0",  "'Unknown user'"),
    ("5.1.0 - Unknown address 450-'Mailbox busy'",                450, "",       "'Mailbox busy'"),
    ("550 Backend said [4afe3ce4.0.668380.00]: 5.7.1 spam",       550, "5.7.1",  "Backend said [4afe3ce4.0.668380.00]: 5.7.1 spam"),
]
NO_CODE = [
    "Could not deliver for the last 500 seconds",
    "The limit is 512 messages",
    "connect to example.com[192.0.2.1]:587: Connection refused",
    "host 450.example.com is down",
    "see http://example.com/?error=550",
    "the server at 192.0.2.550 said no",
    "Mail rejected. OFR_506 [506]",
]
NESTED = [
    # what was written                                                              the cause's code, status and words
    ("554 4.4.7 Message expired.<421 4.4.2 Connection timed out>",                  421, "4.4.2", "Connection timed out>"),
    ("5.1.0 - Unknown address error 550-'5.2.2 <a@example.com>... Mailbox Full'",   550, "5.2.2", "<a@example.com>... Mailbox Full'"),
    ("554 <a@example.com>... 550 Host unknown",                                     550, "",      "Host unknown"),
    ("550 5.1.351 Remote server returned unknown recipient -> 450 4.2.2 full",      450, "4.2.2", "full"),
    ("550 5.4.300 Message expired; the last host said: 451 4.7.1 Greylisted",       451, "4.7.1", "Greylisted"),
]
NOT_NESTED = [
    ("550 5.1.1 <a@example.com>... User unknown 503 5.0.0 Need RCPT (recipient)",   550, "5.1.1"),
    ("554 <a@example.com>... 550 Host unknown >>> QUIT <<< 421 Sorry",              550, ""),
    ("550 5.7.1 refused (550)",                                                     550, "5.7.1"),
    ("552 5.2.2 full [506]",                                                        552, "5.2.2"),
]
# fmt: on


@pytest.mark.spec("RFC 5321 §4.2")
@pytest.mark.spec("RFC 3463 §2")
@pytest.mark.parametrize(("text", "code", "status", "words"), PLAIN)
def test_one_reply(text, code, status, words):
    reply = read(text)
    assert (reply.code, reply.status, reply.text, reply.inner) == (code, status, words, None)


@pytest.mark.parametrize("text", NO_CODE)
def test_numbers_that_are_no_codes(text):
    assert read(text).code is None


@pytest.mark.parametrize(("text", "code", "status", "words"), NESTED)
def test_the_nested_reply_is_the_cause(text, code, status, words):
    reply = read(text)
    assert reply.cause is not reply or reply.before
    assert (reply.cause.code, reply.cause.status, reply.cause.text) == (code, status, words)


@pytest.mark.parametrize(("text", "code", "status"), NOT_NESTED)
def test_what_follows_is_not_the_cause(text, code, status):
    assert (read(text).cause.code, read(text).cause.status) == (code, status)


def test_what_the_reporter_wrote_stands_apart():
    """The host that was refused is no word of the one that refused."""
    reply = read(
        "SMTP error from remote mail server after RCPT TO:<a@example.com>: host mx [192.0.2.1]: 550 5.1.1 no"
    )
    assert reply.before.endswith("host mx [192.0.2.1]:")
    assert reply.text == "no"


def test_a_long_text_is_looked_at_from_both_ends():
    text = "x " * LOOKED_AT
    assert read(f"550 5.1.1 no such user {text}").code == 550
    assert read(f"{text} said: 550 5.1.1 no such user").code == 550
    assert read(f"{text} said: 550 5.1.1 no such user {text}").code is None


def test_codes_without_end():
    reply = read("<550 " * 10_000)
    assert isinstance(reply, Reply)
    assert reply.cause.code == 550
