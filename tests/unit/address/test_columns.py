"""A column of addresses gets the verdicts that its addresses get one by one."""

from __future__ import annotations

import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mixed_addresses import mixed_addresses

from mailworthy.address.check import check
from mailworthy.address.columns import REASON_BITS, REASONS, Reader
from mailworthy.address.domain import mail_domain
from mailworthy.flow.lists.domains import know_by_name
from mailworthy.flow.lists.judging import judge_rows
from mailworthy.wire.ask import Node, Zone, hold

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PROBE = "zq7rk2vx"
HOST = {"A": ["203.0.113.5"]}
NODES: list[Node | None] = [
    {"MX": ["10 mx.hoster-eins.net"]},
    {"MX": ["10 mx.hoster-eins.net", "20 mx2.hoster-eins.net"]},
    {"MX": ["0 ."]},
    {"MX": ["0 .", "10 mx.hoster-eins.net"]},
    {"MX": ["10 gone.hoster-eins.net"]},
    {"MX": ["10 inner.hoster-eins.net"]},
    {"MX": ["10 inner.hoster-eins.net", "20 mx.hoster-eins.net"]},
    {"MX": ["10 park-mx.above.com"]},
    {"TXT": ["hello"]},
    {"A": ["203.0.113.6"], "TXT": ["v=spf1 -all"]},
    {"A": ["203.0.113.6"]},
    "servfail",
    "timeout",
    None,
    None,
]
HOSTS: dict[str, Node] = {
    "mx.hoster-eins.net": HOST,
    "mx2.hoster-eins.net": HOST,
    "inner.hoster-eins.net": {"A": ["10.0.0.1"]},
}


class World:
    """Every domain is in some state, told by its name alone."""

    def __call__(self, asks):
        return Zone({**HOSTS, **{ask.name: node for ask in asks if (node := self.node(ask.name))}})(asks)

    def node(self, name):
        return HOSTS.get(name) or NODES[_number(name) % len(NODES)]


def _number(name):
    return zlib.crc32(name.encode())


def missing_before(domain):
    return _number(domain) % 2 == 0


def one_by_one(texts, world):
    return [scalar(text, world) for text in texts]


def scalar(text, world):
    asking = check(text, now=NOW, probe=PROBE, offline=world is None, missing_before=missing_before)
    said = hold(asking, world)
    normalized = said.normalized if said.checks["syntax"]["usable"] else ""
    return (
        (said.status, said.reason, said.permanent, said.about, said.action),
        (said.score, said.flags, said.suggestion),
        (said.retry_after, said.expires_at),
        "" if normalized == text else normalized,
    )


def as_a_column(texts, world, *, rows_at_once=1000):
    reader = Reader(seed=11)
    blocks = [texts[at : at + rows_at_once] for at in range(0, len(texts), rows_at_once)]
    read = [reader.read(pl.Series(block, dtype=pl.String)) for block in blocks]
    known = know_by_name(reader.domains.names)
    if world is not None:
        look_up(known, reader.domains.names, world)
    judged = judge_rows([rows.mask for rows in read], [rows.domain for rows in read], known.classes())
    told = []
    for block, rows, codes in zip(blocks, read, judged.codes, strict=True):
        told += told_of(block, rows, [judged.judgements[code] for code in codes.tolist()], known.suggestions)
    return told


def look_up(known, names, world):
    for number, name in enumerate(names[1:], 1):
        known.states[number] = hold(mail_domain(name, PROBE), world)
        if missing_before(name):
            known.missing_before.add(number)


def told_of(block, rows, judgements, suggestions):
    """Put together what the annotated file would say of each row."""
    columns = (rows.domain.tolist(), rows.normalized.to_list(), rows.suggestion.to_list())
    for text, judged, domain, normalized, suggestion in zip(block, judgements, *columns, strict=True):
        meant = suggestion or ""
        if not meant and domain in suggestions:
            meant = (normalized or text).rpartition("@")[0] + "@" + suggestions[domain]
        retry = None if judged.retry_s is None else NOW + timedelta(seconds=judged.retry_s)
        yield (
            (judged.status, judged.reason, judged.permanent, judged.about, judged.action),
            (judged.score, judged.flags, meant),
            (retry, NOW + timedelta(seconds=judged.expires_s)),
            normalized or "",
        )


WORLDS = pytest.mark.parametrize("world", [None, World()], ids=["offline", "dns"])


def assert_the_same(texts, world, **how):
    both = zip(texts, one_by_one(texts, world), as_a_column(texts, world, **how), strict=True)
    differing = [(text, alone, in_column) for text, alone, in_column in both if alone != in_column]
    assert differing[:3] == []


def carried(texts):
    """Leave out what UTF-8 cannot carry; nothing else."""
    return [text for text in texts if not any("\ud800" <= sign <= "\udfff" for sign in text)]


