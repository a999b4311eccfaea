"""Reading what the desk answers, and the story most of its tests begin with."""

from core.cards import Form, Redraw, Reply, Say, ShowForm, ShowView
from core.cases.case import Case
from tests.core.given import MARLOW, opening
from tests.core.office import Office, buttons, words

STORY = {
    "subject": "A.B.",
    "with_whom": f"person:{MARLOW}",
    "trigger": "decision",
    "category": "levels_of_need",
    "concern": "closed too early",
    "action_taken": "rang",
    "outcome_sought": "reopen",
}


def view(reply: Reply) -> str:
    """Everything that can be read in a view."""
    assert isinstance(reply, ShowView), reply
    return words(reply.view.blocks)


def said(reply: Reply) -> str:
    """Everything that is said."""
    assert isinstance(reply, Say | Redraw), reply
    return words(reply.card.blocks)


def form_of(reply: Reply) -> Form:
    """The form that opens."""
    assert isinstance(reply, ShowForm), reply
    return reply.form


async def cases(office: Office) -> tuple[Case, ...]:
    """Every case there is."""
    ids = await office.ledger.cases_in("hounslow", closed=True)
    found = [await office.casework.read(one) for one in ids]
    return tuple(case for case in found if case)


async def pressed(office: Office, person: str, label: str) -> Reply:
    """Press a button of a person's case view."""
    (case, *_) = await cases(office)
    opened = await office.says(person, f"show {case.reference}")
    assert isinstance(opened, ShowView)
    return await office.press(person, buttons(opened.view.blocks)[label])


async def started() -> tuple[Office, Case]:
    """Robin's concern, delivered to Marlow."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    return office, case
