"""Cells that a spreadsheet would run as formulas, made harmless."""

from __future__ import annotations

import re

import polars as pl

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula; also from Japanese keyboards.
_TRIGGER = r"^[=+\-@\t\r＝＋－＠]"
_SIGNED_NUMBER = r"^[+-]\d+(?:[.,]\d+)?$"
_DANGEROUS = re.compile(_TRIGGER)
_NUMBER = re.compile(_SIGNED_NUMBER + r"(?!\n)")


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before each cell and column name that could run as a formula; plain signed numbers stay."""
    columns = []
    for name in frame.columns:
        column = _defused_column(frame[name])
        columns.append(column.alias(defused_text(name)))
    return pl.DataFrame(columns) if columns else frame


def defused_text(text: str) -> str:
    """Make one cell harmless."""
    return "'" + text if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def _defused_column(values: pl.Series) -> pl.Series:
    if (
        values.dtype in (pl.Categorical, pl.Enum)
        and values.unique().cast(pl.String).str.contains(_TRIGGER).any()
    ):
        values = values.cast(pl.String)
    if (
        values.dtype != pl.String
        or not _may_hold_a_trigger(values)
        or not values.str.contains(_TRIGGER).any()
    ):
        return values
    dangerous = values.str.contains(_TRIGGER) & ~values.str.contains(_SIGNED_NUMBER)
    return values.to_frame("cell").select(
        pl.when(dangerous).then(pl.lit("'") + pl.col("cell")).otherwise(pl.col("cell")).alias("cell")
    )["cell"]


def _may_hold_a_trigger(values: pl.Series) -> bool:
    """Rule columns of words and of numbers out by comparing alone, a tenth of the price of a pattern."""
    if (values >= "＋").any():  # the first of the full-width ones; hardly anything else stands above it
        return True
    if not (values < "A").any():
        return False
    early = (values < "0") & (values != "")
    return bool(early.any() or ((values >= ":") & (values < "A")).any())
