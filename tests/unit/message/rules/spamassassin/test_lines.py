"""Lines of rule files: comments, conditions, languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.rules.spamassassin.conditions import Unreadable, holds
from mailworthy.message.rules.spamassassin.lines import LINE, lines

# fmt: off
HOLDS = [
    ("version >= 4.000000", True), ("(version >= 3.004002)", True), ("version < 4", False), ("version == 4.000001", True),
    ("plugin(Mail::SpamAssassin::Plugin::DKIM)", True), ("!plugin(Mail::SpamAssassin::Plugin::DKIM)", False),
    ("plugin ( Mail::SpamAssassin::Plugin::Nobody )", False), ("plugin(Mail::SpamAssassin::Plugin::WhiteListSubject)", True),
    ("can(Mail::SpamAssassin::Conf::feature_bug6558_free)", True), ("!(can(Mail::SpamAssassin::Conf::compat_welcomelist_blocklist))", True),
    ("can(Mail::SpamAssassin::Plugin::PDFInfo::has_x)", False), ("has(Mail::SpamAssassin::Plugin::BodyEval::has_x)", True),
    ("version >= 3 && (plugin(Mail::SpamAssassin::Plugin::TextCat) || perl_version > 5)", True), ("local_tests_only", True),
]
UNREADABLE = ["", "version >=", "plugin(", "plugin()", "foo", "version 3", "(version", "$x", "`id`", "(" * 500]
# fmt: on


@pytest.mark.parametrize(("condition", "expected"), HOLDS, ids=range(len(HOLDS)))
def test_conditions_as_spamassassin_4_answers_them(condition, expected):
    assert holds(condition) is expected


@pytest.mark.parametrize("condition", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_condition(condition):
    with pytest.raises(Unreadable):
        holds(condition)


def test_lines_lose_comments_blanks_and_other_languages():
    text = "  body A /x/  # why\n\n# all of it\nbody B /a\\#b/\nlang de describe A Deutsch\nlang en describe A English\n"
    assert [(one.key, one.value, one.where) for one in lines({"f": text})] == [
        ("body", "A /x/", "f:1"),
        ("body", "B /a#b/", "f:4"),
        ("describe", "A English", "f:6"),
    ]


def test_conditions_nest_and_what_they_leave_out_is_still_told():
    text = "if version > 3\nif version > 9\na\nelse\nb\nendif\nc\nelse\nif version > 3\nd\nendif\nendif\ne\nendif\nf\n"
    assert [(one.key, bool(one.off)) for one in lines({"f": text})] == [
        ("a", True),
        ("b", False),
        ("c", False),
        ("d", True),
        ("e", False),
        ("f", False),
    ]


def test_a_condition_that_cannot_be_read_leaves_out_what_it_holds():
    told = list(lines({"f": "if (what ever)\na\nendif\nb\n"}))
    assert [(one.key, one.where, one.off) for one in told] == [
        ("", "f:1", "a condition that cannot be read"),
        ("a", "f:2", "(what ever)"),
        ("b", "f:4", ""),
    ]


def test_an_open_condition_ends_with_its_file():
    assert [one.off for one in lines({"f": "if version > 9\na\n", "g": "b\n"})] == ["version > 9", ""]


def test_a_plugin_that_a_file_loads_is_there_in_those_behind_it():
    text = "ifplugin Mail::SpamAssassin::Plugin::TextCat\na\nendif\n"
    assert [
        one.off for one in lines({"v.pre": "loadplugin Mail::SpamAssassin::Plugin::TextCat\n", "f": text})
    ] == [""]


def test_a_line_too_long_is_named():
    (one,) = lines({"f": "body A /" + "a" * LINE + "/"})
    assert (one.where, one.off) == ("f:1", "longer than a line may be")


@given(st.text(max_size=200))
def test_any_text_gives_lines(text):
    assert all(one.where for one in lines({"f": text.replace("\ud800", "")}))
