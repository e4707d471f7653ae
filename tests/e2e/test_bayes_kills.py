"""A training that is killed in the middle loses nothing that was kept, and counts nothing twice when it is done again."""

from __future__ import annotations

import os
import signal

import bayes_training
import pytest

from mailworthy.message.bayes.counts import Counts
from mailworthy.store.bayes import BayesStore

SOAK = bool(os.environ.get("MAILWORTHY_SOAK"))
MESSAGES = 400
PLACES = [("begun", 1), ("begun", 3), ("taken", 5), ("kept", 1), ("kept", 4), ("trained", 7), ("kept", 8)]

pytestmark = pytest.mark.soak if SOAK else pytest.mark.slow


def killed(path, station: str, nth: int) -> None:
    """Kill a training at one place, proven to be there."""
    child = bayes_training.started(path, 0, MESSAGES, batch=40, station=station, nth=nth)
    assert child.stdout
    seen = iter(child.stdout)
    while f"station {station} {nth}\n" != (line := next(seen, "")):
        assert line, "ended before it came there"
    child.kill()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL


@pytest.mark.parametrize("rounds", [4 if SOAK else 1])
def test_a_killed_training_is_whole_batches_and_can_be_done_again(tmp_path, rounds):
    path = tmp_path / "store.sqlite"
    for station, nth in PLACES * rounds:
        killed(path, station, nth)
        with BayesStore(path) as store:
            found = store.counts("me")
            done = found.spam_messages + found.ham_messages
            assert done < MESSAGES
            assert done % 40 == 0
            assert found == (bayes_training.wanted(done) if done else Counts.none())
    assert done
    child = bayes_training.started(path, 0, MESSAGES, batch=40)
    assert child.communicate()[0].count("trained") == MESSAGES // 40
    with BayesStore(path) as store:
        assert store.counts("me") == bayes_training.wanted(MESSAGES)
