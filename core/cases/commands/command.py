"""The base of all commands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The base of all commands: who asks (a person's id, or "" for Concord itself)."""

    by: str
