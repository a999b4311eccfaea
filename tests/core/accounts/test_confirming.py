"""A colleague says whose account it is: who may, of whom, and what becomes of an earlier account."""

from dataclasses import replace

import pytest

from core.accounts import wording as say
from core.accounts.channel_added import ChannelAddedNews
from core.accounts.enrolment import BY_PERSON
from core.accounts.status import AccountStatus
from core.cards import FormFaults, ShowForm
from core.cases.wording import refusals
from core.directory import ChannelEnded, ChannelLinked, CoordinatorsNamed, PersonEntered, PersonLeft
from core.directory.model import Principal
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.vocabulary import Platform
from tests.core.accounts.accounts import (
    COUNCIL,
    NEW,
    PRIYAS,
    TRUST,
    administered,
    asked,
    letters,
    mail_channel,
    whose,
)
from tests.core.desk.replies import form_of, said
from tests.core.given import FERN, LEILA, MARLOW, MERRICK, NOOR, PRIYA, ROBIN, TOBIN
from tests.core.office import Office, buttons, words

NOBODYS = "somebody@hounslow.example"
CONFIRM = "Say who this is"


async def wished(office: Office, address: str = NOBODYS, who: Principal = NEW) -> None:
    """Somebody asked, and their address settles nothing."""
    await asked(office, address, who)


def wish_of(office: Office, person: str, label: str) -> str:
    """The token of a button on the newest wish a person was sent."""
    user = office.people[person].channels[0]
    found = [one for one in letters(office, "Who is this?") if one.channel == user]
    return buttons(found[-1].card.blocks)[label].token


async def test_a_coordinator_says_who_it_is() -> None:
    """Chosen from the list of the agencies there; the account is told, and acts from then on."""
    office = Office()
    await wished(office)
    (card, _) = [one.card for one in letters(office, "Who is this?")]
    assert NEW.user not in words(card.blocks)
    form = form_of(await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, CONFIRM)))
    shown = words(form.blocks)
    assert f"Account {NEW.user}" in shown
    assert f"They typed the address {NOBODYS}." in shown
    (choice,) = form.inputs
    offered = {option.value for group in choice.groups for option in group.options}
    assert {MARLOW, PRIYA, TOBIN} <= offered
    assert not {ROBIN, NOOR} & offered  # of another tenant, and oneself
    forged = await office.submit(NOOR, form, who=ROBIN)
    assert forged == FormFaults(fields={"who": say.NOT_THEIRS}), "of another tenant"
    done = await office.submit(NOOR, form, who=PRIYA)
    assert "stands for Priya Ashdown" in said(done)
    assert whose(office) == (PRIYA,)
    await office.post()
    (welcome,) = letters(office, "Concord knows you now")
    assert welcome.channel.principal == NEW
    (news,) = letters(office, "A way to reach you was added")
    assert "Noor Castellan" in words(news.card.blocks)
    act = [one.act for one in await office.roll.read("hounslow")][-1]
    assert (act.by, act.why) == (NOOR, BY_PERSON)


async def test_an_earlier_account_ends_with_the_new_one_and_hears_of_it() -> None:
    """A person has one account in a workspace; in one act, and told at the old one."""
    office = Office()
    old = office.people[MARLOW].channels[0]
    await wished(office, "marlow.winstead@hounslow.example")
    label = "Confirm this is Marlow Winstead"
    form = form_of(await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, label)))
    assert form.inputs[0].value == MARLOW
    assert "stands for Marlow" in said(await office.submit(NOOR, form))
    assert (whose(office), whose(office, old.principal)) == ((MARLOW,), ())
    await office.post()
    told = {one.channel for one in letters(office, "A way to reach you was added")}
    assert old in told
    act = [one.act for one in await office.roll.read("hounslow")][-1]
    assert [type(one) for one in act.changes] == [ChannelEnded, ChannelLinked]


async def test_administrators_are_asked_before_coordinators_and_for_their_own_agency() -> None:
    """Somebody of another agency cannot be confirmed by them; coordinators are not asked."""
    office = Office(administered(LEILA))
    await wished(office)
    assert {one.channel for one in letters(office, "Who is this?")} == {
        office.people[LEILA].channels[0]
    }
    form = form_of(
        await office.desk.press(office.principal(LEILA), wish_of(office, LEILA, CONFIRM))
    )
    offered = {option.value for group in form.inputs[0].groups for option in group.options}
    assert PRIYA in offered
    assert LEILA not in offered
    for person in (ROBIN, FERN, NOOR):
        refused = await office.submit(LEILA, form, who=person)
        assert refused == FormFaults(fields={"who": say.NOT_THEIRS})
    assert await office.submit(LEILA, form, who=LEILA) == FormFaults(
        fields={"who": say.NOT_OF_YOURSELF}
    )
    assert "stands for Priya" in said(await office.submit(LEILA, form, who=PRIYA))


