"""Intake: what a contact list that was read would make of the one there is, before anything does.

``listed`` is what a list says, ``described`` the list it describes in the ids of the one there is,
``planned`` the difference, which is applied whole or not at all.
"""

from core.intake.describing import described
from core.intake.differences import Aspect, Difference, Entry, Kind
from core.intake.hitches import Finding, Hitch
from core.intake.joining import Reading, combined
from core.intake.listed import (
    Described,
    Listed,
    ListedAddress,
    ListedPerson,
    ListedRoute,
    whole,
)
from core.intake.naming import person_id, post_id, same_name
from core.intake.planning import HeldAddress, Plan, planned

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
