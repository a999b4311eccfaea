"""Gaps in policy or procedure, what is confirmed with a copy, and the offer to talk it over."""

from dataclasses import replace

import pytest

from core.cards import Press
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import Notice, notices
from core.cases.refusals import Reason
from core.cases.wording.history import happened, written
from core.desk.cases import forms, overviews
from core.desk.cases.answers import case_commands
from core.desk.editions.policy_view import policy_view
from core.notifications.message_cards import message_card
from core.policy.model import Choice, Reference
from core.vocabulary import Action, CaseStatus, Platform, Purpose, Side
from tests.core.given import (
    FERN,
    HOUNSLOW,
    MARLOW,
    NOOR,
    ROBIN,
    SMALL,
    THEA,
    World,
    apply,
    done,
    given,
    kinds,
    only,
    opening,
    refused,
)
from tests.core.office import buttons, words

MISSING = "No procedure says who rings the school."
AGREE = (
    c.Accept(by=MARLOW, stage="discussion"),
    c.ProposeOutcome(
        by=ROBIN, stage="discussion", outcome="a", outstanding="", still_at_risk=False
    ),
    c.ConfirmOutcome(by=MARLOW, stage="discussion", still_at_risk=False),
)
TICKED = (
    c.TickCopied(by=ROBIN, side=Side.RAISING),
    c.TickCopied(by=MARLOW, side=Side.RECEIVING),
    c.RecordTold(by="", person=ROBIN, purpose=Purpose.AGREED, platform=Platform.TEAMS),
)


def town(**closing: str) -> World:
    """Hounslow, whose gaps go to the Independent Advisor, with these words for the closing."""
    policy = replace(
        HOUNSLOW.policy,
        gaps_to=("independent_advisor",),
        closing=replace(HOUNSLOW.policy.closing, **closing),  # type: ignore[arg-type]
    )
    return replace(HOUNSLOW, policy=policy)


HERE = town()


def owed(case: Case, event: e.Event, here: World) -> dict[str, Purpose]:
    """Who is owed what message for an event."""
    after = apply(case, [event])
    return {n.person: n.purpose for n in notices(event, case, after, here.at())}


@pytest.mark.parametrize("status", list(CaseStatus))
def test_anybody_on_a_case_reports_a_gap_at_any_time(status: CaseStatus) -> None:
    """Whoever the policy names is told and can open the case; the raiser and both sides hear that
    something was added (HOU-64, HOU-66).
    """
    case = replace(given(opening(), here=HERE), status=status, informed=(THEA,))
    for person in (ROBIN, MARLOW, THEA, NOOR):
        event = only(e.GapReported, done(case, c.ReportGap(by=person, text=MISSING), HERE.at()))
        told = owed(case, event, HERE)
        assert {told[one] for one in event.told if one != person} == {Purpose.GAP}
        if person != ROBIN and ROBIN not in event.told:
            assert told[ROBIN] is Purpose.SHARED
        assert set(event.told) <= set(apply(case, [event]).people)
    stranger = c.ReportGap(by=FERN, text=MISSING)
    assert refused(case, stranger, HERE.at()).reason is Reason.NOT_YOURS


def test_an_empty_report_is_none() -> None:
    """What is missing has to be said."""
    empty = refused(given(opening()), c.ReportGap(by=ROBIN, text=" "), HOUNSLOW.at())
    assert (empty.reason, empty.input) == (Reason.EMPTY, "text")


def test_where_nobody_is_named_or_can_be_told_the_coordinators_hear_of_it() -> None:
    """The register is theirs; a vacant post is named to them besides."""
    case = given(opening())
    bare = replace(HOUNSLOW, policy=replace(HOUNSLOW.policy, gaps_to=()))
    told = only(e.GapReported, done(case, c.ReportGap(by=ROBIN, text=MISSING), bare.at())).told
    assert told == HOUNSLOW.directory.coordinators
    posts = tuple(p for p in HERE.directory.posts if "independent_advisor" not in p.roles)
    vacant = replace(HERE, directory=replace(HERE.directory, posts=posts))
    event = only(e.GapReported, done(case, c.ReportGap(by=ROBIN, text=MISSING), vacant.at()))
    assert (event.told, event.gaps) == (told, ("independent_advisor",))


def test_the_message_points_and_the_record_tells() -> None:
    """The report itself is read in the case only."""
    case = given(opening(), here=HERE)
    event = only(e.GapReported, done(case, c.ReportGap(by=ROBIN, text=MISSING), HERE.at()))
    card = message_card(Notice(person=THEA, purpose=Purpose.GAP, about=ROBIN), case, HERE.at())
    assert "Robin Haverstock" in words(card.blocks)
    assert MISSING not in repr(card)
    assert MISSING not in happened(event, HERE.at())
    assert written(event, HERE.at()) == (("Text", MISSING),)


