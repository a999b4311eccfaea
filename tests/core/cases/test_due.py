"""What falls due: each reminder at its working moment, once, and never silence."""

from datetime import date, datetime, timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.rules.due import coming_steps, due_commands, schedule
from core.outbox import MessageState
from core.vocabulary import AskedReason, CaseStatus, Platform, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    LEILA,
    MAILBOX,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    PRIYA,
    ROBIN,
    TOBIN,
    WILF,
    apply,
    done,
    given,
    local_time,
    only,
    opening,
)
from tests.core.office import Office

BETHAN, ORLA = "hounslow.bethan-jessop", "hounslow.orla-radley"
"""The managers of the whole council, and the one who stands in for them."""
UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
STAGE = "line_managers"
ACCEPT = c.Accept(by=MARLOW, stage="discussion")
PROPOSE = c.ProposeOutcome(
    by=ROBIN, stage="discussion", outcome="o", outstanding="", still_at_risk=False
)
CONFIRM = c.ConfirmOutcome(by=MARLOW, stage="discussion", still_at_risk=False)
TOLD = c.RecordTold(by="", person=ROBIN, purpose=Purpose.AGREED, platform=Platform.TEAMS)


def times(case: Case, now: datetime = MONDAY) -> dict[str, datetime]:
    """What is coming, by key."""
    return {one.key: one.at for one in schedule(case, HOUNSLOW.at(now))}


async def reminded(office: Office, case: Case) -> list[tuple[str, datetime, tuple[str, ...]]]:
    """Every reminder of the record: key, when, whom."""
    entries = await office.ledger.read(case.id)
    found = (entry.event for entry in entries)
    return [(x.key, x.at, x.people) for x in found if isinstance(x, e.Reminded)]


def test_an_owned_stage_is_reminded_before_and_on_its_day_and_lapses() -> None:
    """In office hours: the opening of the working day before, and of the day itself; and what is
    to be recorded from the next working day on.
    """
    assert times(given(opening(), ACCEPT)) == {
        f"duties:stage:1:{date(2026, 11, 3).toordinal()}": local_time("2026-11-03 09:00"),
        "before:1": local_time("2026-11-06 09:00"),
        "on:1": local_time("2026-11-09 09:00"),
        "lapse:1": local_time("2026-11-09 17:00"),
    }


def test_a_stage_too_short_for_a_reminder_has_none_of_the_past() -> None:
    """Due at noon today: nothing before it began."""
    case = given(opening(protective=MONDAY + timedelta(hours=2)), ACCEPT)
    assert list(times(case)) == ["lapse:1"]


def test_nobody_has_accepted_and_the_contacts_are_chased_in_working_hours() -> None:
    """Reminded after 4 working hours, on a second channel after 6, and with no deputy and nobody else
    in the post the next level and the coordinator come after 8; nights and weekends do not count.
    """
    case = given(opening())
    assert {k: v for k, v in times(case).items() if k.startswith("chase")} == {
        "chase:1:receiving:1": local_time("2026-11-02 14:00"),
        "chase:1:receiving:2": local_time("2026-11-02 16:00"),
        "chase:1:receiving:5": local_time("2026-11-03 10:00"),
    }
    friday = given(
        local_time("2026-11-06 16:00"), opening(arose_on=local_time("2026-11-06 00:00").date())
    )
    assert times(friday)["chase:1:receiving:1"] == local_time("2026-11-09 12:00")


async def test_the_chase_reaches_contacts_then_a_deputy_then_the_coordinators() -> None:
    """Each step once, in order, with who was asked as well and why; Priya has no second channel."""
    office = Office()
    case = await office.open(opening())
    await office.do(case, UP)
    await office.fast_forward(hours=49)
    rows = [row for row in await reminded(office, case) if row[0].startswith("chase:2:receiving")]
    assert rows == [
        ("chase:2:receiving:1", local_time("2026-11-02 14:00"), (TOBIN, PRIYA)),
        ("chase:2:receiving:2", local_time("2026-11-02 16:00"), (TOBIN,)),
        ("chase:2:receiving:3", local_time("2026-11-03 10:00"), (TOBIN, PRIYA)),
        ("chase:2:receiving:4", local_time("2026-11-03 14:00"), (TOBIN, PRIYA, LEILA)),
        (
            "chase:2:receiving:5",
            local_time("2026-11-04 10:00"),
            (TOBIN, PRIYA, LEILA, BETHAN, ORLA, NOOR, MERRICK),
        ),
    ]
    now = await office.read(case)
    assert now.receiving.asked == (TOBIN, PRIYA, LEILA, BETHAN, ORLA, WILF)
    assert [contact.why for contact in now.receiving.contacts[2:]] == [
        AskedReason.STANDS_IN,
        AskedReason.SAME_POST,
        AskedReason.SAME_POST,
        AskedReason.NEXT_LEVEL,
    ]


