"""Immediate risk that nobody has seen: minutes, day and night, until somebody says they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.wording.history import happened
from core.directory.model import OutOfHours, Person, Post
from core.notifications.couriers import ChannelUnreachable, RetryLater
from core.outbox import MessageState
from core.vocabulary import AskingStep, FailureReason, Platform, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    IMOGEN,
    LEILA,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    ROBIN,
    TOBIN,
    WILF,
    World,
    opening,
)
from tests.core.office import Office, words

NIGHT = datetime(2026, 11, 7, 3, tzinfo=UTC)
"""Saturday 7 November 2026, 3 am."""
UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")


async def record(office: Office, case: Case) -> list[e.Event]:
    """Everything that happened."""
    return [entry.event for entry in await office.ledger.read(case.id)]


async def passed_on(
    office: Office, case: Case
) -> dict[AskingStep, tuple[timedelta, tuple[str, ...]]]:
    """How far the alert went: when, counted from the flag, and to whom."""
    now = await office.read(case)
    assert now.risk is not None
    flagged = now.risk.flagged_at
    steps = (x for x in await record(office, case) if isinstance(x, e.AlertPassedOn))
    return {x.rung: (x.at - flagged, x.people) for x in steps}


@pytest.mark.parametrize("at", [MONDAY, NIGHT])
async def test_an_alert_nobody_has_seen_goes_further_within_minutes_at_any_hour(
    at: datetime,
) -> None:
    """Five minutes: second channels; ten: deputies; fifteen: others in the posts and the next level
    up on both sides. Each is on the case from then on, and on the record with the reason.
    """
    office = Office(at=at)
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.settle()
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    told = case.risk.told if case.risk else ()
    await office.fast_forward(hours=16 / 60)
    steps = await passed_on(office, case)
    assert list(steps) == [AskingStep.SECOND_CHANNEL, AskingStep.DEPUTY, AskingStep.ABOVE]
    assert [when for when, _ in steps.values()] == [timedelta(minutes=n) for n in (5, 10, 15)]
    assert TOBIN in steps[AskingStep.SECOND_CHANNEL][1]
    assert NOOR in steps[AskingStep.SECOND_CHANNEL][1], "coordinators know from here on"
    assert ROBIN not in steps[AskingStep.SECOND_CHANNEL][1], "nobody is alerted by themselves"
    assert LEILA in steps[AskingStep.DEPUTY][1]
    assert LEILA not in told
    above = steps[AskingStep.ABOVE][1]
    assert WILF in above
    assert IMOGEN in told, "the raising side's next level had it from the start"
    now = await office.read(case)
    assert {LEILA, *above} <= set(now.people)
    assert office.states(LEILA, Purpose.IMMEDIATE_RISK) == [MessageState.TOLD]
    said = "\n".join(happened(x, office.casework.setting(now)) for x in await record(office, case))
    assert "Nobody had seen the immediate risk alert. It was passed on to the deputies: " in said


async def test_nobody_hears_of_their_own_alert_as_somebodys_deputy() -> None:
    """Leila stands in for Tobin, was handed his request, and raises the alarm."""
    office = Office()
    case = await office.do(await office.open(opening()), UP)
    case = await office.do(case, c.HandToDeputy(by=TOBIN, stage=case.stage, deputy=LEILA))
    await office.do(case, c.FlagImmediateRisk(by=LEILA))
    await office.fast_forward(hours=16 / 60)
    steps = await passed_on(office, case)
    assert steps
    assert LEILA not in {person for _, people in steps.values() for person in people}


async def test_it_climbs_on_the_side_of_whoever_raised_the_alarm() -> None:
    """Marlow's managers were told; Leila stands in for them, and Wilf is above."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=MARLOW))
    assert case.risk
    assert TOBIN in case.risk.told
    await office.fast_forward(hours=11 / 60)
    assert LEILA in (await passed_on(office, case))[AskingStep.DEPUTY][1]


