"""Delivering what is owed: every way a platform can fail, and that a human always hears of it."""

from datetime import timedelta
from typing import Any

import pytest

from core.accounts.reconfirmation import reconfirmation_letter
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.outbox import MessageState, StoredMessage
from core.ports import LedgerUnavailable
from core.vocabulary import FailureReason, Platform, Purpose
from tests.core.given import (
    MARLOW,
    MERRICK,
    NOOR,
    PRIYA,
    ROBIN,
    SMALL,
    TOBIN,
    kinds,
    opening,
    small_opening,
)
from tests.core.office import Office

MARLOW_SLACK, MARLOW_MAIL = "U0HOU00001", "marlow.winstead@hounslow.example"


async def office_with(*failures: DeliveryFailed | None, mail: bool = False) -> tuple[Office, Case]:
    """Marlow is asked, and his first attempts on Slack go like this."""
    office = Office(mail=mail)
    office.slack.script[MARLOW_SLACK] = list(failures)
    case = await office.open(opening())
    await office.settle()
    return office, case


async def events(office: Office, case: Case) -> list[e.Event]:
    """The record."""
    return [entry.event for entry in await office.ledger.read(case.id)]


def asked(office: Office) -> StoredMessage:
    """The request to Marlow."""
    (one,) = office.owed(MARLOW, Purpose.ASKED)
    return one


async def test_what_arrives_is_told_and_on_the_record() -> None:
    """The platform, the purpose, and where the message stands for redrawing."""
    office, case = await office_with()
    assert asked(office).state is MessageState.TOLD
    assert asked(office).platform_message.startswith("slack|")
    told = [x for x in await events(office, case) if isinstance(x, e.ContactTold)]
    assert [(x.person, x.purpose, x.platform, x.repeat) for x in told] == [
        (MARLOW, Purpose.ASKED, Platform.SLACK, False),
        (ROBIN, Purpose.RECEIPT, Platform.TEAMS, False),
    ]


async def test_surely_not_delivered_is_tried_again_when_the_platform_says() -> None:
    """Rate limited for thirty seconds: not sooner, and not a repeat."""
    office, _ = await office_with(RetryLater("ratelimited", 30.0))
    assert asked(office).state is MessageState.PENDING
    await office.fast_forward(hours=29 / 3600)
    assert asked(office).state is MessageState.PENDING
    await office.fast_forward(hours=1 / 3600)
    assert asked(office).state is MessageState.TOLD
    assert [sent.repeat for sent in office.slack.sent] == [False]


@pytest.mark.parametrize("after", [-5.0, 0.0, 1e9, None])
async def test_an_odd_retry_after_is_bounded(after: float | None) -> None:
    """Garbage neither hammers the platform nor buries the message: ten minutes at the most."""
    office, _ = await office_with(RetryLater("ratelimited", after))
    attempts = office.slack.attempts
    await office.settle()
    assert office.slack.attempts == attempts
    await office.fast_forward(hours=601 / 3600)
    assert asked(office).state is MessageState.TOLD


async def test_a_lost_answer_is_repeated_once_and_marked() -> None:
    """It may have arrived: two minutes later one marked repeat, and the record says so."""
    office, case = await office_with(DeliveryUnknown("request_timeout"))
    assert asked(office).state is MessageState.UNKNOWN
    assert not office.cards(MARLOW)
    await office.fast_forward(hours=2 / 60)
    assert asked(office).state is MessageState.TOLD
    assert [sent.repeat for sent in office.slack.sent] == [True]
    told = [x for x in await events(office, case) if isinstance(x, e.ContactTold)]
    assert [x.repeat for x in told if x.person == MARLOW] == [True]


async def test_a_repeat_that_has_to_wait_stays_marked() -> None:
    """Lost, then rate limited, then sent: it may still be a second copy."""
    office, _ = await office_with(
        DeliveryUnknown("request_timeout"), RetryLater("ratelimited", 5.0)
    )
    await office.fast_forward(hours=0.2)
    assert [sent.repeat for sent in office.slack.sent] == [True]


