"""Moving an open case to another edition of its policy."""

from dataclasses import dataclass, field
from datetime import datetime

from core.events.base import PRIVATE, Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanged(Happening):
    """A coordinator moved the case from one edition of the policy to another."""

    earlier: str
    """Digest of the edition the case leaves."""
    edition: str
    """Digest of the edition it is decided under from now on."""
    named: str
    """What the document calls that edition."""
    stage: str
    due: datetime
    """When the running stage is due now: as before, or sooner."""
    explanation: str
    labelled_default: bool
    dropped: tuple[str, ...]
    """Keys of duties that were owed and that the edition does not know."""
    reason: str = field(metadata=PRIVATE)
