"""Debian's SpamAssassin and we read the same rules and run them over the same mail: the same rules hit."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import islice
from pathlib import Path

import message_corpus
import pytest
from spamassassin import Asking, rule_files

from mailworthy.message.reading import read
from mailworthy.message.rules.spamassassin import parse

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
MESSAGES, APART = 500, 26
EVALUATED, AGREED = 0.70, 0.98
DEFINED = re.compile(
    r"^[ \t]*(?:header|body|rawbody|full|uri|mimeheader|meta|askdns|urirhssub)[ \t]+(\w+)[ \t]", re.MULTILINE
)

pytestmark = [pytest.mark.system("spamassassin", "zstd")]


@pytest.fixture(scope="module")
def ruleset():
    return parse(rule_files())


def test_most_of_debians_rules_are_evaluated_and_the_rest_is_named(ruleset):
    defined = {name for text in rule_files().values() for name in DEFINED.findall(text)}
    told = ruleset.evaluated | ruleset.skipped.keys()
    assert defined <= told
    assert not ruleset.evaluated & ruleset.skipped.keys()
    assert all(ruleset.skipped.values())
    assert len(ruleset.evaluated) >= EVALUATED * len(told)


@pytest.mark.slow
@pytest.mark.corpora
def test_both_hit_the_same_rules(ruleset):
    spread = (one.raw for one in message_corpus.messages(CORPORA, every=APART) if one.kind == "eml")
    written = (one.raw for one in islice(message_corpus.messages(CORPORA), 160) if one.kind == "eml")
    messages = [*islice(written, 0, 120, 3), *spread]
    assert len(messages) >= MESSAGES
    asking = Asking(messages)
    ours = [ruleset.hits(read(message)) for message in messages]
    both, one = 0, Counter()
    for mine, told in zip(ours, asking.answers(), strict=True):
        theirs = told & ruleset.evaluated
        both += len(mine & theirs)
        one.update(mine ^ theirs)
    assert both >= AGREED * (both + one.total()), one.most_common(30)
