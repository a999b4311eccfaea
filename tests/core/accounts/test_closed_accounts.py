"""Leavers: found by what a platform says, by a failed message and by the sweep; nobody else cut off."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.accounts.closed_accounts import (
    ENDING,
    REPORTED_CLOSED,
    SWEPT_STATUSES,
    ClosedAccounts,
    first_failure,
)
from core.accounts.reconfirmation import CONFIRMATION_VALID_FOR
from core.accounts.status import AccountStatus
from core.cards import Say
from core.directory import ChannelEnded, ChannelLinked, ListEntry, PersonLeft, PersonVerified
from core.directory.model import Channel
from core.notifications.couriers import ChannelUnreachable
from core.outbox import Letter, MessageState
from core.ports import LedgerUnavailable
from core.vocabulary import FailureReason, Platform, Purpose
from tests.core.accounts.accounts import COUNCIL, changed, letters, whose
from tests.core.given import FERN, HOUNSLOW, MARLOW, MERRICK, MONDAY, NOOR, ROBIN, TOBIN, opening
from tests.core.office import Office, buttons, words

NIGHT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)


def account_of(office: Office, person: str) -> Channel:
    """A person's account on their platform."""
    return office.people[person].channels[0]


def alone(person: str) -> Office:
    """An office in which a person has an account and nothing else."""
    one = HOUNSLOW.directory.people[person]
    return Office(changed(one=replace(one, channels=one.channels[:1])))


async def ended(office: Office) -> list[tuple[str, str, str]]:
    """Who was ended, by whom and why."""
    return [
        (change.person, one.act.by, one.act.why)
        for one in await office.roll.read("hounslow")
        for change in one.act.changes
        if isinstance(change, ChannelEnded)
    ]


async def closed(office: Office, there: Channel) -> None:
    """The platform says that an account is closed; what follows has followed."""
    office.standings.script[there.user] = AccountStatus.DEACTIVATED
    await office.identity.closed_accounts.missed(there, FailureReason.DEACTIVATED)
    await office.post()


async def test_a_closed_account_that_a_platform_tells_of_ends_at_once() -> None:
    """Coordinators are told, by name, and by what the person is still reached."""
    office = Office()
    there = account_of(office, MARLOW)
    await closed(office, there)
    assert await ended(office) == [(MARLOW, "", "deactivated")]
    assert whose(office, there.principal) == ()
    news = letters(office, "An account was closed")
    assert {one.channel for one in news} == {account_of(office, one) for one in (NOOR, MERRICK)}
    text = words(news[0].card.blocks)
    assert "Marlow Winstead, Social Worker, London Borough of Hounslow" in text
    assert "their account has been deactivated" in text
    assert "still reached by e-mail" in text


async def test_what_the_person_holds_is_looked_at_at_once_when_nothing_reaches_them() -> None:
    """Coordinators read that it goes to others."""
    office = alone(MARLOW)
    case = await office.open(opening())
    await office.settle()
    looked: list[str] = []
    read = office.casework.look

    async def look(case_id: str) -> object:
        looked.append(case_id)
        return await read(case_id)

    office.casework.look = look  # type: ignore[method-assign,assignment]
    there = account_of(office, MARLOW)
    await closed(office, there)
    assert looked == [case.id]
    (news, _) = letters(office, "An account was closed")
    assert "Nothing reaches them any more" in words(news.card.blocks)


@pytest.mark.parametrize("why", [FailureReason.DEACTIVATED, FailureReason.UNKNOWN_USER])
async def test_a_message_that_fails_leads_to_asking_the_platform(why: FailureReason) -> None:
    """It ends what the platform confirms is closed, and nothing that works."""
    for standing, gone in ((AccountStatus.DEACTIVATED, True), (AccountStatus.ACTIVE, False)):
        office = Office()
        there = account_of(office, MARLOW)
        office.slack.script[there.user] = [ChannelUnreachable("user_disabled", why)]
        office.standings.script[there.user] = standing
        await office.open(opening())
        await office.settle()
        assert await first_failure(office.documents, there) is not None
        await office.post()
        assert bool(await ended(office)) is gone


@pytest.mark.parametrize(
    "why", [FailureReason.NOT_INSTALLED, FailureReason.BLOCKED, FailureReason.REFUSED]
)
async def test_a_blocked_or_removed_app_ends_nothing_but_is_remembered(why: FailureReason) -> None:
    """It is the app that is gone, not the person; the next message taken there clears it."""
    office = Office()
    there = account_of(office, MARLOW)
    await office.identity.closed_accounts.missed(there, why)
    await office.post()
    assert await ended(office) == []
    assert office.standings.asked == []
    known = await first_failure(office.documents, there)
    assert known is not None
    assert known.why is why
    await office.open(opening())
    await office.settle()
    assert await first_failure(office.documents, there) is None


