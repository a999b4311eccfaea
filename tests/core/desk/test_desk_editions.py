"""Editions at the desk: approving the one that waits, moving a case to the one in force."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from core.cards import ShowView, Text, Tone
from core.cases.commands import ChangeEdition
from core.cases.wording import refusals
from core.partnership import editions
from core.partnership.setting import Edition
from core.policy.model import Policy
from core.ports import KeyMissing
from core.vocabulary import Purpose
from policies.policy_files.loader import digest, policy_to_json
from tests.core.desk.replies import form_of, pressed, said, started, view
from tests.core.given import HOUNSLOW, MARLOW, MERRICK, MONDAY, NOOR, ROBIN, opening, world
from tests.core.office import Office, buttons, words

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
    office.register.add_edition(edition, in_force=True)
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
    office.register.add_edition(edition, in_force=True)
    reply = await office.submit(NOOR, form, reason="The new names are used everywhere")
    assert "not the one in force" in view(reply)
    assert (await office.read(case)).edition == HOUNSLOW.edition


async def test_what_comes_next_is_counted_by_the_edition_a_case_was_moved_to() -> None:
    """Its office hours, for one: the first reminder is counted in the hours in which its office is
    open, an hour and a half after three.
    """
    office, case = await started()
    assert await office.ledger.next_due() == MONDAY + timedelta(hours=4)
    late = world(replace(HOUNSLOW.policy, office_opens=time(15)), HOUNSLOW.directory)
    edition = Edition(digest=late.edition, policy=late.policy, calendar=late.calendar)
    office.register.add_edition(edition, in_force=True)
    await office.do(case, ChangeEdition(by=NOOR, edition=late.edition, reason="Shorter hours"))
    assert await office.ledger.next_due() == MONDAY + timedelta(hours=6, minutes=30)


async def test_new_cases_begin_under_the_present_edition_and_open_ones_stay() -> None:
    """Pinned is pinned, until somebody moves it."""
    office, case = await started()
    to = renewed(office)
    another = await office.open(opening())
    assert another.edition == to
    assert (await office.read(case)).edition == HOUNSLOW.edition


async def proposed(office: Office, policy: Policy = NEXT) -> str:
    """An edition that waits; its digest."""
    kept = await editions.store_edition(office.documents, policy_to_json(policy))
    await editions.propose(office.documents, "hounslow", kept, office.clock.now())
    return kept


async def on_home(office: Office, person: str, label: str) -> str:
    """What a person reads after pressing a button of their Home."""
    home = await office.home(person)
    return view(await office.press(person, buttons(home.blocks)[label]))


async def test_home_shows_coordinators_what_waits_what_it_changes_and_who_approved() -> None:
    """Nobody else sees anything of it."""
    office = Office()
    await proposed(office)
    home = words((await office.home(NOOR)).blocks)
    assert "A new edition waits for approval" in home
    assert "The next one" in home
    assert "Nobody has approved it yet. Two coordinators have to." in home
    changes = await on_home(office, NOOR, "See what changes")
    assert "Line manager becomes Team lead" in changes
    assert "Approve this edition" in changes
    for person in (ROBIN, MARLOW):
        assert "edition" not in words((await office.home(person)).blocks).casefold()


async def test_a_proposal_that_cannot_be_unlocked_leaves_home_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its key is not on the ring: the coordinator's cases are shown all the same."""
    office = Office()
    await proposed(office)

    async def locked(*_: object) -> Edition:
        raise KeyMissing

    monkeypatch.setattr(office.edition_sync, "edition", locked)
    assert "Raise a concern" in buttons((await office.home(NOOR)).blocks)


async def test_two_coordinators_approve_in_chat_and_it_is_in_force_at_once() -> None:
    """The first cannot do it alone, however often they press; both are on the record."""
    office = Office()
    digest = await proposed(office)
    home = await office.home(NOOR)
    for _ in range(2):
        told = view(await office.press(NOOR, buttons(home.blocks)["Approve this edition"]))
        assert "One more coordinator has to approve it: Merrick Dunmore" in told
    again = await office.home(NOOR)
    assert "Approve this edition" not in buttons(again.blocks)
    assert "Approved by Noor Castellan on Monday 2 November 2026, 10 am." in words(again.blocks)
    assert office.register.setting("hounslow").edition == HOUNSLOW.edition
    assert "is in force" in await on_home(office, MERRICK, "Approve this edition")
    assert office.register.setting("hounslow").edition == digest
    for person in (NOOR, MERRICK):
        assert "waits for approval" not in words((await office.home(person)).blocks)
        record = await on_home(office, person, "Editions and approvals")
        assert "In force since Monday 2 November 2026, 10 am" in record
        assert record.count("Noor Castellan") == record.count("Merrick Dunmore") == 2


async def test_the_button_of_one_who_is_no_coordinator_any_more_does_nothing() -> None:
    """Nor does a forwarded one: it is authorised again when it is pressed."""
    office = Office()
    digest = await proposed(office)
    button = buttons((await office.home(NOOR)).blocks)["Approve this edition"]
    for person in (MERRICK, ROBIN):
        assert said(await office.press(person, button)) == refusals.NOT_FOUND
    fewer = replace(HOUNSLOW.directory, coordinators=(MERRICK,))
    office.register.set_directory("hounslow", fewer)
    assert said(await office.press(NOOR, button)) == refusals.NOT_FOUND
    standing = await editions.edition_status(office.documents, "hounslow")
    assert standing.waiting is not None
    assert (standing.waiting.digest, standing.approvals) == (digest, ())


async def test_approving_an_edition_whose_roles_reach_nobody_says_what_to_supply() -> None:
    """In chat as on the command line; nothing is kept of the press."""
    office = Office()
    stages = HOUNSLOW.policy.tracks[0].stages
    nurse = replace(HOUNSLOW.policy.roles[0], id="school_nurse", title="School nurse lead")
    seat = replace(stages[1].raising[0], role="school_nurse")
    changed = replace(stages[1], raising=(seat,))
    track = replace(HOUNSLOW.policy.tracks[0], stages=(stages[0], changed, *stages[2:]))
    policy = replace(NEXT, roles=(*NEXT.roles, nurse), tracks=(track, *HOUNSLOW.policy.tracks[1:]))
    await proposed(office, policy)
    text = await on_home(office, NOOR, "Approve this edition")
    assert "cannot be put into force yet" in text
    assert "School nurse lead" in text
    assert "declare the gap" in text
    assert (await editions.edition_status(office.documents, "hounslow")).approvals == ()


@pytest.mark.parametrize("review", [None, date(2026, 11, 1)])
async def test_a_review_that_is_overdue_or_not_planned_stands_on_the_coordinators_home(
    review: date | None,
) -> None:
    """It has no button to dismiss it, and it is gone only with an edition that has a date."""
    office = Office(world(replace(HOUNSLOW.policy, next_review=review), HOUNSLOW.directory))
    for _ in range(2):
        home = await office.home(NOOR)
        assert "review" in words(home.blocks)
        texts = [one for one in home.blocks if isinstance(one, Text)]
        assert [one.tone for one in texts if "review" in one.text] == [Tone.WARNING]
    assert "review" not in words((await office.home(ROBIN)).blocks)
    await proposed(office, replace(HOUNSLOW.policy, next_review=date(2027, 11, 1)))
    for person in (NOOR, MERRICK):
        await on_home(office, person, "Approve this edition")
    assert "review" not in words((await office.home(NOOR)).blocks)
