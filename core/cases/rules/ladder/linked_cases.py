"""Linked cases (S-03, S-23): routes off the ladder, each a case of its own."""

from collections.abc import Iterator
from typing import Final

from core.cases import commands as c
from core.cases import events as e
from core.cases.access import Part, may
from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.posts import holders_and_vacancies, parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts import informing
from core.cases.rules.ladder.entry_stages import needs_date
from core.cases.rules.ladder.moving import carried_protective_date, enter
from core.partnership.setting import Setting
from core.policy.model import Field, Policy, Route
from core.routing.stage_contacts import applies, unique
from core.vocabulary import Action, Sensitivity, Side

ENTERED_AS_LINKED: Final = "beside"
"""Why the first stage of a linked case is entered."""
LINE_CHARACTERS: Final = 150
TEXT_CHARACTERS: Final = 3000


def route_of(route_id: str, policy: Policy) -> Route | None:
    """Return the route with this id, or None if the policy has none."""
    return next((route for route in policy.routes if route.id == route_id), None)


def route_fields(route: Route, policy: Policy) -> tuple[Field, ...]:
    """Return the fields the policy asks for on this route."""
    return tuple(one for one in policy.fields if one.id in route.fields)


def open_routes(case: Case, person: str, setting: Setting) -> tuple[Route, ...]:
    """Return the routes this person may take now: never to a stage the case is at or has passed. One
    that begins at a stage belongs to whoever holds that stage or a later one.
    """
    return tuple(
        one
        for one in setting.policy.routes
        if _leads_on(one, case, setting)
        and may(Action.ROUTE, case, person, setting, Part(None) if one.from_stage else None)
    )


def _leads_on(route: Route, case: Case, setting: Setting) -> bool:
    policy = setting.policy
    if not applies(route.when, parties_of(case), setting.directory) or case.route == route.id:
        return False
    here, there = policy.track_of(case.stage), policy.track_of(route.to)
    if here is there and policy.number(case.stage) >= policy.number(route.to):
        return False
    if not route.from_stage:
        return True
    on_main = here.id == "main"
    return on_main and policy.number(case.stage) >= policy.number(route.from_stage)


def routes_at_opening(setting: Setting) -> tuple[Route, ...]:
    """Return the routes that can be taken without a case."""
    return tuple(one for one in setting.policy.routes if one.at_opening)


def open_linked_case(
    case: Case, command: c.TakeRoute, setting: Setting, case_id: str
) -> tuple[e.Event, ...] | tuple[Refusal, ...]:
    """Open a linked case with its own reference, clock, contacts and record. It takes over the
    case's answers and protective date and counts from today; the case's own stages do not change.
    Special category answers are not copied: other people act on the linked case.

    The person who takes the route is its raiser, for the side they act for.
    """
    route = next(
        (one for one in open_routes(case, command.by, setting) if one.id == command.route), None
    )
    side = case.side_of(command.by)
    if route is None or side is None:
        return (Refusal(reason=Reason.STALE, at=case.visit.entered_at),)
    if faults := tuple(_faults(route, command, setting)):
        return faults
    policy = setting.policy
    own, other = case.side(side), case.side(side.counterpart)
    known = {
        field.id for field in policy.fields if field.sensitivity is not Sensitivity.SPECIAL_CATEGORY
    }
    opened = e.CaseOpened(
        at=setting.now,
        by=command.by,
        reference=command.reference,
        partnership=case.partnership,
        edition=setting.edition,
        subject_type=case.subject_type,
        statuses=case.statuses,
        trigger=case.trigger,
        category=case.category,
        raising_agency=own.agency,
        raising_team=own.team,
        receiving_agency=other.agency,
        receiving_team=other.team,
        counterpart=case.counterpart if side is Side.RAISING else case.raiser,
        arose_on=setting.today,
        subject=case.subject,
        answers={key: text for key, text in case.answers.items() if key in known} | command.answers,
        entry_reason=command.reason,
        area=case.area,
        dispute=case.kind,
        route=route.id,
        parent=case.id,
        parent_reference=case.reference,
    )
    matter = evolve(None, opened, case_id, 1)
    stage = policy.stage(route.to)
    dates = (carried_protective_date(case, setting.now), command.protective)
    protective = min((date for date in dates if date is not None), default=None)
    entered = enter(matter, stage, ENTERED_AS_LINKED, setting, by=command.by, protective=protective)
    return (opened, *entered, *tell_of_linked_case(route, matter, setting, also=(case.raiser,)))


def _faults(route: Route, command: c.TakeRoute, setting: Setting) -> Iterator[Refusal]:
    if not command.reason.strip():
        yield Refusal(reason=Reason.EMPTY, input="reason")
    yield from field_faults(route, command.answers, setting)
    if needs_date(setting.policy.stage(route.to)) and command.protective is None:
        yield Refusal(reason=Reason.DATE_NEEDED, input="protective_date")


def field_faults(route: Route, answers: dict[str, str], setting: Setting) -> Iterator[Refusal]:
    """Yield what is missing from, or too long in, the fields of a route."""
    for one in route_fields(route, setting.policy):
        text, limit = (
            answers.get(one.id, ""),
            LINE_CHARACTERS if one.kind == "line" else TEXT_CHARACTERS,
        )
        if one.required and not text.strip():
            yield Refusal(reason=Reason.EMPTY, input=one.id)
        if len(text) > limit:
            yield Refusal(reason=Reason.TOO_LONG, input=one.id, about=str(limit))


def tell_of_linked_case(
    route: Route, matter: Case, setting: Setting, *, also: tuple[str, ...] = ()
) -> tuple[e.Event, ...]:
    """Tell the people the policy names for the route, and the raiser of the original case."""
    told, gaps = holders_and_vacancies(route.tell, matter, setting)
    people = tuple(person for person in unique((*told, *also)) if person != matter.raiser)
    if not people and not gaps:
        return ()
    about = f"{informing.LINKED_CASE_PREFIX}{route.id}"
    return (e.PeopleInformed(at=setting.now, by="", notification=about, people=people, gaps=gaps),)


def record_route_taken(case: Case, command: c.TakeRoute, setting: Setting) -> tuple[e.Event, ...]:
    """Record on the case that a linked case was opened; a repeat has no effect.

    The linked case is running already, so this is never refused, even on a closed case.
    """
    if not command.matter or any(link.matter == command.matter for link in case.links):
        return ()
    return (
        e.RouteTaken(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            route=command.route,
            matter=command.matter,
            reference=command.reference,
            reason=command.reason,
        ),
    )
