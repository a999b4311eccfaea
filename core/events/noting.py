"""What was written down beside, and asked of one's own line."""

from dataclasses import dataclass, field

from core.events.base import PRIVATE, Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Happening):
    """Somebody on the case wrote something down."""

    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsSupplied(Happening):
    """What has to travel with a hand-up was filled in."""

    answers: dict[str, str] = field(metadata=PRIVATE)
    """By field id of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked(Happening):
    """Somebody asked their own line for support."""

    told: tuple[str, ...]
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReported(Happening):
    """Somebody reported a gap in policy or procedure that the case brought to light."""

    told: tuple[str, ...]
    gaps: tuple[str, ...]
    """Role ids that reach nobody."""
    text: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrected(Happening):
    """A correction to an earlier entry; the earlier entry stays."""

    corrects: int
    """Sequence number of the entry corrected."""
    text: str = field(metadata=PRIVATE)
