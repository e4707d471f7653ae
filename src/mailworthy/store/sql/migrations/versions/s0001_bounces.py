"""Bounces, the mailboxes they came from, and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("name", name="uq_mailbox_name"),
    )
    op.create_table(
        "mark",
        sa.Column("mailbox", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("bounce", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "mark", name="pk_mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "failure",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("reply", sa.Integer),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("hard", sa.Boolean, nullable=False),
        sa.Column("group", sa.String(16), nullable=False),
        sa.Column("remote_mta", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("blocklist", sa.Text, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failure"),
        sa.UniqueConstraint("key", name="uq_failure_key"),
    )
    op.create_index("ix_failure_day", "failure", ["day"])
    op.create_index("ix_failure_recipient", "failure", ["recipient"])
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("failure", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
        sa.ForeignKeyConstraint(["failure"], ["failure.id"], name="fk_sighting_failure", ondelete="CASCADE"),
    )
    op.create_index("ix_sighting_failure", "sighting", ["failure"])
    op.create_table(
        "event",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("platform_class", sa.String(16), nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_day", "event", ["day"])
