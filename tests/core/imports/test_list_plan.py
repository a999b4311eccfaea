"""What an import makes of a contact list: planned first, applied whole, and never more than it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.directory.model import Channel, Directory, Person, Tenure, UnconfirmedAddress
from core.imports import (
    ListedPerson,
    ListedRoute,
    ListItemKind,
    Obstacle,
    ObstacleKind,
    Plan,
    plan_import,
    resolve_list,
)
from core.imports.findings import Weight
from core.imports.naming import kind_of
from core.imports.rows import combine_parts
from core.vocabulary import AddressDoubt, AgencyType, Platform
from tests.core.imports.listing import COUNCIL, LIST, NOW, POLICY, listed, plan, row, unchanged_team

TODAY = date(2026, 11, 24)
MANAGER = "council.family-help.manager"
TOBIN, PRIYA = "hounslow.tobin-zeller", "hounslow.priya-ashdown"


def holders(directory: Directory, post: str) -> tuple[str, ...]:
    """Who holds a post."""
    return next(one.holders for one in directory.posts if one.id == post)


def tenures(directory: Directory, post: str) -> tuple[Tenure, ...]:
    """All times in a post."""
    return next(one.tenures for one in directory.posts if one.id == post)


def hitches(found: Plan) -> set[ObstacleKind]:
    """The kinds of what was found."""
    return {one.what for one in found.findings}


def the(found: Plan, what: ObstacleKind) -> Obstacle:
    """The one finding of a kind."""
    (one,) = (x for x in found.findings if x.what is what)
    return one


def mail(address: str) -> Channel:
    """An address as a channel."""
    return Channel(platform=Platform.MAIL, tenant="", user=address)


# --- new, changed, ended -----------------------------------------------------------------------


def test_somebody_new_in_a_post_holds_it_from_today() -> None:
    """Beside those who stay, with an id made of the name; nobody's channels but their address."""
    found = plan(*unchanged_team(), row("Ivo Larch", "ivo.larch@hounslow.example"))
    new = found.directory.people["hounslow.ivo-larch"]
    assert new.channels == (mail("ivo.larch@hounslow.example"),)
    assert holders(found.directory, MANAGER) == (TOBIN, PRIYA, "hounslow.ivo-larch")
    assert Tenure(person=new.id, since=TODAY) in tenures(found.directory, MANAGER)
    assert [one.id for one in found.new if one.kind is ListItemKind.PERSON] == [new.id]


def test_who_is_not_on_the_list_any_more_ends_and_leaves_and_is_not_deleted() -> None:
    """The time in the post ends today; who holds no post any more leaves, with their chat."""
    found = plan(unchanged_team()[0])
    assert holders(found.directory, MANAGER) == (TOBIN,)
    assert Tenure(person=PRIYA, until=TODAY) in tenures(found.directory, MANAGER)
    gone = found.directory.people[PRIYA]
    assert (gone.name, gone.left_on, gone.channels) == ("Priya Ashdown", TODAY, ())
    assert PRIYA in {one.id for one in found.ended}


def test_a_list_of_managers_says_nothing_of_practitioners_or_of_other_agencies() -> None:
    """Its silence ends only posts whose roles it names somebody for, in agencies it names."""
    found = plan(*unchanged_team())
    ended = {one.id for one in found.ended if one.kind is ListItemKind.POST}
    assert ended
    for post in LIST.posts:
        if post.agency != "council" or "line_manager" not in post.roles:
            assert holders(found.directory, post.id) == post.holders
            assert post.id not in ended


def test_a_list_that_is_only_a_part_ends_nobody() -> None:
    """Where the coordinator says so."""
    found = plan(unchanged_team()[0], keep_others=True)
    assert not found.ended
    assert found.directory.people[PRIYA].left_on is None


def test_deputies_stay_on_a_list_that_has_none_and_go_where_it_names_others() -> None:
    """A list without deputies says nothing of them."""
    stays = plan(*unchanged_team())
    post = next(one for one in stays.directory.posts if one.id == MANAGER)
    assert post.deputies == ("hounslow.leila-hartnell",)
    rhian = replace(row("Rhian Alder", deputy=True, title="", stage=""))
    rows = replace(listed(*unchanged_team()), people=(*unchanged_team(), rhian))
    other = plan_import(resolve_list(rows, LIST, POLICY), LIST, POLICY, NOW)
    post = next(one for one in other.directory.posts if one.id == MANAGER)
    assert [other.directory.people[one].name for one in post.deputies] == ["Rhian Alder"]


