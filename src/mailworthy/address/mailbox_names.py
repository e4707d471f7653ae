"""What a local part says about who reads the mailbox: a function, nobody, a trap.

One address is judged by look-ups in tables of words. For a column, cheap patterns pick the few local parts that could
have any such word or a strange pair of letters; the few different words among them are judged as single ones, the
strange ones by sums over bytes. So both ways give the same.

Local parts outside ASCII are never judged: we know too few of their names to call any of them strange.
"""

from __future__ import annotations

from string import digits as _DIGITS  # noqa: N812  # a constant here
from typing import TYPE_CHECKING

from mailworthy.address import gibberish
from mailworthy.address.facts import LocalKind, Sure
from mailworthy.address.mailbox_words import SEPARATORS, beginnings, guessed_name, insides, leftover, words

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

_REPEATED = 3  # aaa is nobody's name; aa may be initials
_COUNTRY = 3  # a separator and two letters
_ONLY_DIGITS = r"^[0-9]+(?:\+|$)"
_NO_SEPARATORS = str.maketrans("", "", SEPARATORS)
_ONE_SEPARATOR = str.maketrans("_-", "..")


def local_kind(local: str) -> LocalKind:
    """Tell what one local part says.

    Args:
        local: As written; case doesn't matter, a ``+tag`` is left aside.
    """
    if not local.isascii():
        return LocalKind()
    base = _base(local)
    spoken = _by_words(local)
    # Numbers alone are ordinary at some providers (qq.com, docomo.ne.jp): never more than a guess.
    number = Sure.GUESS if base.isdigit() else Sure.NO
    return LocalKind(spoken.role, max(spoken.junk, number, gibberish.suspicion(base)), spoken.trap)


def trap_reason(local: str) -> str:
    """Say why a local part is suspected to be a trap.

    Returns:
        ``trap_word`` (it says so itself), ``scraping_leftover`` (only a copier of web pages holds it),
        ``complaint_desk`` (its readers handle complaints), or empty where nothing is suspected.
    """
    return _trap(_base(local))[1] if local.isascii() else ""


def local_kinds(local: pl.Series) -> pl.DataFrame:
    """Give :func:`local_kind` of each local part of a column, and what tells of the origin of a whole list.

    Args:
        local: Strings; nulls count as empty.

    Returns:
        Columns ``role`` (Boolean), ``junk`` and ``trap`` (UInt8, see :class:`Sure`). For
        :class:`mailworthy.address.signs.Tally` the Boolean columns ``guessed``, the bare given names that guessers try
        at every domain (``john``, ``petra``), and ``leftover``, what only a copier of web pages leaves (``john.nospam``).
    """
    import numpy as np  # noqa: PLC0415  # heavy
    import polars as pl  # noqa: PLC0415  # heavy

    role, guessed, leftover_ = (np.zeros(len(local), np.bool_) for _ in range(3))
    junk, trap = (np.zeros(len(local), np.uint8) for _ in range(2))
    # Two passes over the column, not one per question, at some 30 ns a row each: what they find is asked again.
    at_begin, begun = _candidates(local, f"{beginnings()}|{_ONLY_DIGITS}")
    number = begun.str.contains(_ONLY_DIGITS).to_numpy()
    junk[at_begin] = number * np.uint8(Sure.GUESS)
    guessed[at_begin] = begun.str.contains(guessed_name()).to_numpy()
    at_inside, within = _candidates(local, f"{insides()}|{gibberish.rare_pairs()}")
    scores = gibberish.scores(within.str.splitn("+", 2).struct.field("field_0"))
    junk[at_inside] = np.maximum(junk[at_inside], gibberish.sure_column(scores))
    spoken = within.str.contains(insides())
    at = np.concatenate([at_begin, at_inside[spoken.to_numpy()]])
    found = pl.concat([begun, within.filter(spoken)])
    unique = found.unique().sort()
    which = found.rank("dense").to_numpy() - 1  # the place of each text among the sorted unique ones
    kinds = [_by_words(text) for text in unique]
    role[at] = np.array([kind.role for kind in kinds], np.bool_)[which]
    junk[at] = np.maximum(junk[at], np.array([kind.junk for kind in kinds], np.uint8)[which])
    trap[at] = np.array([kind.trap for kind in kinds], np.uint8)[which]
    leftover_[at] = found.str.contains(leftover()).to_numpy()
    return pl.DataFrame({"role": role, "junk": junk, "trap": trap, "guessed": guessed, "leftover": leftover_})


def _candidates(local: pl.Series, pattern: str) -> tuple[NDArray[np.int64], pl.Series]:
    """Give the places and the values of the ASCII texts that a pattern fits."""
    fits = local.str.contains(pattern).fill_null(value=False)
    found = local.filter(fits)
    ascii_only = found.str.len_bytes() == found.str.len_chars()
    return fits.arg_true().to_numpy()[ascii_only.to_numpy()], found.filter(ascii_only)


def _base(local: str) -> str:
    return local.partition("+")[0].lower()


def _by_words(local: str) -> LocalKind:
    """Judge a local part in ASCII by the tables of words alone."""
    base = _base(local)
    role = _is_role(base)
    return LocalKind(role, Sure.NO if role else _junk(base), _trap(base)[0])


def _joined(base: str) -> str:
    return base.translate(_NO_SEPARATORS)


def _stem(base: str) -> str:
    return _joined(base).rstrip(_DIGITS)


def _parts(base: str) -> list[str]:
    return [part.rstrip(_DIGITS) for part in base.translate(_ONE_SEPARATOR).split(".")]


def _is_role(base: str) -> bool:
    """Tell whether a function is named, alone or at one end of a separator: ``info.berlin``, ``it-support``."""
    known = words()
    if _stem(base) in known.roles:
        return True
    parts = _parts(base)
    if len(parts) == 1:
        return False
    if parts[0] in known.lead or parts[-1] in known.tail:
        return True
    return _is_country(base[-3:]) and _stem(base[:-3]) in known.roles


def _is_country(end: str) -> bool:
    """Tell whether the end of a local part may be a country: ``.uk``."""
    return end[0] in SEPARATORS and end[1:].isalpha() and len(end) == _COUNTRY


def _junk(base: str) -> Sure:
    same = base.rstrip(_DIGITS) or base
    if len(same) >= _REPEATED and len(set(same)) == 1:
        return Sure.LIKELY
    stem = _stem(base)
    if len(stem) < _REPEATED:  # aa may be nobody; aa4711 is somebody's number
        stem = _joined(base)
    return words().junk.get(stem, Sure.NO)


def _trap(base: str) -> tuple[Sure, str]:
    """Give a suspicion and its reason."""
    known = words()
    joined = _joined(base)
    for inside, reason in ((known.trap, "trap_word"), (known.leftover, "scraping_leftover")):
        if found := {word for word in inside if word in joined}:
            alone = not found.isdisjoint((_stem(base), *_parts(base)))
            return Sure.LIKELY if alone else Sure.GUESS, reason
    if base.startswith(known.escapes):
        return Sure.LIKELY, "scraping_leftover"
    if base.startswith(known.escape_bytes) and _stem(base[2:]) in known.roles:
        return Sure.GUESS, "scraping_leftover"
    if _stem(base) in known.desk:
        return Sure.GUESS, "complaint_desk"
    return Sure.NO, ""
