"""Delivering letters: once each, whoever sends; tried again, told, or a human told."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.accounts.reconfirmation import reconfirmation_letter
from core.cards import Card
from core.cases.record.ledger import Ledger
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
    Told,
)
from core.notifications.delivery import REPORT_AFTER, Delivery
from core.notifications.letter_delivery import LetterMessages
from core.notifications.letters import LETTER_RULES, Letters
from core.outbox import Letter, MessageState, StoredLetter
from core.ports import LedgerUnavailable
from core.readiness.defects import DefectKind
from core.vocabulary import Action, FailureReason, LetterKind, Platform
from tests.core.accounts.accounts import letters as arrived
from tests.core.given import HOUNSLOW, MARLOW, MERRICK, MONDAY, NOOR, PRIYA
from tests.core.office import Office, buttons, words
from tests.core.stand_ins import FakeCourier
from tests.databases import AnyLedger

KEY = reconfirmation_letter("hounslow", MARLOW, "2026-11", MONDAY).key


async def owed(office: Office, person: str = MARLOW, **more: object) -> Letter:
    """A question to somebody, waiting."""
    usual = reconfirmation_letter("hounslow", person, "2026-11", office.clock.now())
    letter = replace(usual, **more)  # type: ignore[arg-type]
    assert await office.letters.owe(letter)
    return letter


async def stored(office: Office, letter: Letter) -> StoredLetter:
    """The letter as it stands."""
    found = await office.ledger.letter(letter.key)
    assert found is not None
    return found


async def test_a_letter_is_told_once_and_kept_as_told() -> None:
    """By the person's first channel, with buttons that are theirs; owing it again owes nothing."""
    office = Office()
    letter = await owed(office)
    await office.post()
    (sent,) = arrived(office)
    assert sent.channel == office.people[MARLOW].channels[0]
    assert "For: Marlow Winstead, Social Worker, London Borough of Hounslow" in words(
        sent.card.blocks
    )
    assert buttons(sent.card.blocks)["Still me"].token
    told = await stored(office, letter)
    assert told.state is MessageState.TOLD
    assert told.ended_at == MONDAY == await office.letters.told_at(letter.key)
    assert told.letter.channel == sent.channel
    assert not await office.letters.owe(letter)
    await office.post()
    assert len(arrived(office)) == 1


async def test_only_the_channel_given_is_used() -> None:
    """A code goes to the address and nowhere else."""
    office = Office()
    mail = office.people[MARLOW].channels[1]
    await owed(office, channel=mail)
    await office.post()
    assert [one.channel for one in arrived(office)] == [mail]


async def test_where_a_person_is_not_there_the_next_way_is_tried() -> None:
    """At once."""
    office = Office()
    await owed(office)
    office.slack.script[office.people[MARLOW].channels[0].user] = [
        ChannelUnreachable("messages_tab_disabled", FailureReason.NOT_INSTALLED)
    ]
    await office.post()
    assert [one.channel.platform for one in arrived(office)] == [Platform.MAIL]


async def test_a_lost_answer_is_repeated_once_and_marked() -> None:
    """After two minutes; whether it arrived nobody knows."""
    office = Office()
    user = office.people[MARLOW].channels[0].user
    await owed(office)
    office.slack.script[user] = [DeliveryUnknown("timeout")]
    await office.post()
    assert arrived(office) == []
    office.clock.move_to(MONDAY + timedelta(minutes=2))
    await office.post()
    assert [one.repeat for one in arrived(office)] == [True]


