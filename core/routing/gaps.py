"""Whether everybody a policy needs can be reached: what must be supplied before it is in force."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.directory.model import Channel, Directory
from core.policy.model import Policy, Role, Seat, Stage, Task
from core.routing.conflicts import Conflict, conflicts
from core.routing.coverage import RAISER, Circumstances, CoverageRow, imagined, places, reaches
from core.routing.resolver import Parties, holders, told_for
from core.vocabulary import ChildStatus, Platform, Side

MESSAGED: Final = frozenset({Platform.SLACK, Platform.TEAMS})
"""Where every Concord can message somebody; one that sends e-mail says so."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageBoard:
    """If a stage lapsed now: whom the live resolver would name, for every place at once."""

    reaches: tuple[CoverageRow, ...]
    gaps: tuple[Gap, ...]
    """What nobody owns; none is a declared gap."""
    conflicts: tuple[Conflict, ...]
    watchers: tuple[str, ...]
    """The coordinators who can be messaged: the humans alerted where everybody else fails."""
    sends: frozenset[Platform]

    @property
    def asked(self) -> tuple[str, ...]:
        """Everybody who would be asked first anywhere, each once, but for whoever raised it."""
        every = (one for reach in self.reaches for one in reach.answer.first)
        return tuple(dict.fromkeys(one for one in every if one != RAISER))


def board(
    policy: Policy, directory: Directory, sends: frozenset[Platform] = MESSAGED
) -> CoverageBoard:
    """Ask the live resolver everything there is to ask. ``directory`` counts as it stands on the
    day (``core.directory.absences``); ``sends`` is where this Concord can message somebody.
    """
    found = reaches(policy, directory)
    return CoverageBoard(
        reaches=found,
        gaps=_gaps(policy, directory, sends, found),
        conflicts=conflicts(policy, directory, found),
        watchers=tuple(one for one in directory.coordinators if channel_of(one, directory, sends)),
        sends=sends,
    )


def gaps(
    policy: Policy, directory: Directory, sends: frozenset[Platform] = MESSAGED
) -> tuple[Gap, ...]:
    """Every post the policy needs that nobody reachable fills and that is not a declared gap.

    Each agency except the partnership's own is tried on both sides of every stage, with each of its
    teams and without one. Empty means the policy can be activated.
    """
    return _gaps(policy, directory, sends, reaches(policy, directory))


def channel_of(person: str, directory: Directory, sends: frozenset[Platform]) -> Channel | None:
    """Where a person would be messaged first; None where this Concord cannot message them."""
    known = directory.people.get(person)
    channels = known.channels if known else ()
    return next((one for one in channels if one.platform in sends), None)


def owned(reach: CoverageRow, directory: Directory, sends: frozenset[Platform]) -> bool:
    """Whether somebody who belongs to the stage can be messaged, or the list says that there is
    nobody and why. Whoever raised the case does not count: they may leave while it is open.
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
        if not owned(reach, directory, sends)
    )
    return tuple(dict.fromkeys((*unowned, *_rule_gaps(policy, directory, sends))))


def _rule_gaps(policy: Policy, directory: Directory, sends: frozenset[Platform]) -> Iterator[Gap]:
    """What rules need beside the seats that own a stage, found by what live alerts are told by."""

    def reached(seat: Seat, side: Side, parties: Parties) -> bool:
        roles = (seat.role, *seat.fallback)
        people = told_for(seat, side, parties, policy, directory)
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

    for agency, team in places(directory):
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
    """Holders and deputies of a role: a deputy is told where a holder cannot be."""
    agency = "" if role.partnership else parties.agency(side)
    team = "" if role.partnership else parties.team(side)
    return directory.resolve(role.id, agency, team).everyone


def _everywhere(policy: Policy, directory: Directory) -> Iterator[Parties]:
    """A case at every place, and one of the partnership's own body."""
    for agency in directory.agencies.values():
        yield _case_at(agency.id, "", policy)
        for team in directory.teams.values():
            if team.agency == agency.id:
                yield _case_at(agency.id, team.id, policy)


def _case_at(agency: str, team: str, policy: Policy) -> Parties:
    case = Circumstances(subject=policy.subjects[0], statuses=tuple(ChildStatus))
    return imagined(Side.RAISING, agency, team, case)


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


def _whose(policy: Policy, roles: tuple[str, ...], agency: str, team: str) -> tuple[str, str]:
    shared = all(policy.role(role).partnership for role in roles)
    return ("", "") if shared else (agency, team)