async def test_where_an_administrator_is_not_reached_coordinators_are_asked() -> None:
    """Whoever cannot be messaged confirms nothing."""
    office = Office(administered("hounslow.nobody"))
    await wished(office)
    assert len(letters(office, "Who is this?")) == 2


async def test_one_who_may_not_sees_and_does_nothing() -> None:
    """Neither with the button of somebody who may, nor after having ceased to be one who may."""
    office = Office()
    await wished(office)
    token = wish_of(office, NOOR, CONFIRM)
    for person in (MARLOW, ROBIN, MERRICK):
        assert said(await office.desk.press(office.principal(person), token)) == refusals.NOT_FOUND
    assert "does not know you yet" in said(await office.desk.press(NEW, token))
    assert whose(office) == ()


async def test_not_known_to_us_ends_it_and_the_account_is_told() -> None:
    """Nobody else decides on it any more; asking again tomorrow asks again."""
    office = Office()
    await wished(office)
    done = await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, "Not known to us"))
    assert "Nothing was linked" in said(done)
    late = await office.desk.press(office.principal(MERRICK), wish_of(office, MERRICK, CONFIRM))
    assert "answered already" in said(late)
    await office.post()
    (news,) = letters(office, "Concord does not know you")
    assert news.channel.principal == NEW
    assert whose(office) == ()


async def test_a_correction_of_the_list_is_told_at_the_address_before() -> None:
    """Whoever made it, and once, though several processes look; what is only taken away is not."""
    office = Office()
    await office.writes()
    await office.post()
    people = office.register.setting("hounslow").directory.people
    moved = replace(people[PRIYA], channels=(mail_channel("p.ashdown@hounslow.example"),))
    fewer = replace(people[MARLOW], channels=people[MARLOW].channels[:1])
    await office.writes(PersonEntered(person=moved), PersonEntered(person=fewer), by=NOOR)
    await ChannelAddedNews(office.documents, office.roll, office.letters).look()
    await office.post()
    (news,) = letters(office, "A way to reach you was added")
    assert news.channel == mail_channel(PRIYAS)
    assert "Noor Castellan" in words(news.card.blocks)


async def test_two_who_decide_at_once_decide_once() -> None:
    """The second is told, and the account stands for whom the first chose."""
    office = Office()
    await wished(office)
    forms = [
        form_of(await office.desk.press(office.principal(p), wish_of(office, p, CONFIRM)))
        for p in (NOOR, MERRICK)
    ]
    assert "stands for Priya" in said(await office.submit(NOOR, forms[0], who=PRIYA))
    assert "answered already" in said(await office.submit(MERRICK, forms[1], who=MARLOW))
    assert whose(office) == (PRIYA,)


async def test_nobody_is_linked_who_has_left() -> None:
    """Also where they left between the form and its sending."""
    office = Office()
    await wished(office)
    form = form_of(await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, CONFIRM)))
    await office.writes(PersonLeft(person=PRIYA, on=office.clock.now().date()))
    assert isinstance(await office.submit(NOOR, form, who=PRIYA), FormFaults)
    assert whose(office) == ()
    refusal = await office.identity.desk._enrolment.link("hounslow", PRIYA, NEW, by=NOOR)
    assert isinstance(refusal, ListRefusal)
    assert refusal.why is ListRefusalReason.CANNOT_BE_LINKED


async def test_an_account_already_somebodys_is_never_somebody_elses_too() -> None:
    """One account, one person."""
    office = Office()
    await office.keep_list()
    refusal = await office.identity.desk._enrolment.link(
        "hounslow", PRIYA, office.principal(MARLOW), by=NOOR
    )
    assert isinstance(refusal, ListRefusal)
    assert refusal.why is ListRefusalReason.ACCOUNT_TAKEN
    assert whose(office, office.principal(MARLOW)) == (MARLOW,)


