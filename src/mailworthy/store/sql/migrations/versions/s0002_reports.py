"""Reports of receivers: DMARC aggregate and failure reports, TLS reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("org_name", sa.Text, nullable=False),
        sa.Column("report_id", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("begin", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("read_at", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("key", name="uq_report_key"),
    )
    op.create_index("ix_report_day", "report", ["day"])
    op.create_table(
        "report_mail",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("disposition", sa.Text, nullable=False),
        sa.Column("dkim", sa.Boolean, nullable=False),
        sa.Column("spf", sa.Boolean, nullable=False),
        sa.Column("signer", sa.Text, nullable=False),
        sa.Column("selector", sa.Text, nullable=False),
        sa.Column("envelope", sa.Text, nullable=False),
        sa.Column("override", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_mail"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_report_mail_report", ondelete="CASCADE"),
    )
    op.create_index("ix_report_mail_day", "report_mail", ["day"])
    op.create_index("ix_report_mail_report", "report_mail", ["report"])
    op.create_table(
        "report_sessions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("mx", sa.Text, nullable=False),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_sessions"),
        sa.ForeignKeyConstraint(
            ["report"], ["report.id"], name="fk_report_sessions_report", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_report_sessions_day", "report_sessions", ["day"])
    op.create_index("ix_report_sessions_report", "report_sessions", ["report"])
