"""How the sample's addresses come about: one maker for each kind of trouble, and how many of each there are.

Five thousand rows in shares as one finds them in lists of some years' age; the rare kinds stand out a little, so that
each can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.domains import (
    PLACEHOLDERS,
    RELAYS,
    RESERVED,
    TYPOS,
    UMLAUT,
    Standing,
    companies,
    disposables,
    living,
)
from mailworthy.flow.demo.people import Person, person

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Entry:
    """One recipient before the columns are filled.

    Args:
        address: What stands in the address column.
        who: Whose it is.
        kind: Which maker it came from.
    """

    address: str
    who: Person
    kind: str


Maker: TypeAlias = Callable[[Dice, Person], str]


def entries(dice: Dice) -> list[Entry]:
    """Give all recipients, kind after kind; variants and repetitions last."""
    made = [_entry(dice, kind) for kind, (_, count) in MAKERS.items() for _ in range(count)]
    made += [_bot(dice, turn) for turn in range(BOTS * BOT_VARIANTS)]
    usual = [entry for entry in made if entry.kind == "provider"]
    at_gmail = [entry for entry in usual if entry.address.endswith("@gmail.com")]
    for kind, (again, count) in REPEATERS.items():
        before = at_gmail if kind.startswith("gmail") else usual
        made += [_again(dice, kind, again, before) for _ in range(count)]
    return made


def _entry(dice: Dice, kind: str) -> Entry:
    who = person(dice, LANGUAGES.get(kind, ""))
    return Entry(MAKERS[kind][0](dice, who), who, kind)


def _again(dice: Dice, kind: str, again: Callable[[Dice, str], str], before: Sequence[Entry]) -> Entry:
    first = dice.pick(before)
    return Entry(again(dice, first.address), first.who, kind)


def local_part(dice: Dice, who: Person) -> str:
    """Spell a person as one of the usual local parts."""
    first, last = who.local
    year = str(dice.number(1955, 2006))
    styles = (
        (f"{first}.{last}", 34), (f"{first}{last}", 12), (f"{first[0]}.{last}", 10), (f"{first[0]}{last}", 9), (f"{first}_{last}", 5),
        (f"{first}{year[2:]}", 7), (f"{first}.{last}{year[2:]}", 7), (f"{last}{dice.number(1, 99)}", 6), (f"{first}{last}{year}", 4),
        (f"{last}.{first}", 3), (f"{first}-{last}", 2), (f"{first}.{last}+news", 1),
    )  # fmt: skip
    return dice.weighted(styles)


def _provider(dice: Dice, who: Person) -> str:
    return f"{local_part(dice, who)}@{who.provider}"


def _at(*standings: Standing) -> Maker:
    def maker(dice: Dice, who: Person) -> str:
        return f"{local_part(dice, who)}@{dice.pick(companies()[dice.pick(standings)])}"

    return maker


def _among(domains: Callable[[], Sequence[str]]) -> Maker:
    return lambda dice, who: f"{local_part(dice, who)}@{dice.pick(domains())}"


def _relay(dice: Dice, _: Person) -> str:
    return f"{dice.letters(LETTERS + DIGITS, 9, 11)}@{dice.pick(RELAYS)}"


def _typo(dice: Dice, who: Person) -> str:
    typed = [name for name, meant in TYPOS.items() if meant == who.provider]
    return f"{local_part(dice, who)}@{dice.pick(typed or list(TYPOS))}"


def _role(dice: Dice, _: Person) -> str:
    return f"{dice.pick(ROLES)}@{dice.pick(living())}"


def _company(dice: Dice, who: Person) -> str:
    return f"{local_part(dice, who)}@{dice.pick(living(who.language))}"


def _junk(dice: Dice, _: Person) -> str:
    made = (
        (dice.pick(NONSENSE), 45),
        (dice.letters("bcdfghjklmnpqrstvwxz" + DIGITS, 10, 18), 35),
        (dice.letters("asdfghjkl", 6, 9), 20),
    )
    return f"{dice.weighted(made)}@{dice.pick(('gmail.com', 'gmx.de', 'yahoo.com', 'hotmail.com', 'web.de'))}"


def _trap(dice: Dice, who: Person) -> str:
    first, last = who.local
    local = dice.pick((*TRAPS, f"{first}.{last}.nospam", f"{first}-removethis", f"{last}.no-spam"))
    return f"{local}@{dice.pick(living(who.language))}"


def _international(dice: Dice, who: Person) -> str:
    """Spell a name with its own letters (RFC 6531)."""
    first = who.given[0].lower()
    return f"{first}.{dice.pick(('müller', 'schröder', 'köhler', 'weiß'))}@{dice.pick(UMLAUT)}"


def _broken(dice: Dice, who: Person) -> str:
    local, domain = local_part(dice, who), dice.pick(living(who.language))
    ways = (
        f"{local}{domain}", f"{local}@@{domain}", f"{local}@{domain.replace('.', '..', 1)}", f".{local}@{domain}", f"{local}.@{domain}",
        f"{local}@{domain.rpartition('.')[0]}", f"{local}@", f"@{domain}", f"{local} at {domain}", f"{local}@-{domain}",
        f"{local}@{domain}; {local}@{who.provider}", f"{who.given} {who.family}", f"{local}@{domain}/{who.provider}",
        f"{local}{'x' * 70}@{domain}", f"{local}@[192.0.2.{dice.number(1, 250)}]", f'"{who.local[0]} {who.local[1]}"@{domain}',
        f"({who.local[0]}){local}@{domain}", f"+49 {dice.number(151, 179)} {dice.number(1000000, 9999999)}",
        f"{local}@{domain}_", f"{local}@192.0.2.{dice.number(1, 250)}",
    )  # fmt: skip
    return dice.pick(ways)


def _cluttered(dice: Dice, who: Person) -> str:
    local, domain = local_part(dice, who), who.provider
    ways = (
        f"mailto:{local}@{domain}", f"<{local}@{domain}>", f"{who.given} {who.family} <{local}@{domain}>", f"{local}@{domain}.",
        f" {local}@{domain}  ", f"{local} @{domain}", f"{local}@{domain},", f"{local}@{domain.replace('.', ',')}", f"'{local}@{domain}'",
        f"{local}@ {domain}",
    )  # fmt: skip
    return dice.pick(ways)


_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {".": "。"})


def _full_width(dice: Dice, who: Person) -> str:
    """Type an address on a Japanese keyboard that was left in its own mode, in part or in whole."""
    local = local_part(dice, who)
    ways = (
        f"{local}＠{who.provider}",
        f"{local}@{who.provider.replace('.', '。')}",
        f"{local}@{who.provider}".translate(_FULL_WIDTH),
    )
    return dice.pick(ways)


def _nothing(dice: Dice, _: Person) -> str:
    return dice.pick(("", "", "n/a", "-", "unknown"))


MAKERS: Mapping[str, tuple[Maker, int]] = MappingProxyType(
    {
        "provider": (_provider, 2436),
        "company": (_company, 1150),
        "umlaut": (_among(lambda: UMLAUT), 26),
        "international": (_international, 8),
        "typo": (_typo, 120),
        "disposable": (_among(disposables), 110),
        "relay": (_relay, 45),
        "role": (_role, 165),
        "junk": (_junk, 105),
        "trap": (_trap, 40),
        "missing": (_at(Standing.MISSING), 95),
        "null_mx": (_at(Standing.NULL_MX), 24),
        "null_beside": (_at(Standing.NULL_BESIDE), 8),
        "broken": (_at(Standing.BROKEN), 30),
        "silent": (_at(Standing.SILENT), 14),
        "parked": (_at(Standing.PARKED, Standing.EXPIRED), 36),
        "implicit": (_at(Standing.IMPLICIT), 38),
        "no_mail": (_at(Standing.NO_MAIL), 10),
        "inner": (_at(Standing.INNER), 14),
        "partly_inner": (_at(Standing.PARTLY_INNER), 10),
        "host_gone": (_at(Standing.HOST_GONE), 14),
        "host_alias": (_at(Standing.HOST_ALIAS), 16),
        "no_host": (_at(Standing.NO_HOST), 14),
        "wildcard": (_at(Standing.WILDCARD), 8),
        "reserved": (_among(lambda: RESERVED), 20),
        "placeholder": (_among(lambda: PLACEHOLDERS), 14),
        "syntax": (_broken, 100),
        "clutter": (_cluttered, 60),
        "full_width": (_full_width, 18),
        "nothing": (_nothing, 12),
    }
)  # fmt: skip

LANGUAGES = {"full_width": "ja", "international": "de"}


def _upper(dice: Dice, address: str) -> str:
    return address.upper() if dice.happens(0.4) else address.title()


def _dotted(dice: Dice, address: str) -> str:
    """Write the same Gmail mailbox another way."""
    local, _, domain = address.partition("@")
    plain = local.replace(".", "").partition("+")[0]
    at = dice.number(1, max(len(plain) - 1, 1))
    return dice.pick((f"{plain[:at]}.{plain[at:]}@{domain}", f"{plain}+{dice.pick(TAGS)}@{domain}")).replace(
        ".@", "@"
    )


REPEATERS: Mapping[str, tuple[Callable[[Dice, str], str], int]] = MappingProxyType(
    {
        "exact": (lambda _, address: address, 95),
        "case": (_upper, 50),
        "gmail_variant": (_dotted, 45),
        "gmail_alias": (lambda _, address: address.replace("@gmail.com", "@googlemail.com"), 14),
    }
)

# Sign-ups by a bot: one mailbox, its dots shuffled.
BOTS = 3
BOT_VARIANTS = 12


def _bot(dice: Dice, turn: int) -> Entry:
    who = person(Dice(turn // BOT_VARIANTS), "en")
    letters = "".join(who.local) + "promo"
    dotted = "".join(letter + "." * dice.happens(0.35) for letter in letters[:-1]) + letters[-1]
    return Entry(f"{dotted}@gmail.com", who, "bot")


TAGS = ("news", "shop", "newsletter", "spam", "promo")

# fmt: off
ROLES = (
    "info", "info", "info", "sales", "support", "contact", "office", "hello", "admin", "webmaster", "postmaster", "billing", "jobs", "hr",
    "marketing", "press", "orders", "noreply", "enquiries", "accounts",
    "kontakt", "vertrieb", "buchhaltung", "bewerbung", "einkauf", "verwaltung", "sekretariat", "bestellung", "rechnung", "empfang", "zentrale",
    "eigyo", "soumu", "jinji", "toiawase", "keiri", "kouhou", "saiyo",
)
NONSENSE = (
    "asdf", "asdfasdf", "qwerty", "qwerty123", "test", "test123", "testtest", "aaa", "aaaaaa", "abc", "abc123", "xxx", "none", "fake",
    "nobody", "blabla", "keine", "12345", "1q2w3e4r", "foobar", "dfgdfg", "yxcvbnm", "mickeymouse", "aiueo", "dummy",
)
TRAPS = ("spamtrap", "honeypot", "abuse", "spam", "spam", "abuse", "trap", "do-not-mail", "blackhole")
# fmt: on
