"""Who must be told of what: a notice is owed to one person for one purpose."""

from dataclasses import dataclass
from datetime import datetime

from core.vocabulary import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message owed to a person. Holds pointers only: never a name or story of the subject."""

    person: str
    purpose: Purpose
    stage: str = ""
    urgent: bool = False
    """Ignores quiet hours and goes first."""
    about: str = ""
    """Whom or what it is about: a person's id, a duty's key or a code."""
    not_before: datetime | None = None
    """Aware UTC; None: at once."""
