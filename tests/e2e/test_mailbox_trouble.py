"""What breaks off is begun anew; what a new try cannot mend is said at once in one line, never with the password in it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import sys
import time
from contextlib import closing

import dovecot as dovecot_server
import pytest
from collecting import Box, failed, once, refused, started
from dovecot import dovecot
from mail_mix import mixed
from relay import relay

from mailworthy.edge.mailbox import After, Login, open_mailbox, parse_where
from mailworthy.errors import Unreachable
from mailworthy.flow.bounces.reading import Reader
from mailworthy.flow.collecting import PAUSES_S, Collector
from mailworthy.store.bounces import BounceStore

pytestmark = [pytest.mark.system("dovecot", "openssl"), pytest.mark.slow]


# --- servers that restart, connections that break off -------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
def test_a_server_that_restarts_is_asked_again(mailserver, box, scheme):
    mails = mixed(600)
    mailserver.fill(mail.raw for mail in mails)
    mailbox = box(scheme)
    with started(mailbox, ("kept", 2), "--after", "delete") as child:
        mailserver.stop()
        mailserver.start()
        out, err = child.go_on()
    assert child.process.returncode == 0, err
    notes = [line for line in err.splitlines() if not line.startswith("station")]
    assert re.fullmatch(r"localhost:\d+: the connection broke off.*; trying again in 0.5 s", notes[0])
    records = [json.loads(line) for line in out.splitlines()]
    assert sorted(each["recipient"] for each in records if each["kind"] == "bounce") == failed(mails)
    assert mailbox.recorded() == once(mails)
    assert mailserver.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]


@pytest.mark.parametrize("scheme", ["imap", "pop3"])
def test_connections_that_break_off_are_made_anew(mailserver, box, scheme):
    mails = mixed(600)
    mailserver.fill(mail.raw for mail in mails)
    with relay(mailserver.ports[scheme], cut_after=250_000) as way:
        mailbox = box(scheme, port=way.port, query="?plain")
        ran = mailbox.read("--json")
    assert ran.code == 0, ran.err
    assert way.cuts >= 1
    assert ran.err.count("trying again") == way.cuts
    assert mailbox.recorded() == once(mails)


@pytest.mark.parametrize("scheme", ["imap", "pop3"])
def test_who_is_always_cut_off_gives_up_with_growing_pauses(mailserver, tmp_path, scheme):
    mailserver.fill(mail.raw for mail in mixed(120))
    paused: list[float] = []
    with (
        relay(mailserver.ports[scheme], cut_after=20_000) as way,
        BounceStore(tmp_path / "b.sqlite") as store,
    ):
        where = parse_where(f"{scheme}://robot%40sender.example@127.0.0.1:{way.port}?plain")
        login = Login(lambda: dovecot_server.PASSWORD)
        collector = Collector(
            lambda: open_mailbox(where, login, After()), store, Reader(), pause=paused.append
        )
        with pytest.raises(Unreachable, match="the connection broke off"):
            list(collector.collect())
    assert paused == list(PAUSES_S)


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


# --- refused in a clear line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
def test_a_wrong_password_is_refused_once_and_never_shown(mailserver, box, scheme):
    ran = box(scheme, secret={"MAILWORTHY_PASSWORD": "no such secret"}).read()
    refused(ran, "refuses the login of robot@sender.example")
    assert "no such secret" not in ran.err
    assert (mailserver.folder / "log").read_text().count("Password mismatch") == 1


BAD = [
    # certificate         how it is issued                                  what is said
    ("expired",           {"days": -1},                                     "certificate has expired"),
    ("somebody-else",     {"hosts": ["mail.example.org"]},                  "Hostname mismatch"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
@pytest.mark.parametrize(("name", "how", "said"), BAD)
def test_a_certificate_that_does_not_hold_gets_no_password(authority, tmp_path, *, scheme, name, how, said):
    with dovecot(authority.certificate(f"{name}-{scheme}", **how)) as mailserver:
        url = f"{scheme}://robot%40sender.example@localhost:{mailserver.ports[scheme]}"
        ran = Box(url, tmp_path / "home", ("--ca-file", str(authority.file))).read()
        refused(ran, "its certificate is not accepted", said, "nothing was sent")
        assert "auth attempts" not in (mailserver.folder / "log").read_text().replace("no auth attempts", "")


def test_an_authority_that_the_system_does_not_know_is_refused(mailserver, tmp_path):
    url = f"imaps://robot%40sender.example@localhost:{mailserver.ports['imaps']}"
    refused(Box(url, tmp_path / "home").read(), "its certificate is not accepted", "issuer")


@pytest.mark.parametrize(("scheme", "word"), [("imap", b"STARTTLS"), ("pop3", b"STLS")])
def test_where_encryption_is_taken_away_no_password_is_sent(mailserver, box, scheme, word):
    """Somebody on the way may strike the offer out; then the password stays here."""
    with relay(mailserver.ports[scheme], down={word: b"X" * len(word)}) as way:
        ran = box(scheme, port=way.port).read()
    refused(ran, f"offers no {word.decode()}", "the password was not sent")


def test_nobody_there_is_said_at_once(box):
    with closing(__import__("socket").create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    refused(box("imaps", port=port).read(), f"localhost:{port}: nobody listens there")


def test_a_folder_that_is_not_there_is_named(box):
    refused(box("imaps", query="/No%20such").read(), "folder No such")


@pytest.mark.system("cyrmaster")
def test_a_jmap_folder_that_is_not_there_is_named(jmap_box):
    mailbox = jmap_box()
    ran = Box(mailbox.url.replace("?", "/Nowhere?"), mailbox.home, (), mailbox.secret).read()
    assert ran.code == 3
    assert "folder Nowhere: there is no such folder" in ran.err


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
def test_a_token_logs_in_and_is_fetched_anew_after_a_drop(mailserver, box, tmp_path, scheme):
    mails = mixed(300)
    mailserver.fill(mail.raw for mail in mails)
    program = tmp_path / "token.py"
    program.write_text(f"open({str(tmp_path / 'asked')!r}, 'a').write('once ')\nprint({token(3600)!r})\n")
    mailbox = box(scheme, "--token-command", f"{sys.executable} {program}", secret={})
    with started(mailbox, ("kept", 1)) as child:
        mailserver.stop()
        mailserver.start()
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
