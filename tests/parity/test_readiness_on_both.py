"""Readiness on Slack and Teams: the check, what to mend, the monthly question and its forms."""

import json

import pytest

from core.cards import Home, ShowForm, View
from core.desk.readiness import cards
from core.outbox import Letter
from core.readiness import monthly_check
from core.readiness import wording as say
from core.readiness.defects_letter import defects_card
from core.vocabulary import LetterKind
from policies.library import POLICIES, directory_of, policy_of
from tests.core.desk.test_desk_readiness import question
from tests.core.given import MONDAY, World, world
from tests.core.office import Office, buttons
from tests.core.readiness.checked import checked
from tests.parity.test_same_on_both import _card, _form, _home, _view

every_policy = pytest.mark.parametrize("policy_id", POLICIES)


def here(policy_id: str) -> World:
    """A partnership."""
    return world(policy_of(policy_id).policy, directory_of(policy_id))


@every_policy
def test_every_check_shows_the_same_on_both(policy_id: str) -> None:
    """Everybody's own, every agency's, and the coordinators' pages: nothing is cut off."""
    found = checked(here(policy_id))
    for person in list(found.today.people)[::6]:
        _card(cards.check_card(cards.own_check(person, found)))
    for agency in found.today.agencies:
        _card(cards.check_card(cards.agency_check(agency, found, "")))
    coordinator = found.today.coordinators[0]
    both = (*cards.defects_page(found), *cards.own_check(coordinator, found))
    _card(cards.check_card(both))
    for page in (1, 2):
        _view(View(title=say.DEFECTS_TITLE, blocks=cards.defects_page(found, page)))
    _home(Home(blocks=cards.on_home(found)))


@every_policy
def test_every_letter_says_and_offers_the_same_on_both(policy_id: str) -> None:
    """The monthly question to everybody, and the list of what to mend."""
    found = checked(here(policy_id))
    directory = found.setting.directory
    lines = [say.defect_and_remedy(one, found.setting.policy, directory) for one in found.defects]

    def letter(kind: LetterKind, person: str, about: str) -> Letter:
        return Letter(
            key="k",
            partnership=directory.partnership,
            person=person,
            kind=kind,
            about=about,
            owed_at=MONDAY,
            expires_at=MONDAY,
        )

    for person in directory.people:
        _card(
            monthly_check.monthly_card(letter(LetterKind.STILL_YOU, person, "2026-11"), directory)
        )
    about = json.dumps({"lines": lines[:8], "total": len(lines)})
    _card(defects_card(letter(LetterKind.FIX_LIST, directory.coordinators[0], about), directory))


async def test_the_forms_ask_the_same_on_both() -> None:
    """What is not theirs any more, and what has changed."""
    office = Office()
    person = "hounslow.wilf-greaves"
    card = await question(office, person)
    for label in ("Not me any more", "Something has changed"):
        reply = await office.press(person, buttons(card.blocks)[label])
        assert isinstance(reply, ShowForm)
        _form(reply.form)
