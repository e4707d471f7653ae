"""What a list check leaves behind, through the real command line: files, report, words, exit codes, progress."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import fastexcel
import polars as pl
import pytest
import stations
from command import mailworthy

from mailworthy.edge.nameserver import serving
from mailworthy.finding import Lang, codes
from mailworthy.flow.demo.domains import Standing, standings
from mailworthy.flow.demo.sample import write_sample
from mailworthy.flow.demo.zone import zone

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.com","x")',
    "＝1+1",
)
HARMLESS = ("+49", "-3.5", "a=b", "1-2", "'=1", "x@y")
ACTIONS = ("keep", "review", "retry", "remove")
STATUSES = ("valid", "risky", "soft", "unknown", "invalid")
KINDS = (
    "disposable", "relay", "role", "junk", "spam_trap_suspect", "typo_suspect", "parked", "inactive", "duplicate",
)  # fmt: skip
TOLD = {"report.json", "report.html"}


def names(folder):
    return {path.name for path in folder.iterdir()}


def report_in(out):
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def rows_in(path):
    """Read a result file of any format as rows of text, the header first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    if path.suffix == ".xlsx":
        frame = fastexcel.read_excel(path).load_sheet(0, header_row=0, dtypes="string").to_polars()
    else:
        frame = (
            pl.read_parquet(path)
            if path.suffix == ".parquet"
            else pl.read_ndjson(path, infer_schema_length=None)
        )
    text = frame.with_columns(pl.all().cast(pl.String).fill_null(""))
    return [frame.columns, *map(list, text.iter_rows())]


# --- the files of a run ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server():
    """Answer for the demo's domains; those that never answer would cost each run their whole time-out."""
    answering = {name: how for name, how in standings().items() if how is not Standing.SILENT}
    with serving(zone(answering)) as at:
        yield at


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    write_sample(path, datetime.now(UTC).date())
    return path


@pytest.fixture(scope="module")
def checked(server, sample, tmp_path_factory):
    """Check the sample once for each format."""
    made = {}

    def check(form):
        if form not in made:
            made[form] = out = tmp_path_factory.mktemp(form)
            home = {"MAILWORTHY_HOME": str(out / "home")}
            ran = mailworthy(
                "list", "check", sample, "--out", out / "r", "--dns", server, "--format", form, "-q", env=home
            )
            assert (ran.code, ran.err) == (0, "")
        return made[form] / "r"

    return check


FORMATS = pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "jsonl"])


@FORMATS
def test_every_part_holds_exactly_its_rows_in_their_order(form, checked):
    out = checked(form)
    header, *rows = rows_in(out / f"annotated.{form}")
    status, action, flags = (header.index(f"mw_{name}") for name in ("status", "action", "flags"))
    belongs = {
        **{f"status-{word}": lambda row, word=word: row[status] == word for word in STATUSES},
        **{
            word: lambda row, word=word: row[action] == word and "duplicate" not in row[flags].split("|")
            for word in ACTIONS
        },
        **{f"kind-{word}": lambda row, word=word: word in row[flags].split("|") for word in KINDS},
    }
    wanted = {f"{name}.{form}": [row for row in rows if holds(row)] for name, holds in belongs.items()}
    wanted = {name: rows for name, rows in wanted.items() if rows}
    assert names(out) == wanted.keys() | TOLD | {f"annotated.{form}"}
    assert len(wanted) == 17  # all but status-unknown: everything was asked
    for name, expected in wanted.items():
        found_header, *found = rows_in(out / name)
        assert (name, found_header, found) == (name, header, expected)


def test_all_formats_tell_the_same(checked):
    _, *rows = rows_in(checked("csv") / "annotated.csv")
    for form in ("parquet", "xlsx"):
        _, *others = rows_in(checked(form) / f"annotated.{form}")
        assert [row[9:13] for row in others] == [row[9:13] for row in rows]


def test_the_users_columns_stay(checked, sample):
    header, *rows = rows_in(sample)
    found_header, *found = rows_in(checked("csv") / "annotated.csv")
    assert found_header[: len(header)] == header
    assert len(found) == len(rows)
    for row, back in zip(rows, found, strict=True):
        padded = [*row[:9], *[""] * (9 - len(row))]
        changed = [(cell, kept) for cell, kept in zip(padded, back, strict=False) if cell != kept]
        assert all(kept == f"'{cell}" and cell[0] in "=+-@\t\r" for cell, kept in changed)


