"""Variable envelope return paths: recipient and tag, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.verp import recipient_of

# fmt: off
PATHS = [
    # the address that the bounce came to                            recipient              tag
    ("bounces+alice=example.org@news.example.com",                   "alice@example.org",   ""),
    ("<offers-bounces+alice=example.org@lists.example.com>",         "alice@example.org",   ""),
    ("news+c42+alice=example.org@example.com",                       "alice@example.org",   "c42"),
    ("offers-return-123-alice=example.org@lists.example.com",        "alice@example.org",   "123"),
    ("bounces+12345-ab3f-alice.b=example.org@em.example.com",        "alice.b@example.org", "12345-ab3f"),
    ("bounce+4f3a2b.77c-alice=example.org@mg.example.com",           "alice@example.org",   "4f3a2b.77c"),
    ("bounce-mc.us1_12.34-56-alice=example.org@mail.example.com",    "alice@example.org",   "mc.us1_12.34-56"),
    ("bounce-77-alice=example.org@example.com",                      "alice@example.org",   "77"),
    ("bounces-alice=example.org@example.com",                        "alice@example.org",   ""),
    ("alice=example.org@example.com",                                "alice@example.org",   ""),
]
NONE = [
    "news@example.com",
    "prvs=126700a846=alice@example.com",              # BATV: the sender's own address, signed
    "SRS0=abc=TT=example.org=alice@forwarder.example",  # SRS: the sender's address, rewritten
    "bounces+token@example.com",
    "a=b@example.com",                                # no domain
    "=example.org@example.com",
    "alice=example.org",
    "",
]
OWN = [
    # pattern                                path                                       recipient             tag
    ("b-{tag}@news.example.com",             "b-c42.77@news.example.com",               "",                   "c42.77"),
    ("b-{tag}@news.example.com",             "B-C42@NEWS.example.com",                  "",                   "C42"),
    ("x-{tag}-{recipient}@example.com",      "x-9-alice=example.org@example.com",       "alice@example.org",  "9"),
    ("{local}_at_{domain}.b{tag}@o.example", "alice_at_example.org.b7@o.example",       "alice@example.org",  "7"),
    ("r.{recipient}@o.example",              "rxalice=example.org@o.example",           "rxalice@example.org", ""),
    ("{tag}{tag}@o.example",                 "ab@o.example",                            "",                   "a"),
]
# fmt: on


@pytest.mark.parametrize(("path", "recipient", "tag"), PATHS)
def test_the_forms_in_use(path, recipient, tag):
    assert recipient_of(path) == (recipient, tag)


@pytest.mark.parametrize("path", NONE)
def test_what_names_no_recipient(path):
    assert recipient_of(path) is None


@pytest.mark.parametrize(("pattern", "path", "recipient", "tag"), OWN)
def test_the_senders_own_forms_come_first(pattern, path, recipient, tag):
    assert recipient_of(path, [pattern]) == (recipient, tag)


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=3))
def test_anything_is_answered(path, patterns):
    found = recipient_of(path, patterns)
    assert found is None or len(found) == 2


@given(st.from_regex(r"[a-z0-9.+_-]{1,20}", fullmatch=True), st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True))
def test_what_a_pattern_writes_it_reads_back(local, tag):
    path = f"b.{tag}.{local}=example.org@news.example.com"
    assert recipient_of(path, ["b.{tag}.{recipient}@news.example.com"]) == (f"{local}@example.org", tag)


def test_a_long_path_ends_soon():
    assert recipient_of("a=" * 100_000 + "@example.com", ["{tag}{local}{domain}{recipient}@x"]) is None