def test_a_gap_named_at_closing_counts_as_reported() -> None:
    """The report comes before the closing; what else was asked stands under its own label."""
    case = given(opening(), *AGREE, *TICKED, here=HERE)
    press = Press(action=Action.CLOSE, case=case.id, stage=case.stage)
    values = {"policy_gap": MISSING, "learning": "ring early"}
    events: list[e.Event] = []
    for command in case_commands(press, values, case, HERE.at(), ROBIN):
        more = done(apply(case, events) if events else case, command, HERE.at())
        events.extend(more)
    assert kinds(events)[:2] == ["GapReported", "CaseClosed"]
    assert only(e.GapReported, events).text == MISSING
    assert only(e.CaseClosed, events).learning == "ring early"
    nothing = case_commands(press, {}, case, HERE.at(), ROBIN)
    assert [type(one) for one in nothing] == [c.CloseCase]


def test_what_else_is_asked_at_closing_is_kept_under_its_label() -> None:
    """By field id in the record, by label where people read it."""
    event = e.CaseClosed(
        at=HERE.at().now,
        by=ROBIN,
        stage="discussion",
        late=False,
        told=(),
        learning="ring early",
        answers={"policy_gap": MISSING},
    )
    assert written(event, HERE.at()) == (
        ("Learning", "ring early"),
        ("Did this show a gap in a policy or procedure?", MISSING),
    )


def test_coordinators_see_on_home_where_gaps_were_reported() -> None:
    """And nobody else does."""
    case = given(opening(), c.ReportGap(by=ROBIN, text=MISSING), here=HERE)
    shown = ((case, HERE.at()),)
    for person, seen in ((NOOR, True), (ROBIN, False)):
        home = words(overviews.lists_on_home((person,), (HERE.at(),), shown))
        assert (f"were reported in: {case.reference}" in home) is seen


def test_the_form_says_who_hears_of_it_and_fits() -> None:
    """One text, and what it is for."""
    case = given(opening(), here=HERE)
    form = forms.form(Press(action=Action.GAP, case="c1"), case, HERE.at(), ROBIN, {})
    assert [one.id for one in form.inputs] == ["text"]
    assert "coordinators' register" in words(form.blocks)
    assert len(form.title) <= 24


COPY = "We have approved and dated this record, and a copy is on the file."


def test_what_a_side_confirms_with_its_copy_stands_on_the_button_and_in_the_record() -> None:
    """The policy's words replace ours, and the record keeps which were confirmed (HIL-24)."""
    here = town(copy_text=COPY)
    case = given(opening(), *AGREE, here=here)
    card = message_card(
        Notice(person=MARLOW, purpose=Purpose.AGREED, stage=case.stage), case, here.at()
    )
    assert COPY in words(card.blocks)
    assert "We confirm this" in buttons(card.blocks)
    tick = c.TickCopied(by=MARLOW, side=Side.RECEIVING)
    event = only(e.CopiedToFile, done(case, tick, here.at()))
    assert event.text == COPY
    assert COPY in happened(event, here.at())
    plain = only(e.CopiedToFile, done(case, tick, HOUNSLOW.at()))
    assert plain.text == ""
    assert "a copy is on the file of the receiving side" in happened(plain, HOUNSLOW.at())


def test_a_debrief_is_offered_once_to_the_people_of_both_sides() -> None:
    """On the message of the closing, and not to those who are only kept informed."""
    here = town(debrief="Would it help to talk this over?")
    case = replace(given(opening(), *AGREE, here=here), informed=(THEA,))
    for person, offered in ((ROBIN, True), (MARLOW, True), (THEA, False), (NOOR, False)):
        card = message_card(Notice(person=person, purpose=Purpose.CLOSED), case, here.at())
        assert ("Would it help to talk this over?" in words(card.blocks)) is offered
    agreed = message_card(Notice(person=ROBIN, purpose=Purpose.AGREED), case, here.at())
    assert "talk this over" not in words(agreed.blocks)


def test_what_is_to_be_read_out_stands_on_the_form_of_the_meeting() -> None:
    """Before anything is asked; a policy without statements has no such lines."""
    case = given(opening(), here=HERE)
    statements = (Choice(id="s", text="We meet for the child."),)
    said = replace(HERE, policy=replace(HERE.policy, statements=statements))
    press = Press(action=Action.MEETING, case=case.id, stage=case.stage)
    shown = words(forms.form(press, case, said.at(), ROBIN, {}).blocks)
    assert shown.index("Please read this out") < shown.index("We meet for the child.")
    bare = replace(HERE, policy=replace(HERE.policy, statements=()))
    assert "read this out" not in words(forms.form(press, case, bare.at(), ROBIN, {}).blocks)


def test_the_policy_view_names_statements_and_what_stands_in_place_of_old_law() -> None:
    """And says nothing of either where the policy names none."""
    policy = replace(
        HOUNSLOW.policy,
        statements=(Choice(id="s", text="We meet for the child."),),
        references=(
            Reference(id="old", text="The Act of 2004", superseded="the Act of 2017"),
            Reference(id="new", text="The Act of 1989"),
        ),
    )
    shown = words(policy_view(replace(HOUNSLOW, policy=policy).at()).blocks)
    assert "We meet for the child." in shown
    assert "The Act of 2004 (superseded; now: the Act of 2017)\nThe Act of 1989" in shown
    assert "Read out where people meet" not in words(policy_view(SMALL.at()).blocks)
