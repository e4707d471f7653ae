"""The command line's front door: which commands there are, and how a run ends.

Exit codes: 0 done; 1 findings at or above ``--fail-on``; 2 wrong usage or unreadable input; 3 the outside world failed;
130 interrupted. What goes wrong is said in one line on standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

import mailworthy
from mailworthy.doors.cli.commands import Commands
from mailworthy.errors import InputError, NotNow, OutsideError

COMMANDS = {
    # name       module                             help
    "address": ("mailworthy.doors.cli.address", "Say whether addresses are worth writing to."),
    "list": ("mailworthy.doors.cli.list_", "Say which addresses of a whole list are worth writing to."),
    "bounce": ("mailworthy.doors.cli.bounce", "Say why messages came back, and what to do about it."),
    "message": (
        "mailworthy.doors.cli.message",
        "Say whether filters would take a message, whether it is within the law, and what readers get.",
    ),
    "sender": (
        "mailworthy.doors.cli.sender",
        "Say whether receivers believe that your mail is yours, and what to publish.",
    ),
    "demo": (
        "mailworthy.doors.cli.demo",
        "Clean a list, test a newsletter, read what came back, audit the sender: all of it samples.",
    ),
    "explain": ("mailworthy.doors.cli.explain", "Say what a finding means and what to do about it."),
}
UNREADABLE = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)


@click.command(
    cls=Commands,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Results go to standard output, progress and notes to standard error.",
)
@click.version_option(mailworthy.__version__, prog_name="mailworthy")
def command() -> None:
    """Reach the inbox, on your own machine: clean lists, read what comes back, prove that your mail is yours."""


def run(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Args:
        args: Instead of the program's own arguments.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # any address can be shown
    # NumPy's linear algebra, of which we use none, starts a thread per processor that spins for 0.1 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _code(sys.argv[1:] if args is None else args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _code(args: Sequence[str]) -> int:
    try:
        _invoke(args)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        line, code = "interrupted", 130
    except click.ClickException as error:
        line, code = _usage(error), 2
    except (InputError, NotNow) as error:
        line, code = _remedied(error), 2
    except OutsideError as error:
        line, code = str(error), 3
    except BrokenPipeError:
        raise
    except OSError as error:
        line, code = _system(error), 2 if isinstance(error, UNREADABLE) else 3
    else:
        return 0
    click.echo(f"mailworthy: {' '.join(line.split())}", err=True)
    return code


def _invoke(args: Sequence[str]) -> None:
    with command.make_context("mailworthy", list(args)) as context:
        command.invoke(context)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    if context is None:
        return error.format_message()
    return f"{error.format_message()} (see `{context.command_path} --help`)"


def _remedied(error: InputError | NotNow) -> str:
    remedy = getattr(error, "remedy", "")
    return f"{error}; {remedy}" if remedy else str(error)


def _system(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what
