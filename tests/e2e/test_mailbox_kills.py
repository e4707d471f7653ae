"""A collector that is killed in the middle, at places that it reaches for sure, loses nothing and counts nothing twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import pytest
from collecting import Box, failed, once, started
from mail_mix import Mail, mixed

SOAK = bool(os.environ.get("MAILWORTHY_SOAK"))

pytestmark = [pytest.mark.system("dovecot", "openssl"), pytest.mark.soak if SOAK else pytest.mark.slow]

# fmt: off
PLACES = [
    # in `make test`                                       in `make soak`: twenty, one after the other
    [("kept", 2), ("read", 150), ("settled", 3)],
    [("kept", 1), ("read", 30), ("settled", 1), ("placed", 1), ("read", 70)] * 4,
]
# fmt: on
KILLS = PLACES[SOAK]


def killed(
    mailbox: Box, mails: Sequence[Mail], places: Sequence[tuple[str, int]], after: str, batch: int = 100
) -> None:
    """Kill the collector at one place after the other, prove that it was in the middle, and let it end its work."""
    for place in places:
        with started(mailbox, place, "--after", after, batch=batch) as child:
            assert child.process.poll() is None, "".join(child.seen)
            child.kill()
        done = len(mailbox.failures())
        assert done < len(failed(mails))
        assert done or place[0] == "read"
    assert mailbox.failures()
    ran = mailbox.read("--json", "--after", after)
    assert ran.code == 0, ran.err
    assert mailbox.recorded() == once(mails)
    assert len(mailbox.failures()) == len(failed(mails))


@pytest.mark.parametrize(
    ("scheme", "after"), [("imaps", "move:Bounced"), ("imap", "delete"), ("pop3s", "delete")]
)
def test_a_killed_collector_loses_nothing_and_counts_nothing_twice(mailserver, box, scheme, after):
    mails = mixed(2000)
    mailserver.fill(mail.raw for mail in mails)
    killed(box(scheme), mails, KILLS, after, batch=50 if SOAK else 100)
    assert mailserver.messages() == [(mail.raw, "") for mail in mails if not mail.recipient]
    moved = [mail.raw for mail in mails if mail.recipient] if after != "delete" else []
    assert Counter(raw for raw, _ in mailserver.messages(".Bounced")) == Counter(moved)


@pytest.mark.system("cyrmaster")
def test_a_killed_jmap_collector_loses_nothing_and_counts_nothing_twice(jmap_server, jmap_box):
    mails = mixed(200)
    jmap_server.fill(mail.raw for mail in mails)
    places = PLACES[1] if SOAK else [("kept", 2), ("read", 15), ("settled", 3)]
    small = [(name, min(nth, 5)) for name, nth in places] if SOAK else places
    killed(jmap_box(), mails, small, "move:Bounced", batch=8 if SOAK else 10)
    assert {raw for raw, _ in jmap_server.messages("INBOX")} == {
        mail.raw for mail in mails if not mail.recipient
    }
    moved = Counter(raw for raw, _ in jmap_server.messages("Bounced"))
    assert moved == Counter(mail.raw for mail in mails if mail.recipient)
