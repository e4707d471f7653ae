"""Tables in and out: CSV, TSV, text, JSON Lines, XLSX, Parquet; whole lists in bounded memory."""

from __future__ import annotations

from mailworthy.store.tables.opening import FORMATS, open_table
from mailworthy.store.tables.shape import Block, Limits, Place, Table
from mailworthy.store.tables.writers import write_frames

__all__ = ["FORMATS", "Block", "Limits", "Place", "Table", "open_table", "write_frames"]
