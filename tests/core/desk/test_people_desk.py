"""The contact list in chat: who sees what, who changes it, and what they are told."""

import json
from dataclasses import replace

import pytest

from adapters.slack.drawing import draw as slack
from adapters.teams.drawing import draw as teams
from core.cards import Form, FormFaults, InputKind, Redraw, Reply, ShowForm, ShowView
from core.cases.wording import refusals
from core.directory import HolderAppointed
from core.directory.commands import NameCoordinators
from core.directory.log import LIST_LOG
from core.directory.model import Agency, Channel, Directory, Person, Post
from core.directory.wording import people as say
from core.notifications.wording import teams as wording
from core.vocabulary import AgencyType, Platform
from tests.core.desk.replies import said, view
from tests.core.given import (
    HOUNSLOW,
    LEILA,
    MARLOW,
    MERRICK,
    NOOR,
    PRIYA,
    ROBIN,
    TOBIN,
    WILF,
    opening,
)
from tests.core.office import Office, buttons, words

COUNCIL = "London Borough of Hounslow"
MANAGERS = "Assistant Team Manager, Family Help Team"
POST = "council.family-help.manager"


async def kept() -> Office:
    """An office whose list is kept in its roll."""
    office = Office()
    await office.keep_list()
    return office


async def walked(office: Office, person: str, *labels: str) -> Reply:
    """What somebody sees who types ``people`` and presses these buttons, one after the other."""
    reply = await office.says(person, "people")
    for label in labels:
        assert isinstance(reply, ShowView), reply
        reply = await office.press(person, buttons(reply.view.blocks)[label])
    return reply


async def form(office: Office, person: str, label: str) -> Form:
    """The form behind a button of the managers' post."""
    reply = await walked(office, person, COUNCIL, MANAGERS, label)
    assert isinstance(reply, ShowForm), reply
    return reply.form


async def test_everybody_sees_who_holds_which_post_and_no_address() -> None:
    """A practitioner sees names; no button changes anything, and no way to reach anybody is told."""
    office = await kept()
    shown = view(await walked(office, ROBIN, COUNCIL))
    assert "Tobin Zeller" in shown
    assert "Leila Hartnell" in shown
    assert "@" not in shown
    assert "confirmed" not in shown
    reply = await walked(office, ROBIN, COUNCIL)
    assert isinstance(reply, ShowView)
    assert MANAGERS not in buttons(reply.view.blocks)


async def test_a_coordinator_appoints_and_it_counts_at_once() -> None:
    """The new holder is asked from the next case on; the record says who appointed them."""
    office = await kept()
    asked = await form(office, NOOR, "Appoint")
    assert asked.title == "Appoint"
    reply = await office.submit(NOOR, asked, person=MARLOW, why="Promoted")
    assert "Marlow Winstead holds Assistant Team Manager" in view(reply)
    post = next(p for p in office.register.setting("hounslow").directory.posts if p.id == POST)
    assert MARLOW in post.holders
    (_, act) = [one.act for one in await office.roll.read("hounslow")]
    assert (act.by, act.why) == (NOOR, "Promoted")
    assert isinstance(act.changes[0], HolderAppointed)


async def test_ending_somebody_says_how_many_open_stages_are_theirs() -> None:
    """The count only: which cases they are stands on the cases."""
    office = await kept()
    case = await office.open(opening(counterpart=MARLOW))
    await office.settle()
    reply = await walked(office, NOOR, COUNCIL, "Social Worker, Family Help Team", "End")
    assert isinstance(reply, ShowForm)
    done = await office.submit(NOOR, reply.form)
    assert case.reference not in view(done)
    assert "nobody stands in" in view(done)
    assert "Marlow Winstead holds Social Worker" in view(done)


async def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost() -> None:
    """Whoever stands in cannot hold the post as well; the form says so where it was chosen."""
    office = await kept()
    asked = await form(office, NOOR, "Appoint")
    reply = await office.submit(NOOR, asked, person=LEILA, since="2026-11-03", why="Cover")
    assert isinstance(reply, FormFaults)
    assert "cannot both hold this post and stand in for it" in reply.fields["person"]
    again = await form(office, NOOR, "Appoint")
    assert {one.id: one.value for one in again.inputs}["why"] == "Cover"


