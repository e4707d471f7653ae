"""Teach the Bayesian filter with mail from files and folders, or take it back; say what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mailworthy.errors import InputError
from mailworthy.flow.messages.reading import Note, given
from mailworthy.flow.report_bounces import store_path
from mailworthy.message.bayes.data import base
from mailworthy.message.bayes.said import said
from mailworthy.message.bayes.tokens import Tokens, tokens
from mailworthy.message.bayes.weigh import Learnt, Standing
from mailworthy.message.reading import read
from mailworthy.store.bayes import BayesStore

AT_ONCE = 500  # messages: those of one transaction
OWN = "own"  # what is taught where nobody names it


@dataclass(slots=True)
class Teaching:
    """What came of a training, in messages.

    Args:
        own: By which name it was taught.
        learnt: New ones.
        known: Learnt before as the same.
        moved: Learnt before as the other; learnt anew.
        contradicted: Given as both at once; left out.
        taken_back: Of those that were learnt before.
    """

    own: str
    learnt: int = 0
    known: int = 0
    moved: int = 0
    contradicted: int = 0
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What a name's store holds.

    Args:
        own: The name.
        spam: Messages learnt as spam.
        ham: Messages learnt as ham.
        words: Different words, pairs and facts.
        standing: Whether it is heard, and why not.
    """

    own: str
    spam: int
    ham: int
    words: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt, or taken back.

    Args:
        ham: Files and folders of mail that is wanted.
        spam: Files and folders of spam.
        own: By which name.
        fresh: Whether to forget first what was taught by that name.
        untrain: Whether to take these messages back instead.
    """

    ham: Sequence[Path] = ()
    spam: Sequence[Path] = ()
    own: str = OWN
    fresh: bool = False
    untrain: bool = False


def train(
    lesson: Lesson,
    *,
    store: Path | None = None,
    note: Note = lambda _line: None,
    tell: Callable[[int, int], None] = lambda _messages, _octets: None,
) -> Teaching:
    """Learn messages, :data:`AT_ONCE` in a transaction; what was learnt before is not learnt twice.

    Args:
        lesson: What.
        store: The store's file; the one of this installation where none is named.
        note: Is told in one line about each file that cannot be read.
        tell: Is told how many messages are done, and how many octets more were read for that.

    Raises:
        OutsideError: The store cannot be opened.
    """
    done, teaching = 0, Teaching(lesson.own)
    with BayesStore(store or store_path()) as kept:
        if lesson.fresh:
            kept.forget(lesson.own)
        messages = _messages(lesson, note)
        while some := list(islice(messages, AT_ONCE)):
            _learn(kept, lesson, some, teaching)
            done += len(some)
            tell(done, sum(one.octets for one in some))
    return teaching


class _Message(NamedTuple):
    spam: bool
    told: Tokens
    octets: int


def _messages(lesson: Lesson, note: Note) -> Iterator[_Message]:
    for is_spam, paths in ((False, lesson.ham), (True, lesson.spam)):
        for one in given(paths, note):
            yield _Message(is_spam, tokens(said(read(one.octets, one.kind))), len(one.octets))


def _learn(kept: BayesStore, lesson: Lesson, some: Sequence[_Message], teaching: Teaching) -> None:
    if lesson.untrain:
        teaching.taken_back += kept.untrain(lesson.own, [one.told for one in some])
        return
    spam, ham = ([one.told for one in some if one.spam is wanted] for wanted in (True, False))
    came = kept.train(lesson.own, spam=spam, ham=ham)
    teaching.learnt += came.learnt
    teaching.known += came.known
    teaching.moved += came.moved
    teaching.contradicted += came.contradicted


def held(own: str = OWN, *, store: Path | None = None) -> Held:
    """Say what a name's store holds; nothing where nobody taught it."""
    with BayesStore(store or store_path()) as kept:
        counts = kept.counts(own)
    standing = Learnt(base().counts, counts).standing
    return Held(own, counts.spam_messages, counts.ham_messages, len(counts.hashes), standing)


def taught(own: str, *, store: Path | None = None) -> Learnt:
    """Give what the Bayesian filter weighs against: what was taught by a name above the shared base.

    Raises:
        InputError: Nothing was taught by that name.
    """
    with BayesStore(store or store_path()) as kept:
        counts = kept.counts(own)
        if not counts.spam_messages and not counts.ham_messages:
            there = ", ".join(kept.senders()) or "none"
            raise InputError(
                f"nothing was taught as {own!r}; there is {there}: see `mailworthy message train`"
            )
    shared = base()
    return Learnt(shared.counts, counts, shared.line)
