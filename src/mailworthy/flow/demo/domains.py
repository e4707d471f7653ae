"""The domains of the sample, and how each stands in the demo's own DNS.

Nothing here is asked for outside the demo's own server on loopback. The companies are invented: two made-up names and
a trade (``quillmoor-tandrell-bakery.co.uk``), so unlikely that nobody should own one; they stand under real top-level
domains because the reserved ones (``shop.example``) are told apart by name alone. Providers are real names, but what
the server says of them is invented as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from itertools import chain
from types import MappingProxyType

import idna

from mailworthy.flow.demo.people import worlds


class Standing(Enum):
    """How a domain stands in DNS."""

    OWN_HOST = "own mail hosts"
    GOOGLE = "hosted at Google"
    MICROSOFT = "hosted at Microsoft"
    SWALLOWS = "a misspelt provider whose mail somebody takes"
    IMPLICIT = "addresses alone"
    NO_MAIL = "addresses, and word that it never sends"
    NULL_MX = "says that it takes no mail"
    NULL_BESIDE = "says so, and names a host all the same"
    INNER = "its mail host has a private address"
    PARTLY_INNER = "one of its mail hosts has a private address"
    HOST_GONE = "its mail host does not exist"
    HOST_ALIAS = "its mail host is an alias"
    NO_HOST = "exists, and has neither mail host nor address"
    WILDCARD = "every name below it answers"
    PARKED = "parked at a service"
    EXPIRED = "held by its registrar"
    MISSING = "does not exist"
    BROKEN = "its name servers fail"
    SILENT = "its name servers don't answer"


LIVING = (Standing.OWN_HOST, Standing.GOOGLE, Standing.MICROSOFT)

# How many companies stand how; each world's share of them comes in turn. Few are silent: each costs a run its full
# time-out.
COMPANIES = (
    (Standing.OWN_HOST, 90),
    (Standing.GOOGLE, 60),
    (Standing.MICROSOFT, 60),
    (Standing.IMPLICIT, 12),
    (Standing.NO_MAIL, 4),
    (Standing.NULL_MX, 8),
    (Standing.NULL_BESIDE, 3),
    (Standing.INNER, 5),
    (Standing.PARTLY_INNER, 3),
    (Standing.HOST_GONE, 5),
    (Standing.HOST_ALIAS, 5),
    (Standing.NO_HOST, 5),
    (Standing.WILDCARD, 3),
    (Standing.PARKED, 8),
    (Standing.EXPIRED, 4),
    (Standing.MISSING, 40),
    (Standing.BROKEN, 8),
    (Standing.SILENT, 4),
)

# fmt: off
_PARTS = {
    # top-level domains           first made-up name                                second                                            trade
    "en": ("com co.uk com.au ca", "quillmoor brackwith ellendrake thornaby wexcombe", "tandrell ostlepath hurstwyne colbreck mardsley", "bakery plumbing bikes books dental law garden roofing"),
    "de": ("de at ch com",        "hollerbeck moosgrundt eichlinger kranzwald dornfurt", "quintmann saarbacher ohlenstieg treppmoser falkroth", "tischlerei optik gartenbau reisen druckerei kanzlei weine elektro"),
    "ja": ("jp co.jp com",        "kazemorita tsubukawa hoshinowa yukitomori asagiriya", "naminoki sorabayashi midoritani tokimura hanazuki", "shoten kogyo ryokan denki shokai kobo"),
    "fr": ("fr be com",           "montrelliac brissaume vauquerel",                "delhorme castanvel orvillon",                    "fromagerie voyages plomberie fleurs"),
    "es": ("es com.mx com",       "valdecorra montesilva aguaribera",               "terrovalle campodor salmerino",                  "zapatos talleres viajes vinos"),
}
# fmt: on

# Written with the letters that their owners would use.
UMLAUT = (
    "bäckerei-moosgründel.de", "käserei-hollerbröck.ch", "grüßgott-reisen-ohlenstieg.at", "möbelhaus-träppmoser.de",
    "風守田つぶ川商店.jp", "fromagerie-vauquérel.fr",
)  # fmt: skip

# Told apart by name alone (RFC 6761), never asked for.
RESERVED = ("shop.example", "newsletter.example", "intranet.test", "printer.local", "mail.invalid")
# What people put where they don't want to say (RFC 2606 §3); in life too these say that they take no mail.
PLACEHOLDERS = ("example.com", "example.org", "example.net")

RELAYS = ("privaterelay.appleid.com", "duck.com", "mozmail.com", "simplelogin.com", "passmail.net")

# What people type, and what they mean. Most exist in no DNS of ours; some take mail, as misspelt domains do in life.
TYPOS = {
    "gmial.com": "gmail.com", "gmal.com": "gmail.com", "gmail.con": "gmail.com", "gnail.com": "gmail.com",
    "gmaill.com": "gmail.com", "gmail.cmo": "gmail.com", "gamil.com": "gmail.com", "gmailcom": "gmail.com",
    "hotmial.com": "hotmail.com", "hotmail.con": "hotmail.com", "hotmal.com": "hotmail.com",
    "yaho.com": "yahoo.com", "yahooo.com": "yahoo.com", "yahoo.cm": "yahoo.com",
    "outlok.com": "outlook.com", "outloook.com": "outlook.com", "iclod.com": "icloud.com", "icloud.cm": "icloud.com",
    "gmx.ed": "gmx.de", "gxm.de": "gmx.de", "wbe.de": "web.de", "web.ed": "web.de", "t-onlin.de": "t-online.de",
    "t-online.ed": "t-online.de", "freenet.ed": "freenet.de", "docmo.ne.jp": "docomo.ne.jp",
    "yahoo.co.pj": "yahoo.co.jp", "yaho.co.jp": "yahoo.co.jp", "ezwb.ne.jp": "ezweb.ne.jp", "ornage.fr": "orange.fr",
    "libreo.it": "libero.it",
}  # fmt: skip
SWALLOWED = ("gmial.com", "hotmial.com", "yaho.com", "gnail.com")


@cache
def companies() -> Mapping[Standing, tuple[str, ...]]:
    """Give the invented companies by how they stand."""
    names = iter(_names())
    return MappingProxyType(
        {standing: tuple(next(names) for _ in range(count)) for standing, count in COMPANIES}
    )


@cache
def living(language: str = "") -> tuple[str, ...]:
    """Give the companies whose mail works: those of one language, or all where it has none of its own."""
    everywhere = tuple(name for standing in LIVING for name in companies()[standing])
    at_home = frozenset(_names_of(*_PARTS[language])) if language in _PARTS else frozenset(everywhere)
    return tuple(name for name in everywhere if name in at_home)


def _names() -> list[str]:
    """Give company names, one language after the other in turn."""
    by_language = [_names_of(*parts) for parts in _PARTS.values()]
    most = max(map(len, by_language))
    return [names[i] for i in range(most) for names in by_language if i < len(names)]


def _names_of(tlds: str, first: str, second: str, trade: str) -> list[str]:
    pairs = [(one, two) for one in first.split() for two in second.split()]
    ends, trades = tlds.split(), trade.split()
    return [
        f"{one}-{two}-{trades[(i + turn) % len(trades)]}.{ends[(i + turn) % len(ends)]}"
        for turn in range(len(trades))
        for i, (one, two) in enumerate(pairs)
    ]


@cache
def disposables() -> tuple[str, ...]:
    """Give forty disposable domains: well-known ones that the installed list holds, then others of it at even steps."""
    from disposable_email_domains import blocklist  # noqa: PLC0415  # ten thousand names, only for the demo

    known = [name for name in _KNOWN_DISPOSABLE if name in blocklist]
    others = sorted(name for name in blocklist if name.isascii() and name not in known)
    return tuple(known + others[:: len(others) // 30])[:40]


_KNOWN_DISPOSABLE = (
    "mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.de", "wegwerfmail.de",
    "temp-mail.org", "sharklasers.com", "maildrop.cc", "getnada.com",
)  # fmt: skip


def ascii_name(domain: str) -> str:
    """Give a domain as DNS knows it."""
    return idna.encode(domain, uts46=True).decode()


@cache
def standings() -> Mapping[str, Standing]:
    """Give every domain of the sample, as A-labels, and how it stands."""
    providers = chain.from_iterable((name for name, _ in world.providers) for world in worlds().values())
    found = dict.fromkeys(TYPOS, Standing.MISSING)
    found |= dict.fromkeys(SWALLOWED, Standing.SWALLOWS)
    found |= dict.fromkeys(PLACEHOLDERS, Standing.NULL_MX)
    found |= dict.fromkeys((*providers, *RELAYS, *disposables(), *map(ascii_name, UMLAUT)), Standing.OWN_HOST)
    found |= {name: standing for standing, names in companies().items() for name in names}
    return MappingProxyType(found)
