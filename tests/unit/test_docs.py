"""Generated pages are current, and nothing that users meet is undocumented."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from pathlib import Path

import click
import pytest

from mailworthy.doors.cli.main import command
from mailworthy.finding import Lang, codes

ROOT = Path(__file__).parents[2]


def _load(path: Path):
    spec = importlib.util.spec_from_file_location("mailworthy_docs_script", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


docs = _load(ROOT / "scripts" / "docs.py")
COMMANDS = list(docs.leaves(command, ("mailworthy",)))
EACH_COMMAND = pytest.mark.parametrize(
    ("path", "leaf"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS]
)

# fmt: off
TRACES = [
    # text                                            the sections that it names
    ("RFC 5321 §4.1.2",                               ["RFC 5321 §4.1.2"]),
    ("see RFC 5321 §4.1.2.",                          ["RFC 5321 §4.1.2"]),
    ("(RFC 6531 §3.3, RFC 6532 §3.1)",                ["RFC 6531 §3.3", "RFC 6532 §3.1"]),
    ("RFC 5321 §4.1.2 and §4.5.3.1, RFC 1035 §3.1",   ["RFC 5321 §4.1.2", "RFC 5321 §4.5.3.1", "RFC 1035 §3.1"]),
    ("RFC 5321 appendix F.2: a%b",                    ["RFC 5321 appendix F.2"]),
    ("RFC 5890 for the domain",                       []),
    ("DESIGN §3",                                     []),
    ("RFC5321 §4.1.2",                                []),
]
SOURCE = """
LIMIT = 64  # line 2

@mark
def outer():  # line 5
    def inner():
        return 7

class Thing:
    def method(self): ...  # line 10
"""
WHERE = [(2, ""), (4, "outer"), (5, "outer"), (7, "outer.inner"), (9, "Thing"), (10, "Thing.method"), (99, "")]
# fmt: on


def test_generated_pages_are_current():
    """If this fails: ``make docs``."""
    assert [path.relative_to(ROOT).as_posix() for path in docs.stale(docs.pages())] == []


def test_pages_come_out_the_same_twice():
    assert docs.pages() == docs.pages()


@pytest.mark.parametrize("row", codes().values(), ids=codes())
def test_every_code_has_a_page_in_all_languages(row):
    page = docs.finding_page(row)
    for lang in Lang:
        words = row.words[lang]
        assert all(docs.escaped(text) in page for text in (words.title, words.why, words.fix))
    assert f"[{row.id}]({row.id}.md)" in docs.findings_index()


def test_every_area_has_a_heading():
    assert {row.area for row in codes().values()} == set(docs.AREAS)


@EACH_COMMAND
def test_every_command_is_told(path, leaf):
    assert leaf.help
    assert f"## {' '.join(path)}" in docs.cli()


@EACH_COMMAND
def test_every_option_is_told(path, leaf):
    options = [param for param in leaf.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []
    part = "\n".join(docs.command_part(path, leaf))
    assert all(f"`{name}`" in part for option in options for name in option.opts)


@pytest.mark.parametrize(("text", "named"), TRACES)
def test_sections_are_found_in_their_one_spelling(text, named):
    assert list(docs.sections(text)) == named


@pytest.mark.parametrize(("line", "name"), WHERE)
def test_a_line_is_named_by_the_definition_around_it(line, name):
    assert docs.Where(ast.parse(SOURCE))(line) == name


def test_sections_are_sorted_as_people_count():
    mixed = ["RFC 5321 §10.1", "RFC 5321 §4.1.2", "RFC 822 §1", "RFC 5321 appendix F.2", "RFC 5321 §4.1"]
    assert sorted(mixed, key=docs.by_number) == [
        "RFC 822 §1",
        "RFC 5321 §4.1",
        "RFC 5321 §4.1.2",
        "RFC 5321 §10.1",
        "RFC 5321 appendix F.2",
    ]


def test_the_schema_is_json():
    assert set(json.loads(docs.schema())["$defs"]) == {"finding", "code"}


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/flow.md"])
def test_hand_written_pages_name_files_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|\.py))`", text))
    assert {
        path for path in named if not ((ROOT / path).exists() or (ROOT / "src/mailworthy" / path).exists())
    } == set()


def test_markup_in_words_stays_text():
    assert docs.escaped("<b> *a* |") == "\\<b\\> \\*a\\* \\|"


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder in which the pages may be written."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    (tmp_path / "docs" / "findings").mkdir(parents=True)
    return tmp_path


def test_check_names_what_is_missing_changed_or_left_over(house, capsys, monkeypatch):
    pages = {house / "docs" / name: name for name in ("new.md", "old.md", "same.md")}
    monkeypatch.setattr(docs, "pages", lambda: pages)
    monkeypatch.setattr(sys, "argv", ["docs.py", "--check"])
    (house / "docs" / "old.md").write_text("older", encoding="utf-8")
    (house / "docs" / "same.md").write_text("same.md", encoding="utf-8")
    (house / "docs" / "findings" / "GONE.md").write_text("", encoding="utf-8")
    assert docs.main() == 1
    said = capsys.readouterr().out
    assert [line.partition(":")[0] for line in said.splitlines()] == [
        "docs/findings/GONE.md",
        "docs/new.md",
        "docs/old.md",
    ]


def test_writing_makes_all_current(house, capsys, monkeypatch):
    pages = {house / "docs" / "findings" / "NEW.md": "new"}
    monkeypatch.setattr(docs, "pages", lambda: pages)
    (house / "docs" / "findings" / "GONE.md").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["docs.py"])
    assert docs.main() == 0
    monkeypatch.setattr(sys, "argv", ["docs.py", "--check"])
    assert docs.main() == 0
    assert capsys.readouterr().out == ""
    assert [path.name for path in (house / "docs" / "findings").iterdir()] == ["NEW.md"]
