"""Merge tags of the usual systems, and how a template is told from a slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading import data, read
from mailworthy.message.reading.merge_tags import Template, merge_tags
from mailworthy.message.reading.place import Span

ROWS = data.families()
TAGS = [(row["name"], tag) for row in ROWS for tag in row["tags"]]
NOT_TAGS = [(row["name"], text) for row in ROWS for text in row["not"]]

# fmt: off
MAILS = [
    # a header                                     a body                                            template           leftovers
    ("Subject: a\nReceived: x\n",                  "Dear {{name}},",                                 Template.NO,       ["{{name}}"]),
    ("Subject: a\n",                               "Dear {{name}},",                                 Template.UNKNOWN,  ["{{name}}"]),
    ("Subject: a\n",                               "Dear {name},",                                   Template.NO,       ["{name}"]),
    ("Subject: a\n",                               "Dear you,",                                      Template.NO,       []),
    ("Subject: a\n",                               "{{name}} {{city}} {{unsubscribe}}",              Template.YES,      []),
    ("Subject: a\n",                               "{{name}} {{name}} {{name}}",                     Template.UNKNOWN,  ["{{name}}"] * 3),
    ("To: *|EMAIL|*\n",                            "Dear *|FNAME|*, {{name}} {x}",                   Template.YES,      ["{{name}}"]),
    ("Subject: for {{name}}\nReceived: x\n",       "a",                                              Template.NO,       ["{{name}}"]),
]
# fmt: on


@pytest.mark.parametrize(("family", "tag"), TAGS)
def test_each_system_s_tags_are_known(family, tag):
    assert [(one.text, one.family) for one in merge_tags(f"Dear {tag}, hello")] == [(tag, family)]


@pytest.mark.parametrize(("family", "text"), NOT_TAGS)
def test_what_is_no_tag_of_a_system(family, text):
    assert family not in {one.family for one in merge_tags(f"Dear {text} hello")}


def test_each_row_is_sure_in_words_we_know():
    assert {row["sure"] for row in ROWS} == {"certain", "likely", "guess"}


def test_tags_stand_where_they_say_and_what_is_skipped_is_not_looked_at():
    text = "日本 {{a}} p{{b}} ${c}"
    assert [(one.text, text[one.span.start : one.span.end]) for one in merge_tags(text, [Span(9, 15)])] == [
        ("{{a}}",) * 2,
        ("${c}",) * 2,
    ]


@pytest.mark.parametrize(("header", "body", "template", "leftovers"), MAILS)
def test_a_template_and_a_slip(header, body, template, leftovers):
    draft = read(f"{header}\n{body}".encode())
    assert (draft.template, [tag.text for tag in draft.leftovers]) == (template, leftovers)


def test_a_page_given_as_such_is_a_template():
    draft = read(
        b"<style>p{color:red}</style><p>Dear *|FNAME|*, <a href='*|UNSUB|*'>stop</a> {{name}}</p>",
        "html",
        subject="*|X|*",
    )
    assert (draft.template, draft.family) == (Template.YES, "mailchimp")
    assert [tag.text for tag in draft.tags] == ["*|X|*", "*|FNAME|*", "*|UNSUB|*", "{{name}}"]
    assert [tag.text for tag in draft.leftovers] == ["{{name}}"]


def test_style_sheets_scripts_and_comments_hold_no_tags():
    draft = read(
        b"<style>{{a}}</style><script>${b}</script><!-- {{c}} --><title>{{d}}</title><!--[if mso]>{{e}}<![endif]-->{{f}}",
        "html",
    )
    assert [tag.text for tag in draft.tags] == ["{{d}}", "{{e}}", "{{f}}"]


@given(st.text(alphabet="{}[]%*|#@$<>=&;lt aA1\n"))
def test_any_text(text):
    found = list(merge_tags(text))
    assert all(text[one.span.start : one.span.end] == one.text for one in found)
    ends = [0, *(one.span.end for one in found)]
    assert all(before <= one.span.start for before, one in zip(ends, found, strict=False))
