"""Accounts that nobody knows yet, and what their owners do to be known."""

from dataclasses import replace

from core.cards import Form, Reply, ShowForm
from core.directory.model import Agency, Channel, Directory, Person, Principal
from core.vocabulary import Platform
from tests.core.given import HOUNSLOW, World, world
from tests.core.office import Office, words
from tests.core.stand_ins import Sent

COUNCIL = "T0CONCORD1"
TRUST = "11111111-1111-4111-8111-111111111111"
NEW = Principal(Platform.SLACK, COUNCIL, "U0NEW00001")
"""Somebody in the council's workspace, on no list."""
PRIYAS = "priya.ashdown@hounslow.example"
"""The address of Priya, who has e-mail only."""


def mail_channel(address: str) -> Channel:
    """An e-mail address as a way to reach somebody."""
    return Channel(platform=Platform.MAIL, tenant="", user=address)


def changed(**people: Person) -> World:
    """Hounslow with some people as they are given here, by the last part of their id."""
    known = dict(HOUNSLOW.directory.people)
    known.update({one.id: one for one in people.values()})
    return world(HOUNSLOW.policy, replace(HOUNSLOW.directory, people=known))


def administered(*administrators: str) -> World:
    """Hounslow, where these people confirm who somebody of the council is."""
    directory = HOUNSLOW.directory
    council = replace(directory.agencies["council"], administrators=administrators)
    return world(HOUNSLOW.policy, _with(directory, council))


def _with(directory: Directory, agency: Agency) -> Directory:
    return replace(directory, agencies={**directory.agencies, agency.id: agency})


async def asks(office: Office, address: str, who: Principal = NEW) -> Reply:
    """``/escalate link``, the address typed and sent."""
    reply = await office.desk.command(who, "link")
    assert isinstance(reply, ShowForm), reply
    return await office.desk.submit(who, reply.form.token, {"address": address})


async def asked(office: Office, address: str, who: Principal = NEW) -> Form:
    """The form for the code; what follows from asking has followed."""
    reply = await asks(office, address, who)
    assert isinstance(reply, ShowForm), reply
    await office.post()
    return reply.form


async def types(office: Office, form: Form, code: str, who: Principal = NEW) -> Reply:
    """A code typed and sent."""
    return await office.desk.submit(who, form.token, {"code": code})


def letters(office: Office, kind: str = "") -> list[Sent]:
    """Every letter that arrived anywhere, oldest first; with words of its title, those only."""
    every = (*office.mail.sent, *office.slack.sent, *office.teams.sent)
    return [one for one in every if kind in one.card.title]


def code_in(letter: Sent) -> str:
    """The six digits of a letter."""
    text = words(letter.card.blocks)
    return text.partition("Your code is ")[2][:6]


async def linked(office: Office, address: str = PRIYAS, who: Principal = NEW) -> Reply:
    """Asked, the letter read, the code typed."""
    form = await asked(office, address, who)
    return await types(office, form, code_in(letters(office, "Your code")[-1]), who)


def whose(office: Office, who: Principal = NEW) -> tuple[str, ...]:
    """Whom an account stands for now."""
    return tuple(person for _, person in office.register.enrolments(who))
