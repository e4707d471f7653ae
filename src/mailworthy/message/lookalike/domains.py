"""Domains that look like others: mixed scripts, twins of a known name, digits for letters, a borrowed name beside bait."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from mailworthy.message.lookalike import data
from mailworthy.message.lookalike.scripts import mixes
from mailworthy.message.lookalike.words import skeleton
from mailworthy.wire import name

_SHORT = 5  # letters: shorter names resemble one another by chance
_ASCII_TWINS = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("5", "s"))
_ASCII_MARK = re.compile("rn|vv|[015il]")
_DIGITS = re.compile(r"\d+")


class Trick(Enum):
    """How a domain comes to look like another."""

    MIXED = "mixed_scripts"
    TWIN = "look_alike_letters"
    SPELT = "look_alike_spelling"  # rn for m, 0 for o, 1 for l
    BAIT = "borrowed_name"  # paypal-login
    BELOW = "borrowed_subdomain"  # paypal.com.something.example


class Likeness(NamedTuple):
    """What a domain looks like.

    Args:
        domain: As people read it, with U-labels.
        like: The domain or name that it looks like; for mixed scripts its spelling in Latin letters.
        trick: How.
        certain: Whether nobody would name a domain so by chance.
    """

    domain: str
    like: str
    trick: Trick
    certain: bool


def look_alike_domain(domain: str, own: Collection[str] = (), text: str = "") -> Likeness | None:
    """Say what a domain pretends to be; None for an honest one.

    Args:
        domain: Of a link or an address, as written: any case, U-labels or A-labels.
        own: Registrable domains that are the sender's own, as A-labels.
        text: What people see of the link.

    Source:
        UTS 39 §4 and §5, label by label of the decoded form.
    """
    read = name.read(domain.removesuffix("."))
    return _likeness(read.ascii, frozenset(own), text.lower()[:200]) if "." in read.ascii else None


def _likeness(domain: str, own: frozenset[str], text: str) -> Likeness | None:
    registered = name.registrable(domain)
    if registered in own or _of_any_brand(registered):
        return None
    if "xn--" in domain:
        found = _of_letters(domain, registered, own)
        if found:
            return found
    borrowed = _of_spelling(registered, own)
    if borrowed:
        return borrowed._replace(domain=name.shown(domain))
    return _below(domain, registered, text)


def _of_any_brand(registered: str) -> bool:
    """Tell whether a registrable domain is the own one of a brand."""
    return registered in _own() or f"{registered.partition('.')[0]}.*" in _own()


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    return frozenset(one for brand in data.brands().values() for one in brand.domains)


# --- letters of other alphabets ----------------------------------------------------------------------------------------


def _of_letters(domain: str, registered: str, own: frozenset[str]) -> Likeness | None:
    shown = name.shown(domain)
    for label in shown.split("."):
        if mixes(label):
            return Likeness(shown, skeleton(shown), Trick.MIXED, certain=True)
    label = name.shown(registered).partition(".")[0]
    spelt = skeleton(label)
    for other in own:
        if spelt == other.partition(".")[0] and spelt != label:
            return Likeness(shown, other, Trick.TWIN, certain=True)
    bare = "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))
    brand = data.brands().get(bare) if bare.isascii() and bare != label else None
    if brand is None:
        return None
    return Likeness(shown, _first(brand), Trick.TWIN, certain=spelt.isascii())


# --- ASCII -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _of_spelling(registered: str, own: frozenset[str]) -> Likeness | None:
    label = registered.partition(".")[0]
    if len(label) < _SHORT:
        return None
    if _ASCII_MARK.search(label):
        folded = _folded(label)
        for other in own:
            theirs = other.partition(".")[0]
            if len(theirs) >= _SHORT and theirs != label and _folded(theirs) == folded:
                return Likeness(registered, other, Trick.SPELT, certain=False)
        brand = _folded_brands().get(folded.replace("i", "l"))
        if brand and brand.name != label:
            return Likeness(registered, _first(brand), Trick.SPELT, certain=False)
    return _baited(registered, label)


def _folded(label: str) -> str:
    for seen, taken_for in _ASCII_TWINS:
        label = label.replace(seen, taken_for)
    return label


@lru_cache(maxsize=1)
def _folded_brands() -> dict[str, data.Brand]:
    return {
        _folded(one.name).replace("i", "l"): one for one in data.brands().values() if len(one.name) >= _SHORT
    }


def _baited(registered: str, label: str) -> Likeness | None:
    """Find a borrowed name among words that promise safety: ``paypal-login``, ``secure-paypal``, ``paypalverify1``."""
    brands, bait = data.brands(), data.bait()
    for words in _divided(label):
        names = [brands[word] for word in words if word in brands]
        others = [word for word in words if word not in brands]
        if names and others and all(word in bait for word in others):
            return Likeness(registered, _first(names[0]), Trick.BAIT, certain=False)
    return None


def _divided(label: str) -> Iterator[list[str]]:
    words = [word for part in label.split("-") for word in _DIGITS.split(part) if word]
    yield words
    if len(words) == 1:
        for brand in data.brands():
            if brand in label:
                before, _, after = words[0].partition(brand)
                yield [word for word in (before, brand, after) if word]


def _below(domain: str, registered: str, text: str) -> Likeness | None:
    """Find a borrowed name in front of a stranger's domain: its whole domain, or its name where the text names it, too."""
    above = domain[: -len(registered)].rstrip(".")
    labels = above.split(".")
    for found in data.any_brand().finditer(above):
        brand = data.brands()[found[0]]
        if brand.name not in labels:
            continue
        whole = any(f".{one}." in f".{above}." for one in _whole(brand))
        return Likeness(
            name.shown(domain), _first(brand), Trick.BELOW, certain=whole or _names(text, brand.name)
        )
    return None


def _whole(brand: data.Brand) -> set[str]:
    return {f"{brand.name}.com", *(one for one in brand.domains if "." in one and not one.endswith(".*"))}


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _first(brand: data.Brand) -> str:
    return brand.domains[0].replace(".*", ".com")
