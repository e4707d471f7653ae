"""Reading DMARC records: what counts, what is forgiven, what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.dmarc.older_syntax import objections
from mailworthy.sender.dmarc.record import Disposition, Mode, Psd, Wrong, likely, read

N, Q, R = Disposition

# fmt: off
NO_RECORDS = [
    # text                                          it looks like one
    ("v=dmarc1; p=none",                            True),
    ("v=DMARC1x; p=none",                           True),
    ("v=DMARC1 p=none",                             True),
    ("v=DMARC 1; p=none",                           True),
    (" v=DMARC1; p=none",                           True),
    ('"v=DMARC1; p=none"',                          True),
    ("p=none; v=DMARC1",                            True),
    ("rua=mailto:d@example.org",                    True),
    ("v=spf1 -all",                                 False),
    ("google-site-verification=p=none",             False),
    ("",                                            False),
]
POLICIES = [
    # text                                          p     sp    np    sound  counts
    ("v=DMARC1; p=none",                            N,    None, None, True,  True),
    ("v=DMARC1;p=Reject;SP=Quarantine;np=NONE",     R,    Q,    N,    True,  True),
    ("v\t=\tDMARC1 ; p = reject",                   R,    None, None, True,  True),
    ("v=DMARC1; rua=mailto:d@example.org; p=none",  N,    None, None, True,  True),   # the order is free
    ("v=DMARC1",                                    None, None, None, False, False),
    ("v=DMARC1; p=quarentine",                      None, None, None, False, False),
    ("v=DMARC1; rua=mailto:d@example.org",          None, None, None, False, True),   # counts as p=none
    ("v=DMARC1; rua=d@example.org",                 None, None, None, False, False),
    ("v=DMARC1; p=reject; sp=x",                    R,    None, None, False, False),
    ("v=DMARC1; p=reject; np=; rua=https://a.org",  R,    None, None, False, True),
    ("v=DMARC1; p=reject; p=none",                  R,    None, None, True,  True),   # the first counts
]
FAULTS = [
    # text                                          what is wrong, with which tag
    ("v=DMARC1; p=none; adkim=r; aspf=S; fo=0:1:d:s; psd=u; t=N", []),
    ("v=DMARC1; p=none; adkim=strict",              [(Wrong.VALUE, "adkim")]),
    ("v=DMARC1; p=none; t=yes; psd=no; fo=2",       [(Wrong.VALUE, "t"), (Wrong.VALUE, "psd"), (Wrong.VALUE, "fo")]),
    ("v=DMARC1; p=none; pct=10; rf=afrf; ri=1",     [(Wrong.GONE, "pct"), (Wrong.GONE, "rf"), (Wrong.GONE, "ri")]),
    ("v=DMARC1; p=none; rua=mailto:a@b.org!10m",    [(Wrong.GONE, "rua")]),
    ("v=DMARC1; p=none; x=1; =2; bogus;",           [(Wrong.UNKNOWN, "x"), (Wrong.NO_TAG, ""), (Wrong.NO_TAG, "")]),
    ("v=DMARC1; p=none; p=none",                    [(Wrong.TWICE, "p")]),
    ("v=DMARC1; p=none;; t=y",                      [(Wrong.NO_TAG, "")]),
    ("v=DMARC1; p=none; rua=a@b.org,mailto:a@b.org",[(Wrong.URI, "rua")]),
    ("v=DMARC1; sp=bad",                            [(Wrong.POLICY, "p"), (Wrong.POLICY, "sp")]),
]
OBJECTIONS = [
    # text                                          what an older strict reader objects to
    ("v=DMARC1; p=none",                            ()),
    ("v=DMARC1; p=none; future=1; pct=0; ri=0",     ()),
    ("v=DMARC1",                                    ("v=DMARC1",)),
    ("v=DMARC1; rua=mailto:d@example.org; p=none",  ("p=none",)),
    ("v=DMARC1; p=none; pct=101",                   ("pct=101",)),
    ("v=DMARC1; p=none; ri=4294967296",             ("ri=4294967296",)),
    ("v=DMARC1; p=none;; fo=1",                     (";",)),
    ("v=DMARC1; p=none; fo=1; fo=1",                ("fo=1",)),
    ("v=DMARC1; p=nome",                            ("p=nome",)),
    ("v=DMARC1; p=nome; rua=mailto:d@example.org",  ()),        # RFC 7489 §6.6.3: counts as p=none
    ("",                                            (";",)),
]
# fmt: on


@pytest.mark.spec("RFC 9989 §4.7")
@pytest.mark.parametrize(("text", "looks"), NO_RECORDS)
def test_what_does_not_begin_with_the_version_is_no_record(text, looks):
    assert read(text) is None
    assert likely(text) is looks


@pytest.mark.spec("RFC 9989 §4.10.1")
@pytest.mark.parametrize(("text", "p", "sp", "np", "sound", "counts"), POLICIES)
def test_policies(*, text, p, sp, np, sound, counts):
    record = read(text)
    assert (record.p, record.sp, record.np) == (p, sp, np)
    assert (record.sound, record.counts) == (sound, counts)
    assert not likely(text)


@pytest.mark.parametrize(("text", "faults"), FAULTS)
def test_each_fault_is_named(text, faults):
    assert [(fault.wrong, fault.tag) for fault in read(text).faults] == faults


@pytest.mark.spec("RFC 9989 §4.7")
def test_faulty_tags_give_way_to_their_defaults():
    record = read("v=DMARC1; p=none; adkim=x; aspf=; psd=maybe; t=1; pct=200")
    assert (record.dkim, record.spf, record.psd, record.testing, record.percent) == (
        Mode.RELAXED, Mode.RELAXED, Psd.UNSAID, False, 100,
    )  # fmt: skip


def test_destinations_keep_their_order_and_lose_their_limit():
    record = read(
        "v=DMARC1; p=none; rua=mailto:a@b.org!10M, https://c.org/x?y=1; ruf=mailto:a%2Bb@münchen.example"
    )
    assert [(one.uri, one.domain, one.limit) for one in record.rua] == [
        ("mailto:a@b.org", "b.org", "10m"),
        ("https://c.org/x?y=1", "c.org", ""),
    ]
    assert record.ruf == ()  # a URI is ASCII


@pytest.mark.parametrize(("disposition", "milder"), [(R, Q), (Q, N), (N, N)])
def test_one_level_milder(disposition, milder):
    assert disposition.milder is milder


@pytest.mark.spec("RFC 7489 §6.4")
@pytest.mark.parametrize(("text", "found"), OBJECTIONS)
def test_what_an_older_reader_objects_to(text, found):
    assert objections(text) == found


@given(st.text() | st.builds("v=DMARC1;{}".format, st.text(alphabet="pv=;:,!rua mailto@.%0019\x00ä")))
def test_any_text_is_read(text):
    record = read(text)
    objections(text)
    likely(text)
    assert record is None or record.text == text


@pytest.mark.parametrize("piece", [";", "p=none;", "rua=,", "=", "v=DMARC1", "mailto:a@b.c,", "!9", " ", "%"])
def test_megabytes_are_read_in_bounded_time(piece):
    text = "v=DMARC1; p=none; rua=" + piece * 300_000
    assert read(text).p is N
    objections(text)
    likely(text[1:])
