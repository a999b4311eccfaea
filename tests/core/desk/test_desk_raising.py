"""Raising a concern at the desk: one form, one case, and nothing typed is lost."""

import pytest

from core.cards import FormFaults, ShowView
from core.cases.wording import refusals
from core.notifications.wording import platforms
from core.ports import LedgerUnavailable
from tests.core.desk.replies import STORY, cases, view
from tests.core.given import MARLOW, ROBIN
from tests.core.office import Office


async def test_a_concern_is_raised_with_one_form() -> None:
    """The answer is the case itself, with its reference and when it is due."""
    office = Office()
    reply = await office.submit(ROBIN, await office.form(ROBIN), **STORY)
    (case,) = await cases(office)
    assert case.reference in view(reply)
    assert "Due Monday 9 November 2026, 5 pm" in view(reply)
    assert case.counterpart == MARLOW


async def test_the_same_form_submitted_twice_opens_one_case() -> None:
    """Pressing Submit again finds the case that the first press opened."""
    office = Office()
    form = await office.form(ROBIN)
    first = await office.submit(ROBIN, form, **STORY)
    second = await office.submit(ROBIN, form, **STORY)
    assert len(await cases(office)) == 1
    (case,) = await cases(office)
    assert case.reference in view(first)
    assert case.reference in view(second)


async def test_faults_stand_at_their_inputs_and_what_was_typed_comes_back() -> None:
    """A form closed with faults is filled again; saved, it begins empty."""
    office = Office()
    form = await office.form(ROBIN)
    typed = {**STORY, "subject": "", "with_whom": "", "arose_on": "2027-01-01"}
    reply = await office.submit(ROBIN, form, **typed)
    assert isinstance(reply, FormFaults)
    assert set(reply.fields) == {"subject", "with_whom", "arose_on"}
    again = await office.form(ROBIN)
    assert {one.id: one.value for one in again.inputs}["concern"] == "closed too early"
    await office.submit(ROBIN, again, **STORY, arose_on="2026-11-02")
    fresh = await office.form(ROBIN)
    assert {one.id: one.value for one in fresh.inputs}["concern"] == ""


async def test_a_date_that_cannot_be_read_is_a_fault_and_not_an_error() -> None:
    """Whatever a platform hands over as a date or a time."""
    office = Office()
    form = await office.form(ROBIN)
    for name in ("arose_on", "protective_date"):
        reply = await office.submit(ROBIN, form, **{**STORY, name: "soon"})
        assert isinstance(reply, FormFaults)
        assert reply.fields == {name: refusals.UNREADABLE_DATE}
    typed = {**STORY, "protective_date": "2026-11-05", "protective_time": "noon"}
    reply = await office.submit(ROBIN, form, **typed)
    assert isinstance(reply, FormFaults)
    assert reply.fields == {"protective_time": refusals.UNREADABLE_TIME}


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "x" * 20_000, "²", "🫥" * 200])
async def test_no_text_however_odd_is_an_error(odd: str) -> None:
    """Halves of characters, nothing at all, far too much: faults or a case, never a fall."""
    office = Office()
    form = await office.form(ROBIN)
    for name in (*STORY, "statuses", "entry_stage", "protective_reason"):
        reply = await office.submit(ROBIN, form, **{**STORY, name: odd})
        assert isinstance(reply, FormFaults | ShowView)


async def test_immediate_danger_opens_a_case_with_nothing_filled_in() -> None:
    """One press on Alert now."""
    office = Office()
    reply = await office.submit(ROBIN, await office.form(ROBIN, "now"))
    (case,) = await cases(office)
    assert case.risk is not None
    assert "Immediate risk was flagged by Robin Haverstock" in view(reply)


class Failing:
    """A ledger or key-value store that stops answering when it is told to."""

    def __init__(self, real: object, *names: str) -> None:
        self._real = real
        self._names = names
        self.off = False

    def __getattr__(self, name: str) -> object:
        if self.off and name in self._names:
            raise LedgerUnavailable
        return getattr(self._real, name)


async def test_what_could_not_be_saved_says_so_and_can_be_submitted_again() -> None:
    """The ledger is gone for a moment: nothing is lost, nothing is confirmed, one case comes of it."""
    office = Office()
    form = await office.form(ROBIN)
    real = office.casework._ledger
    failing = Failing(real, "append")
    office.casework._ledger = failing  # type: ignore[assignment]
    failing.off = True
    reply = await office.submit(ROBIN, form, **STORY)
    assert reply == FormFaults(form=platforms.NOT_SAVED)
    assert await cases(office) == ()
    failing.off = False
    assert view(await office.submit(ROBIN, form, **STORY))
    assert len(await cases(office)) == 1


@pytest.mark.parametrize("name", ["get", "put", "remove"])
async def test_drafts_that_cannot_be_kept_stop_nothing(name: str) -> None:
    """The key-value store is out of order: the concern is raised all the same."""
    office = Office()
    failing = Failing(office.documents, name)
    office.case_desk._drafts._documents = failing  # type: ignore[assignment]
    failing.off = True
    form = await office.form(ROBIN)
    assert view(await office.submit(ROBIN, form, **STORY))


async def test_a_ledger_that_cannot_even_say_whose_form_it_is_answers_in_the_form() -> None:
    """Nothing raised: press Submit again."""
    office = Office()
    form = await office.form(ROBIN)
    failing = Failing(office.ledger, "redeem")
    office.desk._ledger = failing  # type: ignore[assignment]
    failing.off = True
    assert await office.submit(ROBIN, form, **STORY) == FormFaults(form=platforms.NOT_SAVED)
