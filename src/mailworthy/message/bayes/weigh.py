"""Weighs a message: how likely it is spam, by its words, and which words those are.

Each token has a weight, the logarithm of its odds; the weights add up, tempered since words of one message are no
independent witnesses; a fitted line makes a probability of the sum. Nothing is learnt here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from mailworthy.message.bayes.counts import Counts, Numbers
from mailworthy.message.bayes.tokens import Tokens

Weights = NDArray[np.float64]

HAM_BELOW, SPAM_FROM = 0.2, 0.9  # between them a filter says that it is unsure, and adds no points
LEAST_OF_EACH = 50  # messages: a store of twenty would overrule everything
MOST_UNBALANCE = (
    10  # of one class for one of the other; beyond it every word of the larger class looks guilty
)
BASE_MESSAGES = 20  # the base speaks of a word like so many messages of one's own, however many it has seen
DOUBT = 0.3  # of a message, one half spam, that each word is taken to have stood in before
TEMPER = 0.85  # 1 would take the mean of the weights, 0 their sum, as if words came independently
FAMILIAR = 5  # messages of each class that a word was seen in
FAMILIAR_IN_MANY = 20  # the same where thousands were learnt: a few of them are in other languages
LEAST_FAMILIAR = 0.3  # of a message's words; with fewer it is in a language that little was learnt of
LEAST_WORDS = 8
TELLING = 150
SHOWN = 10


class Verdict(Enum):
    """What the words say."""

    SPAM = "spam"
    UNSURE = "unsure"
    HAM = "ham"


class Standing(Enum):
    """Whether a sender's own store took part, and why not."""

    USED = "used"
    NONE = "none"
    TOO_FEW = "too_few"
    UNBALANCED = "unbalanced"


class Silence(Enum):
    """Why nothing can be said."""

    NOT_SILENT = ""
    NOTHING_LEARNT = "nothing_learnt"
    TOO_SHORT = "too_short"
    STRANGE_LANGUAGE = "strange_language"


@dataclass(frozen=True, slots=True)
class Line:
    """Makes a probability of a sum of weights: the logistic function of ``slope * sum + shift``."""

    slope: float = 1.0
    shift: float = 0.0


# Fitted on the corpus of the base, whole folders of it held out: who taught messages of his own needs no caution about a
# stranger's, and nobody knows his line better than that.
TAUGHT = Line(2.6, 0.3)


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What a message is weighed against.

    Args:
        base: What is shared by all senders.
        own: What one sender's messages taught; it prevails over the base as it grows.
        line: Fitted on messages that the base had not learnt, and shifted so that it calls no stranger's newsletter spam.
        taught: The line that holds where ``own`` is heard.
    """

    base: Counts
    own: Counts
    line: Line = Line()
    taught: Line = TAUGHT

    @property
    def heard(self) -> Line:
        """The line that holds."""
        return self.taught if self.standing is Standing.USED else self.line

    @property
    def standing(self) -> Standing:
        """Whether the own store has seen enough to be heard."""
        of_each = (self.own.spam_messages, self.own.ham_messages)
        if not any(of_each):
            return Standing.NONE
        if min(of_each) < LEAST_OF_EACH:
            return Standing.TOO_FEW
        return Standing.UNBALANCED if max(of_each) > MOST_UNBALANCE * min(of_each) else Standing.USED


@dataclass(frozen=True, slots=True)
class Mover:
    """A token that moved the verdict.

    Args:
        word: As it was written, a pair with a blank between.
        place: ``body``, ``subject``, ``host``, ``domain``, ``tag`` or ``type``.
        weight: Above 0 towards spam, below 0 towards ham: the logarithm of its odds.
        spam: Spam messages it stood in, of the base and of one's own.
        ham: The same of ham.
    """

    word: str
    place: str
    weight: float
    spam: int
    ham: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the words of a message say.

    Args:
        verdict: ``UNSURE`` also where nothing can be said.
        probability: Of spam, 0 to 1; None where nothing can be said.
        silence: Why nothing can be said.
        standing: Whether the own store took part.
        familiar: The share of the message's words that were learnt from both classes.
        for_spam: How strongly the most telling words speak for spam, 0 to 1 (Fisher's method); where both sides speak
            strongly the message is a mixture.
        for_ham: The same for ham.
        spam: The strongest words for spam, strongest first.
        ham: The strongest words for ham.
    """

    verdict: Verdict
    probability: float | None
    silence: Silence
    standing: Standing
    familiar: float
    for_spam: float = 0.0
    for_ham: float = 0.0
    spam: tuple[Mover, ...] = ()
    ham: tuple[Mover, ...] = ()