async def test_a_repeat_whose_answer_is_lost_too_goes_to_a_human_and_the_next_contact() -> None:
    """Unconfirmed twice: missed, both coordinators told, the manager asked."""
    office, case = await office_with(
        DeliveryUnknown("internal_error"), DeliveryUnknown("internal_error")
    )
    await office.fast_forward(hours=0.2)
    assert asked(office).state is MessageState.MISSED
    now = await office.read(case)
    assert [(x.person, x.why) for x in now.unreached] == [(MARLOW, FailureReason.UNCONFIRMED)]
    for person in (NOOR, MERRICK):
        assert office.states(person, Purpose.UNREACHED) == [MessageState.TOLD]
    assert office.states(TOBIN, Purpose.ASKED) == [MessageState.TOLD]


async def test_the_next_channel_is_tried_where_a_person_is_not_there() -> None:
    """Blocked on Slack: the same message by e-mail, and nobody need be alarmed."""
    office, case = await office_with(
        ChannelUnreachable("user_disabled", FailureReason.DEACTIVATED), mail=True
    )
    assert asked(office).state is MessageState.TOLD
    assert [sent.channel.user for sent in office.mail.sent] == [MARLOW_MAIL]
    assert (await office.read(case)).unreached == ()


async def test_a_person_on_no_channel_is_missed_at_once_with_the_reason() -> None:
    """Deactivated, and no e-mail courier: a human knows and the next is asked."""
    office, case = await office_with(ChannelUnreachable("user_disabled", FailureReason.DEACTIVATED))
    assert asked(office).state is MessageState.MISSED
    now = await office.read(case)
    assert [(x.person, x.why) for x in now.unreached] == [(MARLOW, FailureReason.DEACTIVATED)]
    assert office.states(TOBIN, Purpose.ASKED) == [MessageState.TOLD]


async def test_one_with_e_mail_only_is_missed_where_no_e_mail_is_sent() -> None:
    """Said as it is: mail only."""
    office, case = await office_with()
    await office.do(case, c.EscalateNow(by=ROBIN, stage="discussion", reason="x"))
    await office.settle()
    assert office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]
    assert FailureReason.MAIL_ONLY in {x.why for x in (await office.read(case)).unreached}


async def test_one_who_is_not_on_any_channel_is_missed_with_that_reason() -> None:
    """Viv has none; the notice is not lost for that."""
    office = Office(SMALL)
    case = await office.open(small_opening(counterpart="small.viv"))
    await office.settle()
    now = await office.read(case)
    assert [(x.person, x.why) for x in now.unreached] == [("small.viv", FailureReason.NO_CHANNEL)]
    assert office.states("small.cora", Purpose.UNREACHED) == [MessageState.TOLD]
    assert office.states("small.bob", Purpose.ASKED) == [MessageState.TOLD]


async def test_a_lane_that_is_down_alarms_and_goes_on_when_it_is_mended() -> None:
    """Token revoked: the operator is alarmed, nothing is lost, one copy arrives."""
    office = Office(mail=False)
    office.slack.down = QueueDown("token_revoked")
    await office.open(opening())
    await office.settle()
    assert ("token_revoked", "slack:T0CONCORD1") in office.alarms
    assert asked(office).state is MessageState.PENDING
    office.slack.down = None
    await office.fast_forward(hours=0.1)
    assert asked(office).state is MessageState.TOLD
    assert len(office.cards(MARLOW)) == 1


async def test_while_a_lane_is_down_the_second_channel_carries() -> None:
    """The message does not wait for a token when there is another way."""
    office = Office()
    office.slack.down = QueueDown("token_revoked")
    await office.open(opening())
    await office.settle()
    assert office.alarms
    assert [sent.channel.user for sent in office.mail.sent] == [MARLOW_MAIL]


