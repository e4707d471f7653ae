"""Bounces are read from anywhere, in their order, on one core as on several, and each is recorded once."""

from __future__ import annotations

import io
import json
import mailbox as stdlib_mailbox
from email import message_from_bytes
from pathlib import Path

import pytest
from mail_mix import mixed
from mail_shelf import BREAKS, Shelf

from mailworthy.bounce.record import Kind
from mailworthy.edge.mailbox import box, is_mailbox
from mailworthy.errors import InputError, TimedOut, Unreachable
from mailworthy.flow.bounces import reading
from mailworthy.flow.bounces.reading import Reader
from mailworthy.flow.collecting import PAUSES_S, Collector, content_mark
from mailworthy.flow.read_bounces import ReadOptions, read_bounces, total_bytes
from mailworthy.store import mbox
from mailworthy.store.bounces import BounceStore

SES = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [
            {"emailAddress": "gone@receiver.example", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
        ],
        "timestamp": "2026-10-05T08:00:00.000Z",
        "feedbackId": "0100",
    },
    "mail": {
        "messageId": "m-1",
        "destination": ["gone@receiver.example"],
        "timestamp": "2026-10-05T08:00:00.000Z",
    },
}


def saved(folder: Path, count: int) -> list[str]:
    """Save mixed mail, a message a file; give who failed, in the order of the files' names."""
    mails = mixed(count)
    for number, mail in enumerate(mails):
        (folder / f"{number:05}.eml").write_bytes(mail.raw)
    return [mail.recipient for mail in mails if mail.recipient]


def recipients(found) -> list[str]:
    return [record.recipient for records in found for record in records if record.kind is Kind.BOUNCE]


def test_a_folder_a_file_and_several(tmp_path):
    expected = saved(tmp_path, 6)
    assert recipients(read_bounces(tmp_path)) == expected
    assert recipients(read_bounces(str(tmp_path))) == expected
    files = sorted(tmp_path.iterdir())
    assert recipients(read_bounces(files)) == expected
    assert recipients(read_bounces(files[0])) == expected[:1]


def test_a_stream(tmp_path):
    mails = mixed(12)
    box = stdlib_mailbox.mbox(tmp_path / "box")
    for mail in mails:
        box.add(message_from_bytes(mail.raw))
    box.close()
    expected = [mail.recipient for mail in mails if mail.recipient]
    assert recipients(read_bounces(io.BytesIO((tmp_path / "box").read_bytes()))) == expected
    assert recipients(read_bounces(io.BytesIO(mails[0].raw))) == expected[:1]


def test_several_processes_read_the_same_in_the_same_order(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 10)
    expected = saved(tmp_path, 100)
    alone = list(read_bounces(tmp_path))
    together = list(read_bounces(tmp_path, ReadOptions(jobs=3)))
    assert recipients(together) == expected
    assert together == alone


