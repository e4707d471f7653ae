"""Mailboxes of real servers: each bounce is recorded exactly once, whatever breaks off, and foreign mail stays as it is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import command
import cyrus as cyrus_server
import dovecot as dovecot_server
import mailbox_stations
import pytest
from certificates import Authority
from dovecot import Dovecot, dovecot
from mail_mix import Mail, mixed
from relay import relay

from mailworthy.bounce.record import Kind
from mailworthy.edge.mailbox import After, Login, open_mailbox, parse_where
from mailworthy.errors import Unreachable
from mailworthy.flow.bounces.collecting import PAUSES_S, Collector
from mailworthy.flow.bounces.reading import Reader
from mailworthy.store.bounces import BounceStore

SOAK = bool(os.environ.get("MAILWORTHY_SOAK"))
PATIENCE_S = 300.0  # a watchdog against hangs, no measure
NEVER = ("nowhere", 1)

pytestmark = [
    pytest.mark.system("dovecot", "openssl"),
    pytest.mark.slow,
    pytest.mark.xdist_group("mailboxes"),
]


# --- a server, a mailbox, and who reads it ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.certificate("sound")


@pytest.fixture
def server(certificate) -> Iterator[Dovecot]:
    with dovecot(certificate) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox as the command line knows it."""

    url: str
    home: Path
    options: tuple[str, ...] = ()
    secret: Mapping[str, str] | None = None

    @property
    def env(self) -> dict[str, str]:
        secret = {"MAILWORTHY_PASSWORD": dovecot_server.PASSWORD} if self.secret is None else self.secret
        return {**os.environ, "MAILWORTHY_HOME": str(self.home), **secret}

    def read(self, *options: str) -> command.Ran:
        return command.mailworthy("bounce", "read", self.url, *self.options, *options, env=self.env)

    def records(self, *options: str) -> list[dict]:
        ran = self.read("--json", *options)
        assert ran.code == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]

    def recorded(self) -> Counter[str]:
        """Count how often each recipient's failure is told of: once each, if nothing was counted twice."""
        with BounceStore(self.home / "bounces.sqlite") as store:
            return Counter(
                {
                    each.record.recipient: each.sightings
                    for each in store.records()
                    if each.record.kind is Kind.BOUNCE
                }
            )

    def failures(self) -> list[str]:
        with BounceStore(self.home / "bounces.sqlite") as store:
            return [each.record.recipient for each in store.records() if each.record.kind is Kind.BOUNCE]


@pytest.fixture
def box(server, authority, tmp_path) -> Callable[..., Box]:
    def of(scheme: str, *options: str, port: int = 0, query: str = "", **more) -> Box:
        user = dovecot_server.USER.replace("@", "%40")
        url = f"{scheme}://{user}@localhost:{port or server.ports[scheme]}{query}"
        return Box(url, tmp_path / "home", ("--ca-file", str(authority.file), *options), **more)

    return of


def failed(mails: Sequence[Mail]) -> list[str]:
    return sorted(mail.recipient for mail in mails if mail.recipient)


def once(mails: Sequence[Mail]) -> Counter[str]:
    return Counter(failed(mails))


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
def test_each_bounce_is_told_and_recorded_once_and_all_mail_stays_as_it_was(server, box, scheme, query):
    mails = mixed(60)
    server.fill(mail.raw for mail in mails)
    mailbox = box(scheme, query=query)
    records = mailbox.records()
    assert sorted(each["recipient"] for each in records if each["kind"] == "bounce") == failed(mails)
    assert mailbox.recorded() == once(mails)
    assert server.messages() == [(mail.raw, "") for mail in mails]
    assert mailbox.records() == []  # nothing is told twice


def test_new_mail_is_read_and_old_mail_is_not_read_again(server, box):
    mails = mixed(24)
    mailbox = box("imaps")
    server.fill(mail.raw for mail in mails[:12])
    assert len(mailbox.records()) == 12
    server.fill((mail.raw for mail in mails[12:]), since=12)
    assert sorted(each["recipient"] or "" for each in mailbox.records("--kind", "bounce")) == failed(
        mails[12:]
    )
    assert mailbox.recorded() == once(mails)


