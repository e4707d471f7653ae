"""``mailworthy message check`` as people and machines run it: a process of its own, pipes, thousands of messages, hooks, pipelines."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from command import MAILWORTHY, PATIENCE_S, mailworthy

from mailworthy.edge.nameserver import serving

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "src" / "mailworthy" / "flow" / "demo" / "campaign"
GUIDE = ROOT / "docs" / "guide" / "ci.md"
MANY, SOME = 1_200, 120
FLAT_BYTES = 40 << 20  # what ten times as many messages may take more


@pytest.fixture
def project(tmp_path):
    """A folder as projects have them: mails, and what is known beside them."""
    (tmp_path / "mails").mkdir()
    for name in ("newsletter.en", "mended.en"):
        text = (SAMPLES / f"{name}.eml").read_text(encoding="utf-8")
        text = text.replace("{date}", "Sun, 22 Nov 2026 08:00:00 +0000")
        (tmp_path / "mails" / f"{name}.eml").write_text(text, encoding="utf-8")
    (tmp_path / "mailworthy.toml").write_text(
        '[message.check]\nlaw = "us"\nindustry = "shop"\n', encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def shell(project, tmp_path):
    """Run a line of a shell in which ``mailworthy`` is this one; give its exit code and what it printed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "mailworthy"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(MAILWORTHY)} "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def ran(line: str):
        return subprocess.run(
            line,
            shell=True,
            cwd=project,
            env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )

    return ran


def mbox(path: Path, count: int) -> Path:
    """Write that many different messages into one file."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(f"From a@b Mon Nov  2 10:00:00 2026\nFrom: a@b.example\nSubject: Order {number}\n\n")
            file.write(f"Dear customer, your order {number} is on its way. {'Tea and bread. ' * 20}\n\n")
    return path


def test_a_faulty_message_stops_a_script_and_a_mended_one_does_not(project):
    mails = project / "mails"
    assert mailworthy("message", "check", mails / "newsletter.en.eml").code == 1
    assert mailworthy("message", "check", mails / "mended.en.eml", "--fail-on", "warning").code == 0


@pytest.mark.slow
def test_memory_stays_flat_over_thousands_of_messages(tmp_path):
    few, many = (mbox(tmp_path / f"{count}.mbox", count) for count in (SOME, MANY))
    peaks = []
    for path, count in ((few, SOME), (many, MANY)):
        ran = mailworthy("message", "check", path, "--json", "--fail-on", "never")
        files = [json.loads(line)["file"] for line in ran.out.splitlines()]
        assert (ran.code, len(files)) == (0, count)
        assert all(int(a.rpartition("#")[2]) + 1 == int(b.rpartition("#")[2]) for a, b in pairwise(files))
        peaks.append(ran.peak_bytes)
    assert peaks[1] - peaks[0] < FLAT_BYTES


def test_a_reader_who_has_seen_enough_ends_it(shell, tmp_path):
    mbox(tmp_path / "many.mbox", SOME)
    ran = shell("mailworthy message check many.mbox --json --fail-on never | head -n 2")
    assert (len(ran.stdout.splitlines()), ran.stderr) == (2, "")


def test_results_and_notes_go_apart(shell):
    ran = shell("cat mails/mended.en.eml | mailworthy message check - --json 2>notes")
    assert json.loads(ran.stdout)["file"] == "-"
    assert shell("cat notes").stdout == ""


def test_dns_is_asked_where_it_is_named(project, tmp_path):
    log = tmp_path / "asked"
    zone = {
        "mailworthy-samples.org": {"TXT": ["v=spf1 -all"], "MX": ["10 mx.mailworthy-samples.org"]},
        "example": {},
    }
    mail = project / "mails" / "mended.en.eml"
    with serving(zone, log=log) as server:
        quiet = mailworthy("message", "check", mail, "--json", "--dns", server, "--offline")
        assert not log.exists() or not log.read_text(encoding="utf-8")
        told = mailworthy(
            "message", "check", mail, "--json", "--dns", server, "--ip", "192.0.2.1", "--fail-on", "never"
        )
        assert log.read_text(encoding="utf-8")
    assert quiet.code == 0
    assert json.loads(told.out)["authentication"] != json.loads(quiet.out)["authentication"]


@pytest.mark.system("chromium")
def test_its_page_shows_how_a_message_looks(project):
    mail = project / "mails" / "mended.en.eml"
    ran = mailworthy("message", "check", mail, "--previews", "--out", project / "out", "--format", "html")
    page = Path(ran.out.strip())
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/jpeg;base64,") >= 2
    assert len(text) < 2_000_000
    linked = [page.parent / href for href in re.findall(r'href="\./([^"]+-previews/[^"]+)"', text)]
    assert linked
    assert all(file.is_file() for file in linked)


def test_without_chromium_it_says_what_is_missing(project, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("MAILWORTHY_CHROMIUM", "/nowhere/chromium")
    mail = project / "mails" / "mended.en.eml"
    ran = mailworthy("message", "check", mail, "--previews", "--out", project / "out")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (3, "", 1)
    assert "hromium" in ran.err


# --- hooks and pipelines ----------------------------------------------------------------------------------------------


def test_the_hook_of_pre_commit_looks_at_what_it_is_given(shell):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["language"] == "python"
    assert re.search(hook["files"], "mails/newsletter.en.eml")
    assert not re.search(hook["files"], "site/index.html")
    (repo,) = yaml.safe_load(snippet("pre-commit"))["repos"]
    (asked,) = repo["hooks"]
    assert asked["id"] == hook["id"]
    # As pre-commit does: the entry, the arguments, then the files that were changed.
    line = f"{hook['entry']} {shlex.join(asked['args'])}"
    assert shell(f"{line} mails/mended.en.eml").returncode == 0
    bad = shell(f"{line} mails/newsletter.en.eml mails/mended.en.eml")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "LAW-NO-UNSUB" in bad.stdout


def snippet(heading: str) -> str:
    """Give the YAML under a heading of the guide."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    return text.partition("```yaml\n")[2].partition("```")[0]


