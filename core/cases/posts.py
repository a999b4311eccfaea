"""The posts that a policy's rules name, on one case: their holders, and those without one."""

from collections.abc import Iterable

from core.cases.case import Case
from core.partnership.setting import Setting
from core.routing.stage_contacts import Parties, holders, unique
from core.vocabulary import Side


def parties_of(case: Case) -> Parties:
    """Return what the resolver needs to know of this case."""
    return Parties(
        raiser=case.raiser,
        raising_agency=case.raising.agency,
        raising_team=case.raising.team,
        receiving_agency=case.receiving.agency,
        receiving_team=case.receiving.team,
        counterpart=case.counterpart,
        subject_type=case.subject_type,
        statuses=case.statuses,
        area=case.area,
        kind=case.kind,
        acted_raising=case.raising.acted,
        acted_receiving=case.receiving.acted,
    )


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
