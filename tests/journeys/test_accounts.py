"""Accounts, from both platforms over the real gates: asked, confirmed, acting; closed, and gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from core.accounts.closed_accounts import first_failure
from core.desk.accounts.desk import LinkDesk
from core.directory.model import Principal
from core.vocabulary import FailureReason, Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.core.office import words
from tests.core.stand_ins import FakeCourier
from tests.office import Office, office

COUNCIL = "T0CONCORD1"
TRUST = "11111111-1111-4111-8111-111111111111"
SPOOFED = "\u202eM\u0430rlow\u200b Winstead (Head of Service)"
"""A display name that anybody can give themselves."""


@dataclass(slots=True)
class Newcomer:
    """Somebody at their chat whom no list knows."""

    chat: Any
    principal: Principal

    @property
    def user(self) -> str:
        """How the chat calls them."""
        return f"{self.principal.tenant}:{self.principal.user}"

    async def asks(self, address: str) -> None:
        """``/escalate link``, and the address sent."""
        await self.chat.say(self.user, "/escalate link")
        if self.chat.dialog(self.user) is None:
            await self.chat.press(self.user, "Open")
        await self.chat.fill(self.user, {"address": address})

    @property
    def told(self) -> str:
        """Everything in their chat, and in the window that is open."""
        dialog = self.chat.dialog(self.user)
        shown = [*dialog.lines, *dialog.errors.values()] if dialog else []
        return "\n".join(
            [*(line for m in self.chat.messages(self.user) for line in m.lines), *shown]
        )


def newcomer(here: Office, platform: Platform, **more: Any) -> Newcomer:
    """A fresh account in the council's workspace, or in the trust's tenant."""
    if platform is Platform.SLACK:
        here.rehearsal.slack.enrol(COUNCIL, "U0NEW00001", SPOOFED, **more)
        return Newcomer(here.rehearsal.slack, Principal(platform, COUNCIL, "U0NEW00001"))
    user = "00000001-0000-4000-8000-0000000000ff"
    here.rehearsal.teams.enrol(TRUST, user, SPOOFED, **more)
    return Newcomer(here.rehearsal.teams, Principal(platform, TRUST, user))


@asynccontextmanager
async def opened() -> AsyncIterator[Office]:
    """Hounslow, with an e-mail courier that delivers to nobody in particular."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        yield here


def with_mail(here: Office) -> FakeCourier:
    """Let e-mail be deployed here."""
    concord = here.rehearsal.concord
    courier = FakeCourier()
    concord.delivery._couriers[Platform.MAIL] = courier  # type: ignore[index]
    (desk,) = [one for one in concord.desk._subject_desks if isinstance(one, LinkDesk)]
    desk._linking._mail = True
    return courier


ADDRESS = {
    Platform.SLACK: "priya.ashdown@hounslow.example",
    Platform.TEAMS: "safe@westlondon.example",
}
BOTH = pytest.mark.parametrize("platform", [Platform.SLACK, Platform.TEAMS])


@BOTH
async def test_a_colleague_confirms_an_account_which_then_acts(platform: Platform) -> None:
    """The name the platform shows stands nowhere: neither to whom confirms it nor afterwards."""
    async with opened() as here:
        new = newcomer(here, platform)
        await new.asks("nobody.known@hounslow.example")
        assert "the people who look after the list are asked" in new.told
        await here.settle()
        noor = here["noor-castellan"]
        noor.told("asks Concord to know them")
        await noor.press("Say who this is")
        chosen = "priya-ashdown" if platform is Platform.SLACK else "cassia-thornbury"
        name = here[chosen].person.name
        await noor.fill(who=f"hounslow.{chosen}")
        await here.settle()
        assert f"Concord takes you for {name}" in new.told
        await new.chat.say(new.user, "/escalate list")
        assert "no open cases" in new.told
        for text in here.everything_sent():
            assert not {"\u202e", "\u200b", "\u0430"} & set(text)


@BOTH
async def test_a_code_typed_in_the_form_links_and_a_wrong_one_says_so(platform: Platform) -> None:
    """Over the true gate, with the fault at its field."""
    async with opened() as here:
        courier = with_mail(here)
        new = newcomer(here, platform)
        address = "priya.ashdown@hounslow.example"
        if platform is Platform.TEAMS:
            address = "cassia.thornbury@westlondon.example"
            cassia = here["cassia-thornbury"].person
            (desk,) = [
                one
                for one in here.rehearsal.concord.desk._subject_desks
                if isinstance(one, LinkDesk)
            ]
            await desk._closed_accounts.end(
                "hounslow", cassia.id, cassia.channels[0], by=cassia.id, why="unlinked"
            )
        await new.asks(address)
        await here.settle()
        (sent,) = [one for one in courier.sent if "Your code" in one.card.title]
        code = words(sent.card.blocks).partition("Your code is ")[2][:6]
        await new.chat.fill(new.user, {"code": "12"})
        assert "4 tries are left" in new.told
        await new.chat.fill(new.user, {"code": code})
        assert "Concord takes you for" in new.told


