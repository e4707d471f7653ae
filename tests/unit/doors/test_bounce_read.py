"""``mailworthy bounce read`` shows records as data or as a table, and says in one line what it cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mail_mix import mixed
from report_mail import reporting

from mailworthy.doors.cli import readings
from mailworthy.doors.cli.bounce_read import command
from mailworthy.errors import InputError


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "mail"
    made.mkdir()
    for number, mail in enumerate(mixed(12)):
        (made / f"{number:02}.eml").write_bytes(mail.raw)
    return made


def read(*words: object, stdin: bytes = b"", env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(
        command, [str(word) for word in words], input=stdin, env=env, catch_exceptions=False
    )


def rows(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- as data ------------------------------------------------------------------------------------------------------------


def test_one_record_a_line_in_the_order_of_the_files(folder):
    found = rows(read(folder, "--json"))
    assert [each["file"] for each in found] == sorted(path.name for path in folder.iterdir())
    assert [each["recipient"] for each in found if each["kind"] == "bounce"] == [
        mail.recipient for mail in mixed(12) if mail.recipient
    ]


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        (["--kind", "bounce"], {"bounce"}),
        (["--kind", "ordinary"], {"ordinary"}),
        (["--kind", "bounce", "--kind", "ordinary"], {"bounce", "ordinary"}),
        (["--kind", "complaint"], set()),
    ],
)
def test_only_the_kinds_that_were_asked_for(folder, options, kinds):
    assert {each["kind"] for each in rows(read(folder, "--json", *options))} == kinds


def test_reasons_may_bear_sisimais_names(folder):
    found = {
        each["reason"] for each in rows(read(folder, "--json", "--kind", "bounce", "--names", "sisimai"))
    }
    assert "userunknown" in found
    assert "user_unknown" not in found


def test_own_rules_come_first(folder, tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nid = "own"\nreason = "policy"\npattern = "No such user here"\n')
    (found,) = rows(read(folder / "00.eml", "--json", "--rules", file))
    assert found["reason"] == "policy"


def test_standard_input(folder):
    (found,) = rows(read("-", "--json", stdin=(folder / "00.eml").read_bytes()))
    assert (found["file"], found["kind"]) == ("-", "bounce")


# --- for people ---------------------------------------------------------------------------------------------------------

SAYS = [
    (
        "en",
        ["Messages read: 12", "No such mailbox", "user_unknown", "What to do first", "Remove the address"],
    ),
    ("de", ["Gelesene Nachrichten: 12", "Was zuerst zu tun ist"]),
    ("ja", ["読み込み：12通", "まず行うこと"]),
]


@pytest.mark.parametrize(("lang", "words"), SAYS)
def test_a_table_and_what_it_comes_to(folder, lang, words):
    result = read(folder, "--lang", lang)
    assert result.exit_code == 0
    for word in words:
        assert word in result.stdout


def test_many_records_are_counted_and_not_all_shown(folder, monkeypatch):
    monkeypatch.setattr(readings, "ROWS", 5)
    assert "and 7 more; -v shows all" in read(folder).stdout
    assert "more; -v" not in read(folder, "-v").stdout


def test_what_cannot_be_read_is_said_some_times_and_then_counted(folder, monkeypatch):
    monkeypatch.setattr(readings, "NOTES", 2)
    for number in range(5):
        (folder / f"bad-{number}.gz").write_bytes(b"\x1f\x8b" + bytes(20))
    result = read(folder, "--json")
    assert len(rows(result)) == 12
    lines = result.stderr.splitlines()
    assert [line.partition(" ")[0].rstrip(":") for line in lines[:2]] == ["bad-0.gz", "bad-1.gz"]
    assert lines[2:] == ["3 more files could not be read; -v names them"]
    assert read(folder, "--json", "-q").stderr == ""
    assert len(read(folder, "--json", "-v").stderr.splitlines()) == 5


def test_reports_among_bounces_are_left_to_the_command_that_reads_them(folder):
    assert "sender reports" not in read(folder).stderr
    for number, mail in enumerate(reporting(8)):
        (folder / f"report-{number}.eml").write_bytes(mail.raw)
    result = read(folder, "--json")
    told = sum(row["kind"] == "report" for row in rows(result))
    assert told >= 3
    assert result.stderr.startswith(f"{told} of them report on authentication or encryption")
    assert "`mailworthy sender reports`" in result.stderr
    assert read(folder, "--json", "-q").stderr == ""


def test_an_empty_folder_is_nothing_new(tmp_path):
    assert read(tmp_path).stdout == "Nothing new.\n"


def test_a_report_is_written(folder, tmp_path):
    result = read(folder, "--report", tmp_path / "out", "--json")
    assert len(rows(result)) == 12
    told = json.loads((tmp_path / "out" / "bounces.json").read_text())
    assert told
    assert (tmp_path / "out" / "bounces.html").is_file()


# --- the store ----------------------------------------------------------------------------------------------------------


def test_files_are_recorded_unless_told_otherwise(folder, tmp_path, home):
    read(folder, "--no-store", "--json")
    assert not (home / "bounces.sqlite").exists()
    read(folder, "--json")
    assert (home / "bounces.sqlite").is_file()
    read(folder, "--json", "--store", tmp_path / "own.sqlite")
    assert (tmp_path / "own.sqlite").is_file()


# --- what it cannot do --------------------------------------------------------------------------------------------------

MAILBOX = "imaps://jane@mail.example"
# fmt: off
WRONG = [
    (["imaps://jane:secret@mail.example"],           "a password has no place in a URL"),
    (["http://jane@mail.example"],                   "mailboxes are named by"),
    ([MAILBOX],                                      "a password is needed: MAILWORTHY_PASSWORD"),
    ([MAILBOX, "imaps://jo@mail.example"],           "one mailbox at a time"),
    ([MAILBOX, "--no-store"],                        "--no-store is for files"),
    ([".", "--watch"],                               "--watch and --after are for mailboxes"),
    ([".", "--after", "delete"],                     "--watch and --after are for mailboxes"),
]
# fmt: on


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_what_it_cannot_do_is_one_line(words, said):
    with pytest.raises(InputError) as error:
        read(*words)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


def test_an_unknown_deed_is_named():
    with pytest.raises(InputError, match="write leave, flag, move:FOLDER or delete"):
        read(MAILBOX, "--after", "burn", env={"MAILWORTHY_PASSWORD": "x"})


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "no.eml")
