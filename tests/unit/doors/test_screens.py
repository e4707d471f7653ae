"""What the terminal shows of verdicts and list jobs: places pointed at, lines that fit, what to type next."""

from __future__ import annotations

import sys

import pytest

from mailworthy.doors.cli import demos
from mailworthy.doors.cli.main import run

NARROW = 40

# fmt: off
PLACES = [
    # typed                           what is shown below the finding's title
    ("tom..lee@web.de",               ["tom..lee@web.de", "    ^ position 4"]),
    ("kenji＠docomo。ne。jp",           ["kenji＠docomo。ne。jp", "                     ^ position 18"]),  # wide letters take two columns
    ("jane",                          ["jane", "    ^ position 4"]),                                   # behind the end
    ("a\tb@web.de",                   ["position 1: a\\tb@web.de"]),                                   # cannot be shown as it is
    ("tom..lee.and.friends@web.de",   ["position 4:", "tom..lee.and.friends@web.de"]),                 # the pointer has no room
]
# fmt: on


@pytest.fixture
def shown(monkeypatch, capsys):
    """Run the command line at a narrow terminal; give what it printed, line by line."""
    monkeypatch.setenv("COLUMNS", str(NARROW))

    def printed(*arguments: str) -> list[str]:
        with pytest.raises(SystemExit):
            run(arguments)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return printed


@pytest.mark.parametrize(("typed", "said"), PLACES)
def test_the_place_is_pointed_at(typed, said, shown):
    lines = shown("address", "check", "--offline", "--", typed)
    at = lines.index("    " + said[0])
    assert [line[4:] for line in lines[at : at + len(said)]] == said


def test_no_line_is_wider_than_the_terminal(shown):
    lines = shown("address", "check", "--offline", "-v", "Jane Doe <jane.doe@gmail.con>")
    assert max(len(line) for line in lines) <= NARROW


def test_what_to_do_is_told_once(shown):
    """The suggestion stands at the top; the finding says what to do with it."""
    lines = shown("address", "check", "--offline", "jane@gmail.con")
    assert sum("jane@gmail.com" in line for line in lines) == 1


def test_notes_about_a_list_are_short_unless_asked_for(shown, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\njane@web.de\nJane@web.de\n", encoding="utf-8")
    brief = shown("list", "check", str(path), "--offline")
    full = shown("list", "check", str(path), "--offline", "-v")
    assert "i Some mailboxes stand in the list more" in brief
    assert len(full) > len(brief)


# fmt: off
CALLED = [
    # called as                 on the path   what to type next
    (".venv/bin/mailworthy",    False,        ".venv/bin/mailworthy"),
    ("/somewhere/bin/mailworthy",     True,         "mailworthy"),
    ("/x/mailworthy/__main__.py", False,      "mailworthy"),
]
# fmt: on


@pytest.mark.parametrize(("called", "on_path", "typed"), CALLED)
def test_the_program_is_named_as_it_can_be_called(called, on_path, typed, tmp_path, monkeypatch):
    (tmp_path / "mailworthy").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path) if on_path else "")
    monkeypatch.setattr(sys, "argv", [called])
    assert demos._program() == typed
