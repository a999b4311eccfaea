"""Checks a command's environment: valid settings, a database that answers."""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bot.commands.answer import CommandMessage, ProblemError
from bot.settings.missing import for_serving
from bot.settings.settings import SettingFault, Settings, load_settings
from core.ports import LedgerUnavailable, VaultRefused

DATABASE_TIMEOUT_SECONDS: Final = 15.0
"""Seconds to wait for a database before it counts as not answering."""
_LOCK: Final = 2.0

_SETTING: Final = "CONCORD_DATABASE_URL"
_LOCKED: Final = CommandMessage(
    "The database is locked by another program. Stop that program (another Concord, a backup, a "
    "database browser) and try again.",
    _SETTING,
)
_NO_ANSWER: Final = CommandMessage(
    "The database does not answer. Check that it runs, that the address in this setting is right "
    "and that its user may connect.",
    _SETTING,
)
_NEWER: Final = CommandMessage(
    "This database was last used by a newer Concord. Run that version, or restore the backup made "
    "before it.",
    _SETTING,
)
KEY_MISSING: Final = CommandMessage(
    "The key that locks this record is not among the keys, or the record was changed. Set every "
    "key that was ever used, then run “concord case verify”.",
    "CONCORD_KEYS",
)


def sound_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Return the settings. Raises ProblemError with every fault."""
    loaded = load_settings(file, environment)
    if isinstance(loaded, tuple):
        raise ProblemError(*as_messages(loaded))
    return loaded


def ready_to_serve(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Return settings that suffice to serve. Raises ProblemError with everything missing, at
    once.
    """
    settings = sound_settings(file, environment)
    if missing := for_serving(settings):
        raise ProblemError(*as_messages(missing))
    check_database(settings.database_url, must_exist=False)
    return settings


def as_messages(faults: Iterable[SettingFault]) -> tuple[CommandMessage, ...]:
    """Return faults of settings as messages of a command."""
    return tuple(CommandMessage(one.message, one.name) for one in faults)


@contextmanager
def errors_as_problems() -> Iterator[None]:
    """Turn errors of a database, the vault or the network into one clear ProblemError."""
    try:
        yield
    except (TimeoutError, LedgerUnavailable):
        raise ProblemError(_NO_ANSWER) from None
    except VaultRefused:
        raise ProblemError(KEY_MISSING) from None
    except OSError as error:
        raise ProblemError(os_error_message(error)) from None
    except RuntimeError as error:
        if "newer version of Concord" not in str(error):
            raise
        raise ProblemError(_NEWER) from None


def os_error_message(error: OSError) -> CommandMessage:
    """Return what the operating system refused, and the remedy."""
    name = str(error.filename) if error.filename else ""
    match error.errno:
        case errno.EADDRINUSE:
            return CommandMessage(
                "The port is in use. Stop the program that uses it, or choose another port.",
                "CONCORD_PORT",
            )
        case errno.EADDRNOTAVAIL:
            return CommandMessage("This machine has no such address.", "CONCORD_HOST")
        case errno.EACCES | errno.EPERM if not name:
            return CommandMessage(
                "This port is reserved for the system. Choose one above 1023.", "CONCORD_PORT"
            )
        case errno.EACCES | errno.EPERM:
            return CommandMessage("This may not be opened by you. Check its permissions.", name)
        case errno.ENOENT:
            return CommandMessage("There is no such file. Check the path.", name)
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            return CommandMessage(
                "A folder and a file are mistaken for each other. Check the path.", name
            )
        case errno.ENOSPC:
            return CommandMessage("The disk is full. Make room and try again.", name)
        case _:
            code = errno.errorcode.get(error.errno or 0, type(error).__name__)
            return CommandMessage(f"The operating system refused ({code}).", name)


def check_database(url: str, *, must_exist: bool) -> None:
    """Check a database file early, with a clear message. Raises ProblemError.

    Only SQLite files can be checked; PostgreSQL reports errors when it is opened.
    """
    path = _sqlite_path(url)
    if path is None:
        return
    if path.is_dir():
        raise ProblemError(
            CommandMessage(f"{path} is a folder; a database file is expected.", _SETTING)
        )
    if not path.exists():
        _look_at_folder(path, must_exist=must_exist)
        return
    if not os.access(path, os.R_OK | os.W_OK):
        raise ProblemError(
            CommandMessage(
                f"{path} may not be read and written by you. Check its permissions.", _SETTING
            )
        )
    try:
        uri = f"file:{quote(str(path.absolute()))}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=_LOCK, isolation_level=None)) as base:
            base.execute("BEGIN IMMEDIATE")
            base.execute("ROLLBACK")
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise ProblemError(_LOCKED) from None
        raise ProblemError(
            CommandMessage(
                f"{path} is not a database that can be opened. Check the path.", _SETTING
            )
        ) from None


def _look_at_folder(path: Path, *, must_exist: bool) -> None:
    if must_exist:
        raise ProblemError(
            CommandMessage(
                f"There is no database at {path}. Check the path; “concord serve” makes a new one "
                "when it first starts.",
                _SETTING,
            )
        )
    if not path.parent.is_dir():
        raise ProblemError(
            CommandMessage(
                f"The folder {path.parent} of the database does not exist. Make it.", _SETTING
            )
        )
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise ProblemError(
            CommandMessage(f"A database may not be made in {path.parent} by you.", _SETTING)
        )


def _sqlite_path(url: str) -> Path | None:
    kind, _, rest = url.partition("://")
    if not kind.startswith("sqlite"):
        return None
    return Path(rest.removeprefix("/").partition("?")[0])
