"""``mailworthy sender check``: what it shows and how it ends; the command itself, before a name server on loopback."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import sender_sample
from rich.cells import cell_len

from mailworthy.doors.cli.audits import show
from mailworthy.doors.cli.main import run
from mailworthy.doors.cli.screen import flowed, json_line, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.edge.nameserver import serving
from mailworthy.finding import Lang, Severity, lookup
from mailworthy.flow.page.audit_words import again
from mailworthy.sender.audit import SenderReport

ROOT = Path(__file__).parents[3]
PLAIN = Settings(quiet=False, verbose=False, color=False, offline=False, dns=())
LOUD = Settings(quiet=False, verbose=True, color=False, offline=False, dns=())
SAMPLES = ("faulty", "sound", "mild", "shallow", "hostile", "absent", "silent", "aside", "many", "bare")
WARNED = "warned.example"
WORLD = {
    **sender_sample.HOSTILE_ZONE,
    sender_sample.FAULTY: {"TXT": ["v=spf1 +all"], "A": ["127.0.0.1"]},
    WARNED: {"TXT": ["v=spf1 a ?all"], "A": ["192.0.2.1"], "MX": ["0 ."]},
}


@cache
def report(name: str) -> SenderReport:
    return getattr(sender_sample, name)()


@pytest.fixture
def shown(capsys, monkeypatch):
    """Show a sample's report; give its lines."""

    def lines(name, lang=Lang.EN, *, columns=80, settings=PLAIN):
        monkeypatch.setenv("COLUMNS", str(columns))
        show(report(name), {}, lang, settings)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return lines


def to_paste(name: str) -> set[str]:
    """Lines that nobody may break: there they stand, with an indent before them perhaps."""
    return {
        visible(line).strip()
        for one in report(name).advice()
        for text in one.pasted
        for line in text.splitlines()
    }


def prose(name, lines):
    unbroken = to_paste(name)
    return [line for line in lines if line.strip() not in unbroken and "mailworthy sender check" not in line]


def test_the_answer_comes_first(shown):
    lines = shown("faulty")
    assert lines[0] == "5 things about bakery-muster.de are broken and cost you mail."
    assert lines[1].startswith("✗ 5 serious · ! ")
    assert lines[3] == "What to mend"


def test_a_finding_says_what_was_found_why_it_matters_and_what_to_do(shown):
    lines = shown("faulty")
    at = lines.index("✗ An included domain has no SPF record  SPF-DEAD-INCLUDE")
    assert lines[at + 1] == "  include:spf.gone-service.net"
    assert lines[at + 2].startswith("  An `include` of a domain without a record")
    assert lines[at + 4].startswith("→ Publish the record without that `include`.")
    assert lines[at + 6].startswith('    bakery-muster.de. 3600 IN TXT "v=spf1 a mx include:_spf.google.com')
    assert lines[at + 6].endswith('~all"')


def test_the_parts_stand_in_the_order_of_their_weight(shown):
    lines = shown("shallow")
    parts = ["What to mend", "Worth knowing", "In order", "Not checked", "What was found", "What large receivers ask", "Records to publish"]  # fmt: skip
    assert [line for line in lines if line in parts] == parts


def test_graver_findings_come_first(shown):
    marks = [line[0] for line in shown("faulty") if line[:2] in {"✗ ", "! ", "i ", "✓ ", "- "}][1:]
    assert marks == sorted(marks, key="✗!i✓-".index)


def test_the_same_record_is_shown_once_where_it_is_wanted_and_once_to_copy(shown):
    lines = shown("faulty")
    spf = next(line for line in lines if line.startswith("bakery-muster.de. 3600 IN TXT"))
    assert [line.strip() for line in lines].count(spf) == 2
    assert "    The record shown above does it." in lines


def test_what_was_found_in_a_few_lines(shown):
    lines = shown("faulty")
    assert "  SPF                  12 of 10 look-ups" in lines
    assert "  DKIM keys            google rsa-1024 (Google Workspace)" in lines
    assert "  Name servers         ns1.bakery-muster.de 198.51.100.53: sound" in lines
    assert "  Blocklists           on 1 of 2 blocklists that answered" in lines


def test_receivers_stand_side_by_side(shown):
    lines = shown("faulty")
    head = next(line for line in lines if "Yahoo  Microsoft" in line)
    spf = next(line for line in lines if line.startswith("  Mail passes SPF  "))
    assert spf.count("✗") == 3
    assert head.index("Yahoo") < spf.rindex("✗")


def test_a_sound_domain_needs_nothing(shown):
    lines = shown("sound")
    assert lines[0] == "garden-sample.org is in good order, as far as it was looked at."
    assert "  Nothing needs mending." in lines
    assert "  No record has to change." in lines


def test_verbose_tells_notes_in_full(shown):
    brief, full = shown("sound"), shown("sound", settings=LOUD)
    assert len(full) > len(brief)
    assert any("BIMI-MISSING" in line for line in full)
    assert not any("BIMI-MISSING" in line for line in brief)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("columns", [24, 40, 80, 200])
@pytest.mark.parametrize("name", SAMPLES)
def test_any_width_will_do(shown, name, lang, columns):
    """Whatever stands in DNS: no line but those to copy is too long, and nothing moves the cursor."""
    lines = shown(name, lang, columns=columns, settings=LOUD)
    assert all(line.isprintable() for line in lines)
    assert max(map(cell_len, prose(name, lines))) <= min(columns, 100)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("columns", [24, 80])
def test_lines_to_copy_are_whole_at_any_width(shown, name, columns):
    lines = {line.strip() for line in shown(name, columns=columns, settings=LOUD)}
    assert to_paste(name) <= lines