def test_few_messages_start_no_other_process(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_pool", None)
    expected = saved(tmp_path, 30)
    assert recipients(read_bounces(tmp_path, ReadOptions(jobs=8))) == expected


def test_what_files_hold_is_told_each_time_and_recorded_once(tmp_path, home):
    folder = tmp_path / "mail"
    folder.mkdir()
    expected = saved(folder, 12)
    options = ReadOptions(store=tmp_path / "bounces.sqlite")
    for _ in range(2):
        assert recipients(read_bounces(folder, options)) == expected
    with BounceStore(tmp_path / "bounces.sqlite") as store:
        kept = [each for each in store.records() if each.record.kind is Kind.BOUNCE]
    assert sorted(each.record.recipient for each in kept) == sorted(expected)
    assert {each.sightings for each in kept} == {1}


@pytest.mark.parametrize("text", [json.dumps(SES), json.dumps([SES]), json.dumps(SES, indent=1)])
def test_events_among_the_mail_are_read_too(tmp_path, text):
    expected = saved(tmp_path, 3)
    (tmp_path / "00000b.json").write_text(text)
    found = list(read_bounces(tmp_path, ReadOptions(store=tmp_path / "events.sqlite")))
    assert recipients(found) == [expected[0], "gone@receiver.example", expected[1]]
    assert found[1][0].file == "00000b.json"
    assert recipients(read_bounces(io.BytesIO(text.encode()))) == ["gone@receiver.example"]


def test_a_file_that_only_looks_like_events_is_noted(tmp_path):
    expected = saved(tmp_path, 3)
    (tmp_path / "00000b.json").write_text("{]")
    notes: list[str] = []
    assert recipients(read_bounces(tmp_path, note=notes.append)) == expected
    assert len(notes) <= 1


def test_progress_counts_octets(tmp_path):
    saved(tmp_path, 12)
    octets: list[int] = []
    list(read_bounces(tmp_path, tell=octets.append))
    assert sum(octets) == total_bytes([tmp_path]) == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_mailbox_needs_a_login():
    with pytest.raises(InputError, match="a password or a token is needed"):
        list(read_bounces("imaps://jane@mail.example"))


SOURCES = [
    ("imaps://a@b", True),
    ("jmap://a@b", True),
    ("http://a@b", False),
    ("imaps", False),
    ("mail/imaps:", False),
]


@pytest.mark.parametrize(("source", "meant"), SOURCES)
def test_a_mailbox_is_told_from_a_path(source, meant):
    assert is_mailbox(source) is meant


SAME = [
    (b"Subject: a\n\nb\n", b"Subject: a\r\n\r\nb\r\n", True),
    (b"Subject: a\n\nb\n", b"Subject: a\n\nb", True),
    (b"Subject: a\n\nb\n", b"Subject: a\n\nb\n\n", True),
    (b"Subject: a\n\nb\n", b"Subject: a\n\nc\n", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_the_same_message_has_the_same_mark_wherever_it_lies(one, other, same):
    assert (content_mark(one) == content_mark(other)) is same


# --- what happens between fetching and settling -------------------------------------------------------------------------


@pytest.mark.parametrize("breaks", [row[1] for row in BREAKS], ids=[row[0] for row in BREAKS])
def test_each_bounce_is_recorded_once_and_settled_whatever_breaks(tmp_path, breaks):
    mails = mixed(18)
    shelf, notes = Shelf(mails, breaks), []
    with BounceStore(tmp_path / "b.sqlite") as store:
        collector = Collector(lambda: shelf, store, Reader(), note=notes.append, pause=lambda _seconds: None)
        told = recipients(collector.collect())
        kept = [each for each in store.records() if each.record.kind is Kind.BOUNCE]
    expected = [mail.recipient for mail in mails if mail.recipient]
    assert sorted(each.record.recipient for each in kept) == sorted(expected)
    assert set(shelf.settled) == {f"uid:1:{n}" for n, mail in enumerate(mails) if mail.recipient}
    assert sorted(told) == sorted(expected)
    assert len(notes) == sum(word != "-" for word in breaks)


class Down:
    """A mailbox that can no longer be opened."""

    def __init__(self, box, error):
        self.tries, self._box, self._error = 0, box, error

    def __call__(self):
        self.tries += 1
        if self.tries == 1:
            return self._box
        raise self._error


@pytest.mark.parametrize("error", [Unreachable("down"), TimedOut("slow")])
def test_pauses_grow_and_end(tmp_path, error):
    paused: list[float] = []
    down = Down(Shelf(mixed(6), ["fetch"]), error)
    with BounceStore(tmp_path / "b.sqlite") as store, pytest.raises(type(error)):
        list(Collector(down, store, Reader(), pause=paused.append).collect())
    assert tuple(paused) == PAUSES_S


def test_what_never_could_be_opened_is_an_error_at_once(tmp_path):
    def refuse():
        raise Unreachable("nobody listens")

    with BounceStore(tmp_path / "b.sqlite") as store, pytest.raises(Unreachable, match="nobody listens"):
        list(Collector(refuse, store, Reader(), pause=lambda _: pytest.fail("no pause")).collect())


def test_mailboxes_and_files_cut_a_message_at_the_same_place():
    """Or a large message would have another mark in a folder than in a mailbox."""
    assert box.LARGEST_BYTES == mbox.LARGEST_BYTES
