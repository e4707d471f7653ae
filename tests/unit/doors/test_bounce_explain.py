"""``mailworthy bounce explain`` and ``bounce codes``: the real commands."""

from __future__ import annotations

import io
import json

import pytest
from json_shape import fits
from rich.cells import cell_len

from mailworthy.bounce.schema import bounce_schema
from mailworthy.doors.cli.main import run
from mailworthy.doors.cli.typed import LONGEST_LINE

NARROW = 40


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run a bounce command; give its exit code, output and errors."""

    def called(*args, typed=b"", columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        with pytest.raises(SystemExit) as end:
            run(["bounce", *args])
        return end.value.code or 0, *capsys.readouterr()

    return called


@pytest.fixture
def told(cli):
    """Run a command with --json; give what it says."""

    def called(*args, **more):
        code, out, err = cli(*args, "--json", **more)
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return called


# --- one reply --------------------------------------------------------------------------------------------------


def test_a_reply_for_people(cli):
    """What it means first; what decided, what was overruled; what to do; what to go through."""
    code, out, err = cli("explain", "--no-color", "552 5.1.1 mailbox full")
    assert (code, err) == (0, "")
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0] == "SOFT  Mailbox is full  mailbox_full"
    assert "  class         permanent, as the code says; many programs would call it hard" in lines
    assert "  bounce        soft: the address may be good" in lines
    assert "  overruled     status 5.1.1: No such mailbox (user_unknown)" in lines
    assert "  send again    after 3 days" in lines
    assert any(line.startswith("  decided by    general/") and "mailbox full" in line for line in lines)
    assert lines.index("  What to do") < lines.index("  Go through")
    assert "      mailworthy bounce report" in lines


# fmt: off
SHOWN = [
    # reply                            must be there
    ("550",                            ["HARD", "user_unknown", "RFC 5321 §4.2.3", "a guess", "send again    no"]),
    ("451",                            ["SOFT", "Second suspicion: SPF"]),
    ("4",                              ["SOFT", "server_error", "class 4"]),
    ("5.7.26",                         ["SOFT", "auth_failed", "once it is mended", "RFC 7372"]),
    ("250 2.1.5 fine",                 ["Delivered", "Nothing needs to be done."]),
    ("",                               ["nothing to explain"]),
    ("550 [red]no such user[/red]",    ["[red]no such user[/red]"]),         # nothing is taken for mark-up
    ("550 \x1b[31mno such user",       ["\\x1b[31mno such user"]),           # nor for a terminal's commands
    ("no\ud800such user",              ["\\ud800"]),
]
# fmt: on


@pytest.mark.parametrize(("reply", "words"), SHOWN)
def test_what_people_see(cli, reply, words):
    code, out, err = cli("explain", "--no-color", "--", reply)
    assert (code, err) == (0, "")
    assert [word for word in words if word not in out] == []
    assert "\x1b" not in out


def test_a_reply_without_quotation_marks_is_one_reply(told):
    (one,) = told("explain", "550", "5.1.1", "no", "such", "user")
    assert one["diagnostic"] == "550 5.1.1 no such user"


# fmt: off
LANGUAGES = [
    # language  headline                      what to do
    ("en",      "SOFT  Mailbox is full",      "What to do"),
    ("de",      "WEICH  Postfach ist voll",   "Was zu tun ist"),
    ("ja",      "ソフト  メールボックスが満杯",  "対処方法"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "headline", "remedy"), LANGUAGES)
@pytest.mark.parametrize("columns", [NARROW, 80, 120])
def test_three_languages_fit_the_terminal(cli, lang, headline, remedy, columns):
    _, out, _ = cli("explain", "--lang", lang, "452 4.2.2 mailbox full", columns=columns)
    lines = out.splitlines()
    assert lines[0].startswith(headline)
    assert f"  {remedy}" in [line.rstrip() for line in lines]
    assert [line for line in lines if cell_len(line) > columns] == []
    assert "…" not in out


def test_json_is_a_record_and_a_checklist(told):
    (one,) = told("explain", "550 5.7.26 unauthenticated mail")
    steps = one.pop("checklist")
    assert fits(one, bounce_schema())
    assert {"text", "command", "page"} == set(steps[0])


def test_sisimais_names(told):
    assert [one["reason"] for one in told("explain", "--names", "sisimai", "552 mailbox full")] == [
        "mailboxfull"
    ]


# --- many replies -----------------------------------------------------------------------------------------------


def test_one_line_in_one_line_out_in_order(told):
    typed = b"550 5.1.1 no such user\n\n452 4.2.2 full\r\n \n250 ok\nlast without an end"
    reasons = [one["reason"] for one in told("explain", "-", typed=typed)]
    assert reasons == ["user_unknown", None, "mailbox_full", None, None, "undetermined"]


def test_nothing_in_nothing_out(told):
    assert told("explain", "-") == []


def test_a_byte_order_mark_and_bytes_of_no_encoding_are_taken(told):
    first, second = told(
        "explain", "-", typed=b"\xef\xbb\xbf550 5.1.1 no such user\n550 \xff\xfe no such user\n"
    )
    assert first["diagnostic"] == "550 5.1.1 no such user"
    assert second["reason"] == "user_unknown"


def test_of_an_endless_line_only_the_beginning_counts(told):
    one, two = told(
        "explain", "-", typed=b"550 5.1.1 no such user" + b"x" * 3 * LONGEST_LINE + b"\n452 full\n"
    )
    assert (one["reply"], two["reply"]) == (550, 452)


def test_many_for_people(cli):
    _, out, _ = cli("explain", "--no-color", "-", typed=b"550\n\n451\n")
    assert [line for line in out.splitlines() if line[:1].strip()] == [
        "HARD  No such mailbox  user_unknown",
        "- nothing to explain",
        "SOFT  Receiving server is out of order  server_error",
    ]


# --- the user's own rules ---------------------------------------------------------------------------------------


def test_own_rules_go_first(told, tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\npattern = "no such user"\nreason = "policy"\n', encoding="utf-8")
    (one,) = told("explain", "--rules", str(file), "550 5.1.1 no such user")
    assert (one["reason"], one["bounce"]) == ("policy", "soft")


# fmt: off
BAD_RULES = [
    # what the file holds                                       what is said of it
    (b"not toml",                                               "no TOML"),
    (b"[[rule]]\npattern = '('\nreason = 'policy'\n",           "rule 1"),
    (b"[[rule]]\npattern = 'x'\nreason = 'nonsense'\n",         "nonsense"),
    (b"\xff\xfe",                                               "UTF-8"),
]
# fmt: on


@pytest.mark.parametrize(("held", "said"), BAD_RULES)
def test_a_bad_rule_file_is_one_line_and_exit_2(cli, tmp_path, held, said):
    file = tmp_path / "rules.toml"
    file.write_bytes(held)
    code, out, err = cli("explain", "--rules", str(file), "550")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert "rules.toml" in err


# --- the table of codes -----------------------------------------------------------------------------------------


def test_the_whole_table_in_each_language(cli):
    for lang in ("en", "de", "ja"):
        code, out, err = cli("codes", "--lang", lang)
        assert (code, err) == (0, "")
        assert {"4", "550", "2.1.5", "5.7.30"} <= {line.split()[0] for line in out.splitlines()}
        assert [line for line in out.splitlines() if cell_len(line) > 80] == []
        assert "…" not in out


def test_the_whole_table_as_json(told):
    rows = told("codes")
    assert len(rows) > 110
    assert {row["code"]: row["reason"] for row in rows}["550"] == "user_unknown"


def test_some_codes(cli, told):
    assert [row["code"] for row in told("codes", "550", "x.7.26", "4")] == ["550", "5.7.26", "4"]
    _, out, _ = cli("codes", "--no-color", "421", "450")
    assert "your own line" in out
    assert "greylisting" in out


def test_no_code_is_one_line_and_exit_2(cli):
    code, out, err = cli("codes", "hello")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "hello" in err


def test_help_names_every_verb(cli):
    code, out, _ = cli("--help")
    assert code == 0
    assert [
        word for word in ("read", "explain", "rescue", "report", "codes") if f"  {word} " not in out
    ] == []
