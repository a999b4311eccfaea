"""Log set-up: logs hold references and codes, never content; only listed keys pass."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog

ALLOWED: Final = frozenset(
    {
        "event", "level", "logger", "timestamp", "code", "where", "queue", "state", "host", "port",
        "count", "seconds", "partnership", "edition", "file", "line", "status", "attempt", "signal",
        "team", "what", "outcome", "key", "alarm",
    }
)  # fmt: skip
"""Keys that pass; none of them can hold a name, a story or a message."""


def only_allowed(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    """Drop every key that is not on the list, and of exceptions all but their type."""
    kept = {key: value for key, value in event.items() if key in ALLOWED}
    if error := event.get("exc_info"):
        kind = sys.exc_info()[0] if error is True else type(error)
        kept["code"] = kind.__name__ if kind else "error"
    return kept


class Reduced(logging.Formatter):
    """Formats third-party log records as logger and line, without the message, which may quote a
    request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line for a record."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return f"{record.levelname.lower()} {record.name}:{record.lineno} {kind}".rstrip()


def configure(level: str = "INFO") -> None:
    """Set up all logging of the process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Reduced())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
