"""What a message says once there is nothing left to do about it."""

from datetime import datetime
from typing import Final

from core.policy.wording.deadlines import spoken_time

OVER: Final = "This is over: it has been done, or somebody else has done it."
OVER_RISK: Final = "This is over: the alert has been seen by somebody, or it was withdrawn."
NOBODY_YET: Final = "Nobody yet"


def you_saw() -> str:
    """The alert, to one who has acknowledged it."""
    return "You have said that you have seen this. The alert stands until it is withdrawn."


def over_as(status: str) -> str:
    """The case is no longer open."""
    return f"This is over. The case now stands as follows: {status}."


def over_at(stage: str) -> str:
    """The stage has been left."""
    return f"This is over: {stage} has ended."


def you_accepted(at: datetime) -> str:
    """The pressed card, to the one who pressed it."""
    return f"You accepted this on {spoken_time(at)}."


def accepted(who: str, at: datetime) -> str:
    """The pressed card, to the others who were asked."""
    return f"{who} accepted this on {spoken_time(at)}."


def you_declined(*, waiting: bool) -> str:
    """The declined card."""
    if waiting:
        return "You said this is not yours. The next person has been asked."
    return "You said this is not yours. Nobody else could be found yet; the coordinator knows."