@pytest.mark.parametrize("person", [ROBIN, TOBIN])
async def test_a_coordinators_button_does_nothing_for_anybody_else(person: str) -> None:
    """Nor when it is forwarded: it is authorised when it is pressed."""
    office = await kept()
    reply = await walked(office, NOOR, COUNCIL, MANAGERS)
    assert isinstance(reply, ShowView)
    button = buttons(reply.view.blocks)["End"]
    assert said(await office.press(person, button)) == refusals.NOT_FOUND
    assert len(await office.roll.read("hounslow")) == 1


async def test_everybody_says_for_themselves_that_they_are_away_and_back() -> None:
    """Whoever stands in is asked meanwhile; the way back stands in the same form."""
    office = await kept()
    asked = await office.says(TOBIN, "away")
    assert isinstance(asked, ShowForm)
    done = await office.submit(
        TOBIN, asked.form, first="2026-11-02", last="2026-11-13", stand_in=WILF
    )
    assert "Tobin Zeller is away from Monday 2 November 2026 to Friday 13 November 2026." in view(
        done
    )
    post = post_now(office)
    assert TOBIN not in post.holders
    assert WILF in post.deputies
    again = await office.says(TOBIN, "away")
    assert isinstance(again, ShowForm)
    back = await office.press(TOBIN, buttons(again.form.blocks)["I am back"])
    assert "Tobin Zeller is back from Monday 2 November 2026." in view(back)
    assert TOBIN in post_now(office).holders


def post_now(office: Office) -> Post:
    """The managers' post as it counts now."""
    posts = office.register.setting("hounslow").directory.posts
    return next(one for one in posts if one.id == POST)


async def test_a_stranger_cannot_be_chosen_to_stand_in() -> None:
    """Not by typing their id either: the form says why, at its field."""
    office = await kept()
    asked = await office.says(TOBIN, "away")
    assert isinstance(asked, ShowForm)
    reply = await office.submit(
        TOBIN, asked.form, first="2026-11-02", last="2026-11-13", stand_in=ROBIN
    )
    assert isinstance(reply, FormFaults)
    assert "does not belong to this agency" in reply.fields["stand_in"]
    assert len(await office.roll.read("hounslow")) == 1


async def test_everybody_confirms_their_own_entry_with_one_press() -> None:
    """It is on the record with the day."""
    office = await kept()
    reply = await walked(office, ROBIN, "Still me")
    assert isinstance(reply, Redraw)
    assert "It is on the record that this is right." in words(reply.card.blocks)
    own = view(await office.says(ROBIN, "people"))
    assert "You confirmed this on Monday 2 November 2026." in own


@pytest.mark.parametrize(
    ("label", "values", "said_then"),
    [
        ("Name a deputy", {"person": MARLOW}, "Marlow Winstead stands in for"),
        ("Mark absent", {"person": TOBIN, "last": "2026-11-13"}, "Tobin Zeller is away from"),
        ("Confirm that it is right", {"person": TOBIN}, "Confirmed what stands here of Tobin"),
        ("Has left", {"person": TOBIN}, "Tobin Zeller leaves on Monday 2 November 2026."),
        ("End", {"holder": f"deputy:{LEILA}"}, "Leila Hartnell stands in for"),
    ],
)
async def test_every_button_of_a_post_has_its_form(
    label: str, values: dict[str, str], said_then: str
) -> None:
    """And what was done is said above the post as it stands now."""
    office = await kept()
    asked = await form(office, NOOR, label)
    reply = await office.submit(NOOR, asked, **values)
    assert said_then in view(reply)
    assert len(await office.roll.read("hounslow")) == 2


