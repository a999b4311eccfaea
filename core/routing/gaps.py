"""Gaps: posts a policy needs that nobody reachable fills; a policy in force has none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.directory.model import Channel, Directory
from core.policy.model import Policy, Role, Seat, Stage, Task
from core.routing.conflicts import Conflict, conflicts
from core.routing.coverage import (
    RAISER,
    Circumstances,
    CoverageRow,
    agencies_and_teams,
    coverage_rows,
    imagined_parties,
)
from core.routing.stage_contacts import Parties, holders, people_to_tell
from core.vocabulary import ChildStatus, Platform, Side

MESSAGING_PLATFORMS: Final = frozenset({Platform.SLACK, Platform.TEAMS})
"""Platforms on which every Concord can message people; one that sends e-mail passes its own set."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A role the policy needs and nobody reachable fills, and where it is needed."""

    roles: tuple[str, ...]
    """Any one of these is enough."""
    needed_for: str
    """Stage id, or the name of the rule: ``immediate_risk``, ``override``, ``notifications``,
    ``closing``, ``routes`` or ``gaps_to``.
    """
    agency: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageBoard:
    """Whom the live resolver would name if a stage lapsed now, for every place at once."""

    reaches: tuple[CoverageRow, ...]
    gaps: tuple[Gap, ...]
    """Gaps that are not declared on the contact list."""
    conflicts: tuple[Conflict, ...]
    watchers: tuple[str, ...]
    """Coordinators who can be messaged: they are alerted where everybody else fails."""
    sends: frozenset[Platform]

    @property
    def asked(self) -> tuple[str, ...]:
        """Everybody who would be asked first anywhere, each once; the raiser not included."""
        every = (one for reach in self.reaches for one in reach.answer.first)
        return tuple(dict.fromkeys(one for one in every if one != RAISER))


def coverage_board(
    policy: Policy, directory: Directory, sends: frozenset[Platform] = MESSAGING_PLATFORMS
) -> CoverageBoard:
    """Return the whole coverage of a policy. ``directory`` is the contact list as of the day
    (``core.directory.absences``); ``sends`` are the platforms this Concord can message on.
    """
    found = coverage_rows(policy, directory)
    return CoverageBoard(
        reaches=found,
        gaps=_gaps(policy, directory, sends, found),
        conflicts=conflicts(policy, directory, found),
        watchers=tuple(one for one in directory.coordinators if channel_of(one, directory, sends)),
        sends=sends,
    )


def gaps(
    policy: Policy, directory: Directory, sends: frozenset[Platform] = MESSAGING_PLATFORMS
) -> tuple[Gap, ...]:
    """Return every post the policy needs that nobody reachable fills and that is not a declared
    gap.

    Each agency except the partnership's own is tried on both sides of every stage, with each of its
    teams and without one. Empty means the policy can be activated.
    """
    return _gaps(policy, directory, sends, coverage_rows(policy, directory))


def channel_of(person: str, directory: Directory, sends: frozenset[Platform]) -> Channel | None:
    """Return the channel on which a person is messaged first; None if this Concord has none."""
    known = directory.people.get(person)
    channels = known.channels if known else ()
    return next((one for one in channels if one.platform in sends), None)


def has_reachable_owner(
    reach: CoverageRow, directory: Directory, sends: frozenset[Platform]
) -> bool:
    """Whether somebody of the stage can be messaged, or the contact list declares the gap. The
    raiser does not count: they may leave while the case is open.
    """
    declared = any(role in directory.gaps for role in reach.answer.roles)
    return declared or any(
        one != RAISER and channel_of(one, directory, sends) for one in reach.answer.own
    )


def _gaps(
    policy: Policy, directory: Directory, sends: frozenset[Platform], found: Iterable[CoverageRow]
) -> tuple[Gap, ...]:
    unowned = (
        Gap(
            reach.answer.roles,
            reach.stage,
            *_whose(policy, reach.answer.roles, reach.agency, reach.team),
        )
        for reach in found
        if not has_reachable_owner(reach, directory, sends)
    )
    return tuple(dict.fromkeys((*unowned, *_rule_gaps(policy, directory, sends))))


