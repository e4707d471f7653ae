"""Where a Chromium is looked for."""

from __future__ import annotations

import pytest

from mailworthy.edge.browser import chromium, find
from mailworthy.edge.browser.start import Home

# fmt: off
CASES = [
    # programs on the path               what the variable names     which one is taken
    ((),                                 "",                         None),
    (("chromium",),                      "",                         "chromium"),
    (("google-chrome", "chromium"),      "",                         "chromium"),
    (("msedge",),                        "",                         "msedge"),
    (("chromium", "mine"),               "mine",                     "mine"),
    (("chromium",),                      "missing",                  None),  # who names one wants that one
]
# fmt: on


@pytest.mark.parametrize(("there", "named", "taken"), CASES)
def test_which_program_is_taken(there, named, taken, tmp_path, monkeypatch):
    for name in there:
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(find.VARIABLE, named)
    assert chromium() == (str(tmp_path / taken) if taken else None)


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(find.VARIABLE, raising=False)
    assert find.missing() == "chromium"
    monkeypatch.setattr(find, "find_spec", lambda name: None)
    assert find.missing() == "playwright"


def test_a_program_with_an_odd_name_is_started_as_it_is_named():
    home = Home("/opt/a b'; rm -rf x/chromium", nobody=False)
    try:
        assert "'/opt/a b'\"'\"'; rm -rf x/chromium' \"$@\"" in home.script.read_text(encoding="utf-8")
    finally:
        home.remove()
    assert not home.folder.exists()
