"""A whole column of addresses at once: what each row says, packed into integers.

Ordinary addresses, 98 of 100, are read by one regular expression and a few column operations. The rest goes through
:func:`mailworthy.wire.address.read` one unique text at a time. Both fill the same row mask, whose bits are below; domains
become numbers, so that everything about a domain is found out once per domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.duplicates import Providers, mailbox_hashes
from mailworthy.address.facts import NOTES, DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.mailbox_names import local_kinds
from mailworthy.address.typing_errors import provider_at_end, suggest
from mailworthy.address.verdict import Facts
from mailworthy.wire.address import ADDRESS_OCTETS, LOCAL_OCTETS, PLAIN, Syntax, read
from mailworthy.wire.name import SPECIAL_USE

Places = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

# The row mask, lowest bit first: six bits of reason, then one bit or two per fact.
REASONS = (
    "",
    "empty",
    "no_at",
    "no_local_part",
    "no_domain",
    "bad_character",
    "control_character",
    "bad_quoted_string",
    "comment_or_folding",
    "dot_at_edge",
    "consecutive_dots",
    "domain_hyphen_edge",
    "dot_next_to_hyphen",
    "label_too_long",
    "local_too_long",
    "domain_too_long",
    "address_too_long",
    "bad_idna",
    "bad_address_literal",
    "display_name",
    "scheme_prefix",
    "reserved_domain",
    "quoted_local",
    "address_literal",
    "single_label_domain",
    "numeric_tld",
    "bad_tld",
    "source_route",
)
REASON_BITS = 0x3F
VALID = 1 << 6
ROLE = 1 << 7
JUNK_AT, TRAP_AT = 8, 10  # two bits each: Sure
TYPO = 1 << 12  # a suggestion for the text itself; one for its domain belongs to the domain
NOTES_AT = 13  # one bit per word of NOTES
TRIMMED = 1 << (NOTES_AT + NOTES.index("trimmed"))
DUPLICATE = 1 << 18
BOT_VARIANT = 1 << 19
INACTIVE = 1 << 20
GUESSED = 1 << 21  # these two speak of the list, not of the row: no verdict depends on them
LEFTOVER = 1 << 22
OF_THE_LIST = GUESSED | LEFTOVER

REASON_NUMBERS = {reason: number for number, reason in enumerate(REASONS)}
# What nearly all plain addresses are; then nothing needs folding, and the text is its own normalized form.
_PLAIN_LOWER = PLAIN.replace("A-Z", "")
_SPECIAL_USE = rf"(?:^|\.)(?:{'|'.join(sorted(SPECIAL_USE))})$"


class DomainNumbers:
    """Numbers for domains, given in the order in which they are first seen; 0 is no domain.

    The numbers are those of a categorical type of our own, which polars keeps for as long as a column of it lives.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.providers = Providers()
        self._special = np.zeros(0, bool)
        self._type = pl.Categorical(pl.Categories.random())
        self._alive = pl.Series([""]).cast(self._type)
        self.number(pl.Series([""]))

    def number(self, domains: pl.Series) -> U32:
        """Give the numbers of a column of domains, new ones for those never seen; shape (n,)."""
        numbers: U32 = domains.cast(self._type).to_physical().to_numpy()
        new = np.flatnonzero(numbers >= len(self.names))
        if len(new):
            different, first = np.unique(numbers[new], return_index=True)
            if int(different[-1]) != len(self.names) + len(different) - 1:
                raise AssertionError("numbers of domains must follow each other")
            names = domains.gather(new[first])
            self.names.extend(names.to_list())
            self.providers.add(names)
            self._special = np.concatenate([self._special, names.str.contains(_SPECIAL_USE).to_numpy()])
        return numbers

    def special(self, numbers: U32) -> NDArray[np.bool_]:
        """Tell which of these domains are set aside for special use; shape (n,)."""
        return self._special[numbers]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a block of n rows says.

    Args:
        mask: The row mask; shape (n,).
        domain: The domain's number; shape (n,), 0 where the syntax is not usable.
        exact: Hash of the trimmed text; shape (n,).
        folded: Hash of the address with case folded; shape (n,), 0 where the syntax is not usable.
        mailbox: Hash of the canonical form; shape (n,), 0 where the syntax is not usable.
        check: A second, independent hash of it; two mailboxes are the same where both agree. Shape (n,).
        normalized: Normalized form, null where it equals the text or the row is not usable; shape (n,).
        suggestion: What was probably meant, where the text itself tells; what its domain tells is found out once per domain.
            Null elsewhere; shape (n,).
    """

    mask: U32
    domain: U32
    exact: U64
    folded: U64
    mailbox: U64
    check: U64
    normalized: pl.Series
    suggestion: pl.Series


@dataclass(slots=True)
class Reader:
    """Reads a column block by block; numbers domains across blocks.

    Args:
        seed: Seeds the hashes, so that nobody can prepare addresses that collide.
    """

    seed: int
    domains: DomainNumbers = field(default_factory=DomainNumbers)

    def read(self, typed: pl.Series) -> Rows:
        """Read one block of texts; nulls count as empty."""
        typed = typed.fill_null("")
        ordinary, numbers, left = self._ordinary(typed)
        careful = _carefully(typed.gather(left), left)
        usable = _joined(ordinary, careful.usable)
        numbers = np.concatenate([numbers, self.domains.number(careful.usable.domain)])
        local = usable.local.rechunk()  # gathering from one chunk takes a quarter of the time
        hashes = mailbox_hashes(usable.folded, local, numbers, self.domains.providers, self.seed)
        count, rows = len(typed), usable.rows
        mask = np.zeros(count, np.uint32)
        mask[rows] = VALID | _kind_bits(local) | usable.notes
        mask[careful.unusable] = careful.masks
        return Rows(
            mask,
            _scatter(count, rows, numbers),
            exact=_scatter(count, rows, usable.text.hash(self.seed).to_numpy()),
            folded=_scatter(count, rows, hashes.folded),
            mailbox=_scatter(count, rows, hashes.mailbox),
            check=_scatter(count, rows, hashes.check),
            normalized=_sparse(count, rows, usable.normalized),
            suggestion=_sparse(count, left, careful.suggested),
        )

    def _ordinary(self, typed: pl.Series) -> tuple[_Usable, U32, Places]:
        """Give the ordinary rows, their domains' numbers, and the row numbers of the rest."""
        usable, left = _ordinary(typed)
        numbers = self.domains.number(usable.domain)
        doubtful = (usable.local.str.len_bytes() > LOCAL_OCTETS).to_numpy() | self.domains.special(numbers)
        if doubtful.any():
            left = np.concatenate([left, usable.rows[doubtful]])
            usable, numbers = _only(usable, ~doubtful), numbers[~doubtful]
        return usable, numbers, left