def test_a_coordinator_stays_whatever_the_list_says() -> None:
    """Nobody is locked out of the list by a list; it is said."""
    coordinator = replace(LIST, coordinators=(PRIYA, *LIST.coordinators))
    found = plan(unchanged_team()[0], onto=coordinator)
    assert found.directory.people[PRIYA].left_on is None
    assert found.directory.coordinators == coordinator.coordinators


def test_a_chat_account_stays_with_whoever_is_matched() -> None:
    """By address or by name: an import moves no privilege, and a blank takes no address away."""
    by_name = row("TOBIN  Zeller", "")
    found = plan(by_name, unchanged_team()[1])
    assert found.directory.people[TOBIN].channels == LIST.people[TOBIN].channels


def test_another_address_replaces_the_confirmed_one_and_is_pointed_out() -> None:
    """And whoever was verified there has to be verified again."""
    verified = replace(LIST.people[TOBIN], verified_on=TODAY)
    onto = replace(LIST, people={**LIST.people, TOBIN: verified})
    found = plan(row("Tobin Zeller", "t.zeller@hounslow.example"), unchanged_team()[1], onto=onto)
    now = found.directory.people[TOBIN]
    assert mail("t.zeller@hounslow.example") in now.channels
    assert mail("tobin.zeller@hounslow.example") not in now.channels
    assert now.verified_on is None
    assert the(found, ObstacleKind.ADDRESS_CHANGED).about == "Tobin Zeller"
    taken = row("Ivo Larch", "tobin.zeller@hounslow.example")
    again = plan(row("Tobin Zeller", "t.zeller@hounslow.example"), taken, onto=found.directory)
    assert the(again, ObstacleKind.ADDRESS_OF_ANOTHER).detail == "Tobin Zeller"


def test_somebody_on_a_row_without_a_post_gets_none_and_it_is_said() -> None:
    """Not one that is called as they are, to which the next list would give somebody else."""
    rows = (
        *unchanged_team(),
        row("Ivo Larch", "ivo.larch@hounslow.example", title="", stage=""),
        row("Mo Ash", title="", stage="", agency="Brent Hospital", team="", deputy=True, number=9),
    )
    found = plan(*rows)
    assert {one.name for one in found.new if one.kind is ListItemKind.PERSON} == {
        "Ivo Larch",
        "Mo Ash",
    }
    assert not [one for one in found.new if one.kind is ListItemKind.POST]
    assert {one.about for one in found.findings if one.what is ObstacleKind.NO_POST} == {
        "Ivo Larch",
        "Mo Ash",
    }
    assert plan(*rows, onto=found.directory).empty
    again = plan(row("Tobin Zeller", title="", stage=""), unchanged_team()[1], keep_others=True)
    assert ObstacleKind.NO_POST not in hitches(again), "they hold one already"


def test_whether_somebody_is_a_mailbox_their_first_row_says() -> None:
    """Or the next time, a row of another name with the same address would be taken for them."""
    address = "ivo.larch@hounslow.example"
    brent: dict[str, Any] = {"agency": "Brent Hospital", "team": "", "stage": ""}
    rows = (
        row("", title="Team Manager", phones=("020 7946 0493",), **brent),
        row("Mo Ash", title="Team Manager", deputy=True, mailbox=True, **brent),
        row("Ivo Larch", address, title="", stage="", deputy=True, mailbox=True),
        row("Mo Ash", address, AddressDoubt.STALE_LIST, title="", **brent),
    )
    once = plan(*rows)
    assert plan(*rows, onto=once.directory).empty


# --- what is never done -------------------------------------------------------------------------


def test_an_address_in_doubt_is_held_and_messages_nobody() -> None:
    """Until somebody confirms it; the address confirmed before stays in use."""
    doubt = AddressDoubt.OTHER_NAME
    found = plan(
        row("Tobin Zeller", "z.tobin@hounslow.example", doubt),
        unchanged_team()[1],
        row("Ivo Larch", "ivo.larch@hounslow.example", doubt),
    )
    assert found.directory.people["hounslow.ivo-larch"].channels == ()
    assert found.directory.people[TOBIN].channels == LIST.people[TOBIN].channels
    held = {(one.person, one.address) for one in found.held}
    assert held == {
        (TOBIN, "z.tobin@hounslow.example"),
        ("hounslow.ivo-larch", "ivo.larch@hounslow.example"),
    }
    assert "hounslow.ivo-larch" in found.unreachable