async def test_whom_it_has_reached_on_every_channel_is_not_told_on_a_second_one() -> None:
    """Everybody has had it by e-mail too: the deputies are the next."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    for person in (*case.risk.told, NOOR, MERRICK) if case.risk else ():
        for platform in Platform:
            told = c.RecordTold(
                by="", person=person, purpose=Purpose.IMMEDIATE_RISK, platform=platform
            )
            await office.do(case, told)
    await office.fast_forward(hours=16 / 60)
    assert next(iter(await passed_on(office, case))) is not AskingStep.SECOND_CHANNEL


async def test_who_acted_at_a_lower_stage_hears_of_danger_all_the_same() -> None:
    """Tobin managed it at stage 2, and stands in for the lead at stage 3 (decision 0007)."""
    posts = tuple(
        replace(post, deputies=(TOBIN,)) if "safeguarding_lead" in post.roles else post
        for post in HOUNSLOW.directory.posts
    )
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts)))
    case = await office.do(await office.open(opening()), UP)
    case = await office.do(case, c.Accept(by=TOBIN, stage=case.stage))
    office.clock.move_to(case.visit.due)
    case = await office.do(case, c.Lapse(by="", stage=case.stage))
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    assert case.risk
    assert TOBIN not in case.risk.told
    await office.fast_forward(hours=11 / 60)
    assert TOBIN in (await passed_on(office, case))[AskingStep.DEPUTY][1]


async def test_the_second_alert_comes_on_the_second_channel() -> None:
    """Tobin was told on Slack: five minutes later by e-mail."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.settle()
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=6 / 60)
    alerts = [
        x.platform
        for x in await record(office, case)
        if isinstance(x, e.ContactTold) and (x.person, x.purpose) == (TOBIN, Purpose.IMMEDIATE_RISK)
    ]
    assert alerts == [Platform.SLACK, Platform.MAIL]


async def test_once_seen_it_goes_no_further() -> None:
    """Cassia has seen it after four minutes: no second channels, no deputies, no next level."""
    office = Office()
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=4 / 60)
    await office.do(case, c.AcknowledgeRisk(by=CASSIA))
    await office.fast_forward(hours=2)
    assert await passed_on(office, case) == {}


async def test_nobody_is_told_twice_in_the_same_minute() -> None:
    """Whom an alert has just been passed on to is not reminded of it in the same breath."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=15 / 60)
    people = [
        x.message.person
        for x in office.owed()
        if x.created_at == MONDAY + timedelta(minutes=15)
        and (x.message.purpose is Purpose.IMMEDIATE_RISK or x.message.about.startswith("risk:"))
    ]
    assert {TOBIN, WILF} <= set(people)
    assert len(people) == len(set(people))
    await office.fast_forward(hours=15 / 60)
    assert office.states(LEILA, Purpose.REMINDER)[-1] is MessageState.TOLD


async def test_whoever_raised_it_is_told_that_nobody_has_seen_it() -> None:
    """So that they do not rely on it; and with no button to silence it."""
    office = Office()
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=16 / 60)
    card = office.cards(ROBIN)[-1]
    assert "Nobody has said yet that they have seen your alert" in words(card.blocks)
    assert "ring 999 now" in words(card.blocks)
    assert "I have seen this" not in words(card.blocks)


async def test_after_an_outage_an_alert_takes_every_step_at_once() -> None:
    """Down for an hour: the deputies and the next level have it in the first minute back."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    office.clock.move_to(MONDAY + timedelta(hours=1))
    await office.settle()
    assert list(await passed_on(office, case)) == [
        AskingStep.SECOND_CHANNEL,
        AskingStep.DEPUTY,
        AskingStep.ABOVE,
    ]
    assert office.states(LEILA, Purpose.REMINDER) == []


