"""What every command takes."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError


@click.group("mailworthy")
def program() -> None: ...


@program.group("list")
def noun() -> None: ...


@noun.command("check")
@click.option("--out", default="results")
@click.option("--json", "as_json", is_flag=True)
@with_settings(world=True)
def verb(*, out: str, as_json: bool, settings: Settings) -> None:
    click.echo(f"{out} {as_json} {settings}")


@program.command("explain")
@with_settings(world=False)
def quiet_verb(*, settings: Settings) -> None:
    click.echo(str(settings))


def told(*args: str) -> str:
    done = CliRunner().invoke(program, args, catch_exceptions=False, env={"NO_COLOR": None})
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def meant(quiet=False, verbose=False, color=True, offline=False, dns=()) -> str:
    return str(Settings(quiet=quiet, verbose=verbose, color=color, offline=offline, dns=dns))


# fmt: off
GIVEN = [
    # arguments                              what the command was told
    ([],                                     meant()),
    (["-q"],                                 meant(quiet=True)),
    (["--verbose"],                          meant(verbose=True)),
    (["--no-color"],                         meant(color=False)),
    (["--offline"],                          meant(offline=True)),
    (["--dns", "a:53", "--dns", "[::1]:53"], meant(dns=("a:53", "[::1]:53"))),
]
FILES = [
    # the file                                       what `list check` was told
    ("",                                             f"results False {meant()}"),
    ("quiet = true\n",                               f"results False {meant(quiet=True)}"),
    ("no-color = true\n",                            f"results False {meant(color=False)}"),
    ("no_color = true\n",                            f"results False {meant(color=False)}"),
    ("dns = ['a:53']\n[list.check]\nout = 'x'\n",    f"x False {meant(dns=('a:53',))}"),
    ("[list.check]\njson = true\n",                  f"results True {meant()}"),
    ("quiet = true\n[list.check]\nquiet = false\n",  f"results False {meant()}"),
    ("[explain]\nquiet = true\n",                    f"results False {meant()}"),
]
BROKEN = [
    # the file                            the one line
    ("quiet = \n",                        "not TOML"),
    ("\xff",                              "not TOML"),
    ("quit = true\n",                     "there is no setting 'quit' here"),
    ("out = 'x'\n",                       "there is no setting 'out' here; known are dns, no-color, offline"),
    ("[list.check]\nuot = 'x'\n",         "there is no setting 'uot' here"),
    ("[list.check]\nconfig = 'x'\n",      "there is no setting 'config' here"),
    ("list = 3\n",                        "there is no setting 'list' here"),
    ("[list]\ncheck = 3\n",               "'check' is a section: write [list.check]"),
]
# fmt: on


@pytest.mark.parametrize(("args", "settings"), GIVEN)
def test_options_become_settings(args, settings):
    assert told("list", "check", *args) == f"results False {settings}"


@pytest.mark.parametrize(("text", "settings"), FILES)
def test_a_file_gives_defaults(tmp_path, text, settings):
    file = tmp_path / "mailworthy.toml"
    file.write_text(text, encoding="utf-8")
    assert told("list", "check", "--config", str(file)) == settings


def test_options_win_over_the_file(tmp_path):
    file = tmp_path / "mailworthy.toml"
    file.write_text("[list.check]\nout = 'from-file'\n", encoding="utf-8")
    assert told("list", "check", "--out", "given", "--config", str(file)).startswith("given ")


def test_a_command_that_asks_nobody_passes_over_the_resolver(tmp_path):
    file = tmp_path / "mailworthy.toml"
    file.write_text("dns = ['a:53']\nquiet = true\n", encoding="utf-8")
    assert told("explain", "--config", str(file)) == meant(quiet=True)


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, text, line):
    file = tmp_path / "mailworthy.toml"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(InputError) as error:
        told("list", "check", "--config", str(file))
    assert line in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("value", "color"), [("1", False), ("any", False), ("", True)])
def test_no_color_is_heard_from_the_environment(value, color):
    done = CliRunner().invoke(program, ["explain"], env={"NO_COLOR": value})
    assert done.stdout.strip() == meant(color=color)
