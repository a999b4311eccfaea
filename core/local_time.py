"""Where local time is: the one zone in which every partnership's office day begins and ends."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local(at: datetime) -> datetime:
    """Return the moment as the clock on the wall shows it (Europe/London).

    Raises ValueError where ``at`` is naive: a moment without a zone is nobody's moment.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(LONDON)
