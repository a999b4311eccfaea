"""Opening a case: what must be filled in, and at which stage it begins."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.refusals import Reason, Refusal
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS, opening_fields
from core.cases.rules.ladder.entry_stages import (
    earliest_day,
    entry_stages,
    needs_date,
    starting_track,
)
from core.cases.rules.ladder.linked_cases import (
    ENTERED_AS_LINKED,
    field_faults,
    route_of,
    routes_at_opening,
    tell_of_linked_case,
)
from core.cases.rules.ladder.moving import enter
from core.cases.rules.safety import raise_alert, report_special_circumstances
from core.partnership.setting import Setting
from core.policy.model import Choice, Policy, Stage, Track
from core.routing.stage_contacts import Parties, applies


def open_case(
    command: c.OpenCase, setting: Setting, case_id: str
) -> tuple[e.Event, ...] | tuple[Refusal, ...]:
    """Open a case at its first stage, or return every fault of the form at once.

    In immediate danger only the raiser is required (reading G9); in special circumstances only
    which of the policy's list they are.
    """
    raiser = setting.directory.people.get(command.by)
    if raiser is None:
        return (Refusal(reason=Reason.NOT_YOURS),)
    account = command.answers.get("account", "") if command.urgent_opening else ""
    if command.urgent_opening:
        command = _without_invalid_values(command, setting, raiser.agency)
    faults = tuple(_faults(command, setting, raiser.agency))
    if faults:
        return faults
    track = ladder_of(command, setting, raiser.agency)
    first = _first_stage(command, track, setting)
    opened = e.CaseOpened(
        at=setting.now,
        by=command.by,
        reference=command.reference,
        partnership=setting.policy.partnership,
        edition=setting.edition,
        subject_type=command.subject_type,
        statuses=command.statuses,
        trigger=command.trigger,
        category=command.category,
        raising_agency=raiser.agency,
        raising_team=setting.directory.team_of(command.by),
        receiving_agency=command.receiving_agency,
        receiving_team=command.receiving_team,
        counterpart=command.counterpart,
        arose_on=command.arose_on,
        subject=command.subject,
        answers=command.answers,
        entry_reason=command.entry_reason,
        area=command.area,
        dispute=command.kind,
        route=command.route,
    )
    case = evolve(None, opened, case_id, 1)
    why = "opened" if first is track.stages[0] else "bypassed"
    route = route_of(command.route, setting.policy)
    if route:
        why = ENTERED_AS_LINKED
    entered = enter(case, first, why, setting, by=command.by, protective=command.protective)
    set_date: tuple[e.Event, ...] = ()
    if command.protective is not None:
        set_date = (_protective(command, entered[0], command.protective, setting),)
    for number, event in enumerate((*entered, *set_date), start=2):
        case = evolve(case, event, case_id, number)
    told = tell_of_linked_case(route, case, setting) if route else ()
    return (opened, *entered, *set_date, *told, *_in_haste(case, command, account, setting))


def _in_haste(
    case: Case, command: c.OpenCase, account: str, setting: Setting
) -> tuple[e.Event, ...]:
    """Return the events of the alert, or special circumstances, with which a case is opened."""
    if command.immediate:
        return raise_alert(case, command.by, account, setting)
    rule = setting.policy.override
    if command.override is None or rule is None:
        return ()
    return report_special_circumstances(case, rule, command.by, command.override, account, setting)


def _without_invalid_values(command: c.OpenCase, setting: Setting, own_agency: str) -> c.OpenCase:
    """Return the command without its invalid values: on the immediate path nothing is a fault."""
    policy = setting.policy
    command = replace(
        command,
        area=command.area if policy.area(command.area) else "",
        kind=command.kind if policy.kind(command.kind) else "",
        route="",
    )
    known = _known_side(command, setting) and not _own_side(command, setting, own_agency)
    track = ladder_of(command, setting, own_agency)
    on = max(min(command.arose_on, setting.today), earliest_day(track.stages[0], setting))
    stages = {stage.id for stage in entry_stages(track, command.kind, setting)}
    return replace(
        command,
        trigger=command.trigger if command.trigger in _ids(policy.triggers) else "",
        category=command.category if command.category in _categories(policy) else "",
        arose_on=on,
        receiving_agency=command.receiving_agency if known else "",
        receiving_team=command.receiving_team if known else "",
        counterpart=command.counterpart if known else "",
        entry_stage=command.entry_stage if command.entry_stage in stages else "",
        answers={key: text for key, text in command.answers.items() if key != "account"},
    )


def _known_side(command: c.OpenCase, setting: Setting) -> bool:
    """Whether agency, team and person are on the contact list and belong together."""
    directory, agency = setting.directory, command.receiving_agency
    team, person = command.receiving_team, command.counterpart
    return (
        (not agency or agency in directory.agencies)
        and (not team or (team in directory.teams and directory.teams[team].agency == agency))
        and (
            not person
            or (
                person != command.by
                and person in directory.people
                and directory.people[person].agency == agency
            )
        )
    )


def _own_side(command: c.OpenCase, setting: Setting, own_agency: str) -> bool:
    """Whether the other side is one's own agency, and the kind of dispute does not allow that."""
    kind = setting.policy.kind(command.kind)
    within = kind is not None and kind.within_agency
    return bool(own_agency) and command.receiving_agency == own_agency and not within