async def test_what_cannot_be_checked_is_asked_again_and_ends_nothing() -> None:
    """Of a mere failed message; after a day the sweep goes on asking."""
    office = Office()
    there = account_of(office, MARLOW)
    office.standings.script[there.user] = AccountStatus.UNKNOWN
    await office.identity.closed_accounts.missed(there, FailureReason.UNKNOWN_USER)
    for minutes in (0, 1, 30, 24 * 60):
        office.clock.move_to(office.clock.now() + timedelta(minutes=minutes))
        for _ in range(2):
            await office.post()
    assert len(office.standings.asked) == 4
    assert await ended(office) == []
    assert await office.documents.keys(REPORTED_CLOSED) == ()


async def test_what_a_platform_itself_said_counts_where_it_does_not_answer() -> None:
    """After five minutes: well within the ten in which a duty has to be with somebody else."""
    office = Office()
    there = account_of(office, MARLOW)
    office.standings.script[there.user] = AccountStatus.UNKNOWN
    await office.identity.closed_accounts.missed(there, FailureReason.DEACTIVATED)
    await office.post()
    assert await ended(office) == []
    office.clock.move_to(office.clock.now() + timedelta(minutes=5))
    await office.post()
    assert await ended(office) == [(MARLOW, "", "deactivated")]


async def test_a_stranger_who_leaves_is_nothing_to_concord() -> None:
    """Most of a workspace is on no list."""
    office = Office()
    await office.identity.closed_accounts.missed(
        Channel(platform=Platform.SLACK, tenant=COUNCIL, user="U0NOBODY01"),
        FailureReason.DEACTIVATED,
    )
    assert await office.documents.keys(REPORTED_CLOSED) == ()
    await office.post()
    assert office.standings.asked == []


async def swept(office: Office) -> None:
    """The whole night's sweep."""
    office.clock.move_to(max(office.clock.now(), NIGHT))
    for _ in range(10):
        await office.post()


async def test_the_sweep_finds_who_left_in_silence() -> None:
    """By night, a few at a time, each account once; guests who are enrolled stay."""
    office = Office()
    office.standings.script[account_of(office, MARLOW).user] = AccountStatus.DEACTIVATED
    office.standings.script[account_of(office, FERN).user] = AccountStatus.GUEST
    office.standings.script[account_of(office, ROBIN).user] = AccountStatus.UNKNOWN
    await office.post()
    assert office.standings.asked == []
    office.clock.move_to(NIGHT)
    await office.identity.closed_accounts.look()
    assert len(office.standings.asked) == 20
    await swept(office)
    assert len(office.standings.asked) == len(set(office.standings.asked))
    assert await ended(office) == [(MARLOW, "", "deactivated")]
    assert office.alarms == []
    count = len(office.standings.asked)
    await swept(office)
    assert len(office.standings.asked) == count
    office.clock.move_to(NIGHT + timedelta(days=1))
    await swept(office)
    assert len(office.standings.asked) == 2 * count - 1


async def test_a_platform_that_answers_nothing_changes_nothing_and_alarms() -> None:
    """Each of its queues, once a night."""
    office = Office()
    for person in office.people.values():
        for one in person.channels:
            office.standings.script[one.user] = AccountStatus.UNKNOWN
    await swept(office)
    assert await ended(office) == []
    assert {code for code, _ in office.alarms} == {"sweep_unanswered"}
    queues = [where for _, where in office.alarms]
    assert len(queues) == len(set(queues))


async def test_a_platform_that_calls_nearly_everybody_gone_is_not_believed() -> None:
    """A wrong token must not cut off a whole council in one night."""
    office = Office()
    for person in office.people.values():
        for one in person.channels:
            if one.tenant == COUNCIL:
                office.standings.script[one.user] = AccountStatus.STRANGER
    await swept(office)
    assert await ended(office) == []
    assert office.alarms == [("sweep_too_many_gone", f"slack:{COUNCIL}")]


async def test_two_processes_share_one_sweep() -> None:
    """Each account is asked after once, whoever does it."""
    office = Office()
    office.clock.move_to(NIGHT)
    for _ in range(5):
        await office.identity.closed_accounts.look()
        await another_process(office).look()
    assert len(office.standings.asked) == len(set(office.standings.asked))


