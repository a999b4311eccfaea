"""The base of all events, and the mark of private fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

PRIVATE: Final[Mapping[str, bool]] = MappingProxyType({"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """The base of all events."""

    at: datetime
    by: str
    """Whose act it is; "" for Concord itself."""
    entered_by: str = ""
    """The coordinator who entered it for ``by`` (reading G16); "": they did it themselves."""
