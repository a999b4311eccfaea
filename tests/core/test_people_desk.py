"""The contact list in chat: who sees what, who changes it, and what they are told."""

import pytest

from core.cards import Faults, Form, Reply, ShowForm, ShowView
from core.roll import HolderAppointed, HolderEnded
from core.vocabulary import Action
from core.wording import people as say
from core.wording import refusals
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    LEILA,
    MARLOW,
    MERRICK,
    NOOR,
    ROBIN,
    TOBIN,
    opening,
)
from tests.core.office import Office, buttons, words
from tests.core.replies import said, view

COUNCIL = "London Borough of Hounslow"
MANAGERS = "Assistant Team Manager, Family Help Team"
POST = "council.family-help.manager"


async def kept() -> Office:
    """An office whose list is kept in its roll."""
    office = Office()
    await office.keep_list()
    return office


async def walked(office: Office, person: str, *labels: str) -> Reply:
    """What somebody sees who types ``people`` and presses these buttons, one after the other."""
    reply = await office.says(person, "people")
    for label in labels:
        assert isinstance(reply, ShowView), reply
        reply = await office.press(person, buttons(reply.view.blocks)[label])
    return reply


async def form(office: Office, person: str, label: str) -> Form:
    """The form behind a button of the managers' post."""
    reply = await walked(office, person, COUNCIL, MANAGERS, label)
    assert isinstance(reply, ShowForm), reply
    return reply.form


async def test_everybody_sees_who_holds_which_post_and_no_address() -> None:
    """A practitioner sees names; no button changes anything, and no way to reach anybody is told."""
    office = await kept()
    shown = view(await walked(office, ROBIN, COUNCIL))
    assert "Tobin Zeller" in shown
    assert "Leila Hartnell" in shown
    assert "@" not in shown
    assert "confirmed" not in shown
    reply = await walked(office, ROBIN, COUNCIL)
    assert isinstance(reply, ShowView)
    assert MANAGERS not in buttons(reply.view.blocks)


async def test_a_coordinator_appoints_and_it_counts_at_once() -> None:
    """The new holder is asked from the next case on; the record says who appointed them."""
    office = await kept()
    asked = await form(office, NOOR, "Appoint")
    assert asked.title == "Appoint to a post"
    reply = await office.submit(NOOR, asked, person=MARLOW, why="Promoted")
    assert "Marlow Winstead holds Assistant Team Manager" in view(reply)
    post = next(p for p in office.register.setting("hounslow").directory.posts if p.id == POST)
    assert MARLOW in post.holders
    (_, act) = [one.act for one in await office.roll.read("hounslow")]
    assert (act.by, act.why) == (NOOR, "Promoted")
    assert isinstance(act.changes[0], HolderAppointed)


async def test_ending_somebody_says_how_many_open_stages_are_theirs() -> None:
    """The count only: which cases they are stands on the cases."""
    office = await kept()
    case = await office.open(opening(counterpart=MARLOW))
    await office.settle()
    reply = await walked(office, NOOR, COUNCIL, "Social Worker, Family Help Team", "End")
    assert isinstance(reply, ShowForm)
    done = await office.submit(NOOR, reply.form)
    assert case.reference not in view(done)
    assert "nobody stands in" in view(done)
    assert "Marlow Winstead holds Social Worker" in view(done)


async def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost() -> None:
    """Whoever stands in cannot hold the post as well; the form says so where it was chosen."""
    office = await kept()
    asked = await form(office, NOOR, "Appoint")
    reply = await office.submit(NOOR, asked, person=LEILA, since="2026-11-03", why="Cover")
    assert isinstance(reply, Faults)
    assert "cannot both hold this post and stand in for it" in reply.fields["person"]
    again = await form(office, NOOR, "Appoint")
    assert {one.id: one.value for one in again.inputs}["why"] == "Cover"


@pytest.mark.parametrize("person", [ROBIN, TOBIN])
async def test_a_coordinators_button_does_nothing_for_anybody_else(person: str) -> None:
    """Nor when it is forwarded: it is authorised when it is pressed."""
    office = await kept()
    reply = await walked(office, NOOR, COUNCIL, MANAGERS)
    assert isinstance(reply, ShowView)
    button = buttons(reply.view.blocks)["End"]
    assert said(await office.press(person, button)) == refusals.NOT_FOUND
    assert len(await office.roll.read("hounslow")) == 1
