"""Opens the database: one SQLite file, brought up to date first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from mailworthy.errors import InputError, OutsideError
from mailworthy.store.write_ahead import write_ahead

NEWEST = "0003"  # of migrations/versions; known here so that an up-to-date file never loads alembic
BUSY_MS = 30_000  # another process writes for far less than that


def opened(path: Path) -> Engine:
    """Open the database in ``path``, made when missing, with the newest tables.

    Raises:
        InputError: The file is no database, or one that a newer mailworthy wrote.
        OutsideError: It cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _settle)
    try:
        with as_our_errors(path):
            with engine.connect() as connection:
                found = _version(connection)
            if found != NEWEST:
                _upgrade(engine, path, found)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _settle(connection: Any, _record: Any) -> None:
    """Readers never wait for a writer; what was committed outlives a power cut, for mail may be deleted after it."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    write_ahead(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _upgrade(engine: Engine, path: Path, found: str) -> None:
    if found > NEWEST:
        raise InputError(
            f"{path}: written by a newer mailworthy (tables {found}, known up to {NEWEST}); update mailworthy"
        )
    from alembic import command  # noqa: PLC0415  # slow to load, and only needed when tables change
    from alembic.config import Config  # noqa: PLC0415  # same

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.connect() as connection:
        # SQLite would let two processes create the same tables; the first one in makes them, the other finds them.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _version(connection) != NEWEST:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        connection.commit()


@contextmanager
def as_our_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file into one line of ours."""
    try:
        yield
    except OperationalError as error:
        raise OutsideError(f"{path}: the store cannot be used: {error.orig}", peer=str(path)) from error
    except DatabaseError as error:
        raise InputError(f"{path}: not a store of mailworthy: {error.orig}") from error
