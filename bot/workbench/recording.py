"""Records everything Concord sent to a platform, to count calls and to scan for canaries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PLUMBING = frozenset(
    {
        "action_id",
        "block_id",
        "callback_id",
        "data",
        "external_id",
        "id",
        "private_metadata",
        "url",
        "verb",
    }
)
"""Keys whose values people do not see but platforms store, forward and log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request from Concord. ``user`` is "" if it concerns none; ``code`` is the error."""

    at: datetime
    method: str
    tenant: str
    user: str
    arguments: dict[str, Any]
    code: str = ""
    carried_out: bool = True
    """False if a fault prevented it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One text and where it went: ``message``, ``notification`` (plain text of a message),
    ``dialog``, ``home``, ``plumbing`` (ids, values, metadata: people do not see them), ``other``.
    """

    place: str
    text: str


@dataclass(slots=True)
class Recording:
    """Calls and texts of one platform."""

    calls: list[Call] = field(default_factory=list[Call])
    sent: list[Sent] = field(default_factory=list[Sent])

    def keep(self, place: str, value: object, *, plumbing: frozenset[str] = PLUMBING) -> None:
        """Record every text within a JSON value."""
        self.sent.extend(texts(value, place, plumbing))

    def everything(self, *places: str) -> list[str]:
        """Return every text sent, or only those of these places."""
        return [sent.text for sent in self.sent if not places or sent.place in places]


def texts(value: object, place: str, plumbing: frozenset[str]) -> Iterator[Sent]:
    """Yield every text within a JSON value, keys included."""
    if isinstance(value, str):
        yield Sent(place, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield Sent("plumbing", str(key))
            yield from texts(inner, "plumbing" if key in plumbing else place, plumbing)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, place, plumbing)
