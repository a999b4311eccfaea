"""Whether everybody a policy needs can be reached: what must be supplied before it is in force."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from core.directory import Agency, Candidates, Directory
from core.policy import Policy, Seat, Stage, Task
from core.vocabulary import AgencyType, Platform, Side

MESSAGED: Final = frozenset({Platform.SLACK, Platform.TEAMS})
"""Where every Concord can message somebody; one that sends e-mail says so."""


_Filled = Callable[[str, str, str], bool]
"""Whether somebody reachable fills a role, in an agency and team or ("") anywhere."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A role the policy needs and nobody reachable fills, where it is needed and for whom."""

    roles: tuple[str, ...]
    """Any one of these would do."""
    needed_for: str
    """Stage id, or the name of the rule: ``immediate_risk``, ``override``, ``notifications``,
    ``closing``, ``routes`` or ``gaps_to``.
    """
    agency: str = ""
    team: str = ""


def gaps(
    policy: Policy, directory: Directory, sends: frozenset[Platform] = MESSAGED
) -> tuple[Gap, ...]:
    """Every post the policy needs that nobody reachable fills and that is not a declared gap;
    ``sends`` is where this Concord can message somebody.

    Each agency except the partnership's own is tried on both sides of every stage, with each of its
    teams and without one. Empty means the policy can be activated.
    """
    filled = partial(_filled, policy, directory, sends)
    found = [*_stage_gaps(policy, directory, filled), *_rule_gaps(policy, directory, filled)]
    return tuple(dict.fromkeys(found))


def seats_of(stage: Stage, side: Side) -> tuple[Seat, ...]:
    """The seats of one side of a stage."""
    return stage.raising if side is Side.RAISING else stage.receiving


def _stage_gaps(policy: Policy, directory: Directory, filled: _Filled) -> Iterator[Gap]:
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
                    if not any(filled(role, agency.id, team) for role in asked):
                        yield Gap(tuple(asked), stage.id, *_whose(policy, asked, agency.id, team))


def _rule_gaps(policy: Policy, directory: Directory, filled: _Filled) -> Iterator[Gap]:
    for agency, team in _places(directory):
        for seat in policy.immediate_risk.tell:
            told = [seat.role, *seat.fallback]
            if _applies(seat, agency) and not any(filled(role, agency.id, team) for role in told):
                yield Gap(tuple(told), "immediate_risk", *_whose(policy, told, agency.id, team))
    for stage, seat in _informed(policy):
        told = [seat.role, *seat.fallback]
        if not any(filled(role, "", "") for role in told):
            yield Gap(tuple(told), stage.id)
    for rule, role in _named(policy):
        if role and not filled(role, "", ""):
            yield Gap((role,), rule)


def _informed(policy: Policy) -> Iterator[tuple[Stage, Seat]]:
    """The seats of those who are only told at a stage; somebody anywhere will do."""
    for track in policy.tracks:
        for stage in track.stages:
            yield from ((stage, one) for one in (*stage.raising, *stage.receiving) if one.informed)


def _named(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every role that a rule names for itself, beside the seats that are asked to hold a stage:
    where, and which; somebody anywhere will do.
    """
    for track in policy.tracks:
        for stage in track.stages:
            for role in _beside(stage):
                yield stage.id, role
    told = {
        "immediate_risk": _of_tasks(policy.immediate_risk.tasks),
        "override": policy.override.tell if policy.override else (),
        "notifications": [role for rule in policy.notifications for role in rule.roles],
        "closing": (*policy.closing.learning_to, *_of_tasks(policy.closing.after)),
        "routes": [role for route in policy.routes for role in route.tell],
        "gaps_to": policy.gaps_to,
    }
    for rule, roles in told.items():
        for role in roles:
            yield rule, role


def _beside(stage: Stage) -> Iterator[str]:
    """The roles of those who owe a stage's tasks, chair its meeting or are told of what comes of
    it.
    """
    yield from _of_tasks(stage.tasks)
    if stage.dispositions:
        yield from (role for option in stage.dispositions.options for role in option.tell)
    if stage.meeting:
        yield from (stage.meeting.chair, *stage.meeting.product_to)


def _of_tasks(tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple(role for task in tasks for role in (task.role, *task.tell))


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


def _filled(  # noqa: PLR0917 - a role and where it is looked for
    policy: Policy,
    directory: Directory,
    sends: frozenset[Platform],
    role: str,
    agency: str,
    team: str,
) -> bool:
    if role in directory.gaps:
        return True
    found: Candidates = (
        directory.resolve(role)
        if policy.role(role).partnership
        else directory.resolve(role, agency, team)
    )
    return any(
        channel.platform in sends
        for person in found.everyone
        for channel in directory.people[person].channels
    )
