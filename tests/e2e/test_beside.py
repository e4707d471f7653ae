"""rspamd and SpamAssassin, as Debian has them, asked beside our own filters."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest
from command import mailworthy
from programs import program
from rspamd import rspamd
from spamd import spamd

from mailworthy.finding import Lang
from mailworthy.flow.ask_filters import ask_filters
from mailworthy.message.beside.data import rows

PASSWORD = "kq7secretkq7"
MESSAGE = (
    b"From: Anna <anna@shop.example>\r\nTo: Ben <ben@mail.example>\r\nSubject: YOU ARE A WINNER!!\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Cheap viagra: <a href='http://198.51.99.1/x'>click</a>\r\n"
)
LATER = {  # SpamAssassin's rules of 2024 and later, which sites fetch by sa-update
    "RCVD_IN_VALIDITY_CERTIFIED_BLOCKED", "RCVD_IN_VALIDITY_RPBL_BLOCKED", "RCVD_IN_VALIDITY_SAFE_BLOCKED",
}  # fmt: skip


@pytest.fixture(scope="module")
def spam_daemon():
    with spamd() as running:
        yield running


@pytest.fixture(scope="module")
def rspam_daemon():
    with rspamd(PASSWORD) as running:
        yield running


@pytest.mark.system("rspamd", "spamd")
def test_both_are_asked_at_once_and_explained(spam_daemon, rspam_daemon):
    theirs, ours = ask_filters(
        MESSAGE,
        [f"spamassassin=127.0.0.1:{spam_daemon.port}", f"rspamd=http://127.0.0.1:{rspam_daemon.port}"],
    )
    assert (theirs.filter, theirs.threshold) == ("spamassassin", 5.0)
    assert theirs.verdict in {"spam", "ham"}
    assert (ours.filter, ours.threshold, bool(ours.verdict)) == ("rspamd", 15.0, True)
    for told, codes in (
        (theirs, {"HDR-NO-DATE", "MSG-NO-TEXT", "LINK-IP"}),
        (ours, {"HDR-NO-DATE", "MSG-NO-TEXT"}),
    ):
        assert codes <= {symbol.ours for symbol in told.symbols}
        assert all(symbol.score is not None for symbol in told.symbols)
        assert sum(symbol.score for symbol in told.symbols) == pytest.approx(
            told.score, abs=0.51
        )  # rounded, each
    missing = next(symbol for symbol in theirs.symbols if symbol.name == "MISSING_DATE")
    assert missing.description == "Missing Date: header"
    assert missing.explained(Lang.DE).startswith("Der Nachricht fehlt")


@pytest.mark.system("spamd")
@pytest.mark.parametrize(
    "octets", [b"", b"\0" * 1000, b"\xff\xfe\r\n\r\n", b"Subject: hi\r\n\r\n" + b"x" * 300_000]
)
def test_spamd_takes_any_octets(spam_daemon, octets):
    (told,) = ask_filters(octets, [f"spamassassin=127.0.0.1:{spam_daemon.port}"])
    assert told.why == ""


@pytest.mark.system("rspamd")
@pytest.mark.parametrize(
    "octets", [b"", b"\0" * 1000, b"\xff\xfe\r\n\r\n", b"Subject: hi\r\n\r\n" + b"x" * 300_000]
)
def test_rspamd_takes_any_octets_or_says_no(rspam_daemon, octets):
    (told,) = ask_filters(octets, [f"rspamd=127.0.0.1:{rspam_daemon.port}"])
    assert told.why in {"", "rejected", "malformed"}
    assert bool(told.why) is (told.verdict == "skipped")


@pytest.mark.system("rspamd")
@pytest.mark.parametrize(("password", "why"), [("", "rejected"), ("another", "rejected"), (PASSWORD, "")])
def test_the_controller_wants_its_password(rspam_daemon, monkeypatch, password, why):
    monkeypatch.setenv("MAILWORTHY_RSPAMD_PASSWORD", password)
    (told,) = ask_filters(MESSAGE, [f"rspamd=http://127.0.0.1:{rspam_daemon.controller}"])
    assert told.why == why
    assert PASSWORD not in str(told)


@pytest.mark.system("rspamd", "spamd")
def test_the_command_line_shows_them_beside_ours_and_scores_as_without(spam_daemon, rspam_daemon, tmp_path):
    file = tmp_path / "m.eml"
    file.write_bytes(MESSAGE)
    env = {"MAILWORTHY_RSPAMD_PASSWORD": PASSWORD, "COLUMNS": "80"}
    named = ["--beside", f"rspamd=http://127.0.0.1:{rspam_daemon.controller}"]
    named += ["--beside", f"spamassassin=127.0.0.1:{spam_daemon.port}"]
    alone = json.loads(mailworthy("message", "check", file, "--json").out)
    ran = mailworthy("message", "check", file, "--json", *named, env=env)
    told = json.loads(ran.out)
    assert [one["filter"] for one in told["beside"]] == ["rspamd", "spamassassin"]
    assert all(one["symbols"] and not one["why"] for one in told["beside"])
    assert (told["score"], told["findings"]) == (alone["score"], alone["findings"])
    shown = mailworthy("message", "check", file, "--lang", "ja", *named, env=env)
    assert "MISSING_DATE" in shown.out
    assert PASSWORD not in ran.out + ran.err + shown.out + shown.err


@pytest.mark.system("spamd")
def test_a_report_in_an_operators_own_words_leaves_the_names():
    with spamd(["clear_report_template", "report This is spam, says your postmaster."]) as running:
        (told,) = ask_filters(MESSAGE, [f"spamassassin=127.0.0.1:{running.port}"])
    assert "MISSING_DATE" in {symbol.name for symbol in told.symbols}
    assert {symbol.score for symbol in told.symbols} == {None}
    assert told.score is not None


@pytest.mark.system("spamd")
def test_one_that_stands_still_is_skipped_and_one_that_dies_too():
    with spamd() as running:
        named = [f"spamassassin=127.0.0.1:{running.port}"]
        family = [running.process.pid, *_children(running.process.pid)]
        for pid in family:
            os.kill(pid, signal.SIGSTOP)
        (still,) = ask_filters(MESSAGE, named, timeout_s=0.5)
        for pid in family:
            os.kill(pid, signal.SIGCONT)
    (dead,) = ask_filters(MESSAGE, named)
    assert (still.why, still.verdict) == ("timeout", "skipped")
    assert (dead.why, dead.verdict) == ("refused", "skipped")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.system("spamassassin")
def test_symbols_of_spamassassin_exist():
    text = "".join(file.read_text("latin-1") for file in Path("/usr/share/spamassassin").glob("*.cf"))
    kinds = r"(?:header|body|rawbody|uri|full|meta|mimeheader|describe|score|urirhssub|urirhsbl|askdns)"
    there = set(re.findall(rf"^\s*{kinds}\s+(\w+)", text, re.MULTILINE))
    assert _unknown("spamassassin", there) == LATER


@pytest.mark.system("rspamd")
def test_symbols_of_rspamd_exist():
    files = [*Path("/etc/rspamd").rglob("*.conf"), *Path("/usr/share/rspamd").rglob("*.lua")]
    text = "".join(file.read_text("utf-8", "replace") for file in files)
    binaries = [program("rspamd"), *map(str, Path("/usr/lib").rglob("librspamd-server.so"))]
    text += "".join(Path(file).read_bytes().decode("latin-1") for file in binaries)
    assert _unknown("rspamd", set(re.findall(r"[A-Z][A-Z0-9_]{3,}", text))) == set()


def _unknown(filter_: str, there: set[str]) -> set[str]:
    def known(name: str) -> bool:
        if name.endswith("*"):
            return any(each.startswith(name[:-1]) for each in there)
        return name in there

    return {name for row in rows() for name in row.get(filter_, ()) if not known(name)}
