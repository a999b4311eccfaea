"""Nobody answers: each step is taken in order, once, reaches who it should, and says why."""

from dataclasses import replace
from datetime import date

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.events import Attempt
from core.cases.wording.failure_reasons import why_missed
from core.cases.wording.history import happened
from core.notifications.couriers import ChannelUnreachable, DeliveryUnknown, RetryLater
from core.outbox import MessageState
from core.vocabulary import AskedReason, AskingStep, FailureReason, Platform, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    LEILA,
    MARLOW,
    MERRICK,
    NOOR,
    PRIYA,
    ROBIN,
    TOBIN,
    WILF,
    World,
    local_time,
    only,
    opening,
)
from tests.core.office import Office

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
STAGE = "line_managers"
MARLOW_SLACK = "U0HOU00001"


async def record(office: Office, case: Case) -> list[e.Event]:
    """Everything that happened."""
    return [entry.event for entry in await office.ledger.read(case.id)]


async def sentences(office: Office, case: Case) -> str:
    """The record as a person reads it."""
    now = await office.read(case)
    setting = office.casework.setting(now)
    return "\n".join(happened(one, setting) for one in await record(office, case))


def changed(person: str, here: World = HOUNSLOW, **changes: object) -> World:
    """The partnership with somebody's entry changed."""
    people = dict(here.directory.people)
    people[person] = replace(people[person], **changes)  # type: ignore[arg-type]
    return replace(here, directory=replace(here.directory, people=people))


def moved_to(office: Office, here: World) -> None:
    """The contact list changes while cases run."""
    office.list_becomes(here.directory)


# --- the second channel -------------------------------------------------------------------------


async def test_the_second_channel_is_one_on_which_they_have_not_been_told() -> None:
    """Marlow is asked on Slack, reminded there, and then told by e-mail; the record says so."""
    office = Office()
    case = await office.open(opening())
    await office.fast_forward(hours=5)
    assert [sent.channel.user for sent in office.mail.sent] == []
    await office.fast_forward(hours=2)
    assert [sent.channel.user for sent in office.mail.sent] == ["marlow.winstead@hounslow.example"]
    steps = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    assert [(x.rung, x.people) for x in steps] == [
        (AskingStep.REMIND, (MARLOW,)),
        (AskingStep.SECOND_CHANNEL, (MARLOW,)),
    ]
    said = await sentences(office, case)
    assert "Nobody on the receiving side had accepted. Reminded: Marlow Winstead." in said
    assert "Told again on a second channel: Marlow Winstead." in said