@pytest.mark.parametrize("name", ["Iv\u043e Larch", "Ivo\u202e Larch"])
def test_a_name_that_hides_something_is_an_error(name: str) -> None:
    """It may look like somebody else's; the same name in plain letters is entered."""
    found = plan(*unchanged_team(), row(name, "ivo.larch@hounslow.example"))
    assert the(found, ObstacleKind.ILLEGIBLE).weight is Weight.ERROR
    assert not any("larch" in one for one in found.directory.people)
    plain = plan(*unchanged_team(), row("Ivo Larch", "ivo.larch@hounslow.example"))
    assert "hounslow.ivo-larch" in plain.directory.people


def test_an_address_used_again_by_a_new_starter_is_an_error_and_never_a_merge() -> None:
    """Whose it was keeps it, with their chat; the new name is entered nowhere."""
    found = plan(*unchanged_team()[1:], row("Ivo Larch", "tobin.zeller@hounslow.example"))
    assert the(found, ObstacleKind.ADDRESS_OF_ANOTHER).weight is Weight.ERROR
    assert (the(found, ObstacleKind.ADDRESS_OF_ANOTHER).detail) == "Tobin Zeller"
    assert found.directory.people[TOBIN].channels == LIST.people[TOBIN].channels
    assert "hounslow.ivo-larch" not in found.directory.people


def test_a_row_in_error_is_left_out_and_touches_nobody() -> None:
    """Whom it names neither changes nor leaves, and neither does the post it stands for."""
    wrong = row("Tobin Zeller", "new@hounslow.example", wrong=True)
    found = plan(wrong, unchanged_team()[1])
    assert found.directory.people[TOBIN] == LIST.people[TOBIN]
    assert holders(found.directory, MANAGER) == (TOBIN, PRIYA)
    stranger = plan(*unchanged_team(), row("Ivo Larch", "ivo@hounslow.example", wrong=True))
    assert "hounslow.ivo-larch" not in stranger.directory.people


def test_a_row_without_a_name_displaces_nobody_and_is_asked_for_nothing() -> None:
    """A telephone of a service is shown; who holds the post stays."""
    found = plan(row("", title="Assistant Team Manager", phones=("020 7946 0426",)))
    assert holders(found.directory, MANAGER) == (TOBIN, PRIYA)
    other = plan(
        row("", title="MASH", stage="", team="MASH desk", phones=("020 7946 0426",), number=1)
    )
    (post,) = (one for one in other.directory.posts if one.title == "MASH")
    assert post.roles == ()
    assert the(other, ObstacleKind.NOBODY_NAMED).about == "MASH"


# --- which post, which agency -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ({"stage": "Stage 2", "title": "Anything"}, ("line_manager",)),
        ({"stage": "3", "title": "Team Manager"}, ("safeguarding_lead",)),
        ({"stage": "", "title": "Interim Head of Service"}, ("head_of_service",)),
        ({"stage": "–", "title": "Team Manager"}, ("safeguarding_lead",)),
        ({"stage": "Stage 9", "title": "Gardener"}, ()),
    ],
)
def test_a_post_is_mapped_by_its_stage_else_by_its_title(
    said: dict[str, Any], roles: tuple[str, ...]
) -> None:
    """The published stage means the roles asked there; what fits nothing is kept without one."""
    found = plan(row("Ivo Larch", team="New Team", agency=COUNCIL, **said))
    (post,) = (one for one in found.directory.posts if one.holders == ("hounslow.ivo-larch",))
    assert post.roles == roles
    assert (ObstacleKind.NO_ROLE in hitches(found)) is (not roles)
    assert (post.id in found.without_role) is (not roles)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("West London NHS Trust", AgencyType.HEALTH),
        ("NWL ICB", AgencyType.ICB),
        ("Metropolitan Police", AgencyType.POLICE),
        ("Whiston Hospital", AgencyType.HEALTH),
        ("St Mary's Primary School", AgencyType.SCHOOL),
        ("5 Boroughs Partnership", None),
        ("CRI", None),
        ("London Borough of Brent", AgencyType.COUNCIL),
        ("Brent Safeguarding Children Partnership", AgencyType.PARTNERSHIP),
    ],
)
def test_the_kind_of_an_agency_is_told_by_plain_words_or_asked(
    name: str, kind: AgencyType | None
) -> None:
    """“Partnership” alone may be a trust, and initials say nothing."""
    assert kind_of(name) is kind