def test_the_settings_that_the_guide_shows_are_understood(shell, project):
    shown = GUIDE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    (project / "mailworthy.toml").write_text(shown, encoding="utf-8")
    ran = shell("mailworthy message check --config mailworthy.toml mails --json")
    assert (ran.returncode, ran.stderr) == (1, "")
    markets = [[block["market"] for block in json.loads(line)["law"]] for line in ran.stdout.splitlines()]
    assert markets == [["us", "eu", "de"]] * 2


def test_the_steps_of_github_s_actions_give_sarif(shell, project):
    (job,) = yaml.safe_load(snippet("GitHub Actions"))["jobs"].values()
    (line,) = [step["run"] for step in job["steps"] if step.get("run", "").startswith("mailworthy ")]
    (upload,) = [step for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
    ran = shell(line)
    assert (ran.returncode, ran.stderr) == (1, "")
    told = json.loads((project / upload["with"]["sarif_file"]).read_text(encoding="utf-8"))
    (run,) = told["runs"]
    uris = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in result["locations"]
    }
    assert uris == {"mails/newsletter.en.eml", "mails/mended.en.eml"}


def test_the_script_of_gitlab_gives_junit(shell, project):
    job = yaml.safe_load(snippet("GitLab"))["messages"]
    (line,) = [line for line in job["script"] if line.startswith("mailworthy ")]
    ran = shell(line)
    assert (ran.returncode, ran.stderr) == (1, "")
    suites = ET.parse(project / job["artifacts"]["reports"]["junit"]).getroot()
    assert {suite.get("name"): int(suite.get("failures", "")) > 0 for suite in suites} == {
        "mails/mended.en.eml": False,
        "mails/newsletter.en.eml": True,
    }


def test_nothing_is_loaded_that_a_small_message_does_not_need(project):
    """How long it takes is told by ``bench/message.py``; what would make it long is told here."""
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from mailworthy.doors.cli.main import run; run()"
    )
    mail = str(project / "mails" / "mended.en.eml")
    done = subprocess.run(
        [sys.executable, "-c", code, "message", "check", mail], capture_output=True, text=True, check=False
    )
    loaded = set(done.stderr.split())
    assert "mailworthy.message.check" in loaded
    assert loaded & {"polars", "jinja2", "asyncio", "sqlalchemy", "sqlite3", "xlsxwriter", "httpx2"} == set()
