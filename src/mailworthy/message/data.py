"""What tells languages by their words: read once, when the first message in Latin letters comes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


@cache
def votes() -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, Mapping[str, float]]]:
    """Give for each frequent word, and for each telling letter, how much it speaks for which language."""
    import tomllib  # noqa: PLC0415  # Japanese does without
    from importlib.resources import files  # noqa: PLC0415  # same

    table = tomllib.loads(files(__package__).joinpath("data", "languages.toml").read_text("utf-8"))
    words = {language: set(row["words"].split()) for language, row in table.items()}
    letters = {language: set(row.get("letters", "")) for language, row in table.items()}
    return _shared(words), _shared(letters)


def _shared(said: Mapping[str, set[str]]) -> Mapping[str, Mapping[str, float]]:
    """Let what several languages have count for each of them, the less the more they are."""
    by: dict[str, list[str]] = {}
    for language, each in said.items():
        for one in each:
            by.setdefault(one, []).append(language)
    return {one: dict.fromkeys(languages, 1 / len(languages)) for one, languages in by.items()}
