"""Linking an account by a code: who may, what it takes, and what moves no privilege."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.accounts import wording as say
from core.accounts.enrolment import BY_CODE
from core.accounts.linking import (
    LINK_REQUESTS,
    SETTLED_LINK_REQUESTS,
    LinkCodeRefusal,
    WrongLinkCode,
)
from core.accounts.one_time_codes import TRIES
from core.accounts.status import AccountStatus
from core.cards import FormFaults, Say, ShowForm
from core.directory import ChannelEnded, ChannelLinked, ListEntry, PersonEntered, PersonLeft, fold
from core.directory.channels import agencies_at
from core.directory.model import Channel, Person, Principal, UnconfirmedAddress
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.ports import LedgerUnavailable
from core.vocabulary import AddressDoubt, LetterKind, Platform
from policies.library import directory_of, policy_of
from tests.core.accounts.accounts import (
    COUNCIL,
    NEW,
    PRIYAS,
    TRUST,
    asked,
    asks,
    changed,
    code_in,
    letters,
    linked,
    mail_channel,
    types,
    whose,
)
from tests.core.desk.replies import said
from tests.core.given import HOUNSLOW, MARLOW, MERRICK, NOOR, PRIYA, world
from tests.core.office import Office, buttons, words

NOBODYS = "nobody.known@hounslow.example"
NEWS = Channel(platform=NEW.platform, tenant=NEW.tenant, user=NEW.user)
MARLOWS = "marlow.winstead@hounslow.example"


async def acts(office: Office) -> tuple[ListEntry, ...]:
    """Everything that was done to the list."""
    return tuple(one.act for one in await office.roll.read("hounslow"))


async def test_the_code_at_the_address_on_the_list_links_an_account() -> None:
    """It goes to the list's own spelling of the address; from then on the account may act, and the
    earlier ways to reach the person hear of it.
    """
    office = Office()
    reply = await linked(office, PRIYAS.title())
    assert "Concord takes you for Priya Ashdown, Assistant Team Manager" in said(reply)
    assert whose(office) == (PRIYA,)
    (code,) = letters(office)
    assert code.channel == mail_channel(PRIYAS)
    await office.post()
    (news,) = letters(office, "A way to reach you was added")
    assert news.channel == mail_channel(PRIYAS)
    assert "tell Noor Castellan and Merrick Dunmore at once" in words(news.card.blocks)
    act = (await acts(office))[-1]
    assert (act.by, act.why) == (PRIYA, BY_CODE)
    (change,) = act.changes
    assert isinstance(change, ChannelLinked)
    assert change.channel.principal == NEW


async def test_an_address_on_no_list_is_answered_as_one_that_is() -> None:
    """The same form, the same sentences when a code is typed, the same number of calls; only the
    coordinators hear that somebody asks.
    """
    shown, told, work = [], [], []
    for address in (PRIYAS, NOBODYS, MARLOWS, "priya.ashdown@elsewhere.example"):
        office = Office()
        calls = office.documents.calls = []
        reply = await asks(office, address)
        work.append([one.split(":")[0] for one in calls])
        assert isinstance(reply, ShowForm)
        shown.append((words(reply.form.blocks), reply.form.inputs))
        await office.post()
        wrong = await types(office, reply.form, "abc")
        told.append(wrong)
        assert whose(office) == ()
    assert len({str(one) for one in shown}) == 1
    assert len({str(one) for one in told}) == 1
    assert len({str(one) for one in work}) == 1


async def test_a_colleague_is_asked_where_no_code_can_settle_it() -> None:
    """No address on the list, an address that waits to be confirmed, or no e-mail to send it by."""
    held = replace(
        HOUNSLOW.directory.people[PRIYA],
        channels=(),
        held=(UnconfirmedAddress(address=PRIYAS, why=AddressDoubt.STALE_LIST),),
    )
    for office, address in (
        (Office(), NOBODYS),
        (Office(changed(priya=held)), PRIYAS),
        (Office(mail=False), PRIYAS),
    ):
        await asked(office, address)
        assert not letters(office, "Your code")
        wishes = letters(office, "Who is this?")
        assert {one.channel for one in wishes} == {
            office.people[one].channels[0] for one in (NOOR, MERRICK)
        }
        assert not any(address in words(one.card.blocks) for one in wishes)


@pytest.mark.parametrize(
    "standing",
    [AccountStatus.GUEST, AccountStatus.BOT, AccountStatus.DEACTIVATED, AccountStatus.STRANGER],
)
async def test_no_guest_app_visitor_or_closed_account_is_linked(standing: AccountStatus) -> None:
    """Each is told why, in its own sentence, before anything is asked; also by a right code."""
    office = Office()
    form = await asked(office, PRIYAS)
    office.standings.script[NEW.user] = standing
    assert said(await office.desk.command(NEW, "link")) == say.STATUS_REFUSED[standing]
    code = code_in(letters(office, "Your code")[-1])
    assert said(await types(office, form, code)) == say.STATUS_REFUSED[standing]
    assert whose(office) == ()


async def test_an_account_that_cannot_be_checked_is_never_linked() -> None:
    """Not known is not known: neither before the code nor after it; later it works."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    office.standings.script[NEW.user] = AccountStatus.UNKNOWN
    assert "could not check" in said(await office.desk.command(NEW, "link"))
    assert "could not check" in said(await types(office, form, code))
    assert whose(office) == ()
    del office.standings.script[NEW.user]
    assert "takes you for Priya" in said(await types(office, form, code))