def another_process(office: Office) -> ClosedAccounts:
    """Another process's."""
    own = office.identity.closed_accounts
    return ClosedAccounts(
        office.documents, office.letters, office.register, own._enrolment, own._standings,
        office.clock, own._alarm, own._left,
    )  # fmt: skip


# --- is it still you? -----------------------------------------------------------------------------


async def on(office: Office, days: int) -> None:
    """So many days later, at ten."""
    office.clock.move_to(office.clock.now() + timedelta(days=days))
    await office.post()


async def test_after_ninety_days_an_account_is_asked_and_one_press_answers() -> None:
    """At that account; answered, nobody is asked again for ninety days."""
    office = Office()
    await office.writes()
    await on(office, CONFIRMATION_VALID_FOR.days - 1)
    assert letters(office) == []
    await on(office, 2)
    asked = letters(office, "Is this still right?")
    accounts = {
        one
        for person in office.people.values()
        for one in person.channels
        if one.platform is not Platform.MAIL
    }
    assert {one.channel for one in asked} == accounts
    mine = next(one for one in asked if one.channel == account_of(office, MARLOW))
    await office.press(MARLOW, buttons(mine.card.blocks)["Still me"])
    await on(office, 11)
    assert not letters(office, "An account is not confirmed"), "they have two weeks"
    await on(office, 4)
    late = letters(office, "An account is not confirmed")
    assert late
    assert not any("Marlow" in words(one.card.blocks) for one in late)
    assert whose(office, account_of(office, FERN).principal) == (FERN,)


async def test_nobody_is_asked_by_night_or_at_the_weekend() -> None:
    """Monday 2 November 2026 and ninety days is a Sunday; they are asked on Monday, from nine."""
    office = Office()
    await office.writes()
    office.clock.move_to(datetime(2027, 1, 31, 10, tzinfo=UTC))
    await office.post()
    office.clock.move_to(datetime(2027, 2, 1, 8, 59, tzinfo=UTC))
    await office.post()
    assert letters(office) == []
    office.clock.move_to(datetime(2027, 2, 1, 9, tzinfo=UTC))
    await office.post()
    assert letters(office, "Is this still right?")


async def test_an_unanswered_account_counts_on_unless_another_was_confirmed() -> None:
    """The only way to somebody is never cut; a second one that they confirmed makes it safe to."""
    office = Office()
    second = Channel(platform=Platform.TEAMS, tenant="t", user="u")
    await office.writes()
    await on(office, CONFIRMATION_VALID_FOR.days + 1)
    await office.writes(
        ChannelLinked(person=MARLOW, channel=replace(second, verified_on=office.clock.now().date()))
    )
    await on(office, 15)
    assert await ended(office) == [(MARLOW, "", "not_confirmed")]
    assert whose(office, second.principal) == (MARLOW,)
    told = [words(one.card.blocks) for one in letters(office, "An account is not confirmed")]
    assert any("Marlow" in one and "does not count any more" in one for one in told)
    assert any("Fern" in one and "messaged there still" in one for one in told)


@pytest.mark.parametrize("step", ["letters", "cases"])
async def test_what_follows_from_an_end_follows_though_it_was_cut_short(step: str) -> None:
    """The link ended and Concord stopped before anybody heard: the next beat goes on, once."""
    office = alone(MARLOW)
    await office.open(opening())
    await office.settle()
    there = account_of(office, MARLOW)
    closed_accounts, looked = office.identity.closed_accounts, list[str]()
    office.standings.script[there.user] = AccountStatus.DEACTIVATED
    left, owe = closed_accounts._left, office.ledger.owe

    async def look(person: str) -> None:
        if step == "cases" and not looked:
            looked.append("cut short")
            raise LedgerUnavailable("stopped")
        looked.append(person)
        await left(person)

    async def keep(letters: Sequence[Letter]) -> int:
        if step == "letters" and not looked:
            looked.append("cut short")
            raise LedgerUnavailable("stopped")
        return await owe(letters)

    closed_accounts._left = look
    office.ledger.owe = keep  # type: ignore[method-assign]
    await closed_accounts.missed(there, FailureReason.DEACTIVATED)
    with pytest.raises(LedgerUnavailable):
        await office.post()
    assert await ended(office) == [(MARLOW, "", "deactivated")]
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    await office.post()
    assert looked == ["cut short", MARLOW]
    news = letters(office, "An account was closed")
    assert {one.channel for one in news} == {account_of(office, one) for one in (NOOR, MERRICK)}
    assert len(news) == 2
    assert await office.documents.keys(ENDING) == ()
    assert await ended(office) == [(MARLOW, "", "deactivated")]