def test_every_finding_is_shown(shown):
    for name in SAMPLES:
        text = " ".join(" ".join(shown(name, columns=200)).split())
        for finding in report(name).findings:
            assert lookup(finding.code).words[Lang.EN].title in text


# --- Japanese, JSON -------------------------------------------------------------------------------------------------


def test_japanese_breaks_where_one_may_break_it():
    text = "受信側は「SPF」を確認します。mailworthy sender check を実行してください（何度でも）。"
    for columns in range(12, 60):
        lines = flowed(text, columns).split("\n")
        assert all(cell_len(line) <= columns for line in lines)
        assert not any(line[0] in "、。」）" or line[-1] in "「（" for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all("mailworthy" in line for line in lines if "mailw" in line)


def test_json_does_nothing_to_a_terminal():
    told = {"a": "\x1b[2J\x9b2J\u202egnp\u2066\x7f", "ü": "日本"}
    line = json_line(told)
    assert line.isprintable()
    assert json.loads(line) == told
    assert "ü" in line


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server():
    with serving(WORLD) as at:
        yield at


@pytest.fixture
def cli(capsys, server):
    """Run the command; give its exit code, output and errors."""

    def called(*args, dns=True):
        with pytest.raises(SystemExit) as end:
            run(["sender", "check", *args, *(["--dns", server] if dns else [])])
        return end.value.code or 0, *capsys.readouterr()

    return called


# fmt: off
ENDS = [
    # domain                    --fail-on       exit code
    (sender_sample.FAULTY,      "error",        1),
    (sender_sample.FAULTY,      "warning",      1),
    (sender_sample.FAULTY,      "never",        0),
    ("no-such-name.example",    "error",        1),
]
REFUSED = [
    # what was typed                                    what is said
    (("a.example", "--offline"),                        "stands in DNS: leave out --offline"),
    (("a.example", "--helo", "mx.a.example"),           "name them with --ip"),
    (("a.example", "--ip", "mx.a.example"),             "'mx.a.example' is no IP address"),
    (("a.example", "--ip", "192.0.2.1\x1b[2J"),         "is no IP address"),
    (("a.example", "--reach", "everything"),            "write a network as"),
    (("a.example", "--fail-on", "sometimes"),           "--fail-on"),
    (("a.example", "--key", "nobody=/dev/null"),        "no list that is asked has such a key"),
    (("not a domain",),                                 "not a domain"),
    (("a..example",),                                   "a..example"),
    ((),                                                "DOMAIN"),
]
# fmt: on


@pytest.mark.parametrize(("domain", "fail_on", "code"), ENDS)
def test_how_it_ends(cli, domain, fail_on, code):
    assert cli(domain, "--fail-on", fail_on, "-q")[0] == code


def test_a_warning_ends_it_only_where_that_was_wished(cli):
    told = json.loads(cli(WARNED, "--json")[1])
    grave = {finding["severity"] for finding in told["findings"]}
    assert cli(WARNED)[0] == ("error" in grave)
    assert cli(WARNED, "--fail-on", "warning")[0] == 1


@pytest.mark.parametrize(("args", "words"), REFUSED)
def test_what_cannot_be_done(cli, args, words):
    code, out, err = cli(*args)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_blocklists_are_asked_through_a_resolver_of_ones_own_alone(cli):
    own = json.loads(cli(WARNED, "--json", "--ip", "192.0.2.1")[1])
    assert own["blocklists"]["lists"]
    assert "AUDIT-NO-BLOCKLISTS" not in {finding["code"] for finding in own["findings"]}


def test_a_page_and_json_are_written(cli, tmp_path):
    folder = tmp_path / "new" / "folder"
    _, out, _ = cli(WARNED, "--report", str(folder), "--lang", "de", "--ip", "192.0.2.1", "--selector", "s1")
    told = json.loads((folder / "sender.json").read_text(encoding="utf-8"))
    assert (told["domain"], told["ips"], told["dkim"]["given"]) == (WARNED, ["192.0.2.1"], True)
    page = (folder / "sender.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert str(folder / "sender.html") in out.replace("\n", "")


def test_json_is_one_document_in_the_language_asked_for(cli):
    _, out, err = cli(sender_sample.FAULTY, "--json", "--lang", "ja")
    told = json.loads(out)
    assert err == ""
    assert out.count("\n") == 1
    (all_,) = (finding for finding in told["findings"] if finding["code"] == "SPF-PASS-ALL")
    assert all_["title"] == lookup("SPF-PASS-ALL").words[Lang.JA].title
    assert told["records"][0]["severity"] in {severity.value for severity in Severity}


# --- the guide ------------------------------------------------------------------------------------------------------


def test_the_guide_shows_what_is_shown(shown):
    """A line of … stands for any lines."""
    guide = (ROOT / "docs" / "guide" / "senders.md").read_text(encoding="utf-8")
    said = guide.partition("```text\n")[2].partition("```")[0].splitlines()
    assert said[0] == f"$ {again(report('faulty'))}"
    lines, at = shown("faulty"), 0
    for line in (line for line in said[1:] if line != "…"):
        assert line in lines[at:], line
        at = lines.index(line, at) + 1


def test_the_guide_names_every_exit_code_and_part():
    guide = (ROOT / "docs" / "guide" / "senders.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", guide, re.MULTILINE) == ["0", "1", "2", "3", "130"]
    parts = {key for key, value in report("faulty").as_dict().items() if isinstance(value, dict)}
    assert all(f"`{part}`" in guide for part in parts)
    assert all(f"`{severity.value}`" in guide for severity in Severity)