@pytest.mark.parametrize("failure", [RetryLater("ratelimited", 30.0), QueueDown("token_revoked")])
async def test_what_may_pass_is_waited_for(failure: RetryLater | QueueDown) -> None:
    """A queue that is down raises the alarm as well."""
    office = Office()
    await owed(office)
    await owed(office, PRIYA)
    users = [office.people[one].channels[0].user for one in (MARLOW, PRIYA)]
    office.slack.script[users[0]] = [failure]
    office.mail.script[office.people[MARLOW].channels[1].user] = [RetryLater("later")]
    await office.post()
    assert [one.channel.user for one in arrived(office)] == [users[1]]
    assert bool(office.alarms) is isinstance(failure, QueueDown)
    office.clock.move_to(MONDAY + timedelta(minutes=1))
    await office.post()
    assert {one.channel.user for one in arrived(office)} == set(users)
    assert not any(one.repeat for one in arrived(office))


async def test_who_is_reached_by_no_way_is_told_to_the_coordinators() -> None:
    """By name and why; and the letter is put away."""
    office = Office()
    letter = await owed(office, PRIYA)
    office.mail.script["priya.ashdown@hounslow.example"] = [
        ChannelUnreachable("550", FailureReason.UNKNOWN_USER)
    ]
    await office.post()
    news = arrived(office, "Somebody was not reached")
    assert {one.channel for one in news} == {
        office.people[one].channels[0] for one in (NOOR, MERRICK)
    }
    assert (
        "Priya Ashdown, Assistant Team Manager, London Borough of Hounslow could not be "
        "asked whether their entry is still right: the platform does not know this person."
        in words(news[0].card.blocks)
    )
    missed = await stored(office, letter)
    assert (missed.state, missed.error) == (MessageState.MISSED, "550")
    assert await office.letters.told_at(letter.key) is None


async def test_the_check_says_that_a_letter_failed_until_one_is_taken_there() -> None:
    """A rotten entry is found by the monthly question, before a case needs it."""
    office = Office()
    await owed(office)
    office.slack.script[office.people[MARLOW].channels[0].user] = [
        ChannelUnreachable("messages_tab_disabled", FailureReason.NOT_INSTALLED)
    ]
    await office.post()
    found = await office.boards.findings("hounslow")
    failing = [one for one in found.defects if one.wrong is DefectKind.FAILING]
    assert [(one.person, one.platform, one.why, one.on) for one in failing] == [
        (MARLOW, Platform.SLACK, FailureReason.NOT_INSTALLED, MONDAY.date())
    ]
    await owed(office, key="another")
    await office.post()
    found = await office.boards.findings("hounslow")
    assert not [one for one in found.defects if one.wrong is DefectKind.FAILING]


async def test_where_coordinators_are_not_reached_either_the_operator_is_alarmed() -> None:
    """Never silence; and the alarm names nobody."""
    office = Office()
    await owed(office, PRIYA)
    gone = ChannelUnreachable("gone", FailureReason.BLOCKED)
    office.slack.down = office.teams.down = office.mail.down = gone
    await office.post()
    assert {code for code, _ in office.alarms} == {"unreached"}
    assert not any("noor" in where or "priya" in where for _, where in office.alarms)
    assert {one.state for one in office.owed_letters()} == {MessageState.MISSED}


async def test_a_letter_the_platform_refuses_is_parked_with_an_alarm() -> None:
    """It is our fault: it is not tried again, and coordinators are told as of any other."""
    office = Office()
    await owed(office, PRIYA)
    office.mail.script["priya.ashdown@hounslow.example"] = [MessageRejected("invalid_blocks")]
    await office.post()
    assert [code for code, _ in office.alarms] == ["invalid_blocks"]
    assert arrived(office, "Somebody was not reached")
    assert office.mail.attempts == 1


async def test_what_has_expired_is_not_sent_and_a_human_is_told() -> None:
    """A code of yesterday helps nobody."""
    office = Office()
    letter = await owed(office)
    office.slack.script[office.people[MARLOW].channels[0].user] = [RetryLater("busy")] * 99
    office.mail.script[office.people[MARLOW].channels[1].user] = [RetryLater("busy")] * 99
    await office.post()
    office.clock.move_to(letter.expires_at)
    await office.post()
    assert not arrived(office, "Is this still right?")
    assert arrived(office, "Somebody was not reached")


