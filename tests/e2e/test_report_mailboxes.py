"""Reports out of mailboxes of real servers: each is recorded exactly once, and foreign mail stays as it is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from collecting import Box, ReportBox, started
from report_mail import ReportMail, reporting

pytestmark = [pytest.mark.system("dovecot", "openssl"), pytest.mark.slow]

SOAK = bool(os.environ.get("MAILWORTHY_SOAK"))
PLACES = [("kept", 2), ("read", 60), ("settled", 3)]
KILLS = [*PLACES, ("placed", 1), ("kept", 1), ("read", 30)] * 3 if SOAK else PLACES


@pytest.fixture
def report_box(box) -> Callable[..., ReportBox]:
    def of(*given, **named) -> ReportBox:
        return _for_reports(box(*given, **named))

    return of


def _for_reports(box: Box) -> ReportBox:
    return ReportBox(box.url, box.home, box.options, box.secret)


def expected(mails: Sequence[ReportMail]) -> dict[str, int]:
    return dict(Counter(mail.told for mail in mails if mail.told))


@pytest.mark.parametrize("scheme", ["imaps", "imap", "pop3s", "pop3"])
def test_each_report_is_told_and_recorded_once_and_all_mail_stays_as_it_was(mailserver, report_box, scheme):
    mails = reporting(48)
    mailserver.fill(mail.raw for mail in mails)
    mailbox = report_box(scheme)
    told = mailbox.told()
    assert told.pop("unread") == sum(mail.kind == "broken" for mail in mails)
    assert told == mailbox.kept() == expected(mails)
    assert mailserver.messages() == [(mail.raw, "") for mail in mails]
    assert mailbox.told() == {}
    assert mailbox.read().out.startswith("Nothing new.")


def test_new_reports_are_told_and_all_of_them_stay_in_the_store(mailserver, report_box):
    mails = reporting(24)
    mailbox = report_box("imaps")
    mailserver.fill(mail.raw for mail in mails[:16])
    mailbox.told()
    mailserver.fill((mail.raw for mail in mails[16:]), since=16)
    told = mailbox.told()
    assert {kind: count for kind, count in told.items() if kind != "unread"} == expected(mails[16:])
    assert mailbox.kept() == expected(mails)


AFTER = [
    # scheme  what               a report in the inbox  moved  flags there
    ("imaps", "flag", True, False, "F"),
    ("imaps", "move:Reported", False, True, ""),
    ("imaps", "delete", False, False, ""),
    ("pop3s", "delete", False, False, ""),
]


@pytest.mark.parametrize(("scheme", "after", "stays", "moved", "flags"), AFTER)
def test_only_reports_are_flagged_moved_or_deleted(
    mailserver, report_box, *, scheme, after, stays, moved, flags
):
    mails = reporting(24)
    mailserver.fill(mail.raw for mail in mails)
    report_box(scheme).told("--after", after)
    done = [mail.raw for mail in mails if mail.done_with]
    left = [(mail.raw, flags if mail.done_with else "") for mail in mails if stays or not mail.done_with]
    assert mailserver.messages() == left
    assert [raw for raw, _ in mailserver.messages(".Reported")] == (done if moved else [])


def test_bounces_and_reports_share_a_mailbox_and_a_store(mailserver, box):
    mails = reporting(24)
    mailserver.fill(mail.raw for mail in mails)
    bounces, reports = box("imaps"), _for_reports(box("imaps"))
    assert sum(each["kind"] == "bounce" for each in bounces.records("--after", "delete")) == 3
    reports.told("--after", "delete")
    assert reports.kept() == expected(mails)
    assert [raw for raw, _ in mailserver.messages()] == [
        mail.raw for mail in mails if not mail.done_with and mail.kind != "bounce"
    ]


@pytest.mark.parametrize(
    ("scheme", "after"), [("imaps", "move:Reported"), ("imap", "delete"), ("pop3s", "delete")]
)
def test_a_killed_collector_loses_nothing_and_counts_nothing_twice(mailserver, report_box, scheme, after):
    mails = reporting(400)
    mailserver.fill(mail.raw for mail in mails)
    mailbox = report_box(scheme)
    _killed(mailbox, mails, after, batch=20)
    assert mailserver.messages() == [(mail.raw, "") for mail in mails if not mail.done_with]
    moved = [mail.raw for mail in mails if mail.done_with and after != "delete"]
    assert Counter(raw for raw, _ in mailserver.messages(".Reported")) == Counter(moved)


def _killed(mailbox: ReportBox, mails: Sequence[ReportMail], after: str, batch: int) -> None:
    """Kill the collector at one place after the other, prove that it was in the middle, and let it end its work."""
    for place in KILLS:
        with started(mailbox, place, "--after", after, batch=batch) as child:
            assert child.process.poll() is None, "".join(child.seen)
            child.kill()
        assert sum(mailbox.kept().values()) < sum(expected(mails).values())
    assert mailbox.kept()
    mailbox.told("--after", after)
    assert mailbox.kept() == expected(mails)


@pytest.mark.system("cyrmaster")
@pytest.mark.parametrize("after", ["leave", "move:Reported", "delete"])
def test_jmap_does_what_it_is_told(jmap_server, jmap_box, after):
    mails = reporting(16)
    jmap_server.fill(mail.raw for mail in mails)
    mailbox = _for_reports(jmap_box())
    mailbox.told("--after", after)
    assert mailbox.kept() == expected(mails)
    assert mailbox.told("--after", after) == {}
    inbox = {raw for raw, _ in jmap_server.messages("INBOX")}
    assert inbox == {mail.raw for mail in mails if after == "leave" or not mail.done_with}
    moved = {mail.raw for mail in mails if mail.done_with and after.startswith("move")}
    assert {raw for raw, _ in jmap_server.messages("Reported")} == moved
