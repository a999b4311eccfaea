"""The setting of a decision: policy edition, calendar, contact list and time."""

from dataclasses import dataclass
from datetime import date, datetime

from core.directory.model import Directory
from core.local_time import local
from core.policy.calendar import Calendar
from core.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition ready for use: the policy, and the calendar that counts its days."""

    digest: str
    """SHA-256 of its canonical JSON: its identity."""
    policy: Policy
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything but the case that a rule may use. ``now`` is aware UTC."""

    policy: Policy
    edition: str
    """Digest of the policy edition."""
    calendar: Calendar
    directory: Directory
    now: datetime
    present: Edition | None = None
    """The edition in force now, which may be later than the case's."""

    @property
    def today(self) -> date:
        """Return the local date (Europe/London) of ``now``."""
        return local(self.now).date()
