"""The tables as they are today; ``migrations/versions`` says how they came about."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

mailbox = Table(
    "mailbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("place", Text, nullable=False, default=""),  # the collector's own words for how far it came
)

# Which messages are recorded; a mailbox that is read for bounces and for reports is two mailboxes here. A mark without one (0)
# holds everywhere: the hash of a message's content.
mark = Table(
    "mark",
    METADATA,
    Column("mailbox", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text, primary_key=True),
    # Whether it is what was looked for, a bounce or a report: nothing else may be moved or deleted, also after a crash.
    Column("bounce", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# One row for one thing that happened to one recipient's message, however often it was told.
failure = Table(
    "failure",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("at", Integer, nullable=False),  # Unix seconds
    Column("day", String(10), nullable=False),  # of `at`, in UTC
    Column("reply", Integer),
    Column("status", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("hard", Boolean, nullable=False),
    Column("group", String(16), nullable=False),
    Column("remote_mta", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("blocklist", Text, nullable=False),
    Column("tag", Text, nullable=False),  # campaign or VERP tag
    Column("record", Text, nullable=False),  # the whole record, as JSON
    Index("ix_failure_day", "day"),
    Index("ix_failure_recipient", "recipient"),
)

# Who told of it, each time: a report, a platform's event, a line of a log. Evidence is kept, and counted once.
sighting = Table(
    "sighting",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("failure", Integer, ForeignKey("failure.id", ondelete="CASCADE"), nullable=False),
    Column("source", Text, nullable=False),  # a mailbox or a platform
    Column("file", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_sighting_failure", "failure"),
)

# Events of platforms and logs: what a rate is measured against, and what came back by another way than mail.
event = Table(
    "event",
    METADATA,
    Column("key", LargeBinary(16), primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("platform_class", String(16), nullable=False),
    Column("campaign", Text, nullable=False),
    Index("ix_event_day", "day"),
    sqlite_with_rowid=False,
)

# One row for one report of a receiver, however often it came: DMARC aggregate and failure reports, TLS reports.
report = Table(
    "report",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("org_name", Text, nullable=False),
    Column("report_id", Text, nullable=False),
    Column("domain", Text, nullable=False),  # ours
    Column("begin", Integer, nullable=False),  # Unix seconds
    Column("end", Integer, nullable=False),
    Column("day", String(10), nullable=False),  # of the middle, in UTC
    Column("file", Text, nullable=False),
    Column("read_at", Integer, nullable=False),
    Column("record", Text, nullable=False),  # what is told about the whole, as JSON
    Index("ix_report_day", "day"),
)

# What aggregate reports tell: messages of one day that were alike, summed up.
report_mail = Table(
    "report_mail",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("report", Integer, ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
    Column("domain", Text, nullable=False),  # in From
    Column("day", String(10), nullable=False),
    Column("source", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("dkim", Boolean, nullable=False),  # aligned and passed
    Column("spf", Boolean, nullable=False),
    Column("signer", Text, nullable=False),
    Column("selector", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("override", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_report_mail_day", "day"),
    Index("ix_report_mail_report", "report"),
)

# What TLS reports tell.
report_sessions = Table(
    "report_sessions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("report", Integer, ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
    Column("domain", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("receiver", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("mx", Text, nullable=False),
    Column("succeeded", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Index("ix_report_sessions_day", "day"),
    Index("ix_report_sessions_report", "report"),
)

# Whose counts they are: one sender's, told from others by any name.
bayes_sender = Table(
    "bayes_sender",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("batches", Integer, nullable=False),  # so far; each training is one
)

# Which messages were learnt, so that none is learnt twice and none is taken out that was not.
bayes_message = Table(
    "bayes_message",
    METADATA,
    Column("sender", Integer, ForeignKey("bayes_sender.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),  # of its tokens
    Column("spam", Boolean, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("at", Integer, nullable=False),  # Unix seconds
    sqlite_with_rowid=False,
)

# In how many of them a token stood.
bayes_token = Table(
    "bayes_token",
    METADATA,
    Column("sender", Integer, ForeignKey("bayes_sender.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", BigInteger, primary_key=True, autoincrement=False),  # 64 bits, as a signed number
    Column("spam", Integer, nullable=False),
    Column("ham", Integer, nullable=False),
    # The batch that the counts begin with: what a message of an earlier one told of this token was pruned.
    Column("since", Integer, nullable=False),
    Column("seen_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
