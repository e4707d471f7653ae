"""Called by alembic: runs the steps on the connection that :mod:`mailworthy.store.sql.opening` hands over."""

from __future__ import annotations

from alembic import context

from mailworthy.store.sql.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
