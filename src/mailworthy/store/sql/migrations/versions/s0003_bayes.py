"""What the Bayesian filter has learnt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "bayes_sender",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("batches", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bayes_sender"),
        sa.UniqueConstraint("name", name="uq_bayes_sender_name"),
    )
    op.create_table(
        "bayes_message",
        sa.Column("sender", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("spam", sa.Boolean, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sender", "digest", name="pk_bayes_message"),
        sa.ForeignKeyConstraint(
            ["sender"], ["bayes_sender.id"], name="fk_bayes_message_sender", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bayes_token",
        sa.Column("sender", sa.Integer, nullable=False),
        sa.Column("hash", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("spam", sa.Integer, nullable=False),
        sa.Column("ham", sa.Integer, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sender", "hash", name="pk_bayes_token"),
        sa.ForeignKeyConstraint(
            ["sender"], ["bayes_sender.id"], name="fk_bayes_token_sender", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