async def test_a_letter_without_a_card_is_parked() -> None:
    """A kind nobody draws raises the alarm rather than the tick."""
    office = Office()
    del office.makers[LetterKind.FIX_LIST]
    await owed(office, kind=LetterKind.FIX_LIST)
    await office.post()
    assert [code for code, _ in office.alarms] == ["letter_without_card"]


class Slow(FakeCourier):
    """Takes a message while others run."""

    async def deliver(self, *given: object, **more: object) -> Told:
        """As any other, a little later."""
        await asyncio.sleep(0.01)
        return await super().deliver(*given, **more)  # type: ignore[arg-type]


def sender(office: Office, ledger: Ledger, courier: FakeCourier) -> Delivery:
    """A process that sends what waits in a ledger."""
    letters = Letters(ledger, office.register)
    about = LetterMessages(
        letters, ledger, office.register, office.clock, office._alarm, office.makers
    )
    couriers = {Platform.SLACK: courier, Platform.TEAMS: courier, Platform.MAIL: courier}
    return Delivery(
        office.sending.delivery._cases,
        about,
        ledger,
        ledger,
        couriers,
        office.clock,
        office.randomness,
        office._alarm,
    )


async def _drain(ledger: Ledger, one: Delivery, office: Office) -> None:
    now = office.clock.now()
    while queues := await ledger.ready_queues(now):
        for queue in queues:
            for claimed in await ledger.claim_messages(now, queue, 3, 60):
                await one.send(claimed)


async def test_of_several_processes_one_sends(ledger: AnyLedger) -> None:
    """On every kind of ledger: twenty letters, four senders, each letter once."""
    office, courier = Office(), Slow()
    letters = Letters(ledger, office.register)
    people = [p.id for p in HOUNSLOW.directory.people.values() if p.channels][:20]
    for person in people:
        await letters.owe(reconfirmation_letter("hounslow", person, "2026-11", MONDAY))
    senders = [sender(office, ledger, courier) for _ in range(4)]
    await asyncio.gather(*(_drain(ledger, one, office) for one in senders))
    assert len(courier.sent) == len(people)
    assert len({one.channel for one in courier.sent}) == len(people)
    assert not any(one.repeat for one in courier.sent)


async def test_an_attempt_that_never_ended_is_taken_up_as_a_marked_repeat(
    ledger: AnyLedger,
) -> None:
    """Whoever began it may have died between sending and marking; not before a minute is over."""
    office, courier = Office(), FakeCourier()
    letters = Letters(ledger, office.register)
    await letters.owe(reconfirmation_letter("hounslow", MARLOW, "2026-11", MONDAY))
    assert await ledger.claim_letter(KEY, MONDAY, 60) is not None
    other = sender(office, ledger, courier)
    office.clock.move_to(MONDAY + timedelta(seconds=59))
    assert await other.send_letter(KEY) is None
    office.clock.move_to(MONDAY + timedelta(seconds=60))
    assert await other.send_letter(KEY) is MessageState.TOLD
    assert [one.repeat for one in courier.sent] == [True]


async def test_a_process_paused_past_its_lease_sends_nothing() -> None:
    """Between taking a letter and sending it: another has it by then."""
    office = Office()
    await owed(office)
    paused = await office.ledger.claim_letter(KEY, MONDAY, 60)
    assert paused is not None
    late = MONDAY + timedelta(seconds=40)
    office.clock.move_to(late)
    assert await office.delivery.send(paused, until=late) is MessageState.PENDING
    assert arrived(office) == []


async def test_somebody_who_looks_too_late_takes_nothing() -> None:
    """The letter was told between being seen and being taken."""
    office = Office()
    await owed(office)
    other = sender(office, office.ledger, office.slack)
    await office.post()
    assert await other.send_letter(KEY) is None
    assert len(arrived(office)) == 1


