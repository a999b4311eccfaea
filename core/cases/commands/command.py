"""What all commands share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands share: who asks (a person's id, or "" for Concord itself)."""

    by: str
