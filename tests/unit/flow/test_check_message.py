"""``check_message``: what is taken for what, who is asked, one message or thousands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import mailworthy
from mailworthy import MessageScope, Zone
from mailworthy.errors import InputError
from mailworthy.flow.check_message import AT_ONCE, check_messages
from mailworthy.flow.messages.reading import Given, given, kind_of

MAIL = (
    b"From: Bakery <news@bakery.example>\nTo: a@b.example\nSubject: Fresh bread\n\nWe bake again on Monday.\n"
)
PAGE = "<p>We bake again on <b>Monday</b>.</p>\n"

# fmt: off
KINDS = [
    # name              octets                                   what it is
    ("a.eml",           MAIL,                                    "eml"),
    ("a.eml",           b"no header at all\n",                   "eml"),
    ("a.html",          PAGE.encode(),                           "html"),
    ("a.HTM",           b"Hello",                                "html"),
    ("a.html",          MAIL,                                    "eml"),
    ("a.txt",           b"Hello\n",                              "text"),
    ("a.txt",           MAIL,                                    "eml"),
    ("a.txt",           b"Note: bring bread\n\nHello\n",         "text"),
    ("a.txt",           b"<p> is a tag\n",                       "text"),
    ("1700000.M1:2,S",  MAIL,                                    "eml"),
    ("-",               b"\xef\xbb\xbf" + MAIL,                  "eml"),
    ("-",               b"From a@b Mon Nov 2 10:00 2026\n" + MAIL, "eml"),
    ("-",               b"  <!doctype html><p>x",                "html"),
    ("-",               b"Hello\n",                              "text"),
    ("-",               "<p>x".encode("utf-16"),                 "html"),
    ("-",               MAIL.replace(b"bake", b"b\0ke"),         "eml"),
]
# fmt: on


@pytest.mark.parametrize(("name", "octets", "kind"), KINDS)
def test_what_is_given_is_told_by_its_beginning_then_by_its_name(name, octets, kind):
    assert kind_of(name, octets) == kind


@pytest.mark.parametrize(
    "octets",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x89PNG", b"%PDF-1.7\n%", b"GIF89a", rb"{\rtf1 Hello}", b"a\0b"],
)
def test_a_picture_or_a_document_is_nothing_to_check(octets):
    with pytest.raises(InputError, match=r"^x: neither a message nor a page nor text$"):
        kind_of("x", octets)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder as projects have them: messages, a template, and what is neither."""
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.mbox").write_bytes(
        b"".join(b"From x@y Mon Nov  2 10:00:00 2026\n" + MAIL + b"\n" for _ in "12")
    )
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "style.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "empty.eml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_gives_what_looks_like_mail(shelf):
    notes: list[str] = []
    names = [one.name for one in given([Path()], notes.append)]
    assert names == ["a.eml", "b.html", "deep/c.mbox#1", "deep/c.mbox#2"]
    assert notes == ["empty.eml: empty; there is nothing to check"]
    assert [one.name for one in given([Path("deep")], notes.append)] == names[2:]  # as from where one stands


def test_what_cannot_be_read_spoils_nothing_else(shelf):
    notes: list[str] = []
    paths = [shelf / "gone.eml", shelf / "logo.png", shelf / "a.eml"]
    assert [one.name for one in given(paths, notes.append)] == [str(shelf / "a.eml")]
    assert notes == [
        f"{shelf}/gone.eml: No such file or directory",
        f"{shelf}/logo.png: neither a message nor a page nor text",
    ]


def test_several_folders_are_told_apart(shelf):
    names = [one.name for one in given([shelf / "deep", shelf / "a.eml"], pytest.fail)]
    assert names == [f"{shelf}/deep/c.mbox#1", f"{shelf}/deep/c.mbox#2", str(shelf / "a.eml")]


def test_the_list_behind_a_message_of_apple_mail_is_no_part_of_it(tmp_path):
    file = tmp_path / "1.emlx"
    file.write_bytes(b"%d\n" % len(MAIL) + MAIL + b'<?xml version="1.0"?><plist>no text</plist>')
    (one,) = given([file], pytest.fail)
    assert one.octets.endswith(b"on Monday.\n")
    report = mailworthy.check_message(file)
    assert report.draft.subject == "Fresh bread"
    assert report.draft.fields[0].line == 2  # the file's own line


def test_a_large_message_is_read_whole(tmp_path):
    file = tmp_path / "big.eml"
    file.write_bytes(MAIL + b"x" * (5 << 20))
    (one,) = given([file], pytest.fail)
    assert len(one.octets) == file.stat().st_size


# fmt: off
SOURCES = [
    # what is given          kind    subject
    (MAIL,                   "eml",  "Fresh bread"),
    (MAIL.decode(),          "eml",  "Fresh bread"),
    ("<p>one line",          "html", "told"),
    ("two\nlines",           "text", "told"),
]
# fmt: on


@pytest.mark.parametrize(("source", "kind", "subject"), SOURCES)
def test_a_message_may_be_given_itself(source, kind, subject):
    report = mailworthy.check_message(source, sender="A <a@b.example>", subject="told")
    assert (report.draft.kind, report.draft.subject) == (kind, subject)
    assert report.file == ""


@pytest.mark.parametrize("as_path", [Path, str])
def test_or_by_the_path_of_its_file(tmp_path, as_path):
    (tmp_path / "a.eml").write_bytes(MAIL)
    report = mailworthy.check_message(as_path(tmp_path / "a.eml"))
    assert report.as_dict()["file"] == str(tmp_path / "a.eml")


def test_nothing_to_check_is_said():
    with pytest.raises(InputError, match="empty"):
        mailworthy.check_message(b" \n")
    with pytest.raises(FileNotFoundError):
        mailworthy.check_message("no-such-file.eml")


def test_nobody_is_asked_unless_told(monkeypatch):
    monkeypatch.setattr("socket.socket", pytest.fail)
    assert not mailworthy.check_message(MAIL).scope.ask


def test_a_dictionary_takes_the_place_of_dns():
    for world in (Zone({}), {"bakery.example": {"TXT": ["v=spf1 -all"]}}):
        assert mailworthy.check_message(MAIL, world=world).scope.ask


def test_awaited_it_says_the_same():
    scope = MessageScope(now=1_795_132_800, ask=True)
    told = asyncio.run(mailworthy.check_message_async(MAIL, scope, world={}))
    assert told.as_dict() == mailworthy.check_message(MAIL, scope, world={}).as_dict()


def test_now_is_when_it_is_checked_unless_told():
    assert mailworthy.check_message(MAIL).scope.now > 1_700_000_000
    assert mailworthy.check_message(MAIL, MessageScope(now=5)).scope.now == 5


def test_many_are_taken_one_by_one_and_told_in_their_order():
    taken = []

    def endless():
        while True:
            taken.append(len(taken))
            yield Given(str(taken[-1]), MAIL, "eml")

    reports = check_messages(endless())
    assert [next(reports).file for _ in range(3)] == ["0", "1", "2"]
    assert len(taken) == 3


def test_many_with_a_silent_name_server_are_told_in_their_order():
    mails = [Given(str(number), MAIL, "eml") for number in range(AT_ONCE + 2)]
    reports = check_messages(mails, servers=["127.0.0.1:9"])
    assert [report.file for report in reports] == [one.name for one in mails]


def test_a_name_server_that_is_none_is_refused():
    with pytest.raises(InputError):
        mailworthy.check_message(MAIL, servers=["a b"])