@pytest.mark.parametrize(
    ("label", "values", "field", "sentence"),
    [
        ("Appoint", {"person": MARLOW, "since": "soon"}, "since", say.DATE_WANTED),
        ("Appoint", {"person": "Nobody at all"}, "person", say.NAME_WANTED),
        ("Appoint", {"person": "Priya"}, "person", "Several people are called so"),
        ("End", {"holder": "Tobin"}, "holder", say.NO_SUCH_CHOICE),
        ("Mark absent", {"person": TOBIN}, "last", say.DATE_WANTED),
        ("Has left", {"person": "hounslow.noone"}, "person", say.NAME_WANTED),
    ],
)
async def test_what_cannot_be_read_is_said_at_its_field(
    label: str, values: dict[str, str], field: str, sentence: str
) -> None:
    """Nothing is written."""
    office = await kept()
    reply = await office.submit(NOOR, await form(office, NOOR, label), **values)
    assert isinstance(reply, FormFaults)
    assert sentence in reply.fields[field]
    assert len(await office.roll.read("hounslow")) == 1


async def test_somebody_new_is_entered_and_can_be_appointed() -> None:
    """With an e-mail address at most; the same name a second time is refused."""
    office = await kept()
    reply = await walked(office, NOOR, COUNCIL, "Enter somebody new")
    assert isinstance(reply, ShowForm)
    done = await office.submit(
        NOOR,
        reply.form,
        name="Eve Larch",
        mail="Eve.Larch@hounslow.example",
        phones="020 7946 0316",
    )
    assert "Entered Eve Larch." in view(done)
    asked = await form(office, NOOR, "Appoint")
    appointed = await office.submit(NOOR, asked, person="hounslow.eve-larch")
    assert "cannot be messaged in any chat yet" in view(appointed)
    again = await walked(office, NOOR, COUNCIL, "Enter somebody new")
    assert isinstance(again, ShowForm)
    refused = await office.submit(NOOR, again.form, name="Eve Larch")
    assert isinstance(refused, FormFaults)
    assert "is on the list already" in refused.fields["name"]
    for name, mail, field in (("?!", "", "name"), ("Eve Elm", "eve", "mail")):
        wrong = await office.submit(NOOR, again.form, name=name, mail=mail)
        assert isinstance(wrong, FormFaults)
        assert field in wrong.fields


async def test_an_administrator_keeps_the_list_of_their_own_agency() -> None:
    """There are the buttons; on another agency's page there are none, and theirs do nothing."""
    agencies = HOUNSLOW.directory.agencies
    own = replace(agencies["council"], administrators=(MARLOW,))
    people = replace(HOUNSLOW.directory, agencies={**agencies, "council": own})
    office = Office(replace(HOUNSLOW, directory=people))
    await office.keep_list()
    asked = await form(office, MARLOW, "End")
    done = await office.submit(MARLOW, asked, holder=f"holder:{TOBIN}")
    assert "Tobin Zeller holds Assistant Team Manager" in view(done)
    trust = agencies[HOUNSLOW.directory.people[ROBIN].agency].name
    other = await walked(office, MARLOW, trust)
    assert isinstance(other, ShowView)
    assert "Enter somebody new" not in buttons(other.view.blocks)
    assert "Tobin Zeller" in view(await office.says(MARLOW, f"history {POST}"))
    assert said(await office.says(MARLOW, "history Robin")) == say.NOT_FOUND


async def test_history_says_who_held_a_post_and_who_changed_it() -> None:
    """By a post's name or a person's; of several the right one is asked for."""
    office = await kept()
    asked = await form(office, NOOR, "End")
    await office.submit(NOOR, asked, holder=f"holder:{TOBIN}", why="Moved on")
    shown = view(await office.says(NOOR, f"history {POST}"))
    assert "until Monday 2 November 2026" in shown
    assert "By Noor Castellan: Moved on" in shown
    assert "Tobin Zeller" in view(await office.says(NOOR, "history tobin"))
    away = await form(office, NOOR, "Mark absent")
    await office.submit(NOOR, away, person=PRIYA, first="2026-11-09", last="2026-11-13")
    assert "Priya Ashdown is away from Monday 9 November 2026" in view(
        await office.says(NOOR, f"history {POST}")
    ), "others are asked for the post on these days"
    assert "Priya Ashdown is away" not in view(await office.says(NOOR, "history tobin"))
    several = await office.says(NOOR, "history Assistant Team Manager")
    assert isinstance(several, ShowView)
    assert say.WHICH_ONE in view(several)
    one = next(iter(buttons(several.view.blocks).values()))
    assert say.CHANGES in view(await office.press(NOOR, one))
    assert said(await office.says(NOOR, "history Zebedee")) == say.NOT_FOUND
    assert said(await office.says(NOOR, "history")) == say.HISTORY_NEEDS
    assert said(await office.says(ROBIN, f"history {POST}")) == say.HISTORY_NOT_ALLOWED


