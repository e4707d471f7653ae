"""Pasted clutter: the address that a text holds together with brackets, blanks, words and foreign signs.

Each step takes one kind of clutter away, from the text as a whole to the two sides of the at sign. What comes out is only
ever suggested, and only if the address reader finds it fit for a list and its domain's ending exists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape

from mailworthy.address.misspelt import can_exist, known, suggest_domains
from mailworthy.address.typing_data import OTHER, mail_domains
from mailworthy.wire.address import Syntax, read

_LONGEST = 1_000  # characters: beyond, a text is no pasted address

# Typed or pasted for a sign of ASCII, and not mapped to it by Unicode's form NFKC.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("。、・·•‧", "."),
        **dict.fromkeys("“”„‟«»‹›‘’‚‛「」『』【】〈〉《》", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_BLANKS = re.compile(r"\s+")
# Without any of these there is nothing to unwrap.
_ODD = re.compile(r"[^\w.@+-]|https?|www\.", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,5}|#x[0-9a-f]{1,4}|lt|gt|amp|quot|nbsp|commat|period);", re.IGNORECASE)
# Blanks, quotes, `.`, `:`, `<`, `>`, `@`.
_PERCENT = re.compile(r"%(?:0[9ad]|20|22|27|2e|3[ace]|40)", re.IGNORECASE)
_ANGLES = re.compile(r"<([^<>]*)>")
_PREFIX = re.compile(
    r""".*\bmailto: | www\. | ["'(\ ]* (?:https?: | (?:
        (?:e-?)?mail(?:[\ -]?add?resse?)? | add?resse? | smtp | to | from | an | von | contact | kontakt | courriel | mél
        | adresse\ (?:e-?mail|électronique) | correo(?:\ electr[oó]nico)? | indirizzo | メール(?:アドレス)? | メアド | アドレス
        )\ ?[:=])[\ /]*""",
    re.IGNORECASE | re.VERBOSE,
)
_AT = re.compile(
    r" ?[(\[{<] ?(?:at|@|ät|arroba|アット(?:マーク)?) ?[)\]}>] ?| (?:at|ät|arroba|アット(?:マーク)?) ",
    re.IGNORECASE,
)
_DOT = re.compile(
    r" ?[(\[{<] ?(?:dot|\.|punkt|point|punto|ponto|ドット) ?[)\]}>] ?| (?:dot|punkt|point|punto|ponto|ドット) ",
    re.IGNORECASE,
)
_COMMENT = re.compile(r" ?\([^()@]*\) ?")  # RFC 5322 §3.2.2
_SEVERAL_AT = re.compile(r"@(?:[ .]?@)+")
_AFTER_DOMAIN = re.compile(r"[?/#&=\\|*\"<>].*", re.DOTALL)  # a link's query, a path, the rest of a tag
_STOPS = re.compile(r" ?[.,;] ?")
_DOTS = re.compile(r"\.{2,}")
_AROUND = " .,;:<>()[]{}\"'`!?@"
_INSTEAD_OF_AT = frozenset('.#"*!$&()§;:,_-²€/\\|^~ ')
_MAY_BE_THE_AT_KEY = "2q"  # the at sign's key without Shift (American keyboards) or AltGr (German ones)
_WORDS_BEFORE = frozenset(
    {
        *("address", "and", "contact", "e-mail", "email", "from", "mail", "mailto", "or", "to", "write"),
        *("adresse", "an", "kontakt", "oder", "und", "von"),
        *("contacto", "correo", "courriel", "et", "indirizzo", "ou"),
    }
)
_STEM = 3  # letters of a name that turn up in the local part: the words before it are its owner's name
_SURE = 5  # letters of a provider's label that make an address without an at sign out of one word


def repair(text: str) -> str:
    """Give the address that a cluttered text was probably meant to be, empty where there is none or nothing to mend.

    Args:
        text: As typed or pasted; any length, only short ones are looked at.
    """
    plain = _plain(text) if len(text) <= _LONGEST else ""
    if not plain or len(plain) > _LONGEST:  # one character of Unicode may stand for eighteen
        return ""
    local, domain = _sides(_unwrapped(plain))
    mended = _fit(local, domain)
    return "" if mended.casefold() == text.strip().casefold() else mended


def _plain(text: str) -> str:
    """Put ASCII where a keyboard or an editor put its look-alikes; nothing where a character is lost."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kinds = {unicodedata.category(character) for character in set(text)}
    if "Cs" in kinds or "\N{REPLACEMENT CHARACTER}" in text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    seen = (" " if c.isspace() else c for c in folded if c.isspace() or unicodedata.category(c)[0] != "C")
    return _BLANKS.sub(" ", "".join(seen)).strip()