async def test_a_code_wrong_five_times_is_void() -> None:
    """Each time it is said how many tries are left; then even the right one does nothing."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        reply = await types(office, form, wrong)
        assert reply == FormFaults(fields={"code": say.tries_left(left)})
    assert "wrongly five times" in said(await types(office, form, wrong))
    assert "wrongly five times" in said(await types(office, form, code))
    assert whose(office) == ()


async def test_a_code_expires_after_half_an_hour() -> None:
    """To the minute."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    office.clock.move_to(office.clock.now() + timedelta(minutes=30, seconds=1))
    assert "has expired" in said(await types(office, form, code))
    assert whose(office) == ()


async def test_a_code_is_used_once() -> None:
    """Unlinked again, the same code does nothing."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    shown = await types(office, form, code)
    assert isinstance(shown, Say)
    away = await office.desk.press(NEW, buttons(shown.card.blocks)["Unlink this account"].token)
    assert isinstance(away, ShowForm)
    await office.desk.submit(NEW, away.form.token, {})
    assert whose(office) == ()
    assert "used already" in said(await types(office, form, code))
    assert whose(office) == ()


async def test_a_code_is_not_used_up_where_the_link_could_not_be_written() -> None:
    """The database goes away between the two: typed again, the same code links."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    append = office.roll.append

    async def away(*_: object) -> bool:
        raise LedgerUnavailable("gone")

    office.roll.append = away  # type: ignore[method-assign, assignment]
    assert isinstance(await types(office, form, code), FormFaults)
    assert whose(office) == ()
    office.roll.append = append  # type: ignore[method-assign]
    assert isinstance(await types(office, form, code), Say)
    assert whose(office) != ()


