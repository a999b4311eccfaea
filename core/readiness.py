"""Whether everybody a policy needs can be reached: what must be supplied before it is in force."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.directory import Agency, Candidates, Directory
from core.policy import Policy, Seat, Stage
from core.vocabulary import AgencyType, Side


@dataclass(frozen=True, slots=True)
class Gap:
    """A role the policy needs and nobody reachable fills, where it is needed and for whom."""

    roles: tuple[str, ...]
    """Any one of these would do."""
    needed_for: str
    """Stage id, or the name of the rule: ``immediate_risk``, ``override``, ``notifications``."""
    agency: str = ""
    team: str = ""


def gaps(policy: Policy, directory: Directory) -> tuple[Gap, ...]:
    """Every post the policy needs that nobody reachable fills and that is not a declared gap.

    Each agency except the partnership's own is tried on both sides of every stage, with each of its
    teams and without one. Empty means the policy can be activated.
    """
    found = [*_stage_gaps(policy, directory), *_rule_gaps(policy, directory)]
    return tuple(dict.fromkeys(found))


def seats_of(stage: Stage, side: Side) -> tuple[Seat, ...]:
    """The seats of one side of a stage."""
    return stage.raising if side is Side.RAISING else stage.receiving


def _stage_gaps(policy: Policy, directory: Directory) -> Iterator[Gap]:
    for track in policy.tracks:
        for stage in track.stages:
            for agency, team in _places(directory):
                for side in Side:
                    asked = [
                        role
                        for seat in seats_of(stage, side)
                        if not seat.informed and _applies(seat, agency)
                        for role in (seat.role, *seat.fallback)
                    ]
                    if not any(_filled(policy, directory, role, agency.id, team) for role in asked):
                        yield Gap(tuple(asked), stage.id, *_whose(policy, asked, agency.id, team))


def _rule_gaps(policy: Policy, directory: Directory) -> Iterator[Gap]:
    for agency, team in _places(directory):
        for seat in policy.immediate_risk.tell:
            if _applies(seat, agency) and not _filled(
                policy, directory, seat.role, agency.id, team
            ):
                place = _whose(policy, [seat.role], agency.id, team)
                yield Gap((seat.role,), "immediate_risk", *place)
    told = {
        "override": policy.override.tell if policy.override else (),
        "notifications": [role for rule in policy.notifications for role in rule.roles],
        "closing": policy.closing.learning_to,
    }
    for rule, roles in told.items():
        for role in roles:
            if not _filled(policy, directory, role, "", ""):
                yield Gap((role,), rule)


def _places(directory: Directory) -> Iterator[tuple[Agency, str]]:
    for agency in directory.agencies.values():
        if agency.type is not AgencyType.PARTNERSHIP:
            yield agency, ""
            for team in directory.teams.values():
                if team.agency == agency.id:
                    yield agency, team.id


def _applies(seat: Seat, agency: Agency) -> bool:
    return not seat.when.agency_types or agency.type in seat.when.agency_types


def _whose(policy: Policy, roles: list[str], agency: str, team: str) -> tuple[str, str]:
    shared = all(policy.role(role).partnership for role in roles)
    return ("", "") if shared else (agency, team)


def _filled(policy: Policy, directory: Directory, role: str, agency: str, team: str) -> bool:
    if role in directory.gaps:
        return True
    found: Candidates = (
        directory.resolve(role)
        if policy.role(role).partnership
        else directory.resolve(role, agency, team)
    )
    return any(directory.people[person].channels for person in found.everyone)