async def test_after_ten_minutes_a_human_is_told_while_the_trying_goes_on() -> None:
    """Nothing is silent: the coordinators know, the next is asked, half an hour on the next level up
    too, and it still arrives later.
    """
    office = Office(mail=False)
    office.slack.script[MARLOW_SLACK] = [RetryLater("service_unavailable", 120.0)] * 20
    case = await office.open(opening())
    await office.fast_forward(hours=9 / 60)
    assert (await office.read(case)).unreached == ()
    await office.fast_forward(hours=2 / 60)
    missed = (await office.read(case)).unreached
    assert [(x.person, x.why) for x in missed] == [(MARLOW, FailureReason.OVERDUE)]
    assert office.states(NOOR, Purpose.UNREACHED) == [MessageState.TOLD]
    assert asked(office).state is MessageState.PENDING
    await office.fast_forward(hours=1)
    now = await office.read(case)
    mine = [x.why for x in now.unreached if x.person == MARLOW]
    assert mine == [FailureReason.OVERDUE, FailureReason.STILL_OVERDUE]
    assert asked(office).state is MessageState.TOLD
    assert MARLOW in now.receiving.current


async def test_after_ten_minutes_the_second_channel_is_tried_as_well() -> None:
    """Rate limited without end on Slack: e-mail carries it."""
    office = Office()
    office.slack.script[MARLOW_SLACK] = [RetryLater("ratelimited", 60.0)] * 30
    await office.open(opening())
    await office.fast_forward(hours=9 / 60)
    assert not office.cards(MARLOW)
    await office.fast_forward(hours=2 / 60)
    assert [sent.channel.user for sent in office.mail.sent] == [MARLOW_MAIL]


async def test_an_urgent_message_tries_the_second_channel_at_once() -> None:
    """Immediate risk does not wait for a rate limit."""
    office = Office()
    office.slack.script[MARLOW_SLACK] = [None, RetryLater("ratelimited", 60.0)]
    case = await office.open(opening())
    await office.settle()
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    assert MARLOW_MAIL in {sent.channel.user for sent in office.mail.sent}


async def test_a_message_that_was_missed_for_days_ends_missed_with_two_reports() -> None:
    """After three days the trying ends too; a human was told long before, at ten minutes and at
    half an hour.
    """
    office = Office(mail=False)
    office.slack.script[MARLOW_SLACK] = [RetryLater("ratelimited", 3000.0)] * 1000
    case = await office.open(opening())
    await office.fast_forward(hours=80)
    assert asked(office).state is MessageState.MISSED
    reports = [x for x in (await office.read(case)).unreached if x.person == MARLOW]
    assert [(x.purpose, x.why) for x in reports] == [
        (Purpose.ASKED, FailureReason.OVERDUE),
        (Purpose.ASKED, FailureReason.STILL_OVERDUE),
    ]
    assert [x.at - case.opened_at for x in reports] == [
        timedelta(minutes=10),
        timedelta(minutes=30),
    ]


async def test_a_new_message_is_reported_though_an_earlier_one_was() -> None:
    """Two alerts an hour apart, neither of which arrives: each is reported."""
    office = Office(mail=False)
    case = await office.open(opening())
    await office.settle()
    office.slack.script[MARLOW_SLACK] = [RetryLater("ratelimited", 300.0)] * 1000
    for _ in range(2):
        await office.do(case, c.FlagImmediateRisk(by=ROBIN, account="again"))
        await office.fast_forward(hours=0.5)
    missed = [x for x in (await office.read(case)).unreached if x.person == MARLOW]
    assert sum(x.purpose is Purpose.IMMEDIATE_RISK for x in missed) == 2


async def test_our_own_fault_is_parked_with_an_alarm_and_a_human_told() -> None:
    """A message the platform calls wrong is not sent again and not forgotten."""
    office, case = await office_with(MessageRejected("invalid_blocks"))
    assert asked(office).state is MessageState.PARKED
    assert ("invalid_blocks", f"{case.id}:{asked(office).id}") in office.alarms
    assert FailureReason.REFUSED in {x.why for x in (await office.read(case)).unreached}
    assert office.states(NOOR, Purpose.UNREACHED) == [MessageState.TOLD]


