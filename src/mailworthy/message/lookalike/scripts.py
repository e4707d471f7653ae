"""Which script each letter of a word is of, and which scripts stand together by nature (UTS 39 §5)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What Japanese, Korean and Chinese write together (UTS 39 §5.1), and Latin with each of them (§5.2, highly restrictive).
_TOGETHER = tuple(
    frozenset(scripts)
    for scripts in (
        {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
        {"LATIN", "CJK", "HANGUL"},
        {"LATIN", "CJK", "BOPOMOFO"},
    )
)
_COMMON = frozenset("ーｰ々〆ゝゞヽヾ·・µªº")  # letters that several scripts use, or none
_WIDE = ("FULLWIDTH ", "HALFWIDTH ")


@lru_cache(maxsize=8192)
def script(character: str) -> str:
    """Give a letter's script as its Unicode name begins, such as ``LATIN`` or ``CJK``; empty for what is common to all."""
    if character.isascii():
        return "LATIN" if character.isalpha() else ""
    if character in _COMMON or unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "")
    for wide in _WIDE:
        name = name.removeprefix(wide)
    first = name.partition(" ")[0]
    return "" if first in {"COMBINING", "MODIFIER", "MATHEMATICAL", "VARIATION"} else first.partition("-")[0]


def scripts(word: str) -> frozenset[str]:
    """Give the scripts that a word takes its letters from."""
    return frozenset(map(script, word)) - {""}


def mixes(label: str) -> bool:
    """Tell whether one label of a domain takes letters from scripts that do not belong together.

    Source:
        UTS 39 §5.1 and §5.2 (highly restrictive).
    """
    if label.isascii():
        return False
    found = scripts(label)
    return len(found) > 1 and not any(found <= together for together in _TOGETHER)
