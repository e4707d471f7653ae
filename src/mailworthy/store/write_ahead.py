"""SQLite's write-ahead log: readers and a writer work side by side."""

from __future__ import annotations

import sqlite3


def write_ahead(sql: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side. Turning that on fails at once where others are at work; beginning waits."""
    for _ in range(20):
        try:
            sql.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            sql.execute("BEGIN IMMEDIATE")
            sql.rollback()
        else:
            return
    sql.execute("PRAGMA journal_mode = WAL")
