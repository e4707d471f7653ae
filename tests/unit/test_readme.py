"""What users read is true: commands parse, outputs are real, links lead somewhere, tables name what there is."""

from __future__ import annotations

import contextlib
import doctest
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import mailworthy
from mailworthy.address.verdict import About, Action, VerdictStatus
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind
from mailworthy.bounce.schema import bounce_schema
from mailworthy.doors.cli.main import command, run
from mailworthy.edge.nameserver import read_zone, serving
from mailworthy.flow.lists.writing import KINDS, OURS

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), *(ROOT / "changelog.d").glob("*.md")]
DATA = ROOT / "src" / "mailworthy" / "address" / "data"
EACH_GUIDE = pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`((?:\.venv/bin/)?mailworthy [^`]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CHANGING = [
    # what differs from run to run            what stands for it
    (r"\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?",     "DATE"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",      "TIME"),
    (r"rows in [\d.]+ s",                     "rows in N s"),
]  # fmt: skip
LEFT_OUT = "…"


def blocks(page: Path, language: str) -> list[str]:
    """Give a page's fenced blocks of one language."""
    return [text for name, text in FENCED.findall(page.read_text(encoding="utf-8")) if name == language]


def shown(block: str) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with what it is said to print."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        yield line, output


def masked(text: str) -> str:
    """Replace what differs from run to run; blanks at the end of lines count for nothing."""
    for pattern, word in reversed(CHANGING):
        text = re.sub(pattern, word, text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def assert_shown(said: str, printed: str) -> None:
    """Prove that an output is as it is said to be; a line of … stands for any lines."""
    here, printed = 0, masked(printed) + "\n"
    for part in re.split(rf"^{LEFT_OUT}$\n?", masked(said) + "\n", flags=re.MULTILINE):
        found = printed.find(part.strip("\n"), here)
        assert found >= 0, f"not printed any more:\n{part}\nbut:\n{printed[here:]}"
        here = found + len(part.strip("\n"))
    if LEFT_OUT not in said:
        assert masked(said) == printed.rstrip("\n")


def words(line: str) -> list[str]:
    """Give the arguments of a command line that calls us; empty where it calls something else."""
    parts = shlex.split(line.partition(" | ")[0], comments=True)
    parts = parts[: next((at for at, part in enumerate(parts) if part in {"<", ">"}), len(parts))]
    return parts[1:] if parts and Path(parts[0]).name == "mailworthy" else []


def command_lines(page: Path) -> list[list[str]]:
    """Give the arguments of every call of ours that a page shows."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    lines += [line for block in blocks(page, "console") for line, _ in shown(block)]
    spans = SPAN.findall(page.read_text(encoding="utf-8").replace("\n", " "))
    return [found for line in (*lines, *spans) if (found := words(line))]


def leaf_of(parts: list[str]) -> tuple[click.Command, list[str]]:
    """Give the command that a command line calls, and what is left for it."""
    found: click.Command = command
    while isinstance(found, click.Group) and parts and not parts[0].startswith("-"):
        inner = found.get_command(click.Context(found), parts[0])
        assert inner is not None, f"there is no command {parts[0]}"
        found, parts = inner, parts[1:]
    return found, parts


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Stand in a folder that looks like a clone, at a terminal of 80 columns."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "mailworthy.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", ["mailworthy"])
    return tmp_path


@pytest.fixture
def called(clone, capsys):
    """Run a command line; give what it printed."""

    def printed(line: str) -> str:
        if not words(line):
            return subprocess.run(shlex.split(line), check=True, capture_output=True, text=True).stdout
        with pytest.raises(SystemExit) as end:
            run(words(line))
        assert end.value.code == 0
        return capsys.readouterr().out

    return printed


@pytest.fixture
def server():
    """The small world of the examples, answered for on loopback."""
    with serving(read_zone(ROOT / "examples" / "world.toml").records) as where:
        yield where


def assert_parses(parts: list[str]) -> None:
    """Prove that there is such a command with such options, and that it takes their values."""
    leaf, rest = leaf_of(parts)
    with contextlib.suppress(click.exceptions.Exit):  # --help and --version end there, content
        leaf.make_context("it", list(rest))


@EACH_GUIDE
def test_every_command_line_parses(page, clone):
    for parts in command_lines(page):
        assert_parses(parts)


def test_command_lines_are_found():
    assert ["address", "check", "--json", "-"] in command_lines(ROOT / "docs" / "guide" / "addresses.md")
    assert ["explain", "LIST-DNS-REWRITTEN"] in command_lines(ROOT / "docs" / "guide" / "dns.md")


@pytest.mark.parametrize("line", ["mailworthy adress check x", "mailworthy list check x --ofline"])
def test_a_wrong_command_line_would_be_noticed(line):
    with pytest.raises((AssertionError, click.UsageError)):
        assert_parses(words(line))


@EACH_GUIDE
def test_every_output_is_real(page, called):
    for block in blocks(page, "console"):
        for line, said in shown(block):
            if not line.startswith("make"):
                assert_shown(said, called(line))


@pytest.mark.slow
def test_the_demo_ends_as_the_readme_says(called, monkeypatch):
    """``make run`` calls the program by its path, and the last line names it so."""
    said = dict(shown(blocks(ROOT / "README.md", "console")[0]))["make run"]
    assert '$(BIN)/mailworthy demo --out "$(OUT)"' in (ROOT / "Makefile").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [".venv/bin/mailworthy"])
    monkeypatch.setenv("PATH", "")
    assert_shown(said, called("mailworthy demo --out out/demo"))


# fmt: off
SAID = [
    # what a page says     what is printed      whether that is so
    ("a\nb\n",             "a\nb\n",            True),
    ("a\n",                "a  \n\n",           True),
    ("a\nb\n",             "a\nb\nc\n",         False),
    ("a\n…\nc\n",          "a\nb\nc\n",         True),
    ("…\nb\n",             "a\nb\nc\n",         True),
    ("b\n…\na\n",          "a\nb\nc\n",         False),
    ("a\n…\nd\n",          "a\nb\nc\n",         False),
    ("2026-01-02\n",       "2027-11-12\n",      True),
]
# fmt: on


@pytest.mark.parametrize(("said", "printed", "so"), SAID)
def test_outputs_are_compared_whole_but_for_what_is_left_out(said, printed, so):
    if so:
        assert_shown(said, printed)
    else:
        with pytest.raises(AssertionError):
            assert_shown(said, printed)


@EACH_GUIDE
def test_python_in_the_pages_runs(page, clone):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for number, block in enumerate(blocks(page, "python")):
        parsed = doctest.DocTestParser().get_doctest(
            block, {"mailworthy": mailworthy}, f"{page.name} {number}", str(page), 0
        )
        assert runner.run(parsed).failed == 0


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {path}"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {path}#{anchor}"


def named(page: str, heading: str) -> list[str]:
    """Give what stands in code in the first column of the table under a header cell."""
    text = (ROOT / page).read_text(encoding="utf-8")
    table = text.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [word for row in table.splitlines()[2:] for word in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def keys(found: dict, prefix: str = "") -> Iterator[str]:
    """Give the keys of a JSON document as paths; lists of facts are named by others."""
    for key, value in found.items():
        deeper = isinstance(value, dict) and f"{prefix}{key}" != "evidence.lists"
        yield from keys(value, f"{prefix}{key}.") if deeper else (prefix + key,)


# fmt: off
TABLES = [
    # page                     header cell   what it must name
    ("docs/guide/lists.md",    "column",     [f"mw_{name}" for name in OURS]),
    ("docs/guide/lists.md",    "status",     [status.value for status in VerdictStatus]),
    ("docs/guide/lists.md",    "action",     [action.value for action in Action]),
    ("docs/guide/lists.md",    "kind",       list(KINDS)),
    ("docs/guide/bounces.md",  "kind",       [kind.value for kind in Kind]),
    ("docs/guide/bounces.md",  "group",      sorted({row.group for row in REASONS.values()})),
    ("docs/guide/bounces.md",  "reason",     list(REASONS)),
    ("docs/guide/bounces.md",  "field",      list(bounce_schema()["properties"])),
    ("docs/guide/lists.md",    "file",       [path.name for path in DATA.iterdir() if path.suffix in {".toml", ".txt"}]),
]
# fmt: on


@pytest.mark.parametrize(("page", "heading", "there_is"), TABLES)
def test_tables_name_what_there_is(page, heading, there_is):
    assert sorted(named(page, heading)) == sorted(there_is)


def test_the_guide_calls_hard_what_is_hard():
    for line in _lines("docs/guide/bounces.md"):
        if (cells := line.strip("| ").split(" | "))[0].strip("`") in REASONS:
            row = REASONS[cells[0].strip("`")]
            assert cells[1:3] == ["hard" if row.hard else "soft", row.group]


def test_every_key_of_an_address_is_told(server):
    found = mailworthy.check_address("anna.weber@mailworthy-samples.org", servers=[server]).as_dict()
    assert sorted(named("docs/guide/addresses.md", "key")) == sorted(keys(found))
    row = next(line for line in _lines("docs/guide/addresses.md") if line.startswith("| `findings`"))
    assert re.findall(r"`([^`]+)`", row)[1:] == list(found["findings"][0])
    row = next(line for line in _lines("docs/guide/addresses.md") if line.startswith("| `about`"))
    assert re.findall(r"`([^`]+)`", row)[1:] == [about.value for about in About]


def _lines(page: str) -> list[str]:
    return (ROOT / page).read_text(encoding="utf-8").splitlines()


def test_every_key_of_a_message_is_told():
    found = mailworthy.check_message(ROOT / "examples" / "newsletter.eml").as_dict()
    assert sorted(named("docs/guide/messages.md", "key")) == sorted([*found, "beside"])


def test_every_key_of_a_list_is_told(called):
    found = json.loads(called("mailworthy list check examples/newsletter.csv --offline --out checked --json"))
    assert sorted(named("docs/guide/lists.md", "key")) == sorted(found)


def test_the_json_of_an_address_is_real(called, server):
    page = ROOT / "docs" / "guide" / "addresses.md"
    (said,) = blocks(page, "json")
    line = next(line for block in blocks(page, "sh") for line in block.splitlines() if "--dns" in line)
    printed = json.loads(masked(called(line.replace("127.0.0.1:5353", server))))
    told = json.loads(masked(said))
    for both in (printed, told):
        both["evidence"]["lists"] = sorted(both["evidence"]["lists"])
    assert told == printed


@pytest.mark.parametrize("heading", ["exit code"])
def test_exit_codes_are_those_of_the_front_door(heading):
    text = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition(f"| {heading} |")[2].partition("\n\n")[0]
    )
    assert re.findall(r"^\| (\d+) ", text, re.MULTILINE) == ["0", "1", "2", "3", "130"]


# fmt: off
EXAMPLES = [
    # file                       arguments                                                          what it prints
    ("authenticate.py",          ["examples/bounces/full.eml", "192.0.2.9", "a@news.example", "--empty-world"],       "spf none\ndkim none"),
    ("check_address.py",         ["anna.weber@gmail.con"],                                          "anna.weber@gmail.com?"),
    ("check_addresses_async.py", ["SERVER", "a@mailworthy-samples.org", "b@closed.mailworthy-samples.org"], "invalid, null_mx"),
    ("check_list.py",            ["examples/newsletter.csv", "checked"],                            "review"),
    ("check_message.py",         ["examples/newsletter.eml"],                                       "HDR-SUBJECT-FAKE-RE"),
    ("check_sender.py",          [],                                                                "_dmarc.mailworthy-samples.org. 3600 IN TXT"),
    ("explain_reply.py",         [],                                                                "auth_failed soft sender"),
    ("own_world.py",             [],                                                                "soft, dns_error"),
    ("read_bounces.py",          ["examples/bounces"],                                              "kenji@school.example\n  user_unknown"),
]
# fmt: on


@pytest.fixture
def example(clone, server, monkeypatch, capsys):
    """Run an example; give what it printed."""

    def printed(name: str, arguments: list[str]) -> str:
        given = [server if word == "SERVER" else word for word in arguments]
        monkeypatch.setattr(sys, "argv", [name, *given])
        runpy.run_path(str(ROOT / "examples" / name), run_name="__main__")
        return capsys.readouterr().out

    return printed


@pytest.mark.parametrize(("name", "arguments", "printed"), EXAMPLES)
def test_examples_run(name, arguments, printed, example):
    assert printed in example(name, arguments)


def test_every_example_is_run():
    assert sorted(path.name for path in (ROOT / "examples").glob("*.py")) == [name for name, *_ in EXAMPLES]


def test_the_readme_is_short():
    assert len(_lines("README.md")) <= 200
