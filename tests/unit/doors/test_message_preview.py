"""``mailworthy message preview`` without a browser: what it refuses, and what it says where there is none."""

from __future__ import annotations

import json

import pytest

from mailworthy.doors.cli.main import run
from mailworthy.edge.browser import find


@pytest.fixture
def said(capsys, tmp_path):
    """Run the command line; give its exit code, standard output and standard error."""
    (tmp_path / "a.html").write_text("<p>x", encoding="utf-8")

    def of(*arguments):
        with pytest.raises(SystemExit) as ended:
            run(["message", "preview", str(tmp_path / "a.html"), "--out", str(tmp_path / "out"), *arguments])
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return of


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """A machine without Chromium."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(find.VARIABLE, raising=False)


# fmt: off
REFUSED = [
    # options                               what is said about them
    (["--devices", "watch"],                "'watch' is no device; there are phone, android, tablet, desktop"),
    (["--devices", ","],                    "name one at least of phone, android, tablet, desktop"),
    (["--clients", "nobody"],               "'nobody' is no mail client that is known"),
    (["--clients", "outlook.beos"],         "'outlook.beos' is no mail client that is known; of outlook there are"),
]
# fmt: on


@pytest.mark.parametrize(
    ("options", "line"), REFUSED, ids=lambda one: " ".join(one) if isinstance(one, list) else None
)
def test_what_cannot_be_read_is_said_in_one_line(options, line, said):
    code, out, err = said(*options)
    assert (code, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1


def test_without_chromium_it_is_skipped_and_says_how_to_get_it(said, nowhere):
    code, out, err = said()
    assert (code, out) == (3, "")
    assert err.startswith("mailworthy: skipped: there is no chromium")
    assert "apt install chromium" in err


def test_without_chromium_json_says_so_too(said, nowhere):
    code, out, _ = said("--json")
    assert code == 3
    assert json.loads(out) == {"skipped": "chromium", "remedy": find.HOW_TO_GET_IT}


def test_without_playwright_it_is_skipped(said, monkeypatch):
    monkeypatch.setattr(find, "find_spec", lambda name: None)
    code, _, err = said()
    assert code == 3
    assert "there is no playwright" in err
    assert "pip install 'mailworthy[previews]'" in err