async def test_an_accepted_side_is_chased_no_more() -> None:
    """The other side still is."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.do(case, c.Accept(by=TOBIN, stage=STAGE))
    await office.fast_forward(hours=49)
    keys = [key for key, _, _ in await reminded(office, case)]
    assert not any(key.startswith("chase:2:receiving") for key in keys)
    assert sum(key.startswith("chase:2:raising") for key in keys) == 4


async def test_a_side_with_nobody_on_it_is_chased_with_the_coordinators() -> None:
    """Opened in haste without an agency: they are reminded until the other side is named."""
    office = Office()
    blank = opening(receiving_agency="", receiving_team="", counterpart="", immediate=True)
    case = await office.open(blank)
    await office.do(case, c.AcknowledgeRisk(by=CASSIA))
    await office.fast_forward(hours=5)
    rows = [row for row in await reminded(office, case) if row[0].startswith("vacant")]
    assert rows == [("vacant:1:receiving:5", local_time("2026-11-02 14:00"), (NOOR, MERRICK))]
    assert "Nobody can be asked for the receiving side." in str(office.cards(NOOR)[-1])
    named = c.NameOtherSide(
        by=NOOR, receiving_agency="council", receiving_team="family-help", counterpart=MARLOW
    )
    case = await office.do(case, named)
    assert case.receiving.asked == (MARLOW,)
    await office.fast_forward(hours=24)
    keys = [key for key, _, _ in await reminded(office, case)]
    assert "chase:1:receiving:1" in keys
    assert "vacant:1:receiving:6" not in keys


async def test_the_hand_up_is_asked_about_once_it_is_due() -> None:
    """Of the one who owes it and the coordinators, once; not where the next stage has accepted."""
    office = Office()
    case = await office.open(opening())
    await office.fast_forward(to=local_time("2026-11-12 12:00"))
    rows = [row for row in await reminded(office, case) if row[0].startswith("handup")]
    then = local_time("2026-11-10 17:00")
    assert rows == [
        ("handup:2:raising", then, (ROBIN, NOOR, MERRICK)),
        ("handup:2:receiving", then, (MARLOW, NOOR, MERRICK)),
    ]
    settled = Office()
    case = await settled.open(opening())
    await settled.fast_forward(to=local_time("2026-11-10 12:00"))
    await settled.do(case, c.Accept(by=CASSIA, stage=STAGE))
    await settled.fast_forward(to=local_time("2026-11-12 12:00"))
    keys = [row[0] for row in await reminded(settled, case) if row[0].startswith("handup")]
    assert keys == ["handup:2:receiving"]


async def test_a_proposal_is_chased_every_working_day_until_it_is_answered() -> None:
    """To the other side, from the next opening on."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, ACCEPT)
    case = await office.do(case, PROPOSE)
    await office.fast_forward(to=local_time("2026-11-05 12:00"))
    rows = [(at, who) for key, at, who in await reminded(office, case) if key.startswith("confirm")]
    assert rows == [(local_time(f"2026-11-0{day} 09:00"), (MARLOW,)) for day in (3, 4, 5)]
    await office.do(case, c.RejectOutcome(by=MARLOW, stage="discussion", reason="no"))
    await office.fast_forward(to=local_time("2026-11-06 12:00"))
    assert len([k for k, _, _ in await reminded(office, case) if k.startswith("confirm")]) == 3


