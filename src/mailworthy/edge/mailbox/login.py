"""Proves who we are: a password, or a token that is fetched anew each time because tokens expire."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailworthy.errors import InputError, OutsideError

PROGRAM_S = 60.0  # a program that fetches a token may ask somebody far away


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in.

    Args:
        secret: Gives the password or the token; called at each login, so that an expired token is replaced.
        token: Whether it is a token (XOAUTH2, for JMAP a bearer token: RFC 6750) rather than a password.
    """

    secret: Callable[[], str] = field(repr=False)
    token: bool = False


def from_file(path: Path) -> Callable[[], str]:
    """Read the secret from a file's first line, each time anew."""

    def secret() -> str:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            raise InputError(f"{path}: not text: it should hold the secret in its first line") from None
        if not lines or not lines[0]:
            raise InputError(f"{path}: empty: it should hold the secret in its first line")
        return lines[0]

    return secret


def from_program(command: str) -> Callable[[], str]:
    """Read the secret from what a program prints, each time anew.

    Args:
        command: The program and its arguments, as in a shell, but no shell reads them.
    """

    def secret() -> str:
        try:
            done = subprocess.run(  # noqa: S603  # the user's own program
                shlex.split(command), capture_output=True, text=True, timeout=PROGRAM_S, check=False
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            what = "no answer in time" if isinstance(error, subprocess.TimeoutExpired) else error
            raise OutsideError(f"the program for the token cannot be used: {what}", temporary=False) from None
        lines = done.stdout.splitlines()
        if done.returncode or not lines or not lines[0]:
            why = f"ended with {done.returncode}" if done.returncode else "printed nothing"
            raise OutsideError(f"the program for the token {why}", temporary=False)
        return lines[0]

    return secret
