"""``mailworthy message check``: what it prints, how it ends, what it refuses."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from mailworthy.doors.cli import message_check
from mailworthy.doors.cli.main import run
from mailworthy.doors.cli.messages import IN_FULL
from mailworthy.finding import Lang
from mailworthy.message.law import MARKETS
from mailworthy.message.phrases import INDUSTRIES

GOOD = """From: Lindenhof Teas <news@mailworthy-samples.org>
To: a@b.example
Subject: Minutes of the meeting
Date: Sun, 22 Nov 2026 08:00:00 +0000
Message-ID: <1@mailworthy-samples.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Dear Anna, here are the minutes of our meeting on Monday. We baked bread and talked about the oven.
"""
BAD = """From: Lindenhof Teas <news@mailworthy-samples.org>
To: a@b.example
Subject: LAST CHANCE TO SAVE EVERYTHING TODAY!!!!
Message-ID: <2@mailworthy-samples.org>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Our sale ends today: 50 % off all teas in the shop, order now.</p>
<p><a href="http://192.0.2.9/x">https://www.mailworthy-samples.org/sale</a></p>
<form action="https://x.example/"><input type="password" name="p"></form>
"""


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder with a sound message and a faulty one, and a terminal of 80 columns before it."""
    (tmp_path / "good.eml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.eml").write_text(BAD, encoding="utf-8")
    (tmp_path / "bad.toml").write_text("gmail = = 4", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def check(shelf, capsys, monkeypatch):
    """Run the command; give its exit code and what it wrote to both streams."""

    def ran(*arguments: object, given: bytes = b""):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        with pytest.raises(SystemExit) as end:
            run(["message", "check", *map(str, arguments)])
        written = capsys.readouterr()
        return SimpleNamespace(code=end.value.code, out=written.out, err=written.err)

    return ran


def test_it_reads_as_advice(check):
    lines = [line.rstrip() for line in check("bad.eml", "--fail-on", "never").out.splitlines()]
    assert lines[0] == "bad.eml"
    assert " of 10 · spam probability " in lines[1]
    assert lines[3].startswith("No score guarantees the inbox")
    parts = ["The filters", "What to mend", "The law", "Not checked"]
    assert [line for line in lines if line in parts] == parts
    at = next(n for n, line in enumerate(lines) if line.startswith("! The page holds a form  HTML-FORM"))
    assert "<form" in "".join(lines[at : at + 4])  # the very words
    assert "part 1 (text/html), line 3, column 1" in "".join(lines[at : at + 4])
    assert any(line.startswith("→ ") for line in lines[at:])


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("columns", [60, 80])
def test_no_line_is_wider_than_the_terminal(check, monkeypatch, lang, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = check("bad.eml", "--lang", lang.value, "-v").out.splitlines()
    to_paste = [line for line in lines if line.startswith("    ")]  # for copying: never broken
    assert all(cell_len(line.rstrip()) <= columns for line in lines if line not in to_paste)


def test_each_language_is_spoken(check):
    told = {lang: check("bad.eml", "--lang", lang.value).out for lang in Lang}
    assert "Was zu beheben ist" in told[Lang.DE]
    assert "直すところ" in told[Lang.JA]
    assert len(set(told.values())) == len(Lang)


def test_what_was_not_asked_is_said(check):
    told = check("good.eml").out.partition("Not checked")[2]
    assert "No blocklist was asked" in told


# fmt: off
ENDS = [
    # what is checked               how it fails          exit code
    (("good.eml",),                 "error",              0),
    (("good.eml",),                 "never",              0),
    (("bad.eml",),                  "warning",            1),
    (("bad.eml",),                  "never",              0),
    (("good.eml", "bad.eml"),       "warning",            1),
    (("gone.eml", "good.eml"),      "error",              2),
    (("gone.eml", "bad.eml"),       "warning",            2),
]
# fmt: on


@pytest.mark.parametrize(("files", "fail_on", "code"), ENDS)
def test_how_it_ends(check, files, fail_on, code):
    ran = check(*files, "--fail-on", fail_on, "--json")
    assert ran.code == code
    assert len(ran.err.splitlines()) == sum(file == "gone.eml" for file in files)


def test_a_folder_without_a_message_is_no_folder_without_a_fault(check, shelf):
    (shelf / "letters").mkdir()
    (shelf / "letters" / "logo.png").write_bytes(b"\x89PNG")
    ran = check("letters", "good.eml", "--fail-on", "never")
    assert (ran.code, ran.err.splitlines()) == (2, ["letters: no message, page or text in it"])
    assert "good.eml" in ran.out


def test_one_file_that_cannot_be_read_is_one_line_and_the_others_go_on(check, shelf):
    (shelf / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    ran = check("gone.eml", "x.png", "good.eml", "--json")
    assert ran.err.splitlines() == [
        "gone.eml: No such file or directory",
        "x.png: neither a message nor a page nor text",
    ]
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == ["good.eml"]


# fmt: off
REFUSED = [
    # arguments                                        what is said
    ((),                                               "Missing argument"),
    (("-", "good.eml"),                                "name it alone"),
    (("good.eml", "--json", "--format", "sarif"),      "name one"),
    (("good.eml", "--law", "us,xx"),                   "'xx' is no market"),
    (("good.eml", "--ip", "nonsense"),                 "no IP address"),
    (("good.eml", "--bounce-rate", "often"),           "write 0.02 or 2%"),
    (("good.eml", "--bounce-rate", "200%"),            "write 0.02 or 2%"),
    (("good.eml", "--industry", "tea"),                "'tea' is not one of"),
    (("good.eml", "--own", "nobody"),                  "nothing was taught as 'nobody'"),
    (("good.eml", "--offline", "--blocklists"),        "leave out --offline"),
    (("good.eml", "--offline", "--links"),             "--links would ask"),
    (("good.eml", "--offline", "--languagetool", "u"), "leave out --offline"),
    (("good.eml", "--languagetool", "ftp://x/"),       "no place to ask"),
    (("good.eml", "--previews"),                       "--out DIR"),
    (("good.eml", "--clients", "mosaic"),              "'mosaic' is no mail client"),
    (("good.eml", "--clients", "gmail=much"),          "gmail"),
    (("good.eml", "--clients", "gone.toml"),           "gone.toml"),
    (("good.eml", "--clients", "bad.toml"),            "no TOML"),
    (("good.eml", "--dictionaries", "gone"),           "does not exist"),
    (("good.eml", "--words", "gone.txt"),              "does not exist"),
    (("good.eml", "--beside", "procmail=x"),           "procmail"),
    (("good.eml", "--rules", "bad.eml"),               "bad.eml"),
    (("good.eml", "--phrases", "bad.eml"),             "bad.eml"),
    (("good.eml", "bad.eml", "--format", "html"),      "--out DIR"),
    (("good.eml", "--dns", "a b"),                     "a b"),
    (("good.eml", "--spamassassin-rules", "."),        "no file that ends in .cf"),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_it_cannot_do_is_said_in_one_line(check, arguments, said):
    ran = check(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_standard_input(check):
    assert json.loads(check("-", "--json", given=GOOD.encode()).out)["file"] == "-"
    page = json.loads(
        check("-", "--json", "--from", "A <a@b.example>", "--subject", "x", given=b"<p>Hello").out
    )
    assert page["parts"][0]["type"] == "text/html"
    assert check("-", given=b"").code == 2


def test_an_mbox_on_standard_input_is_told_message_by_message(check):
    mbox = "".join(f"From a@b Mon Nov  2 10:00:00 2026\n{mail}\n" for mail in (GOOD, BAD, GOOD))
    told = [json.loads(line)["file"] for line in check("-", "--json", given=mbox.encode()).out.splitlines()]
    assert told == ["-#1", "-#2", "-#3"]


def test_many_take_a_line_each_and_say_what_they_come_to(check, shelf):
    for number in range(IN_FULL):
        (shelf / f"more-{number}.eml").write_text(BAD, encoding="utf-8")
    lines = [line.rstrip() for line in check(".", "--fail-on", "never").out.splitlines()]
    assert sum(".eml" in line for line in lines) == IN_FULL + 2
    assert any(line.startswith(f"{IN_FULL + 2} messages checked: ") for line in lines)
    assert "What to mend" not in lines
    in_full = check(".", "--fail-on", "never", "-v").out
    assert in_full.count("What to mend") == IN_FULL + 2


def test_of_a_long_name_the_end_is_shown(check, shelf):
    folder = shelf / ("campaigns of the year " * 5) / "in Japanese 日本語"
    folder.mkdir(parents=True)
    for number in range(IN_FULL + 1):
        (folder / f"{number}.eml").write_text(GOOD, encoding="utf-8")
    lines = check(".").out.splitlines()
    assert all(any(f"日本語/{number}.eml" in line for line in lines) for number in range(IN_FULL + 1))
    assert all(cell_len(line.rstrip()) <= 80 for line in lines)


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif"])
def test_pages_are_written_beside_any_form(check, shelf, form):
    ran = check("good.eml", "bad.eml", "--format", form, "--out", "out", "--fail-on", "never")
    assert {file.name for file in (shelf / "out").iterdir()} == {
        "good.html",
        "bad.html",
        "index.html",
        "messages.jsonl",
    }
    assert "out/index.html" in ran.out + ran.err
    assert len((shelf / "out" / "messages.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_page_of_one_message(check, shelf):
    assert check("bad.eml", "--format", "html", "--fail-on", "never").out.startswith("<!doctype html>")
    told = check("bad.eml", "--format", "html", "--out", "out", "--lang", "ja", "--fail-on", "never")
    assert told.out == "out/bad.html\n"
    assert '<html lang="ja">' in (shelf / "out" / "bad.html").read_text(encoding="utf-8")


def test_pages_never_take_each_other_s_place(check, shelf):
    for folder in ("a", "a-b", "index"):
        (shelf / "deep" / folder).mkdir(parents=True)
    for name in ("a/b.eml", "a-b.eml", "a-b.eml-2", "index.eml", "INDEX.eml"):
        (shelf / "deep" / name).write_text(GOOD, encoding="utf-8")
    check("deep", "--format", "html", "--out", "out")
    assert len(list((shelf / "out").glob("*.html"))) == 6
    assert all(
        json.loads(line)["file"]
        for line in (shelf / "out" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    )


def test_forms_for_other_programs(check):
    suites = ET.fromstring(check("good.eml", "bad.eml", "--format", "junit", "--fail-on", "warning").out)
    assert [suite.get("name") for suite in suites] == ["good.eml", "bad.eml"]
    assert int(suites[1].get("failures", "")) > 0
    told = json.loads(check("bad.eml", "--format", "sarif").out)
    assert "HTML-FORM" in {result["ruleId"] for result in told["runs"][0]["results"]}


HOSTILE = BAD.replace("LAST CHANCE", "\x1b[31mLAST\x07 \u202eCHANCE").replace(
    "Our sale", "\x1b]0;x\x07 <script> Our sale"
)


@pytest.mark.parametrize("form", ["text", "json", "html", "junit", "sarif"])
def test_nothing_of_a_message_or_of_its_name_does_anything_to_a_terminal(check, shelf, form):
    name = "a\x1b[2J\u202e<b>&'.eml"
    (shelf / name).write_text(HOSTILE, encoding="utf-8")
    out = check(name, "--format", form, "--fail-on", "never").out
    assert out
    assert not [c for c in out if c in "\x1b\x07\u202e"]


def test_what_is_known_beside_a_message_is_heard(check):
    told = json.loads(
        check("bad.eml", "--json", "--law", "de,jp,de", "--industry", "shop", "--bounce-rate", "9%").out
    )
    assert [block["market"] for block in told["law"]] == ["de", "jp"]
    assert "REPUTATION-BOUNCES" in {one["code"] for one in told["findings"]}


SLIP = GOOD.replace("baked bread", "baked bredd")


def test_words_of_one_s_own_are_right(check, shelf):
    (shelf / "slip.eml").write_text(SLIP, encoding="utf-8")
    (shelf / "words.txt").write_text("bredd  # as we say here\n", encoding="utf-8")

    def codes(*options: str) -> set[str]:
        return {one["code"] for one in json.loads(check("slip.eml", "--json", *options).out)["findings"]}

    assert "SPELL" in codes()
    assert "SPELL" not in codes("--words", "words.txt")
    assert "SPELL" not in codes("--no-spelling")


def test_mail_clients_of_one_s_own(check, shelf):
    (shelf / "clients.toml").write_text("gmail = 60\n[outlook]\nwindows = 40\n", encoding="utf-8")
    shares = []
    for named in ("gmail=60,outlook.windows=40", "clients.toml"):
        table = json.loads(check("bad.eml", "--json", "--clients", named).out)["client_support"]
        shares.append({one["client"]: one["share"] for one in table["clients"]})
    assert shares[0] == shares[1]
    assert shares[0]["outlook.windows"] == pytest.approx(0.4)


def test_rules_and_phrases_of_one_s_own(check, shelf):
    (shelf / "rules.toml").write_text(
        '[[rule]]\nid = "OVEN"\nfield = "text"\ncontains = ["the oven"]\nweight = 1.5\n'
        'title = "An oven"\nfix = "No ovens"\nhits = ["in the oven"]\n',
        encoding="utf-8",
    )
    (shelf / "local.cf").write_text(
        "body LOCAL_OVEN /the oven/\nscore LOCAL_OVEN 2.5\ndescribe LOCAL_OVEN Ovens\n", encoding="utf-8"
    )
    ran = check("good.eml", "--json", "--rules", "rules.toml", "--spamassassin-rules", "local.cf")
    assert ran.err == ""
    codes = {one["code"]: one["detail"] for one in json.loads(ran.out)["findings"]}
    assert "OVEN" in codes["RULE-OWN"]
    assert "LOCAL_OVEN" in codes["RULE-SPAMASSASSIN"]


def test_what_many_rules_have_in_common_is_said_once(check, shelf):
    names = ("OVEN_A", "OVEN_B", "OVEN_C")
    rules = "".join(f"body {name} /oven/\nscore {name} 1.5\ndescribe {name} Ovens\n" for name in names)
    (shelf / "local.cf").write_text(rules, encoding="utf-8")
    out = " ".join(check("good.eml", "--spamassassin-rules", "local.cf", "-v").out.split())
    assert all(f"{name}: Ovens" in out for name in names)
    assert out.count(f"RULE-SPAMASSASSIN ×{len(names)}") == 1
    assert out.count("→ Begin with the rules that weigh most") == 1


def test_the_choices_are_those_of_the_rooms():
    assert tuple(MARKETS) == message_check.MARKETS
    assert message_check.INDUSTRIES == INDUSTRIES


def test_a_filter_that_is_not_there_spoils_nothing(check):
    ran = check("good.eml", "--beside", "spamassassin=127.0.0.1:9")
    assert ran.code == 0
    assert "spamassassin" in ran.out
    (told,) = json.loads(check("good.eml", "--beside", "spamassassin=127.0.0.1:9", "--json").out)["beside"]
    assert told["verdict"] == "skipped"


def test_no_filter_is_asked_about_what_is_no_message_yet(check, shelf):
    (shelf / "page.html").write_text("<p>Hello, the bread is ready.</p>", encoding="utf-8")
    (told,) = json.loads(check("page.html", "--beside", "spamassassin=127.0.0.1:9", "--json").out)["beside"]
    assert (told["verdict"], told["why"]) == ("skipped", "no_message")


@pytest.mark.parametrize("domain", ["..", "", "a b", "https://shop.example/"])
def test_a_domain_of_ones_own_is_a_domain(check, domain):
    ran = check("good.eml", "--domain", domain)
    assert (ran.code, ran.out) == (2, "")
    assert "not a domain name" in ran.err


@pytest.mark.parametrize("option", ["--rules", "--phrases"])
def test_a_file_that_is_no_toml_is_called_so(check, shelf, option):
    (shelf / "mine.json").write_text('{"rules": []}', encoding="utf-8")
    ran = check("good.eml", option, "mine.json")
    assert ran.code == 2
    assert "mine.json: no TOML: " in ran.err
