"""How messages to people went, by person and platform, from what is on the record already."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_TOLD = "contact_told"
_MISSED = "contact_missed"
_ANSWERED = ("accepted", "declined", "handed_to_deputy", "risk_acknowledged")
_PLATFORMS = ("slack", "teams", "mail")

Rows = dict[tuple[str, str], dict[str, Any]]


def upgrade() -> None:
    table = op.create_table(
        "reached",
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("told_at", _TIME),
        sa.Column("missed_at", _TIME),
        sa.Column("miss", sa.Text),
        sa.Column("answered_at", _TIME),
        sa.PrimaryKeyConstraint("person", "platform", name="pk_reached"),
    )
    rows = _from_the_record()
    if rows:
        op.bulk_insert(table, [_row(*place, columns) for place, columns in rows.items()])


def downgrade() -> None:
    raise RuntimeError("the record is never taken down: restore a backup instead")


def _from_the_record() -> Rows:
    """What the entries say, oldest first; this runs once, and reads public parts only."""
    bind = op.get_bind()
    lanes = {
        (row.case, row.person): row.lane.partition(":")[0]
        for row in bind.execute(sa.text('SELECT "case", person, lane FROM owed ORDER BY id'))
    }
    found = bind.execute(
        sa.text(
            'SELECT "case", kind, body FROM entries WHERE kind IN :kinds '
            'ORDER BY recorded_at, "case", sequence'
        ).bindparams(sa.bindparam("kinds", (_TOLD, _MISSED, *_ANSWERED), expanding=True))
    )
    rows: Rows = {}
    for entry in found:
        event = json.loads(bytes(entry.body))["event"]
        at = datetime.fromisoformat(event["at"])
        if entry.kind == _TOLD:
            rows.setdefault((event["person"], event["platform"]), {})["told_at"] = at
        elif entry.kind == _MISSED:
            platform = lanes.get((entry.case, event["person"]), "none")
            if platform in _PLATFORMS:
                row = rows.setdefault((event["person"], platform), {})
                row |= {"missed_at": at, "miss": event["why"]}
        elif answered := _told_last(rows, event["by"]):
            rows[answered]["answered_at"] = at
    return rows


def _told_last(rows: Rows, person: str) -> tuple[str, str] | None:
    told = [(row["told_at"], place) for place, row in rows.items() if "told_at" in row]
    return max((one for one in told if one[1][0] == person), default=(None, None))[1]


def _row(person: str, platform: str, columns: dict[str, Any]) -> dict[str, Any]:
    sqlite = op.get_bind().dialect.name == "sqlite"  # which has no zones: kept in UTC without one
    whole: dict[str, Any] = {"told_at": None, "missed_at": None, "miss": None, "answered_at": None}
    for name, value in columns.items():
        utc = value.astimezone(UTC) if isinstance(value, datetime) else value
        whole[name] = utc.replace(tzinfo=None) if sqlite and isinstance(utc, datetime) else utc
    return {"person": person, "platform": platform, **whole}
