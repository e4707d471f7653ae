"""How hard a text is to read, by the formula of its own language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from mailworthy.message.grammar.sentences import Sentence, sentences

SENTENCES_LEAST = 3  # of a text that a formula says anything of
_KEPT = 128  # texts

_VOWELS = re.compile(r"[aeiouyàâäáãåæèéêëìíîïòóôöõøœùúûüýÿ]+", re.IGNORECASE)
_EACH_VOWEL = re.compile(r"ei|ie|eu|äu|au|ai|aa|ee|oo|[aeiouyäöü]", re.IGNORECASE)
_MUTE_EN = re.compile(r"(?<=[^\Waeiouyl\d_])e[sd]?\b", re.IGNORECASE)
_MUTE_FR = re.compile(r"(?<=[^\Waeiouyéèêàùâîôû\d_])(?:es?|ent)\b", re.IGNORECASE)
_FILLER = re.compile(r"\b(?:lorem ipsum|dolor sit amet|pellentesque|vestibulum)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")

# Flesch 1948's table of levels; the formulas of other languages are fitted to the same scale.
_LEVELS = (
    (90, "very easy"),
    (80, "easy"),
    (70, "fairly easy"),
    (60, "standard"),
    (50, "fairly difficult"),
    (30, "difficult"),
)
_HARDEST = "very difficult"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of readability.

    Args:
        name: Whose it is.
        score: Gives it from words a sentence, syllables a word and letters a word; 100 is easy, 0 hard.
    """

    name: str
    score: Callable[[float, float, float], float]


# fmt: off
FORMULAS = {
    "en": Formula("Flesch",            lambda words, syllables, _: 206.835 - 1.015 * words - 84.6 * syllables),
    "de": Formula("Amstad",            lambda words, syllables, _: 180 - words - 58.5 * syllables),
    "fr": Formula("Kandel-Moles",      lambda words, syllables, _: 207 - 1.015 * words - 73.6 * syllables),
    "es": Formula("Fernández Huerta",  lambda words, syllables, _: 206.84 - 1.02 * words - 60 * syllables),
    "nl": Formula("Douma",             lambda words, syllables, _: 206.84 - 0.93 * words - 77 * syllables),
    "pt": Formula("Martins",           lambda words, syllables, _: 248.835 - 1.015 * words - 84.6 * syllables),
    "it": Formula("Gulpease",          lambda words, _, letters: 89 + 300 / words - 10 * letters),
}
# fmt: on


@lru_cache(_KEPT)
def readability(text: str, language: str) -> Mapping[str, Any]:
    """Give how hard a text is to read.

    Args:
        text: Made ready by :func:`mailworthy.message.grammar.prose.prose`.
        language: An ISO 639 code of two letters.

    Returns:
        ``language``, ``sentences``, ``words``, ``words_per_sentence``, ``score`` (100 is easy, 0 hard), ``formula``, ``level``; of
        Japanese also ``characters_per_sentence``, ``kanji_share``, ``commas_per_sentence``. None stands for what is not known.
        Empty where there are no sentences, or some that wait for their words (lorem ipsum).

    Source:
        Flesch 1948; Amstad 1978; Kandel and Moles 1958; Fernández Huerta 1959; Douma 1960; Martins et al. 1996; Lucisano and
        Piemontese 1988; Tateisi, Ono and Yamada 1988.
    """
    found = sentences(text, language)
    if not found or _FILLER.search(text):
        return {}
    said = [text[one.start : one.end] for one in found]
    return _japanese(said) if language == "ja" else _with_words(found, "\n".join(said), language)


def _with_words(found: Sequence[Sentence], said: str, language: str) -> Mapping[str, Any]:
    words = sum(one.words for one in found)
    each = words / len(found)
    formula = FORMULAS.get(language)
    score = None
    if formula and len(found) >= SENTENCES_LEAST:
        letters = len(_LETTERS.findall(said)) / words
        score = round(formula.score(each, _syllables(said, language) / words, letters), 1)
    return {
        "language": language or None,
        "sentences": len(found),
        "words": words,
        "words_per_sentence": round(each, 1),
        "score": score,
        "formula": formula.name if formula and score is not None else None,
        "level": None if score is None else level(score),
    }


def _syllables(said: str, language: str) -> int:
    """Give how many syllables a text has, by its groups of vowels."""
    if language in {"de", "nl"}:
        return len(_EACH_VOWEL.findall(said))
    mute = _MUTE_EN if language == "en" else _MUTE_FR if language == "fr" else None
    return len(_VOWELS.findall(said)) - (len(mute.findall(said)) if mute else 0)


def level(score: float) -> str:
    """Give what a score means, in words."""
    return next((name for least, name in _LEVELS if score >= least), _HARDEST)


def _script(sign: str) -> str:
    if "ぁ" <= sign <= "ん":
        return "hiragana"
    if "ァ" <= sign <= "ヺ" or sign == "ー":
        return "katakana"
    if "\u4e00" <= sign <= "\u9fff" or sign == "々":
        return "kanji"
    return "latin" if sign.isalpha() else "other"


def _japanese(said: Sequence[str]) -> Mapping[str, Any]:
    """Measure by sentence length, runs of one script, and commas."""
    text = "".join(said)
    signs = sum(map(len, said)) / len(said)
    runs: dict[str, list[int]] = {}
    for script, run in groupby(text, _script):
        runs.setdefault(script, []).append(sum(1 for _ in run))
    mean = {script: sum(lengths) / len(lengths) for script, lengths in runs.items()}
    commas = text.count("、") / len(said)
    score = None
    if len(said) >= SENTENCES_LEAST:
        score = round(
            115.79
            - 0.12 * signs
            - 1.37 * mean.get("latin", 0)
            + 7.4 * mean.get("hiragana", 0)
            - 23.18 * mean.get("kanji", 0)
            - 5.4 * mean.get("katakana", 0)
            - 4.67 * commas,
            1,
        )
    return {
        "language": "ja",
        "sentences": len(said),
        "words": None,
        "words_per_sentence": None,
        "score": score,
        "formula": None if score is None else "Tateisi",
        "level": None if score is None else _level_ja(score),
        "characters_per_sentence": round(signs, 1),
        "kanji_share": round(sum(runs.get("kanji", ())) / len(text), 3),
        "commas_per_sentence": round(commas, 1),
    }


def _level_ja(score: float) -> str:
    """Give what Tateisi's score means: its mean over ordinary texts is 50, its deviation 10."""
    for least, name in ((65, "very easy"), (57, "easy"), (45, "standard"), (35, "difficult")):
        if score >= least:
            return name
    return _HARDEST