async def test_whoever_will_leave_is_asked_and_reached_until_that_day() -> None:
    """Said on Monday, gone on Thursday: until then nothing is taken from them, and on the day what
    they were asked is asked of the next.
    """
    office = Office()
    await office.keep_list()
    goes = MONDAY.date() + timedelta(days=3)
    number = (await office.roll.lengths())["hounslow"]
    says = ListEntry(at=MONDAY, by=NOOR, why="", changes=(PersonLeft(person=MARLOW, on=goes),))
    assert await office.roll.append("hounslow", number, says)
    await office.edition_sync.look()
    case = await office.open(opening())
    await office.settle()
    assert office.states(MARLOW, Purpose.ASKED) == [MessageState.TOLD]
    await office.casework.left(MARLOW)
    assert (await office.read(case)).receiving.asked == (MARLOW,)
    office.clock.move_to(MONDAY + timedelta(days=3))
    await office.edition_sync.look()
    await office.edition_sync.tell(office.casework.left)
    after = await office.read(case)
    assert after.receiving.asked[-1] == TOBIN
    assert next(one for one in after.receiving.contacts if one.person == MARLOW).gone
    assert whose(office, account_of(office, MARLOW).principal) == ()


async def test_a_coordinators_own_account_is_told_to_the_other_coordinators() -> None:
    """Not to whoever is not reached."""
    office = Office()
    there = account_of(office, NOOR)
    await closed(office, there)
    assert [one.channel for one in letters(office, "An account was closed")] == [
        account_of(office, MERRICK)
    ]


async def test_two_sweeps_at_one_moment_ask_after_an_account_once() -> None:
    """Both see it is not asked after yet; whoever takes its place first asks."""
    office = Office()
    office.clock.move_to(NIGHT)
    one, other = office.identity.closed_accounts, another_process(office)
    keys = office.documents.keys

    async def read(collection: Any, begins: str = "") -> tuple[str, ...]:
        found = await keys(collection, begins)
        await asyncio.sleep(0)  # the other reads the same before either has written
        return found

    office.documents.keys = read  # type: ignore[method-assign]
    await asyncio.gather(one.look(), other.look())
    assert office.standings.asked
    assert len(office.standings.asked) == len(set(office.standings.asked))


async def test_nothing_is_kept_of_a_night_once_another_is_over() -> None:
    """How accounts stood is nobody's business for longer than it takes."""
    office = Office()
    await swept(office)
    office.clock.move_to(NIGHT + timedelta(days=1))
    await swept(office)
    await office.documents.purge(NIGHT + timedelta(days=2, minutes=5), 1000)
    assert {one.partition("/")[0] for one in await office.documents.keys(SWEPT_STATUSES)} == {
        "2026-11-04"
    }


async def test_whom_somebody_else_has_just_made_sure_of_is_not_asked() -> None:
    """A coordinator confirmed the whole entry: all its accounts count as confirmed."""
    office = Office()
    await office.writes()
    await on(office, CONFIRMATION_VALID_FOR.days - 5)
    await office.writes(PersonVerified(person=MARLOW, on=office.clock.now().date()), by=NOOR)
    await on(office, 6)
    asked = {one.channel for one in letters(office, "Is this still right?")}
    assert account_of(office, FERN) in asked
    assert account_of(office, MARLOW) not in asked


@pytest.mark.parametrize("where", ["the question", "the account"])
@pytest.mark.parametrize("platform", [Platform.SLACK, Platform.TEAMS])
async def test_still_me_confirms_the_account_it_was_pressed_in_and_no_other(
    where: str, platform: Platform
) -> None:
    """Who reads one chat has shown nothing of the other."""
    office = Office()
    second = Channel(platform=Platform.TEAMS, tenant="t", user="u")
    await office.writes(ChannelLinked(person=MARLOW, channel=second))
    await on(office, CONFIRMATION_VALID_FOR.days + 1)
    channels = office.register.setting("hounslow").directory.people[MARLOW].channels
    (here,) = [one for one in channels if one.platform is platform]
    if where == "the question":
        asked = [one for one in letters(office, "Is this still right?") if one.channel == here]
        card = asked[-1].card
    else:
        said = await office.desk.command(here.principal, "link")
        assert isinstance(said, Say)
        card = said.card
    await office.desk.press(here.principal, buttons(card.blocks)["Still me"].token)
    today = office.clock.now().date()
    marlow = office.register.setting("hounslow").directory.people[MARLOW]
    assert [one.platform for one in marlow.channels if one.verified_on == today] == [platform]
