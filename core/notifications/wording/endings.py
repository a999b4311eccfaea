"""What a message says once nothing is left to do about it."""

from datetime import datetime
from typing import Final

from core.policy.wording.deadlines import spoken_time

OVER: Final = "This is over: it has been done, or somebody else has done it."
OVER_RISK: Final = "This is over: the alert has been seen by somebody, or it was withdrawn."
NOBODY_YET: Final = "Nobody yet"


def you_saw() -> str:
    """Tell a person who has acknowledged the alert so."""
    return "You have said that you have seen this. The alert stands until it is withdrawn."


def over_as(status: str) -> str:
    """Say that the case is no longer open."""
    return f"This is over. The case now stands as follows: {status}."


def over_at(stage: str) -> str:
    """Say that the case has left the stage."""
    return f"This is over: {stage} has ended."


def you_accepted(at: datetime) -> str:
    """Tell the person who accepted so."""
    return f"You accepted this on {spoken_time(at)}."


def accepted(who: str, at: datetime) -> str:
    """Tell the others who were asked that somebody has accepted."""
    return f"{who} accepted this on {spoken_time(at)}."


def you_declined(*, waiting: bool) -> str:
    """Tell the person who declined so."""
    if waiting:
        return "You said this is not yours. The next person has been asked."
    return "You said this is not yours. Nobody else could be found yet; the coordinator knows."
