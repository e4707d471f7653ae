"""Whatever the rules and the messages are: findings come, nothing is raised, and nothing takes for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading import read
from mailworthy.message.rules.spamassassin import parse
from mailworthy.message.rules.spamassassin.literals import Words
from mailworthy.message.rules.spamassassin.prefilter import Prefilter
from mailworthy.message.rules.spamassassin.run import TIMES

PAGE = b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
PLAIN = b"From: a@b.example\nSubject: x\n\n"
RULES = """\
body B /needle/
rawbody R /<needle/
uri U /needle/
full F /needle/
header A ALL =~ /needle/
header N From:name =~ /needle/
header V X-Spam-Relays-External =~ /needle/
mimeheader M Content-Type =~ /needle/
body H eval:html_tag_exists('needle')
body D eval:multipart_alternative_difference('99', '100')
body P eval:check_for_uppercase('25', '50')
header S eval:check_for_shifted_date('12', '24')
header E eval:check_freemail_from()
meta X B + R + U > 2
"""
# fmt: off
HOSTILE = {
    "nothing": b"", "no header": b"\n\n", "zeros": b"\0" * 10_000, "one line": PLAIN + b"a" * 2_000_000, "blanks": PLAIN + b" \n" * 100_000,
    "deep": PAGE + b"<div>" * 20_000, "open tags": PAGE + b"<a " * 50_000, "open quotes": PAGE + b'<a href="' * 5_000,
    "open comments": PAGE + b"<!-- > " * 20_000, "lone brackets": PAGE + b"<" * 100_000, "equals": PAGE + b"<a" + b" x=" * 50_000,
    "fonts": PAGE + b"<font size=+1>" * 5_000 + b"x", "links": PAGE + b"".join(b'<a href="http://h%d.example/">x</a>' % n for n in range(3_000)),
    "words with dots": PLAIN + b"a.b-" * 20_000, "at signs": PLAIN + b"a@" * 50_000, "percents": PLAIN + b"http://a.example/" + b"%41" * 5_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\n\n", "recipients": b"To: " + b"a@b.example, " * 2_000 + b"\n\n",
    "servers": b"Received: from a (b [192.0.2.1]) by c (Postfix) with ESMTP id x; Sat, 21 Nov 2026 10:00:00 +0000\n" * 500 + PLAIN,
    "brackets in a server's field": b"Received: from " + b"(" * 5_000 + b" by x\n" + PLAIN,
    "a boundary that never ends": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 5_000,
    "not UTF-8": b"Subject: \xff\xfe\n\n\xff\xfe\x80", "wrong charset": b"Content-Type: text/plain; charset=no-such\n\n\xff",
}
FAULTS = [
    "", "\0", "body", "body A", "body A B C", "score A", "score A x", "score A 1 2", "meta", "meta A", "header A", "header A eval:",
    "header A eval:x(", "if", "endif", "else\nelse", "describe", "tflags A", "replace_tag", "replace_rules A", "redirector_pattern /(/",
    "body A /x/\nreplace_rules A\nreplace_tag x <x>", "freemail_domains *", "util_rb_tld", "mimeheader A B", "body 1A /x/",
    "body " + "A" * 200 + " /x/", "bdoy A /x/", "meta A A", "body A eval:html_range()", "body A eval:html_range('a', 'b')", "lang",
]
# fmt: on


@pytest.fixture(scope="module")
def ruleset():
    return parse({"a.cf": RULES})


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_messages(ruleset, kind):
    assert not {"B", "R", "U", "F", "A", "M"} & ruleset.hits(read(HOSTILE[kind]))


@pytest.mark.parametrize("text", FAULTS, ids=range(len(FAULTS)))
def test_faulty_files_are_read_as_far_as_they_can_be(text):
    ruleset = parse({"a.cf": f"{text}\nendif\nbody GOOD /Hello/\n"})
    assert all(ruleset.skipped.values())
    list(ruleset.look(read(PLAIN + b"Hello")))


def test_what_looks_like_a_rule_and_is_none_is_named():
    assert dict(parse({"a.cf": "bdoy LUCKY /winner/i\n"}).skipped) == {"a.cf:1": "no kind of rule: bdoy"}


def test_a_pattern_that_takes_too_long_is_given_up_and_named():
    rules = "".join(f"body SLOW_{n} /^(a|aa)+$/\n" for n in range(TIMES + 2)) + "body GOOD /aaa/\n"
    told = list(parse({"a.cf": rules}).look(read(PLAIN + b"a" * 200 + b"b")))
    (slow,) = [one for one in told if one.code == "RULE-NOT-EVALUATED"]
    assert slow.detail.startswith("time: SLOW_0")
    assert slow.count == TIMES


def test_a_template_without_a_header_is_asked_only_about_its_words(ruleset):
    rules = parse({"a.cf": "header MISSING From !~ /./\nbody HELLO /Hello/\nuri LINK /shop/\n"})
    assert rules.hits(read(b"<p>Hello <a href='http://shop.example/'>x</a></p>", "html")) == {"HELLO", "LINK"}


@given(st.text(max_size=300))
def test_any_text_is_a_file_of_rules(text):
    assert all(parse({"a.cf": text.encode("utf-8", "replace").decode("latin-1")}).skipped.values())


@given(st.binary(max_size=300))
def test_any_octets_are_a_message(ruleset, octets):
    assert ruleset.hits(read(octets)) <= ruleset.evaluated


LETTERS = st.text("ab", min_size=1, max_size=4).map(str.encode)


@given(
    st.lists(st.frozensets(LETTERS, min_size=1, max_size=3), max_size=4),
    st.lists(st.text("abAB", max_size=9).map(str.encode), max_size=4),
)
def test_the_first_look_never_passes_over_a_line_that_holds_the_words(needs, lines):
    found = dict(Prefilter([Words(need) for need in needs]).candidates(lines))
    for number, need in enumerate(needs):
        holding = {index for index, line in enumerate(lines) if any(word in line.lower() for word in need)}
        assert holding <= set(found.get(number, ()))
