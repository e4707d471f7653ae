"""How a user's own rules are written, and what is said of a file that cannot be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.finding import Severity
from mailworthy.message.rules import own_rules
from mailworthy.message.rules.rule import ANY, Looks

GOOD = '[[rule]]\nid = "mine"\nfield = "subject"\n{}\nhits = "A lucky winner"\n'
WORDS = GOOD.format('words = "lucky"\n{}')

# fmt: off
FAULTS = [
    # the file                                                what is said
    ("",                                                      "there is no rule in it"),
    ("rule = 1",                                              "there is no rule in it"),
    ("[[rule]",                                               "at line 1"),
    ("[[rules]]\nid = 'x'",                                   "there is no 'rules'"),
    ("[[rule]]\nfield = 'body'\nwords = 'a'",                 "rule 1: it needs a name"),
    (WORDS.format("") * 2,                                    "another rule has this id"),
    (WORDS.format("wieght = 2"),                              "there is no 'wieght'; there are absent, at-least"),
    (WORDS.format("weight = 11"),                             "weight is a number from 0 to 10"),
    (WORDS.format("weight = true"),                           "weight is a number from 0 to 10"),
    (WORDS.format("weight = nan"),                            "weight is a number from 0 to 10"),
    (WORDS.format("severity = 'fatal'"),                      "severity is one of error, warning, info"),
    (WORDS.format("severity = 'skipped'"),                    "severity is one of error, warning, info"),
    (WORDS.format("at-least = 0"),                            "at-least is a whole number from 1"),
    (WORDS.format("case = 'yes'"),                            "case is true or false"),
    (WORDS.format("title = 3"),                               "title is a text"),
    (WORDS.format("pattern = 'x'"),                           "pattern and words together: write two rules"),
    (GOOD.format(""),                                         "it looks for nothing: give one of contains, words"),
    (GOOD.format("present = false"),                          "present is true, or left out"),
    (GOOD.format("words = ''"),                               "stands everywhere"),
    (GOOD.format("words = '*'"),                              "stands everywhere"),
    (GOOD.format("words = '\u200b'"),                         "stands everywhere"),
    (GOOD.format("words = ' lucky'"),                         "has a blank at its end"),
    (GOOD.format("words = []"),                               "words is a text or a list of texts"),
    (GOOD.format("words = [1]"),                              "words is a text or a list of texts"),
    (GOOD.format("contains = '" + "x" * 201 + "'"),           "at most 200 characters"),
    (GOOD.format("pattern = '('"),                            "cannot be read: missing )"),
    (GOOD.format("pattern = '(?P<a'"),                        "cannot be read"),
    (GOOD.format("pattern = '" + "(" * 1500 + "'"),           "cannot be read"),
    (GOOD.format("pattern = ''"),                             "in single quotes, a backslash is one"),
    (GOOD.format("longer-than = 'x'"),                        "longer-than is a whole number"),
    ("[[rule]]\nid='x'\nwords='a'\nhits='a'",                 "it does not say where it looks: field is one"),
    ("[[rule]]\nid='x'\nfield='sbject'\nwords='a'\nhits='a'", "there is no field 'sbject'"),
    ("[[rule]]\nid='x'\nfield='header:'\nwords='a'\nhits='a'",     "there is no field 'header:'"),
    ("[[rule]]\nid='x'\nfield='header:a b'\nwords='a'\nhits='a'",  "there is no field 'header:a b'"),
    ("[[rule]]\nid='x'\nfield=[]\nwords='a'\nhits='a'",       "it does not say where it looks"),
    ("[[rule]]\nid='x'\nfield='body'\nwords='a'",             "it needs an example that it hits"),
    ("[[rule]]\nid='x'\nfield='body'\nwords='a'\nhits=[1]",   "hits is a text or a list of texts"),
    (GOOD.format("words = 'unlucky'"),                        "does not hit its own example 'A lucky winner'"),
    (WORDS.format("misses = 'lucky'"),                        "hits 'lucky', which it should miss"),
    (GOOD.format("pattern = '(?:a|aa)+$|winner'\nmisses = '" + "a" * 60 + "!'"), "takes too long"),
]
# fmt: on


def said_of(text: str) -> str:
    try:
        own_rules(text, "own.toml")
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=range(len(FAULTS)))
def test_a_faulty_file_is_refused_in_one_line_that_names_it(text, said):
    with pytest.raises(InputError) as caught:
        own_rules(text, "own.toml")
    line = str(caught.value)
    assert line.startswith("own.toml: ")
    assert said in line
    assert "\n" not in line


def test_the_rule_is_named_by_its_id_and_by_its_number():
    with pytest.raises(InputError, match="rule 'mine': ") as caught:
        own_rules(WORDS.format("") + WORDS.format("weight = 11"), "own.toml")
    assert caught.value.at == 2


def test_a_whole_rule():
    text = """
    [[rule]]
    id = "no-winner"
    title = "We hold no lotteries"
    fix = "Say what people get"
    field = ["subject", "header:X-Preview"]
    words = ["lucky winner*", "jackpot"]
    case = true
    at-least = 2
    weight = 1.5
    severity = "error"
    enabled = false
    hits = ["lucky winners hit the jackpot"]
    misses = ["Lucky winners", "jackpot"]
    """
    (rule,) = own_rules(text, "own.toml").rules
    assert (rule.id, rule.fields, rule.looks) == ("no-winner", ("subject", "header:x-preview"), Looks.WORDS)
    assert (rule.at_least, rule.weight, rule.severity, rule.case, rule.enabled) == (
        2,
        1.5,
        Severity.ERROR,
        True,
        False,
    )


def test_any_is_told_as_the_fields_that_it_means():
    (rule,) = own_rules(WORDS.format("").replace('"subject"', '["any", "header:X"]'), "own.toml").rules
    assert rule.fields == (*ANY, "header:x")


def test_an_example_of_something_missing_is_an_empty_text():
    text = '[[rule]]\nid = "x"\nfield = "header:List-Id"\nabsent = true\nhits = ""\nmisses = "<a.example>"\n'
    assert own_rules(text, "own.toml").rules[0].absent


def test_a_file_of_a_thousand_patterns_is_read():
    rows = "".join(
        f"[[rule]]\nid = 'r{n}'\nfield = 'body'\npattern = '\\bword{n}\\s+now\\b'\nhits = 'a word{n}  now'\n"
        for n in range(1000)
    )
    assert len(own_rules(rows, "own.toml").rules) == 1000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
)
KEYS = st.sampled_from(
    [
        "id",
        "field",
        "words",
        "contains",
        "pattern",
        "hits",
        "misses",
        "weight",
        "absent",
        "at-least",
        "case",
        "x",
    ]
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3))
def test_rows_of_any_values_are_read_or_refused(rows):
    import json

    def cell(value) -> str:
        return "true" if value is None else json.dumps(value)

    text = "".join(
        "[[rule]]\n" + "".join(f"{key} = {cell(value)}\n" for key, value in row.items()) for row in rows
    )
    assert "\n" not in said_of(text.replace("NaN", "nan").replace("Infinity", "inf"))


@given(st.text())
def test_any_text_is_read_or_refused(text):
    assert "\n" not in said_of(text)
