"""Misspelt domains: what each was probably meant to be.

Abstaining is the skill here: a real domain that looks like a bigger one belongs to somebody. So a slip must be cheap
(:mod:`mailworthy.address.keyboard`), the cheaper the shorter the name and the smaller the provider; nothing may tie; and
one real ending isn't another real one misspelt, save where a table says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mailworthy.address.keyboard import MISS, SLIP, distance
from mailworthy.address.typing_data import LEADING, OTHER, POPULAR, endings, mail_domains
from mailworthy.wire.address import ADDRESS_OCTETS, LOCAL_OCTETS
from mailworthy.wire.name import LABEL_OCTETS

if TYPE_CHECKING:
    import polars as pl

_PLAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_FOREIGN = re.compile(r"[^a-z0-9.-]")
_MANY_DOTS = re.compile(r"\.{2,}")
_MEANT_AS_DOTS = str.maketrans(dict.fromkeys(",;:/ 。．｡，", "."))

# How much may have gone wrong in a name by the letters of its first label: a short one is soon somebody else's.
_BORNE = {
    #       letters: 0  1  2  3  4  5  6  7  8 and more
    LEADING:        (0, 0, 0, 1, 1, 3, 3, 3, 4),
    POPULAR:        (0, 0, 0, 1, 1, 2, 3, 3, 4),
    OTHER:          (0, 0, 0, 0, 1, 1, 2, 2, 2),
}  # fmt: skip
_MORE_IF_UNREAL = 2  # a domain that can't exist was meant to be another
_ENDING_BORNE = 3  # in the ending, after a label without fault
_GROWTH = 8  # characters that a suggestion may add
# So short that any local part goes with the suggestion.
_LONGEST = ADDRESS_OCTETS - LOCAL_OCTETS - len("@") - _GROWTH
# Letters of a second level that is mended: `com.br` has its own look, `co.uk` resembles too much.
_SHORTEST_SECOND = 3
_BULK = 1000  # domains from which on columns pay
# Letters: labels as short as this are somebody's, nearly all of them, under the endings people use.
_SHORT = 4


def known(domain: str) -> bool:
    """Tell whether a domain, as A-labels in lower case, is known to be real and well known."""
    return domain in mail_domains().known


def suggest_domain(domain: str) -> str:
    """Give the domain that was probably meant, empty where there is nothing to suggest.

    Args:
        domain: A-labels in lower case; any other text is looked at as far as it resembles them.
    """
    if domain in mail_domains().known or len(domain) > _LONGEST:
        return ""
    clean = domain if _PLAIN.fullmatch(domain) else _tidy(domain)
    if clean != domain and clean in mail_domains().known:
        return clean
    better = _provider(clean) or _mended(clean)
    if better:
        return suggest_domain(better) or better
    return clean if clean != domain and can_exist(clean) else ""


def suggest_domains(domains: Sequence[str]) -> list[str]:
    """Give a suggestion, or an empty text, for each of many domains."""
    if len(domains) < _BULK:
        return ["" if _far_from_all(domain) else suggest_domain(domain) for domain in domains]
    near = {domain for domain, far in zip(domains, _far_in_columns(domains), strict=True) if not far}
    return [
        suggest_domain(domain) if domain in near and not _far_from_all(domain) else "" for domain in domains
    ]


def _far_in_columns(domains: Sequence[str]) -> list[bool]:
    """Tell of most domains of two labels what :func:`_far_from_all` tells, in a quarter of the time; false says nothing."""
    import polars as pl  # noqa: PLC0415  # heavy, and single addresses don't need it

    known, word, size = mail_domains(), pl.col("word"), pl.col("word").str.len_bytes()
    looked_at = _among("top", endings().real) & ~_among("label", {*known.families, "www"})
    half = (size - 1) // 2
    far = (
        pl.DataFrame({"domain": domains}, schema={"domain": pl.String})
        .select(pl.col("domain").str.extract_groups(r"^(?<label>[a-z0-9-]+)\.(?<top>[a-z]+)$"))
        .unnest("domain")
        .select(word=pl.when(looked_at).then(pl.concat_str("label", "top")))
        .select(size=size, head=word.str.slice(0, half), tail=word.str.tail(half))
        .select(
            (pl.col("size") > known.longest + 1)
            | ~(_among("head", known.heads) | _among("tail", known.tails))
        )
    )
    return far.to_series().fill_null(value=False).to_list()


def _among(column: str, words: Iterable[str]) -> pl.Expr:
    import polars as pl  # noqa: PLC0415  # as above

    return pl.col(column).is_in(pl.Series(list(words), dtype=pl.String).implode())


def _far_from_all(domain: str) -> bool:
    """Tell at a glance that a domain resembles nothing: what holds for nearly all domains of a long list.

    Never true where :func:`suggest_domain` has a suggestion; false says nothing.
    """
    known, real = mail_domains(), endings()
    name, _, top = domain.rpartition(".")
    label, _, below = name.partition(".")
    if not name or top not in real.real or label in known.families or label == "www":
        return False
    if not _PLAIN.fullmatch(domain):
        return False
    if below and f"{below.rpartition('.')[2]}.{top}" not in real.ranks:
        return False
    word, near = domain.replace(".", ""), known.near
    half = (len(word) - 1) // 2  # one of the two stays whole, whichever character goes
    if len(word) > known.longest + 1 or (word[:half] not in known.heads and word[-half:] not in known.tails):
        return True
    return word not in near and not any([word[:i] + word[i + 1 :] in near for i in range(len(word))])  # noqa: C419  # quicker


def _tidy(domain: str) -> str:
    """Leave out what no domain holds, and make dots of what was meant as one; an address literal isn't touched."""
    if domain.startswith("["):
        return ""
    dotted = _MANY_DOTS.sub(".", domain.lower().translate(_MEANT_AS_DOTS)).strip(".")
    return _FOREIGN.sub("", dotted) if dotted.isascii() else ""


