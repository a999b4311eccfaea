"""Intake: what a contact list that was read would make of the one there is, before anything does.

``listed`` is what a list says, ``described`` the list it describes in the ids of the one there is,
``planned`` the difference, which is applied whole or not at all.
"""

from core.imports.describe import described
from core.imports.differences import Aspect, FieldChange, ListItem, ListItemKind
from core.imports.naming import person_id, post_id, same_name
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.planning import HeldAddress, Plan, planned
from core.imports.rows import (
    ContactList,
    DescribedList,
    ListedAddress,
    ListedPerson,
    ListedRoute,
    Reading,
    combined,
    whole,
)

__all__ = [
    "Aspect",
    "ContactList",
    "DescribedList",
    "FieldChange",
    "HeldAddress",
    "ListItem",
    "ListItemKind",
    "ListedAddress",
    "ListedPerson",
    "ListedRoute",
    "Obstacle",
    "ObstacleKind",
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
