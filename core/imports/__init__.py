"""Imports of contact lists: plan what a list would change, before anything is written.

``ContactList`` is a list as read, ``described`` resolves it to the ids of the present list, and
``planned`` computes the changes, which are applied all or none.
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
