"""What a user's own rules say of a message, and where."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Severity, lookup
from mailworthy.message.reading import read
from mailworthy.message.rules import own_file, own_rules
from mailworthy.message.rules.own import OwnRules
from mailworthy.message.rules.rule import FIELDS, Looks, Rule

MESSAGE = """\
From: "Anna's Garden" <news@garden.example>
Reply-To: Anna <anna@mail.example>
Subject: Ten bulbs for your autumn garden
X-Campaign: autumn-7
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Plant ten tulip bulbs now, ten more in
spring. https://garden.example/tulips
Größe: kostenlose Tüte. 無料
--a
Content-Type: text/html; charset=utf-8

<p>Plant ten <b>tulip</b> bulbs now,
ten more in spring.</p><!-- secret -->
<a href="https://garden.example/t?x=1">See the tulips</a><img src="cid:a" alt="Bulbs">
--a--
--m
Content-Type: application/pdf; name="price-list.pdf"
Content-Disposition: attachment; filename="price-list.pdf"

x
--m--
"""

# fmt: off
CASES = [
    # what the rule asks                                                   hits   the words at its first place
    ('field = "subject"\ncontains = "BULBS for"',                          1,  "Ten bulbs for your autumn garden"),
    ('field = "subject"\ncontains = "BULBS"\ncase = true',                 0,  ""),
    ('field = "subject"\nwords = "bulb"',                                  0,  ""),
    ('field = "subject"\nwords = "bulb*"',                                 1,  "Ten bulbs for your autumn garden"),
    ('field = "subject"\npattern = "^ten "',                               1,  "Ten bulbs for your autumn garden"),
    ('field = "subject"\nlonger-than = 31',                                1,  "Ten bulbs for your autumn garden"),
    ('field = "subject"\nlonger-than = 32',                                0,  ""),
    ('field = "subject"\nshorter-than = 33',                               1,  "Ten bulbs for your autumn garden"),
    ('field = "subject"\nshorter-than = 32',                               0,  ""),
    ('field = "from"\ncontains = "@garden.example"',                       1,  "news@garden.example"),
    ('field = "from-name"\nwords = "garden"',                              1,  "Anna's Garden"),
    ('field = "reply-to"\ncontains = ["mail.example", "Anna"]', 3,  "Anna"),
    ('field = "body"\ncontains = "ten more in spring"',                    2,  "ten more in spring"),
    ('field = "text"\nwords = "ten"',                                      2,  "ten"),
    ('field = "body"\nwords = "ten"\nat-least = 2',                        4,  "ten"),
    ('field = "body"\nwords = "ten"\nat-least = 3',                        0,  ""),
    ('field = "body"\nwords = "tulip bulbs"',                              2,  "tulip bulbs"),
    ('field = "body"\nwords = "KOSTENLOS*"',                               1,  "kostenlose"),
    ('field = "body"\nwords = "無料"',                                     1,  "無料"),
    ('field = "body"\ncontains = "ｇｒöße"',                                1,  "Größe"),
    ('field = "body"\ncontains = "secret"',                                0,  ""),
    ('field = "html"\ncontains = "<!-- secret"',                           1,  "<!-- secret"),
    ('field = "url"\npattern = \'\\?x=\'',                                 1,  "https://garden.example/t?x=1"),
    ('field = "url"\nat-least = 3',                                        3,  "https://garden.example/tulips"),
    ('field = "url"\nat-least = 4',                                        0,  ""),
    ('field = "link-text"\nwords = "see"',                                 1,  "See the tulips"),
    ('field = "attachment-name"\npattern = \'\\.pdf$\'',                   1,  "price-list.pdf"),
    ('field = "header:x-campaign"\npattern = \'^autumn-\\d+$\'',           1,  "autumn-7"),
    ('field = "header:X-Campaign"\npresent = true',                        1,  "autumn-7"),
    ('field = "header:X-Other"\npresent = true',                           0,  ""),
    ('field = "header:X-Other"\nabsent = true',                            1,  ""),
    ('field = "header:X-Campaign"\nabsent = true',                         0,  ""),
    ('field = "body"\nwords = "unsubscribe"\nabsent = true',               1,  ""),
    ('field = "body"\nwords = "tulip"\nabsent = true',                     0,  ""),
    ('field = ["subject", "body"]\nwords = "ten"',                         5,  "Ten bulbs for your autumn garden"),
    ('field = "any"\ncontains = "price-list"',                             1,  "price-list.pdf"),
    ('field = "any"\ncontains = "x=1"',                                    1,  "https://garden.example/t?x=1"),
]
# fmt: on


def of(text: str):
    """Read rules that nobody holds against their examples."""
    return OwnRules(tuple(own_file._rules(tomllib.loads(text), "own.toml")), "own.toml")


def rule(asked: str, more: str = "") -> str:
    return f'[[rule]]\nid = "mine"\n{asked}\nhits = ["?"]\n{more}\n'


@pytest.mark.parametrize(("asked", "count", "words"), CASES)
def test_what_a_rule_finds(asked, count, words):
    found = list(of(rule(asked)).look(read(MESSAGE.encode())))
    assert [one.code for one in found] == ["RULE-OWN"] * bool(count)
    if found:
        assert found[0].count == count
        assert found[0].where.get("snippet", "") == words


def test_a_hit_speaks_with_the_users_words_and_weighs_what_they_say():
    asked = 'field = "subject"\nwords = "bulbs"'
    more = 'weight = 2.5\nseverity = "error"\ntitle = "No bulbs"\nfix = "Say onions"'
    (found,) = of(rule(asked, more)).look(read(MESSAGE.encode()))
    assert (found.detail, found.fix, found.weight) == ("mine: No bulbs", "Say onions", 2.5)
    assert found.severity is Severity.ERROR
    assert found.as_dict()["title"] == lookup("RULE-OWN").words[next(iter(lookup("RULE-OWN").words))].title


def test_a_place_is_one_that_an_editor_finds():
    (found,) = of(rule('field = "text"\nwords = "spring"')).look(read(MESSAGE.encode()))
    line, column = found.where["line"], found.where["column"]
    assert (line, column) == (2, 1)
    assert MESSAGE.encode()[found.where["offset"] :].startswith(b"spring")


def test_the_second_of_two_fields_is_the_place():
    draft = read(b"From: a@b.example\nX-A: one\nX-A: two\n\nhi")
    (found,) = of(rule('field = "header:x-a"\ncontains = "two"')).look(draft)
    assert (found.where["header"], found.where["line"], found.where["snippet"]) == ("X-A", 3, "two")


def test_what_is_missing_has_the_place_where_it_belongs():
    (found,) = of(rule('field = "header:list-id"\nabsent = true')).look(read(MESSAGE.encode()))
    assert found.where == {"header": "List-Id"}


def test_words_far_behind_in_a_long_field_are_shown():
    draft = read(b"From: a@b.example\nSubject: " + b"x" * 300 + b" lucky winner\n\nhi")
    (found,) = of(rule('field = "subject"\nwords = "lucky winner"')).look(draft)
    assert "lucky winner" in found.where["snippet"]


def test_what_is_told_beside_a_page_counts():
    draft = read(b"<p>Hello", "html", sender="Ann <a@b.example>", subject="Lucky winner")
    found = of(rule('field = ["subject", "from-name"]\nwords = ["lucky winner", "ann"]')).look(draft)
    assert [one.count for one in found] == [2]


# fmt: off
IN_TEMPLATES = [
    # what the rule asks                                      beside the page     hits
    ('field = "header:List-Id"\nabsent = true',               {},                 False),
    ('field = "reply-to"\nabsent = true',                     {},                 False),
    ('field = "attachment-name"\nabsent = true',              {},                 False),
    ('field = "subject"\nwords = "tulips"\nabsent = true',    {},                 False),
    ('field = "subject"\nwords = "tulips"\nabsent = true',    {"subject": "Hi"},  True),
    ('field = "from"\nabsent = true',                         {"sender": "a@b.example"}, False),
    ('field = "any"\nwords = "tulips"\nabsent = true',        {},                 False),
    ('field = "body"\nwords = "tulips"\nabsent = true',       {},                 True),
    ('field = "header:List-Id"\npresent = true',              {},                 False),
]
# fmt: on


@pytest.mark.parametrize(("asked", "beside", "hits"), IN_TEMPLATES)
def test_nothing_is_missing_in_a_header_that_is_not_written_yet(asked, beside, hits):
    assert bool(list(of(rule(asked)).look(read(b"<p>Hello", "html", **beside)))) is hits


def test_a_pattern_that_did_not_see_all_finds_nothing_missing():
    long = b"Subject: x\n\n" + b"word " * 50_000
    asked = 'field = "text"\npattern = "{}"\nabsent = true'
    assert [one.code for one in of(rule(asked.format("unsubscribe"))).look(read(long))] == ["RULE-TOO-SLOW"]
    assert [one.code for one in of(rule(asked.format("word"))).look(read(long))] == []
    assert [one.code for one in of(rule(asked.format("unsubscribe"))).look(read(long[:1000]))] == ["RULE-OWN"]


def test_a_rule_that_is_not_enabled_is_silent():
    assert not list(
        of(rule('field = "subject"\nwords = "bulbs"', "enabled = false")).look(read(MESSAGE.encode()))
    )


DISGUISED = [
    ("lu\u200bcky  win\u00adner", "lucky winner"),  # nothing to see in between
    ("ＬＵＣＫＹ　ＷＩＮＮＥＲ", "lucky winner"),  # the width of Japanese type
    ("lucky\r\n   winner", "lucky winner"),
    ("cafe\u0301", "café"),
    ("STRASSE", "straße"),
    ("ﾊﾟｰﾃｨｰ", "パーティー"),
]


@pytest.mark.parametrize(("written", "term"), DISGUISED)
def test_spelling_hides_nothing(written, term):
    own_rules(
        f'[[rule]]\nid = "x"\nfield = "body"\nwords = "{term}"\nhits = ["""so: {written}!"""]\n', "own.toml"
    )


def test_a_pattern_that_takes_too_long_is_named_and_the_others_go_on():
    rules = of(
        '[[rule]]\nid = "slow"\nfield = "subject"\npattern = "^(?:ha|haha)+$"\nhits = "ha"\n'
        '[[rule]]\nid = "quick"\nfield = "subject"\ncontains = "haha"\nhits = "haha"\n'
    )
    found = list(rules.look(read(b"Subject: " + b"ha" * 60 + b"!\n\nhi")))
    assert [(one.code, one.detail) for one in found] == [("RULE-OWN", "quick"), ("RULE-TOO-SLOW", "slow")]


@pytest.mark.timeout(60)
def test_thousands_of_slow_patterns_have_a_short_time_together():
    slow = [Rule(f"r{number}", ("body",), Looks.PATTERN, pattern="(?:ha|haha)+$") for number in range(5000)]
    (found,) = OwnRules(tuple(slow)).look(read(b"\n" + b"ha" * 60 + b"!"))
    assert (found.code, found.count) == ("RULE-TOO-SLOW", 5000)


@pytest.mark.timeout(60)
def test_a_word_of_thousands_of_rules_on_every_line_is_told_by_all_of_them():
    rules = [Rule(f"r{number}", ("body",), Looks.CONTAINS, terms=("free",)) for number in range(2000)]
    found = list(OwnRules(tuple(rules)).look(read(b"\n" + b"free at last\n" * 100_000)))
    assert len(found) == 2000


def test_a_pattern_that_took_too_long_once_is_not_tried_on_every_link():
    links = "".join(f"<a href='https://x.example/{number}/{'ha' * 60}!'>x</a>" for number in range(4000))
    rules = of(rule('field = ["url", "html"]\npattern = "(?:ha|haha)+$"'))
    draft = read(b"Content-Type: text/html\n\n" + links.encode())
    assert [one.code for one in rules.look(draft)] == [
        "RULE-TOO-SLOW"
    ]  # in a tenth of a second, not in minutes


def test_any_message_is_looked_at_in_bounded_time_and_memory():
    rules = of(
        rule('field = "any"\nwords = "a"') + rule('field = "html"\npattern = "a"').replace("mine", "other")
    )
    draft = read(
        b"Subject: " + b"a " * 50_000 + b"\nContent-Type: text/html\n\n" + b"<a href=a>a</a>" * 20_000
    )
    (words, pattern) = rules.look(draft)
    assert words.count <= 12_000
    assert pattern.count == 1000


def test_the_first_places_are_told_and_all_are_counted():
    (found,) = of(rule('field = "text"\nwords = "ten"')).look(read(b"Subject: x\n\n" + b"ten\n" * 9))
    assert (found.count, found.where["line"], [place["line"] for place in found.also]) == (9, 1, [2, 3, 4, 5])


EVERYWHERE = of(
    "".join(
        f"[[rule]]\nid = '{field}-{number}'\nfield = '{field}'\n{asked}\nhits = '?'\n"
        for field in (*FIELDS, "header:received")
        for number, asked in enumerate(
            [
                "words = ['a*', '無料']",
                "contains = '='\ncase = true",
                "pattern = '\\w|^'",
                "at-least = 2",
                "absent = true",
            ]
        )
    )
)


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(
        lambda text: f"Content-Type: text/html\n\n<p>{text}<a href='{text}'>a".encode()
    )
)
def test_any_message_is_judged_and_every_place_can_be_shown(octets):
    for found in EVERYWHERE.look(read(octets)):
        assert found.count >= 1
        json.dumps(found.as_dict())
