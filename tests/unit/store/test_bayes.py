"""What the store of the Bayesian filter promises: each message once, and out again without a trace."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import bayes_training
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from mailworthy.errors import InputError
from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import tokens
from mailworthy.store.bayes import BayesStore, Trained, digest
from mailworthy.store.sql import opened

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def said(text: str):
    return tokens(Said(body=text))


A, B, C = said("cheap pills. casino"), said("casino. garden"), said("garden harvest. meeting")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    with BayesStore(tmp_path / "state" / "store.sqlite", now=clock) as opened_store:
        yield opened_store


def test_what_was_trained_is_counted(store):
    assert store.train("me", spam=[A], ham=[B, C]) == Trained(3, 0, 0, 0)
    assert store.counts("me") == counted([A], [B, C])


def test_senders_know_nothing_of_each_other(store):
    store.train("me", spam=[A])
    store.train("you", ham=[A, C])
    assert store.counts("me") == counted([A])
    assert store.counts("you") == counted([], [A, C])
    assert store.counts("nobody") == Counts.none()
    assert store.senders() == ("me", "you")


def test_only_the_tokens_of_one_message_can_be_asked_for(store):
    store.train("me", spam=[A], ham=[B, C])
    some, whole = store.counts("me", B.hashes), store.counts("me")
    assert set(some.hashes.tolist()) == set(B.hashes.tolist())
    assert [each.tolist() for each in some.of(B.hashes)] == [each.tolist() for each in whole.of(B.hashes)]
    assert (some.spam_messages, some.ham_messages) == (1, 2)


def test_a_message_counts_once_and_that_is_told(store):
    assert store.train("me", spam=[A, A]) == Trained(1, 0, 0, 0)
    assert store.train("me", spam=[A], ham=[C]) == Trained(1, 1, 0, 0)
    assert store.counts("me") == counted([A], [C])


def test_a_message_can_change_sides(store):
    store.train("me", spam=[A, B])
    assert store.train("me", ham=[A]) == Trained(0, 0, 1, 0)
    assert store.counts("me") == counted([B], [A])


def test_what_is_called_both_is_left_out(store):
    assert store.train("me", spam=[A, B], ham=[A]) == Trained(1, 0, 0, 1)
    assert store.counts("me") == counted([B])


def test_untraining_leaves_no_trace(store):
    store.train("me", spam=[A], ham=[C])
    before = store.counts("me")
    store.train("me", spam=[B])
    assert store.untrain("me", [B, B]) == 1
    assert store.counts("me") == before
    assert store.untrain("me", [A, C]) == 2
    assert store.counts("me") == Counts.none()


def test_what_was_never_learnt_cannot_be_taken_out(store):
    store.train("me", spam=[A])
    assert store.untrain("me", [B, C]) == 0
    assert store.untrain("you", [A]) == 0
    assert store.counts("me") == counted([A])


def test_training_afresh_forgets_what_was_before(store):
    store.train("me", spam=[A])
    store.train("you", spam=[A])
    assert store.train("me", ham=[C], fresh=True) == Trained(1, 0, 0, 0)
    assert store.counts("me") == counted([], [C])
    assert store.counts("you") == counted([A])


def test_forgetting_a_sender_forgets_all_of_it(store):
    store.train("me", spam=[A])
    store.train("you", spam=[B])
    store.forget("me")
    assert store.senders() == ("you",)
    assert store.counts("me") == Counts.none()
    assert store.train("me", spam=[A]) == Trained(1, 0, 0, 0)


def test_pruning_forgets_what_stood_in_one_message_long_ago(store, clock):
    store.train("me", spam=[A])
    clock.now += timedelta(days=30)
    store.train("me", spam=[B])
    assert store.prune("me", NOON) == 0
    gone = store.prune("me", NOON + timedelta(days=1))
    assert gone == len(set(A.hashes.tolist()) - set(B.hashes.tolist()))
    left = store.counts("me")
    assert left.spam_messages == 2
    assert set(left.hashes.tolist()) == set(B.hashes.tolist())


def test_what_was_pruned_is_not_taken_out_twice(store, clock):
    """A's rare words are gone, then others bring them anew: taking A out takes nothing of theirs."""
    store.train("me", spam=[A])
    store.prune("me", NOON + timedelta(days=1))
    assert len(store.counts("me").hashes) == 0
    again = said("cheap pills. casino. tulips")
    store.train("me", spam=[again], ham=[C])
    assert store.untrain("me", [A]) == 1
    assert store.counts("me") == counted([again], [C])
    assert store.untrain("me", [again, C]) == 2
    assert store.counts("me") == Counts.none()


def test_what_was_taught_goes_out_and_in_as_one_file(store, tmp_path):
    store.train("me", spam=[A], ham=[B])
    store.train("me", spam=[said("")])
    store.export("me", tmp_path / "me.gz")
    store.take_in("you", tmp_path / "me.gz")
    assert store.counts("you") == store.counts("me")
    assert store.train("you", spam=[A]) == Trained(0, 1, 0, 0)
    assert store.untrain("you", [A, B, said("")]) == 3
    assert store.counts("you") == Counts.none()
    store.export("me", tmp_path / "again.gz")
    assert (tmp_path / "again.gz").stat().st_size > 0


def test_what_was_pruned_stays_pruned_in_the_file(store, tmp_path):
    store.train("me", spam=[A])
    store.prune("me", NOON + timedelta(days=1))
    store.train("me", spam=[said("cheap pills. casino. tulips")])
    store.export("me", tmp_path / "me.gz")
    store.take_in("you", tmp_path / "me.gz")
    before = store.counts("you")
    store.untrain("you", [A])
    assert np.array_equal(store.counts("you").spam, before.spam)


