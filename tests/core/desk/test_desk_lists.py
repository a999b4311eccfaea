"""Home, lists and words typed at the desk, also for one who is enrolled with two partnerships."""

from dataclasses import replace

import pytest

from core.cards import FormFaults, Say, ShowView
from core.cases import commands as c
from core.directory.model import Person
from core.vocabulary import Action, Purpose
from tests.core.desk.replies import form_of, started, view
from tests.core.given import (
    CASSIA,
    FERN,
    HOUNSLOW,
    MARLOW,
    NOOR,
    ROBIN,
    SMALL,
    TOBIN,
    World,
    opening,
    small_opening,
)
from tests.core.office import Office, buttons, words

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")


async def test_home_lists_what_i_owe_what_i_raised_and_for_coordinators_everything() -> None:
    """Soonest first, each case once."""
    office = Office()
    first = await office.open(opening())
    second = await office.open(opening(counterpart=""))
    await office.do(first, UP)
    for person, heading in ((TOBIN, "Waiting for you"), (ROBIN, "Raised by you")):
        text = words((await office.home(person)).blocks)
        assert first.reference in text[text.index(heading) :]
        assert text[text.index("Waiting for you") :].count(f"{first.reference}: ") == 1
    everything = words((await office.home(NOOR)).blocks)
    assert first.reference in everything
    assert second.reference in everything
    assert "Every open case" in everything
    nothing = words((await office.home(FERN)).blocks)
    assert first.reference not in nothing
    assert "Nothing waits for you." in nothing


async def test_an_alert_nobody_has_seen_is_on_the_home_of_all_who_were_told() -> None:
    """Home is the authoritative list: a lost push hides no duty."""
    office, case = await started()
    assert case.reference not in words((await office.home(CASSIA)).blocks)
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    text = words((await office.home(CASSIA)).blocks)
    assert text.index(case.reference) < text.index("Raised by you")


@pytest.mark.parametrize(
    "text",
    [
        "list",
        "home",
        "policy",
        "contacts west",
        "contacts",
        "check",
        "link",
        "help",
        "moon",
        "when",
        "show ",
    ],
)
async def test_every_word_has_an_answer(text: str) -> None:
    """Also the ones Concord does not know."""
    office, _ = await started()
    for person in (ROBIN, MARLOW, NOOR, FERN):
        assert isinstance(await office.says(person, text), Say | ShowView)


# --- two partnerships --------------------------------------------------------------------------


def both() -> tuple[World, World]:
    """Robin is also enrolled with the small partnership, by the same account."""
    robin = HOUNSLOW.directory.people[ROBIN]
    twin = Person(id="small.robin", name="Robin Haverstock", agency="nhs", channels=robin.channels)
    people = {**SMALL.directory.people, twin.id: twin}
    return HOUNSLOW, replace(SMALL, directory=replace(SMALL.directory, people=people))


async def test_one_who_is_enrolled_twice_chooses_the_partnership_first() -> None:
    """And the case opens there, under the person they are there."""
    office = Office(*both())
    form = await office.form(ROBIN)
    assert form.press.action is Action.CHOOSE_PARTNERSHIP
    chosen = form_of(await office.submit(ROBIN, form, partnership="small"))
    reply = await office.submit(
        ROBIN,
        chosen,
        subject="A.B.",
        with_whom="person:small.bob",
        trigger="action",
        category="care",
        subject_type="child",
        protective_date="2026-11-06",
    )
    assert "Talk" in view(reply)
    (case_id,) = await office.ledger.cases_in("small")
    case = await office.casework.read(case_id)
    assert case is not None
    assert case.raiser == "small.robin"
    unknown = await office.submit(ROBIN, form, partnership="moon")
    assert isinstance(unknown, FormFaults)
    assert set(unknown.fields) == {"partnership"}


async def test_one_who_is_enrolled_twice_acts_on_each_case_as_who_they_are_there() -> None:
    """One Home with both; every button of it works for the case it stands beside."""
    office = Office(*both())
    one = await office.open(opening())
    other = await office.open(small_opening(by="small.robin"), "small")
    drawn = await office.home(ROBIN)
    shown = buttons(drawn.blocks)
    for case in (one, other):
        reply = await office.press(ROBIN, shown[f"Open {case.reference}"])
        assert case.reference in view(reply)
        assert isinstance(reply, ShowView)
        form = form_of(await office.press(ROBIN, buttons(reply.view.blocks)["Add a note"]))
        await office.submit(ROBIN, form, text="seen")
        entries = await office.ledger.read(case.id)
        assert entries[-1].event.by == case.raiser
    assert office.states(purpose=Purpose.SHARED)
