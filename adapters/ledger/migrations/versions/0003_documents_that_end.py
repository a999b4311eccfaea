"""Documents by collection, and an end to documents and tokens that have one."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_BY_HOUR = ("mail-link", "mail-link-used", "mail-code", "mail-slot", "mail-session")
"""Collections whose keys begin with the hour (UTC, YYYYMMDDHH) in which a document ends."""


def upgrade() -> None:
    op.rename_table("cabinet", "documents")
    op.execute("ALTER TABLE documents RENAME COLUMN drawer TO collection")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE documents RENAME CONSTRAINT pk_cabinet TO pk_documents")
    for table in ("documents", "presses"):
        op.add_column(table, sa.Column("expires_at", _TIME))
        there = sa.text("expires_at IS NOT NULL")
        op.create_index(
            f"ix_{table}_expires_at",
            table,
            ["expires_at"],
            sqlite_where=there,
            postgresql_where=there,
        )
    undated = sa.text("expires_at IS NULL")
    op.create_index(
        "ix_presses_undated",
        "presses",
        ["token"],
        sqlite_where=undated,
        postgresql_where=undated,
    )
    _end_what_has_an_end()


def downgrade() -> None:
    raise RuntimeError("the record is never taken down: restore a backup instead")


def _end_what_has_an_end() -> None:
    """Documents of the mail pages end an hour after the one in their key."""
    bind = op.get_bind()
    documents = sa.table(
        "documents", sa.column("collection"), sa.column("key"), sa.column("expires_at", _TIME)
    )
    found = bind.execute(
        sa.select(documents.c.collection, documents.c.key).where(
            documents.c.collection.in_(_BY_HOUR)
        )
    ).all()
    for row in found:
        hour = datetime.strptime(row.key[:10], "%Y%m%d%H").replace(tzinfo=UTC)
        bind.execute(
            sa.update(documents)
            .where(documents.c.collection == row.collection, documents.c.key == row.key)
            .values(expires_at=_stored(hour + timedelta(hours=1)))
        )


def _stored(at: datetime) -> datetime:
    """SQLite has no zones: kept in UTC without one."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    return at.astimezone(UTC).replace(tzinfo=None) if sqlite else at