def test_a_heading_that_says_nothing_is_an_error_that_asks_and_an_answer_settles_it() -> None:
    """With the kind of a new agency, or the id of one there is."""
    one = row("Lowri Ingram", "lowri@5bp.example", agency="5 Boroughs", team="")
    asked = plan(*unchanged_team(), one)
    assert the(asked, ObstacleKind.WHAT_KIND).about == "5 Boroughs"
    told = resolve_list(listed(one), LIST, POLICY, {"5 boroughs": "health"})
    assert told.directory.people["hounslow.lowri-ingram"].agency == "agency-5-boroughs"
    assert told.directory.agencies["agency-5-boroughs"].type is AgencyType.HEALTH
    told = resolve_list(listed(one), LIST, POLICY, {"5 Boroughs": "west-london"})
    assert told.directory.people["hounslow.lowri-ingram"].agency == "west-london"


def test_a_section_without_an_agency_belongs_where_its_addresses_do() -> None:
    """Unless they end like those of several agencies; and it is said."""
    found = plan(row("Ivo Larch", "ivo.larch@hounslow.example", agency="", team="INTAKE EAST"))
    assert found.directory.people["hounslow.ivo-larch"].agency == "council"
    assert the(found, ObstacleKind.BY_ADDRESS).detail == COUNCIL
    nowhere = plan(row("Ivo Larch", "ivo@elsewhere.example", agency="", team=""))
    assert the(nowhere, ObstacleKind.WHICH_AGENCY).about == "Ivo Larch"


def test_one_person_in_two_agencies_is_one_person_and_pointed_out() -> None:
    """They would sit on both sides."""
    found = plan(
        *unchanged_team(),
        row(
            "Tobin Zeller",
            "tobin.zeller@hounslow.example",
            agency="Brent Hospital",
            team="",
            title="Named Nurse",
            stage="Stage 3",
        ),
    )
    assert the(found, ObstacleKind.TWO_AGENCIES).about == "Tobin Zeller"
    assert found.directory.people[TOBIN].agency == "council"


def test_namesakes_in_two_agencies_are_two_people() -> None:
    """With ids of their own, and it is pointed out."""
    found = plan(
        *unchanged_team(),
        row("Tobin Zeller", "t.zeller@nhs.example", agency="Brent Hospital", team=""),
    )
    assert found.directory.people["hounslow.tobin-zeller-2"].agency == "brent-hospital"
    assert the(found, ObstacleKind.NAMESAKE).about == "Tobin Zeller"


def test_an_out_of_hours_route_belongs_to_its_post() -> None:
    """Its mailboxes are entered, the copy included; an address in doubt is held there too."""
    address = row("x", "spa@nhs.example", AddressDoubt.STALE_LIST).addresses[0]
    copy = row("x", "team@nhs.example").addresses[0]
    route = ListedRoute(
        beside=0, to=address, copies=(copy,), phone="01632 960837", where="row 3", number=3
    )
    whole = replace(listed(*unchanged_team()), routes=(route,))
    found = plan_import(resolve_list(whole, LIST, POLICY), LIST, POLICY, NOW)
    hours = next(one.out_of_hours for one in found.directory.posts if one.id == MANAGER)
    assert hours is not None
    assert found.directory.people[hours.to].held == (
        UnconfirmedAddress(address="spa@nhs.example", why=AddressDoubt.STALE_LIST),
    )
    assert found.directory.people[hours.copies[0]].channels == (mail("team@nhs.example"),)


def test_files_are_parts_of_one_list() -> None:
    """Who holds a post by one of them is not displaced by another, and nobody new is two people."""
    ivo = row("Ivo Larch", "ivo.larch@hounslow.example")
    parts = [
        lambda seen: resolve_list(listed(unchanged_team()[0], ivo), seen, POLICY),
        lambda seen: resolve_list(listed(unchanged_team()[1], ivo), seen, POLICY),
    ]
    found = plan_import(combine_parts(parts, LIST), LIST, POLICY, NOW)
    assert holders(found.directory, MANAGER) == (TOBIN, PRIYA, "hounslow.ivo-larch")
    assert "hounslow.ivo-larch-2" not in found.directory.people