async def test_an_answer_nobody_foresaw_alarms_and_is_missed_not_lost() -> None:
    """The base of all failures, from a courier's gap."""
    office, _ = await office_with(DeliveryFailed("new_code"))
    assert asked(office).state is MessageState.MISSED
    assert "new_code" in {code for code, _ in office.alarms}


async def test_when_even_the_watchers_cannot_be_reached_the_operator_is_alarmed() -> None:
    """Both coordinators and the raiser deactivated: it comes to rest, with an alarm for each."""
    office = Office(mail=False)
    gone = ChannelUnreachable("user_disabled", FailureReason.DEACTIVATED)
    office.slack.down = office.teams.down = gone
    await office.open(opening())
    await office.settle()
    assert {code for code, _ in office.alarms} == {"unreached"}
    assert set(office.states()) == {MessageState.MISSED}
    assert len(office.owed()) < 60
    named = [where for _, where in office.alarms if "hounslow" in where]
    assert named == []  # a person's id is made of their name, and logs hold no names


async def test_a_total_outage_of_hours_does_not_breed_messages() -> None:
    """Everything down for three hours: the record and the queue stay in proportion."""
    office = Office(mail=False)
    office.slack.down = office.teams.down = QueueDown("token_revoked")
    case = await office.open(opening())
    await office.fast_forward(hours=3)
    assert len(office.owed()) < 60
    assert len(await office.ledger.read(case.id)) < 120


# --- overtaken ---------------------------------------------------------------------------------


async def test_a_request_is_dropped_once_another_has_accepted() -> None:
    """Nobody is asked for what somebody else has taken on."""
    office = Office(mail=False)
    case = await office.open(opening())
    case = await office.do(case, c.EscalateNow(by=ROBIN, stage="discussion", reason="x"))
    await office.do(case, c.Accept(by=PRIYA, stage="line_managers"))
    await office.settle()
    assert office.states(TOBIN, Purpose.ASKED) == [MessageState.DROPPED]
    assert office.states(MARLOW, Purpose.ASKED) == [MessageState.DROPPED]


async def test_a_reminder_is_dropped_once_it_is_done() -> None:
    """A proposal answered, a stage left, a copy ticked, an alert seen: nobody is pestered."""
    office = Office(mail=False)
    case = await office.open(opening())
    await office.settle()
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.settle()
    await office.fast_forward(hours=14 / 60)
    office.clock.move_to(office.clock.now() + timedelta(minutes=2))
    await office.casework.look(case.id)
    assert office.states(MARLOW, Purpose.REMINDER) == [MessageState.PENDING]
    await office.do(case, c.AcknowledgeRisk(by=MARLOW))
    await office.settle()
    assert office.states(MARLOW, Purpose.REMINDER) == [MessageState.DROPPED]


async def test_an_alert_is_sent_though_the_case_has_moved_on() -> None:
    """News stays news: only what asks for something can be overtaken."""
    office = Office(mail=False)
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    await office.do(case, c.EscalateNow(by=ROBIN, stage="discussion", reason="x"))
    await office.settle()
    assert office.states(MARLOW, Purpose.IMMEDIATE_RISK) == [MessageState.TOLD]


# --- redrawing ---------------------------------------------------------------------------------


async def test_a_card_is_redrawn_when_it_changes_and_only_then() -> None:
    """A note changes nobody's card; an acceptance changes those of the rivals."""
    office, case = await office_with()
    assert office.slack.redrawn == []
    await office.do(case, c.AddNote(by=ROBIN, text="x"))
    await office.settle()
    assert office.slack.redrawn == []
    await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    await office.settle()
    ((message, card),) = office.slack.redrawn
    assert message == f"m1@{MARLOW_SLACK}"
    assert "You accepted this on Monday 2 November 2026, 10 am." in str(card)