def test_the_report_names_the_files_and_counts_their_rows(checked):
    out = checked("csv")
    report = report_in(out)
    assert set(report["files"].values()) == names(out)
    assert report["rows"] == 5000
    for status, count in report["counts"]["status"].items():
        path = out / f"status-{status}.csv"
        assert count == (len(rows_in(path)) - 1 if path.exists() else 0)
    for flag in KINDS:
        assert report["counts"]["flag"][flag] == len(rows_in(out / f"kind-{flag}.csv")) - 1
    for counts in ("status", "action", "reason"):
        assert sum(report["counts"][counts].values()) == 5000


def test_bad_rows_are_listed_by_line(checked, sample):
    report = report_in(checked("csv"))
    with sample.open(encoding="utf-8", newline="") as file:
        reader, odd, line = csv.reader(file), {}, 1
        for row in reader:
            odd |= {line: len(row)} if len(row) != 9 else {}
            line = reader.line_num + 1
    assert report["bad_rows_total"] == len(report["bad_rows"])
    problems = {row["line"]: row["problem"] for row in report["bad_rows"]}
    assert problems == {line: f"too_{'few' if fields < 9 else 'many'}_fields" for line, fields in odd.items()}


def test_repetitions_name_the_row_that_they_repeat(checked):
    header, *rows = rows_in(checked("csv") / "annotated.csv")
    address, first = header.index("email"), header.index("mw_duplicate_of")
    exact = [(row, rows[int(row[first]) - 1]) for row in rows if row[first]]
    assert len(exact) > 100
    assert all(not earlier[first] for _, earlier in exact)
    assert sum(row[address] == earlier[address] for row, earlier in exact) > 50


# --- which files there are ---------------------------------------------------------------------------------------

SMALL = (
    "email,name\nanna@gmx.de,Ann\ninfo@gmx.de,Info\nbob@@web.de,Bob\nanna@gmx.de,Ann\nx@mailinator.com,X\n"
)


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(SMALL)
    return path


def check(path, out, *options):
    ran = mailworthy("list", "check", path, "--out", out, "--offline", "-q", *options)
    assert (ran.code, ran.err) == (0, "")
    return ran


@pytest.mark.parametrize("name", ["名簿.csv", "a b;c.csv", "[red].csv", os.fsdecode(b"l\xff.csv")])
def test_a_list_may_have_any_name(name, tmp_path):
    (tmp_path / name).write_text(SMALL)
    ran = check(tmp_path / name, tmp_path / "out", "--json")
    shown = name.encode("utf-8", "backslashreplace").decode()
    assert json.loads(ran.out)["source"] == report_in(tmp_path / "out")["source"] == shown


def test_only_annotated_leaves_the_parts_out(small, tmp_path):
    check(small, tmp_path / "out", "--only", "annotated")
    assert names(tmp_path / "out") == TOLD | {"annotated.csv"}


def test_files_of_an_earlier_run_that_this_one_did_not_write_go_and_the_users_stay(small, tmp_path):
    out = tmp_path / "out"
    check(small, out)
    assert "keep.csv" in names(out)
    for mine in ("notes.txt", "keep.xlsx", "annotated-2025.csv"):
        (out / mine).write_text("mine")
    check(small, out, "--only", "annotated", "--format", "jsonl")
    assert names(out) == TOLD | {"annotated.jsonl", "notes.txt", "keep.xlsx", "annotated-2025.csv"}


def test_the_folder_is_named_after_the_list(small, tmp_path):
    assert mailworthy("list", "check", "list.csv", "--offline", "-q", cwd=tmp_path).code == 0
    assert "report.html" in names(tmp_path / "list-checked")


