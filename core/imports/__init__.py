"""Imports of contact lists: plan what a list would change, before anything is written.

``ContactList`` is a list as read, ``resolve_list`` resolves it to the ids of the present list, and
``plan_import`` computes the changes, which are applied all or none.
"""

from core.imports.describe import resolve_list
from core.imports.differences import Aspect, FieldChange, ListItem, ListItemKind
from core.imports.naming import person_id, post_id, same_name
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.planning import HeldAddress, Plan, plan_import
from core.imports.rows import (
    ContactList,
    DescribedList,
    ListedAddress,
    ListedPerson,
    ListedRoute,
    Reading,
    combine_parts,
    complete_list,
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
    "combine_parts",
    "complete_list",
    "person_id",
    "plan_import",
    "post_id",
    "resolve_list",
    "same_name",
]