async def test_a_sender_who_has_lost_the_lease_writes_nothing_and_owes_no_news(
    ledger: AnyLedger,
) -> None:
    """Another process has the letter by then: what the first one found counts no more."""
    office, courier = Office(), FakeCourier()
    letters = Letters(ledger, office.register)
    await letters.owe(reconfirmation_letter("hounslow", MARLOW, "2026-11", MONDAY))
    first = await ledger.claim_letter(KEY, MONDAY, 60)
    second = await ledger.claim_letter(KEY, MONDAY + timedelta(seconds=60), 60)
    assert first is not None
    assert second is not None
    courier.down = ChannelUnreachable("gone", FailureReason.BLOCKED)
    await sender(office, ledger, courier).send(first)
    found = await ledger.letter(KEY)
    assert found is not None
    assert found.state is MessageState.SENDING
    assert await ledger.letter(f"{KEY}/missed/{NOOR}") is None
    await sender(office, ledger, courier).send(second)
    assert await ledger.letter(f"{KEY}/missed/{NOOR}") is not None


async def test_one_press_says_that_it_is_still_right() -> None:
    """On the record, with the account it was pressed from; the card says so."""
    office = Office()
    await owed(office)
    await office.post()
    reply = await office.press(MARLOW, buttons(arrived(office)[0].card.blocks)["Still me"])
    assert "on the record" in str(reply)
    person = office.register.setting("hounslow").directory.people[MARLOW]
    assert person.verified_on == MONDAY.date()
    assert [one.verified_on for one in person.channels] == [MONDAY.date(), None]
    assert Action.STILL_ME in office.identity.desk.presses


async def test_a_platform_that_asks_to_wait_is_waited_for_before_the_next_way_is_tried() -> None:
    """For a quarter of an hour: a busy minute is no reason to write to somebody's second address."""
    office = Office()
    await owed(office)
    office.slack.script[office.people[MARLOW].channels[0].user] = [
        RetryLater("ratelimited", 30.0)
    ] * 99
    await office.post()
    assert office.mail.attempts == 0
    office.clock.move_to(MONDAY + REPORT_AFTER)
    await office.post()
    assert [one.channel.platform for one in arrived(office)] == [Platform.MAIL]


async def test_a_fault_of_ours_outweighs_a_person_who_is_not_there() -> None:
    """Where one way refuses the message and the other does not know the person, it is parked."""
    office = Office()
    letter = await owed(office)
    slack, mail = office.people[MARLOW].channels
    office.slack.script[slack.user] = [MessageRejected("invalid_blocks")]
    office.mail.script[mail.user] = [ChannelUnreachable("550", FailureReason.UNKNOWN_USER)]
    assert await office.delivery.send_letter(letter.key) is MessageState.PARKED


async def test_nobody_hears_that_an_account_nobody_knows_was_not_told_so() -> None:
    """There is nobody to tell of."""
    office = Office()
    stranger = Channel(platform=Platform.SLACK, tenant="T0CONCORD1", user="U0NEW00001")
    office.slack.script[stranger.user] = [ChannelUnreachable("gone", FailureReason.UNKNOWN_USER)]
    await owed(office, person="", kind=LetterKind.LINK_REFUSED, channel=stranger)
    await office.post()
    assert arrived(office) == []
    assert office.alarms == []


async def test_a_second_lost_answer_is_told_to_a_human_and_there_is_no_third_copy() -> None:
    """Whether either arrived nobody knows."""
    office = Office()
    letter = await owed(office, PRIYA)
    user = office.people[PRIYA].channels[0].user
    office.mail.script[user] = [DeliveryUnknown("timeout"), DeliveryUnknown("timeout")]
    for minutes in (0, 2, 4, 60):
        office.clock.move_to(MONDAY + timedelta(minutes=minutes))
        await office.post()
    assert office.mail.attempts == 2
    assert (await stored(office, letter)).state is MessageState.MISSED
    assert arrived(office, "Somebody was not reached")