@pytest.mark.parametrize("name", ["annotated.csv", "keep.jsonl", "status-valid.csv", "report.json"])
def test_results_never_overwrite_the_list(name, tmp_path):
    path = tmp_path / name
    path.write_text(SMALL)
    (tmp_path / "link.csv").symlink_to(path)
    for given in (path, tmp_path / "link.csv"):
        ran = mailworthy("list", "check", given, "--out", tmp_path, "--offline")
        assert (ran.code, len(ran.lines)) == (2, 1)
        assert "overwrite the list itself" in ran.err
    assert path.read_text() == SMALL
    assert names(tmp_path) == {name, "link.csv"}


# --- formulas ----------------------------------------------------------------------------------------------------


@pytest.fixture
def formulas(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "note", "=cmd"])
        writer.writerows([f"a{n}@gmx.de", cell, cell] for n, cell in enumerate((*FORMULAS, *HARMLESS)))
        writer.writerow(["=1+1@gmx.de", "", ""])
    return path


def test_csv_cells_that_a_spreadsheet_would_run_are_defused(formulas, tmp_path):
    check(formulas, tmp_path / "out")
    for path in tmp_path.glob("out/*.csv"):
        for row in rows_in(path):
            for cell in row:
                assert cell[:1] not in {"=", "@", "\t", "\r", "＝"}
    header, *rows = rows_in(tmp_path / "out" / "annotated.csv")
    assert header[2] == "'=cmd"
    assert [row[1] for row in rows[:-1]] == [*(f"'{cell}" for cell in FORMULAS), *HARMLESS]
    assert rows[-1][0] == "'=1+1@gmx.de"


def test_workbooks_hold_no_formula_and_no_link(formulas, tmp_path):
    check(formulas, tmp_path / "out", "--format", "xlsx")
    paths = list(tmp_path.glob("out/*.xlsx"))
    assert len(paths) > 2
    for path in paths:
        with zipfile.ZipFile(path) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
        assert not re.search(rb"<(f|hyperlink)\b", sheet)
    _, *rows = rows_in(tmp_path / "out" / "annotated.xlsx")
    assert [row[1].removeprefix("'").strip() for row in rows[: len(FORMULAS)]] == [
        cell.strip() for cell in FORMULAS
    ]


def test_other_formats_keep_every_cell(formulas, tmp_path):
    check(formulas, tmp_path / "out", "--format", "parquet")
    header, *rows = rows_in(tmp_path / "out" / "annotated.parquet")
    assert header[2] == "=cmd"
    assert [row[1] for row in rows[:-1]] == [*FORMULAS, *HARMLESS]


# --- inactivity, prices, languages -------------------------------------------------------------------------------


def aged(path, heading, days):
    """A list whose contacts were last heard of so many days ago."""
    today = datetime.now(UTC).date()
    lines = [f"a{n}@gmx.de,{today - timedelta(days=ago)}" for n, ago in enumerate(days)]
    path.write_text("\n".join([f"email,{heading}", *lines, "z@gmx.de,"]) + "\n")
    return path


# fmt: off
AGES = [
    # column         option                     which of 10, 100, 364, 366, 800 days and of no date are inactive
    ("last_open",    (),                        [366, 800]),
    ("last_open",    ("--inactive-days", "50"), [100, 364, 366, 800]),
    ("last_click",   (),                        [366, 800]),
    ("signup_date",  (),                        []),
    ("signup_date",  ("--inactive-days", "365"), [366, 800]),
    ("seen",         ("--date-column", "seen"), [366, 800]),
]
# fmt: on


@pytest.mark.parametrize(("heading", "options", "inactive"), AGES)
def test_who_counts_as_inactive(heading, options, inactive, tmp_path):
    ages = (10, 100, 364, 366, 800)
    check(aged(tmp_path / "list.csv", heading, ages), tmp_path / "out", *options)
    header, *rows = rows_in(tmp_path / "out" / "annotated.csv")
    flags = [row[header.index("mw_flags")].split("|") for row in rows]
    assert [age for age, found in zip((*ages, None), flags, strict=True) if "inactive" in found] == inactive
    assert ("kind-inactive.csv" in names(tmp_path / "out")) == bool(inactive)


