"""Rules in SpamAssassin's language: what each kind looks at, and what it comes to."""

from __future__ import annotations

import pytest

from mailworthy.message.reading import read
from mailworthy.message.rules.spamassassin import parse

MESSAGE = b"""\
Received: from mx.shop.example by mx.example.net; Sat, 21 Nov 2026 10:00:00 +0000
From: =?utf-8?q?M=C3=BCller_Shop?= <news@shop.example>
To: Anna <anna@example.net>
Cc: Ben <ben@example.net>
Subject: Your
 order is  on its way
Message-ID: <1@shop.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Hello Anna,
your order is =
on its way. Caf=E9!

Money money money: https://www.shop.example/a?b=1
--x
Content-Type: text/html; charset=utf-8

<html><body><p>Hello <b>Anna</b>, see <a href="HTTP://%77ww.shop.example/track">here</a></p></body></html>
--x--
"""
# fmt: off
CASES = [
    # headers
    ("header R Subject =~ /^Your order is  on its way$/", True),
    ("header R Subject:raw =~ /^ Your\\n order/", True),
    ("header R subject =~ /ORDER/", False),
    ("header R Subject =~ /ORDER/i", True),
    ("header R Subject !~ /order/", False),
    ("header R Reply-To !~ /order/", True),
    ("header R Reply-To =~ /none/ [if-unset: none]", True),
    ("header R Reply-To =~ /^$/", True),  # what is missing is an empty text
    ("header R exists:Received", True),
    ("header R exists:Reply-To", False),
    ("header R From:addr =~ /^news\\@shop\\.example$/", True),
    ("header R From:name =~ /^M\\xc3\\xbcller Shop$/", True),
    ("header R ToCc =~ /anna.*ben/s", True),
    ("header R ToCc:addr =~ /^anna\\@example\\.net\\nben\\@example\\.net$/", True),
    ("header R MESSAGEID =~ /^<1\\@shop/", True),
    ("header R ALL =~ /^To: Anna.*^Cc: Ben/sm", True),
    ("header R EnvelopeFrom =~ /./", False),
    ("mimeheader R Content-Type =~ /iso-8859-1/", True),
    ("mimeheader R Content-Transfer-Encoding !~ /base64/", True),
    # bodies
    ("body R /^Your order is on its way/", False),
    ("body R /^Your order is  on its way/", True),  # the subject stands first, as it is
    ("body R /your order is on its way\\. Caf\\xc3\\xa9! *$/", True),
    ("body R /Hello Anna, your order/", True),
    ("body R /way\\. .*Money/", False),  # a paragraph each
    ("body R /Hello Anna, see here/", True),
    ("rawbody R /<b>Anna<\\/b>/", True),
    ("rawbody R /Caf\\xe9!/", True),
    ("full R /boundary=x\\n\\n--x/", True),
    # addresses
    ("uri R m{^https://www\\.shop\\.example/a\\?b=1$}", True),
    ("uri R m'^HTTP://%77ww'", True),
    ("uri R /^HTTP:\\/\\/www\\.shop/", True),
    ("uri R /^mailto:/", False),
    # counts and metas
    ("body __M /money/i\ntflags __M multiple\nmeta R __M == 3", True),
    ("body __M /money/i\ntflags __M multiple maxhits=2\nmeta R __M == 2", True),
    ("body __M /money/i\nmeta R __M > 1", False),
    ("body __Y /order/\ntflags __Y nosubject\nmeta R __Y", True),
    ("meta R !NOT_THERE", True),
    ("meta R (1 + 2 * 3 == 7) && !(2 > 3)", True),
    # scores of nothing are not run, and count as nothing in metas
    ("body A /Hello/\nscore A 0\nmeta R !A", True),
    ("body R /Hello/\nscore R 0", False),
    ("body R /Hello/\nscore R 0 1 0 1", False),
    # conditions and languages
    ("if (version >= 4.000000)\nbody R /Hello/\nelse\nbody R /Goodbye/\nendif", True),
    ("ifplugin Mail::SpamAssassin::Plugin::TextCat\nbody R /Hello/\nendif", False),
    ("if can(Mail::SpamAssassin::Conf::feature_bug6558_free)\nbody R /Hello/\nendif", True),
    ("lang ja body R /Hello/", False),
    # tags
    ("replace_tag O [o0]\nbody R /Hell<O>/\nreplace_rules R", True),
    ("body R /Hell<O>/", False),
]
# fmt: on


@pytest.mark.parametrize(("rules", "hits"), CASES, ids=range(len(CASES)))
def test_what_a_rule_comes_to(rules, hits):
    ruleset = parse({"a.cf": rules})
    assert ("R" in ruleset.hits(read(MESSAGE))) is hits


def test_every_name_is_either_evaluated_or_skipped_with_a_reason():
    ruleset = parse(
        {"a.cf": "body A /x/\nbody B /(/\nmeta C B && A\nheader D eval:nobody_knows()\nmeta E F\nmeta F E\n"}
    )
    assert ruleset.evaluated == {"A"}
    assert dict(ruleset.skipped) == {
        "B": "cannot be read: a.cf:2: unmatched (",
        "C": "hangs on others: B",
        "D": "eval:nobody_knows",
        "E": "hangs on itself",
        "F": "hangs on itself",
    }


def test_a_finding_names_the_rule_its_points_and_the_words():
    rules = "body MONEY /money: https/\ndescribe MONEY Speaks of money\nscore MONEY 2.5\nbody __Q /Hello/\n"
    (finding,) = parse({"a.cf": rules}).look(read(MESSAGE))
    assert (finding.code, finding.detail, finding.weight) == (
        "RULE-SPAMASSASSIN",
        "MONEY: Speaks of money",
        2.5,
    )
    assert finding.where["snippet"] == "money: https"
    assert finding.where["line"] == 4


def test_what_a_meta_finds_stands_where_its_parts_do():
    rules = "header __S Subject =~ /order/\nmeta R __S && !__NEVER\n"
    (finding,) = parse({"a.cf": rules}).look(read(MESSAGE))
    assert finding.where["header"] == "Subject"