async def test_a_wait_ends_where_the_letter_expires() -> None:
    """A platform asks for an hour and the code is good for half of one: a human hears after that."""
    office = Office()
    letter = await owed(office, PRIYA, expires_at=MONDAY + timedelta(minutes=30))
    user = office.people[PRIYA].channels[0].user
    office.mail.script[user] = [RetryLater("ratelimited", 3600.0)]
    await office.post()
    office.clock.move_to(letter.expires_at)
    await office.post()
    assert (await stored(office, letter)).error == "expired"


async def test_a_letter_of_a_partnership_that_is_not_in_force_waits() -> None:
    """Until it is again, or the letter has expired."""
    office = Office()
    letter = await owed(office)
    kept = office.register._partnerships.pop("hounslow")
    office.register._day = date.min
    await office.delivery.send_letter(letter.key)
    assert (await stored(office, letter)).state is MessageState.PENDING
    office.register._partnerships["hounslow"] = kept
    office.register._day = date.min
    office.clock.move_to(MONDAY + timedelta(hours=1))
    await office.post()
    assert len(arrived(office)) == 1


async def test_a_coordinator_who_is_not_reached_is_told_of_to_the_others() -> None:
    """And not to themselves."""
    office = Office()
    await owed(office, NOOR)
    for one, courier in zip(
        office.people[NOOR].channels, (office.slack, office.mail), strict=False
    ):
        courier.script[one.user] = [ChannelUnreachable("gone", FailureReason.BLOCKED)]
    await office.post()
    assert [one.channel for one in arrived(office, "Somebody was not reached")] == [
        office.people[MERRICK].channels[0]
    ]


async def test_after_ten_minutes_coordinators_are_told_once_while_the_trying_goes_on() -> None:
    """As for a message about a case: nothing is silent, and it still arrives."""
    office = Office()
    letter = await owed(office, PRIYA)
    user = office.people[PRIYA].channels[0].user
    office.mail.script[user] = [RetryLater("busy", 120.0)] * 8
    for minutes in range(0, 10, 2):
        office.clock.move_to(MONDAY + timedelta(minutes=minutes))
        await office.post()
    assert not arrived(office, "Somebody was not reached")
    for minutes in range(10, 40):
        office.clock.move_to(MONDAY + timedelta(minutes=minutes))
        await office.post()
    news = arrived(office, "Somebody was not reached")
    assert {one.channel for one in news} == {
        office.people[one].channels[0] for one in (NOOR, MERRICK)
    }
    assert len(news) == 2
    assert (await stored(office, letter)).state is MessageState.TOLD


async def test_a_letter_that_an_error_of_ours_cut_short_is_tried_again_as_a_repeat() -> None:
    """It may have been sent; after ten minutes a human is told of it too."""
    office = Office()
    letter = await owed(office, PRIYA)
    claimed = await office.ledger.claim_letter(letter.key, MONDAY, 60)
    assert claimed is not None
    assert await office.delivery.retry_interrupted(claimed, "KeyError") is MessageState.UNKNOWN
    office.clock.move_to(MONDAY + timedelta(minutes=1))
    await office.post()
    (sent,) = arrived(office)
    assert sent.repeat


async def test_a_letter_that_is_put_back_is_sent_by_the_next_process() -> None:
    """As a first copy: nothing was sent."""
    office = Office()
    letter = await owed(office, PRIYA)
    claimed = await office.ledger.claim_letter(letter.key, MONDAY, 60)
    assert claimed is not None
    assert await office.delivery.put_back(claimed) is MessageState.PENDING
    await office.post()
    assert [one.repeat for one in arrived(office)] == [False]


async def test_who_has_left_the_list_is_written_to_no_more() -> None:
    """Not even at an address that still works; the coordinators hear why."""
    office = Office()
    letter = await owed(office, PRIYA)
    people = {k: v for k, v in HOUNSLOW.directory.people.items() if k != PRIYA}
    office.list_becomes(replace(HOUNSLOW.directory, people=people))
    await office.post()
    assert (await stored(office, letter)).error == FailureReason.LEFT
    assert office.mail.attempts == 0