def _may_ask(command: c.OpenCase, setting: Setting, own_agency: str) -> bool:
    """Whether this route is open to such a concern."""
    parties = _parties(command, own_agency)
    return any(
        one.id == command.route and applies(one.when, parties, setting.directory)
        for one in routes_at_opening(setting)
    )


def ladder_of(command: c.OpenCase, setting: Setting, own_agency: str) -> Track:
    """Return the ladder on which such a case begins."""
    return starting_track(_parties(command, own_agency), setting)


def _parties(command: c.OpenCase, own_agency: str) -> Parties:
    return Parties(
        raiser=command.by,
        raising_agency=own_agency,
        raising_team="",
        receiving_agency=command.receiving_agency,
        receiving_team=command.receiving_team,
        subject_type=command.subject_type,
        statuses=command.statuses,
    )


def _first_stage(command: c.OpenCase, track: Track, setting: Setting) -> Stage:
    if route := route_of(command.route, setting.policy):
        return setting.policy.stage(route.to)
    stages = {stage.id: stage for stage in entry_stages(track, command.kind, setting)}
    return stages.get(command.entry_stage, track.stages[0])


def _protective(
    command: c.OpenCase, entered: e.Event, protective: datetime, setting: Setting
) -> e.DeadlineBroughtForward:
    assert isinstance(entered, e.StageEntered)  # noqa: S101 - ``enter`` begins with it
    return e.DeadlineBroughtForward(
        at=setting.now,
        by=command.by,
        stage=entered.stage,
        protective=protective,
        due=entered.due,
        explanation=entered.explanation,
        beyond_limit=entered.due < protective,
        reason=command.protective_reason,
    )


def _faults(command: c.OpenCase, setting: Setting, own_agency: str) -> Iterator[Refusal]:
    policy = setting.policy
    if command.override is not None:
        yield from _unknown_event(command.override, policy)
    if command.urgent_opening:
        return
    if command.arose_on > setting.today:
        yield Refusal(reason=Reason.FUTURE, input="arose_on")
    track = ladder_of(command, setting, own_agency)
    route = route_of(command.route, policy)
    first = policy.stage(route.to) if route else track.stages[0]
    earliest = earliest_day(first, setting)
    if command.arose_on < earliest:
        yield Refusal(reason=Reason.TOO_LONG_AGO, input="arose_on", about=earliest.isoformat())
    if len(command.subject) > LINE_CHARACTERS:
        yield Refusal(reason=Reason.TOO_LONG, input="subject", about=str(LINE_CHARACTERS))
    for one in opening_fields(policy):
        limit = LINE_CHARACTERS if one.kind == "line" else TEXT_CHARACTERS
        if len(command.answers.get(one.id, "")) > limit:
            yield Refusal(reason=Reason.TOO_LONG, input=one.id, about=str(limit))
    if _own_side(command, setting, own_agency):
        yield Refusal(reason=Reason.OWN_AGENCY, input="with_whom")
    elif not _known_side(command, setting):
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="with_whom")
    if not command.subject.strip():
        yield Refusal(reason=Reason.EMPTY, input="subject")
    if not command.receiving_agency:
        yield Refusal(reason=Reason.EMPTY, input="with_whom")
    for one in opening_fields(policy):
        if one.required and not command.answers.get(one.id, "").strip():
            yield Refusal(reason=Reason.EMPTY, input=one.id)
    if needs_date(first) and command.protective is None:
        yield Refusal(reason=Reason.DATE_NEEDED, input="protective_date")
    if command.route and not _may_ask(command, setting, own_agency):
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="route")
    elif route:
        yield from field_faults(route, command.answers, setting)
    above = not route and command.entry_stage not in {"", first.id}
    offered = {stage.id for stage in entry_stages(track, command.kind, setting)}
    if above and command.entry_stage not in offered:
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="entry_stage")
    elif above and not command.entry_reason.strip():
        yield Refusal(reason=Reason.EMPTY, input="entry_reason")
    if command.area and policy.area(command.area) is None:
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="area")
    if command.kind and policy.kind(command.kind) is None:
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="kind")
    if command.trigger not in _ids(policy.triggers):
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="trigger")
    if command.category not in _categories(policy):
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="category")


def _unknown_event(event: str, policy: Policy) -> Iterator[Refusal]:
    if policy.override is None:
        yield Refusal(reason=Reason.NO_OVERRIDE)
    elif event not in _ids(policy.override.events):
        yield Refusal(reason=Reason.UNKNOWN_CHOICE, input="event")


def _ids(choices: Iterable[Choice]) -> frozenset[str]:
    return frozenset(choice.id for choice in choices)


def _categories(policy: Policy) -> frozenset[str]:
    return _ids(policy.categories) | {"other"}
