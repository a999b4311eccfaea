"""The local time zone: office days of every partnership begin and end in Europe/London."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local(at: datetime) -> datetime:
    """Return the moment as local time (Europe/London).

    Raises ValueError if ``at`` is naive.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(LONDON)