@pytest.mark.corpora
@WORLDS
@pytest.mark.parametrize(
    ("file", "field"),
    [("syntax", "address"), ("typos", "typed"), ("canonical", "a"), ("canonical", "b")],
)
def test_labelled_addresses(rows, file, field, world):
    typed = [row[field] for row in rows(f"addresses/{file}.jsonl")]
    texts = [text if "@" in text or file == "syntax" else f"jane@{text}" for text in carried(typed)]
    assert_the_same(texts, world)


@WORLDS
def test_five_thousand_invented_addresses(world):
    assert_the_same(mixed_addresses(5000, seed=1), world)


@pytest.mark.slow
@WORLDS
def test_a_hundred_thousand_invented_addresses(world):
    assert_the_same(mixed_addresses(100_000, seed=2), world, rows_at_once=30_000)


def test_the_invented_addresses_have_all_kinds_of_trouble():
    """Else the comparison above would prove little."""
    seen = Counter(judged[0][1] for judged in one_by_one(mixed_addresses(5000, seed=1), World()))
    rare = {
        "label_too_long",
        "domain_too_long",
        "no_local_part",
        "no_domain",
        "dot_next_to_hyphen",
        "numeric_tld",
    }
    assert {*REASONS[1:], "dns_only", "role", "junk", "disposable", "typo_suspect"} - rare <= seen.keys()
    assert {"domain_unknown", "null_mx", "dns_timeout", "parked_domain", "spam_trap_suspect"} <= seen.keys()


ANY = st.lists(
    st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(mixed_addresses(2000, seed=3))
)


@settings(deadline=None)
@given(texts=ANY, online=st.booleans(), rows_at_once=st.integers(1, 5))
def test_any_texts_in_blocks_of_any_size(texts, online, rows_at_once):
    assert_the_same(texts, World() if online else None, rows_at_once=rows_at_once)


# fmt: off
LOCAL = st.sampled_from(["www.jane", "WWW.x", "mail", "an", "http", "https", "x", "q2", "janegmail.com", "jane" * 17])
DIRT = st.sampled_from(["", "q", "2", "-", " @", "@", "@@", " @ @", "@.", ".@", "@-", "@www.", "@at ", "@ ",
                        "@\u0149", "@\u013f", "@\u0132"])
BEHIND = st.sampled_from(["gmail.com", "gmial.com", "gmail..com", "web.de.", "münchen.de", "acme.test", "com", "", "."])
# fmt: on


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            "{}{}{}".format,
            LOCAL | st.text("aw0._+-", max_size=9),
            DIRT | st.text("@. -"),
            BEHIND | st.text("ag.@-\u00e9\u017f"),
        )
    )
)
def test_what_is_wrong_behind_a_local_part(texts):
    """The column reads such a text with another local part in its place; nobody can tell."""
    assert_the_same(texts, None)


@pytest.mark.parametrize(
    "text", ["ja\ud800ne@gmail.com", "jane@gm\udfffail.com", "\ud800@\udfff", " \udcff@gmail.com"]
)
def test_what_utf_8_cannot_carry_is_a_bad_character(text):
    assert scalar(text, None)[0][1] == "bad_character"


@pytest.mark.parametrize("rows_at_once", [1, 7, 100, 2000])
def test_where_blocks_end_does_not_matter(rows_at_once):
    texts = mixed_addresses(300, seed=4)
    assert as_a_column(texts, World(), rows_at_once=rows_at_once) == as_a_column(texts, World())


@pytest.mark.parametrize("name", ["mask", "exact", "folded", "mailbox", "check", "normalized", "suggestion"])
def test_what_is_kept_of_a_row_does_not_depend_on_its_block(name):
    texts = pl.Series(mixed_addresses(500, seed=5))
    whole = getattr(Reader(3).read(texts), name)
    reader = Reader(3)
    parts = [getattr(reader.read(texts[at : at + 61]), name) for at in range(0, len(texts), 61)]
    assert list(whole) == [value for part in parts for value in part]


def test_domains_keep_their_numbers_over_blocks():
    reader = Reader(3)
    blocks = [reader.read(pl.Series([f"jane@{name}"])) for name in ("web.de", "gmx.de", "WEB.de", "nope")]
    assert [int(rows.domain[0]) for rows in blocks] == [1, 2, 1, 0]
    assert reader.domains.names == ["", "web.de", "gmx.de"]


def test_nothing_is_an_empty_address():
    rows = Reader(3).read(pl.Series([None, ""], dtype=pl.String))
    assert [REASONS[mask & REASON_BITS] for mask in rows.mask.tolist()] == ["empty", "empty"]


def test_a_block_without_rows():
    rows = Reader(3).read(pl.Series([], dtype=pl.String))
    assert len(rows.mask) == len(rows.normalized) == 0


def test_hashes_depend_on_the_seed():
    texts = pl.Series(["jane@web.de"])
    one, other = Reader(3).read(texts), Reader(4).read(texts)
    assert not np.array_equal(one.mailbox, other.mailbox)
    assert not np.array_equal(one.exact, other.exact)
