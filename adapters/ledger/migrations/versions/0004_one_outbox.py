"""One outbox for messages about cases and for letters; tables named for what they hold.

Letters that an earlier version kept as documents are carried over at the next start, see
``adapters.ledger.carry_over``: they are encrypted, and a migration has no key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_RENAMED = {
    "presses": "action_tokens",
    "seen": "seen_requests",
    "beats": "heartbeats",
    "reached": "delivery_history",
}
_KEPT = (
    'id, key, "case", person, purpose, stage, about, not_before, created_at, state, attempts, '
    "epoch, ready_at, error, drawn_sequence"
)


def upgrade() -> None:
    _create_outbox()
    op.execute(
        f"INSERT INTO outbox ({_KEPT}, attention, queue, platform_message, reports) "  # noqa: S608
        f"SELECT {_KEPT}, rank, lane, message, 0 FROM owed"
    )
    op.drop_table("owed")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('outbox', 'id'), "
            "COALESCE((SELECT max(id) FROM outbox), 0) + 1, false)"
        )
        op.execute('ALTER TABLE documents ALTER COLUMN key TYPE text COLLATE "C"')
    _rename_tables()


def downgrade() -> None:
    raise RuntimeError("the record is never taken down: restore a backup instead")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("case", sa.Text),
        sa.Column("partnership", sa.Text),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("ring_key", sa.Text),
        sa.Column("private", sa.LargeBinary),
        sa.Column("attention", sa.SmallInteger, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("not_before", _TIME, nullable=False),
        sa.Column("latest_at", _TIME),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("ready_at", _TIME),
        sa.Column("ended_at", _TIME),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("platform_message", sa.Text, nullable=False),
        sa.Column("drawn_sequence", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_outbox_case"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _create_partial_index("queue", ["queue", "attention", "ready_at", "id"], "ready_at IS NOT NULL")
    _create_partial_index("ready_at", ["ready_at", "queue"], "ready_at IS NOT NULL")
    _create_partial_index("ended_at", ["ended_at"], '"case" IS NULL')
    op.create_index("ix_outbox_case", "outbox", ["case", "person"])


def _create_partial_index(name: str, columns: list[str], where: str) -> None:
    rows = sa.text(where)
    op.create_index(
        f"ix_outbox_{name}", "outbox", columns, sqlite_where=rows, postgresql_where=rows
    )


def _rename_tables() -> None:
    """Rename tables and what is named after them; SQLite cannot rename an index."""
    op.drop_index("ix_presses_expires_at", "presses")
    op.drop_index("ix_presses_undated", "presses")
    op.drop_index("ix_seen_at", "seen")
    for old, new in _RENAMED.items():
        op.rename_table(old, new)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}")
    for name, column, where in (
        ("expires_at", "expires_at", "expires_at IS NOT NULL"),
        ("undated", "token", "expires_at IS NULL"),
    ):
        rows = sa.text(where)
        op.create_index(
            f"ix_action_tokens_{name}",
            "action_tokens",
            [column],
            sqlite_where=rows,
            postgresql_where=rows,
        )
    op.create_index("ix_seen_requests_at", "seen_requests", ["at"])
