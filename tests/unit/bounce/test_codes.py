"""What codes say by themselves: every basic code, the whole registry of enhanced ones, each digit in words."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.codes import code_words, explain_code, known_codes
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.words import rows
from mailworthy.errors import InputError
from mailworthy.finding import Lang

# fmt: off
BASIC = [
    # code   class         family   second suspicion     name begins with
    ("2",    "success",    "none",  "",                  "Success"),
    ("4",    "temporary",  "soft",  "",                  "Persistent transient failure"),
    ("5",    "permanent",  "hard",  "",                  "Permanent failure"),
    ("250",  "success",    "none",  "",                  "Requested mail action okay"),
    ("251",  "success",    "none",  "",                  "User not local; will forward"),
    ("252",  "success",    "none",  "",                  "Cannot VRFY user"),
    ("421",  "temporary",  "soft",  "network_error",     "Service not available"),
    ("432",  "temporary",  "soft",  "",                  "A password transition"),
    ("450",  "temporary",  "soft",  "greylisted",        "Requested mail action not taken: mailbox unavailable"),
    ("451",  "temporary",  "soft",  "auth_failed",       "Requested action aborted: error in processing"),
    ("452",  "temporary",  "soft",  "rate_limited",      "Requested action not taken: insufficient system storage"),
    ("454",  "temporary",  "soft",  "",                  "Temporary authentication failure"),
    ("455",  "temporary",  "soft",  "",                  "Server unable to accommodate parameters"),
    ("500",  "permanent",  "hard",  "",                  "Syntax error, command unrecognised"),
    ("501",  "permanent",  "hard",  "protocol_error",    "Syntax error in parameters or arguments"),
    ("502",  "permanent",  "hard",  "",                  "Command not implemented"),
    ("503",  "permanent",  "hard",  "",                  "Bad sequence of commands"),
    ("504",  "permanent",  "hard",  "",                  "Command parameter not implemented"),
    ("521",  "permanent",  "hard",  "",                  "Server does not accept mail"),
    ("523",  "permanent",  "hard",  "",                  "Encryption or message length limit"),
    ("525",  "permanent",  "hard",  "",                  "User account disabled"),
    ("530",  "permanent",  "hard",  "",                  "Authentication required"),
    ("534",  "permanent",  "hard",  "",                  "Authentication mechanism is too weak"),
    ("535",  "permanent",  "hard",  "",                  "Authentication credentials invalid"),
    ("538",  "permanent",  "hard",  "",                  "Encryption required"),
    ("550",  "permanent",  "hard",  "",                  "Requested action not taken: mailbox unavailable"),
    ("551",  "permanent",  "hard",  "",                  "User not local; please try <forward-path>"),
    ("552",  "permanent",  "hard",  "message_too_big",   "Requested mail action aborted: exceeded storage allocation"),
    ("553",  "permanent",  "hard",  "",                  "Requested action not taken: mailbox name not allowed"),
    ("554",  "permanent",  "hard",  "policy",            "Transaction failed"),
    ("555",  "permanent",  "hard",  "",                  "MAIL FROM/RCPT TO parameters"),
    ("556",  "permanent",  "hard",  "",                  "Domain does not accept mail"),
]
ENHANCED = [
    # code         class                          subject                                 detail
    ("2.1.5",      "Success",                     "Addressing Status",                    "Destination address valid"),
    ("4.2.2",      "Persistent Transient Failure", "Mailbox Status",                      "Mailbox full"),
    ("5.0.0",      "Permanent Failure",           "Other or Undefined Status",            "Other undefined Status"),
    ("5.1.1",      "Permanent Failure",           "Addressing Status",                    "Bad destination mailbox address"),
    ("5.1.10",     "Permanent Failure",           "Addressing Status",                    "Recipient address has null MX"),
    ("5.3.4",      "Permanent Failure",           "Mail System Status",                   "Message too big for system"),
    ("4.4.7",      "Persistent Transient Failure", "Network and Routing Status",          "Delivery time expired"),
    ("5.5.3",      "Permanent Failure",           "Mail Delivery Protocol Status",        "Too many recipients"),
    ("5.6.7",      "Permanent Failure",           "Message Content or Media Status",      "Non-ASCII addresses not permitted for that sender/recipient"),
    ("5.7.26",     "Permanent Failure",           "Security or Policy Status",            "Multiple authentication checks failed"),
    ("5.7.30",     "Permanent Failure",           "Security or Policy Status",            "REQUIRETLS support required"),
    ("5.7.515",    "Permanent Failure",           "Security or Policy Status",            ""),  # Microsoft's own
    ("5.9.9",      "Permanent Failure",           "",                                     ""),  # nobody's
]
# Subject by subject, how many details the registry knows: from x.S.0 to the last.
REGISTERED = {"0": 1, "1": 11, "2": 5, "3": 7, "4": 8, "5": 7, "6": 11, "7": 31}
WRITTEN = [
    # as people write it     what it is
    ("550",                  "550"),
    (" 550  5.1.1 ",         "550 5.1.1"),
    ("550-5.1.1",            "550 5.1.1"),
    ("#5.1.1",               "5.1.1"),
    ("550 #5.1.1",           "550 5.1.1"),
    ("5.1.1",                "5.1.1"),
    ("4",                    "4"),
]
NO_CODES = ["", " ", "3", "6", "55", "5500", "350", "650", "5.1", "5.1.1.1", "3.1.1", "5505.1.1", "user_unknown", "5" * 10**5, "\x00", "５５０"]
# fmt: on


@pytest.mark.spec("RFC 5321 §4.2.3")
@pytest.mark.parametrize(("code", "class_", "family", "also", "name"), BASIC)
def test_basic_codes(code, class_, family, also, name):
    words = explain_code(code)
    assert (words.class_, words.family, words.also) == (class_, family, also)
    assert words.name.startswith(name)
    assert words.meaning
    assert bool(words.second) == bool(also)
    assert words.enhanced is None


def test_the_table_has_no_other_basic_codes():
    assert [code for code, *_ in BASIC] == list(rows("codes"))


def test_second_suspicions_are_reasons():
    assert {also for *_, also, _ in BASIC if also} <= REASONS.keys()


@pytest.mark.parametrize(("status", "class_", "subject", "detail"), ENHANCED)
def test_each_digit_of_an_enhanced_code_in_words(status, class_, subject, detail):
    words = explain_code(status).enhanced
    assert (words.class_, words.subject, words.detail) == (class_, subject, detail)


def test_the_registry_is_whole():
    details = list(rows("enhanced")["detail"])
    wanted = [f"{subject}.{n}" for subject, count in REGISTERED.items() for n in range(count)]
    assert details == wanted
    assert list(rows("enhanced")["subject"]) == list(REGISTERED)
    assert list(rows("enhanced")["class"]) == ["2", "4", "5"]


@pytest.mark.parametrize("detail", rows("enhanced")["detail"].values(), ids=rows("enhanced")["detail"])
def test_every_detail_says_where_it_is_defined(detail):
    assert re.fullmatch(r"RFC \d{4}(, RFC \d{4})*|draft-[a-z-]+", detail["source"])


def test_every_known_code_can_be_explained():
    for code in known_codes():
        for lang in Lang:
            words = explain_code(code, lang)
            assert words.name
            assert words.meaning
            assert words.class_name


@pytest.mark.parametrize(("written", "code"), WRITTEN)
def test_codes_as_people_write_them(written, code):
    assert explain_code(written).code == code


@pytest.mark.parametrize("text", NO_CODES, ids=lambda text: repr(text[:12]))
def test_what_is_no_code_is_refused_in_one_short_line(text):
    with pytest.raises(InputError) as refused:
        explain_code(text)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


# fmt: off
MEANINGS = [
    # reply   status      whose meaning counts
    (550,     "",         "550"),      # nothing more precise
    (550,     "5.7.26",   "5.7.26"),   # else it would say that the address does not exist
    (550,     "5.1.0",    "5.1.0"),
    (550,     "5.0.0",    "550"),      # says nothing
    (550,     "5.7.515",  "subject"),  # not registered: what it concerns is known all the same
    (None,    "4.2.2",    "4.2.2"),
]
# fmt: on


@pytest.mark.parametrize(("reply", "status", "whose"), MEANINGS)
def test_the_more_precise_code_gives_the_meaning(reply, status, whose):
    subject = rows("enhanced")["subject"]["7"]["en"]["meaning"]
    wanted = subject if whose == "subject" else explain_code(whose).meaning
    assert code_words(reply, status, Lang.EN).meaning == wanted


def test_an_unknown_basic_code_is_its_class():
    words = explain_code("571")
    assert (words.class_, words.name) == ("permanent", "Permanent failure")


@given(
    st.one_of(st.none(), st.integers(0, 999)), st.text("0123456789.xX ", max_size=9), st.sampled_from(Lang)
)
def test_any_reply_and_status_can_be_told(reply, status, lang):
    """Reports hold anything; what is not well formed says nothing."""
    words = code_words(reply, status, lang)
    assert words.as_dict().keys() == {"class_name", "name", "meaning", "family", "enhanced"}


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_refused(text):
    with contextlib.suppress(InputError):
        assert explain_code(text).class_
