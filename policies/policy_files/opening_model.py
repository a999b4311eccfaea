"""The model of what a policy file says about opening a case: kinds, areas, exclusions and
routes.
"""

import re
from typing import Annotated

from pydantic import Discriminator, Tag

from policies.policy_files.cited import Cited, WhenEntry
from policies.yaml_reading.patterns import ButtonText, Id, Line, Text
from policies.yaml_reading.shape import MAPPED, PLAIN


def area_id(name: str) -> str:
    """Return the id of an area that is given by its name alone; "" if none can be derived."""
    made = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40]
    return made if made[:1].isalpha() and made.isascii() else ""


class AreaEntry(Cited):
    """An area the policy covers: its name alone, or with an id and the body that covers it."""

    id: Id
    name: Line
    redirect_to: Text | None = None


def _written_as(given: object) -> str:
    return PLAIN if isinstance(given, str) else MAPPED


AreaForm = Annotated[
    Annotated[AreaEntry, Tag(MAPPED)] | Annotated[Line, Tag(PLAIN)], Discriminator(_written_as)
]
"""An area as a file may write it: a mapping, or its name alone."""


def area_entries(areas: tuple[AreaEntry | str, ...]) -> tuple[AreaEntry, ...]:
    """Return the areas of a file; those given by name alone get an id, or are left out if none can
    be derived.
    """
    return tuple(
        AreaEntry(id=area_id(one), name=one) if isinstance(one, str) else one
        for one in areas
        if not isinstance(one, str) or area_id(one)
    )


class KindEntry(Cited):
    """A kind of dispute the policy tells apart."""

    id: Id
    text: Line
    advice: Text | None = None
    entry: tuple[Id, ...] = ()
    """Higher stages at which it may begin, with a reason."""
    within_agency: bool = False
    """Both sides may belong to one agency."""
    last: Id | None = None
    """The last stage for this kind; left out, the ladder's own."""


class ExclusionEntry(Cited):
    """What belongs elsewhere, and where: advice, never a refusal."""

    id: Id
    text: Text
    redirect: Text


class RouteEntry(Cited):
    """A way beside the ladder: a matter of its own, linked to the case it grew from."""

    id: Id
    text: ButtonText
    advice: Text
    to: Id
    at_opening: bool = False
    """It can also be asked for on the form that raises a concern."""
    from_stage: Id | None = None
    """First stage of the main ladder at which it is offered; left out, any."""
    when: WhenEntry = WhenEntry()
    fields: tuple[Id, ...] = ()
    tell: tuple[Id, ...] = ()
