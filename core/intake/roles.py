"""Which of the policy's roles a post on a list fills: by its stage, its column or its title."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.listed import ListedPerson
from core.intake.naming import key, title_key
from core.ladder import Role, Seat, Stage
from core.policy import Policy
from core.vocabulary import AgencyType, Level

_ALTERNATIVES: Final = re.compile(r"\s+or\s+|/|,")
_SHORTEST: Final = 2
"""Words a role's name needs before a longer title counts as beginning with it."""


def roles_of(listed: ListedPerson, kind: AgencyType, policy: Policy) -> tuple[str, ...]:
    """The policy's roles, in its order; none where nothing says which.

    A stage on the list means the posts the policy asks at that stage; where it asks several, the
    title decides between them, and where it does not, all are meant.
    """
    stage = _stage(listed.stage, policy)
    titled = [role.id for role in policy.roles if _called(listed.title, role, kind)]
    if stage is not None:
        asked = tuple(dict.fromkeys(_asked(stage, kind, policy)))
        return tuple(one for one in asked if one in titled) or asked
    if listed.deputy:
        return tuple(titled)
    columned = [role.id for role in policy.roles if _in_column(listed.column, role, kind)]
    if columned:
        return tuple(one for one in columned if one in titled) or tuple(columned[:1])
    return tuple(titled)


def on_the_ladder(roles: tuple[str, ...], policy: Policy) -> bool:
    """Whether a post sits on one side of a disagreement, and not with the partnership."""
    known = {role.id: role for role in policy.roles}
    return any(
        one in known and not known[one].partnership and known[one].level is not Level.PRACTITIONER
        for one in roles
    )


def _stage(said: str, policy: Policy) -> Stage | None:
    """The stage a list means: by its number on the main ladder, or by its name."""
    number = re.search(r"\d+", said)
    if number is not None:
        at = int(number.group()) - 1
        return policy.ladder[at] if 0 <= at < len(policy.ladder) else None
    named = key(said)
    return next((one for one in policy.ladder if named and key(one.name) == named), None)


def _asked(stage: Stage, kind: AgencyType, policy: Policy) -> Iterator[str]:
    for seat in (*stage.raising, *stage.receiving):
        if not seat.informed and _applies(seat, kind) and not policy.role(seat.role).partnership:
            yield seat.role


def _applies(seat: Seat, kind: AgencyType) -> bool:
    return not seat.when.agency_types or kind in seat.when.agency_types


def _names(role: Role, kind: AgencyType) -> Iterator[str]:
    """What a role is called in this kind of agency, and everywhere."""
    yield role.title
    yield from role.aliases
    for one, title in role.titles:
        if one is kind:
            yield from _ALTERNATIVES.split(title)


def _called(title: str, role: Role, kind: AgencyType) -> bool:
    said = title_key(title)
    for one in _names(role, kind):
        named = key(one)
        long = len(named.split()) >= _SHORTEST
        if said and (said == named or (long and said.startswith(f"{named} "))):
            return True
    return False


def _in_column(column: str, role: Role, kind: AgencyType) -> bool:
    """Whether a column's header speaks of a role, perhaps beside others ("Manager/Named ...")."""
    heads = [key(column), *(key(part) for part in _ALTERNATIVES.split(column))]
    rung = key(role.level.value)
    for one in _names(role, kind):
        named = key(one)
        if any(head and (head == named or head.startswith(f"{named} ")) for head in heads):
            return True
    return role.level is Level.MANAGER and rung in heads and not role.partnership