def _unwrapped(text: str) -> str:
    """Take the address out of a link, brackets, a label before it, an encoding."""
    if not _ODD.search(text):
        return text
    text = _BLANKS.sub(" ", _decoded(text))
    holding = [inside for inside in _ANGLES.findall(text) if "@" in inside and len(inside) > 1]
    if len(holding) == 1:
        text = holding[0]
    while prefix := _PREFIX.match(text):
        text = text[prefix.end() :]
    if "@" not in text.replace("(@)", ""):
        text = _AT.sub("@", text)
    return _COMMENT.sub(" ", _DOT.sub(".", text)).strip()


def _decoded(text: str) -> str:
    if "%" in text:
        skip = "%40" if "@" in text else ""
        text = _PERCENT.sub(lambda code: code[0] if code[0] == skip else chr(int(code[0][1:], 16)), text)
    return unescape(text) if _ENTITY.search(text) else text


def _sides(text: str) -> tuple[str, str]:
    """Give local part and domain, both empty where there isn't one at sign to be made out."""
    parts = _SEVERAL_AT.sub("@", text).strip(_AROUND).split("@")
    if len(parts) == 1:
        return _split(parts[0])
    if len(parts) > 2 and len({part.lower() for part in parts[1:]}) == 1:  # x@gmail.com@gmail.com
        parts = parts[:2]
    if len(parts) != 2:
        return "", ""
    local, domain = _local(parts[0]), _domain(parts[1])
    return ("", "") if _keeps_dots(parts[0], domain) else (local, domain)


def _local(text: str) -> str:
    words = text.strip(_AROUND).split(" ")
    return _DOTS.sub(".", _own(words).replace(",", ".")).strip(".")


def _keeps_dots(local: str, domain: str) -> bool:
    """Tell of an old address of a Japanese telephone, whose dots are its owner's and no clutter."""
    return domain in mail_domains().dots_kept and (".." in local or local.endswith("."))


def _own(words: list[str]) -> str:
    """Give the local part among the words before the at sign; nothing where that can't be told."""
    *before, last = words
    if all(map(_is_label, before)) or any(_is_name_of(word, last) for word in before):
        return last
    slipped_in = len(before) == 1 and before[0].isalnum() and (before[0] + last).islower()
    return before[0] + last if slipped_in else ""


def _is_label(word: str) -> bool:
    return word.endswith(":") or word.lower() in _WORDS_BEFORE or not any(map(str.isalpha, word))


def _is_name_of(word: str, local: str) -> bool:
    return len(word) >= _STEM and word[:_STEM].lower() in local.lower()


def _domain(text: str) -> str:
    bare = _STOPS.sub(".", _AFTER_DOMAIN.sub("", text.strip(_AROUND))).strip(_AROUND).lower()
    if " " in bare:
        bare = _one_word(bare)
    return _DOTS.sub(".", bare)


def _one_word(text: str) -> str:
    joined = text.replace(" ", "")
    first = text.partition(" ")[0]
    if known(joined):
        return joined
    return first if "." in first else text.replace(" ", ".")


def _split(text: str) -> tuple[str, str]:
    """Find the provider at the end of a text without an at sign: ``janegmail.com``."""
    providers = mail_domains().ranks
    if known(text.lower()):
        return "", ""
    tail = text.lower()
    at = next((i for i in range(1, len(tail)) if tail[i:] in providers), 0)
    local, domain = text[:at], tail[at:]
    if local[-1:] in _INSTEAD_OF_AT:
        local = local[:-1]
    elif local[-1:] in _MAY_BE_THE_AT_KEY or not _sure(domain):
        return "", ""
    return (local, domain) if len(local) > 1 and " " not in local and local != "www" else ("", "")


@cache
def provider_at_end() -> str:
    """Give a pattern, for polars, that fits every text without an at sign in which :func:`repair` may find an address.

    As long as it is made of letters, digits and the signs of local parts alone.
    """
    return rf"(?i:{'|'.join(map(re.escape, sorted(mail_domains().ranks)))})$"


def _sure(domain: str) -> bool:
    """Tell whether a word that ends so can't well be a word, a name and a domain of its own."""
    return mail_domains().ranks.get(domain, OTHER) < OTHER and domain.index(".") >= _SURE


def _fit(local: str, domain: str) -> str:
    """Put the two together, the domain spelt as probably meant; empty where no usable address comes out."""
    if not local or not domain:
        return ""
    found = _usable(local, domain)
    (better,) = suggest_domains((found.domain or domain,))  # which at a glance lets most alone
    if better:
        domain, found = better, _usable(local, better)
    return f"{found.local}@{domain}" if found.usable and can_exist(found.domain) else ""


def _usable(local: str, domain: str) -> Syntax:
    return read(f"{local}@{domain}")
