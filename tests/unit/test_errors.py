"""The tree of exceptions is the one that is drawn, and its members are the built-in ones too."""

from __future__ import annotations

import builtins
import inspect
import re

import pytest

from mailworthy import errors
from mailworthy.errors import (
    InputError,
    MailworthyError,
    NotNow,
    OutsideError,
    Refused,
    TimedOut,
    Unreachable,
)

DRAWN = re.compile(r"^(?P<indent>[ │]*)[├└]── (?P<name>\w+) *(?:\((?P<builtin>\w+)\))?")


def _drawn() -> list[tuple[str, str, str | None]]:
    """Read the drawing: name, parent, built-in parent."""
    above, found = {0: "MailworthyError"}, []
    for line in (errors.__doc__ or "").splitlines():
        part = DRAWN.match(line)
        if part:
            depth = (len(part["indent"]) - 4) // 4 + 1
            above[depth] = part["name"]
            found.append((part["name"], above[depth - 1], part["builtin"]))
    return found


@pytest.mark.parametrize(("name", "parent", "builtin"), _drawn())
def test_the_drawing_is_true(name, parent, builtin):
    bases = [getattr(errors, parent)] + ([getattr(builtins, builtin)] if builtin else [])
    assert list(getattr(errors, name).__bases__) == bases


def test_the_drawing_is_complete():
    raised = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, MailworthyError)
    }
    assert {name for name, _, _ in _drawn()} == raised - {"MailworthyError"}


# fmt: off
CAUGHT = [
    # raised                                    caught as          its values
    (InputError("x", at=3),                     ValueError,        {"at": 3}),
    (InputError("x"),                           MailworthyError,   {"at": None}),
    (OutsideError("x", peer="h:53"),            OSError,           {"peer": "h:53", "temporary": True}),
    (OutsideError("x", temporary=False),        OSError,           {"temporary": False}),
    (Unreachable("x", peer="h:53"),             ConnectionError,   {"peer": "h:53"}),
    (TimedOut("x"),                             TimeoutError,      {"temporary": True}),
    (Refused("x", code=450, enhanced="4.2.0"),  OutsideError,      {"temporary": True, "enhanced": "4.2.0"}),
    (Refused("x", code=550, command="RCPT"),    OutsideError,      {"temporary": False, "command": "RCPT"}),
    (NotNow("x", remedy="wait"),                MailworthyError,   {"remedy": "wait"}),
]
# fmt: on


@pytest.mark.parametrize(("error", "kind", "values"), CAUGHT)
def test_an_error_carries_its_values(error, kind, values):
    assert isinstance(error, kind)
    assert str(error) == "x"
    assert {name: getattr(error, name) for name in values} == values
