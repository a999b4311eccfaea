"""What a decision is taken in: the policy edition, the calendar, the directory and the time."""

from dataclasses import dataclass
from datetime import date, datetime

from core.directory.model import Directory
from core.local_time import local
from core.policy.calendar import Calendar
from core.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition ready for use: the policy, and the calendar by which its days are counted."""

    digest: str
    """SHA-256 of the canonical JSON it is kept as: its identity."""
    policy: Policy
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything beside the case that a rule may look at. ``now`` is aware UTC."""

    policy: Policy
    edition: str
    """Digest of the policy edition."""
    calendar: Calendar
    directory: Directory
    now: datetime
    present: Edition | None = None
    """The edition in force now, which may be a later one than the case's."""

    @property
    def today(self) -> date:
        """The local date (Europe/London) of now."""
        return local(self.now).date()
