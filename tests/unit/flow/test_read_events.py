"""Events from files of any kind, folders and streams, found out by what they hold."""

from __future__ import annotations

import gzip
import io
import json
import os
from datetime import UTC, datetime
from urllib.parse import urlencode

import polars as pl
import pytest

from mailworthy.bounce.platforms import NAMES
from mailworthy.errors import InputError
from mailworthy.flow.read_events import EventOptions, Unread, events_in, holds_events

ANN, BOB = "ann@there.example", "bob@there.example"
SENDGRID = [
    {"email": ANN, "event": "open", "sg_event_id": "1"},
    {"email": BOB, "event": "click", "sg_event_id": "2"},
]
CSV = f'created,email,reason,status\n1767323045,{ANN},"550 5.1.1 no such user",5.1.1\n1767323045,{BOB},"552 full",\n'
POSTFIX = "".join(
    f"Jan  2 03:04:05 mx postfix/smtp[9]: 3F2A1{n}: to=<{who}>, relay=none, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (550 no such user)\n"
    for n, who in enumerate((ANN, BOB))
)
EXIM = "".join(
    f"2026-01-02 03:04:05 1tfABC-00000{n}-2X ** {who}: Unrouteable address\n"
    for n, who in enumerate((ANN, BOB))
)
MAILGUN_FORM = "\n".join(
    urlencode({"event": "opened", "recipient": who, "token": "t", "signature": "s"}) for who in (ANN, BOB)
)
MANDRILL_FORM = urlencode(
    {"mandrill_events": json.dumps([{"event": "open", "msg": {"email": who}} for who in (ANN, BOB)])}
)
# fmt: off
FILES = [
    # name                 octets                                             whose
    ("webhooks.json",      json.dumps(SENDGRID),                              "sendgrid"),
    ("webhooks.json",      json.dumps(SENDGRID, indent=2),                    "sendgrid"),
    ("webhooks.jsonl",     "\n".join(map(json.dumps, SENDGRID)),              "sendgrid"),
    ("webhooks.txt",       json.dumps([SENDGRID[0]]) + "\n" + json.dumps([SENDGRID[1]]), "sendgrid"),
    ("bounces.csv",        CSV,                                               "sendgrid"),
    ("bounces.csv",        "\ufeff" + CSV.replace(",", ";"),                  "sendgrid"),
    ("bounces.json",       json.dumps({"items": [{"address": ANN, "code": "550", "error": "x"}, {"address": BOB, "code": "550", "error": "x"}]}), "mailgun"),
    ("mail.log",           POSTFIX,                                           "postfix"),
    ("mainlog",            EXIM,                                              "exim"),
    ("forms.txt",          MAILGUN_FORM,                                      "mailgun"),
    ("forms.txt",          MANDRILL_FORM,                                     "mandrill"),
]
# fmt: on


@pytest.mark.parametrize(("name", "text", "whose"), FILES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_known_by_what_it_holds(tmp_path, name, text, whose, packed):
    path = tmp_path / (name + ".gz" if packed else name)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert [(event.platform, event.recipient) for event in events_in(path)] == [(whose, ANN), (whose, BOB)]


@pytest.mark.parametrize(("name", "text", "whose"), FILES)
def test_a_stream_is_read_as_a_file_is(name, text, whose):
    assert [event.recipient for event in events_in(io.BytesIO(text.encode()), name=name)] == [ANN, BOB]


@pytest.mark.parametrize(("name", "text", "whose"), FILES)
def test_what_holds_events_is_told_from_mail(name, text, whose):
    assert holds_events(text.encode())


MAIL = [
    b"From: a@b.example\nTo: c@d.example\nSubject: email,reason,status\n\n{}",
    b"From MAILER-DAEMON Fri Jan  2 03:04:05 2026\nReturn-Path: <>\n\n550",
    b"Return-Path: <>\nReceived: by mx (Postfix)\n\nThis is the mail system at host mx.",
    b"",
]


@pytest.mark.parametrize("mail", MAIL)
def test_mail_holds_no_events(mail):
    assert not holds_events(mail)


def test_a_workbook_is_an_export_too(tmp_path):
    path = tmp_path / "bounces.xlsx"
    pl.DataFrame({"Email": [ANN], "Type": ["Hard bounce"], "Reason": ["552 mailbox full"]}).write_excel(path)
    (event,) = events_in(path)
    assert event.bounce is not None
    assert event.bounce.judgement is not None
    assert (event.recipient, event.bounce.judgement.reason) == (ANN, "mailbox_full")


def test_an_export_in_shift_jis_is_read(tmp_path):
    path = tmp_path / "export.csv"
    rows = "".join(f"{ANN},ハードバウンス,宛先のメールアドレスは存在しません\n" for _ in range(5))
    path.write_bytes(("メールアドレス,種別,エラー内容\n" + rows).encode("cp932"))
    assert {event.platform_class.value for event in events_in(path)} == {"hard"}


def test_a_folder_is_walked_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.csv").write_text(CSV)
    (tmp_path / "a.jsonl").write_text(json.dumps(SENDGRID[0]) + "\n")
    (tmp_path / ".hidden").write_text("rubbish")
    assert [event.kind.value for event in events_in(tmp_path)] == ["open", "bounce", "bounce"]


def test_what_could_not_be_read_is_counted(tmp_path):
    path = tmp_path / "webhooks.jsonl"
    path.write_text(json.dumps(SENDGRID[0]) + "\n{broken\n" + json.dumps(SENDGRID[1]) + "\n")
    unread = Unread()
    assert len(list(events_in(path, unread=unread))) == 2
    assert unread.count == 1


def test_the_year_of_a_log_is_that_of_its_file(tmp_path):
    path = tmp_path / "mail.log"
    path.write_text(POSTFIX)
    at = datetime(2019, 6, 1, tzinfo=UTC).timestamp()
    os.utime(path, (at, at))
    assert {event.time for event in events_in(path)} == {datetime(2019, 1, 2, 3, 4, 5, tzinfo=UTC)}
    given = events_in(path, options=EventOptions("postfix", year=2011))
    assert {event.time for event in given} == {datetime(2011, 1, 2, 3, 4, 5, tzinfo=UTC)}


def test_the_platform_that_the_user_names_is_whose_rows_they_are(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"email,why\n{ANN},550 no\n")
    (event,) = events_in(path, "brevo")
    assert (event.platform, event.platform_class.value) == ("brevo", "hard")


WRONG = [
    # octets                    says
    (b"", "empty"),
    (b"\n \n", "empty"),
    (b"a,b\n1,2\n", "recipient-column"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
]


@pytest.mark.parametrize(("octets", "says"), WRONG)
def test_what_holds_no_events_is_refused_in_one_line(tmp_path, octets, says):
    path = tmp_path / "input"
    path.write_bytes(octets)
    with pytest.raises(InputError, match=says) as error:
        list(events_in(path))
    assert "\n" not in str(error.value)


def test_a_platform_that_we_do_not_read_is_named():
    with pytest.raises(InputError, match="sendmoor") as error:
        EventOptions("sendmoor")
    assert all(name in str(error.value) for name in (*NAMES, "postfix", "exim"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        list(events_in(tmp_path / "nowhere"))