def _rule_gaps(policy: Policy, directory: Directory, sends: frozenset[Platform]) -> Iterator[Gap]:
    """Yield the gaps of rules other than a stage's asked seats, resolved as live alerts are."""

    def reached(seat: Seat, side: Side, parties: Parties) -> bool:
        roles = (seat.role, *seat.fallback)
        people = people_to_tell(seat, side, parties, policy, directory)
        deputies = (
            one for role in roles for one in _everyone(policy.role(role), side, parties, directory)
        )
        return any(role in directory.gaps for role in roles) or any(
            channel_of(one, directory, sends) for one in (*people, *deputies)
        )

    def anywhere(role: str) -> bool:
        if role in directory.gaps:
            return True
        return any(
            channel_of(one, directory, sends)
            for parties in _everywhere(policy, directory)
            for one in (
                *holders(role, Side.RAISING, parties, policy, directory),
                *_everyone(policy.role(role), Side.RAISING, parties, directory),
            )
        )

    for agency, team in agencies_and_teams(directory):
        for seat in policy.immediate_risk.tell:
            told = (seat.role, *seat.fallback)
            types = seat.when.agency_types
            parties = _case_at(agency.id, team, policy)
            if (not types or agency.type in types) and not reached(seat, Side.RAISING, parties):
                yield Gap(told, "immediate_risk", *_whose(policy, told, agency.id, team))
    for stage, seat in _informed(policy):
        if not any(anywhere(role) for role in (seat.role, *seat.fallback)):
            yield Gap((seat.role, *seat.fallback), stage.id)
    for rule, role in _named(policy):
        if role and not anywhere(role):
            yield Gap((role,), rule)


def _everyone(role: Role, side: Side, parties: Parties, directory: Directory) -> tuple[str, ...]:
    """Return holders and deputies of a role: a deputy is told where a holder cannot be."""
    agency = "" if role.partnership else parties.agency(side)
    team = "" if role.partnership else parties.team(side)
    return directory.resolve(role.id, agency, team).everyone


def _everywhere(policy: Policy, directory: Directory) -> Iterator[Parties]:
    """Yield a case at every agency and team, the partnership's own body included."""
    for agency in directory.agencies.values():
        yield _case_at(agency.id, "", policy)
        for team in directory.teams.values():
            if team.agency == agency.id:
                yield _case_at(agency.id, team.id, policy)


def _case_at(agency: str, team: str, policy: Policy) -> Parties:
    case = Circumstances(subject=policy.subjects[0], statuses=tuple(ChildStatus))
    return imagined_parties(Side.RAISING, agency, team, case)


def _informed(policy: Policy) -> Iterator[tuple[Stage, Seat]]:
    """Yield the seats that are only informed at a stage; a holder in any agency is enough."""
    for track in policy.tracks:
        for stage in track.stages:
            yield from ((stage, one) for one in (*stage.raising, *stage.receiving) if one.informed)


def _named(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield (stage id or rule name, role) for every role named outside a stage's seats; a holder in
    any agency is enough.
    """
    for track in policy.tracks:
        for stage in track.stages:
            for role in _roles_outside_seats(stage):
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


def _roles_outside_seats(stage: Stage) -> Iterator[str]:
    """Yield the roles that owe a stage's tasks, chair its meeting, or are told of its results."""
    yield from _of_tasks(stage.tasks)
    if stage.dispositions:
        yield from (role for option in stage.dispositions.options for role in option.tell)
    if stage.meeting:
        yield from (stage.meeting.chair, *stage.meeting.product_to)


def _of_tasks(tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple(role for task in tasks for role in (task.role, *task.tell))


def _whose(policy: Policy, roles: tuple[str, ...], agency: str, team: str) -> tuple[str, str]:
    shared = all(policy.role(role).partnership for role in roles)
    return ("", "") if shared else (agency, team)
