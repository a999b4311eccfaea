"""The base of all commands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The base of all commands: who asks (a person's id, or "" for Concord itself)."""

    by: str
    entered_by: str = ""
    """The coordinator who enters it for ``by``, who cannot (reading G16); "": they do it themselves."""
    entered_because: str = ""
    """Why they cannot; required with ``entered_by``."""
