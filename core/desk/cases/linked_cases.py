"""Linked cases as a case shows them, and the routes off the ladder that a person may take."""

from collections.abc import Iterator

from core.cards import Button, Press, Text
from core.cases.case import Case
from core.cases.rules.ladder.linked_cases import open_routes, route_of
from core.desk.wording import screens as say
from core.partnership.setting import Setting
from core.vocabulary import Action


def linked_case_lines(case: Case, setting: Setting) -> Iterator[Text]:
    """Yield the case that this one grew from, and the cases that grew from it."""
    if case.parent:
        yield Text(say.grown_from(case.parent_reference))
    for link in case.links:
        route = route_of(link.route, setting.policy)
        yield Text(say.grew_into(route.text if route else "", link.reference))


def linked_case_buttons(case: Case, seen: frozenset[str]) -> Iterator[Button]:
    """Yield a button for each linked case that the reader may see (ids in ``seen``)."""
    grown = ((link.matter, link.reference) for link in case.links)
    for other, reference in ((case.parent, case.parent_reference), *grown):
        if other in seen:
            press = Press(action=Action.OPEN, case=other)
            yield Button(label=say.open_one(reference), press=press)


def route_buttons(case: Case, person: str, setting: Setting) -> Iterator[Button]:
    """Yield a button for each route off the ladder that this person may take now."""
    for route in open_routes(case, person, setting):
        press = Press(action=Action.ROUTE, case=case.id, stage=case.stage, target=route.id)
        yield Button(label=route.text, press=press)
