"""``mailworthy message rules``: one's own rules, proved by their examples and tried on mail."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from mailworthy.doors.cli.main import run

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "rules.toml"
RULES = """
[[rule]]
id = "sale"
field = "subject"
words = "sale"
hits = "A sale"

[[rule]]
id = "list-id"
field = "header:List-Id"
absent = true
enabled = false
hits = ""
"""


@pytest.fixture
def rules(tmp_path, capsys, monkeypatch):
    """Run the command where a file of rules and three messages lie; give its exit code and what it wrote."""
    (tmp_path / "own.toml").write_text(RULES, encoding="utf-8")
    (tmp_path / "mail").mkdir()
    for number, subject in enumerate(["The sale", "No more", "Sale\x1b[2J"]):
        text = f"From: a@b.example\nSubject: {subject}\n\nhi\n"
        (tmp_path / "mail" / f"{number}.eml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def ran(*arguments: str):
        with pytest.raises(SystemExit) as end:
            run(["message", "rules", *arguments])
        written = capsys.readouterr()
        return SimpleNamespace(code=end.value.code, out=written.out, err=written.err)

    return ran


def test_without_mail_the_rules_are_proved(rules):
    ran = rules("own.toml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 rules, and each does what its examples say.")


def test_how_often_each_hits_and_where(rules):
    lines = rules("own.toml", "--try", "mail").out.splitlines()
    assert [line.rstrip() for line in lines] == [
        "Tried on 3 messages",
        "sale  hits 2 (66.67%)",
        "    mail/0.eml, Subject  “The sale”",
        "    mail/2.eml, Subject  “Sale\\x1b[2J”",
        "list-id  hits 3 (100%)  switched off",
        "    mail/0.eml, List-Id  (The sale)",
        "    mail/1.eml, List-Id  (No more)",
        "    mail/2.eml, List-Id  (Sale\\x1b[2J)",
    ]


def test_json_is_a_line_for_each_rule(rules):
    told = [json.loads(line) for line in rules("own.toml", "--try", "mail", "--json").out.splitlines()]
    assert [(one["rule"], one["enabled"], one["messages"], one["hits"]) for one in told] == [
        ("sale", True, 3, 2),
        ("list-id", False, 3, 3),
    ]
    assert [json.loads(line)["rule"] for line in rules("own.toml", "--json").out.splitlines()] == [
        "sale",
        "list-id",
    ]


@pytest.mark.parametrize("lang", ["en", "de", "ja"])
def test_it_speaks_three_languages(rules, lang):
    assert rules("own.toml", "--try", "mail", "--lang", lang).code == 0


def test_a_faulty_file_is_one_line(rules, tmp_path):
    (tmp_path / "bad.toml").write_text(RULES.replace("A sale", "Wholesale"), encoding="utf-8")
    ran = rules("bad.toml", "--try", "mail")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "mailworthy: bad.toml: rule 'sale' does not hit its own example 'Wholesale'; mend the rule, or the example in `hits`"
    ]


def test_a_file_that_cannot_be_read_is_named_and_the_others_count(rules, tmp_path):
    (tmp_path / "mail" / "3.eml").write_bytes(b"")
    ran = rules("own.toml", "--try", "mail")
    assert ran.code == 2
    assert "3.eml" in ran.err
    assert ran.out.startswith("Tried on 3 messages")


def test_the_guide_shows_the_rules_of_the_examples_as_they_are():
    shown = (ROOT / "docs" / "guide" / "message-rules.md").read_text(encoding="utf-8")
    told = EXAMPLE.read_text(encoding="utf-8").partition("\n\n")[2]
    assert f"```toml\n{told}```" in shown