@pytest.mark.parametrize(
    ("platform", "more", "sentence"),
    [
        (Platform.SLACK, {"guest": True}, "a guest's account"),
        (Platform.SLACK, {"bot": True}, "an app's account"),
        (Platform.SLACK, {"stranger": True}, "another organisation's workspace"),
        (Platform.SLACK, {"deleted": True}, "has been deactivated"),
        (Platform.TEAMS, {"guest": True}, "a guest's account"),
    ],
)
async def test_who_is_not_of_the_organisation_is_refused(
    platform: Platform, more: dict[str, bool], sentence: str
) -> None:
    """Before anything is asked, in a sentence that says why."""
    async with opened() as here:
        new = newcomer(here, platform, **more)
        await new.chat.say(new.user, "/escalate link")
        assert sentence in new.told
        assert new.chat.dialog(new.user) is None


async def test_a_deactivated_account_ends_within_minutes_and_coordinators_know() -> None:
    """Slack tells of it; nothing can be done from it any more."""
    async with opened() as here:
        slack = here.rehearsal.slack
        marlow = here["marlow-winstead"]
        account = marlow.person.channels[0]
        await slack.deactivate(f"{account.tenant}:{account.user}")
        await here.settle()
        assert here.rehearsal.concord.register.enrolments(account.principal) == ()
        message = here["noor-castellan"].told("is not reached in Slack any more")
        assert "Marlow Winstead, Social Worker" in message
        assert "their account has been deactivated" in message


async def test_somebody_elses_change_of_profile_ends_nothing() -> None:
    """A new display name is no leaving."""
    async with opened() as here:
        slack = here.rehearsal.slack
        account = here["marlow-winstead"].person.channels[0]
        person = slack.world.person(f"{account.tenant}:{account.user}")
        person.name = SPOOFED
        renamed = {"id": person.id, "team_id": person.team, "name": "x", "deleted": False}
        await slack.happen(person, {"type": "user_change", "user": renamed})
        await here.settle()
        marlow = here["marlow-winstead"]
        await marlow.say("/escalate link")
        assert "Concord takes you for Marlow Winstead, Social Worker" in marlow.messages[-1]
        for text in here.everything_sent():
            assert not {"\u202e", "\u200b", "\u0430"} & set(text)


async def test_an_uninstalled_app_is_remembered_and_nobody_is_cut_off() -> None:
    """In Teams the app is removed by a person, not the person by anybody."""
    async with opened() as here:
        robin = here["robin-haverstock"].person.channels[0]
        await here.rehearsal.teams.uninstall(f"{robin.tenant}:{robin.user}")
        await here.settle()
        known = await first_failure(here.rehearsal.concord.documents, robin)
        assert known is not None
        assert known.why is FailureReason.NOT_INSTALLED
        assert here.rehearsal.concord.register.enrolments(robin.principal)


async def test_the_platforms_say_how_an_account_stands() -> None:
    """Through the true clients: works there, guest, closed; and nothing where nobody answers."""
    async with opened() as here:
        (desk,) = [
            one for one in here.rehearsal.concord.desk._subject_desks if isinstance(one, LinkDesk)
        ]
        slack, teams = here.rehearsal.slack, here.rehearsal.teams
        marlow, robin = (
            here[one].person.channels[0] for one in ("marlow-winstead", "robin-haverstock")
        )
        on_slack = desk._standings[Platform.SLACK]
        on_teams = desk._standings[Platform.TEAMS]
        assert await on_slack.standing(marlow.principal) == "active"
        assert await on_teams.standing(robin.principal) == "active"
        teams.world.people[robin.tenant, robin.user].guest = True
        assert await on_teams.standing(robin.principal) == "guest"
        teams.world.people[robin.tenant, robin.user].installed = False
        assert await on_teams.standing(robin.principal) == "unknown"
        teams.world.people[robin.tenant, robin.user].installed = True
        teams.world.people[robin.tenant, robin.user].deleted = True
        assert await on_teams.standing(robin.principal) == "deactivated"
        gone = Principal(Platform.SLACK, marlow.tenant, "U0NOBODY01")
        assert await on_slack.standing(gone) == "stranger"
        await slack.stop()
        assert await on_slack.standing(marlow.principal) == "unknown"