@pytest.mark.spec("RFC 9051 §2.3.1.1")
def test_another_uidvalidity_means_a_new_look_and_no_second_count(server, box):
    mails = mixed(24)
    server.fill(mail.raw for mail in mails)
    mailbox = box("imaps")
    assert len(mailbox.records()) == 24
    before = _place(mailbox)
    server.forget_uids()
    assert mailbox.records() == []
    assert _place(mailbox)["validity"] != before["validity"]
    assert mailbox.recorded() == once(mails)


def _place(mailbox: Box) -> dict:
    with BounceStore(mailbox.home / "bounces.sqlite") as store:
        return json.loads(store.place(parse_where(mailbox.url).name))


def test_the_same_message_by_another_way_is_not_counted_again(server, box, tmp_path):
    mails = mixed(12)
    server.fill(mail.raw for mail in mails)
    assert len(box("imaps").records()) == 12
    assert box("pop3s").records() == []
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail.raw)
    files = Box(str(folder), tmp_path / "home")
    assert len(files.records()) == 12  # files are always told
    assert files.recorded() == once(mails)


# --- what becomes of bounces --------------------------------------------------------------------------------------------


def test_left_messages_are_moved_when_that_is_told_later(server, box):
    mails = mixed(12)
    server.fill(mail.raw for mail in mails)
    assert len(box("imaps").records()) == 12
    assert box("imaps").records("--after", "move:Bounced") == []
    assert [raw for raw, _ in server.messages(".Bounced")] == [mail.raw for mail in mails if mail.recipient]


AFTER = [
    # what           words taken from the server               bounces in the inbox  moved  flags there
    ("flag", {}, True, False, "F"),
    ("move:Bounced", {}, False, True, ""),
    ("move:Bounced", {b" MOVE": b" XOVE"}, False, True, ""),
    ("delete", {}, False, False, ""),
]


@pytest.mark.parametrize(("after", "taken", "stays", "moved", "flags"), AFTER)
def test_only_bounces_are_flagged_moved_or_deleted(server, box, *, after, taken, stays, moved, flags):
    mails = mixed(24)
    server.fill(mail.raw for mail in mails)
    with relay(server.ports["imap"], down=taken) as way:
        box("imap", port=way.port, query="?plain").records("--after", after)
    bounces = [mail.raw for mail in mails if mail.recipient]
    left = [(mail.raw, flags if mail.recipient else "") for mail in mails if stays or not mail.recipient]
    assert server.messages() == left
    assert [raw for raw, _ in server.messages(".Bounced")] == (bounces if moved else [])


@pytest.mark.spec("RFC 4315 §2.1")
def test_without_uidplus_nothing_is_expunged_that_others_marked(server, box):
    """EXPUNGE would take along what somebody else marked as deleted: bounces stay, marked."""
    mails = mixed(12)
    server.fill(mail.raw for mail in mails)
    with relay(server.ports["imap"], down={b"UIDPLUS": b"XIDPLUS"}) as way:
        box("imap", port=way.port, query="?plain").records("--after", "delete")
    assert server.messages() == [(mail.raw, "T" if mail.recipient else "") for mail in mails]


def test_pop3_deletes_bounces_alone(server, box):
    mails = mixed(24)
    server.fill(mail.raw for mail in mails)
    box("pop3s").records("--after", "delete")
    assert server.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]


@pytest.mark.parametrize("taken", [{b"UIDL": b"XIDL"}, {b"TOP\r": b"XOP\r"}])
def test_pop3_servers_without_uidl_or_top(server, box, taken):
    mails = mixed(12)
    server.fill(mail.raw for mail in mails)
    with relay(server.ports["pop3"], up=taken, down=taken) as way:
        mailbox = box("pop3", port=way.port, query="?plain")
        assert len(mailbox.records()) == 12
        assert mailbox.records("--after", "delete") == []
    assert mailbox.recorded() == once(mails)
    assert [raw for raw, _ in server.messages()] == [mail.raw for mail in mails if not mail.recipient]


@pytest.mark.parametrize("after", ["flag", "move:Bounced"])
def test_pop3_has_no_flags_and_no_folders(box, after):
    ran = box("pop3s").read("--after", after)
    assert (ran.code, ran.out) == (2, "")
    assert "POP3 knows no flags and no folders" in ran.err


