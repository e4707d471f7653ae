"""Reports out of a mailbox: each recorded once, safe before its message is touched, and nothing else touched at all."""

from __future__ import annotations

from collections import Counter

import pytest
from command import mailworthy
from mail_mix import Mail
from mail_shelf import BREAKS, Shelf
from report_mail import ReportMail, reporting

from mailworthy.bounce.record import Kind
from mailworthy.flow.bounces.reading import Reader
from mailworthy.flow.collect_reports import ReportReader
from mailworthy.flow.collecting import Collector
from mailworthy.store.bounces import BounceStore
from mailworthy.store.reports import ReportStore

WORDS = (
    b"Subject: Re: DMARC failure\nFrom: jane@example.com\n\nSender IP Address: 192.0.2.7\nSPF Alignment: no\n"
)
REPORT = reporting(1)[0]


def collected(shelf, path, notes=None):
    unread = [] if notes is None else notes
    with ReportStore(path) as store:
        collector = Collector(lambda: shelf, store, ReportReader(unread.append), pause=lambda _: None)
        return [each for mailed in collector.collect() for each in mailed.reports]


def counted(path):
    with ReportStore(path) as store:
        return dict(store.counts())


def expected(mails):
    return dict(Counter(mail.told for mail in mails if mail.told))


@pytest.mark.parametrize("breaks", [row[1] for row in BREAKS], ids=[row[0] for row in BREAKS])
def test_each_report_is_recorded_once_and_settled_whatever_breaks(tmp_path, breaks):
    mails, path, unread = reporting(24), tmp_path / "r.sqlite", []
    shelf = Shelf(mails, breaks)
    told = collected(shelf, path, unread)
    assert dict(Counter(each.kind for each in told)) == expected(mails)
    assert counted(path) == expected(mails)
    assert set(shelf.settled) == {f"uid:1:{n}" for n, mail in enumerate(mails) if mail.done_with}
    assert {note.partition(": ")[0] for note in unread} == {
        f"uid:1:{n}" for n, mail in enumerate(mails) if mail.kind == "broken"
    }
    assert collected(Shelf(mails), path) == []


# fmt: off
UNTOUCHED = [
    # what                                          the message                       reports in it
    ("a letter",                                    reporting(4)[3].raw,              0),
    ("a bounce",                                    reporting(2)[1].raw,              0),
    ("a letter with a report that was forwarded",   reporting(6)[5].raw,              1),
    ("a report that cannot be unpacked",            reporting(7)[6].raw,              0),
    ("a letter that reads like a report",           WORDS,                            1),
    ("nothing",                                     b"",                              0),
    ("noise",                                       b"\x00\xff" * 400,                0),
]
# fmt: on


@pytest.mark.parametrize(("raw", "count"), [row[1:] for row in UNTOUCHED], ids=[row[0] for row in UNTOUCHED])
def test_what_is_more_than_a_report_or_none_stays_where_it_is(tmp_path, raw, count):
    shelf = Shelf([Mail(raw), REPORT])
    assert len(collected(shelf, tmp_path / "r.sqlite")) == count + 1
    assert shelf.settled == ["uid:1:1"]


def test_a_report_that_comes_twice_is_recorded_once_and_both_messages_are_done_with(tmp_path):
    again = ReportMail("aggregate", REPORT.raw.replace(b"Report Domain", b"Once more: Report Domain"))
    shelf = Shelf([REPORT, again])
    collected(shelf, tmp_path / "r.sqlite")
    assert counted(tmp_path / "r.sqlite") == {"aggregate": 1}
    assert shelf.settled == ["uid:1:0", "uid:1:1"]


def test_bounces_and_reports_are_taken_out_of_the_same_mailbox_each_by_itself(tmp_path):
    """The one who reads for bounces has not read for reports, though both keep their marks in one file."""
    mails, path = reporting(16), tmp_path / "both.sqlite"
    for first in ("bounces", "reports"):
        path = tmp_path / f"{first}.sqlite"
        order = [_bounces, collected] if first == "bounces" else [collected, _bounces]
        for read in order:
            read(Shelf(mails), path)
        assert counted(path) == expected(mails)
        with BounceStore(path) as store:
            kinds = Counter(each.record.kind for each in store.records())
        assert kinds[Kind.BOUNCE] == sum(mail.kind == "bounce" for mail in mails)


def _bounces(shelf, path):
    with BounceStore(path) as store:
        list(Collector(lambda: shelf, store, Reader(), pause=lambda _: None).collect())


# fmt: off
WRONG = [
    # arguments                                                          what is said
    (["imaps://jane@h.example", "--no-store"],                           "--no-store is for files"),
    (["imaps://jane@h.example", "imaps://joe@h.example"],                "one mailbox at a time"),
    (["ftp://jane@h.example"],                                           "mailboxes are named by"),
    (["imaps://h.example"],                                              "name the user"),
    ([".", "--after", "delete"],                                         "--after is for mailboxes"),
    (["--after", "flag"],                                                "--after is for mailboxes"),
    (["imaps://jane@h.example", "--after", "burn", "--token-command", "true"], "write leave, flag"),
    (["imaps://jane@h.example"],                                         "a password is needed"),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_one_line(home, arguments, said):
    ran = mailworthy("sender", "reports", *arguments)
    assert (ran.code, len(ran.lines)) == (2, 1), ran.err
    assert said in ran.err