def test_prices_tell_what_the_list_costs(small, tmp_path):
    prices = (
        "--price-per-message",
        "0.01",
        "--price-per-contact",
        "0.5",
        "--messages-per-month",
        "10",
        "--currency",
        "€",
    )
    check(small, tmp_path / "out", *prices)
    cost = report_in(tmp_path / "out")["cost"]
    removed = report_in(tmp_path / "out")["counts"]["action"]["remove"]
    assert removed == 2  # the repeated one and the disposable one
    assert (cost["currency"], cost["before"], cost["wasted"], cost["after"]) == ("€", 3.0, 1.2, 1.8)
    assert "€" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("price", ["nan", "inf", "-1", "free"])
def test_a_price_is_a_number(price, small, tmp_path):
    ran = mailworthy(
        "list", "check", small, "--out", tmp_path / "out", "--offline", "--price-per-message", price
    )
    assert (ran.code, len(ran.lines)) == (2, 1)


@pytest.mark.parametrize("days", ["0", "-3", "9999999999", "soon"])
def test_days_are_a_number_of_days(days, small, tmp_path):
    ran = mailworthy("list", "check", small, "--out", tmp_path / "out", "--offline", "--inactive-days", days)
    assert (ran.code, len(ran.lines)) == (2, 1)


@pytest.mark.parametrize(("lang", "word"), [("en", "What to do"), ("de", "Adressen"), ("ja", "件")])
def test_the_report_speaks_the_users_language(lang, word, small, tmp_path):
    check(small, tmp_path / "out", "--lang", lang)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    assert word in page
    titles = {finding["code"]: finding["title"] for finding in report_in(tmp_path / "out")["findings"]}
    assert titles["LIST-OFFLINE"] == codes()["LIST-OFFLINE"].words[Lang(lang)].title


def test_json_is_one_document_and_the_same_as_in_the_folder(small, tmp_path):
    ran = mailworthy("list", "check", small, "--out", tmp_path / "out", "--offline", "--json", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == report_in(tmp_path / "out")


def test_the_summary_tells_what_to_do_and_where_the_report_is(small, tmp_path):
    ran = check(small, tmp_path / "out")
    for word in ("What to do", "keep", "remove", "Report", "report.html", "keep.csv"):
        assert word in ran.out


# --- interrupted, refused, out of room ---------------------------------------------------------------------------


def job(station, nth, path, out, *options):
    """A job in small blocks, see ``stations.py``."""
    arguments = ("list", "check", str(path), "--out", str(out), *options)
    return [sys.executable, stations.__file__, "100000", station, str(nth), *arguments]


@contextmanager
def standing_still(path, out, station, nth=1, *, options=("--offline",), **told):
    """Run a job that stands still at a station; end it when the test is over with it."""
    with subprocess.Popen(
        job(station, nth, path, out, *options), stdout=subprocess.PIPE, text=True, **told
    ) as child:
        try:
            last = f"station {station} {nth}\n"
            assert last in iter(child.stdout.readline, ""), "it never came by"
            yield child
        finally:
            child.kill()


def interrupted(child):
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=120)
    assert child.returncode == 130
    (line,) = [line for line in err.splitlines() if "%" not in line]
    assert line.startswith("mailworthy: interrupted")
    assert "--resume" in line


@pytest.mark.parametrize(("station", "nth"), [("saved", 2), ("read", 1), ("writing", 2), ("reporting", 1)])
@pytest.mark.parametrize("quiet", [True, False])
def test_interrupted_it_says_how_to_go_on(station, nth, quiet, sample, tmp_path):
    options = ("--offline", *(["-q"] if quiet else []))
    with standing_still(
        sample, tmp_path / "out", station, nth, options=options, stderr=subprocess.PIPE
    ) as child:
        interrupted(child)
    command = job("nowhere", 1, sample, tmp_path / "out", *options, "--resume")
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    assert report_in(tmp_path / "out")["rows"] == 5000


