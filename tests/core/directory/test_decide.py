"""Who may change what on a contact list, and what is refused with which sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.directory import (
    AbsenceMarked,
    CoordinatorsNamed,
    HolderAppointed,
    PersonEntered,
    PostEntered,
    fold,
)
from core.directory import commands as a
from core.directory.access import permitted
from core.directory.decide import decide_list_change
from core.directory.model import Agency, Channel, Directory, Person, Post, Tenure, Term
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.warnings import ListWarningKind, list_warnings
from core.directory.wording.people import warning_sentence
from core.directory.wording.refusals import refusal_sentence
from core.vocabulary import AgencyType, Platform
from tests.core.directory.lists import (
    ADA,
    BEN,
    CEL,
    COR,
    DAN,
    DOT,
    GONE,
    HERE,
    LEAD,
    LIST,
    MANAGER,
    NIA,
    OLA,
    ROLES,
    TODAY,
    TOMORROW,
    TRUST,
    YESTERDAY,
    act,
    at_slack,
    decided,
    post_of,
    refused,
    taken,
)

WEEK = timedelta(days=7)
NEW = Person(id=f"{HERE}.eve", name="Eve", agency="trust")
AT_THE_COUNCIL = replace(NEW, agency="council")

FOR_THE_TRUST: dict[str, a.ListCommand] = {
    "appoint": a.Appoint(by="", post=TRUST, person=OLA, since=TODAY),
    "deputise": a.Deputise(by="", post=TRUST, person=OLA, since=TODAY),
    "end": a.EndPost(by="", post=TRUST, person=NIA, on=TODAY),
    "leave": a.LetLeave(by="", person=NIA, on=TODAY),
    "release": a.ReleaseAddress(by="", person=NIA, address="nia@vale.example"),
    "enter": a.EnterPerson(by="", person=NEW),
}
FOR_THE_COUNCIL: dict[str, a.ListCommand] = {
    "appoint there": a.Appoint(by="", post=LEAD, person=DOT, since=TODAY),
    "deputise there": a.Deputise(by="", post=LEAD, person=DOT, since=TODAY),
    "end there": a.EndPost(by="", post=LEAD, person=CEL, on=TODAY),
    "leave there": a.LetLeave(by="", person=CEL, on=TODAY),
    "release there": a.ReleaseAddress(by="", person=DOT, address="dot@elsewhere.example"),
    "enter there": a.EnterPerson(by="", person=AT_THE_COUNCIL),
}
OF_NIA: dict[str, a.ListCommand] = {
    "away": a.MarkAbsent(by="", person=NIA, first=TODAY, last=TOMORROW),
    "back": a.EndAbsence(by="", person=NIA, on=TODAY),
    "verify": a.Verify(by="", person=NIA),
}
FOR_COORDINATORS: dict[str, a.ListCommand] = {
    "post": a.EnterPost(
        by="", post=Post(id="trust.lead", title="Lead", agency="trust", roles=("lead",))
    ),
    "agency": a.EnterAgency(
        by="", agency=Agency(id="school", name="Vale School", type=AgencyType.SCHOOL)
    ),
    "gap": a.DeclareGap(by="", role="chair", reason="Vacant"),
    "no gap": a.WithdrawGap(by="", role="chair"),
    "coordinators": a.NameCoordinators(by="", people=(COR,)),
}
EVERYTHING = FOR_THE_TRUST | FOR_THE_COUNCIL | OF_NIA | FOR_COORDINATORS
MAY: dict[str, set[str]] = {
    COR: set(EVERYTHING),
    OLA: {*FOR_THE_TRUST, *OF_NIA},
    NIA: set(OF_NIA),
    ADA: set(),
    GONE: set(),
    "vale.stranger": set(),
    "": set(),
}


@pytest.mark.parametrize("person", MAY)
@pytest.mark.parametrize("what", EVERYTHING)
def test_who_may_do_what(person: str, what: str) -> None:
    """Coordinators everything; administrators in their agency; everybody for themselves."""
    command = replace(EVERYTHING[what], by=person)
    may = what in MAY[person]
    assert permitted(LIST, command, TODAY) is may
    if not may:
        assert refused(command) is ListRefusalReason.NOT_ALLOWED


def test_a_coordinator_who_has_left_does_nothing_any_more() -> None:
    """From the day on which they leave, also where the list still names them."""
    leaving = replace(LIST.people[COR], left_on=TOMORROW)
    soon = replace(LIST, people={**LIST.people, COR: leaving})
    command = a.Verify(by=COR, person=ADA)
    assert permitted(soon, command, TODAY)
    assert not permitted(soon, command, TOMORROW)


def test_an_appointment_has_its_dates_and_may_lie_in_the_past() -> None:
    """It is recorded as it was, and whoever asked is told that it lies in the past."""
    command = a.Appoint(
        by=COR, post=LEAD, person=DOT, since=YESTERDAY, until=TOMORROW, interim=True
    )
    (change,) = decided(command)
    assert change == HolderAppointed(
        post=LEAD, person=DOT, since=YESTERDAY, until=TOMORROW, interim=True
    )
    assert said_beside(command) == [(ListWarningKind.IN_THE_PAST, "")]


def said_beside(
    command: a.ListCommand, directory: Directory = LIST
) -> list[tuple[ListWarningKind, str]]:
    """What is remarked beside a command that is carried out; each has its sentence."""
    after = fold([taken(directory), act(*decided(command, directory))])
    assert after is not None
    found = list_warnings(directory, after, command, TODAY)
    assert all(warning_sentence(one, after) for one in found)
    return [(one.what, one.about) for one in found]


APPOINT = a.Appoint(by=COR, post=LEAD, person=DOT, since=TODAY)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (replace(APPOINT, post="no.post"), ListRefusalReason.NO_POST),
        (replace(APPOINT, person="vale.nobody"), ListRefusalReason.NO_PERSON),
        (replace(APPOINT, person=GONE), ListRefusalReason.HAS_LEFT),
        (replace(APPOINT, person=NIA), ListRefusalReason.OTHER_AGENCY),
        (replace(APPOINT, person=CEL), ListRefusalReason.HOLDS_ALREADY),
        (replace(APPOINT, post=MANAGER, person=ADA), ListRefusalReason.HOLDS_ALREADY),
        (replace(APPOINT, post=MANAGER, person=BEN), ListRefusalReason.HOLDS_AND_DEPUTISES),
        (replace(APPOINT, until=YESTERDAY), ListRefusalReason.ENDS_BEFORE_IT_BEGINS),
        (replace(APPOINT, since=TODAY + timedelta(days=2000)), ListRefusalReason.TOO_FAR_AHEAD),
        (replace(APPOINT, until=TODAY + timedelta(days=2000)), ListRefusalReason.TOO_FAR_AHEAD),
        (replace(APPOINT, since=TODAY.replace(year=206)), ListRefusalReason.TOO_LONG_AGO),
        (
            a.Deputise(by=COR, post=MANAGER, person=ADA, since=TODAY),
            ListRefusalReason.HOLDS_AND_DEPUTISES,
        ),
        (
            a.Deputise(by=COR, post=MANAGER, person=BEN, since=TODAY),
            ListRefusalReason.HOLDS_ALREADY,
        ),
        (a.EndPost(by=COR, post="no.post", person=ADA, on=TODAY), ListRefusalReason.NO_POST),
        (a.EndPost(by=COR, post=MANAGER, person=CEL, on=TODAY), ListRefusalReason.NOT_THEIRS),
        (a.EndPost(by=COR, post=MANAGER, person=BEN, on=TODAY), ListRefusalReason.NOT_THEIRS),
        (
            a.EndPost(by=COR, post=MANAGER, person=ADA, on=TODAY, deputy=True),
            ListRefusalReason.NOT_THEIRS,
        ),
        (a.LetLeave(by=COR, person=GONE, on=TODAY), ListRefusalReason.HAS_LEFT),
        (
            a.LetLeave(by=COR, person=ADA, on=TODAY + timedelta(days=2000)),
            ListRefusalReason.TOO_FAR_AHEAD,
        ),
        (a.Verify(by=COR, person=GONE), ListRefusalReason.HAS_LEFT),
        (a.EnterPerson(by=COR, person=replace(NEW, name=" ")), ListRefusalReason.NO_NAME),
        (
            a.EnterPerson(by=COR, person=replace(NEW, name="Ad\u0430 Voss")),
            ListRefusalReason.ILLEGIBLE,
        ),
        (
            a.EnterPerson(by=COR, person=replace(NEW, name="Ada\u202e Voss")),
            ListRefusalReason.ILLEGIBLE,
        ),
        (a.EnterPerson(by=COR, person=replace(NEW, agency="none")), ListRefusalReason.NO_AGENCY),
        (
            a.EnterPerson(by=COR, person=replace(NEW, id="hill.eve")),
            ListRefusalReason.OTHER_PARTNERSHIP,
        ),
        (a.EnterPerson(by=COR, person=replace(NEW, id=ADA)), ListRefusalReason.ON_THE_LIST),
        (a.EnterPerson(by=COR, person=replace(NEW, id=GONE)), ListRefusalReason.ON_THE_LIST),
        (
            a.ReleaseAddress(by=COR, person=ADA, address="a@x.example"),
            ListRefusalReason.NO_SUCH_ADDRESS,
        ),
        (a.DeclareGap(by=COR, role="director", reason="None"), ListRefusalReason.NO_ROLE),
        (a.DeclareGap(by=COR, role="chair", reason="  "), ListRefusalReason.NO_REASON),
        (a.WithdrawGap(by=COR, role="chair"), ListRefusalReason.NOT_A_GAP),
        (a.NameCoordinators(by=COR, people=()), ListRefusalReason.NO_COORDINATOR),
        (a.NameCoordinators(by=COR, people=(COR, GONE)), ListRefusalReason.HAS_LEFT),
        (a.NameCoordinators(by=COR, people=(COR, DAN)), ListRefusalReason.NOTHING_CHANGES),
        (a.EndAbsence(by=COR, person=ADA, on=TODAY), ListRefusalReason.NOT_AWAY),
        (
            a.MarkAbsent(by=COR, person=ADA, first=TODAY, last=YESTERDAY),
            ListRefusalReason.ENDS_BEFORE_IT_BEGINS,
        ),
        (
            a.MarkAbsent(by=COR, person=ADA, first=TODAY, last=TODAY + timedelta(days=400)),
            ListRefusalReason.TOO_LONG_AWAY,
        ),
        (
            a.EnterPost(by=COR, post=Post(id="x", title="X", agency="trust", roles=("king",))),
            ListRefusalReason.NO_ROLE,
        ),
        (
            a.EnterPost(by=COR, post=Post(id="x", title="X", agency="trust", roles=())),
            ListRefusalReason.NO_ROLE,
        ),
        (
            a.EnterPost(by=COR, post=Post(id=MANAGER, title="X", agency="trust", roles=("lead",))),
            ListRefusalReason.POST_ELSEWHERE,
        ),
        (
            a.EnterPost(
                by=COR,
                post=Post(id="x", title="X", agency="trust", team="none", roles=("lead",)),
            ),
            ListRefusalReason.NO_TEAM,
        ),
        (
            a.EnterAgency(
                by=COR, agency=replace(LIST.agencies["trust"], administrators=("vale.nobody",))
            ),
            ListRefusalReason.NO_PERSON,
        ),
        (
            a.EnterAgency(
                by=COR,
                agency=replace(
                    LIST.agencies["trust"],
                    terms=(Term(name="Spring", first=TODAY, last=YESTERDAY),),
                ),
            ),
            ListRefusalReason.ENDS_BEFORE_IT_BEGINS,
        ),
        (a.EnterAgency(by=COR, agency=LIST.agencies["trust"]), ListRefusalReason.NOTHING_CHANGES),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    command: a.ListCommand, why: ListRefusalReason
) -> None:
    """Nothing is written, and the sentence says what is wrong or what to do."""
    found = decide_list_change(LIST, command, ROLES, TODAY, ())
    assert isinstance(found, ListRefusal)
    assert found.why is why
    said = refusal_sentence(found, LIST)
    assert said[0].isupper()
    assert said.endswith((".", "?"))
    assert "{" not in said


def test_a_time_that_has_ended_cannot_be_ended_again() -> None:
    """The loser of two who end the same is told when it ended."""
    post = replace(LIST.posts[1], tenures=(Tenure(person=CEL, until=TODAY),))
    ended = replace(LIST, posts=(LIST.posts[0], post, LIST.posts[2]))
    found = decide_list_change(
        ended, a.EndPost(by=COR, post=LEAD, person=CEL, on=TODAY), ROLES, TODAY, ()
    )
    assert isinstance(found, ListRefusal)
    assert (found.why, found.on) == (ListRefusalReason.NOT_THEIRS, TODAY)
    assert "Their last day was Monday 2 November 2026." in refusal_sentence(found, ended)


def test_an_appointment_may_follow_one_that_ends() -> None:
    """The same person again, after a time elsewhere."""
    tenure = Tenure(person=CEL, until=YESTERDAY)
    posts = tuple(replace(p, tenures=(tenure,)) if p.id == LEAD else p for p in LIST.posts)
    decided(replace(APPOINT, person=CEL), replace(LIST, posts=posts))


def test_a_colleague_stands_in_for_every_post_while_somebody_is_away() -> None:
    """On those days only, as deputy; a post they serve in already is left as it is."""
    command = a.MarkAbsent(by=ADA, person=ADA, first=TODAY, last=TODAY + WEEK, stand_in=CEL)
    away, stands_in = decided(command)
    assert away == AbsenceMarked(person=ADA, first=TODAY, last=TODAY + WEEK)
    assert stands_in == HolderAppointed(
        post=MANAGER, person=CEL, since=TODAY, until=TODAY + WEEK, deputy=True
    )
    by_ben = replace(command, stand_in=BEN)
    assert decided(by_ben) == (away,)


@pytest.mark.parametrize(
    ("stand_in", "why"),
    [
        (NIA, ListRefusalReason.OTHER_AGENCY),
        (ADA, ListRefusalReason.OTHER_AGENCY),
        (DOT, ListRefusalReason.STAND_IN_UNKNOWN),
        (GONE, ListRefusalReason.HAS_LEFT),
        ("vale.nobody", ListRefusalReason.NO_PERSON),
    ],
)
def test_a_stranger_never_stands_in(stand_in: str, why: ListRefusalReason) -> None:
    """Only a colleague of the same agency who serves there already."""
    command = a.MarkAbsent(by=ADA, person=ADA, first=TODAY, last=TODAY + WEEK, stand_in=stand_in)
    assert refused(command) is why


def test_nobody_stands_in_who_is_away_as_well() -> None:
    """On any of the days."""
    away = fold(
        [taken(), act(AbsenceMarked(person=CEL, first=TODAY + WEEK, last=TODAY + 2 * WEEK))]
    )
    assert away is not None
    command = a.MarkAbsent(by=ADA, person=ADA, first=TODAY, last=TODAY + WEEK, stand_in=CEL)
    assert refused(command, away) is ListRefusalReason.STAND_IN_AWAY
    again = a.MarkAbsent(by=COR, person=CEL, first=TODAY + WEEK, last=TODAY + WEEK)
    assert refused(again, away) is ListRefusalReason.AWAY_ALREADY


def test_the_last_coordinator_cannot_leave() -> None:
    """One of two may, and it is said that an edition needs two."""
    assert said_beside(a.LetLeave(by=COR, person=DAN, on=TODAY)) == [
        (ListWarningKind.ONE_COORDINATOR, "")
    ]
    alone = replace(LIST, coordinators=(COR,))
    assert (
        refused(a.LetLeave(by=COR, person=COR, on=TODAY), alone)
        is ListRefusalReason.LAST_COORDINATOR
    )
    leaving = replace(LIST.people[DAN], left_on=TOMORROW)
    soon = replace(LIST, people={**LIST.people, DAN: leaving})
    assert (
        refused(a.LetLeave(by=COR, person=COR, on=TODAY), soon)
        is ListRefusalReason.LAST_COORDINATOR
    )


def test_a_coordinator_has_to_be_somebody_who_can_be_messaged() -> None:
    """A mailbox is nobody, and whoever has no channel hears nothing."""
    for changes in ({"mailbox": True}, {"channels": ()}):
        mute = replace(LIST.people[DOT], **changes)
        there = replace(LIST, people={**LIST.people, DOT: mute})
        command = a.NameCoordinators(by=COR, people=(COR, DOT))
        assert refused(command, there) is ListRefusalReason.CANNOT_BE_REACHED
    assert decided(a.NameCoordinators(by=COR, people=(DOT, COR, DOT))) == (
        CoordinatorsNamed(people=(DOT, COR)),
    )


def test_whoever_is_entered_has_an_e_mail_address_at_most() -> None:
    """A chat is linked by its owner, never typed in: no privilege moves with a list."""
    mail = Channel(platform=Platform.MAIL, tenant="", user="eve@vale.example")
    person = replace(NEW, channels=(*at_slack("UCOR"), mail), verified_on=TODAY)
    (change,) = decided(a.EnterPerson(by=OLA, person=person))
    assert isinstance(change, PersonEntered)
    assert (change.person.channels, change.person.verified_on) == ((mail,), None)
    known = replace(LIST.people[ADA], channels=(mail,))
    there = replace(LIST, people={**LIST.people, ADA: known})
    assert refused(a.EnterPerson(by=OLA, person=person), there) is ListRefusalReason.ADDRESS_TAKEN


def test_a_post_that_is_changed_keeps_whoever_serves_in_it() -> None:
    """Title and roles are a coordinator's; holders come and go by their own commands."""
    post = Post(id=MANAGER, title="Team manager", agency="council", roles=("lead",), holders=(DOT,))
    (change,) = decided(a.EnterPost(by=COR, post=post))
    assert isinstance(change, PostEntered)
    assert (change.post.title, change.post.roles) == ("Team manager", ("lead",))
    assert (change.post.holders, change.post.deputies) == ((ADA,), (BEN,))
    fresh = Post(id="trust.lead", title="Lead", agency="trust", roles=("lead",), holders=(NIA,))
    (entered,) = decided(a.EnterPost(by=COR, post=fresh))
    assert isinstance(entered, PostEntered)
    assert entered.post.holders == ()


