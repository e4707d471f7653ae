"""A whole column of addresses at once: what each row says, packed into integers.

Ordinary addresses, 98 of 100, are read by one regular expression and a few column operations. The rest goes through
:func:`mailworthy.wire.address.read` one unique text at a time. Both fill the same row mask, whose bits are below; domains
become numbers, so that everything about a domain is found out once per domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.duplicates import mailbox_hashes
from mailworthy.address.facts import NOTES, DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.mailbox_names import local_kinds
from mailworthy.address.typing_errors import suggest
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
_SPECIAL_USE = rf"(?:^|\.)(?:{'|'.join(sorted(SPECIAL_USE))})$"


class DomainNumbers:
    """Numbers for domains, given in the order in which they are first seen; 0 is no domain.

    The numbers are those of a categorical type of our own, which polars keeps for as long as a column of it lives.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
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
        names, codes = self._different(numbers)
        hashes = mailbox_hashes(usable.local, names, codes, self.seed)
        count, rows = len(typed), usable.rows
        mask = np.zeros(count, np.uint32)
        mask[rows] = VALID | _kind_bits(usable.local) | usable.notes
        mask[careful.unusable] = careful.masks
        return Rows(
            mask,
            _scatter(count, rows, numbers),
            exact=_scatter(count, rows, usable.text.hash(self.seed).to_numpy()),
            folded=_scatter(count, rows, hashes.folded),
            mailbox=_scatter(count, rows, hashes.mailbox),
            check=_scatter(count, rows, hashes.check),
            normalized=_sparse(count, usable.changed_rows, usable.changed),
            suggestion=_sparse(count, left, careful.suggested),
        )

    def _ordinary(self, typed: pl.Series) -> tuple[_Usable, U32, Places]:
        """Give the ordinary rows, their domains' numbers, and the row numbers of the rest."""
        usable, left = _ordinary(typed)
        numbers = self.domains.number(usable.domain)
        special = self.domains.special(numbers)
        if special.any():
            left = np.concatenate([left, usable.rows[special]])
            usable = _cut(usable.rows[~special], usable.text.filter(~special), usable.notes[~special])
        return usable, numbers[~special], left

    def _different(self, numbers: U32) -> tuple[pl.Series, pl.Series]:
        """Give the different domains of a block, and the place of each row's domain among them."""
        present = np.zeros(len(self.domains.names), bool)
        present[numbers] = True
        places = np.cumsum(present, dtype=np.uint32) - np.uint32(1)
        names = [self.domains.names[number] for number in np.flatnonzero(present).tolist()]
        return _strings(names), pl.Series(places[numbers])


@dataclass(frozen=True, slots=True)
class _Usable:
    """The m rows that are fit for a list, in no particular order.

    Args:
        rows: Their row numbers; shape (m,).
        text: As typed, blanks around them trimmed.
        local: Local parts, case folded.
        domain: A-labels in lower case.
        notes: Bits of :data:`NOTES`, and :data:`TYPO` where something else was meant; shape (m,).
        changed_rows: The rows whose normalized form differs from the text; shape (k,).
        changed: Those forms; shape (k,).
    """

    rows: Places
    text: pl.Series
    local: pl.Series
    domain: pl.Series
    notes: U32
    changed_rows: Places
    changed: pl.Series


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
    """Read texts that are not ordinary, each different one once."""
    texts = typed.unique(maintain_order=True)
    codes = typed.cast(pl.Enum(texts)).to_physical().to_numpy()
    read_once = [_Read(text) for text in texts.to_list()]
    fit = np.array([one.syntax.usable for one in read_once], bool)[codes]
    return _Careful(
        _fit(rows[fit], codes[fit], texts, read_once),
        rows[~fit],
        np.array([one.mask for one in read_once], np.uint32)[codes[~fit]],
        _strings([one.suggestion or None for one in read_once]).gather(codes),
    )


def _ordinary(typed: pl.Series) -> tuple[_Usable, Places]:
    """Give the rows that one expression can read, and the row numbers of the rest."""
    plain = _is_plain(typed)
    rest = (~plain).arg_true().to_numpy().astype(np.int64)
    stripped = typed.gather(rest).str.strip_chars(" \t")
    now_plain = _is_plain(stripped)
    trimmed = rest[now_plain.to_numpy()]
    rows = np.concatenate([plain.arg_true().to_numpy().astype(np.int64), trimmed])
    text = pl.concat([typed.filter(plain), stripped.filter(now_plain)])
    notes = np.zeros(len(rows), np.uint32)
    notes[len(rows) - len(trimmed) :] = TRIMMED
    return _cut(rows, text, notes), rest[~now_plain.to_numpy()]


def _is_plain(text: pl.Series) -> pl.Series:
    return (
        text.str.contains(PLAIN)
        & (text.str.len_bytes() <= ADDRESS_OCTETS)
        & (text.str.find("@", literal=True).fill_null(0) <= LOCAL_OCTETS)
    )


def _cut(rows: Places, text: pl.Series, notes: U32) -> _Usable:
    """Cut plain texts at their only @."""
    folded = text.str.to_lowercase()
    at = folded.str.find("@", literal=True)
    local, domain = pl.select(folded.str.head(at), domain=folded.str.slice(at + 1))
    cased = (text != folded).arg_true()
    respelt = text.gather(cased).str.slice(at.gather(cased) + 1) != domain.gather(cased)
    changed = notes != 0
    changed[cased.filter(respelt).to_numpy()] = True
    places = np.flatnonzero(changed)
    normalized = pl.concat_str(text.gather(places).str.head(at.gather(places) + 1), domain.gather(places))
    return _Usable(rows, text, local, domain, notes, rows[changed], pl.select(normalized).to_series())


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


def _fit(rows: Places, codes: NDArray[np.uint32], texts: pl.Series, read_once: list[_Read]) -> _Usable:
    normalized = _strings([one.syntax.normalized for one in read_once]).gather(codes)
    changed = (texts.gather(codes) != normalized).to_numpy()
    return _Usable(
        rows,
        texts.str.strip_chars(" \t").gather(codes),
        _strings([one.syntax.local for one in read_once]).gather(codes).str.to_lowercase(),
        _strings([one.syntax.domain for one in read_once]).gather(codes),
        np.array([one.notes for one in read_once], np.uint32)[codes],
        rows[changed],
        normalized.filter(changed),
    )


def _note_bits(syntax: Syntax) -> int:
    if not syntax.flags:
        return 0
    return sum(1 << (NOTES_AT + place) for place, note in enumerate(NOTES) if note in syntax.flags)


def _joined(one: _Usable, other: _Usable) -> _Usable:
    return _Usable(
        np.concatenate([one.rows, other.rows]),
        pl.concat([one.text, other.text]),
        pl.concat([one.local, other.local]),
        pl.concat([one.domain, other.domain]),
        np.concatenate([one.notes, other.notes]),
        np.concatenate([one.changed_rows, other.changed_rows]),
        pl.concat([one.changed, other.changed]),
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
    return pl.repeat(None, count, dtype=pl.String, eager=True).scatter(rows, values)


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
