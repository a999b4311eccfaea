"""What all events share, and the mark of what is private in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

PRIVATE: Final[Mapping[str, bool]] = MappingProxyType({"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """What all events share."""

    at: datetime
    by: str
