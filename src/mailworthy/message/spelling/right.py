"""What is right though no dictionary has it: names of the message's own, the trade's words, other countries' spelling, compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.message.spelling.near import GERMAN, respelt

Knows = Callable[[str], bool]

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_HOST = re.compile(r"(?:https?://|mailto:[^@\s]*@|@|^www\.)([^/?#:\s>\"']{1,253})", re.IGNORECASE)
_FIELDS = ("from", "sender", "reply-to", "to")
_SWISS = frozenset(("de-ch", "de-li"))
_HOSTS = 500  # of links
_ENDINGS = ("'s", "s", "'", "es", "ed", "d", "ing", "er", "ers", "n", "en", "e", "t")
_TIED = re.compile(
    r"(.+)'(?:s|re|ll|ve|d|m|t|n)|(?:d|l|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|sull|all|dall|un|o)'(.+)"
)
_PART = 4  # letters of half a compound
_SHORT_PARTS = 3


class Own(NamedTuple):
    """What is right in one message.

    Args:
        names: Its names and the user's words, in lower case.
        pairs: Letters that it writes as two, as Swiss write ß, or where there are no umlauts.
    """

    names: frozenset[str]
    pairs: tuple[tuple[str, str], ...] = ()


def own(draft: Draft, scope: Scope) -> Own:
    """Give what is right in a message."""
    page = draft.page
    declared = page.html.lang.lower().replace("_", "-") if page and page.html else ""
    is_swiss = declared in _SWISS or draft.sender.address.lower().endswith((".ch", ".li"))
    seen = f"{draft.subject}{draft.text}{page.html.text if page and page.html else ''}"
    has_none = seen.isascii() or not any(letter in seen for _, letter in GERMAN)
    return Own(names(draft, scope), GERMAN if has_none else GERMAN[:1] if is_swiss else ())


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


def is_right(word: str, language: str, knows: Knows, its: Own) -> bool:
    """Tell whether a word is right.

    Args:
        word: As it is written.
        language: An ISO 639 code.
        knows: What the dictionary says.
        its: What is right in the message, whatever it says.
    """
    lower = word.lower()  # names first: for those, no dictionary of another country need be opened
    if lower in its.names or lower in terms(language):
        return True
    return knows(word) or any(rule(word, language, knows, its) for rule in _RULES)


def _is_listed(word: str, language: str, _knows: Knows, its: Own) -> bool:
    """Names of the message's, words of the user's and the trade's, and what is made of them."""
    lower = word.lower()
    stems = (lower, *(lower.removesuffix(end) for end in _ENDINGS if lower.endswith(end)))
    return any(stem in its.names or stem in terms(language) for stem in stems)


def _is_name(word: str, language: str, knows: Knows, _its: Own) -> bool:
    """Names written small: linux, google. Whether they may be, their owners decide; German nouns may not."""
    return language != "de" and word.islower() and knows(word.capitalize())


def _is_tied(word: str, language: str, knows: Knows, its: Own) -> bool:
    """Words with an apostrophe, whose longer half is right: company's, l'année."""
    tied = _TIED.fullmatch(word) if "'" in word else None
    return tied is not None and is_right(tied[1] or tied[2], language, knows, its)


def _is_prefixed(word: str, language: str, knows: Knows, _its: Own) -> bool:
    """Right words behind a prefix that makes new ones at will: prerelease, mitkopiert."""
    prefixed = _PREFIXED[language].fullmatch(word.lower()) if language in _PREFIXED else None
    return bool(prefixed and knows(prefixed[1]))


def _is_british(word: str, language: str, knows: Knows, _its: Own) -> bool:
    return language == "en" and any(map(knows, american(word)))


def _is_clipped(word: str, language: str, knows: Knows, _its: Own) -> bool:
    """Words as they are spoken: nothin', smokin'."""
    return language == "en" and word.endswith("in") and len(word) > _PART and knows(f"{word}g")


def _is_german(word: str, language: str, knows: Knows, its: Own) -> bool:
    """Words as Swiss write them, without umlauts, or by the rules of 1996 that dictionaries are slow to follow; compounds."""
    if language != "de":
        return False
    if (tied := _BEFORE_HYPHEN.fullmatch(word)) and knows(tied[1]):
        return True
    return any(map(knows, respelt(word, (*its.pairs, _GRAPHY)))) or _is_compound(word, knows)


_RULES = (_is_listed, _is_name, _is_tied, _is_prefixed, _is_british, _is_clipped, _is_german)


def is_joined(word: str, knows: Knows) -> bool:
    """Tell whether two known words were written as one, as the web does: homepage, checkbox, zipcode."""
    return any(
        knows(word[:at]) and knows(word[at:]) for at in range(_SHORT_PARTS, len(word) - _SHORT_PARTS + 1)
    )


# --- English ------------------------------------------------------------------------------------------------------

_AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"our(?=$|s|ed|ing|ite|ful|able|less|er|hood)", "or"),
        (r"is(?=e$|es$|ed$|ing$|er$|ers$|ation$|ations$|able$)", "iz"),
        (r"ys(?=e$|es$|ed$|ing$|er$|ers$)", "yz"),
        (r"(?:(?<=cent|heat|pect|lust)|(?<=met|lit|mit))re(?=$|s$|d$)", "er"),
        (r"(?<=fib|lib|sab|omb|eag|och)re(?=$|s$|d$)", "er"),
        (r"(?<=[aeiou])ll(?=ed$|ing$|er$|ers$|or$|ors$|ery$|ous$|est$)", "l"),
        (r"(?<=[aeiou])l(?=ment$|ments$|fil$|ful$|fils$)", "ll"),
        (r"ogue(?=$|s$|d$)", "og"),
        (r"ence(?=$|s$)", "ense"),
        (r"(?<=...)(?:ae|oe)(?=..)|(?:ae|oe)(?=....)", "e"),
        (r"amme(?=$|s$)", "am"),
        (r"que(?=$|s$)", "ck"),
        (r"(?<=nap|hip|cap)p(?=ed$|ing$|er$|ers$)", ""),
        (r"yre(?=$|s$)", "ire"),
        (r"ould(?=$|s$|ed$|ing$|er$|y$)", "old"),
        (r"plough", "plow"),
        (r"geing$", "ging"),
        (r"eable$", "able"),
        (r"wards$", "ward"),
        (r"grey", "gray"),
        (r"xion(?=$|s$)", "ction"),
    )
)  # fmt: skip
_PREFIXED = {
    "en": re.compile(
        r"(?:anti|co|de|inter|micro|mini|mis|multi|non|out|over|post|pre|pro|re|semi|sub|super|un|under)(.{4,})"
    ),
    "de": re.compile(
        r"(?:ab|an|auf|aus|bei|durch|ein|fort|her|hin|los|mit|nach|nieder|nicht|um|un|vor|weg|weiter|wieder|woanders|zu|zurück"
        r"|zusammen|über|unter)(?:zu|ge)?(.{3,})"
    ),
}


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


# --- German -------------------------------------------------------------------------------------------------------

_BEFORE_HYPHEN = re.compile(r"(.+(?:ung|heit|keit|schaft|ion|tät|ling))s")  # Qualitäts-Siegel
_GRAPHY = ("f", "ph")
_LINKS = ("", "s", "n", "en", "es", "er", "e")


def _is_compound(word: str, knows: Knows) -> bool:
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
