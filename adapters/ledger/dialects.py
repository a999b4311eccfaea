"""SQL that differs between SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Table, any_, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

_SQLITE_UNIQUE: Final = frozenset(
    {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
)
_POSTGRESQL_UNIQUE: Final = "23505"


def insert(transaction: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that supports ON CONFLICT."""
    if transaction.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def is_one_of(
    transaction: AsyncConnection, column: ColumnElement[Any], values: Sequence[Any]
) -> ColumnElement[bool]:
    """Return ``column IN values``; on PostgreSQL as one array, so that one query plan serves all
    lengths.
    """
    if transaction.dialect.name == "sqlite":
        return column.in_(values)
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def is_unique_violation(error: IntegrityError) -> bool:
    """Return whether the error is a duplicate key."""
    if getattr(error.orig, "sqlstate", None) == _POSTGRESQL_UNIQUE:
        return True
    return getattr(error.orig, "sqlite_errorcode", None) in _SQLITE_UNIQUE