# --- killed, at places that are reached for sure ------------------------------------------------------------------------

# fmt: off
PLACES = [
    # in `make test`                                       in `make soak`: twenty, one after the other
    [("kept", 2), ("read", 150), ("settled", 3)],
    [("kept", 1), ("read", 30), ("settled", 1), ("placed", 1), ("read", 70)] * 4,
]
# fmt: on
KILLS = PLACES[SOAK]


@dataclass(frozen=True, slots=True)
class Child:
    """The command line, standing still at a place.

    Args:
        process: It writes its records to a file: a pipe that nobody reads would hold it up elsewhere.
        out: That file.
        seen: What it said so far.
    """

    process: subprocess.Popen[str]
    out: Path
    seen: list[str]

    def __enter__(self):
        return self

    def __exit__(self, *_: object):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == -signal.SIGKILL

    def go_on(self) -> tuple[str, str]:
        _, err = self.process.communicate("\n", timeout=PATIENCE_S)
        return self.out.read_text(), "".join(self.seen) + err


def started(mailbox: Box, place: tuple[str, int], *options: str, batch: int = 100) -> Child:
    """Start a child and let it come to a place."""
    words = [
        str(batch),
        place[0],
        str(place[1]),
        "bounce",
        "read",
        mailbox.url,
        *mailbox.options,
        "--json",
        *options,
    ]
    mailbox.home.mkdir(exist_ok=True)
    out = mailbox.home / "records.jsonl"
    with out.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, mailbox_stations.__file__, *words],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            env=mailbox.env,
        )
    seen = []
    assert process.stderr is not None
    for line in process.stderr:
        seen.append(line)
        if line.split() == ["station", *map(str, place)]:
            break
    return Child(process, out, seen)


def killed(
    mailbox: Box, mails: Sequence[Mail], places: Sequence[tuple[str, int]], after: str, batch: int = 100
) -> None:
    """Kill the collector at one place after the other, prove that it was in the middle, and let it end its work."""
    for place in places:
        with started(mailbox, place, "--after", after, batch=batch) as child:
            assert child.process.poll() is None, "".join(child.seen)
            child.kill()
        done = len(mailbox.failures())
        assert done < len(failed(mails))
        assert done or place[0] == "read"
    assert mailbox.failures()
    ran = mailbox.read("--json", "--after", after)
    assert ran.code == 0, ran.err
    assert mailbox.recorded() == once(mails)
    assert len(mailbox.failures()) == len(failed(mails))


@pytest.mark.soak if SOAK else pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "after"), [("imaps", "move:Bounced"), ("imap", "delete"), ("pop3s", "delete")]
)
def test_a_killed_collector_loses_nothing_and_counts_nothing_twice(server, box, scheme, after):
    mails = mixed(2000)
    server.fill(mail.raw for mail in mails)
    killed(box(scheme), mails, KILLS, after, batch=50 if SOAK else 100)
    assert server.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]
    moved = [mail.raw for mail in mails if mail.recipient] if after != "delete" else []
    assert Counter(raw for raw, _ in server.messages(".Bounced")) == Counter(moved)


# --- servers that restart, connections that break off -------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
def test_a_server_that_restarts_is_asked_again(server, box, scheme):
    mails = mixed(600)
    server.fill(mail.raw for mail in mails)
    mailbox = box(scheme)
    with started(mailbox, ("kept", 2), "--after", "delete") as child:
        server.stop()
        server.start()
        out, err = child.go_on()
    assert child.process.returncode == 0, err
    notes = [line for line in err.splitlines() if not line.startswith("station")]
    assert re.fullmatch(r"localhost:\d+: the connection broke off.*; trying again in 0.5 s", notes[0])
    records = [json.loads(line) for line in out.splitlines()]
    assert sorted(each["recipient"] for each in records if each["kind"] == "bounce") == failed(mails)
    assert mailbox.recorded() == once(mails)
    assert server.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]


