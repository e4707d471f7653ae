"""The table of lists, and lists that users add."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.sender import blocklists
from mailworthy.sender.blocklists import Access, Blocklist, Holds, Meaning, Weight, known, read_lists, usual
from mailworthy.sender.blocklists.words import phrase, rows

ROWS = pytest.mark.parametrize("row", known(), ids=lambda row: row.id)
OWN = '[[list]]\nname = "Ours"\nzone = "bl.ours.example"\nholds = ["ip4"]\n'


@ROWS
def test_every_row_says_what_its_answers_mean_or_that_it_is_gone(row):
    assert row.retired or row.codes or row.bits or row.other
    assert bool(row.keyed) == bool(row.key)
    assert (row.access is not Access.KEY) or row.keyed


def test_what_is_asked_usually():
    ids = {one.id for one in usual()}
    assert 25 <= len(ids) <= 40
    assert {
        "spamhaus-zen",
        "spamhaus-dbl",
        "spamcop",
        "barracuda",
        "surbl",
        "uribl",
        "psbl",
        "mailspike",
    } <= ids
    assert not {"sorbs", "nixspam", "wpbl", "invaluement"} & ids
    assert not any(one.retired for one in usual())


def test_those_that_one_may_pass_over_are_told_as_such():
    lists = {one.id: one for one in known()}
    assert lists["uceprotect-3"].weight is Weight.IGNORE
    assert lists["uceprotect-3"].remarks == ("whole_provider", "paid")
    assert "paid" in lists["backscatterer"].remarks
    assert lists["spamhaus-zen"].weight is Weight.MATTERS


def test_every_row_says_when_it_was_looked_at():
    text = files(blocklists).joinpath("data", "lists.toml").read_text(encoding="utf-8")
    assert all(re.fullmatch("20[0-9]{2}-[0-9]{2}", row["seen"]) for row in tomllib.loads(text)["list"])


def test_a_list_of_ones_own():
    text = OWN + (
        'id = "ours"\nweight = "matters"\naccess = "key"\nkeyed = "{key}.bl.ours.example"\nkey = "ours"\n'
        'codes = { "127.0.0.2" = "spam_source", "127.0.0.9" = { name = "DUL", means = "not_for_mail" } }\n'
        'bits = { 4 = "phishing" }\nother = "listed"\nrefusals = ["127.0.0.1"]\ndelist = "https://ours.example/off"\n'
        'test = { listed = "bad.example" }\nremarks = ["lapses"]\n'
    )
    (one,) = read_lists(text)
    assert one == Blocklist(
        id="ours",
        name="Ours",
        zone="bl.ours.example",
        holds=frozenset({Holds.IP4}),
        weight=Weight.MATTERS,
        access=Access.KEY,
        keyed="{key}.bl.ours.example",
        key="ours",
        codes={"127.0.0.2": Meaning("spam_source"), "127.0.0.9": Meaning("not_for_mail", "DUL")},
        bits={4: Meaning("phishing")},
        other=Meaning("listed"),
        refusals=frozenset({"127.0.0.1"}),
        test=("bad.example", "invalid"),
        delist="https://ours.example/off",
        remarks=("lapses",),
    )


def test_the_least_that_a_list_needs():
    (one,) = read_lists(OWN)
    assert (one.id, one.weight, one.access) == ("bl-ours-example", Weight.SELDOM, Access.OPEN)
    assert one.other == Meaning("listed"), "without a table, whatever it answers means that it lists"


# fmt: off
WRONG = [
    # file                                                          what is said
    ("",                                                            "own.toml: there is no [[list]] in it"),
    ("list = 3",                                                    "own.toml: there is no [[list]] in it"),
    ("list = [3]",                                                  "own.toml: list 1: it is no table"),
    ("[[list",                                                      "own.toml: no TOML: "),
    ("a = " + "[" * 5000,                                           "own.toml: no TOML: "),
    ('[[list]]\nzone = "a.example"\nholds = ["ip4"]',               "own.toml: list 1: 'name' is missing"),
    ('[[list]]\nname = "A"\nholds = ["ip4"]',                       "own.toml: list 1: 'zone' is missing"),
    (OWN + OWN,                                                     "own.toml: list 2: 'bl-ours-example' is there twice"),
    (OWN + "weigth = 3",                                            "own.toml: list 1: there is no 'weigth'; there are "),
    (OWN + 'weight = "heavy"',                                      "own.toml: list 1: 'heavy' is no 'weight'; there are matters, seldom, ignore"),
    (OWN + "weight = []",                                           "own.toml: list 1: '[]' is no 'weight'; "),
    (OWN + 'other = "evil"',                                        "own.toml: list 1: 'evil' is no word for it; there are abused, "),
    (OWN + 'codes = { "10.0.0.1" = "listed" }',                     "own.toml: list 1: '10.0.0.1': answers lie in 127.0.0.0/8"),
    (OWN + 'codes = { "spam" = "listed" }',                         "own.toml: list 1: 'spam' is no answer; write 127.0.0.2"),
    (OWN + 'codes = ["127.0.0.2"]',                                 "own.toml: list 1: 'codes' is a table"),
    (OWN + 'codes = { "127.0.0.2" = {} }',                          "own.toml: list 1: 'means' is missing"),
    (OWN + 'bits = { 3 = "listed" }',                               "own.toml: list 1: '3' is no bit; write 1, 2, 4 … 128"),
    (OWN + 'delist = "javascript:alert(1)"',                        "own.toml: list 1: 'delist' is a page: https://…"),
    (OWN + 'keyed = "bl.example"\nkey = "a"',                       "own.toml: list 1: 'keyed' begins with {key}. and goes on with a zone"),
    (OWN + 'keyed = "{key}.bl.example"',                            "own.toml: list 1: 'key' is missing"),
    (OWN + 'retired = "long ago"',                                  "own.toml: list 1: 'long ago' is no 'retired'"),
    (OWN + 'test = { lsited = "a.example" }',                       "own.toml: list 1: 'test' has 'listed' and 'clean'"),
    (OWN.replace('["ip4"]', "[]"),                                  "own.toml: list 1: 'holds' names ip4, ip6 or domain"),
    (OWN.replace('["ip4"]', '"ip4"'),                               "own.toml: list 1: 'holds' is a list: [\"…\"]"),
    (OWN.replace("Ours", ""),                                       "own.toml: list 1: 'name' is empty, too long, or holds what can't be shown"),
    (OWN.replace("Ours", r"\u001b[31m"),                            "own.toml: list 1: 'name' is empty, too long, or holds what can't be shown"),
    (OWN.replace("bl.ours", "bl..ours"),                            "own.toml: list 1: not a domain name (consecutive_dots): 'bl..ours.example'"),
    (OWN.replace("bl.", "bl." + 37 * "aaaa."),                      "own.toml: list 1: 'zone' is too long"),
    (OWN * 101,                                                     "own.toml: 101 lists are too many; 100 can be asked"),
]
# fmt: on


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_with_a_file_is_said_in_one_line(text, said):
    with pytest.raises(InputError) as raised:
        read_lists(text, "own.toml")
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["id", "name", "zone", "holds", "weight", "access", "keyed", "key", "codes", "bits", "other", "refusals", "test",
     "delist", "remarks", "retired"]
)  # fmt: skip


@given(st.dictionaries(KEYS, VALUES))
def test_whatever_stands_in_a_table_only_our_error_comes_out(table):
    from mailworthy.sender.blocklists.lists import _checked

    try:
        _checked({"name": "A", "zone": "a.example", "holds": ["ip4"], **table}, "own.toml", 1)
    except InputError as error:
        assert error.at == 1  # noqa: PT017  # either it is read, or this comes out


@given(st.text())
def test_whatever_stands_in_a_file_only_our_error_comes_out(text):
    with pytest.raises(InputError):
        read_lists(text)


PHRASES = [(section, name, row) for section, there in rows().items() for name, row in there.items()]


@pytest.mark.parametrize(("section", "name", "row"), PHRASES, ids=[f"{s}.{n}" for s, n, _ in PHRASES])
def test_every_phrase_is_there_in_every_language(section, name, row):
    assert set(row) == {lang.value for lang in Lang}
    assert all(row.values())
    assert len(set(row.values())) == len(row)
    assert len({frozenset(re.findall("{[a-z]+}", text)) for text in row.values()}) == 1
    if section == "remark":
        assert [row[lang][-1] for lang in ("en", "de", "ja")] == [".", ".", "。"]


@pytest.mark.parametrize("words", [Weight, Access, blocklists.State])
def test_every_word_has_its_phrase(words):
    section = words.__name__.lower()
    assert all(phrase(f"{section}.{word.value}", lang) for word in words for lang in Lang)