async def test_a_code_is_for_the_account_that_asked() -> None:
    """Somebody else who has it, and even the form, gets nothing; nor is a try taken."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    other = replace(NEW, user="U0NEW00002")
    own = await asked(office, NOBODYS, other)
    assert "does not know you yet" in said(await types(office, form, code, other))
    assert isinstance(await types(office, own, code, other), FormFaults)
    stolen = await office.identity.desk._linking.redeem(other, form.press.target, code)
    assert stolen == WrongLinkCode(why=LinkCodeRefusal.VOID)
    assert whose(office, other) == ()
    assert "takes you for Priya" in said(await types(office, form, code))


async def test_three_codes_an_hour_by_account_and_by_address() -> None:
    """The fourth is not sent, whether the address is on a list or not; an hour later it is."""
    for address in (PRIYAS, NOBODYS):
        office = Office()
        for _ in range(3):
            assert isinstance(await asks(office, address), ShowForm)
        assert isinstance(await asks(office, address), FormFaults)
        other = replace(NEW, user="U0NEW00002")
        assert isinstance(await asks(office, address, other), FormFaults)
        assert isinstance(await asks(office, MARLOWS, other), ShowForm)
        office.clock.move_to(office.clock.now() + timedelta(hours=1, seconds=1))
        assert isinstance(await asks(office, address), ShowForm)


async def test_a_code_stands_nowhere_that_is_kept() -> None:
    """Neither in the letter that waits nor in the wish: it is worked out when it is drawn."""
    office = Office()
    await asks(office, PRIYAS)
    for one in office.identity.passes:
        await one()
    kept = dict(office.documents._documents)
    (letter,) = office.owed_letters(LetterKind.LINK_CODE)
    assert any(collection == LINK_REQUESTS.name for collection, _ in kept)
    await office.post()
    code = code_in(letters(office, "Your code")[-1])
    assert not any(code in value for value in kept.values())
    assert code not in str(letter)
    assert not any(PRIYAS in key for _, key in kept)


async def test_an_account_of_another_tenant_is_answered_as_an_unknown_address() -> None:
    """No code for the address of an agency that is not in the asker's workspace or tenant."""
    office = Office()
    for who in (
        Principal(Platform.TEAMS, TRUST, "00000001-0000-4000-8000-0000000000ff"),
        Principal(Platform.SLACK, "T0ELSEWHERE", NEW.user),
    ):
        form = await asked(office, PRIYAS, who)
        known = await asked(office, NOBODYS, who)
        assert (form.blocks, form.inputs) == (known.blocks, known.inputs)
    assert not letters(office, "Your code")