async def test_a_redraw_that_fails_is_tried_again_and_never_raises() -> None:
    """The platform is away for a while: afterwards the card says what is true."""
    office, case = await office_with()
    office.slack.down = RetryLater("ratelimited", 5.0)
    await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    await office.settle()
    office.slack.down = None
    office.clock.move_to(office.clock.now() + timedelta(minutes=2))
    await office.settle()
    assert [message for message, _ in office.slack.redrawn] == [f"m1@{MARLOW_SLACK}"]


@pytest.mark.parametrize(
    "failure",
    [ChannelUnreachable("message_not_found", FailureReason.UNKNOWN_USER), MessageRejected("x")],
)
async def test_a_message_that_cannot_be_redrawn_any_more_rests(failure: DeliveryFailed) -> None:
    """Deleted by the person, or refused: it is not tried for ever."""
    office, case = await office_with()
    office.slack.down = failure
    await office.do(case, c.Accept(by=MARLOW, stage="discussion"))
    await office.settle()
    office.slack.down = None
    office.clock.move_to(office.clock.now() + timedelta(minutes=2))
    await office.settle()
    assert office.slack.redrawn == []


async def test_every_notice_ever_owed_ends_told_dropped_or_with_a_human_told() -> None:
    """Promise P5, over a whole ladder with one dead contact at every stage."""
    office = Office(mail=False)
    gone = ChannelUnreachable("user_disabled", FailureReason.DEACTIVATED)
    for person in (TOBIN, PRIYA, "hounslow.wilf-greaves", "hounslow.priya-orchard"):
        for channel in office.people[person].channels:
            office.slack.script[channel.user] = [gone] * 100
    case = await office.open(opening())
    await office.fast_forward(hours=24 * 35)
    waiting = {MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN}
    assert not waiting & set(office.states())
    reported = {(x.person, x.purpose, x.stage) for x in (await office.read(case)).unreached}
    for one in office.owed():
        if one.state is MessageState.MISSED:
            assert (one.message.person, one.message.purpose, one.message.stage) in reported
    assert "StageLapsed" in kinds(await events(office, case))


@pytest.mark.parametrize("kind", ["message", "letter"])
async def test_the_wait_doubles_from_five_seconds(kind: str) -> None:
    """Where the platform names no time; of each step a part by chance, here the whole."""
    office = Office(mail=False)
    office.slack.script[MARLOW_SLACK] = [RetryLater("busy")] * 12
    if kind == "message":
        await office.open(opening())
    else:
        letter = reconfirmation_letter("hounslow", MARLOW, "2026-11", office.clock.now())
        await office.letters.owe(letter)
    waits: list[float] = []
    for _ in range(6):
        await office.settle()
        rows = [row for row in office.ledger._outbox.values() if row.stored.attempts]
        (at,) = (row.ready_at for row in rows if row.ready_at is not None)
        waits.append((at - office.clock.now()).total_seconds())
        office.clock.move_to(at)
    assert waits == [5, 10, 20, 40, 80, 160]


@pytest.mark.parametrize("kind", ["message", "letter"])
async def test_that_a_message_was_taken_is_written_at_the_third_try(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that record it would be sent again: a database that is away for a moment is asked
    once more, and what arrived is no repeat.
    """
    office = Office(mail=False)
    if kind == "message":
        await office.open(opening())
    else:
        letter = reconfirmation_letter("hounslow", MARLOW, "2026-11", office.clock.now())
        await office.letters.owe(letter)
    (stored,) = (
        one
        for one in await office.ledger.claim_messages(office.clock.now(), "slack:T0CONCORD1", 9, 60)
    )
    method = "append" if kind == "message" else "settle"
    write, away = getattr(office.ledger, method), [LedgerUnavailable("away")] * 2

    async def written(*given: Any) -> Any:
        if away:
            raise away.pop()
        return await write(*given)

    with monkeypatch.context() as cut:
        cut.setattr(office.ledger, method, written)
        assert await office.delivery.send(stored) is MessageState.TOLD
    await office.fast_forward(hours=0.1)
    assert [sent.repeat for sent in office.slack.sent] == [False]
