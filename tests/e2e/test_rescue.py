"""``mailworthy bounce rescue`` as people run it: an export in, the addresses that are alive after all out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import fastexcel
import pytest
from command import mailworthy

EXPORT = Path(__file__).parents[2] / "examples" / "sendgrid-bounces.csv"
DEAD = {"anna.keller@post.example", "q.li@hotel.example", "l.schmidt@dorf.example", "n.vogel@wald.example"}
ALIVE = {
    "b.okafor@kanzlei.example",
    "carla@werk.example",
    "erik@nordlicht.example",
    "o.brien@library.example",
}


@pytest.fixture(scope="module")
def told():
    ran = mailworthy("bounce", "rescue", EXPORT, "--platform", "sendgrid", "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_sample_export_holds_dead_and_living(told):
    rescued = {each["address"] for each in told["addresses"]}
    assert rescued >= ALIVE
    assert not rescued & DEAD
    assert told["rescued"] == len(rescued)


def test_every_address_is_accounted_for(told):
    outcomes = ("rescued", "rightly_hard", "unclear", "no_evidence", "unwelcome")
    assert told["called_hard"] == sum(told[outcome] for outcome in outcomes) == 39
    assert told["no_evidence"] == 2
    assert sum(told["by_reason"].values()) == sum(told["by_group"].values()) == told["rescued"]


def test_no_reason_of_a_rescued_address_is_a_death(told):
    assert not {each["reason"] for each in told["addresses"]} & {
        "user_unknown",
        "domain_unknown",
        "no_mail_service",
        "moved",
    }
    for each in told["addresses"]:
        assert each["evidence"]["line"]
        assert each["remedy"]
        assert each["retry"]["at"] >= each["bounced_at"]
        assert each["mend_first"] or each["group"] in {"recipient", "hard"} or each["reason"] == "greylisted"


def test_it_says_so_in_three_languages():
    said = {lang: mailworthy("bounce", "rescue", EXPORT, "--lang", lang) for lang in ("en", "de", "ja")}
    assert {ran.code for ran in said.values()} == {0}
    assert "rightly called dead" in said["en"].out
    assert "zu Recht" in said["de"].out
    assert "判定どおり無効" in said["ja"].out


def test_a_spreadsheet_runs_nothing_of_it(tmp_path):
    export = tmp_path / "bounces.csv"
    rows = [["email", "type", "reason"], ["+cmd|x@there.example", "hard", "=1+1 552 5.2.2 mailbox full"]]
    with export.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    out = tmp_path / "rescued.csv"
    assert mailworthy("bounce", "rescue", export, "--out", out).code == 0
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert row["address"].startswith("'+")
    assert row["line"].startswith("'=")


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "jsonl", "parquet"])
def test_it_writes_what_its_ending_says(tmp_path, told, ending):
    out = tmp_path / f"rescued.{ending}"
    ran = mailworthy("bounce", "rescue", EXPORT, "--out", out)
    assert ran.code == 0, ran.err
    assert out.name in ran.out.replace("\n", "")
    if ending == "xlsx":
        assert fastexcel.read_excel(out).load_sheet(0).height == told["rescued"]
    if ending == "jsonl":
        assert [json.loads(line)["address"] for line in out.read_text().splitlines()] == [
            each["address"] for each in told["addresses"]
        ]


def test_columns_of_any_name_can_be_named(tmp_path):
    export = tmp_path / "list.csv"
    export.write_text("A;B;C\nann@there.example;552 5.2.2 mailbox full;kaputt\n")
    ran = mailworthy(
        "bounce",
        "rescue",
        export,
        "--platform",
        "brevo",
        "--recipient-column",
        "a",
        "--reason-column",
        "b",
        "--json",
    )
    assert [each["reason"] for each in json.loads(ran.out)["addresses"]] == ["mailbox_full"]


def test_a_rule_of_the_users_own_comes_first(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nreason = "policy"\npattern = "frobnicated"\nexample = "550 frobnicated"\n')
    export = tmp_path / "list.csv"
    export.write_text("email,type,reason\nann@there.example,hard,550 frobnicated\n")
    without = json.loads(mailworthy("bounce", "rescue", export, "--json").out)
    ran = mailworthy("bounce", "rescue", export, "--rules", rules, "--json")
    assert (without["unclear"], without["rescued"]) == (1, 0)
    assert json.loads(ran.out)["by_reason"] == {"policy": 1}, ran.err


WRONG = [
    # arguments                                          says
    (("nowhere.csv",), "nowhere.csv"),
    ((EXPORT, "--platform", "sendmoor"), "sendmoor"),
    ((EXPORT, "--out", "rescued.doc"), ".csv"),
    ((EXPORT, "--recipient-column", "who"), "'who'"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_wrong_usage_is_one_line(arguments, says):
    ran = mailworthy("bounce", "rescue", *arguments)
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert says in ran.lines[0]


def test_an_export_that_calls_nobody_dead_says_so(tmp_path):
    export = tmp_path / "list.jsonl"
    export.write_text('{"email": "ann@there.example", "event": "delivered", "sg_event_id": "1"}\n')
    ran = mailworthy("bounce", "rescue", export)
    assert (ran.code, "nothing to rescue" in ran.out) == (0, True)
