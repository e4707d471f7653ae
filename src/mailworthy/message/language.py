"""In which language a message is written: by its script, and among those in Latin letters by the words that hold sentences together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from mailworthy.message.data import votes
from mailworthy.message.reading import Draft

_LOOK_AT = 4000  # characters; the beginning tells
_SHORT = 300  # characters of plain text; with fewer the page is read, too
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[*|{%\[][*|{%\[]?[A-Za-z_. ]{1,40}[*|}%\]]")
_WORDS = re.compile(r"[^\W\d_]+")
# fmt: off
_SCRIPTS = {
    "ja": re.compile("[\u3041-\u309f\u30a1-\u30fa\uff66-\uff9d]"),
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
}
_WITHIN = {  # letters that the script's other languages lack
    "ru": (("uk", re.compile("[іїєґІЇЄҐ]")), ("sr", re.compile("[јљњћђџЈЉЊЋЂЏ]")), ("be", re.compile("[ўЎ]"))),
    "ar": (("fa", re.compile("[پچژگ]")), ("ur", re.compile("[ٹڈڑے]"))),
}
# fmt: on
_SIGN_IS_WORTH = 3  # letters of the alphabet: a sign of Chinese or Japanese says as much
_LEAST = 2.0  # votes; below, what the message declares decides
_FEW = 1.0  # votes; enough where no other language comes near
_AHEAD = 1.25  # times the next language's votes
_FILLER = "la"  # lorem ipsum: a template that waits for its words
_LETTER = 0.5  # votes of a telling letter
_DECLARED = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


def spoken(draft: Draft) -> str:
    """Give the language of a message, ``en``, ``de``, ``ja``, …; empty where neither its words nor its header tell.

    Args:
        draft: The message; what it declares decides only where its words do not.

    Returns:
        An ISO 639 code of two letters.
    """
    text = _ADDRESSES.sub(" ", f"{draft.subject[:_LOOK_AT]}\n{_read(draft)}")
    return by_script(text) or by_words(text, _declared(draft))


def by_script(text: str) -> str:
    """Give the language that a script tells; empty for Latin letters, and where there are hardly any others."""
    if text.isascii():
        return ""
    counts = {language: len(letters.findall(text)) for language, letters in _SCRIPTS.items()}
    signs = counts["ja"] + counts["zh"]
    if counts["ja"] * 20 > signs:  # Chinese has no kana; a Japanese shop's name in it has some
        counts["ja"], counts["zh"] = signs * _SIGN_IS_WORTH, 0
    else:
        counts["ja"], counts["zh"] = 0, signs * _SIGN_IS_WORTH
    most = max(counts, key=counts.__getitem__)
    if not counts[most] or counts[most] < _latin(text):
        return ""
    return next((language for language, letter in _WITHIN.get(most, ()) if letter.search(text)), most)


def by_words(text: str, declared: str = "") -> str:
    """Give the language that the words of a text in Latin letters tell.

    Args:
        text: Any; its first few hundred words tell.
        declared: What is taken where they do not, and between languages that come out nearly alike.
    """
    told = defaultdict(float, tally(text))
    filler = told.pop(_FILLER, 0.0)
    best, after = [*sorted(told, key=lambda one: (-told[one], one)), "", ""][:2]
    least = max(_FEW if told[best] > told[after] * _AHEAD else _LEAST, filler / 2)
    if told[best] < least or (declared and told[best] <= told[declared] * _AHEAD):
        return declared
    return best


def tally(text: str) -> dict[str, float]:
    """Give how much the words of a text in Latin letters speak for which language; ``la`` is filler."""
    words, letters = votes()
    told: defaultdict[str, float] = defaultdict(float)
    lower = text.lower()
    for word, count in Counter(_WORDS.findall(lower)).items():
        for language, vote in words.get(word, {}).items():
            told[language] += vote * count
    for letter, shares in letters.items() if not lower.isascii() else ():
        count = lower.count(letter)
        for language, vote in shares.items() if count else ():
            told[language] += vote * count * _LETTER
    return dict(told)


def is_filler(word: str) -> bool:
    """Tell whether a word, in small letters, is one of lorem ipsum."""
    return _FILLER in votes()[0].get(word, {})


def is_frequent(word: str, language: str) -> bool:
    """Tell whether a word, in small letters, is one of those that hold the sentences of a language together."""
    return language in votes()[0].get(word, {})


def _read(draft: Draft) -> str:
    """Give what to tell it from; a text part of one line may only say that there is a page."""
    text = draft.text[:_LOOK_AT]
    page = draft.page
    if len(text) < _SHORT and page and page.html and draft.plain:
        return f"{text}\n{page.html.text[:_LOOK_AT]}"
    return text


def _latin(text: str) -> int:
    return sum(map(len, _LATIN.findall(text)))


_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")


def _declared(draft: Draft) -> str:
    page = draft.page
    for said in (page.html.lang if page and page.html else "", draft.header("content-language")):
        found = _DECLARED.match(said)
        if found:
            return found[1].lower()
    return ""