async def test_who_was_told_on_both_already_is_not_told_on_the_second_once_more() -> None:
    """Slack did not take the reminder, so it went by e-mail: the next step comes instead."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    office.slack.dead = lambda _: ChannelUnreachable(
        "channel_not_found", FailureReason.NOT_INSTALLED
    )
    await office.fast_forward(hours=5)
    assert [sent.channel.user for sent in office.mail.sent] == ["marlow.winstead@hounslow.example"]
    office.slack.dead = lambda _: None
    await office.fast_forward(hours=2)
    steps = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    assert [one.rung for one in steps] == [AskingStep.REMIND, AskingStep.ABOVE]
    assert AskingStep.SECOND_CHANNEL in steps[-1].skipped


async def test_where_there_is_no_second_channel_the_next_step_comes_in_its_place() -> None:
    """Marlow on Slack alone, with no deputy: after six hours the next level and the coordinator."""
    slack = HOUNSLOW.directory.people[MARLOW].channels[:1]
    office = Office(changed(MARLOW, channels=slack))
    case = await office.open(opening())
    await office.fast_forward(hours=6)
    steps = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    assert [(x.rung, x.skipped, x.at) for x in steps] == [
        (AskingStep.REMIND, (), local_time("2026-11-02 14:00")),
        (
            AskingStep.ABOVE,
            (AskingStep.SECOND_CHANNEL, AskingStep.DEPUTY, AskingStep.POST),
            local_time("2026-11-02 16:00"),
        ),
    ]
    assert office.states(NOOR, Purpose.REMINDER) == [MessageState.TOLD]
    said = await sentences(office, case)
    assert "There was not a second channel or a deputy or anybody else in the post." in said
    assert "was asked as well, from the next level up, because nobody had accepted." in said


async def test_of_several_deputies_one_is_asked_at_a_time() -> None:
    """The first; the other stays free for when that one will not."""
    posts = tuple(
        replace(post, deputies=(LEILA, WILF)) if MARLOW in post.holders else post
        for post in HOUNSLOW.directory.posts
    )
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts)))
    case = await office.open(opening())
    await office.fast_forward(hours=25)
    assert (await office.read(case)).receiving.asked == (MARLOW, LEILA)
    case = await office.do(case, c.Decline(by=LEILA, stage="discussion", reason="on leave"))
    assert case.receiving.asked == (MARLOW, LEILA, WILF)


async def test_of_the_next_level_one_is_asked_while_the_stage_is_not_theirs() -> None:
    """Tobin and Priya both manage the team: the first of them, and not both at once."""
    office = Office()
    case = await office.open(opening())
    await office.fast_forward(hours=50)
    asked = (await office.read(case)).receiving.asked
    assert asked[0] == MARLOW
    assert len({TOBIN, PRIYA} & {*asked}) == 1


async def test_whoever_raised_it_is_not_asked_as_another_in_the_post() -> None:
    """Priya raised it and manages the team with Tobin: she is never her own escalation."""
    office = Office()
    raised = opening(by=PRIYA, receiving_agency="west-london", receiving_team="", counterpart=ROBIN)
    case = await office.open(raised)
    up = c.EscalateNow(by=PRIYA, stage="discussion", reason="no answer")
    case = await office.do(case, up)
    assert case.raising.asked == (TOBIN,)
    await office.fast_forward(hours=50)
    case = await office.read(case)
    assert len(case.raising.asked) > 1
    assert PRIYA not in case.raising.asked


async def test_a_step_that_reaches_others_takes_nobodys_own_message_away() -> None:
    """After an outage: Tobin gets the second channel only, and Priya, who has but one, the
    reminder.
    """
    office = Office()
    case = await office.do(await office.open(opening()), UP)
    await office.settle()
    office.clock.move_to(local_time("2026-11-03 09:00"))
    await office.settle()
    steps = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    receiving = [x for x in steps if ":receiving:" in x.key]
    assert [x.rung for x in receiving] == [AskingStep.REMIND, AskingStep.SECOND_CHANNEL]
    assert PRIYA not in receiving[-1].people
    owed = office.owed(PRIYA, Purpose.REMINDER)
    assert [one.state for one in owed if one.message.about.startswith("chase")] == [
        MessageState.TOLD
    ]


async def test_where_nobody_waits_any_more_each_day_looks_for_somebody_again() -> None:
    """Marlow said no and the list had nobody else; then it has, and they are asked."""
    bare = tuple(
        post
        for post in HOUNSLOW.directory.posts
        if post.agency == "west-london" or MARLOW in post.holders
    )
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=bare)))
    case = await office.open(opening())
    case = await office.do(case, c.Decline(by=MARLOW, stage="discussion", reason="not mine"))
    await office.fast_forward(hours=50)
    assert (await office.read(case)).receiving.current == ()
    moved_to(office, HOUNSLOW)
    await office.fast_forward(hours=24)
    assert (await office.read(case)).receiving.current != ()


async def test_without_coordinators_whoever_raised_it_hears_that_nobody_accepts() -> None:
    """The last step always reaches a human who can act."""
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, coordinators=())))
    case = await office.open(opening())
    await office.fast_forward(hours=50)
    steps = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    above = next(x for x in steps if x.rung is AskingStep.ABOVE)
    assert ROBIN in above.people


async def test_a_deputy_of_both_sides_is_asked_on_one_of_them() -> None:
    """Leila stands in for Cassia and for Tobin: whoever is asked here is passed over there."""
    posts = tuple(
        replace(post, deputies=(LEILA,)) if {CASSIA, TOBIN} & {*post.holders} else post
        for post in HOUNSLOW.directory.posts
    )
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts)))
    case = await office.do(await office.open(opening()), UP)
    assert CASSIA in case.raising.asked
    assert TOBIN in case.receiving.asked
    await office.fast_forward(hours=30)
    case = await office.read(case)
    assert LEILA in case.raising.asked
    assert LEILA not in case.receiving.asked


async def test_after_all_steps_it_comes_back_every_working_day() -> None:
    """The coordinators and whoever was asked hear of it at each opening until somebody accepts."""
    office = Office()
    case = await office.open(opening())
    await office.fast_forward(to=local_time("2026-11-05 12:00"))
    again = [
        x
        for x in await record(office, case)
        if isinstance(x, e.Reminded) and x.rung is AskingStep.AGAIN
    ]
    assert [x.at for x in again] == [local_time(f"2026-11-0{day} 09:00") for day in (4, 5)]
    assert all({NOOR, MERRICK, MARLOW} <= set(x.people) for x in again)
    await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    before = len(office.owed(NOOR))
    await office.fast_forward(to=local_time("2026-11-06 08:00"))
    assert len(office.owed(NOOR)) == before


async def test_after_an_outage_each_person_gets_one_message() -> None:
    """Two days down within a stage: all steps are taken in order, and nobody is told five times."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.settle()
    office.clock.move_to(local_time("2026-11-05 11:00"))
    sent = {one: len(office.cards(one)) for one in (TOBIN, PRIYA, LEILA, NOOR)}
    await office.settle()
    mine = [
        x.rung
        for x in await record(office, case)
        if isinstance(x, e.Reminded) and x.key.startswith("chase:2:receiving")
    ]
    assert mine == [
        AskingStep.REMIND,
        AskingStep.SECOND_CHANNEL,
        AskingStep.DEPUTY,
        AskingStep.POST,
        AskingStep.ABOVE,
        AskingStep.AGAIN,
    ]
    chased = [
        one
        for one in office.owed(purpose=Purpose.REMINDER)
        if one.message.about.startswith("chase:2:receiving")
    ]
    for person in (TOBIN, PRIYA, LEILA, NOOR):
        told = [x for x in chased if x.message.person == person and x.state is MessageState.TOLD]
        assert len(told) == 1, person
    assert len(office.cards(TOBIN)) > sent[TOBIN]