def can_exist(domain: str) -> bool:
    """Tell whether a domain, as A-labels, has an ending that exists and labels that may be."""
    name, _, top = domain.rpartition(".")
    return bool(name) and _exists(top) and all(map(_is_label, domain.split(".")))


def _is_label(label: str) -> bool:
    return 0 < len(label) <= LABEL_OCTETS and label[0] != "-" != label[-1]


def _exists(top: str) -> bool:
    return top in endings().real or top.startswith("xn--")


def _provider(domain: str) -> str:
    """Give the provider whose domain this was meant to be."""
    if domain.rpartition(".")[2] in endings().private:
        return ""
    return _relative(domain) or _nearest(domain) or _overrun(domain)


def _relative(domain: str) -> str:
    """Give the provider that is called so, and whose ending was left out or taken for another."""
    if domain.startswith("www.") and domain[4:] in mail_domains().known:
        return domain[4:]
    label, _, ending = domain.partition(".")
    family = mail_domains().families.get(label, ())
    if not family:
        return ""
    if label in mail_domains().sole and ("." not in ending or endings().exists(ending)):
        return mail_domains().sole[label]
    if not ending:
        return _head(family)
    if len(family) == 1 and len(label) > _SHORT and "." not in ending and not _exists(ending):
        return family[0]
    return _same_country(family, ending)


def _head(family: tuple[str, ...]) -> str:
    ranks = mail_domains().ranks
    heads = [domain for domain in family if ranks[domain] == LEADING]
    if len(family) == 1 and ranks[family[0]] == POPULAR:
        heads.extend(family)
    return heads[0] if len(heads) == 1 else ""


def _same_country(family: tuple[str, ...], ending: str) -> str:
    """Find ``yahoo.co.uk`` where ``yahoo.uk`` or ``yahoo.com.uk`` stands."""
    second, _, top = ending.rpartition(".")
    if second not in {"", "co", "com"} or ending in endings().slips:
        return ""
    meant_seconds = {"co", "com"} if second else {"co", "com", "ne", "net"}
    meant_endings = {f"{meant}.{top}" for meant in meant_seconds}
    at_home = [domain for domain in family if domain.partition(".")[2] in meant_endings]
    return at_home[0] if len(at_home) == 1 else ""


def _overrun(domain: str) -> str:
    """Find ``yahoo.com`` where ``yahoo.com.com``, ``yahoo.comyahoo.com`` or ``yahoo.comthanks`` stands."""
    family = mail_domains().families.get(domain.partition(".")[0], ())
    begun = [member for member in family if domain.startswith(member) and _can_overrun(member)]
    if not begun:
        return ""
    meant = max(begun, key=len)
    rest = domain[len(meant) :]
    runs_on = "." not in rest and not _exists(domain.rpartition(".")[2])
    return meant if runs_on or rest in {".com", "." + meant, meant} else ""


def _can_overrun(domain: str) -> bool:
    return mail_domains().ranks[domain] < OTHER and domain.index(".") >= _SHORT