async def test_where_every_channel_is_dead_the_operator_and_the_deputies_know() -> None:
    """Everybody who was told first is out of reach: it does not wait for that either."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.settle()
    for person in (TOBIN, CASSIA, IMOGEN):
        for channel in office.people[person].channels:
            for courier in (office.slack, office.teams, office.mail):
                courier.script[channel.user] = [
                    ChannelUnreachable("gone", FailureReason.DEACTIVATED)
                ] * 99
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=11 / 60)
    assert office.states(LEILA, Purpose.IMMEDIATE_RISK) == [MessageState.TOLD]
    missed = {x.person for x in (await office.read(case)).unreached}
    assert {TOBIN, IMOGEN} <= missed
    assert MessageState.TOLD in office.states(NOOR, Purpose.UNREACHED)


async def test_a_rate_limit_does_not_hold_an_alert_up() -> None:
    """The next channel is tried at once."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    office.slack.script["U0HOU00001"] = [RetryLater("ratelimited", 600.0)] * 9
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    assert MessageState.TOLD in office.states(MARLOW, Purpose.IMMEDIATE_RISK)


# --- out of hours -------------------------------------------------------------------------------

DUTY, COPY = "hounslow.emergency-duty", "hounslow.duty-copies"


def with_duty_team(here: World = HOUNSLOW) -> World:
    """Cassia's post has an emergency duty team at night, and a mailbox that gets its copies."""
    people = dict(here.directory.people)
    channel = people[TOBIN].channels[0]
    for person in (DUTY, COPY):
        people[person] = Person(
            id=person,
            name=person,
            agency="west-london",
            channels=(replace(channel, user=f"U-{person}"),),
            mailbox=True,
        )
    route = OutOfHours(to=DUTY, copies=(COPY,), phone="020 7946 0999")

    def with_route(post: Post) -> Post:
        return replace(post, out_of_hours=route) if CASSIA in post.holders else post

    posts = tuple(with_route(post) for post in here.directory.posts)
    return replace(here, directory=replace(here.directory, people=people, posts=posts))


async def test_out_of_hours_the_duty_team_and_its_copies_are_told_beside_the_holders() -> None:
    """At 3 am on a Saturday: all three at once, and the card has the telephone that is answered."""
    office = Office(with_duty_team(), at=NIGHT)
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    for person in (DUTY, COPY, CASSIA):
        assert office.states(person, Purpose.IMMEDIATE_RISK) == [MessageState.TOLD], person
    card = words(office.cards(DUTY)[-1].blocks)
    assert "Out of hours: Safeguarding Children Adviser: 020 7946 0999" in card
    assert {DUTY, COPY} <= set((await office.read(case)).people)


async def test_a_route_entered_in_the_night_is_taken_at_once_and_one_that_is_gone_is_not() -> None:
    """Not when the office closes next; and nobody is told who is on the list no more."""
    office = Office(at=NIGHT)
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    there = with_duty_team().directory
    gone = replace(there.people[COPY], left_on=NIGHT.date(), channels=())
    office.list_becomes(replace(there, people={**there.people, COPY: gone}))
    await office.fast_forward(hours=2 / 60)
    assert (await passed_on(office, case))[AskingStep.OUT_OF_HOURS][1] == (DUTY,)


async def test_within_office_hours_the_duty_team_is_left_alone_until_the_office_closes() -> None:
    """Flagged at ten to five and not seen: at five the duty team has it."""
    office = Office(with_duty_team(), at=datetime(2026, 11, 2, 16, 50, tzinfo=UTC))
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    assert office.states(DUTY) == []
    await office.fast_forward(hours=10 / 60)
    steps = await passed_on(office, case)
    assert steps[AskingStep.OUT_OF_HOURS] == (timedelta(minutes=10), (DUTY, COPY))
    assert office.states(DUTY, Purpose.IMMEDIATE_RISK) == [MessageState.TOLD]
    day = Office(with_duty_team())
    case = await day.open(opening())
    await day.do(case, c.FlagImmediateRisk(by=ROBIN))
    await day.fast_forward(hours=2)
    assert day.states(DUTY) == []


async def test_an_alert_reaches_no_other_agency() -> None:
    """However far it goes: the two sides and the partnership, nobody else."""
    office = Office()
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.fast_forward(hours=3)
    now = await office.read(case)
    agencies = {HOUNSLOW.directory.people[person].agency for person in now.people}
    assert agencies <= {"council", "west-london", "partnership"}
    assert now.side(Side.RECEIVING).agency == "council"
