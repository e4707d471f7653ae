"""Mailboxes of real servers: each bounce is recorded exactly once, and foreign mail stays as it is."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import closing

import command
import dovecot as dovecot_server
import pytest
from collecting import PATIENCE_S, Box, failed, once
from mail_mix import mixed
from relay import relay

from mailworthy.edge.mailbox import After, Login, imap, open_mailbox, parse_where
from mailworthy.store.bounces import BounceStore

pytestmark = [pytest.mark.system("dovecot", "openssl"), pytest.mark.slow]


# --- each protocol, however it is encrypted -----------------------------------------------------------------------------

WAYS = [
    # scheme     query        encrypted by
    ("imaps", ""),  #         TLS
    ("imap", "?starttls"),  # STARTTLS
    ("imap", ""),  #          STARTTLS, said or not
    ("imap", "?plain"),  #    nothing, since it was asked for
    ("pop3s", ""),  #         TLS
    ("pop3", ""),  #          STLS
    ("pop3", "?plain"),  #    nothing
]


@pytest.mark.parametrize(("scheme", "query"), WAYS)
def test_each_bounce_is_told_and_recorded_once_and_all_mail_stays_as_it_was(mailserver, box, scheme, query):
    mails = mixed(60)
    mailserver.fill(mail.raw for mail in mails)
    mailbox = box(scheme, query=query)
    records = mailbox.records()
    assert sorted(each["recipient"] for each in records if each["kind"] == "bounce") == failed(mails)
    assert mailbox.recorded() == once(mails)
    assert mailserver.messages() == [(mail.raw, "") for mail in mails]
    assert mailbox.records() == []  # nothing is told twice


def test_new_mail_is_read_and_old_mail_is_not_read_again(mailserver, box):
    mails = mixed(24)
    mailbox = box("imaps")
    mailserver.fill(mail.raw for mail in mails[:12])
    assert len(mailbox.records()) == 12
    mailserver.fill((mail.raw for mail in mails[12:]), since=12)
    assert sorted(each["recipient"] or "" for each in mailbox.records("--kind", "bounce")) == failed(
        mails[12:]
    )
    assert mailbox.recorded() == once(mails)


@pytest.mark.spec("RFC 9051 §2.3.1.1")
def test_another_uidvalidity_means_a_new_look_and_no_second_count(mailserver, box):
    mails = mixed(24)
    mailserver.fill(mail.raw for mail in mails)
    mailbox = box("imaps")
    assert len(mailbox.records()) == 24
    before = _place(mailbox)
    mailserver.forget_uids()
    assert mailbox.records() == []
    assert _place(mailbox)["validity"] != before["validity"]
    assert mailbox.recorded() == once(mails)


def _place(mailbox: Box) -> dict:
    with BounceStore(mailbox.home / "bounces.sqlite") as store:
        return json.loads(store.place(parse_where(mailbox.url).name))


def test_the_same_message_by_another_way_is_not_counted_again(mailserver, box, tmp_path):
    mails = mixed(12)
    mailserver.fill(mail.raw for mail in mails)
    assert len(box("imaps").records()) == 12
    assert box("pop3s").records() == []
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail.raw)
    files = Box(str(folder), tmp_path / "home")
    assert len(files.records()) == 12  # files are always told
    assert files.recorded() == once(mails)


def test_a_folder_with_very_many_messages_is_searched_stretch_by_stretch(mailserver, box, monkeypatch):
    mailserver.fill(mail.raw for mail in mixed(40))
    box("imaps").records("--after", "delete")  # gaps among the UIDs
    mailserver.fill((mail.raw for mail in mixed(44)[40:]), since=40)
    monkeypatch.setattr(imap, "MANY", 0)
    monkeypatch.setattr(imap, "STRETCH", 2)
    monkeypatch.setattr(imap, "LONGEST_STRETCH", 8)
    where = parse_where(f"imap://robot%40sender.example@127.0.0.1:{mailserver.ports['imap']}?plain")
    with closing(open_mailbox(where, Login(lambda: dovecot_server.PASSWORD), After())) as opened:
        uids = [int(mark.rpartition(":")[2]) for listed in opened.new("") for mark in listed.marks]
    bounces = {number for number, mail in enumerate(mixed(40), 1) if mail.recipient}
    assert uids == [uid for uid in range(1, 45) if uid not in bounces]


# --- what becomes of bounces --------------------------------------------------------------------------------------------


def test_left_messages_are_moved_when_that_is_told_later(mailserver, box):
    mails = mixed(12)
    mailserver.fill(mail.raw for mail in mails)
    assert len(box("imaps").records()) == 12
    assert box("imaps").records("--after", "move:Bounced") == []
    assert [raw for raw, _ in mailserver.messages(".Bounced")] == [
        mail.raw for mail in mails if mail.recipient
    ]


AFTER = [
    # what           words taken from the server               bounces in the inbox  moved  flags there
    ("flag", {}, True, False, "F"),
    ("move:Bounced", {}, False, True, ""),
    ("move:Bounced", {b" MOVE": b" XOVE"}, False, True, ""),
    ("delete", {}, False, False, ""),
]


@pytest.mark.parametrize(("after", "taken", "stays", "moved", "flags"), AFTER)
def test_only_bounces_are_flagged_moved_or_deleted(mailserver, box, *, after, taken, stays, moved, flags):
    mails = mixed(24)
    mailserver.fill(mail.raw for mail in mails)
    with relay(mailserver.ports["imap"], down=taken) as way:
        box("imap", port=way.port, query="?plain").records("--after", after)
    bounces = [mail.raw for mail in mails if mail.recipient]
    left = [(mail.raw, flags if mail.recipient else "") for mail in mails if stays or not mail.recipient]
    assert mailserver.messages() == left
    assert [raw for raw, _ in mailserver.messages(".Bounced")] == (bounces if moved else [])


@pytest.mark.spec("RFC 4315 §2.1")
def test_without_uidplus_nothing_is_expunged_that_others_marked(mailserver, box):
    """EXPUNGE would take along what somebody else marked as deleted: bounces stay, marked."""
    mails = mixed(12)
    mailserver.fill(mail.raw for mail in mails)
    with relay(mailserver.ports["imap"], down={b"UIDPLUS": b"XIDPLUS"}) as way:
        box("imap", port=way.port, query="?plain").records("--after", "delete")
    assert mailserver.messages() == [(mail.raw, "T" if mail.recipient else "") for mail in mails]


def test_pop3_deletes_bounces_alone(mailserver, box):
    mails = mixed(24)
    mailserver.fill(mail.raw for mail in mails)
    box("pop3s").records("--after", "delete")
    assert mailserver.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]


@pytest.mark.parametrize("taken", [{b"UIDL": b"XIDL"}, {b"TOP\r": b"XOP\r"}])
def test_pop3_servers_without_uidl_or_top(mailserver, box, taken):
    mails = mixed(12)
    mailserver.fill(mail.raw for mail in mails)
    with relay(mailserver.ports["pop3"], up=taken, down=taken) as way:
        mailbox = box("pop3", port=way.port, query="?plain")
        assert len(mailbox.records()) == 12
        assert mailbox.records("--after", "delete") == []
    assert mailbox.recorded() == once(mails)
    assert [raw for raw, _ in mailserver.messages()] == [mail.raw for mail in mails if not mail.recipient]


@pytest.mark.parametrize("after", ["flag", "move:Bounced"])
def test_pop3_has_no_flags_and_no_folders(box, after):
    ran = box("pop3s").read("--after", after)
    assert (ran.code, ran.out) == (2, "")
    assert "POP3 knows no flags and no folders" in ran.err


# --- waiting for new mail -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "pop3s"])
def test_new_mail_is_told_as_it_comes(mailserver, box, scheme):
    mails = mixed(12)
    mailserver.fill(mail.raw for mail in mails[:6])
    mailbox = box(scheme)
    words = ["bounce", "read", mailbox.url, *mailbox.options, "--json", "--watch", "--every", "1"]
    with subprocess.Popen(
        [*command.MAILWORTHY, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=mailbox.env,
    ) as child:
        assert child.stdout is not None
        first = [json.loads(child.stdout.readline()) for _ in range(6)]
        mailserver.fill((mail.raw for mail in mails[6:]), since=6)
        second = [json.loads(child.stdout.readline()) for _ in range(6)]
        child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE_S) == 130
    assert sorted(each["recipient"] for each in second if each["kind"] == "bounce") == failed(mails[6:])
    assert len(first) == 6
    assert mailbox.recorded() == once(mails)


# --- JMAP -------------------------------------------------------------------------------------------------------------


@pytest.mark.system("cyrmaster")
@pytest.mark.parametrize("after", ["leave", "flag", "move:Bounced", "delete"])
def test_jmap_does_what_it_is_told_and_tells_only_what_is_new(jmap_server, jmap_box, after):
    mails = mixed(24)
    jmap_server.fill(mail.raw for mail in mails[:12])
    mailbox = jmap_box()
    assert len(mailbox.records("--after", after)) == 12
    jmap_server.fill(mail.raw for mail in mails[12:])
    assert len(mailbox.records("--after", after)) == 12
    assert mailbox.records("--after", after) == []
    assert mailbox.recorded() == once(mails)
    stays = after in {"leave", "flag"}
    inbox = {raw: b"\\Flagged" in flags for raw, flags in jmap_server.messages("INBOX")}
    assert inbox == {
        mail.raw: bool(mail.recipient) and after == "flag" for mail in mails if stays or not mail.recipient
    }
    moved = {mail.raw for mail in mails if mail.recipient} if after == "move:Bounced" else set()
    assert {raw for raw, _ in jmap_server.messages("Bounced")} == moved


@pytest.mark.system("cyrmaster")
@pytest.mark.spec("RFC 8620 §5.2")
@pytest.mark.parametrize("state", ["1", "no-such"])
def test_a_state_that_the_server_no_longer_knows_means_a_new_look(jmap_server, jmap_box, state):
    mails = mixed(12)
    jmap_server.fill(mail.raw for mail in mails)
    mailbox = jmap_box()
    assert len(mailbox.records()) == 12
    with BounceStore(mailbox.home / "bounces.sqlite") as store:
        store.keep(f"jmap://{mailbox.url[7:-6]}/INBOX", (), json.dumps({"state": state, "after": "leave"}))
    assert mailbox.records() == []
    assert mailbox.recorded() == once(mails)