async def test_a_roll_that_cannot_be_read_is_said_and_changes_nothing() -> None:
    """In the form and in the history; the list that ran before is still shown."""
    office = await kept()
    asked = await form(office, NOOR, "End")
    await office.documents.put(LIST_LOG, "hounslow/000002", "{}", None)
    reply = await office.submit(NOOR, asked, holder=f"holder:{TOBIN}")
    assert isinstance(reply, FormFaults)
    assert "cannot be read, so nothing was changed" in reply.form
    assert said(await office.says(NOOR, f"history {POST}")) == say.NOT_READ
    assert "Tobin Zeller" in view(await walked(office, NOOR, COUNCIL))


def crowd() -> Directory:
    """A partnership of two thousand, most of them in one agency, with sixty posts there."""
    here = HOUNSLOW.directory
    people = {
        f"hounslow.extra-{n}": Person(
            id=f"hounslow.extra-{n}",
            name=f"Extra Person {n:04d}",
            agency="council",
            channels=(Channel(platform=Platform.SLACK, tenant="T0CONCORD1", user=f"UX{n:06d}"),),
        )
        for n in range(2000)
    }
    posts = tuple(
        Post(id=f"council.x{n}", title=f"Post {n}", agency="council", roles=("practitioner",))
        for n in range(60)
    )
    agencies = {
        f"school-{n}": Agency(id=f"school-{n}", name=f"School {n:02d}", type=AgencyType.SCHOOL)
        for n in range(50)
    }
    return replace(
        here,
        people={**here.people, **people},
        posts=(*here.posts, *posts),
        agencies={**here.agencies, **agencies},
    )


async def test_two_thousand_people_fit_every_window_of_both_platforms() -> None:
    """Agencies and posts come in pages; where a menu would be too long the name is typed."""
    office = Office(replace(HOUNSLOW, directory=crowd()))
    await office.keep_list()
    first = await office.says(NOOR, "people")
    pages = [first, await walked(office, NOOR, "More"), await walked(office, NOOR, COUNCIL)]
    more = pages[-1]
    assert isinstance(more, ShowView)
    pages.append(await office.press(NOOR, buttons(more.view.blocks)["More"]))
    last = view(await walked(office, NOOR, "More", "More"))
    assert "School 49" in last
    for page in pages:
        assert isinstance(page, ShowView)
        on_slack, on_teams = slack.draw_view(page.view), teams.draw_view(page.view)
        assert "more than fits" not in json.dumps(on_slack).casefold()
        assert len(on_slack["blocks"]) <= 100
        assert wording.SHORTENED_VIEW not in json.dumps(on_teams)
    asked = await form(office, NOOR, "Appoint")
    (person,) = [one for one in asked.inputs if one.id == "person"]
    assert person.kind is InputKind.LINE
    slack.draw_form(asked)
    teams.draw_form(asked)
    several = await office.submit(NOOR, asked, person="extra person")
    assert isinstance(several, FormFaults)
    done = await office.submit(NOOR, asked, person="Extra Person 1999")
    assert "Extra Person 1999 holds Assistant Team Manager" in view(done)


async def test_a_button_does_nothing_for_one_who_keeps_the_list_no_more() -> None:
    """Neither the button nor a form that was open already: both are authorised again."""
    office = await kept()
    reply = await walked(office, NOOR, COUNCIL, MANAGERS)
    assert isinstance(reply, ShowView)
    button = buttons(reply.view.blocks)["End"]
    opened = await form(office, NOOR, "End")
    await office.list_changes.carry_out("hounslow", NameCoordinators(by=NOOR, people=(MERRICK,)))
    assert said(await office.press(NOOR, button)) == refusals.NOT_FOUND
    refused = await office.submit(NOOR, opened, holder=f"holder:{TOBIN}")
    assert isinstance(refused, FormFaults)
    assert "This is for coordinators" in refused.form
    assert len(await office.roll.read("hounslow")) == 2
