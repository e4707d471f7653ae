"""``mailworthy bounce report``: from the store to the terminal, JSON, tables and the page."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import pytest
from command import mailworthy

from mailworthy.bounce.record import Bounce, Judgement, Kind
from mailworthy.finding import Confidence
from mailworthy.store.bounces import BounceStore


def came_back(n: int, reason: str, day: int, domain: str = "example.net", **other) -> Bounce:
    given = {"reply": 550, "status": "5.1.1", "tag": "spring"}
    return Bounce(
        Kind.BOUNCE,
        f"{n}@{domain}",
        judgement=Judgement(reason, Confidence.CERTAIN),
        message_id=f"{n}@example.org",
        reported_at=datetime(2026, 11, day, 12, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        **{**given, **other},
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """State with forty dead addresses, ten unnamed blocks at the same receiver, and =FORMULA as a campaign."""
    folder = tmp_path_factory.mktemp("home")
    found = [came_back(n, "user_unknown", 20) for n in range(40)]
    found += [came_back(n, "policy", 21, status="5.7.1") for n in range(40, 50)]
    found += [came_back(50, "mailbox_full", 19, domain="example.org", status="5.2.2", tag="=FORMULA()")]
    with BounceStore(folder / "bounces.sqlite") as store:
        store.keep("box", [([f"uid:1:{n}"], [record]) for n, record in enumerate(found)])
    return {"MAILWORTHY_HOME": str(folder)}


def test_the_terminal_says_the_answer_and_what_to_do(home):
    ran = mailworthy("bounce", "report", "--sent", "1000", "--no-color", env=home)
    assert (ran.code, ran.err) == (0, "")
    assert "51 bounces  40 hard, 11 soft" in ran.out
    assert "5.1% of 1,000 sent, over the 3.0% line; hard alone 4.0%" in ran.out
    assert "mailworthy list check FILE" in ran.out


def test_json_is_one_document(home):
    ran = mailworthy("bounce", "report", "--json", "--since", "2026-11-20", "--until", "2026-11-20", env=home)
    told = json.loads(ran.out)
    assert (told["total"]["hard"], told["total"]["bounces"], told["since"]) == (40, 40, "2026-11-20")
    assert told["total"]["rate"] is None


@pytest.mark.parametrize(
    "head", ["day,domain,sent", "Datum;Empfängerdomain;Gesendet"], ids=["English", "German"]
)
def test_a_table_of_sent_counts_points_blocks_at_dead_addresses(home, tmp_path, head):
    mark = ";" if ";" in head else ","
    table = tmp_path / "sent.csv"
    rows = [
        head,
        mark.join(("2026-11-20", "example.net", "900")),
        mark.join(("2026-11-21", "example.net", "100")),
    ]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = json.loads(mailworthy("bounce", "report", "--json", "--sent", table, env=home).out)
    assert told["suspicions"] == [
        {"domain": "example.net", "day": "2026-11-21", "blocks": 10, "hard": 40, "sent": 1000}
    ]
    codes = {finding["code"]: finding["confidence"] for finding in told["findings"]}
    assert codes["BOUNCE-BLOCK-AFTER-DEAD"] == "guess"


def test_files_hold_the_page_and_the_tables_and_no_formula(home, tmp_path):
    out = tmp_path / "report"
    ran = mailworthy("bounce", "report", "--out", out, "--lang", "de", "--sent", "1000", env=home)
    assert ran.code == 0
    assert "über der 3\u00a0%-Linie" in (out / "bounces.html").read_text("utf-8")
    assert json.loads((out / "bounces.json").read_text("utf-8"))["total"]["bounces"] == 51
    tables = {}
    for name in ("days", "domains", "campaigns", "reasons", "faults"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    assert [row["campaign"] for row in tables["campaigns"]] == ["spring", "'=FORMULA()"]
    assert [row["day"] for row in tables["days"]] == ["2026-11-19", "2026-11-20", "2026-11-21"]
    assert tables["reasons"][0] == {"reason": "user_unknown", "bounces": "40"}


def test_an_empty_store_reports_nothing(tmp_path):
    ran = mailworthy(
        "bounce", "report", "--out", tmp_path / "out", env={"MAILWORTHY_HOME": str(tmp_path / "new")}
    )
    assert ran.code == 0
    assert "0 bounces" in ran.out
    assert (tmp_path / "out" / "days.csv").exists()


WRONG = [
    (["--sent", "many"], "many: neither a number nor a file; say --sent 12000 or --sent FILE"),
    (["--since", "yesterday"], "'yesterday' is no day; write 2026-11-22"),
    (["--line", "0"], "0"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_what_cannot_be_read_is_one_line(home, options, said):
    ran = mailworthy("bounce", "report", *options, env=home)
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert said in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,domain\n2026-11-20,example.net\n", "no column with the messages sent"),
        ("day,sent\n2026-11-20,9\n2026-11-21,lots\n", "line 3: 'lots' is no number of messages"),
        ("day,sent\nFriday,9\n", "line 2: 'Friday' is no day"),
    ],
)
def test_a_table_of_sent_counts_that_is_none_is_named_by_its_line(home, tmp_path, text, said):
    table = tmp_path / "sent.csv"
    table.write_text(text, encoding="utf-8")
    ran = mailworthy("bounce", "report", "--sent", table, env=home)
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert said in ran.err
