"""The registry: every code is whole, and found by the words that people have for it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.finding import Finding, Lang, Status, codes, lookup
from mailworthy.finding.registry import find, name, near

SRC = Path(__file__).parents[3] / "src" / "mailworthy"
CODES = SRC / "finding" / "codes"
AREAS = sorted(path.stem for path in CODES.glob("*.toml"))
ALONE = "SPELL"  # the one code that is its area's name
ID = re.compile(
    rf"(?<![\w-])(?:(?:{'|'.join(area.upper() for area in AREAS)})(?:-[A-Z0-9]+)+|{ALONE}(?!-))\b"
)

# fmt: off
FOUND = [
    # word                  ids
    ("DOMAIN-NULL-MX",      ["DOMAIN-NULL-MX"]),
    ("domain-null-mx",      ["DOMAIN-NULL-MX"]),
    (" domain_null_mx ",    ["DOMAIN-NULL-MX"]),
    ("null_mx",             ["DOMAIN-NULL-MX"]),     # the verdict's reason
    ("null-mx",             ["DOMAIN-NULL-MX"]),
    ("parked_domain",       ["DOMAIN-PARKED"]),      # a reason that is spelt otherwise than the code
    ("dns_only",            ["DOMAIN-OK"]),
    ("eai_local",           ["SYNTAX-EAI-LOCAL"]),   # a flag
    ("bought",              ["LIST-BOUGHT"]),
    ("disposable",          ["KIND-DISPOSABLE", "LIST-DISPOSABLE"]),
    ("domain_unknown",      ["DOMAIN-UNKNOWN"]),
    ("",                    []),
    ("-",                   []),
    ("NUL",                 []),
    ("DOMAIN-",             []),
]
NEAR = [
    # mistyped              the first guess
    ("DOMAIN-NUL-MX",       "DOMAIN-NULL-MX"),
    ("nul_mx",              "DOMAIN-NULL-MX"),
    ("LIST-BOGHT",          "LIST-BOUGHT"),
    ("disposible",          "KIND-DISPOSABLE"),
]
# fmt: on


@pytest.mark.parametrize(("word", "ids"), FOUND)
def test_a_code_is_found_by_id_reason_or_name(word, ids):
    assert [row.id for row in find(word)] == ids


@pytest.mark.parametrize(("word", "id_"), NEAR)
def test_a_mistyped_code_has_a_near_one(word, id_):
    assert id_ in near(word)


def test_nothing_is_near_to_nonsense():
    assert near("qqqqqqqq") == ()


@given(st.text())
def test_any_word_may_be_asked_for(word):
    assert len(near(word)) <= 3
    assert all(row.id in codes() for row in find(word))


def test_lookup_wants_the_very_id():
    with pytest.raises(InputError, match="null_mx: there is no such finding"):
        lookup("null_mx")


@pytest.mark.parametrize("row", codes().values(), ids=codes())
def test_an_id_is_its_area_and_a_name(row):
    assert ID.fullmatch(row.id)
    assert row.id == ALONE or row.id == f"{row.area.upper()}-{name(row)}"
    assert row.area in AREAS


@pytest.mark.parametrize("row", codes().values(), ids=codes())
def test_a_row_is_whole(row):
    assert row.sources
    assert re.fullmatch(r"\d+\.\d+", row.since)
    assert set(row.words) == set(Lang)
    assert row.bad != row.good


def test_no_two_codes_share_a_reason():
    reasons = [row.reason for row in codes().values() if row.reason]
    assert len(reasons) == len(set(reasons))


def test_files_hold_their_own_area_only():
    assert sorted({row.area for row in codes().values()}) == AREAS


def _code_of_the_house() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SRC.rglob("*.py")))


def test_every_code_that_the_house_uses_is_in_the_registry():
    used = set(ID.findall(_code_of_the_house()))
    assert used - set(codes()) == set()


def test_every_code_in_the_registry_is_used():
    """A code is used by its id, or by its reason, from which the id is made."""
    house = _code_of_the_house()
    used = set(ID.findall(house)) | set(re.findall(r"[\"'`]([a-z_]+)[\"'`]", house))
    live = [row for row in codes().values() if row.status is not Status.RETIRED]
    assert [row.id for row in live if row.id not in used and row.reason not in used] == []


@pytest.mark.parametrize("lang", Lang)
def test_a_finding_speaks_with_the_words_of_its_code(lang):
    told = Finding("DOMAIN-NULL-MX", detail="example.org").as_dict(lang)
    assert told["title"] == lookup("DOMAIN-NULL-MX").words[lang].title
    assert told["severity"] == "error"
    assert told["detail"] == "example.org"


def test_a_finding_may_know_better_than_its_code():
    told = Finding("TYPO-DOMAIN", fix="jane@gmail.com").as_dict()
    assert told["fix"] == "jane@gmail.com"


@pytest.mark.parametrize("path", sorted(CODES.glob("*.toml")), ids=lambda path: path.stem)
def test_rows_read_one_by_one_are_those_of_the_whole_file(path):
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [row.id for row in codes().values() if row.area == path.stem] == list(whole)
    assert all(lookup(id_) == codes()[id_] for id_ in whole)
    assert all(
        lookup(id_).bad == row["bad"] and lookup(id_).words[Lang.JA].fix == row["ja"]["fix"]
        for id_, row in whole.items()
    )
