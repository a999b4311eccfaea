"""What a case says of the matters that grew from it."""

from dataclasses import dataclass, field

from core.events.base import PRIVATE, Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTaken(Happening):
    """A way beside the ladder was taken: a matter of its own runs now, and this case goes on."""

    stage: str
    route: str
    """Id of the policy's route."""
    matter: str
    """Case id of the matter."""
    reference: str
    reason: str = field(metadata=PRIVATE)
