"""``mailworthy sender check`` as people run it: a process of its own, a name server on loopback, files, a terminal."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from html.parser import HTMLParser

import pytest
import sender_sample
from command import MAILWORTHY, PATIENCE_S, mailworthy

from mailworthy.edge.nameserver import serving

SLOW = "slow.example"
# Name servers with addresses that nobody may connect to here: their part is for tests that know ports.
ZONE = {
    **sender_sample.FAULTY_ZONE,
    f"ns1.{sender_sample.FAULTY}": {"A": ["127.0.0.53"]},
    f"ns2.{sender_sample.FAULTY}": {"A": ["127.0.0.54"]},
    **sender_sample.HOSTILE_ZONE,
    SLOW: "timeout",
    "example": {"NS": ["ns.example"]},
}
TOLD = (sender_sample.FAULTY, "--ip", sender_sample.FAULTY_IP, "--helo", f"mail.{sender_sample.FAULTY}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A name server, and the file in which it writes down each question."""
    log = tmp_path_factory.mktemp("dns") / "asked"
    with serving(ZONE, log=log) as at:
        yield at, log


def check(server, *arguments, **more):
    return mailworthy("sender", "check", *arguments, "--dns", server[0], **more)


def test_it_reads_as_advice(server):
    ran = check(server, *TOLD, env={"COLUMNS": "80"})
    assert (ran.code, ran.err) == (1, "")
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert lines[0].startswith("5 things about bakery-muster.de are broken")
    assert "\x1b" not in ran.out
    assert "✗ The SPF record needs more than 10 look-ups  SPF-TOO-MANY-LOOKUPS" in lines
    assert "_dmarc.bakery-muster.de. 3600 IN TXT" in ran.out
    assert lines[-2:] == [f"  mailworthy sender check {' '.join(TOLD)}", ""]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("never", 0)])
def test_it_can_hold_up_a_pipeline(server, fail_on, code):
    ran = check(server, *TOLD, "--json", "--fail-on", fail_on)
    assert ran.code == code
    assert json.loads(ran.out)["spf"]["lookups"] == {"used": 12, "limit": 10}


def test_a_page_and_json_to_hand_on(server, tmp_path):
    ran = check(server, *TOLD, "--report", tmp_path / "out", "--lang", "ja", "--fail-on", "never")
    assert ran.code == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"sender.html", "sender.json"}
    told = json.loads((tmp_path / "out" / "sender.json").read_text(encoding="utf-8"))
    page = (tmp_path / "out" / "sender.html").read_text(encoding="utf-8")
    assert told["findings"][0]["title"] in page.replace("<code>", "`").replace("</code>", "`")
    assert str(tmp_path / "out" / "sender.html") in ran.out


def test_a_folder_that_cannot_be_written_is_said_in_one_line(server, tmp_path):
    (tmp_path / "file").touch()
    ran = check(server, *TOLD, "--report", tmp_path / "file" / "out")
    assert ran.code == 2
    assert len(ran.lines) == 1


class Tags(HTMLParser):
    """The names of a page's elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)


def test_hostile_records_harm_nobody(server, tmp_path):
    """Control characters, text that runs backwards, markup, texts of 60 KB."""
    ran = check(server, sender_sample.HOSTILE, "--report", tmp_path, "-v")
    assert ran.code == 1
    assert all(line.isprintable() for line in ran.out.splitlines())
    assert not {"script", "img"} & Tags((tmp_path / "sender.html").read_text(encoding="utf-8")).names
    as_json = check(server, sender_sample.HOSTILE, "--json").out
    assert as_json.rstrip("\n").isprintable()
    assert json.loads(as_json)["domain"] == sender_sample.HOSTILE


def test_without_a_name_server_nothing_can_be_said():
    ran = mailworthy("sender", "check", "example.org", "--dns", "127.0.0.1:9")
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.lines) == 1


def test_an_interrupted_check_says_so(server):
    """Ctrl-C in the midst of it: one line, exit code 130."""
    where, log = server
    before = log.stat().st_size if log.exists() else 0
    command = [*MAILWORTHY, "sender", "check", SLOW, "--dns", where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        while (
            not log.exists() or SLOW not in log.read_text()[before:]
        ):  # it has asked, and nobody will answer
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=PATIENCE_S)
    assert (child.returncode, out, err) == (130, "", "mailworthy: interrupted\n")


@pytest.mark.parametrize(("quiet", "counts"), [((), True), (("-q",), False)])
def test_on_a_terminal_it_counts_while_it_asks(server, quiet, counts, tmp_path):
    """Answers and seconds are counted; -q says nothing."""
    ours, theirs = pty.openpty()
    command = [*MAILWORTHY, "sender", "check", *TOLD, "--json", *quiet, "--dns", server[0]]
    with (
        (tmp_path / "out").open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=theirs, env={**os.environ, "TERM": "xterm"}) as child,
    ):
        os.close(theirs)
        seen = b"".join(iter(lambda: _piece(ours), b""))
        child.wait(timeout=PATIENCE_S)
    os.close(ours)
    assert (b"answers" in seen) is counts
    assert bool(seen) is counts
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["domain"] == sender_sample.FAULTY


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so where the other end is closed
        return b""
