"""Intake: what a contact list that was read would make of the one there is, before anything does.

``listed`` is what a list says, ``described`` the list it describes in the ids of the one there is,
``planned`` the difference, which is applied whole or not at all.
"""

from core.imports.describe import described
from core.imports.differences import Aspect, Difference, Entry, Kind
from core.imports.naming import person_id, post_id, same_name
from core.imports.obstacles import Finding, Hitch
from core.imports.planning import HeldAddress, Plan, planned
from core.imports.rows import (
    Described,
    Listed,
    ListedAddress,
    ListedPerson,
    ListedRoute,
    Reading,
    combined,
    whole,
)

__all__ = [
    "Aspect",
    "Described",
    "Difference",
    "Entry",
    "Finding",
    "HeldAddress",
    "Hitch",
    "Kind",
    "Listed",
    "ListedAddress",
    "ListedPerson",
    "ListedRoute",
    "Plan",
    "Reading",
    "combined",
    "described",
    "person_id",
    "planned",
    "post_id",
    "same_name",
    "whole",
]
