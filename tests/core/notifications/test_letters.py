"""Delivering letters: once each, whoever sends; tried again, told, or a human told."""

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.accounts.reconfirmation import reconfirmation_letter
from core.cards import Card
from core.cases.record.ledger import MessageState
from core.directory.model import Channel
from core.notifications import letters
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
    Told,
)
from core.notifications.delivery import REPORT_AFTER
from core.notifications.letter_delivery import ATTEMPTS, LetterDelivery
from core.notifications.letters import (
    LETTERS_MISSED,
    LETTERS_TOLD,
    LETTERS_WAITING,
    Letter,
    LetterKind,
)
from core.ports import KeyValueStore
from core.readiness.defects import DefectKind
from core.vocabulary import Action, FailureReason, Platform
from tests.core.accounts.accounts import letters as arrived
from tests.core.given import HOUNSLOW, MARLOW, MERRICK, MONDAY, NOOR, PRIYA
from tests.core.office import Office, buttons, words
from tests.core.stand_ins import FakeCourier

KEY = reconfirmation_letter("hounslow", MARLOW, "2026-11", MONDAY).key


async def owed(office: Office, person: str = MARLOW, **more: object) -> Letter:
    """A question to somebody, waiting."""
    usual = reconfirmation_letter("hounslow", person, "2026-11", office.clock.now())
    letter = replace(usual, **more)  # type: ignore[arg-type]
    assert await letters.owe(office.documents, letter)
    return letter


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
    told = json.loads(await office.documents.get(LETTERS_TOLD, letter.key) or "")
    assert told["at"] == MONDAY.isoformat()
    assert letters.channel_from_list(told["to"]) == sent.channel
    assert letters.letter_from_json(told["letter"]) == letter
    assert await office.documents.keys(LETTERS_WAITING) == ()
    assert await office.documents.keys(ATTEMPTS) == ()
    assert not await letters.owe(office.documents, letter)
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
    """A lane that is down raises the alarm as well."""
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
    assert (
        json.loads(await office.documents.get(LETTERS_MISSED, letter.key) or "")["why"]
        == "unknown_user"
    )
    assert await office.documents.keys(LETTERS_WAITING) == ()


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
    assert {code for code, _ in office.alarms} == {"letter_unreached"}
    assert not any("noor" in where or "priya" in where for _, where in office.alarms)
    assert await office.documents.keys(LETTERS_WAITING) == ()


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
    del office.letters._cards[LetterKind.FIX_LIST]  # type: ignore[attr-defined]
    await owed(office, kind=LetterKind.FIX_LIST)
    await office.post()
    assert [code for code, _ in office.alarms] == ["letter_without_card"]


class Slow(FakeCourier):
    """Takes a message while others run."""

    async def deliver(self, *given: object, **more: object) -> Told:
        """As any other, a little later."""
        await asyncio.sleep(0.01)
        return await super().deliver(*given, **more)  # type: ignore[arg-type]


def sender(office: Office, documents: KeyValueStore, courier: FakeCourier) -> LetterDelivery:
    """A process that sends what waits in a key-value store."""
    return LetterDelivery(
        documents,
        office.ledger,
        office.register,
        {Platform.SLACK: courier, Platform.TEAMS: courier, Platform.MAIL: courier},
        office.clock,
        office.randomness,
        office._alarm,
        office.letters._cards,
    )


async def test_of_two_processes_one_sends(documents: KeyValueStore) -> None:
    """On every kind of key-value store: twenty letters, four senders, each letter once."""
    office, courier = Office(), Slow()
    people = [p.id for p in HOUNSLOW.directory.people.values() if p.channels][:20]
    for person in people:
        await letters.owe(documents, reconfirmation_letter("hounslow", person, "2026-11", MONDAY))
    senders = [sender(office, documents, courier) for _ in range(4)]

    async def send(one: LetterDelivery) -> None:
        for keys in (await one.waiting()).values():
            for key in keys:
                await one.send(key)

    await asyncio.gather(*(send(one) for one in senders))
    assert len(courier.sent) == len(people)
    assert len({one.channel for one in courier.sent}) == len(people)
    assert not any(one.repeat for one in courier.sent)
    assert await documents.keys(LETTERS_WAITING) == ()
    assert await documents.keys(ATTEMPTS) == ()


async def test_an_attempt_that_never_ended_is_taken_up_as_a_marked_repeat(
    documents: KeyValueStore,
) -> None:
    """Whoever began it may have died between sending and marking; not before a minute is over."""
    office, courier = Office(), FakeCourier()
    await letters.owe(documents, reconfirmation_letter("hounslow", MARLOW, "2026-11", MONDAY))
    assert await sender(office, documents, courier)._taken(KEY) is not None
    other = sender(office, documents, courier)
    office.clock.move_to(MONDAY + timedelta(seconds=59))
    assert await other.send(KEY) is None
    office.clock.move_to(MONDAY + timedelta(seconds=60))
    assert await other.send(KEY) is MessageState.TOLD
    assert [one.repeat for one in courier.sent] == [True]


async def test_a_process_paused_past_its_lease_sends_nothing() -> None:
    """Between taking a letter and sending it: another has it by then."""
    office = Office()
    await owed(office)
    paused = await office.letters._taken(KEY)
    assert paused is not None
    office.clock.move_to(MONDAY + timedelta(seconds=40))
    channels = office.people[MARLOW].channels
    card = Card(title="Late", summary="Late", blocks=())
    state = await office.letters._sent(paused, channels, card)
    assert state is MessageState.PENDING
    assert arrived(office) == []


async def test_somebody_who_looks_too_late_takes_nothing() -> None:
    """The letter was told between being seen and being taken."""
    office = Office()
    await owed(office)
    other = sender(office, office.documents, office.slack)
    waiting = await other.waiting()
    await office.post()
    for keys in waiting.values():
        for key in keys:
            assert await other.send(key) is None
    assert len(arrived(office)) == 1
    assert await office.documents.keys(ATTEMPTS) == ()


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
    assert await office.letters.send(letter.key) is MessageState.PARKED


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
    assert (
        json.loads(await office.documents.get(LETTERS_MISSED, letter.key) or "")["why"]
        == "unconfirmed"
    )
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
    assert (
        json.loads(await office.documents.get(LETTERS_MISSED, letter.key) or "")["code"]
        == "expired"
    )


async def test_a_letter_of_a_partnership_that_is_not_in_force_waits() -> None:
    """Until it is again, or the letter has expired."""
    office = Office()
    letter = await owed(office)
    kept = office.register._partnerships.pop("hounslow")
    office.register._day = date.min
    await office.letters.send(letter.key)
    assert await office.documents.keys(LETTERS_WAITING) == (letter.key,)
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


async def test_who_begins_an_attempt_that_another_has_gone_past_takes_nothing() -> None:
    """Between looking and writing, another process was through with it and began the next."""
    office = Office()
    letter = await owed(office)
    add = office.documents.add

    async def overtaken(collection: Any, key: str, value: Any, until: Any) -> bool:
        if collection == ATTEMPTS:
            await office.documents.put(ATTEMPTS, f"{letter.key}/000002", value, None)
        return await add(collection, key, value, until)

    office.documents.add = overtaken  # type: ignore[method-assign]
    assert await office.letters.send(letter.key) is None
    assert arrived(office) == []
    assert await office.documents.keys(ATTEMPTS) == (f"{letter.key}/000002",)
    assert await office.documents.keys(LETTERS_WAITING) == (letter.key,)
