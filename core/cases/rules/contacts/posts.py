"""Resolve the posts that a rule names: their holders, and the posts without one."""

from collections.abc import Iterable

from core.cases.case import Case
from core.cases.rules.contacts.parties import parties_of
from core.partnership.setting import Setting
from core.routing.stage_contacts import holders, unique
from core.vocabulary import Side


def role_holders(role: str, sides: Iterable[Side], case: Case, setting: Setting) -> tuple[str, ...]:
    """Return the holders of a post for any of the sides, or in the partnership."""
    parties = parties_of(case)
    return unique(
        person
        for side in sides
        for person in holders(role, side, parties, setting.policy, setting.directory)
    )


def holders_and_vacancies(
    roles: Iterable[str], case: Case, setting: Setting, sides: tuple[Side, ...] = tuple(Side)
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the holders of these posts, each once, and the ids of posts without a holder."""
    found = {role: role_holders(role, sides, case, setting) for role in roles}
    people = unique(person for holding in found.values() for person in holding)
    return people, tuple(role for role, holding in found.items() if not holding)