def test_the_plan_says_what_the_policy_would_lack() -> None:
    """By the very rule that allows an edition to be put into force."""
    before = plan(*unchanged_team())
    assert before.gaps_before == ()
    held = row("Ivo Larch", "x@hounslow.example", AddressDoubt.STALE_LIST, team="Intake East")
    found = plan(*unchanged_team(), held)
    missing = [one for one in found.gaps if one.team == "intake-east"]
    assert ("line_manager",) in [one.roles for one in missing]


# --- whatever a list says -----------------------------------------------------------------------

_NAMES = st.sampled_from(
    ["Tobin Zeller", "Priya Ashdown", "Ivo Larch", "Quinn Norbury", "Leila Hartnell", "Mo Ash", ""]
)
_ADDRESSES = st.sampled_from(
    [
        "tobin.zeller@hounslow.example",
        "priya.ashdown@hounslow.example",
        "ivo.larch@hounslow.example",
        "quinn.norbury@met.example",
        "new@elsewhere.example",
        "",
    ]
)
_PLACES = st.sampled_from(
    [
        (COUNCIL, "FAMILY HELP TEAM"),
        (COUNCIL, "New Team"),
        (COUNCIL, ""),
        ("", "Intake Team West"),
        ("Police", ""),
        ("Brent Hospital", ""),
        ("CRI", ""),
        ("", ""),
    ]
)


@st.composite
def _rows(draw: st.DrawFn) -> ListedPerson:
    agency, team = draw(_PLACES)
    return row(
        draw(_NAMES),
        draw(_ADDRESSES),
        draw(st.sampled_from([None, None, *AddressDoubt])),
        agency=agency,
        team=team,
        stage=draw(st.sampled_from(["Stage 2", "Stage 3", "Stage 4", ""])),
        title=draw(st.sampled_from(["Team Manager", "Head of Service", "Gardener", ""])),
        deputy=draw(st.booleans()),
        interim=draw(st.booleans()),
        mailbox=draw(st.sampled_from([False, False, False, True])),
        wrong=draw(st.sampled_from([False, False, False, True])),
        phones=draw(st.sampled_from([(), ("020 7946 0493",)])),
    )


_LISTS = st.lists(_rows(), max_size=12)


def _chat(directory: Directory) -> set[tuple[str, Channel]]:
    return {
        (person.id, one)
        for person in directory.people.values()
        for one in person.channels
        if one.platform is not Platform.MAIL
    }


def _mail_of(person: Person) -> set[str]:
    return {one.user for one in person.channels if one.platform is Platform.MAIL}


@settings(max_examples=40, deadline=None)
@given(_LISTS)
def test_applied_and_planned_again_nothing_changes(rows: list[ListedPerson]) -> None:
    """Whatever stands on the list."""
    once = plan(*rows)
    again = plan(*rows, onto=once.directory)
    assert again.empty, (again.new, again.changed, again.ended)


@settings(max_examples=40, deadline=None)
@given(_LISTS)
def test_nothing_of_history_is_lost(rows: list[ListedPerson]) -> None:
    """Everybody and every post stays; who held a post and does not any more has the end of it."""
    after = plan(*rows).directory
    assert set(LIST.people) <= set(after.people)
    posts = {post.id: post for post in after.posts}
    for before in LIST.posts:
        now = posts[before.id]
        for deputy, had, have in (
            (False, before.holders, now.holders),
            (True, before.deputies, now.deputies),
        ):
            for person in had:
                ended = any(
                    (t.person, t.deputy, t.until) == (person, deputy, TODAY) for t in now.tenures
                )
                assert person in have or ended


@settings(max_examples=40, deadline=None)
@given(_LISTS)
def test_no_privilege_moves_and_no_held_address_is_messaged(rows: list[ListedPerson]) -> None:
    """Chat accounts stay whose they are; a confirmed address is never somebody else's afterwards;
    what is in doubt is in no channel that was not confirmed before; coordinators stay.
    """
    after = plan(*rows).directory
    assert _chat(after) <= _chat(LIST)
    for one, _ in _chat(LIST) - _chat(after):
        assert after.people[one].left_on == TODAY
    owners = {address: p.id for p in LIST.people.values() for address in _mail_of(p)}
    seen: dict[str, str] = {}
    for person in after.people.values():
        for address in _mail_of(person):
            assert owners.get(address, person.id) == person.id
            assert seen.setdefault(address, person.id) == person.id
        for held in person.held:
            assert held.address not in _mail_of(person)
    confirmed = {one.address for x in rows for one in x.addresses if one.doubt is None}
    for address in seen:
        assert address in owners or address in confirmed
    assert after.coordinators == LIST.coordinators