def _nearest(domain: str) -> str:
    """Give the provider that a few slips of the finger turn into this, if there is just one."""
    plausible = sorted(
        (cost + mail_domains().ranks[meant], meant)
        for meant in _resembling(domain)
        if (cost := distance(domain, meant)) <= _borne(domain, meant)
    )
    return _winner(plausible)


def _winner(costs: list[tuple[int, str]]) -> str:
    """Give the cheapest of them, unless another is as cheap."""
    if not costs or (len(costs) > 1 and costs[0][0] == costs[1][0]):
        return ""
    return costs[0][1]


def _resembling(domain: str) -> set[str]:
    """Find providers from whose name one or two characters must go, and one from this, to make the two the same."""
    return _lookup(domain.replace(".", ""), mail_domains().near, mail_domains().longest)


def _lookup(word: str, near: Mapping[str, tuple[str, ...]], longest: int) -> set[str]:
    if len(word) > longest + 1:
        return set()
    found = set(near.get(word, ()))
    for i in range(len(word)):
        key = word[:i] + word[i + 1 :]
        if key in near:
            found.update(near[key])
    return found


def _borne(typed: str, meant: str) -> int:
    """Say how much may have gone wrong for one to have been meant by the other; -1 where nothing may."""
    label, _, ending = meant.partition(".")
    _, _, typed_ending = typed.partition(".")
    top = typed.rpartition(".")[2]
    rank = min(
        mail_domains().ranks[member] for member in mail_domains().families[label]
    )  # yahoo.at is a Yahoo
    borne = _BORNE[rank][min(len(label), 8)]
    if rank == OTHER and typed[0] != meant[0]:  # hello.hu, africa.com: words that lost no first letter
        return -1
    if "." not in typed or not _exists(top):
        return borne + _MORE_IF_UNREAL
    if typed.replace(".", "") == meant.replace(".", ""):
        return borne
    if top != ending.rpartition(".")[2] and not _slip_of_ending(typed_ending, meant):
        return -1
    return _borne_where_possible(typed, label, rank, borne)


def _borne_where_possible(typed: str, label: str, rank: int, borne: int) -> int:
    """Say the same of a domain that can exist, so that it may be somebody's."""
    name, _, ending = typed.partition(".")
    if name == label:
        return _ENDING_BORNE if ending not in endings().ranks or rank == LEADING else borne
    if len(name) < min(_SHORT, len(label)):
        return -1
    return borne if len(name) > _SHORT or rank == LEADING else min(borne, SLIP)


def _slip_of_ending(typed: str, meant: str) -> bool:
    """Tell whether one real ending stands where another was meant: a known slip, or one that hardly anybody has."""
    label, _, ending = meant.partition(".")
    rank = mail_domains().ranks[meant]
    if endings().slips.get(typed) == ending:
        return rank == LEADING or (rank == POPULAR and len(label) > _SHORT)
    rare = typed.rpartition(".")[2] not in endings().ranks
    return rare and rank != OTHER and (len(label) > _SHORT or "." in ending)


def _mended(domain: str) -> str:
    """Give the same domain with an ending that exists, where there is just one near."""
    name, _, top = domain.rpartition(".")
    if not name or top.isdigit() or top in endings().private:
        return ""
    if not _exists(top):
        several = len(mail_domains().families.get(name.partition(".")[0], ())) > 1
        meant = "" if several else _ending(top)
        return f"{name}.{meant}" if meant else ""
    return _second_level_mended(name, top)


def _ending(typed: str) -> str:
    """Give the ending that a slip of the finger turns into this, if there is just one."""
    ranks = endings().ranks
    found = _lookup(typed.replace(".", ""), endings().near, len(typed))
    return _winner(
        sorted(
            (cost + ranks[meant], meant)
            for meant in found
            if (cost := distance(typed, meant)) <= _borne_by_ending(meant)
        )
    )


def _borne_by_ending(meant: str) -> int:
    """Say how much may have gone wrong: short endings resemble each other, so do the second levels of a country."""
    if endings().ranks[meant] < OTHER or meant.startswith("com."):
        return MISS
    return SLIP if len(meant) < _SHORT or "." in meant else MISS


def _second_level_mended(name: str, top: str) -> str:
    """Mend ``firm.con.br``: a country with names under ``com.br`` has nobody under ``con.br``."""
    name, _, second = name.rpartition(".")
    if not name or len(second) < _SHORTEST_SECOND or f"{second}.{top}" in endings().ranks:
        return ""
    meant = _ending(f"{second}.{top}")
    return f"{name}.{meant}" if meant.endswith(f".{top}") else ""