def test_a_file_never_adds_to_what_was_taught(store, tmp_path):
    store.train("me", spam=[A])
    store.export("me", tmp_path / "me.gz")
    with pytest.raises(InputError, match="learnt already"):
        store.take_in("me", tmp_path / "me.gz")
    assert store.counts("me") == counted([A])


# fmt: off
BROKEN = [
    lambda lines: [],
    lambda lines: lines[:-1],                                       # no end
    lambda lines: [*lines[:2], lines[-1]],                          # lines are missing
    lambda lines: [*lines, lines[-1]],                              # something behind the end
    lambda lines: [*lines[:2], *lines[1:-1], '{"is":"end","lines":99}'],   # twice
    lambda lines: lines[1:],                                        # no beginning
    lambda lines: [lines[0].replace("bayes 1", "bayes 2"), *lines[1:]],
    lambda lines: [lines[0], "{}", *lines[1:]],
    lambda lines: [lines[0], "x" * 5_000, *lines[1:]],
    lambda lines: [line.replace('"spam":1', '"spam":-1') for line in lines],
    lambda lines: [line.replace('"hash":"', '"hash":"0') for line in lines],
]
# fmt: on


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_that_is_not_whole_is_refused_and_leaves_nothing(store, tmp_path, broken):
    store.train("me", spam=[A, B])
    store.export("me", tmp_path / "me.gz")
    lines = gzip.decompress((tmp_path / "me.gz").read_bytes()).decode().splitlines()
    (tmp_path / "bad.gz").write_bytes(gzip.compress("\n".join(broken(lines)).encode()))
    with pytest.raises(InputError, match=r"bad\.gz"):
        store.take_in("you", tmp_path / "bad.gz")
    assert store.counts("you") == Counts.none()


@pytest.mark.parametrize("octets", [b"", b"no gzip", gzip.compress(b"{}" * 9)[:-9]])
def test_octets_that_are_no_such_file_are_refused(store, tmp_path, octets):
    (tmp_path / "bad.gz").write_bytes(octets)
    with pytest.raises(InputError, match=r"bad\.gz"):
        store.take_in("you", tmp_path / "bad.gz")


def test_no_message_at_all_is_no_training(store):
    assert store.train("me") == Trained(0, 0, 0, 0)
    assert store.counts("me") == Counts.none()


def test_a_message_without_words_is_a_message(store):
    assert store.train("me", ham=[said("")]) == Trained(1, 0, 0, 0)
    assert store.counts("me").ham_messages == 1
    assert store.untrain("me", [said("")]) == 1


def test_hashes_of_all_64_bits_come_out_as_they_went_in(store):
    store.train("me", spam=[A, B], ham=[C])
    hashes = store.counts("me").hashes
    assert hashes.dtype == np.uint64
    assert max(hashes.tolist()) >= 2**63
    assert sorted(hashes.tolist()) == hashes.tolist()


def test_half_a_surrogate_pair_is_a_name_too(store):
    store.train("m\ud800", spam=[A])
    assert store.counts("m\ud800") == counted([A])


def test_the_digest_does_not_ask_for_the_order_of_words():
    assert digest(said("one. two")) == digest(said("two. one"))
    assert digest(said("one. two")) != digest(said("one two"))


TEXTS = ["a b. c", "b c", "c. d e", "e. a", "", "無料です"]
steps = st.lists(
    st.tuples(
        st.sampled_from(["spam", "ham", "untrain", "fresh"]), st.lists(st.sampled_from(TEXTS), max_size=4)
    ),
    max_size=8,
)


@given(steps)
def test_any_training_ends_where_the_messages_alone_would_lead(tmp_path_factory, steps):
    labels: dict[str, str] = {}
    with BayesStore(tmp_path_factory.mktemp("any") / "store.sqlite") as store:
        for step, texts in steps:
            given_ones = [said(each) for each in texts]
            if step == "untrain":
                assert store.untrain("me", given_ones) == len(
                    {each for each in texts if labels.pop(each, "")}
                )
                continue
            if step == "fresh":
                labels.clear()
            label = "ham" if step == "ham" else "spam"
            store.train("me", fresh=step == "fresh", **{label: given_ones})
            labels |= dict.fromkeys(texts, label)
        by_label = [[said(each) for each in labels if labels[each] == label] for label in ("spam", "ham")]
        assert store.counts("me") == counted(*by_label)


def test_two_processes_train_at_once_and_count_each_message_once(tmp_path):
    path = tmp_path / "store.sqlite"
    opened(path).dispose()
    both = [bayes_training.started(path, begin, begin + 60, batch=5) for begin in (0, 30)]
    assert all(child.communicate() and child.returncode == 0 for child in both)
    with BayesStore(path) as store:
        assert store.counts("me") == bayes_training.wanted(90)


def test_a_store_of_before_learns_too(tmp_path):
    path = tmp_path / "store.sqlite"
    opened(path).dispose()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for table in ("bayes_token", "bayes_message", "bayes_sender"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
        connection.execute(text("INSERT INTO mailbox (name, place) VALUES ('jane', 'here')"))
    with BayesStore(path) as store:
        assert store.train("me", spam=[A]).learnt == 1
    with engine.connect() as connection:
        assert connection.execute(text("SELECT place FROM mailbox")).scalar() == "here"
    engine.dispose()


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "store.sqlite").write_text("Dear diary" * 99, encoding="utf-8")
    with pytest.raises(InputError, match="not a store"):
        BayesStore(tmp_path / "store.sqlite")
