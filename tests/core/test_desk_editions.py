"""Editions at the desk: moving a case to the one in force."""

from dataclasses import replace

from core.cards import ShowView
from core.setting import Edition
from core.vocabulary import Purpose
from policies.loader import digest
from tests.core.given import HOUNSLOW, MARLOW, NOOR, ROBIN, opening
from tests.core.office import Office, buttons, words
from tests.core.replies import form_of, pressed, started, view

NEXT = replace(
    HOUNSLOW.policy,
    edition="The next one",
    roles=tuple(
        replace(one, title="Team lead") if one.id == "line_manager" else one
        for one in HOUNSLOW.policy.roles
    ),
)
MOVE = "Move to the present edition"


def renewed(office: Office) -> str:
    """The next edition in force; its digest."""
    edition = Edition(digest=digest(NEXT), policy=NEXT, calendar=HOUNSLOW.calendar)
    office.register.take_up(edition, in_force=True)
    return edition.digest


async def test_a_coordinator_moves_a_case_to_the_present_edition() -> None:
    """The form shows what changes; afterwards both sides and the raiser have a message."""
    office, case = await started()
    to = renewed(office)
    form = form_of(await pressed(office, NOOR, MOVE))
    shown = words(form.blocks)
    assert "Line manager becomes Team lead" in shown
    assert "The deadline of this stage does not move." in shown
    reply = await office.submit(NOOR, form, reason="The new names are used everywhere")
    assert (await office.read(case)).edition == to
    assert "The new names" not in view(reply)  # on the record, behind its own button
    assert MOVE not in buttons(reply.view.blocks) if isinstance(reply, ShowView) else False
    await office.settle()
    for person in (ROBIN, MARLOW):
        assert office.owed(person, Purpose.EDITION_CHANGED)
        text = words(office.cards(person)[-1].blocks)
        assert "Noor Castellan" in text
        assert "The new names" not in text


async def test_only_coordinators_are_offered_the_move_and_only_where_there_is_one() -> None:
    """On a case of an earlier edition, which says so to everybody."""
    office, case = await started()
    for person in (ROBIN, MARLOW, NOOR):
        reply = await office.says(person, f"show {case.reference}")
        assert isinstance(reply, ShowView)
        assert MOVE not in buttons(reply.view.blocks)
    renewed(office)
    for person in (ROBIN, MARLOW, NOOR):
        reply = await office.says(person, f"show {case.reference}")
        assert isinstance(reply, ShowView)
        assert (MOVE in buttons(reply.view.blocks)) is (person == NOOR)
        assert "edition The next one is in force now" in words(reply.view.blocks)


async def test_a_form_read_before_yet_another_edition_came_into_force_moves_nothing() -> None:
    """What was agreed to is what was shown; the coordinator sees why, and can look again."""
    office, case = await started()
    renewed(office)
    form = form_of(await pressed(office, NOOR, MOVE))
    newest = replace(NEXT, edition="The one after")
    edition = Edition(digest=digest(newest), policy=newest, calendar=HOUNSLOW.calendar)
    office.register.take_up(edition, in_force=True)
    reply = await office.submit(NOOR, form, reason="The new names are used everywhere")
    assert "not the one in force" in view(reply)
    assert (await office.read(case)).edition == HOUNSLOW.edition


async def test_new_cases_begin_under_the_present_edition_and_open_ones_stay() -> None:
    """Pinned is pinned, until somebody moves it."""
    office, case = await started()
    to = renewed(office)
    another = await office.open(opening())
    assert another.edition == to
    assert (await office.read(case)).edition == HOUNSLOW.edition
