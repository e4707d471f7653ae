"""``mailworthy address check``: the real command, offline and against a real name server."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mailworthy
from mailworthy.doors.cli.main import run
from mailworthy.edge.nameserver import serving

SRC = Path(mailworthy.__file__).parents[1]
RECORDS = {
    "brauhaus-lindner.de": {"MX": ["10 mx.brauhaus-lindner.de", "20 mx2.brauhaus-lindner.de"]},
    "mx.brauhaus-lindner.de": {"A": ["203.0.113.5"]},
    "mx2.brauhaus-lindner.de": {"A": ["203.0.113.6"]},
    "gmial.com": {"MX": ["10 mx.brauhaus-lindner.de"]},
    "firma-ohne-post.de": {"MX": ["0 ."]},
    "firma-ohne-host.de": {"TXT": ["hello"]},
    "firma-nur-a.de": {"A": ["203.0.113.7"]},
    "firma-innen.de": {"MX": ["10 mx.firma-innen.de"]},
    "mx.firma-innen.de": {"A": ["10.0.0.1"]},
    "firma-kaputt.de": "servfail",
    "firma-stumm.de": "timeout",
}


@pytest.fixture(scope="module")
def server():
    with serving(RECORDS) as address:
        yield address


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run the command; give its exit code, output and errors."""

    def called(*args, typed=b""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        with pytest.raises(SystemExit) as end:
            run(["address", "check", *args])
        return end.value.code or 0, *capsys.readouterr()

    return called


@pytest.fixture
def told(cli):
    """Run the command with --json; give what it says."""

    def called(*args, **more):
        code, out, err = cli("--json", *args, **more)
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return called


# fmt: off
STATES = [
    # typed                                status     reason             action
    ("jane@brauhaus-lindner.de",           "valid",   "dns_only",        "keep"),
    ("info@brauhaus-lindner.de",           "risky",   "role",            "review"),
    ("jane@firma-nur-a.de",                "valid",   "dns_only",        "keep"),
    ("jane@gmial.com",                     "risky",   "typo_suspect",    "review"),
    ("jane@firma-gibtsnicht.de",           "invalid", "domain_unknown",  "retry"),
    ("jane@firma-ohne-post.de",            "invalid", "null_mx",         "remove"),
    ("jane@firma-ohne-host.de",            "invalid", "no_mail_host",    "remove"),
    ("jane@firma-innen.de",                "invalid", "mx_unroutable",   "remove"),
    ("jane@firma-kaputt.de",               "soft",    "dns_error",       "retry"),
    ("jane",                               "invalid", "no_at",           "remove"),
]
# fmt: on


def test_what_a_name_server_says(told, server):
    """All at once, in the order in which they were given."""
    said = told("--dns", server, *(state[0] for state in STATES))
    assert [(each["address"], each["status"], each["reason"], each["action"]) for each in said] == STATES


@pytest.mark.slow
def test_silence_is_soft(told, server):
    (said,) = told("--dns", server, "jane@firma-stumm.de")
    assert (said["status"], said["reason"], said["permanent"]) == ("soft", "dns_timeout", False)


@pytest.mark.slow
def test_a_server_that_is_not_there_makes_nothing_invalid(told):
    (said,) = told("--dns", "127.0.0.1:9", "jane@brauhaus-lindner.de")
    assert (said["status"], said["action"]) == ("soft", "retry")


def test_inner_hosts_within_reach(told, server):
    (said,) = told("--dns", server, "--reach", "10.0.0.0/8", "jane@firma-innen.de")
    assert said["status"] == "valid"


def test_answers_are_remembered(told, server, tmp_path):
    log = tmp_path / "log"
    with serving(RECORDS, log=log) as logged:
        for _ in range(2):
            told("--dns", logged, "jane@brauhaus-lindner.de")
    asked = log.read_text().split("\n")
    assert len(asked) == len(set(asked)) > 2


def test_a_verdict_for_people(cli, server):
    code, out, err = cli("--dns", server, "--no-color", "Jane@Brauhaus-Lindner.DE")
    assert (code, err) == (0, "")
    assert out.startswith("VALID  Jane@Brauhaus-Lindner.DE  → keep   score 80/100\n")
    assert "mx.brauhaus-lindner.de, mx2.brauhaus-lindner.de" in out
    assert "\x1b" not in out


# fmt: off
SHOWN = [
    # typed                     must be there
    ("jane@gmial.com",          ["RISKY", "jane@gmail.com", "TYPO-DOMAIN"]),
    ("ja ne@gmail.com",         ["INVALID", "SYNTAX-BAD-CHARACTER", "position 2"]),
    ("jane",                    ["INVALID", "SYNTAX-NO-AT"]),
    ("janespamtrap@web.de",     ["RISKY", "review", "KIND-TRAP-SUSPECT"]),
    ("J.Doe+x@gmail.com",       ["UNKNOWN", "jdoe@gmail.com"]),
    ("[bold]x[/bold]@web.de",   ["INVALID", "[bold]x[/bold]@web.de"]),  # nothing is taken for mark-up
    ("\x1b[31mred@web.de",      ["INVALID", "\\x1b[31mred@web.de"]),    # nor for a terminal's commands
]
# fmt: on


@pytest.mark.parametrize(("typed", "words"), SHOWN)
def test_what_people_see(cli, typed, words):
    code, out, err = cli("--offline", "--", typed)
    assert (code, err) == (0, "")
    assert [word for word in words if word not in out] == []
    assert "\x1b" not in out


def test_guesses_are_shown_to_whoever_wants_more(cli):
    assert "KIND-FREE" not in cli("--offline", "jane@web.de")[1]
    assert "KIND-FREE" in cli("--offline", "--verbose", "jane@web.de")[1]


# fmt: off
LANGUAGES = [
    # language  title of SYNTAX-NO-AT
    ("en",      "The @ sign is missing"),
    ("de",      "Das @-Zeichen fehlt"),
    ("ja",      "@"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "title"), LANGUAGES)
def test_findings_in_three_languages(cli, told, lang, title):
    (said,) = told("--offline", "--lang", lang, "jane")
    assert title in said["findings"][0]["title"]
    assert said["findings"][0]["title"] in cli("--offline", "--lang", lang, "jane")[1]


def test_three_languages_differ(told):
    titles = {
        told("--offline", "--lang", lang, "jane")[0]["findings"][0]["title"] for lang in ("en", "de", "ja")
    }
    assert len(titles) == 3


# fmt: off
INPUTS = [
    # standard input                                             addresses
    (b"",                                                        []),
    (b"\n\n  \n",                                                []),
    (b"jane@web.de\njohn@web.de\n",                              ["jane@web.de", "john@web.de"]),
    (b"jane@web.de\r\n\r\njohn@web.de",                          ["jane@web.de", "john@web.de"]),
    (b"\xef\xbb\xbfjane@web.de\n",                               ["jane@web.de"]),
    (b" jane@web.de\t\n",                                        [" jane@web.de\t"]),
    (b"j\xf6rg@web.de\n\xff\xfe\n",                              ["j\ufffdrg@web.de", "\ufffd\ufffd"]),
    (b"a\0b@web.de\n",                                           ["a\0b@web.de"]),
    ("山田@web.de\n".encode(),                                    ["山田@web.de"]),
    (b"x" * 200_000 + b"@web.de\njane@web.de\n",                 ["x" * 65536, "jane@web.de"]),
    (b"x" * 200_000,                                             ["x" * 65536]),
]
# fmt: on


@pytest.mark.parametrize(("typed", "addresses"), INPUTS, ids=range(len(INPUTS)))
def test_standard_input(told, typed, addresses):
    assert [said["address"] for said in told("--offline", "-", typed=typed)] == addresses


def test_standard_input_in_between(told):
    said = told("--offline", "a@web.de", "-", "b@web.de", typed=b"c@web.de\n" * 450)
    assert [each["address"][0] for each in said] == ["a", *"c" * 450, "b"]


def test_bytes_of_no_encoding_on_the_command_line(told):
    (said,) = told("--offline", os.fsdecode(b"j\xf6rg@web.de"))
    assert (said["address"], said["reason"]) == ("j\\udcf6rg@web.de", "bad_character")


# fmt: off
WRONG = [
    # arguments                                        code  in the one line
    ([],                                               2,    "Missing argument"),
    (["--offline", "--lang", "fr", "jane@web.de"],     2,    "fr"),
    (["--reach", "nonsense", "jane@web.de"],           2,    "10.0.0.0/8"),
    (["--dns", "nonsense:port", "jane@web.de"],        2,    "nonsense:port"),
]
# fmt: on


@pytest.mark.parametrize(("args", "code", "words"), WRONG)
def test_wrong_usage_is_one_line(cli, args, code, words):
    ended, out, err = cli(*args)
    assert (ended, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_damaged_memory_is_one_line(cli, server, home):
    cli("--dns", server, "jane@brauhaus-lindner.de")
    (memory,) = (home / "dns").glob("*.sqlite")
    memory.write_bytes(b"rubbish" * 1000)
    code, out, err = cli("--dns", server, "jane@brauhaus-lindner.de")
    assert (code, out) == (3, "")
    assert "delete the file" in err
    assert err.count("\n") == 1


CAGED = """
import sys
def refuse(event, args):
    if event.startswith("socket."):
        raise SystemExit(f"asked the network: {event} {args}")
sys.addaudithook(refuse)
from mailworthy.doors.cli.main import run
run()
"""


def test_offline_touches_no_network():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            CAGED,
            "address",
            "check",
            "--offline",
            "--json",
            "jane@web.de",
            "jane@gmial.com",
            "x",
        ],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(SRC)},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 3