def test_interrupted_while_it_waits_for_answers(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "".join(f"a@silent-{n}-hollerbeck.de\n" for n in range(50)))
    silent = {f"silent-{n}-hollerbeck.de": "timeout" for n in range(50)}
    with serving(silent, log=tmp_path / "log") as at:
        command = [
            sys.executable,
            "-m",
            "mailworthy",
            "list",
            "check",
            str(path),
            "--dns",
            at,
            "--out",
            str(tmp_path / "o"),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
            with (tmp_path / "log").open() as log:
                while "silent" not in log.readline():
                    assert child.poll() is None
            interrupted(child)


def test_a_second_process_in_the_same_folder_is_told_so(sample, tmp_path):
    with standing_still(sample, tmp_path / "out", "saved", options=("--offline", "-q")):
        for options in ((), ("--resume",)):
            ran = mailworthy("list", "check", sample, "--out", tmp_path / "out", "--offline", *options)
            assert (ran.code, len(ran.lines)) == (2, 1)
            assert "another process" in ran.err


def test_another_list_is_not_mixed_into_an_interrupted_job(sample, small, tmp_path):
    with standing_still(sample, tmp_path / "out", "saved", options=("--offline", "-q")):
        pass
    ran = mailworthy("list", "check", small, "--out", tmp_path / "out", "--offline", "--resume")
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "another file" in ran.err


def test_other_options_are_not_mixed_into_an_interrupted_job(sample, tmp_path):
    with standing_still(sample, tmp_path / "out", "saved", options=("--offline", "-q")):
        pass
    ran = mailworthy(
        "list", "check", sample, "--out", tmp_path / "out", "--offline", "--resume", "--format", "jsonl"
    )
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "another format" in ran.err


def no_file_larger_than(size):
    """Stand in for a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [20_000, 400_000], ids=["while reading", "while writing"])
@FORMATS
def test_out_of_room_is_one_line_and_can_go_on(form, size, sample, tmp_path):
    command = (
        "list",
        "check",
        sample,
        "--out",
        tmp_path / "out",
        "--offline",
        "--format",
        form,
        "--only",
        "annotated",
    )
    if form == "parquet" and size > 300_000:
        size = 150_000  # it packs better
    ran = mailworthy(*command, "-q", first=no_file_larger_than(size))
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.lines) == 1, ran.err
    assert "too large" in ran.err.lower()  # what the system says of this limit; of a full disk it says so
    assert names(tmp_path / "out") <= {".mailworthy-job"}
    assert mailworthy(*command, "-q", "--resume").code == 0
    assert len(rows_in(tmp_path / "out" / f"annotated.{form}")) == 5001


def test_a_file_is_no_folder(small, tmp_path):
    (tmp_path / "out").write_text("a file")
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        ran = mailworthy("list", "check", small, "--out", out, "--offline")
        assert ran.code in {2, 3}
        assert len(ran.lines) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(small, tmp_path):
    (tmp_path / "out").mkdir(mode=0o500)
    ran = mailworthy("list", "check", small, "--out", tmp_path / "out", "--offline")
    assert (ran.code, len(ran.lines)) == (3, 1)


def test_a_list_that_changes_meanwhile_is_said_so(sample, tmp_path):
    path = shutil.copy(sample, tmp_path / "list.csv")
    with standing_still(path, tmp_path / "out", "saved", options=("--offline", "-q")):
        pass
    with path.open("a") as file:
        file.write("late@gmx.de\n")
    ran = mailworthy("list", "check", path, "--out", tmp_path / "out", "--offline", "--resume")
    assert (ran.code, len(ran.lines)) == (2, 1)


# --- progress ----------------------------------------------------------------------------------------------------


def test_a_terminal_gets_a_bar_with_rate_and_time_left(sample, tmp_path):
    ours, theirs = os.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    seen, command = b"", job("saved", 4, sample, tmp_path / "out", "--offline")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=env) as child:
        os.close(theirs)
        while not re.search(rb"reading.*\d+ %.*[\d,]+ rows .*[\d,]+/s.*\d:\d\d left", seen):
            seen += os.read(ours, 4096)  # it ends with an error where the child ends too early
        child.kill()
    os.close(ours)


LINE = re.compile(r"(reading|asking DNS|writing): +\d+%, [\d,]+ (rows|domains)")


def test_a_log_gets_a_plain_line_now_and_then(sample, tmp_path):
    ran = mailworthy("list", "check", sample, "--out", tmp_path / "out", "--offline")
    assert ran.lines
    assert all(LINE.fullmatch(line) for line in ran.lines)


def test_quiet_is_silent(sample, tmp_path):
    assert mailworthy("list", "check", sample, "--out", tmp_path / "out", "--offline", "-q").err == ""
