"""The front door: what is imported when, and how a run ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import mailworthy
from mailworthy.doors.cli import main
from mailworthy.doors.cli.main import COMMANDS, command, run
from mailworthy.errors import InputError, NotNow, OutsideError, TimedOut

SRC = Path(mailworthy.__file__).parents[1]
START = "from mailworthy.doors.cli.main import run; run()"
HEAVY = {"polars", "numpy", "rich", "dns", "idna", "jinja2", "msgspec", "asyncio", "sqlite3", "tomllib"}


def _program(*args: str, code: str = START, **more) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(SRC)}
    return subprocess.run(
        [sys.executable, "-c", code, *args], check=False, env=env, stderr=subprocess.PIPE, text=True, **more
    )


def test_help_loads_nothing_heavy():
    tell = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {START}"
    done = _program("--help", code=tell, stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)
    assert HEAVY & set(done.stderr.split()) == set()


def test_the_table_of_commands_is_true():
    context = click.Context(command, info_name="mailworthy")
    for name, (_, told) in COMMANDS.items():
        found = command.get_command(context, name)
        assert found is not None
        assert found.name == name
        assert found.get_short_help_str(limit=100) == told


def test_there_is_no_other_command():
    assert command.get_command(click.Context(command), "nonsense") is None


@pytest.fixture
def ending(monkeypatch, capsys):
    """Run a command that does one thing; give its exit code, output and errors."""

    def called(act) -> tuple[int, str, str]:
        probe = click.command("probe")(act)
        monkeypatch.setitem(sys.modules, "probe_for_a_test", SimpleNamespace(command=probe))
        monkeypatch.setitem(main.COMMANDS, "probe", ("probe_for_a_test", ""))
        with pytest.raises(SystemExit) as end:
            run(["probe"])
        return int(end.value.code or 0), *capsys.readouterr()

    return called


def _raising(error: BaseException):
    def act() -> None:
        raise error

    return act


# fmt: off
ENDS = [
    # what happens                                       code  the one line
    (InputError("list.csv: empty", at=3),                2,    "list.csv: empty"),
    (InputError("two\nlines"),                           2,    "two lines"),
    (NotNow("no probing yet", remedy="name yourself"),   2,    "no probing yet; name yourself"),
    (NotNow("no probing yet"),                           2,    "no probing yet"),
    (OutsideError("192.0.2.1:53 is silent"),             3,    "192.0.2.1:53 is silent"),
    (TimedOut("192.0.2.1:53 is slow"),                   3,    "192.0.2.1:53 is slow"),
    (FileNotFoundError(2, "No such file", "list.csv"),   2,    "list.csv: No such file"),
    (PermissionError(13, "Permission denied", "a.csv"),  2,    "a.csv: Permission denied"),
    (OSError(28, "No space left on device", "out"),      3,    "out: No space left on device"),
    (OSError("odd"),                                     3,    "OSError"),
    (KeyboardInterrupt(),                                130,  "interrupted"),
    (click.Abort(),                                      130,  "interrupted"),
    (click.UsageError("do it otherwise"),                2,    "do it otherwise (see `mailworthy probe --help`)"),
    (click.ClickException("no"),                         2,    "no"),
]
# fmt: on


@pytest.mark.parametrize(("error", "code", "line"), ENDS)
def test_what_goes_wrong_is_one_line_and_a_code(ending, error, code, line):
    assert ending(_raising(error)) == (code, "", f"mailworthy: {line}\n")


def test_a_bug_is_not_hidden(monkeypatch):
    probe = click.command("probe")(_raising(ZeroDivisionError("ours")))
    monkeypatch.setitem(sys.modules, "probe_for_a_test", SimpleNamespace(command=probe))
    monkeypatch.setitem(main.COMMANDS, "probe", ("probe_for_a_test", ""))
    with pytest.raises(ZeroDivisionError):
        run(["probe"])


def test_a_command_may_name_its_own_code(ending):
    assert ending(lambda: click.get_current_context().exit(1)) == (1, "", "")


def test_any_text_can_be_printed(ending):
    """Lone surrogates come with addresses and file names."""
    assert ending(lambda: click.echo("jane\udcff@example.org")) == (0, "jane\\udcff@example.org\n", "")


def test_version():
    assert (
        _program("--version", stdout=subprocess.PIPE).stdout
        == f"mailworthy, version {mailworthy.__version__}\n"
    )


# fmt: off
WRONG = [
    # arguments        the one line
    (["nonsense"],     "No such command 'nonsense'"),
    (["--nonsense"],   "No such option '--nonsense'"),
    (["explian"],      "No such command 'explian'"),
]
# fmt: on


@pytest.mark.parametrize(("args", "line"), WRONG)
def test_wrong_usage_of_the_program_is_one_line(capsys, args, line):
    with pytest.raises(SystemExit) as end:
        run(args)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert line in said
    assert said.count("\n") == 1


def test_a_reader_who_leaves_early_is_no_error():
    """As in ``mailworthy explain | head -1``: the pipe's other end is closed before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = _program("explain", "--json", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