def weigh(tokens: Tokens, learnt: Learnt) -> Weighed:
    """Say how likely a message is spam, and by which words."""
    standing = learnt.standing
    own = learnt.own if standing is Standing.USED else Counts.none()
    of_base, of_own = learnt.base.of(tokens.hashes), own.of(tokens.hashes)
    spam, ham = of_base[0] + of_own[0], of_base[1] + of_own[1]
    familiar = _familiar(tokens, np.minimum(spam, ham), _enough(learnt.base, own))
    silence = _silence(tokens, learnt, standing, familiar)
    if silence is not Silence.NOT_SILENT:
        return Weighed(Verdict.UNSURE, None, silence, standing, familiar)
    weights = _weights(learnt.base, of_base, own, of_own)
    probability = _probability(weights, learnt.heard)
    for_spam, for_ham = _fisher(weights)
    movers = [tuple(_movers(tokens, sign * weights, sign, spam, ham)) for sign in (1, -1)]
    return Weighed(
        _verdict(probability), probability, silence, standing, familiar, for_spam, for_ham, *movers
    )


def tempered(weights: Weights) -> float:
    """Add weights up, less than their sum since they depend on each other."""
    heard = np.count_nonzero(weights)
    return float(weights.sum()) / heard**TEMPER if heard else 0.0


def weights_of(tokens: Tokens, base: Counts) -> Weights:
    """Give the weight of each token by one set of counts alone."""
    nothing = Counts.none()
    return _weights(base, base.of(tokens.hashes), nothing, nothing.of(tokens.hashes))


def _weights(
    base: Counts, of_base: tuple[Numbers, Numbers], own: Counts, of_own: tuple[Numbers, Numbers]
) -> Weights:
    """Mix base and own: ``(n_own · p_own + k · p_base) / (n_own + k)`` for each token, with one half where neither knows it."""
    n_own, n_base = sum(of_own), np.minimum(sum(of_base), BASE_MESSAGES)
    told = n_own * _share(own, *of_own) + n_base * _share(base, *of_base) + DOUBT / 2
    share = told / (n_own + n_base + DOUBT)
    weights: Weights = np.log(share / (1 - share))
    return weights


def _share(counts: Counts, spam: Numbers, ham: Numbers) -> Weights:
    """Give the odds of spam for each token as a share, as if both classes had as many messages."""
    of_spam, of_ham = spam / max(counts.spam_messages, 1), ham / max(counts.ham_messages, 1)
    half = np.full(len(spam), 0.5)
    np.divide(of_spam, of_spam + of_ham, out=half, where=(spam + ham) > 0)
    return half


def _probability(weights: Weights, line: Line) -> float:
    odds = line.slope * tempered(weights) + line.shift
    return 1 / (1 + exp(-max(-700.0, min(700.0, odds))))


def _verdict(probability: float) -> Verdict:
    if probability >= SPAM_FROM:
        return Verdict.SPAM
    return Verdict.HAM if probability < HAM_BELOW else Verdict.UNSURE


def _enough(base: Counts, own: Counts) -> int:
    fewest = min(base.spam_messages + own.spam_messages, base.ham_messages + own.ham_messages)
    return min(FAMILIAR_IN_MANY, max(FAMILIAR, fewest // 100))


def _familiar(tokens: Tokens, of_each: Numbers, enough: int) -> float:
    return float((of_each[: tokens.words] >= enough).mean()) if tokens.words else 0.0


def _silence(tokens: Tokens, learnt: Learnt, standing: Standing, familiar: float) -> Silence:
    if standing is not Standing.USED and not len(learnt.base.hashes):
        return Silence.NOTHING_LEARNT
    if tokens.words < LEAST_WORDS:
        return Silence.TOO_SHORT
    return Silence.STRANGE_LANGUAGE if familiar < LEAST_FAMILIAR else Silence.NOT_SILENT


def _fisher(weights: Weights) -> tuple[float, float]:
    """Combine the most telling tokens by Fisher's method, for spam and for ham."""
    telling = weights[np.argsort(-np.abs(weights), kind="stable")[:TELLING]]
    telling = telling[telling != 0]
    if not len(telling):
        return 0.0, 0.0
    # The logarithms of p and of 1 - p, where the weight is that of the odds.
    for_spam, for_ham = -np.logaddexp(0, -telling), -np.logaddexp(0, telling)
    return 1 - _chi_square(-for_ham.sum(), len(telling)), 1 - _chi_square(-for_spam.sum(), len(telling))


def _chi_square(half: float, pairs: int) -> float:
    """Give how likely chance gives chi-square ``2 * half`` or more with ``2 * pairs`` degrees of freedom."""
    steps = np.arange(pairs)
    terms = steps * log(max(half, 1e-300)) - np.cumsum(np.log(np.maximum(steps, 1)))
    return min(1.0, exp(float(np.logaddexp.reduce(terms)) - half))


def _movers(tokens: Tokens, towards: Weights, sign: int, spam: Numbers, ham: Numbers) -> Iterator[Mover]:
    for at in np.argsort(-towards, kind="stable")[:SHOWN]:
        if towards[at] <= 0:
            return
        name = tokens.name(int(at))
        place, _, word = (
            name.partition(":") if tokens.words <= at < len(tokens.singles) else ("body", "", name)
        )
        yield Mover(word, place, sign * float(towards[at]), int(spam[at]), int(ham[at]))
