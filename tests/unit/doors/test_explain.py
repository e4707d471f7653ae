"""``mailworthy explain``."""

from __future__ import annotations

import json

import pytest

from mailworthy.doors.cli.main import run
from mailworthy.finding import Lang, codes, lookup
from mailworthy.finding.labels import LABELS

ROW = lookup("DOMAIN-NULL-MX")


@pytest.fixture
def mailworthy(capsys):
    """Run the command line; give its exit code, output and errors."""

    def called(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            run(args)
        return int(end.value.code or 0), *capsys.readouterr()

    return called


def _words(text: str) -> str:
    """Undo the wrapping, for which Japanese needs no blanks."""
    return "".join(text.split())


@pytest.mark.parametrize("lang", Lang)
def test_one_code_is_told_in_full(mailworthy, lang):
    code, out, err = mailworthy("explain", "DOMAIN-NULL-MX", "--lang", lang.value)
    words = ROW.words[lang]
    assert (code, err) == (0, "")
    for text in (words.title, words.why, words.fix, LABELS[lang]["why"], "MX  0 .", "null_mx", "RFC 7505 §3"):
        assert _words(text) in _words(out)


def test_no_line_is_wider_than_the_terminal(mailworthy, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    _, out, _ = mailworthy("explain", "DOMAIN-NULL-MX")
    assert max(len(line) for line in out.splitlines()) <= 60


@pytest.mark.parametrize("word", ["domain-null-mx", "null_mx", "null-mx"])
def test_a_code_is_found_by_other_words(mailworthy, word):
    assert "DOMAIN-NULL-MX" in mailworthy("explain", word)[1]


def test_a_name_in_two_areas_is_told_twice(mailworthy):
    _, out, _ = mailworthy("explain", "disposable")
    assert "KIND-DISPOSABLE" in out
    assert "LIST-DISPOSABLE" in out


@pytest.mark.parametrize("lang", Lang)
def test_without_a_code_all_are_listed_one_a_line(mailworthy, lang):
    code, out, _ = mailworthy("explain", "--lang", lang.value)
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == list(codes())
    assert all(
        line.endswith(row.words[lang].title) for line, row in zip(lines, codes().values(), strict=True)
    )


def test_json_of_one_code(mailworthy):
    _, out, _ = mailworthy("explain", "null_mx", "--json", "--lang", "de")
    told = json.loads(out)
    assert (told["code"], told["lang"], told["title"]) == (ROW.id, "de", ROW.words[Lang.DE].title)


def test_json_of_all_codes_is_one_line_each(mailworthy):
    _, out, _ = mailworthy("explain", "--json")
    assert [json.loads(line)["code"] for line in out.splitlines()] == list(codes())


# fmt: off
WRONG = [
    # arguments                              the one line
    (("DOMAIN-NUL-MX",),                     "DOMAIN-NUL-MX: there is no such finding; did you mean DOMAIN-NULL-MX"),
    (("qqqqqqqqq",),                         "qqqqqqqqq: there is no such finding; without a code all are listed"),
    (("",),                                  ": there is no such finding; without a code all are listed"),
    (("q" * 5000,),                          "…: there is no such finding"),
    (("line\nbreak \udcff",),                "line break \\udcff: there is no such finding"),
    (("null_mx", "--lang", "fr"),            "Invalid value for '--lang': 'fr' is not one of 'en', 'de', 'ja'"),
    (("null_mx", "role"),                    "Got unexpected extra argument"),
    (("--lnag", "de"),                       "No such option '--lnag'. Did you mean '--lang'?"),
]
# fmt: on


@pytest.mark.parametrize(("args", "line"), WRONG)
def test_wrong_usage_is_one_line_and_2(mailworthy, args, line):
    code, out, err = mailworthy("explain", *args)
    assert (code, out) == (2, "")
    assert line in err
    assert err.startswith("mailworthy: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("row", codes().values(), ids=codes())
def test_every_code_can_be_told(mailworthy, row):
    code, out, _ = mailworthy("explain", row.id)
    assert code == 0
    assert _words(row.words[Lang.EN].fix) in _words(out)