@dataclass(frozen=True, slots=True)
class _Usable:
    """The m rows that are fit for a list, in no particular order.

    Args:
        rows: Their row numbers; shape (m,).
        text: As typed, blanks around them trimmed.
        folded: The addresses, case folded: what stands in the next two, joined by the at sign.
        local: Local parts, case folded.
        domain: A-labels in lower case.
        notes: Bits of :data:`NOTES`, and :data:`TYPO` where something else was meant; shape (m,).
        normalized: Normalized form, null where it equals the text as typed.
    """

    rows: Places
    text: pl.Series
    folded: pl.Series
    local: pl.Series
    domain: pl.Series
    notes: U32
    normalized: pl.Series


@dataclass(frozen=True, slots=True)
class _Careful:
    """The c rows that were read carefully.

    Args:
        usable: Those that are fit for a list after all.
        unusable: The row numbers of the others; shape (u,).
        masks: Their row masks; shape (u,).
        suggested: What all c rows were probably meant to be, null where nothing is suggested; shape (c,).
    """

    usable: _Usable
    unusable: Places
    masks: U32
    suggested: pl.Series


def _carefully(typed: pl.Series, rows: Places) -> _Careful:
    """Read texts that are not ordinary, each different one once.

    What is wrong with most of them stands behind a local part without fault (``jane@@web.de``, ``jane @web.de``), which
    neither the reader nor the mending of :func:`suggest` then looks at. So they are read with another one in its place, and
    a few thousand different texts are left of tens of thousands.
    """
    own, behind = _behind_the_local_part(typed)
    texts = (_STAND_IN + behind).zip_with(own.is_not_null(), typed)
    texts = texts.set(_is_one_word(typed), _STAND_IN)
    different = texts.unique(maintain_order=True)
    codes = texts.cast(pl.Enum(different)).to_physical().to_numpy()
    read_once = [_read_once(text) for text in different.to_list()]
    fit = np.array([one.syntax.usable for one in read_once], bool)[codes]
    return _Careful(
        _fit(
            rows[fit], typed.filter(fit), own.filter(fit), [read_once[code] for code in codes[fit].tolist()]
        ),
        rows[~fit],
        np.array([one.mask for one in read_once], np.uint32)[codes[~fit]],
        _owned(_strings([one.suggestion or None for one in read_once]).gather(codes), own),
    )


