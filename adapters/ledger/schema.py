"""The tables, one schema for SQLite and PostgreSQL; triggers are in the migrations.

Times are UTC. Only ``entries`` is the record; the other tables are derived from it, hold leases, or
store what was asked.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A time with a zone, stored in UTC; without the zone on SQLite, which has none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone is not stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert back to a time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("head", Integer, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("reference", Text, nullable=False),
    Column("partnership", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("due", UtcTime),
    Column("key_id", Text, nullable=False),
    Column("ring_key", Text, nullable=False),
    # NULL once the case's key was destroyed: its private parts can never be read again.
    Column("wrapped_key", LargeBinary),
    # When the scheduler must process the case: its first due time, or the end of a lease.
    Column("wake_at", UtcTime),
    Column("leased", Boolean, nullable=False),
    # When to check its delivered messages for redrawing, or the end of a lease.
    Column("redraw_at", UtcTime),
    UniqueConstraint("reference"),
    Index("ix_cases_partnership", "partnership", "status", "due"),
    Index(
        "ix_cases_wake_at",
        "wake_at",
        "id",
        sqlite_where=text("wake_at IS NOT NULL"),
        postgresql_where=text("wake_at IS NOT NULL"),
    ),
    Index(
        "ix_cases_redraw_at",
        "redraw_at",
        "id",
        sqlite_where=text("redraw_at IS NOT NULL"),
        postgresql_where=text("redraw_at IS NOT NULL"),
    ),
)

entries = Table(
    "entries",
    metadata,
    Column("case", Text, ForeignKey("cases.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("private", LargeBinary),
    UniqueConstraint("case", "sequence"),
)

people = Table(
    "people",
    metadata,
    Column("case", Text, ForeignKey("cases.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Index("ix_people_person", "person"),
)

requests = Table(
    "requests",
    metadata,
    Column("key", Text, primary_key=True),
    Column("case", Text, ForeignKey("cases.id"), nullable=False),
)

due = Table(
    "due",
    metadata,
    Column("case", Text, ForeignKey("cases.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_due_at", "at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("key", Text, nullable=False),
    # NULL for a letter, which belongs to no case.
    Column("case", Text, ForeignKey("cases.id")),
    # NULL for a message about a case, which has its own.
    Column("partnership", Text),
    Column("person", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("about", Text, nullable=False),
    # What a letter is made from and where it goes, encrypted with the ring's key of this name.
    Column("ring_key", Text),
    Column("private", LargeBinary),
    # 0 danger to 4 record: first in the index that claims are served from.
    Column("attention", SmallInteger, nullable=False),
    Column("queue", Text, nullable=False),
    Column("not_before", UtcTime, nullable=False),
    # Not sent after this; NULL: no end of its own.
    Column("latest_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # How often a human was told that it does not reach its person.
    Column("reports", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    # While it waits: its ``not_before``; while it is sent: the end of the lease; else NULL.
    Column("ready_at", UtcTime),
    # When it was told, dropped or given up.
    Column("ended_at", UtcTime),
    Column("error", Text, nullable=False),
    Column("platform_message", Text, nullable=False),
    Column("drawn_sequence", Integer, nullable=False),
    UniqueConstraint("key"),
    Index(
        "ix_outbox_queue",
        "queue",
        "attention",
        "ready_at",
        "id",
        sqlite_where=text("ready_at IS NOT NULL"),
        postgresql_where=text("ready_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_ready_at",
        "ready_at",
        "queue",
        sqlite_where=text("ready_at IS NOT NULL"),
        postgresql_where=text("ready_at IS NOT NULL"),
    ),
    Index("ix_outbox_case", "case", "person"),
    Index(
        "ix_outbox_ended_at",
        "ended_at",
        sqlite_where=text('"case" IS NULL'),
        postgresql_where=text('"case" IS NULL'),
    ),
)

# Delivery history of people, derived from the entries as they are written.
delivery_history = Table(
    "delivery_history",
    metadata,
    Column("person", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("told_at", UtcTime),
    Column("missed_at", UtcTime),
    # Why the last failed message failed.
    Column("miss", Text),
    Column("answered_at", UtcTime),
)

action_tokens = Table(
    "action_tokens",
    metadata,
    # SHA-256 of the token: reading the database does not let anybody press.
    Column("token", LargeBinary, primary_key=True),
    Column("person", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("case", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("target", Text, nullable=False),
    # NULL until the next hourly cleaning, which dates what is new.
    Column("expires_at", UtcTime),
    Index(
        "ix_action_tokens_expires_at",
        "expires_at",
        sqlite_where=text("expires_at IS NOT NULL"),
        postgresql_where=text("expires_at IS NOT NULL"),
    ),
    Index(
        "ix_action_tokens_undated",
        "token",
        sqlite_where=text("expires_at IS NULL"),
        postgresql_where=text("expires_at IS NULL"),
    ),
)

seen_requests = Table(
    "seen_requests",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_seen_requests_at", "at"),
)

access_log = Table(
    "access_log",
    metadata,
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("at", UtcTime, nullable=False),
    Column("person", Text, nullable=False),
    Column("case", Text, nullable=False),
    Column("what", Text, nullable=False),
    Index("ix_access_log_case", "case", "at"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("collection", Text, primary_key=True),
    # Compared by code point, so that one index serves its order and its beginnings.
    Column(
        "key", Text().with_variant(postgresql.TEXT(collation="C"), "postgresql"), primary_key=True
    ),
    Column("ring_key", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    # NULL: kept for good.
    Column("expires_at", UtcTime),
    Index(
        "ix_documents_expires_at",
        "expires_at",
        sqlite_where=text("expires_at IS NOT NULL"),
        postgresql_where=text("expires_at IS NOT NULL"),
    ),
)