async def test_a_letter_that_cannot_be_read_waits_with_an_alarm() -> None:
    """Its key is missing: nothing of it is sent anywhere, and it stops no other letter."""
    office = Office()
    letter = await owed(office, PRIYA)
    await owed(office, MARLOW)
    for number, row in office.ledger._outbox.items():
        if isinstance(row.stored, StoredLetter) and row.stored.letter.key == letter.key:
            hidden = replace(row.stored, readable=False)
            office.ledger._outbox[number] = replace(row, stored=hidden)
    await office.post()
    assert [code for code, _ in office.alarms] == ["letter_unreadable"]
    assert len(arrived(office)) == 1
    assert (await stored(office, letter)).state is MessageState.PENDING


FAILURES: dict[str, tuple[Sequence[DeliveryFailed], MessageState, bool]] = {
    "wait": ([RetryLater("ratelimited", 30.0)], MessageState.PENDING, False),
    "unknown": ([DeliveryUnknown("timeout")], MessageState.UNKNOWN, False),
    "unreachable": (
        [ChannelUnreachable("550", FailureReason.UNKNOWN_USER)],
        MessageState.MISSED,
        True,
    ),
    "queue": ([QueueDown("token_revoked")], MessageState.PENDING, False),
    "rejected": ([MessageRejected("invalid")], MessageState.PARKED, True),
    "not in the table": ([DeliveryFailed("strange")], MessageState.MISSED, True),
}


@pytest.mark.parametrize("kind", sorted(set(LetterKind) - {LetterKind.SIGN_IN_CODE}))
@pytest.mark.parametrize("failure", FAILURES)
async def test_each_row_of_the_failure_table_for_each_kind_of_letter(
    failure: str, kind: LetterKind
) -> None:
    """The same as for messages about cases; a human is told where that is wanted."""
    script, state, told = FAILURES[failure]
    office = Office()

    async def card(_letter: Letter, _setting: Any) -> Any:
        return Card(title="T", summary="T", blocks=())

    office.makers[kind] = card
    letter = await owed(office, PRIYA, kind=kind)
    office.mail.script[office.people[PRIYA].channels[0].user] = list(script)
    assert await office.delivery.send_letter(letter.key) is state
    assert (await stored(office, letter)).state is state
    news = await office.ledger.letter(f"{letter.key}/missed/{NOOR}")
    reported = LETTER_RULES[kind].reported and kind is not LetterKind.NOT_REACHED
    assert (news is not None) is (told and reported)
    if told and kind is LetterKind.NOT_REACHED:
        assert "unreached" in [code for code, _ in office.alarms]


@pytest.mark.parametrize("step", ["claim", "told", "missed"])
async def test_a_ledger_that_goes_away_at_any_step_loses_no_letter(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease runs out, and the next attempt is a marked repeat where the first may have gone."""
    office = Office()
    letter = await owed(office, PRIYA)
    if step == "missed":
        gone = ChannelUnreachable("550", FailureReason.UNKNOWN_USER)
        office.mail.script[office.people[PRIYA].channels[0].user] = [gone] * 2

    async def away(*_: object, **__: object) -> None:
        raise LedgerUnavailable("away")

    with monkeypatch.context() as cut:
        cut.setattr(office.ledger, "claim_letter" if step == "claim" else "settle", away)
        with pytest.raises(LedgerUnavailable):
            await office.delivery.send_letter(letter.key)
    office.clock.move_to(MONDAY + timedelta(minutes=1))
    await office.post()
    if step == "missed":
        assert len(arrived(office, "Somebody was not reached")) == 2
        return
    copies = arrived(office, "Is this still right?")
    assert [one.repeat for one in copies] == ([False] if step == "claim" else [False, True])
