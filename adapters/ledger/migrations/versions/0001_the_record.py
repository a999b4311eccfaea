"""The record, what is owed, what falls due, and what stands beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# Rows that may only be added; the record and the log of who read it.
_APPEND_ONLY = ("entries", "access_log")


def upgrade() -> None:
    _create_record()
    _create_work()
    _create_sides()
    for table in _APPEND_ONLY:
        _forbid_change(table)


def downgrade() -> None:
    raise RuntimeError("the record is never taken down: restore a backup instead")


def _create_record() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("partnership", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("due", _TIME),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("ring_key", sa.Text, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.Column("wake_at", _TIME),
        sa.Column("leased", sa.Boolean, nullable=False),
        sa.Column("redraw_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_partnership", "cases", ["partnership", "status", "due"])
    _create_partial_index("ix_cases_wake_at", "cases", "wake_at", ["wake_at", "id"])
    _create_partial_index("ix_cases_redraw_at", "cases", "redraw_at", ["redraw_at", "id"])
    op.create_table(
        "entries",
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("recorded_at", _TIME, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("private", sa.LargeBinary),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_entries_case"),
        sa.UniqueConstraint("case", "sequence", name="uq_entries_case_sequence"),
    )
    op.create_table(
        "people",
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_people_case"),
        sa.PrimaryKeyConstraint("case", "person", name="pk_people"),
    )
    op.create_index("ix_people_person", "people", ["person"])
    op.create_table(
        "requests",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_requests_case"),
        sa.PrimaryKeyConstraint("key", name="pk_requests"),
    )


def _create_work() -> None:
    op.create_table(
        "due",
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_due_case"),
        sa.PrimaryKeyConstraint("case", "key", name="pk_due"),
    )
    op.create_index("ix_due_at", "due", ["at"])
    op.create_table(
        "owed",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("not_before", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("ready_at", _TIME),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("drawn_sequence", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_owed_case"),
        sa.PrimaryKeyConstraint("id", name="pk_owed"),
        sa.UniqueConstraint("key", name="uq_owed_key"),
    )
    _create_partial_index("ix_owed_lane", "owed", "ready_at", ["lane", "rank", "ready_at", "id"])
    _create_partial_index("ix_owed_ready_at", "owed", "ready_at", ["ready_at", "lane"])
    op.create_index("ix_owed_case", "owed", ["case", "person"])


def _create_sides() -> None:
    op.create_table(
        "presses",
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_presses"),
    )
    op.create_table(
        "seen",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_seen"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])
    op.create_table(
        "access_log",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
    )
    op.create_index("ix_access_log_case", "access_log", ["case", "at"])
    op.create_table(
        "beats",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beats"),
    )
    op.create_table(
        "cabinet",
        sa.Column("drawer", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("ring_key", sa.Text, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("drawer", "key", name="pk_cabinet"),
    )


def _create_partial_index(name: str, table: str, where: str, columns: list[str]) -> None:
    there = sa.text(f"{where} IS NOT NULL")
    op.create_index(name, table, columns, sqlite_where=there, postgresql_where=there)


def _forbid_change(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} can only be added to' "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