@pytest.mark.parametrize("scheme", ["imap", "pop3"])
def test_connections_that_break_off_are_made_anew(server, box, scheme):
    mails = mixed(600)
    server.fill(mail.raw for mail in mails)
    with relay(server.ports[scheme], cut_after=250_000) as way:
        mailbox = box(scheme, port=way.port, query="?plain")
        ran = mailbox.read("--json")
    assert ran.code == 0, ran.err
    assert way.cuts >= 1
    assert ran.err.count("trying again") == way.cuts
    assert mailbox.recorded() == once(mails)


@pytest.mark.parametrize("scheme", ["imap", "pop3"])
def test_who_is_always_cut_off_gives_up_with_growing_pauses(server, tmp_path, scheme):
    server.fill(mail.raw for mail in mixed(120))
    paused: list[float] = []
    with relay(server.ports[scheme], cut_after=20_000) as way, BounceStore(tmp_path / "b.sqlite") as store:
        where = parse_where(f"{scheme}://robot%40sender.example@127.0.0.1:{way.port}?plain")
        login = Login(lambda: dovecot_server.PASSWORD)
        collector = Collector(
            lambda: open_mailbox(where, login, After()), store, Reader(), pause=paused.append
        )
        with pytest.raises(Unreachable, match="the connection broke off"):
            list(collector.collect())
    assert paused == list(PAUSES_S)


# --- refused in a clear line --------------------------------------------------------------------------------------------


def refused(ran: command.Ran, *words: str) -> None:
    assert (ran.code, ran.out, len(ran.lines)) == (3, "", 1), ran.err
    for word in words:
        assert word in ran.err
    assert dovecot_server.PASSWORD not in ran.err


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
def test_a_wrong_password_is_refused_once_and_never_shown(server, box, scheme):
    ran = box(scheme, secret={"MAILWORTHY_PASSWORD": "no such secret"}).read()
    refused(ran, "refuses the login of robot@sender.example")
    assert "no such secret" not in ran.err
    assert (server.folder / "log").read_text().count("Password mismatch") == 1