def test_what_a_change_leaves_without_anybody_is_said() -> None:
    """The last holder ended: with deputies they are asked, without them nobody is."""
    assert said_beside(a.EndPost(by=COR, post=MANAGER, person=ADA, on=TODAY)) == [
        (ListWarningKind.ONLY_DEPUTIES, MANAGER)
    ]
    assert said_beside(a.EndPost(by=COR, post=LEAD, person=CEL, on=TOMORROW)) == [
        (ListWarningKind.LATER, ""),
        (ListWarningKind.NOBODY_HOLDS_IT, LEAD),
    ]
    assert said_beside(a.LetLeave(by=COR, person=NIA, on=TODAY)) == [
        (ListWarningKind.NOBODY_HOLDS_IT, TRUST)
    ]


def test_an_interim_appointment_without_an_end_is_remarked() -> None:
    """So is one of somebody who cannot be messaged in any chat."""
    assert said_beside(replace(APPOINT, interim=True)) == [(ListWarningKind.NO_END, DOT)]
    mute = replace(LIST.people[DOT], channels=())
    there = replace(LIST, people={**LIST.people, DOT: mute})
    assert said_beside(APPOINT, there) == [(ListWarningKind.NOT_REACHED, DOT)]


def test_without_an_edition_roles_are_not_looked_up() -> None:
    """A list is made ready before its policy runs."""
    gap = a.DeclareGap(by=COR, role="director", reason="None yet")
    assert not isinstance(decide_list_change(LIST, gap, (), TODAY, ()), ListRefusal)
    assert post_of(LIST, MANAGER).roles == ("manager",)