async def test_two_workspaces_with_the_same_user_id_never_meet() -> None:
    """Of 5,000 random crossings, by command, token and code, none succeeds."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    randomness = random.Random(5000)
    tenants = [f"T0{randomness.randrange(10**8):08d}" for _ in range(500)]
    home = await office.home(MARLOW)
    tokens = [one.token for one in buttons(home.blocks).values()]
    for _ in range(2500):
        other = replace(office.principal(MARLOW), tenant=randomness.choice(tenants))
        refused = await office.desk.press(other, randomness.choice(tokens))
        assert "does not know you yet" in said(refused)
        twin = replace(NEW, tenant=randomness.choice([*tenants, TRUST]))
        assert "does not know you yet" in said(await types(office, form, code, twin))
        assert (whose(office, other), whose(office, twin)) == ((), ())
    assert "takes you for Priya" in said(await types(office, form, code))


async def test_an_address_that_passed_to_a_new_starter_brings_no_privilege_along() -> None:
    """Whoever left is nobody's proposal: the new starter is linked as themselves, and to nothing
    of the other's.
    """
    starter = Person(
        id="hounslow.new-starter",
        name="Nell Starter",
        agency="council",
        channels=(mail_channel(PRIYAS),),
    )
    left = replace(
        HOUNSLOW.directory.people[PRIYA],
        left_on=date(2026, 10, 30),
        held=(UnconfirmedAddress(address=PRIYAS, why=AddressDoubt.STALE_LIST),),
        channels=(),
    )
    office = Office(changed(starter=starter, priya=left))
    assert "takes you for Nell Starter" in said(await linked(office))
    assert whose(office) == ("hounslow.new-starter",)


async def test_a_code_alone_never_replaces_an_account_that_a_person_has_or_had() -> None:
    """The address may have passed on: a colleague says so, and the account stays as it was."""
    office = Office()
    await asked(office, MARLOWS)
    assert whose(office, office.principal(MARLOW)) == (MARLOW,)
    closed = office.people[MARLOW].channels[0]
    await office.identity.closed_accounts.end("hounslow", MARLOW, closed, by="", why="deactivated")
    await asked(office, MARLOWS)
    assert not letters(office, "Your code")
    assert letters(office, "Who is this?")
    assert whose(office) == ()


@pytest.mark.parametrize(
    "change",
    [
        PersonLeft(person=PRIYA, on=date(2026, 11, 2)),
        PersonEntered(
            person=replace(
                HOUNSLOW.directory.people[PRIYA], channels=(mail_channel("new@hounslow.example"),)
            )
        ),
    ],
)
async def test_what_changed_on_the_list_after_a_code_was_sent_counts(
    change: PersonLeft | PersonEntered,
) -> None:
    """Priya left in between, or the address is hers no more: the code links nobody."""
    office = Office()
    form = await asked(office, PRIYAS)
    code = code_in(letters(office, "Your code")[-1])
    await office.writes(change)
    reply = await types(office, form, code)
    assert "takes you for" not in str(reply)
    assert whose(office) == ()


async def test_two_accounts_that_link_to_one_person_at_once_end_as_one() -> None:
    """Whoever writes second decides again on what then stands, and has to be confirmed."""
    office = Office()
    other = replace(NEW, user="U0NEW00002")
    forms = [await asked(office, PRIYAS, who) for who in (NEW, other)]
    codes = [code_in(one) for one in letters(office, "Your code")]
    assert "takes you for Priya" in said(await types(office, forms[0], codes[0], NEW))
    assert "has to confirm" in said(await types(office, forms[1], codes[1], other))
    assert (whose(office, NEW), whose(office, other)) == ((PRIYA,), ())


async def test_unlinking_the_only_way_is_said_and_coordinators_hear_of_it() -> None:
    """A person may; nobody is left unreachable in silence."""
    office = Office(changed(priya=replace(HOUNSLOW.directory.people[PRIYA], channels=())))
    await office.writes(
        ChannelLinked(person=PRIYA, channel=replace(mail_channel(""), platform=Platform.SLACK,
                                                    tenant=COUNCIL, user=NEW.user))
    )  # fmt: skip
    shown = await office.desk.command(NEW, "link")
    assert isinstance(shown, Say)
    away = await office.desk.press(NEW, buttons(shown.card.blocks)["Unlink this account"].token)
    assert isinstance(away, ShowForm)
    assert "only way to reach you" in words(away.form.blocks)
    assert "not linked any more" in said(await office.desk.submit(NEW, away.form.token, {}))
    await office.post()
    (_, news) = letters(office, "An account was closed")
    assert "Nothing reaches them any more" in words(news.card.blocks)
    ended = (await acts(office))[-1]
    assert ended.by == PRIYA
    assert isinstance(ended.changes[0], ChannelEnded)
    directory = fold(await acts(office))
    assert directory is not None
    assert directory.people[PRIYA].channels == ()


async def test_three_codes_an_hour_whatever_one_account_types() -> None:
    """A fourth address from the same account is not looked up, nor one address in other letters."""
    office = Office()
    for address in (PRIYAS, MARLOWS, NOBODYS):
        assert isinstance(await asks(office, address), ShowForm)
    assert isinstance(await asks(office, "fourth@hounslow.example"), FormFaults)
    for number in (2, 3):
        other = replace(NEW, user=f"U0NEW0000{number}")
        assert isinstance(await asks(office, PRIYAS.upper(), other), ShowForm)
    assert isinstance(await asks(office, PRIYAS, replace(NEW, user="U0NEW00004")), FormFaults)


async def test_a_code_goes_to_the_address_on_the_list_and_to_no_chat_of_the_person() -> None:
    """Whoever reads one of somebody's chats has not shown that they read their mail."""
    teams = Channel(
        platform=Platform.TEAMS, tenant=TRUST, user="00000001-0000-4000-8000-0000000000aa"
    )
    priya = HOUNSLOW.directory.people[PRIYA]
    office = Office(changed(priya=replace(priya, channels=(teams, *priya.channels))))
    await asked(office, PRIYAS)
    assert [one.channel for one in letters(office, "Your code")] == [mail_channel(PRIYAS)]


async def test_the_digits_of_a_wish_that_matched_nobody_are_as_wrong_as_any() -> None:
    """Even guessed, they tell nothing of whether the address is on a list."""
    office = Office()
    form = await asked(office, NOBODYS)
    code = await office.identity.codes.digits(form.press.target)
    assert await types(office, form, code) == FormFaults(fields={"code": say.tries_left(4)})