async def test_who_declined_is_not_chased() -> None:
    """Tobin said it is not his: the reminders go to Priya."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.do(case, c.Decline(by=TOBIN, stage=STAGE, reason="not mine"))
    await office.fast_forward(hours=30)
    people = {
        person
        for x in await record(office, case)
        if isinstance(x, e.Reminded) and x.key.startswith("chase:2:receiving")
        for person in x.people
    }
    assert PRIYA in people
    assert TOBIN not in people


async def test_a_deputy_who_cannot_be_reached_is_passed_over_at_once() -> None:
    """The others are silent: the next is asked in the same breath, not four hours later."""
    office = Office()
    office.slack.script["U0HOU00003"] = [
        ChannelUnreachable("user_disabled", FailureReason.DEACTIVATED)
    ] * 9
    office.mail.script["leila.hartnell@hounslow.example"] = [
        ChannelUnreachable("550", FailureReason.BOUNCED)
    ] * 9
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.fast_forward(to=local_time("2026-11-03 10:00"))
    asked = [x for x in await record(office, case) if isinstance(x, e.ContactAsked)]
    mine = [x for x in asked if x.side is Side.RECEIVING]
    assert [(x.person, x.why, x.at) for x in mine] == [
        (LEILA, AskedReason.STANDS_IN, local_time("2026-11-03 10:00")),
        ("hounslow.bethan-jessop", AskedReason.UNREACHED, local_time("2026-11-03 10:00")),
    ]
    said = await sentences(office, case)
    assert (
        "Leila Hartnell could not be sent the request to take it on. Slack refused: this person's "
        "account has been deactivated. E-mail: the message came back as undeliverable." in said
    )


# --- failures -----------------------------------------------------------------------------------

FAILURES = {
    FailureReason.DEACTIVATED: "Slack refused: this person's account has been deactivated.",
    FailureReason.BLOCKED: "Slack refused: this person has blocked the app.",
    FailureReason.NOT_INSTALLED: "Slack refused: the app is not installed for this person.",
    FailureReason.UNKNOWN_USER: "Slack refused: it does not know this person.",
    FailureReason.REFUSED: "Slack refused the message.",
    FailureReason.NO_MAILBOX: "Slack: the mail server says that there is no such address.",
    FailureReason.BOUNCED: "Slack: the message came back as undeliverable.",
}


def test_every_reason_has_its_sentence() -> None:
    """With the platform that gave it, and without one."""
    for why in FailureReason:
        assert len(why_missed(why, None)) > 10
        assert why_missed(why, Platform.MAIL).startswith("E-mail")


@pytest.mark.parametrize(("why", "sentence"), FAILURES.items())
async def test_a_refusal_is_on_the_record_with_the_platform_and_the_next_channel_carries(
    why: FailureReason, sentence: str
) -> None:
    """Told by e-mail, and why not on Slack: people read it in the case's own record."""
    office = Office()
    office.slack.script[MARLOW_SLACK] = [ChannelUnreachable("x", why)]
    case = await office.open(opening())
    await office.settle()
    told = [
        x for x in await record(office, case) if isinstance(x, e.ContactTold) and x.person == MARLOW
    ]
    assert [(x.platform, x.tried) for x in told] == [
        (Platform.MAIL, (Attempt(platform=Platform.SLACK, why=why),))
    ]
    assert sentence in await sentences(office, case)