async def test_copies_and_closing_are_chased_every_second_working_day() -> None:
    """An agreed case never goes quiet: first the copies, then the closing."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, ACCEPT)
    case = await office.do(case, PROPOSE)
    case = await office.do(case, CONFIRM)
    await office.fast_forward(to=local_time("2026-11-04 12:00"))
    assert [(key, who) for key, _, who in await reminded(office, case)] == [
        ("copy:raising:1:1", (ROBIN,)),
        ("copy:receiving:1:1", (MARLOW,)),
    ]
    case = await office.do(case, c.TickCopied(by=ROBIN, side=Side.RAISING))
    case = await office.do(case, c.TickCopied(by=MARLOW, side=Side.RECEIVING))
    await office.fast_forward(to=local_time("2026-11-06 12:00"))
    rows = await reminded(office, case)
    assert [(key, at) for key, at, _ in rows[2:]] == [
        ("close:1:1", local_time("2026-11-04 12:00")),
        ("close:1:2", local_time("2026-11-06 09:00")),
    ]
    case = await office.do(case, c.CloseCase(by=ROBIN))
    assert schedule(case, HOUNSLOW.at(office.clock.now())) == ()
    assert await office.ledger.next_due() is None


def test_a_second_agreement_is_chased_from_its_own_day() -> None:
    """What was reminded of the first does not count for the second."""
    case = given(opening(), ACCEPT, PROPOSE, CONFIRM)
    first = HOUNSLOW.at(local_time("2026-11-04 09:00"))
    for command in due_commands(case, first):
        case = apply(case, done(case, command, first))
    later = HOUNSLOW.at(local_time("2026-11-05 10:00"))
    again: tuple[c.AnyCommand, ...] = (
        c.SayNotSatisfied(by=ROBIN, reason="x"),
        c.Accept(by=TOBIN, stage=STAGE),
        c.Accept(by=CASSIA, stage=STAGE),
        c.ProposeOutcome(by=CASSIA, stage=STAGE, outcome="o", outstanding="", still_at_risk=False),
        c.ConfirmOutcome(by=TOBIN, stage=STAGE, still_at_risk=False),
    )
    for step in again:
        case = apply(case, done(case, step, later))
    due = {one.key: one.at for one in schedule(case, later)}
    assert due == {
        "copy:raising:2:1": local_time("2026-11-09 09:00"),
        "copy:receiving:2:1": local_time("2026-11-09 09:00"),
    }


@pytest.mark.parametrize(
    "key", ["on:1", "moon", "", "chase:1:receiving:1", "risk:x:1", "copy:y:1:1"]
)
def test_a_reminder_that_is_not_due_or_was_sent_has_no_effect(key: str) -> None:
    """Too early, unknown, or twice: nothing is owed to anybody."""
    case = given(opening())
    assert done(case, c.Remind(by="", key=key), HOUNSLOW.at()) == ()
    now = HOUNSLOW.at(local_time("2026-11-02 14:00"))
    chase = c.Remind(by="", key="chase:1:receiving:1")
    events = done(case, chase, now)
    assert only(e.Reminded, events).people == (MARLOW,)
    assert done(apply(case, events), chase, now) == ()


async def test_after_three_days_down_everything_is_done_once_in_due_order() -> None:
    """The first look catches up: each once, oldest first, the lapse marked late."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    office.clock.move_to(local_time("2026-11-12 11:00"))
    await office.settle()
    entries = [entry.event for entry in await office.ledger.read(case.id)]
    keys = [x.key for x in entries if isinstance(x, e.Reminded)]
    assert keys == [
        "chase:1:receiving:1",
        "chase:1:receiving:2",
        "chase:1:receiving:5",
        "before:1",
        "on:1",
        "handup:2:raising",
        "handup:2:receiving",
    ]
    assert only(e.StageLapsed, entries).marked_late
    assert len(keys) == len(set(keys))
    dropped = {
        x.message.about
        for x in office.owed(purpose=Purpose.REMINDER)
        if x.state is MessageState.DROPPED
    }
    assert {"before:1", "on:1"} <= dropped


async def test_reminders_passed_over_by_an_outage_are_one() -> None:
    """Nobody gets a week of daily reminders, or forty alerts, in one minute."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.do(case, ACCEPT)
    await office.settle()
    office.clock.move_to(MONDAY + timedelta(hours=20))
    await office.settle()
    assert len([k for k, _, _ in await reminded(office, case) if k.startswith("risk")]) == 1
    assert (await office.ledger.next_due()) == MONDAY + timedelta(hours=21)


def test_lapses_come_before_reminders_of_the_same_moment() -> None:
    """What is over is not reminded of."""
    nine = local_time("2026-11-03 09:00")
    case = given(opening(protective=nine), ACCEPT, PROPOSE)
    kinds = [one.key.split(":")[0] for one in coming_steps(case, HOUNSLOW.at()) if one.at == nine]
    assert kinds == ["lapse", "confirm"]


def test_there_is_always_something_coming_for_a_case_that_is_not_closed() -> None:
    """Open, overdue, agreed: the case never goes quiet."""
    case = given(opening(), ACCEPT)
    for now in (case, given(opening(), ACCEPT, PROPOSE, CONFIRM)):
        assert schedule(now, HOUNSLOW.at())
    closed = given(
        opening(),
        ACCEPT,
        PROPOSE,
        CONFIRM,
        TOLD,
        c.TickCopied(by=ROBIN, side=Side.RAISING),
        c.TickCopied(by=MARLOW, side=Side.RECEIVING),
        c.CloseCase(by=ROBIN),
    )
    assert closed.status is CaseStatus.CLOSED
    assert schedule(closed, HOUNSLOW.at()) == ()


def test_the_overdue_reminder_reaches_both_sides_the_raiser_and_the_coordinators() -> None:
    """At the last stage everybody has to act."""
    case = given(opening(), ACCEPT)
    stages = (
        "discussion",
        "line_managers",
        "safeguarding_leads",
        "heads_of_service",
        "partnership",
    )
    for stage in stages:
        assert case.due is not None
        case = apply(case, done(case, c.Lapse(by="", stage=stage), HOUNSLOW.at(case.due)))
    now = HOUNSLOW.at(local_time("2026-12-31 09:00"))
    reminder = next(one for one in due_commands(case, now) if "overdue" in str(one))
    people = only(e.Reminded, done(case, reminder, now)).people
    assert set(people) == {*case.raising.current, *case.receiving.current, ROBIN, NOOR, MERRICK}
    assert MAILBOX not in people
