"""Who else must know: at a stage, at the agreement, at the closing, and nobody twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import Notice, notices
from core.cases.posts import parties_of
from core.cases.rules.due import coming_steps
from core.directory.model import Post
from core.notifications.message_cards import message_card
from core.policy.model import Condition, Notification, Role
from core.routing.stage_contacts import applies
from core.vocabulary import (
    AgencyType,
    ChildStatus,
    Level,
    Modality,
    Occasion,
    Platform,
    Purpose,
    Side,
    SubjectType,
)
from tests.core.given import SMALL, World, apply, done, given, kinds, only, small_opening

ANN, BOB, MAX, CORA, VIV, DEE = (
    f"small.{one}" for one in ("ann", "bob", "max", "cora", "viv", "dee")
)
OFFICER = Role(id="officer", title="Reviewing officer", level=Level.PARTNERSHIP, partnership=True)


def rule(**changes: object) -> Notification:
    """The officer is told, always, from the managers' stage on."""
    usual = Notification(
        id="n", roles=("officer",), when=Condition(), from_stage="s2", text="Officers are told."
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def town(*rules: Notification, officer: str = "small.viv", base: World = SMALL) -> World:
    """A small partnership with these notifications; the officer is Viv, or nobody."""
    posts = base.directory.posts
    if officer:
        post = Post(
            id="post.officer",
            title="Officer",
            agency="joint",
            roles=("officer",),
            holders=(officer,),
        )
        posts = (*posts, post)
    policy = replace(base.policy, roles=(*base.policy.roles, OFFICER), notifications=rules)
    return replace(base, policy=policy, directory=replace(base.directory, posts=posts))


UP = c.EscalateNow(by=ANN, stage="s1", reason="no answer")
DECIDED = c.AnswerQuestion(by=ANN, stage="s1", question="q1", answer=False, reason="no")
AGREE = (
    c.Accept(by=BOB, stage="s1"),
    c.ProposeOutcome(by=ANN, stage="s1", outcome="a", outstanding="", still_at_risk=False),
    c.ConfirmOutcome(by=BOB, stage="s1", still_at_risk=False),
)
TICKED = (
    c.TickCopied(by=ANN, side=Side.RAISING),
    c.TickCopied(by=BOB, side=Side.RECEIVING),
    c.RecordTold(by="", person=ANN, purpose=Purpose.AGREED, platform=Platform.SLACK),
)


def told(case: Case, events: Iterable[e.Event], here: World, purpose: Purpose) -> list[str]:
    """Who is owed a message of a purpose."""
    found: list[str] = []
    for event in events:
        after = apply(case, [event])
        found += [
            n.person for n in notices(event, case, after, here.at(event.at)) if n.purpose is purpose
        ]
        case = after
    return found


def test_who_was_told_at_a_stage_hears_of_every_later_step_and_is_not_told_anew() -> None:
    """Reading HOU-A6: stage entry, every later stage, agreement and closing; once each."""
    here = town(rule())
    case = given(small_opening(), DECIDED, here=here)
    events = done(case, UP, here.at())
    assert told(case, events, here, Purpose.INFORMED) == [VIV]
    case = apply(case, events)
    up = c.EscalateNow(by="small.mia", stage="s2", reason="no")
    events = done(case, up, here.at())
    assert "PeopleInformed" not in kinds(events)
    assert VIV in told(case, events, here, Purpose.ESCALATED)


def test_a_later_holder_of_the_post_is_told_at_the_next_stage() -> None:
    """Somebody new in the post has not heard of the case yet."""
    here = town(rule())
    case = given(small_opening(), DECIDED, UP, here=here)
    later = town(rule(), officer=DEE)
    up = c.EscalateNow(by="small.mia", stage="s2", reason="no")
    assert only(e.PeopleInformed, done(case, up, later.at())).people == (DEE,)


def test_what_waits_for_the_agreement_goes_out_with_it_and_not_before() -> None:
    """Neither a stage nor the immediate path sends it early; a second agreement sends it again."""
    here = town(rule(on=Occasion.AGREED, from_stage=""))
    case = given(small_opening(), here=here)
    alarm = done(case, c.FlagImmediateRisk(by=ANN), here.at())
    assert "PeopleInformed" not in kinds(alarm)
    case = given(small_opening(), *AGREE[:2], here=here)
    events = done(case, AGREE[2], here.at())
    assert kinds(events)[-2:] == ["CaseAgreed", "PeopleInformed"]
    assert told(case, events, here, Purpose.INFORMED) == [VIV]
    assert told(case, events, here, Purpose.AGREED).count(VIV) == 0
    case = given(
        small_opening(), *AGREE, c.SayNotSatisfied(by=ANN, reason="it does not hold"), here=here
    )
    again = (
        c.Accept(by=MAX, stage="s2"),
        c.Accept(by="small.mia", stage="s2"),
        c.ProposeOutcome(
            by="small.mia", stage="s2", outcome="b", outstanding="", still_at_risk=False
        ),
    )
    for command in again:
        case = apply(case, done(case, command, here.at()))
    yes = c.ConfirmOutcome(by=MAX, stage="s2", still_at_risk=False)
    assert only(e.PeopleInformed, done(case, yes, here.at())).people == (VIV,)


def test_what_waits_for_the_closing_goes_out_with_it() -> None:
    """The closing comes first in the record, then who else is told of it."""
    here = town(rule(on=Occasion.CLOSED, from_stage=""))
    case = given(small_opening(), *AGREE, *TICKED, here=here)
    assert case.notified == {}
    events = done(case, c.CloseCase(by=ANN), here.at())
    assert kinds(events) == ["CaseClosed", "PeopleInformed"]
    assert told(case, events, here, Purpose.INFORMED) == [VIV]


@pytest.mark.parametrize("on_closing", [True, False])
def test_those_told_earlier_hear_of_the_closing_where_the_rule_goes_so_far(
    on_closing: bool,
) -> None:
    """And where it does not, they do not; who is concerned in another way hears it anyway."""
    here = town(rule(from_stage="s1", on_closing=on_closing))
    case = given(small_opening(), *AGREE, *TICKED, here=here)
    assert VIV in case.informed
    closing = told(case, done(case, c.CloseCase(by=ANN), here.at()), here, Purpose.CLOSED)
    assert (VIV in closing) is on_closing
    alarmed = given(
        small_opening(),
        c.FlagImmediateRisk(by=ANN),
        c.WithdrawImmediateRisk(by=ANN, reason="over"),
        *AGREE,
        *TICKED,
        here=here,
    )
    closing = told(alarmed, done(alarmed, c.CloseCase(by=ANN), here.at()), here, Purpose.CLOSED)
    assert VIV in closing


def test_who_held_an_earlier_stage_hears_of_the_closing() -> None:
    """The relevant people are told, also those whose stage is long over (HOU-64)."""
    case = given(
        small_opening(),
        DECIDED,
        c.Accept(by=BOB, stage="s1"),
        UP,
        c.Accept(by=MAX, stage="s2"),
        c.Accept(by="small.mia", stage="s2"),
        c.ProposeOutcome(
            by="small.mia", stage="s2", outcome="a", outstanding="", still_at_risk=False
        ),
        c.ConfirmOutcome(by=MAX, stage="s2", still_at_risk=False),
        c.TickCopied(by="small.mia", side=Side.RAISING),
        c.TickCopied(by=MAX, side=Side.RECEIVING),
        c.RecordTold(by="", person=ANN, purpose=Purpose.AGREED, platform=Platform.SLACK),
        here=SMALL,
    )
    closing = done(case, c.CloseCase(by="small.mia"), SMALL.at())
    assert set(told(case, closing, SMALL, Purpose.CLOSED)) == {ANN, BOB, MAX}


def test_a_must_that_reaches_nobody_is_chased_until_the_post_is_held() -> None:
    """The coordinators hear at once and each working day; the new holder is then told."""
    vacant, held = town(rule(from_stage="s1"), officer=""), town(rule(from_stage="s1"))
    case = given(small_opening(), here=vacant)
    assert case.notified["n"].gaps == ("officer",)
    (due,) = [x for x in coming_steps(case, vacant.at()) if x.key.startswith("untold")]
    assert due.key == "untold:n:1"
    later = vacant.at(due.at)
    events = done(case, c.Remind(by="", key=due.key), later)
    assert only(e.Reminded, events).people == (CORA,)
    about = Notice(person=CORA, purpose=Purpose.REMINDER, stage="s1", about=due.key)
    assert "Reviewing officer" in str(message_card(about, case, later))
    case = apply(case, events)
    (second,) = [x for x in coming_steps(case, later) if x.key.startswith("untold")]
    assert second.at == due.at + timedelta(days=1)
    events = done(case, c.Remind(by="", key=second.key), held.at(second.at))
    assert kinds(events) == ["PeopleInformed"]
    assert only(e.PeopleInformed, events).people == (VIV,)
    case = apply(case, events)
    assert not [x for x in coming_steps(case, held.at(second.at)) if x.key.startswith("untold")]


@pytest.mark.parametrize("modality", [Modality.SHOULD, Modality.MAY])
def test_a_gap_in_what_is_no_duty_is_named_once(modality: Modality) -> None:
    """The coordinators are told of the vacant post, and not again (G13)."""
    here = town(rule(from_stage="s1", modality=modality), officer="")
    case = given(small_opening(), here=here)
    assert case.notified["n"].gaps == ("officer",)
    assert not [x for x in coming_steps(case, here.at()) if x.key.startswith("untold")]


def test_a_gap_is_named_to_the_coordinators_once_and_chased_afterwards() -> None:
    """The same gap at a later stage is no news."""
    here = town(rule(from_stage="s1", roles=("officer", "board")), officer="")
    case = given(small_opening(), DECIDED, here=here)
    events = done(case, UP, here.at())
    assert "PeopleInformed" not in kinds(events)


@pytest.mark.parametrize(
    ("when", "changes", "holds"),
    [
        (Condition(), {}, True),
        (Condition(statuses=(ChildStatus.LOOKED_AFTER,)), {}, False),
        (
            Condition(statuses=(ChildStatus.LOOKED_AFTER,)),
            {"statuses": (ChildStatus.PROTECTION_PLAN, ChildStatus.LOOKED_AFTER)},
            True,
        ),
        (Condition(agency_types=(AgencyType.HEALTH,)), {}, True),
        (Condition(agency_types=(AgencyType.COUNCIL,)), {}, True),
        (Condition(agency_types=(AgencyType.POLICE,)), {}, False),
        (Condition(subjects=(SubjectType.ADULT,)), {}, False),
        (Condition(subjects=(SubjectType.ADULT,)), {"subject_type": SubjectType.BOTH}, True),
        (
            Condition(statuses=(ChildStatus.LOOKED_AFTER,), subjects=(SubjectType.ADULT,)),
            {"statuses": (ChildStatus.LOOKED_AFTER,)},
            False,
        ),
    ],
)
def test_a_notification_applies_by_status_agency_of_either_side_and_subject(
    when: Condition, changes: dict[str, object], holds: bool
) -> None:
    """Every part that is given must hold; a health agency counts on whichever side it is."""
    here = town(rule(from_stage="s1", when=when))
    case = given(small_opening(**changes), here=here)
    assert applies(when, parties_of(case), here.directory) is holds
    assert (VIV in case.informed) is holds


def test_whom_an_agency_makes_concerned_is_told_as_soon_as_it_is_named() -> None:
    """A case opened in haste without the other agency, which turns out to be a school."""
    here = town(rule(from_stage="s1", when=Condition(agency_types=(AgencyType.SCHOOL,))))
    blank = small_opening(receiving_agency="", counterpart="", immediate=True)
    case = given(blank, here=here)
    assert VIV not in case.informed
    named = c.NameOtherSide(
        by=ANN, receiving_agency="school", receiving_team="", counterpart="small.stu"
    )
    assert only(e.PeopleInformed, done(case, named, here.at())).people == (VIV,)
