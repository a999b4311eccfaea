"""Sentences for derived fields."""

from datetime import datetime
from typing import Final

from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import SIDE, listed
from core.vocabulary import Side

NOT_ON_THE_LIST: Final = "not on the contact list any more"
EARLIER: Final = "What happened at the earlier stages"

_ENDED: Final = {
    "lapsed": "Its time ran out without an agreement",
    "escalated": "It was recorded as not settled",
    "disposed": "It was decided how it goes on",
    "bypassed": "It was decided to go straight to a higher stage",
    "reopened": "An outcome was agreed, and the person who raised it was not satisfied",
}


def time_taken(days: int, hours: int, *, so_far: bool) -> str:
    """Return the time since the disagreement arose, in words."""
    many, more = "" if days == 1 else "s", "" if hours == 1 else "s"
    taken = f"{days} working day{many} ({hours} hour{more} by the clock)"
    return f"{taken} so far" if so_far else taken


def left_out(count: int) -> str:
    """Return the line that replaces the entries left out of a chronology that is too long."""
    entries = "1 entry" if count == 1 else f"{count} entries"
    return f"({entries} left out here; the record has them all)"


def earlier_stage(
    holders: tuple[tuple[Side, tuple[str, ...]], ...],
    discussions: int,
    end: str,
    ended_at: datetime | None,
) -> str:
    """Say who held an earlier stage, how often they talked, and how it ended."""
    held = "; ".join(
        f"{SIDE[side]}: {listed(people) if people else 'nobody accepted it'}"
        for side, people in holders
    )
    talked = {0: "No discussion was recorded.", 1: "1 discussion was recorded."}.get(
        discussions, f"{discussions} discussions were recorded."
    )
    how = _ENDED.get(end, "It ended")
    when = f" on {spoken_time(ended_at)}" if ended_at else ""
    return f"{held}. {talked} {how}{when}."
