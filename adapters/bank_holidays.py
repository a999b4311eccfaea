"""Bank holidays of the four jurisdictions, from the ``holidays`` package, as a calendar."""

import json
from collections.abc import Mapping
from datetime import date, time
from hashlib import sha256
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

import holidays

from core.policy.calendar import Calendar

JURISDICTIONS: Final = {
    "ENG": "England",
    "WLS": "Wales",
    "SCT": "Scotland",
    "NIR": "Northern Ireland",
}
"""Subdivisions of GB. Plain GB is not a jurisdiction: it has only the days that all four share."""

NO_CLOSURES: Final[Mapping[date, str]] = MappingProxyType({})


def calendar_for(
    jurisdiction: str,
    *,
    closures: Mapping[date, str] = NO_CLOSURES,
    opens: time,
    closes: time,
    first: int = 2013,
    last: int = 2040,
) -> Calendar:
    """Return the calendar of a jurisdiction (ENG, WLS, SCT or NIR) for the years first to last.

    ``closures`` are local closure days with their names; ``opens`` and ``closes`` are local times
    in Europe/London. The version names the release of ``holidays`` and a digest of everything a
    deadline depends on: one-off days are proclaimed late, so two releases may differ. Days still
    to be proclaimed are not in it. Takes some tens of milliseconds: build once and keep.

    Source of the days: ``holidays``, which follows the Banking and Financial Dealings Act 1971 and
    the proclamations under it. Raises ValueError for any other jurisdiction, and where a closure
    has no name or is outside the years covered.
    """
    if jurisdiction not in JURISDICTIONS:
        known = ", ".join(f"{code} ({name})" for code, name in JURISDICTIONS.items())
        raise ValueError(f"no bank holidays for {jurisdiction!r}; known are {known}")
    proclaimed = holidays.country_holidays(
        "GB",
        subdiv=jurisdiction,
        years=range(first, last + 1),
        expand=False,
        observed=True,
        language="en_GB",
    )
    named = {day: _plain(name) for day, name in proclaimed.items()}
    closed = dict(sorted({**closures, **named}.items()))
    table = [
        jurisdiction,
        [first, last],
        [opens.isoformat(), closes.isoformat()],
        [[day.isoformat(), name] for day, name in closed.items()],
    ]
    return Calendar(
        jurisdiction=jurisdiction,
        version=f"holidays-{version('holidays')}+{_digest(table)}",
        closed=closed,
        opens=opens,
        closes=closes,
        first=first,
        last=last,
    )


def _plain(name: str) -> str:
    """Return a holiday's name as gov.uk writes it, for sentences that people read."""
    return name.replace("(observed)", "(substitute day)").replace("; ", " and ")


def _digest(table: object) -> str:
    """Return a short fingerprint of what the calendar was built from."""
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]