@pytest.mark.parametrize(("why", "sentence"), FAILURES.items())
async def test_a_refusal_on_the_only_channel_asks_the_next_and_tells_a_human_why(
    why: FailureReason, sentence: str
) -> None:
    """At once: the coordinators read the platform's reason, and Marlow's manager is asked."""
    office = Office(mail=False)
    office.slack.script[MARLOW_SLACK] = [ChannelUnreachable("x", why)]
    case = await office.open(opening())
    await office.settle()
    missed = next(x for x in await record(office, case) if isinstance(x, e.ContactMissed))
    assert (missed.person, missed.why, missed.platform) == (MARLOW, why, Platform.SLACK)
    assert sentence in await sentences(office, case)
    assert sentence in str(office.cards(NOOR)[-1])
    assert TOBIN in (await office.read(case)).receiving.asked


async def test_half_an_hour_undelivered_asks_the_next_level_and_tells_the_coordinator() -> None:
    """Ten minutes: second channel, the next in line and the coordinator; half an hour: the next
    level up, though somebody in between has been asked.
    """
    office = Office(mail=False)
    case = await office.open(opening())
    case = await office.do(case, UP)
    office.slack.down = RetryLater("ratelimited", 60.0)
    await office.fast_forward(hours=11 / 60)
    office.slack.down = None
    first = [x for x in await record(office, case) if isinstance(x, e.ContactAsked)]
    assert AskedReason.UNDELIVERED in {x.why for x in first}
    office.slack.script["U0HOU00002"] = [RetryLater("ratelimited", 60.0)] * 50
    await office.fast_forward(hours=0.5)
    asked = [x for x in await record(office, case) if isinstance(x, e.ContactAsked)]
    assert (Side.RECEIVING, AskedReason.NEXT_LEVEL) in {(x.side, x.why) for x in asked}
    missed = [x.why for x in (await office.read(case)).unreached if x.person == TOBIN]
    assert FailureReason.STILL_OVERDUE in missed


# --- whoever leaves -----------------------------------------------------------------------------


