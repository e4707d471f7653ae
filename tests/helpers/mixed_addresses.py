"""Invented lists: ordinary addresses as lists hold them, and among them everything that readers stumble over."""

from __future__ import annotations

from random import Random

from disposable_email_domains import blocklist

PROVIDERS = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "yahoo.co.jp",
    "docomo.ne.jp",
    "gmx.de",
    "web.de",
    "live.com",
    "qq.com",
    "mail.ru",
    "libero.it",
    "googlemail.com",
    "fastmail.com",
    "privaterelay.appleid.com",
    "duck.com",
    "yandex.ru",
    "proton.me",
]
MISSPELT = [
    "gmial.com",
    "gmai.com",
    "gmail.co",
    "hotmial.com",
    "yaho.com",
    "outlok.com",
    "gmail.con",
    "gnail.com",
    "gmaill.com",
    "iclould.com",
    "web.ed",
    "gmxde",
    "t-online.ed",
    "yahoo.couk",
]
ENDINGS = [
    "com",
    "net",
    "org",
    "de",
    "co.uk",
    "com.br",
    "fr",
    "it",
    "nl",
    "co.jp",
    "io",
    "eu",
    "ca",
    "com.au",
    "edu",
    "info",
]
ROLES = [
    "info",
    "admin",
    "sales",
    "support",
    "contact",
    "noreply",
    "postmaster",
    "office",
    "hello",
    "billing",
    "abuse",
    "webmaster",
    "kontakt",
]
ODD_LOCALS = [
    "asdfgh",
    "qwertz12",
    "test",
    "noemail",
    "na",
    "nobody",
    "spamtrap",
    "jane.nospam",
    "janenospam",
    "12345678",
    "xkq7z9w2p",
    "20info",
    "u003cjane",
    "=sum",
    "+1",
    "-x",
    "o'hara",
    "a%b",
    "a!b",
    "!x",
    "jane+news",
    "j.a.n.e",
    "jane_doe-x",
    "#tag",
    "/x",
    "{y}",
]
FOREIGN = [
    "jörg",
    "josé",
    "山田",
    "иван",
    "jаne",
    "e\u0301mile",
    "ΣΊΣΥΦΟΣ",
    "İpek",
    "STRAẞE",
    "用户",
    "a\u200bb",
    "😀",
    "ﬁn",
    "ａｂｃ",
]
ODD_DOMAINS = [
    "münchen.de", "xn--mnchen-3ya.de", "XN--MNCHEN-3YA.DE", "例え.jp", "пример.рф", "xn--a.de", "ex--ample.de", "faß.de", "GMAİL.com",
    "shop.test", "shop.example", "printer.local", "localhost", "gmail", "de", "1.2.3.4", "[1.2.3.4]", "[IPv6:::1]", "[x]", "shop.123",
    "shop.c", "-shop.de", "shop-.de", "shop.-de", "sh_op.de", "shop..de", ".shop.de", "shop.de.", "shop,de", "shop。de", "ｇｍａｉｌ．ｃｏｍ",
    "john.fastmail.com", "a" * 63 + ".de", "a" * 64 + ".de", "a." * 115 + "de", "a." * 130 + "de", "shop.de?subject=x", "b1-c2-d3-e4.com",
]  # fmt: skip
SIGNS = "@. \t\n\r\0\"'(),:;<>[]\\%!+=-_~^{}|`*&$#/?éüßİı日本＠．。\u200b\u00a0\u0301\u202e\ufeff\ufffd😀"
WRAPPED = [
    "mailto:{}", "<{}>", "Jane Doe <{}>", '"Doe, Jane" <{}>', "{};", "{},", " {} ", "\t{}", "{}\n", "({})", "{} (work)", "'{}'", '"{}', "\u00a0{}",
    "{0}@{0}", "{0} {0}", "{}.", ".{}", "www.{}", "email: {}", "={}", "+{}", "-{}", "@{}",
]  # fmt: skip
TEXTS = ["", " ", "\t", "@", "@@", "n/a", "NULL", "jane", "jane.doe.gmail.com", "x" * 300, "x" * 5000 + "@gmail.com", "x" * 64 + "@gmail.com", "x" * 65 + "@gmail.com", '"a b"@gmail.com', '"a"@gmail.com', '""@gmail.com', '"a@b"@gmail.com', '"a\\"@gmail.com', '"unclosed@gmail.com', "a(b)@gmail.com", "@a,@b:c@gmail.com"]  # fmt: skip


def mixed_addresses(count: int, seed: int) -> list[str]:
    """Invent addresses; the same for the same seed. No lone surrogates: a column cannot carry them."""
    dice = Random(seed)
    tail = _tail(dice, max(50, count // 20))
    disposable = sorted(blocklist)
    made: list[str] = []
    for _ in range(count):
        address = f"{_local(dice)}@{_domain(dice, tail, disposable)}"
        if made and dice.random() < 0.08:
            address = made[dice.randrange(len(made))]
        made.append(_dirtied(address, dice))
    return made


def _tail(dice: Random, count: int) -> list[str]:
    return [
        f"{_syllables(dice, 2, 5)}{dice.choice(['', '', '-shop', 'tech'])}.{dice.choice(ENDINGS)}"
        for _ in range(count)
    ]


def _syllables(dice: Random, least: int, most: int) -> str:
    return "".join(
        dice.choice("bcdfghjklmnprstvwz") + dice.choice("aeiou") for _ in range(dice.randint(least, most))
    )


def _local(dice: Random) -> str:
    first, last, number = _syllables(dice, 2, 3), _syllables(dice, 2, 4), dice.randrange(10000)
    ordinary = [
        f"{first}.{last}",
        f"{first}{last}{number}",
        first[0] + last,
        f"{first}_{last}",
        f"{last}{number % 100}",
    ]
    chosen = dice.random()
    if chosen < 0.80:
        return dice.choice(ordinary)
    if chosen < 0.86:
        return f"{first}.{last}+{dice.choice(['news', 'x', ''])}"
    if chosen < 0.92:
        return dice.choice(ROLES)
    return dice.choice(ODD_LOCALS if chosen < 0.97 else FOREIGN)


def _domain(dice: Random, tail: list[str], disposable: list[str]) -> str:
    chosen = dice.random()
    if chosen < 0.45:
        return dice.choice(PROVIDERS)
    if chosen < 0.80:
        return dice.choice(tail)
    if chosen < 0.87:
        return dice.choice(disposable)
    return dice.choice(MISSPELT if chosen < 0.93 else ODD_DOMAINS)


def _dirtied(address: str, dice: Random) -> str:
    chosen = dice.random()
    if chosen < 0.78:
        return address
    if chosen < 0.84:
        return dice.choice([address.title(), address.upper(), address.swapcase()])
    if chosen < 0.88:
        return dice.choice(WRAPPED).format(address)
    if chosen < 0.90:
        return dice.choice(
            [address.replace("@", ""), address.replace("@", "@@"), address.replace(".", "..", 1)]
        )
    if chosen < 0.92:
        return dice.choice(TEXTS)
    at = dice.randrange(len(address) + 1)
    return address[:at] + dice.choice(SIGNS) + address[at + dice.randrange(2) :]