async def test_nobody_is_asked_who_an_account_is_that_somebody_has_settled_meanwhile() -> None:
    """Between asking and the beat that follows."""
    office = Office()
    await asks(office, NOBODYS)
    await office.writes(ChannelLinked(person=PRIYA, channel=replace(NEWS, verified_on=None)))
    await office.post()
    assert not letters(office, "Who is this?")


async def test_what_was_kept_of_a_wish_is_gone_after_two_weeks() -> None:
    """The address typed, the tries and the use."""
    office = Office()
    form = await asked(office, PRIYAS)
    await types(office, form, "000000")
    await types(office, form, code_in(letters(office, "Your code")[-1]))
    before = {
        one: await office.documents.keys(one)
        for one in (LINK_REQUESTS, TRIES, SETTLED_LINK_REQUESTS)
    }
    assert all(before.values())
    office.clock.move_to(office.clock.now() + timedelta(days=15))
    await office.documents.purge(office.clock.now(), 1000)
    for collection, keys in before.items():
        assert not set(keys) & set(await office.documents.keys(collection)), collection


async def test_a_mailbox_is_nobodys_account() -> None:
    """No code for its address, and no colleague's word makes it one."""
    shared = replace(HOUNSLOW.directory.people[PRIYA], mailbox=True)
    office = Office(changed(priya=shared))
    await asked(office, PRIYAS)
    assert not letters(office, "Your code")
    refusal = await office.identity.desk._enrolment.link("hounslow", PRIYA, NEW, by=NOOR)
    assert isinstance(refusal, ListRefusal)
    assert refusal.why is ListRefusalReason.CANNOT_BE_LINKED


async def test_whoever_unlinked_an_account_themselves_may_link_another_by_a_code() -> None:
    """A new phone: nothing was closed, and nobody else has to be asked."""
    office = Office()
    shown = await linked(office)
    assert isinstance(shown, Say)
    away = await office.desk.press(NEW, buttons(shown.card.blocks)["Unlink this account"].token)
    assert isinstance(away, ShowForm)
    await office.desk.submit(NEW, away.form.token, {})
    await office.post()
    assert not letters(office, "An account was closed"), "e-mail still reaches her"
    other = replace(NEW, user="U0NEW00002")
    assert "takes you for Priya" in said(await linked(office, PRIYAS, other))
    assert whose(office, other) == (PRIYA,)


async def test_whoever_will_leave_may_be_linked_until_they_have() -> None:
    """Their last weeks are worked like any other."""
    office = Office()
    monday = office.clock.now().date()
    await office.writes(PersonLeft(person=PRIYA, on=monday + timedelta(days=14)))
    assert "takes you for Priya" in said(await linked(office))
    office.clock.move_to(office.clock.now() + timedelta(days=14))
    assert whose(office) == ()


async def test_an_address_of_two_people_settles_nothing() -> None:
    """A colleague has to say which of them it is."""
    marlow = HOUNSLOW.directory.people[MARLOW]
    office = Office(changed(marlow=replace(marlow, channels=(mail_channel(PRIYAS),))))
    await asked(office, PRIYAS)
    assert not letters(office, "Your code")
    assert letters(office, "Who is this?")


def test_an_account_without_a_tenant_is_nowhere() -> None:
    """Agencies that have no workspace of their own are not all in one."""
    directory = HOUNSLOW.directory
    assert any(not one.slack_workspace for one in directory.agencies.values())
    assert agencies_at(directory, Principal(Platform.SLACK, "", "U1")) == ()


async def test_where_one_partnership_knows_the_address_no_other_is_asked() -> None:
    """Another's coordinators do not know everybody's people; where nobody does, all are asked."""
    halton = world(policy_of("halton").policy, directory_of("halton"))
    office = Office(HOUNSLOW, halton)
    await asked(office, PRIYAS)
    assert [one.channel for one in letters(office, "Your code")] == [mail_channel(PRIYAS)]
    assert not letters(office, "Who is this?")
    await asked(office, NOBODYS, replace(NEW, user="U0NEW00002"))
    coordinators = {*HOUNSLOW.directory.coordinators, *halton.directory.coordinators}
    assert len(letters(office, "Who is this?")) == len(coordinators)
