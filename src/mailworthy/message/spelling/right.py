"""What is right though no dictionary has it: names of the message's own, the trade's words, other countries' spelling, compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

Knows = Callable[[str], bool]

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_HOST = re.compile(r"(?:https?://|mailto:[^@\s]*@|@|^www\.)([^/?#:\s>\"']{1,253})", re.IGNORECASE)
_FIELDS = ("from", "sender", "reply-to", "to")
_HOSTS = 500  # of links
_ENDINGS = ("'s", "s", "'", "es", "ed", "d", "ing", "er", "ers", "n", "en", "e", "t")
_TIED = re.compile(
    r"(.+)'(?:s|re|ll|ve|d|m|t|n)|(?:d|l|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|sull|all|dall|un|o)'(.+)"
)
_PART = 4  # letters of half a compound
_SHORT_PARTS = 3


def names(draft: Draft, scope: Scope) -> frozenset[str]:
    """Give words that are right in this message, in lower case: whose it is, whom it goes to, where it leads."""
    said = [box for field in _FIELDS for box in draft.mailboxes(field)] or [draft.sender]
    hosts = {found for url in draft.urls[:_HOSTS] for found in _HOST.findall(url.url[:400])}
    texts = [
        *(f"{box.name} {box.address}" for box in said),
        *hosts,
        *scope.domains,
        draft.header("list-id")[:400],
    ]
    found = {word.lower() for text in texts for word in _LETTERS.findall(text)}
    return frozenset(found) | scope.own_words


@cache
def terms(language: str) -> frozenset[str]:
    """Give the words of the web and of the trade that dictionaries lack, in lower case."""
    import tomllib  # noqa: PLC0415  # only where somebody spells

    table = tomllib.loads(files(__package__).joinpath("data", "terms.toml").read_text("utf-8"))
    return frozenset(f"{table['any']['words']} {table.get(language, {}).get('words', '')}".split())


def is_right(word: str, language: str, knows: Knows, own: frozenset[str], *, swiss: bool = False) -> bool:
    """Tell whether a word is right.

    Args:
        word: As it is written.
        language: An ISO 639 code.
        knows: What the dictionary says.
        own: Words that are right whatever it says, in lower case.
        swiss: Whether ß is written ss.
    """
    lower = word.lower()
    listed = terms(language)
    if lower in own or lower in listed or knows(word):
        return True
    if any(
        lower.removesuffix(end) in own or lower.removesuffix(end) in listed
        for end in _ENDINGS
        if lower.endswith(end)
    ):
        return True
    if "'" in word and (tied := _TIED.fullmatch(word)):
        return is_right(tied[1] or tied[2], language, knows, own, swiss=swiss)
    if language == "en":
        return any(map(knows, american(word))) or _joined(word, knows, _PART)
    if language == "de":
        return (swiss and any(map(knows, _sharp(word)))) or _compound(word, knows)
    return False


# --- English ------------------------------------------------------------------------------------------------------

_AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"our(?=$|s|ed|ing|ite|ful|able|less|er|hood)", "or"),
        (r"is(?=e$|es$|ed$|ing$|er$|ers$|ation$|ations$|able$)", "iz"),
        (r"ys(?=e$|es$|ed$|ing$|er$|ers$)", "yz"),
        (r"tre(?=$|s$|d$)", "ter"),
        (r"bre(?=$|s$|d$)", "ber"),
        (r"ll(?=ed$|ing$|er$|ers$|or$|ors$|ery$|ous$|est$)", "l"),
        (r"l(?=ment$|ments$|fil$|ful$|fils$|ment$)", "ll"),
        (r"ogue(?=$|s$|d$)", "og"),
        (r"ence(?=$|s$)", "ense"),
        (r"ae|oe", "e"),
        (r"mme(?=$|s$)", "m"),
        (r"que(?=$|s$)", "ck"),
        (r"pp(?=ed$|ing$|er$|ers$)", "p"),
        (r"yre(?=$|s$)", "ire"),
        (r"ould(?=$|s$|ed$|ing$|er$|y$)", "old"),
        (r"ough(?=$|s$|ed$|ing$)", "ow"),
        (r"geing$", "ging"),
        (r"eable$", "able"),
        (r"wards$", "ward"),
        (r"grey", "gray"),
        (r"xion(?=$|s$)", "ction"),
    )
)  # fmt: skip


def american(word: str) -> Iterator[str]:
    """Give how Americans may write a word of British spelling; rules, not words: who asks must know the outcome."""
    for british, spelt in _AMERICAN:
        changed = british.sub(spelt, word)
        if changed != word:
            yield changed
            yield from (
                again
                for other, too in _AMERICAN
                if (again := other.sub(too, changed)) != changed and other is not british
            )


def _joined(word: str, knows: Knows, least: int) -> bool:
    """Tell whether two known words were written as one, as the web does: homepage, checkbox."""
    return any(knows(word[:at]) and knows(word[at:]) for at in range(least, len(word) - least + 1))


# --- German -------------------------------------------------------------------------------------------------------

_LINKS = ("", "s", "n", "en", "es", "er", "e")


def _sharp(word: str) -> Iterator[str]:
    for found in re.finditer("ss", word):
        yield f"{word[: found.start()]}ß{word[found.end() :]}"


def _compound(word: str, knows: Knows) -> bool:
    """Tell whether a word is two known ones with what German puts between: Anmeldung-s-bestätigung."""
    for at in range(len(word) - _PART, _PART - 1, -1):
        tail = word[at:]
        if knows(tail.capitalize()) or knows(tail):
            head = word[:at]
            for link in _LINKS:
                stem = head.removesuffix(link) if link else head
                if (
                    head.endswith(link)
                    and len(stem) >= _SHORT_PARTS
                    and (knows(stem) or knows(stem.capitalize()))
                ):
                    return True
    return False
