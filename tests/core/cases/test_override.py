"""Special circumstances: reported at any time by anybody, with a case or without."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.cards import FormFaults, Press, ShowForm
from core.cases import commands as c
from core.cases import events as e
from core.cases.decide import decide_opening
from core.cases.notices import Notice, notices
from core.cases.refusals import Reason
from core.cases.rules.due import coming_steps
from core.desk.cases.answers import case_commands
from core.notifications.message_cards import message_card
from core.policy.model import ClockRule, Span
from core.vocabulary import Action, CaseStatus, ChildStatus, ClockStart, Purpose, Unit
from tests.core.desk.replies import cases, said, view
from tests.core.given import (
    FERN,
    HOUNSLOW,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    ROBIN,
    SMALL,
    THEA,
    World,
    apply,
    done,
    given,
    kinds,
    local_time,
    only,
    opened,
    opening,
    refused,
    small_opening,
)
from tests.core.office import Office, buttons, words

HASTE = opening(
    subject="",
    answers={"account": "found at home"},
    trigger="",
    category="",
    receiving_agency="",
    receiving_team="",
    counterpart="",
    override="child_death",
)


def slower(unit: Unit) -> World:
    """Hounslow with a time in which those named must know."""
    rule = HOUNSLOW.policy.override
    assert rule is not None
    clock = ClockRule(
        span=Span(value=0, unit=unit), since=ClockStart.RISK_FLAGGED, protective=False
    )
    return replace(HOUNSLOW, policy=replace(HOUNSLOW.policy, override=replace(rule, clock=clock)))


def test_those_named_must_know_at_once_where_the_policy_does_not_say_how_soon() -> None:
    """The time stands in the record and on the card."""
    case = given(opening())
    events = done(case, c.InvokeOverride(by=ROBIN, event="media"), HOUNSLOW.at())
    assert only(e.OverrideInvoked, events).due == MONDAY
    case = apply(case, events)
    notice = Notice(person=THEA, purpose=Purpose.OVERRIDE, stage="discussion", about="media")
    card = str(message_card(notice, case, HOUNSLOW.at()))
    assert "To be told by" in card
    assert "Monday 2 November 2026, 10 am" in card


@pytest.mark.parametrize("action", [Action.OVERRIDE, Action.IMMEDIATE_RISK])
def test_no_length_of_what_was_written_holds_them_up(action: Action) -> None:
    """People are told first: an account as long as you like refuses neither of the two."""
    case = given(opening())
    press = Press(action=action, case=case.id, stage=case.stage)
    typed = {"event": "media", "account": "x" * 4000}
    (command,) = case_commands(press, typed, case, HOUNSLOW.at(), ROBIN)
    assert done(case, command, HOUNSLOW.at())


def test_the_policys_own_time_counts_where_it_gives_one() -> None:
    """The same working day ends with the office day."""
    here = slower(Unit.SAME_WORKING_DAY)
    case = given(opening())
    events = done(case, c.InvokeOverride(by=ROBIN, event="media"), here.at())
    assert only(e.OverrideInvoked, events).due == local_time("2026-11-02 17:00")


def test_the_clocks_of_the_dispute_run_on_and_stay_in_sight() -> None:
    """Reading HOU-A8: the ladder is over-ridden, not the protection."""
    before = given(opening())
    after = given(opening(), c.InvokeOverride(by=ROBIN, event="media"))
    assert after.due == before.due
    lapses = [x for x in coming_steps(after, HOUNSLOW.at()) if x.lapse]
    assert [x.at for x in lapses] == [before.due]


@pytest.mark.parametrize("status", list(CaseStatus))
def test_anybody_on_a_case_can_report_them_until_it_is_closed(status: CaseStatus) -> None:
    """Also once it is agreed; the informed and the coordinators too."""
    case = replace(given(opening()), status=status, informed=(THEA,))
    for person in (ROBIN, MARLOW, THEA, NOOR):
        command = c.InvokeOverride(by=person, event="media")
        if status is CaseStatus.CLOSED:
            assert refused(case, command, HOUNSLOW.at()).reason is Reason.CLOSED
        else:
            assert only(e.OverrideInvoked, done(case, command, HOUNSLOW.at())).by == person
    stranger = c.InvokeOverride(by=FERN, event="media")
    assert refused(case, stranger, HOUNSLOW.at()).reason is Reason.NOT_YOURS


def test_a_case_is_opened_with_them_and_nothing_else_is_required() -> None:
    """Those the policy names, and whom it informs anyway, are told in the same step."""
    events = opened(replace(HASTE, statuses=(ChildStatus.LOOKED_AFTER,)), HOUNSLOW.at())
    assert kinds(events)[0] == "CaseOpened"
    assert kinds(events)[-2:] == ["OverrideInvoked", "PeopleInformed"]
    invoked = only(e.OverrideInvoked, events)
    assert (invoked.event, invoked.account) == ("child_death", "found at home")
    assert "account" not in only(e.CaseOpened, events).answers
    case = apply(None, events[:2])
    owed = notices(invoked, case, apply(case, [invoked]), HOUNSLOW.at())
    assert {NOOR, MERRICK, *invoked.told} <= {n.person for n in owed}
    assert all(n.urgent for n in owed)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "x" * 5000},
        {"receiving_agency": "moon", "counterpart": "moon"},
        {"receiving_agency": "west-london"},
        {"arose_on": MONDAY.date() + timedelta(days=400)},
        {"answers": {"concern": "x" * 9000}},
    ],
)
def test_nothing_odd_that_was_typed_stops_the_report(changes: dict[str, object]) -> None:
    """What cannot stand is left out; the report goes."""
    events = opened(replace(HASTE, **changes), HOUNSLOW.at())  # type: ignore[arg-type]
    assert only(e.OverrideInvoked, events).told


def test_only_what_the_list_names_opens_a_case_so() -> None:
    """A choice that is not on it is asked for again; a policy without a list says so."""
    (wrong,) = decide_opening(replace(HASTE, override=""), HOUNSLOW.at(), "c1")
    assert (wrong.reason, wrong.input) == (Reason.UNKNOWN_CHOICE, "event")  # type: ignore[union-attr]
    blank = small_opening(override="child_death")
    (none,) = decide_opening(blank, SMALL.at(), "c1")
    assert none.reason is Reason.NO_OVERRIDE  # type: ignore[union-attr]


async def test_somebody_without_a_case_reports_them_with_one_form() -> None:
    """``/escalate override``, the button on Home and the one on the form that raises a concern."""
    office = Office()
    form = await office.form(ROBIN, "override")
    assert [one.id for one in form.inputs if one.required] == ["event"]
    assert form.submit == "Report now"
    faults = await office.submit(ROBIN, form)
    assert isinstance(faults, FormFaults)
    assert set(faults.fields) == {"event"}
    reply = await office.submit(ROBIN, form, event="child_death")
    (case,) = await cases(office)
    assert case.override == "child_death"
    assert "A child has died" in view(reply)
    home = await office.home(ROBIN)
    again = await office.press(ROBIN, buttons(home.blocks)["Special circumstances"])
    assert isinstance(again, ShowForm)
    raising = await office.form(ROBIN)
    beside = await office.press(ROBIN, buttons(raising.blocks)["Special circumstances"])
    assert isinstance(beside, ShowForm)
    assert [one.id for one in beside.form.inputs] == [one.id for one in form.inputs]
    await office.settle()
    cards = office.cards(THEA)
    assert not any("died" in words(card.blocks) for card in cards)


async def test_where_the_policy_has_no_such_list_nothing_is_offered() -> None:
    """Neither at Home nor on the form; typed, it is answered with what to do instead."""
    office = Office(SMALL)
    assert "Special circumstances" not in buttons((await office.home("small.ann")).blocks)
    assert "Special circumstances" not in buttons((await office.form("small.ann")).blocks)
    assert "Flag immediate risk instead" in said(await office.says("small.ann", "override"))
