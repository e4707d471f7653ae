"""A mailbox's URL says which protocol, how it is encrypted, whose it is; and never the password."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.edge.mailbox import (
    After,
    Deed,
    Login,
    Where,
    from_file,
    from_program,
    parse_after,
    parse_where,
)
from mailworthy.edge.mailbox.box import HELD_BYTES, LARGEST_BYTES, bounded
from mailworthy.edge.mailbox.trouble import clean
from mailworthy.errors import InputError, OutsideError

# fmt: off
URLS = [
    # url                                       protocol  secure      host           port  user       folder
    ("imaps://jane@mail.example",               "imap",   "tls",      "mail.example", 993, "jane",     "INBOX"),
    ("imaps://jane%40a.example@mail.example/Bounces", "imap", "tls",  "mail.example", 993, "jane@a.example", "Bounces"),
    ("imaps://jane@mail.example:1993/a%20b/c",  "imap",   "tls",      "mail.example", 1993, "jane",    "a b/c"),
    ("imap://jane@mail.example",                "imap",   "starttls", "mail.example", 143, "jane",     "INBOX"),
    ("imap://jane@mail.example?starttls",       "imap",   "starttls", "mail.example", 143, "jane",     "INBOX"),
    ("imap://jane@mail.example/Work?plain",     "imap",   "plain",    "mail.example", 143, "jane",     "Work"),
    ("imaps://jane@[2001:db8::1]:993/",         "imap",   "tls",      "2001:db8::1",  993, "jane",     "INBOX"),
    ("pop3s://jane@mail.example",               "pop3",   "tls",      "mail.example", 995, "jane",     "INBOX"),
    ("pop3://jane@mail.example",                "pop3",   "starttls", "mail.example", 110, "jane",     "INBOX"),
    ("jmap://jane@mail.example/Bounces",        "jmap",   "tls",      "mail.example", 443, "jane",     "Bounces"),
    ("jmap://jane@mail.example?plain",          "jmap",   "plain",    "mail.example", 80,  "jane",     "INBOX"),
    ("imaps://%E7%8C%AB@mail.example",          "imap",   "tls",      "mail.example", 993, "猫",       "INBOX"),
]
BAD = [
    # url                                     what is said
    ("imaps://jane:secret@mail.example",      "a password has no place in a URL"),
    ("imaps://jane:@mail.example",            "a password has no place in a URL"),
    ("imaps://mail.example",                  "name the user and the host"),
    ("imaps://jane@",                         "name the user and the host"),
    ("http://jane@mail.example",              "mailboxes are named by imaps://"),
    ("imaps://jane@mail.example?starttls",    "encrypted from the first octet"),
    ("imaps://jane@mail.example?insecure",    "known are ?starttls and ?plain"),
    ("pop3s://jane@mail.example/Work",        "POP3 has no folders"),
    ("imaps://jane@mail.example:99999",       "not a mailbox's URL"),
    ("imaps://jane@[::1",                     "not a mailbox's URL"),
    ("imaps://jane%0D%0Ax@mail.example",      "a control character has no place"),
    ("imaps://jane@mail.example/a%0Ab",       "a control character has no place"),
]
NAMES = [
    # url                                       what the store calls it
    ("imaps://jane@mail.example",               "imap://jane@mail.example/INBOX"),
    ("imap://jane@mail.example?starttls",       "imap://jane@mail.example/INBOX"),
    ("imaps://jane%40a@mail.example:1993/a b",  "imap://jane%40a@mail.example:1993/a%20b"),
    ("imaps://jane@[2001:db8::1]",              "imap://jane@[2001:db8::1]/INBOX"),
    ("pop3://jane@mail.example",                "pop3://jane@mail.example/INBOX"),
]
# fmt: on


@pytest.mark.parametrize(("url", "meant"), [(row[0], Where(*row[1:])) for row in URLS])
def test_urls(url, meant):
    assert parse_where(url) == meant


@pytest.mark.parametrize(("url", "said"), BAD)
def test_urls_that_are_none(url, said):
    with pytest.raises(InputError) as error:
        parse_where(url)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(("url", "name"), NAMES)
def test_the_name_stays_the_same_however_the_connection_is_made(url, name):
    assert parse_where(url).name == name


@given(st.text())
def test_any_text_is_a_url_or_our_error(text):
    for url in (text, f"imaps://{text}", f"imap://jane@host/{text}"):
        with suppress(InputError):
            parse_where(url)


# fmt: off
DEEDS = [
    ("leave",         After()),
    ("flag",          After(Deed.FLAG)),
    ("move:Bounced",  After(Deed.MOVE, "Bounced")),
    ("move:a:b",      After(Deed.MOVE, "a:b")),
    ("delete",        After(Deed.DELETE)),
]
# fmt: on


@pytest.mark.parametrize(("text", "meant"), DEEDS)
def test_what_becomes_of_bounces(text, meant):
    assert parse_after(text) == meant
    assert str(meant) == text


@pytest.mark.parametrize("text", ["", "move", "move:", "keep", "delete:all", "leave:x", "DELETE"])
def test_what_nobody_can_do(text):
    with pytest.raises(InputError, match="write leave, flag, move:FOLDER or delete"):
        parse_after(text)


# --- memory -------------------------------------------------------------------------------------------------------------

MANY = HELD_BYTES // LARGEST_BYTES
# fmt: off
SIZES = [
    ([],                                                 []),
    ([1, 2, 3],                                          [3]),
    ([HELD_BYTES, 1],                                    [2]),           # of the first only the beginning is fetched
    ([1 << 40] * (MANY + 1),                             [MANY, 1]),
    ([LARGEST_BYTES] * (2 * MANY),                       [MANY, MANY]),
]
# fmt: on


@pytest.mark.parametrize(("sizes", "counts"), SIZES)
def test_what_is_fetched_together_fits_into_memory(sizes, counts):
    assert [len(some) for some in bounded((str(n), size) for n, size in enumerate(sizes))] == counts


# --- secrets ------------------------------------------------------------------------------------------------------------


def test_a_login_never_shows_its_secret():
    assert "hunter2" not in repr(Login(lambda: "hunter2"))
    assert clean(b"-ERR bad password hunter2\r\n", "hunter2") == "-ERR bad password ***"


def test_what_a_server_says_is_one_short_line():
    said = clean("no\r\n" + "x" * 10_000, "")
    assert "\n" not in said
    assert len(said) <= 300


@pytest.mark.parametrize(
    ("text", "secret"), [("hunter2\n", "hunter2"), ("  a b \nmore\n", "  a b "), ("p", "p")]
)
def test_the_first_line_of_a_file_is_the_secret_read_anew_each_time(tmp_path, text, secret):
    file = tmp_path / "secret"
    file.write_text("before")
    read = from_file(file)
    file.write_text(text)
    assert read() == secret


@pytest.mark.parametrize("octets", [b"", b"\n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_named(tmp_path, octets):
    file = tmp_path / "secret"
    file.write_bytes(octets)
    with pytest.raises(InputError, match="should hold the secret"):
        from_file(file)()


def test_a_program_prints_the_token():
    assert from_program("printf '%s\\n' 'a token'")() == "a token"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "ended with 1"),
        ("true", "printed nothing"),
        ("/no/such/program", "cannot be used"),
        ("'", "cannot be used"),
    ],
)
def test_a_program_that_gives_no_token_is_said(command, said):
    with pytest.raises(OutsideError, match=said) as error:
        from_program(command)()
    assert not error.value.temporary