async def test_what_the_desk_never_asks_for_is_refused_as_well() -> None:
    """A word of somebody who may not, an end in a colleague's name, a confirmation by another's
    account: nothing is written.
    """
    office = Office()
    await office.keep_list()
    enrolment, marlows = office.identity.desk._enrolment, office.people[MARLOW].channels[0]
    for by in (ROBIN, PRIYA, LEILA, ""):
        refusal = await enrolment.link("hounslow", PRIYA, NEW, by=by)
        assert isinstance(refusal, ListRefusal)
        assert refusal.why is ListRefusalReason.NOT_ALLOWED
    assert not await enrolment.end("hounslow", MARLOW, marlows, by=NOOR, why="")
    assert not await enrolment.end("hounslow", PRIYA, marlows, by="", why="deactivated")
    await enrolment.confirm("hounslow", NOOR, marlows)
    assert len(await office.roll.read("hounslow")) == 1
    assert whose(office, marlows.principal) == (MARLOW,)


@pytest.mark.parametrize(
    "standing", [AccountStatus.GUEST, AccountStatus.UNKNOWN, AccountStatus.DEACTIVATED]
)
async def test_a_colleague_cannot_confirm_what_the_platform_does_not(
    standing: AccountStatus,
) -> None:
    """A guest's account, or one nobody can check, is not linked by anybody's word."""
    office = Office()
    await wished(office)
    form = form_of(await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, CONFIRM)))
    office.standings.script[NEW.user] = standing
    assert said(await office.submit(NOOR, form, who=PRIYA)) == say.STATUS_REFUSED[standing]
    assert whose(office) == ()


async def test_the_same_account_asks_the_same_people_once_a_day() -> None:
    """However often it asks, and whatever it types; what is shown is what it typed last."""
    office = Office()
    for address in (NOBODYS, "other@hounslow.example"):
        await wished(office, address)
    assert len(letters(office, "Who is this?")) == 2
    reply = await office.desk.press(office.principal(NOOR), wish_of(office, NOOR, CONFIRM))
    assert isinstance(reply, ShowForm)
    assert "other@hounslow.example" in words(reply.form.blocks)


async def test_an_account_in_a_tenant_of_no_agency_asks_nobody() -> None:
    """Its partnership is nobody's: neither a code nor a question goes out."""
    office = Office()
    await wished(office, PRIYAS, Principal(Platform.SLACK, "T0ELSEWHERE", "U0ELSE0001"))
    await wished(office, PRIYAS, Principal(Platform.TEAMS, COUNCIL, "u"))
    assert letters(office) == []
    await wished(office, PRIYAS, Principal(Platform.TEAMS, TRUST, "u"))
    assert len(letters(office, "Who is this?")) == 2


async def test_one_who_ceased_to_be_a_coordinator_decides_nothing_with_an_old_button() -> None:
    """What somebody may is looked up when they press."""
    office = Office()
    await wished(office)
    tokens = [wish_of(office, NOOR, label) for label in (CONFIRM, "Not known to us")]
    form = form_of(await office.desk.press(office.principal(NOOR), tokens[0]))
    await office.writes(CoordinatorsNamed(people=(MERRICK,)))
    await office.edition_sync.look()
    for token in tokens:
        assert said(await office.desk.press(office.principal(NOOR), token)) == refusals.NOT_FOUND
    assert said(await office.submit(NOOR, form, who=PRIYA)) == refusals.NOT_FOUND
    assert whose(office) == ()
    again = await office.desk.press(office.principal(MERRICK), wish_of(office, MERRICK, CONFIRM))
    assert isinstance(again, ShowForm), "nobody has settled it"


async def test_nobody_says_whose_an_account_is_that_is_their_own() -> None:
    """Also where it was linked only after it had asked."""
    office = Office()
    linking, noor = office.identity.desk._linking, office.principal(NOOR)
    wish = await linking.wish(await linking.ask(noor, NOBODYS))
    assert wish is not None
    await linking.ask_deciders(wish, "hounslow", office.register.setting("hounslow").directory)
    await office.post()
    for label in (CONFIRM, "Not known to us"):
        refused = await office.desk.press(noor, wish_of(office, NOOR, label))
        assert said(refused) == say.NOT_OF_YOURSELF


async def test_who_refuses_a_moment_after_somebody_decided_is_told_so() -> None:
    """Both had looked; nothing more is told to the account."""
    office = Office()
    await wished(office)
    token = wish_of(office, NOOR, "Not known to us")

    async def settled(_wish: object) -> bool:
        return False

    office.identity.desk._linking.settle = settled  # type: ignore[method-assign, assignment]
    assert "answered already" in said(await office.desk.press(office.principal(NOOR), token))
    await office.post()
    assert not letters(office, "Concord does not know you")