async def test_a_contact_who_has_left_is_replaced_at_once() -> None:
    """The contact list changes, the case is looked at, and the next person is asked."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    moved_to(office, changed(MARLOW, left_on=date(2026, 11, 2), channels=()))
    await office.casework.left(MARLOW)
    await office.settle()
    happenings = await record(office, case)
    left = only(e.ContactLeft, happenings)
    assert (left.person, left.side, left.owner) == (MARLOW, Side.RECEIVING, False)
    asked = only(e.ContactAsked, happenings)
    assert (asked.person, asked.why) == (TOBIN, AskedReason.LEFT)
    assert office.states(TOBIN, Purpose.ASKED) == [MessageState.TOLD]
    assert office.states(ROBIN, Purpose.LEFT) == [MessageState.TOLD]
    assert "is not on the contact list any more" in await sentences(office, case)
    await office.casework.left(MARLOW)
    assert len(await record(office, case)) == len(happenings)


async def test_an_owner_who_has_left_leaves_the_stage_without_one() -> None:
    """Others who were asked are asked again; the raiser hears of it; it is chased as before."""
    office = Office()
    case = await office.open(opening())
    case = await office.do(case, UP)
    await office.do(case, c.Accept(by=TOBIN, stage=STAGE))
    people = {k: v for k, v in HOUNSLOW.directory.people.items() if k != TOBIN}
    moved_to(office, replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, people=people)))
    await office.casework.left(TOBIN)
    await office.settle()
    now = await office.read(case)
    assert (now.receiving.owner, now.receiving.current) == ("", (PRIYA,))
    assert only(e.ContactLeft, await record(office, case)).owner
    assert len(office.owed(PRIYA, Purpose.ASKED)) == 2
    await office.fast_forward(hours=4)
    assert "chase:2:receiving:1" in (await office.read(case)).reminded


async def test_a_leaver_is_found_whenever_anything_is_due() -> None:
    """Nobody says who has left: the next look at the case finds it all the same."""
    office = Office()
    case = await office.open(opening())
    await office.settle()
    moved_to(office, changed(MARLOW, left_on=date(2026, 11, 2), channels=()))
    await office.fast_forward(hours=4)
    assert only(e.ContactLeft, await record(office, case)).person == MARLOW
    reminders = [x for x in await record(office, case) if isinstance(x, e.Reminded)]
    assert all(MARLOW not in x.people for x in reminders)


async def test_where_somebody_has_it_only_their_leaving_counts() -> None:
    """Priya was asked too and leaves: Tobin has it, and nothing need be done. Then he leaves."""
    office = Office()
    case = await office.do(await office.open(opening()), UP)
    await office.do(
        case,
        c.RecordMissed(
            by="", person=TOBIN, purpose=Purpose.ASKED, why=FailureReason.BLOCKED, stage=STAGE
        ),
    )
    await office.do(case, c.Accept(by=TOBIN, stage=STAGE))
    gone = changed(PRIYA, left_on=date(2026, 11, 2), channels=())
    moved_to(office, gone)
    await office.casework.left(PRIYA)
    assert not [x for x in await record(office, case) if isinstance(x, e.ContactLeft)]
    moved_to(office, changed(TOBIN, gone, left_on=date(2026, 11, 2), channels=()))
    await office.casework.left(TOBIN)
    left = [x for x in await record(office, case) if isinstance(x, e.ContactLeft)]
    assert (left[0].person, left[0].owner) == (TOBIN, True)


async def test_when_the_last_one_leaves_the_coordinators_hear_it() -> None:
    """Nobody is left on the side: a human knows at once."""
    bare = replace(
        HOUNSLOW.directory,
        posts=tuple(p for p in HOUNSLOW.directory.posts if p.agency == "west-london"),
    )
    office = Office(replace(HOUNSLOW, directory=bare))
    case = await office.open(opening())
    await office.settle()
    people = dict(bare.people)
    people[MARLOW] = replace(people[MARLOW], left_on=date(2026, 11, 2), channels=())
    moved_to(office, replace(HOUNSLOW, directory=replace(bare, people=people)))
    await office.casework.left(MARLOW)
    await office.settle()
    assert office.states(NOOR, Purpose.LEFT) == [MessageState.TOLD]
    assert "Nobody else could be found" in str(office.cards(NOOR)[-1])
    assert (await office.read(case)).receiving.current == ()


async def test_a_post_whose_holders_are_all_away_is_asked_through_its_deputies() -> None:
    """Holders may be moved behind their deputies while they are away."""
    posts = tuple(
        replace(p, holders=(), deputies=(LEILA, TOBIN, PRIYA))
        if p.id == "council.family-help.manager"
        else p
        for p in HOUNSLOW.directory.posts
    )
    office = Office(replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts)))
    case = await office.open(opening())
    case = await office.do(case, UP)
    assert LEILA in case.receiving.asked


async def test_a_message_to_whoever_has_left_says_so() -> None:
    """Not "no channel": they are not on the list any more."""
    office = Office()
    case = await office.open(opening())
    moved_to(office, changed(MARLOW, left_on=date(2026, 11, 2), channels=()))
    await office.settle()
    missed = [x for x in await record(office, case) if isinstance(x, e.ContactMissed)]
    assert {x.why for x in missed if x.person == MARLOW} <= {FailureReason.LEFT}
    assert TOBIN in (await office.read(case)).receiving.asked


async def test_an_answer_lost_on_one_channel_is_said_where_the_other_carries() -> None:
    """Unconfirmed twice on Slack, then by e-mail: the record keeps both."""
    office = Office()
    office.slack.script[MARLOW_SLACK] = [DeliveryUnknown("timeout"), DeliveryUnknown("timeout")]
    case = await office.open(opening())
    await office.fast_forward(hours=0.1)
    said = await sentences(office, case)
    assert "Slack did not confirm the message, nor its repeat." in said
    assert CASSIA not in (await office.read(case)).receiving.asked