# A local part that nothing is ever done to, and at most a blank, an at sign and a domain with a letter or digit in it. None
# of its signs is a bracket, a quote or a colon, with which local parts are told from names and labels around them.
_LOCAL = r"[A-Za-z0-9][A-Za-z0-9_+-]*(?:\.[A-Za-z0-9_+-]+)*"
_LOCAL_ALONE = f"^{_LOCAL}$"
_LOCAL_WITHOUT_FAULT = f"^({_LOCAL})" r"( ?@[@.-]*[A-Za-z0-9\x{C0}-\x{24F}][A-Za-z0-9@.\x{C0}-\x{24F}-]*)$"
_WEB = r"^(?i:www\.)"  # which is taken for the beginning of a link
_BEHIND_OCTETS = 60  # so few that no name comes out, by IDNA or mended, with which the address is too long
_STAND_IN = "x"


def _behind_the_local_part(typed: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Cut texts behind a local part without fault; both sides are null where there is none."""
    groups = typed.str.extract_groups(_LOCAL_WITHOUT_FAULT).struct
    own, behind = groups.field("1"), groups.field("2")
    wrong = (
        own.str.contains(_WEB)
        | (own.str.len_bytes() > LOCAL_OCTETS)
        | (behind.str.len_bytes() > _BEHIND_OCTETS)
    ).fill_null(value=True)
    return own.set(wrong, None), behind.set(wrong, None)


def _is_one_word(typed: pl.Series) -> pl.Series:
    """Tell which texts are without an at sign, and hold nothing else either: all of them mean the same."""
    short = typed.str.len_bytes() <= ADDRESS_OCTETS
    return short & typed.str.contains(_LOCAL_ALONE) & ~typed.str.contains(provider_at_end())


def _owned(texts: pl.Series, own: pl.Series) -> pl.Series:
    """Put each row's own local part in place of the one that stood in for it."""
    put_back = pl.concat_str(own, texts.str.slice(len(_STAND_IN)))
    return pl.select(pl.coalesce(put_back, texts)).to_series()


def _ordinary(typed: pl.Series) -> tuple[_Usable, Places]:
    """Give the rows that one expression can read, and the row numbers of the rest.

    Whether local parts are too long or domains reserved is for the caller to look at.
    """
    lower = _fits(typed, _PLAIN_LOWER)
    rest = (~lower).arg_true().to_numpy().astype(np.int64)
    blank = typed.gather(rest)
    stripped = blank.str.strip_chars(" \t")
    plain = _fits(stripped, PLAIN)
    places = plain.to_numpy()
    trimmed = (stripped != blank).to_numpy()[places]
    usable = _joined(
        _as_typed(lower.arg_true().to_numpy().astype(np.int64), typed.filter(lower)),
        _respelt(rest[places], stripped.filter(plain), trimmed),
    )
    return usable, rest[~places]


def _fits(text: pl.Series, pattern: str) -> pl.Series:
    return text.str.contains(pattern) & (text.str.len_bytes() <= ADDRESS_OCTETS)


def _as_typed(rows: Places, text: pl.Series) -> _Usable:
    """Take plain texts in lower case as they stand."""
    nothing = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    return _Usable(rows, text, text, *_cut(text), np.zeros(len(rows), np.uint32), nothing)


def _respelt(rows: Places, text: pl.Series, trimmed: NDArray[np.bool_]) -> _Usable:
    """Fold plain texts, and normalize those that differ then."""
    folded = text.str.to_lowercase()
    local, domain = _cut(folded)
    normalized = pl.select(pl.concat_str(text.str.head(local.str.len_bytes() + 1), domain)).to_series()
    same = (normalized == text) & ~pl.Series(trimmed)
    return _Usable(
        rows,
        text,
        folded,
        local,
        domain,
        trimmed.astype(np.uint32) * np.uint32(TRIMMED),
        normalized.set(same, None),
    )


def _cut(folded: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Cut plain addresses at their only @."""
    sides = folded.str.splitn("@", 2).struct
    return sides.field("field_0"), sides.field("field_1")


def _only(usable: _Usable, chosen: NDArray[np.bool_]) -> _Usable:
    return _Usable(
        usable.rows[chosen],
        usable.text.filter(chosen),
        usable.folded.filter(chosen),
        usable.local.filter(chosen),
        usable.domain.filter(chosen),
        usable.notes[chosen],
        usable.normalized.filter(chosen),
    )


class _Read:
    """One text that was read carefully: its syntax, what was probably meant, the bits of its row mask."""

    __slots__ = ("mask", "notes", "suggestion", "syntax")

    def __init__(self, text: str) -> None:
        syntax = self.syntax = read(text)
        self.suggestion = ""
        if not (syntax.usable and syntax.local.isascii()):  # else its domain alone suggests, once per domain
            self.suggestion = suggest(text, syntax.local, syntax.domain, syntax.usable)
        self.notes = _note_bits(syntax) | (TYPO if self.suggestion else 0)
        self.mask = REASON_NUMBERS[syntax.reason] | (VALID if syntax.valid else 0) | self.notes


_read_once = lru_cache(maxsize=4_096)(_Read)


def _fit(rows: Places, typed: pl.Series, own: pl.Series, found: list[_Read]) -> _Usable:
    normalized = _owned(_strings([one.syntax.normalized for one in found]), own)
    domain = _strings([one.syntax.domain for one in found])
    local = _owned(_strings([one.syntax.local for one in found]), own).str.to_lowercase()
    return _Usable(
        rows,
        typed.str.strip_chars(" \t"),
        pl.select(pl.concat_str(local, pl.lit("@"), domain)).to_series(),
        local,
        domain,
        np.array([one.notes for one in found], np.uint32),
        normalized.set(normalized == typed, None),
    )


def _note_bits(syntax: Syntax) -> int:
    if not syntax.flags:
        return 0
    return sum(1 << (NOTES_AT + place) for place, note in enumerate(NOTES) if note in syntax.flags)


def _joined(one: _Usable, other: _Usable) -> _Usable:
    return _Usable(
        np.concatenate([one.rows, other.rows]),
        pl.concat([one.text, other.text]),
        pl.concat([one.folded, other.folded]),
        pl.concat([one.local, other.local]),
        pl.concat([one.domain, other.domain]),
        np.concatenate([one.notes, other.notes]),
        pl.concat([one.normalized, other.normalized]),
    )


def _kind_bits(local: pl.Series) -> U32:
    kinds = local_kinds(local)
    bits = kinds["role"].to_numpy().astype(np.uint32) * np.uint32(ROLE)
    bits |= kinds["junk"].to_numpy().astype(np.uint32) << np.uint32(JUNK_AT)
    bits |= kinds["trap"].to_numpy().astype(np.uint32) << np.uint32(TRAP_AT)
    bits |= kinds["guessed"].to_numpy().astype(np.uint32) * np.uint32(GUESSED)
    bits |= kinds["leftover"].to_numpy().astype(np.uint32) * np.uint32(LEFTOVER)
    return bits


def _strings(values: list[str | None] | list[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def _scatter(count: int, rows: Places, values: NDArray[np.unsignedinteger[Any]]) -> NDArray[Any]:
    result = np.zeros(count, values.dtype)
    result[rows] = values
    return result


def _sparse(count: int, rows: Places, values: pl.Series) -> pl.Series:
    known = values.is_not_null()
    nothing = pl.repeat(None, count, dtype=pl.String, eager=True)
    return nothing.scatter(rows[known.to_numpy()], values.filter(known))


def facts_of(
    mask: int,
    kind: DomainKind,
    state: DomainState | None,
    *,
    typo: bool = False,
    missing_before: bool = False,
) -> Facts:
    """Unpack a row mask, and what is known of the row's domain, into the facts of the verdict."""
    return Facts(
        reason=REASONS[mask & REASON_BITS],
        valid=bool(mask & VALID),
        notes=tuple(note for place, note in enumerate(NOTES) if mask >> (NOTES_AT + place) & 1),
        local=LocalKind(bool(mask & ROLE), Sure(mask >> JUNK_AT & 3), Sure(mask >> TRAP_AT & 3)),
        domain=kind,
        typo=bool(mask & TYPO) or typo,
        state=state,
        missing_before=missing_before,
        duplicate=bool(mask & DUPLICATE),
        bot_variant=bool(mask & BOT_VARIANT),
        inactive=bool(mask & INACTIVE),
    )