BAD = [
    # certificate         how it is issued                                  what is said
    ("expired",           {"days": -1},                                     "certificate has expired"),
    ("somebody-else",     {"names": "subjectAltName=DNS:mail.example.org"}, "Hostname mismatch"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
@pytest.mark.parametrize(("name", "how", "said"), BAD)
def test_a_certificate_that_does_not_hold_gets_no_password(authority, tmp_path, *, scheme, name, how, said):
    with dovecot(authority.certificate(f"{name}-{scheme}", **how)) as server:
        url = f"{scheme}://robot%40sender.example@localhost:{server.ports[scheme]}"
        ran = Box(url, tmp_path / "home", ("--ca-file", str(authority.file))).read()
        refused(ran, "its certificate is not accepted", said, "nothing was sent")
        assert "auth attempts" not in (server.folder / "log").read_text().replace("no auth attempts", "")


def test_an_authority_that_the_system_does_not_know_is_refused(server, tmp_path):
    url = f"imaps://robot%40sender.example@localhost:{server.ports['imaps']}"
    refused(Box(url, tmp_path / "home").read(), "its certificate is not accepted", "issuer")


@pytest.mark.parametrize(("scheme", "word"), [("imap", b"STARTTLS"), ("pop3", b"STLS")])
def test_where_encryption_is_taken_away_no_password_is_sent(server, box, scheme, word):
    """Somebody on the way may strike the offer out; then the password stays here."""
    with relay(server.ports[scheme], down={word: b"X" * len(word)}) as way:
        ran = box(scheme, port=way.port).read()
    refused(ran, f"offers no {word.decode()}", "the password was not sent")


def test_nobody_there_is_said_at_once(box):
    with closing(__import__("socket").create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    refused(box("imaps", port=port).read(), f"localhost:{port}: nobody listens there")


def test_a_folder_that_is_not_there_is_named(box):
    refused(box("imaps", query="/No%20such").read(), "folder No such")


# --- tokens -------------------------------------------------------------------------------------------------------------


def token(expires_s: float) -> str:
    """Give a signed token (RFC 7519) as a provider would."""
    now = time.time()
    parts = (
        {"alg": "HS256", "typ": "JWT"},
        {"sub": "robot", "email": dovecot_server.USER, "iat": int(now) - 3600, "exp": int(now + expires_s)},
    )
    text = ".".join(_base64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{_base64(hmac.new(dovecot_server.TOKEN_KEY, text.encode(), hashlib.sha256).digest())}"


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@pytest.mark.parametrize("scheme", ["imaps", "pop3s"])
def test_a_token_logs_in_and_is_fetched_anew_after_a_drop(server, box, tmp_path, scheme):
    mails = mixed(300)
    server.fill(mail.raw for mail in mails)
    program = tmp_path / "token.py"
    program.write_text(f"open({str(tmp_path / 'asked')!r}, 'a').write('once ')\nprint({token(3600)!r})\n")
    mailbox = box(scheme, "--token-command", f"{sys.executable} {program}", secret={})
    with started(mailbox, ("kept", 1)) as child:
        server.stop()
        server.start()
        _, err = child.go_on()
    assert child.process.returncode == 0, err
    assert mailbox.recorded() == once(mails)
    assert (tmp_path / "asked").read_text() == "once once "


@pytest.mark.parametrize("scheme", ["imaps", "pop3s"])
def test_an_expired_token_is_refused_and_never_shown(box, tmp_path, scheme):
    file = tmp_path / "token"
    file.write_text(token(-60) + "\n")
    ran = box(scheme, "--token-file", str(file), secret={}).read()
    refused(ran, "refuses the login of robot@sender.example")
    assert file.read_text().strip() not in ran.err


# --- waiting for new mail -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "pop3s"])
def test_new_mail_is_told_as_it_comes(server, box, scheme):
    mails = mixed(12)
    server.fill(mail.raw for mail in mails[:6])
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
        server.fill((mail.raw for mail in mails[6:]), since=6)
        second = [json.loads(child.stdout.readline()) for _ in range(6)]
        child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE_S) == 130
    assert sorted(each["recipient"] for each in second if each["kind"] == "bounce") == failed(mails[6:])
    assert len(first) == 6
    assert mailbox.recorded() == once(mails)


# --- JMAP ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def jmap_server():
    with cyrus_server.cyrus() as running:
        yield running


@pytest.fixture
def jmap_box(jmap_server, tmp_path) -> Callable[..., Box]:
    def of(port: int = 0) -> Box:
        url = f"jmap://{cyrus_server.USER}@127.0.0.1:{port or jmap_server.http}?plain"
        return Box(url, tmp_path / "home", (), {"MAILWORTHY_PASSWORD": cyrus_server.PASSWORD})

    return of


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
@pytest.mark.soak if SOAK else pytest.mark.slow
def test_a_killed_jmap_collector_loses_nothing_and_counts_nothing_twice(jmap_server, jmap_box):
    mails = mixed(200)
    jmap_server.fill(mail.raw for mail in mails)
    places = PLACES[1] if SOAK else [("kept", 2), ("read", 15), ("settled", 3)]
    small = [(name, min(nth, 5)) for name, nth in places] if SOAK else places
    killed(jmap_box(), mails, small, "move:Bounced", batch=8 if SOAK else 10)
    assert {raw for raw, _ in jmap_server.messages("INBOX")} == {
        mail.raw for mail in mails if not mail.recipient
    }
    moved = Counter(raw for raw, _ in jmap_server.messages("Bounced"))
    assert moved == Counter(mail.raw for mail in mails if mail.recipient)


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


@pytest.mark.system("cyrmaster")
def test_jmap_connections_that_break_off_are_made_anew(jmap_server, jmap_box):
    mails = mixed(250)
    jmap_server.fill(mail.raw for mail in mails)
    with relay(jmap_server.http, cut_after=60_000) as way:
        mailbox = jmap_box(way.port)
        ran = mailbox.read("--json")
    assert ran.code == 0, ran.err
    assert way.cuts
    assert mailbox.recorded() == once(mails)


@pytest.mark.system("cyrmaster")
def test_a_jmap_folder_that_is_not_there_is_named(jmap_box):
    mailbox = jmap_box()
    ran = Box(mailbox.url.replace("?", "/Nowhere?"), mailbox.home, (), mailbox.secret).read()
    assert ran.code == 3
    assert "folder Nowhere: there is no such folder" in ran.err
