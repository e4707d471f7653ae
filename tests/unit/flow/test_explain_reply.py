"""One reply explained: bare codes as the table reads them, words before codes, nothing for nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_shape import fits

import mailworthy
from mailworthy.bounce.rules import own_rules
from mailworthy.bounce.schema import bounce_schema
from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.flow.explain_reply import code_table, explain_reply

# fmt: off
BARE = [
    # code   class         reason                   bounce   group
    ("2",    "success",    None,                    "none",  None),
    ("4",    "temporary",  "server_error",          "soft",  "recipient"),
    ("5",    "permanent",  "undetermined",          "soft",  "antispam"),
    ("250",  "success",    None,                    "none",  None),
    ("251",  "success",    None,                    "none",  None),
    ("252",  "success",    None,                    "none",  None),
    ("421",  "temporary",  "server_error",          "soft",  "recipient"),
    ("432",  "temporary",  "login_or_tls_needed",   "soft",  "sender"),
    ("450",  "temporary",  "policy",                "soft",  "antispam"),
    ("451",  "temporary",  "server_error",          "soft",  "recipient"),
    ("452",  "temporary",  "system_full",           "soft",  "recipient"),
    ("454",  "temporary",  "login_or_tls_needed",   "soft",  "sender"),
    ("455",  "temporary",  "server_error",          "soft",  "recipient"),
    ("500",  "permanent",  "protocol_error",        "soft",  "sender"),
    ("501",  "permanent",  "address_syntax",        "hard",  "hard"),
    ("502",  "permanent",  "protocol_error",        "soft",  "sender"),
    ("503",  "permanent",  "protocol_error",        "soft",  "sender"),
    ("504",  "permanent",  "protocol_error",        "soft",  "sender"),
    ("521",  "permanent",  "no_mail_service",       "hard",  "hard"),
    ("523",  "permanent",  "message_too_big",       "soft",  "sender"),
    ("525",  "permanent",  "mailbox_disabled",      "soft",  "hard"),
    ("530",  "permanent",  "login_or_tls_needed",   "soft",  "sender"),
    ("534",  "permanent",  "login_or_tls_needed",   "soft",  "sender"),
    ("535",  "permanent",  "login_or_tls_needed",   "soft",  "sender"),
    ("538",  "permanent",  "login_or_tls_needed",   "soft",  "sender"),
    ("550",  "permanent",  "user_unknown",          "hard",  "hard"),
    ("551",  "permanent",  "moved",                 "hard",  "hard"),
    ("552",  "permanent",  "mailbox_full",          "soft",  "recipient"),
    ("553",  "permanent",  "address_syntax",        "hard",  "hard"),
    ("554",  "permanent",  "undetermined",          "soft",  "antispam"),
    ("555",  "permanent",  "protocol_error",        "soft",  "sender"),
    ("556",  "permanent",  "no_mail_service",       "hard",  "hard"),
    ("5.1.1", "permanent", "user_unknown",          "hard",  "hard"),
    ("4.2.2", "temporary", "mailbox_full",          "soft",  "recipient"),
    ("5.7.25", "permanent", "ptr_missing",          "soft",  "sender"),
    ("2.0.0", "success",   None,                    "none",  None),
]
SPOKEN = [
    # reply                                              reason           bounce   code
    ("552 5.1.1 mailbox full",                           "mailbox_full",  "soft",  "552 5.1.1"),  # the code lies
    ("550 5.1.1 no such user",                           "user_unknown",  "hard",  "550 5.1.1"),
    ("550-5.1.1 no such\r\n550 5.1.1 user here\r\n",     "user_unknown",  "hard",  "550 5.1.1"),
    ("250 2.1.5 recipient ok",                           None,            "none",  "250 2.1.5"),
    ("220 mx.example.org ESMTP ready; 550 5.1.1 no such user", "user_unknown", "hard", "550 5.1.1"),  # a dialogue
    ("450 4.1.1 no such user",                           "user_unknown",  "hard",  "450 4.1.1"),
    ("no such user",                                     "user_unknown",  "hard",  ""),
]
# fmt: on


@pytest.mark.parametrize(("code", "class_", "reason", "bounce", "group"), BARE)
def test_bare_codes(code, class_, reason, bounce, group):
    told = explain_reply(code).as_dict()
    assert (told["class"], told["reason"], told["bounce"], told["group"]) == (class_, reason, bounce, group)
    assert told["code"]["name"]
    assert told["remedy"]


@pytest.mark.parametrize("code", [code for code, _, reason, *_ in BARE if reason and "." not in code])
def test_a_basic_code_alone_is_but_a_guess(code):
    """Except those that RFC 7504 made for one thing only."""
    sure = "certain" if code in {"521", "556"} else "guess"
    assert explain_reply(code).as_dict()["confidence"] == sure


@pytest.mark.parametrize(("text", "reason", "bounce", "code"), SPOKEN)
def test_words_come_first(text, reason, bounce, code):
    explanation = explain_reply(text)
    told = explanation.as_dict()
    assert (told["reason"], told["bounce"], explanation.code) == (reason, bounce, code)


def test_after_the_content_nobody_is_called_dead():
    """Filters refuse a message in the same words."""
    assert explain_reply("550 User unknown (in reply to end of DATA command)").bounce == "soft"


def test_a_class_alone_makes_no_reply_and_no_status():
    told = explain_reply("4").as_dict()
    assert (told["reply"], told["status"]) == (None, None)
    assert told["code"]["class_name"] == "Persistent transient failure"


@pytest.mark.parametrize("text", ["", "  ", "\r\n"])
def test_nothing_explains_nothing(text):
    told = explain_reply(text).as_dict()
    assert {key for key, value in told.items() if value} == set()
    assert told.keys() == explain_reply("550").as_dict().keys()


def test_own_rules_go_first():
    rules = own_rules('[[rule]]\npattern = "no such user"\nreason = "policy"\n', "mine.toml")
    told = explain_reply("550 5.1.1 no such user", rules=rules).as_dict()
    assert (told["reason"], told["bounce"]) == ("policy", "soft")
    assert told["evidence"][0]["rule"].startswith("own/")


@pytest.mark.parametrize("lang", Lang)
def test_a_failure_comes_with_the_checklist_of_its_group(lang):
    told = explain_reply("550 5.7.26 unauthenticated").as_dict(lang)
    assert told["group"] == "sender"
    assert [set(step) for step in told["checklist"]] == [{"text", "command", "page"}] * len(told["checklist"])
    assert len(told["checklist"]) >= 3


def test_success_has_no_checklist():
    assert explain_reply("250 ok").as_dict()["checklist"] == []


def test_the_library_speaks_it():
    assert mailworthy.explain_reply("452 4.2.2 over quota").as_dict()["reason"] == "mailbox_full"


@given(st.text(max_size=60), st.sampled_from(Lang))
def test_any_text_gets_a_record(text, lang):
    told = explain_reply(text).as_dict(lang)
    checklist = told.pop("checklist")
    assert isinstance(checklist, list)
    assert told["kind"] is None or fits(told, bounce_schema())
    assert json.loads(json.dumps({**told, "checklist": checklist}))


# --- the table of codes -----------------------------------------------------------------------------------------


def test_the_whole_table():
    rows = list(code_table())
    assert len(rows) == len({row["code"] for row in rows}) > 110
    assert all(row["name"] and row["meaning"] and row["source"] for row in rows)


def test_the_table_reads_each_code_as_a_reply_of_it_is_read():
    for row in code_table():
        told = explain_reply(row["code"]).as_dict()
        assert {key: told[key] for key in ("class", "reason", "bounce", "group")} == {
            key: row[key] for key in ("class", "reason", "bounce", "group")
        }


def test_codes_in_ianas_own_spelling():
    (row,) = code_table(["X.7.26"])
    assert (row["code"], row["reason"]) == ("5.7.26", "auth_failed")


def test_what_is_no_code_is_refused():
    with pytest.raises(InputError, match="no reply code"):
        list(code_table(["550", "hello"]))
