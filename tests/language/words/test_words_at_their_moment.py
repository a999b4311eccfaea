"""Every text of a policy stands where people look: each is a mark here, and each mark is found."""

import pytest

from core.cases import commands as c
from core.cases.refusals import Reason, Refusal
from core.cases.rules.ladder.linked_cases import open_routes
from core.cases.rules.ladder.moving import next_stage_up
from core.cases.wording import refusals
from core.desk.directory.contacts_card import contacts_card
from core.desk.editions.policy_view import policy_view
from core.policy.model import DisplayOnly, Principle
from core.vocabulary import Action, Modality, Purpose, ShownAt
from tests.clauses.town import asks
from tests.core.office import words
from tests.language.words import marks
from tests.language.words.marks import begun, every_stage, first_text, mark, marked, real, texts_at

STAGE_FORMS = (Action.DISCUSS, Action.TASK, Action.PROPOSE)
"""Forms that can be opened at any stage."""


EVERY = pytest.mark.parametrize("name", marks.EVERY)


@EVERY
def test_what_is_to_be_done_stands_on_the_request_the_forms_and_the_case(name: str) -> None:
    """At every stage of every track, for each who is asked; also on the reminder to accept."""
    policy = marked(real(name))
    for stage in every_stage(policy):
        here, told = begun(policy).at(stage.id), mark("stage", stage.id)
        assert here.asked()
        for person in here.asked():
            request = here.card(person, Purpose.ASKED)
            assert told in words(request.blocks)
            for said in texts_at(policy, ShownAt.ASKED):
                assert said in words(request.blocks)
                assert said in words(here.view(person).blocks)
        for person in here.waits():
            assert told in words(here.reminder(person, "chase").blocks)
        assert told in words(here.view().blocks)
        forms = [here.form(one, "view") for one in STAGE_FORMS]
        if next_stage_up(here.case, here.setting):
            forms.append(here.form(Action.ESCALATE))
        if stage.questions:
            forms.append(here.form(Action.ANSWER))
        if stage.meeting:
            forms.append(here.form(Action.MEETING))
        if stage.dispositions:
            forms.append(here.form(Action.DISPOSE))
        assert all(told in words(form.blocks) for form in forms)


@EVERY
def test_what_a_stage_asks_stands_in_the_case_and_on_its_forms(name: str) -> None:
    """Its tasks, its questions, its meeting, the decision how it goes on, and what stays."""
    policy = marked(real(name))
    for stage in every_stage(policy):
        here = begun(policy).at(stage.id)
        case = words(here.view().blocks)
        assert all(task.text in case for task in stage.tasks)
        compulsory = (one for one in stage.questions if one.modality is Modality.MUST)
        assert all(one.text in case for one in compulsory)
        asked = " ".join(asks(here.form(Action.ANSWER, by=one)) for one in here.asked())
        assert all(one.text in asked for one in stage.questions)
        if stage.meeting:
            assert stage.meeting.text in case
            assert stage.meeting.text in asks(here.form(Action.MEETING))
            read_out = words(here.form(Action.MEETING).blocks)
            assert all(one.text in read_out for one in policy.statements)
        if stage.dispositions:
            assert stage.dispositions.text in case
            assert stage.dispositions.text in asks(here.form(Action.DISPOSE))
        if policy.stand_off:
            assert policy.stand_off.text in case


@EVERY
def test_danger_stands_first(name: str) -> None:
    """On the form that raises a concern, the danger form, the alert, and the case while it lasts."""
    policy = marked(real(name))
    quiet, danger = begun(policy), mark("danger")
    here = quiet.after(c.FlagImmediateRisk(by=quiet.case.raiser, account=""))
    assert first_text(quiet.form(Action.RAISE, case=False).blocks).startswith(danger)
    assert first_text(quiet.form(Action.IMMEDIATE_RISK, case=False).blocks).startswith(danger)
    assert first_text(quiet.form(Action.IMMEDIATE_RISK).blocks).startswith(danger)
    assert first_text(here.view().blocks).startswith(danger)
    assert danger not in words(quiet.view().blocks)
    assert here.case.risk
    for person in here.case.risk.told:
        alert = here.card(person, Purpose.IMMEDIATE_RISK, here.case.raiser)
        again = here.card(person, Purpose.REMINDER, "risk:1")
        assert first_text(again.blocks).startswith(danger)
        assert first_text(alert.blocks).startswith(danger)
        numbers = [one.number for one in policy.immediate_risk.routes]
        assert all(one in words(alert.blocks) for one in numbers)
    case = words(here.view().blocks)
    risk = policy.immediate_risk
    assert all(one.text in case for one in risk.tasks)
    assert all(one.text in case for one in risk.questions)
    if risk.bypass:
        assert risk.bypass.text in asks(here.form(Action.BYPASS))


@EVERY
def test_the_form_that_raises_a_concern_says_what_can_change_it(name: str) -> None:
    """What the policy gives that moment, what belongs elsewhere, and what stays meanwhile."""
    policy = marked(real(name))
    said = words(begun(policy).form(Action.RAISE, case=False).blocks)
    assert all(one in said for one in texts_at(policy, ShownAt.RAISE))
    assert all(one.text in said for one in policy.exclusions)
    if policy.stand_off:
        assert policy.stand_off.text in said
    if policy.override:
        special = asks(begun(policy).form(Action.OVERRIDE))
        assert policy.override.text in special
        assert all(one.text in special for one in policy.override.events)


@EVERY
def test_whoever_hands_up_reads_what_is_said_of_it(name: str) -> None:
    """On the form that escalates, and on the one that completes what travels along."""
    policy = marked(real(name))
    here = begun(policy)
    for action in (Action.ESCALATE, Action.DETAILS):
        said = words(here.form(action).blocks)
        assert all(one in said for one in texts_at(policy, ShownAt.HAND_UP))


@EVERY
def test_a_way_beside_the_ladder_gives_its_advice(name: str) -> None:
    """On its form."""
    policy = marked(real(name))
    for stage in policy.ladder:
        here = begun(policy).at(stage.id)
        for route in open_routes(here.case, here.case.raising.named, here.setting):
            assert route.advice in words(here.form(Action.ROUTE, route.id).blocks)
    here = begun(policy)
    for route in policy.routes:
        assert route.advice in words(here.form(Action.ROUTE, route.id).blocks)


@EVERY
def test_the_end_says_what_the_policy_says_of_it(name: str) -> None:
    """The question before the yes, what to do on a yes, the copy, the debrief, what follows."""
    policy = marked(real(name))
    closing, here = policy.closing, begun(policy)
    for action in (Action.PROPOSE, Action.CONFIRM):
        assert closing.residual_risk_question in asks(here.form(action))
    refused = refusals.sentence(Refusal(reason=Reason.STILL_AT_RISK), here.setting)
    assert closing.referral_text in refused
    agreed = here.agreed()
    closes = words(agreed.form(Action.CLOSE).blocks)
    assert all(one in closes for one in texts_at(policy, ShownAt.CLOSING))
    told = words(agreed.card(here.case.raiser, Purpose.AGREED).blocks)
    if closing.copy_text:
        assert closing.copy_text in words(agreed.view().blocks)
        assert closing.copy_text in told
    closed = here.closed()
    assert closing.debrief in words(closed.card(here.case.raiser, Purpose.CLOSED).blocks)
    owed = words(closed.view().blocks)
    after = {duty.task for duty in closed.case.duties}
    assert all(one.text in owed for one in closing.after if one.id in after)


@EVERY
def test_whoever_else_is_told_reads_why(name: str) -> None:
    """Each notification, in its message."""
    policy = marked(real(name))
    here = begun(policy)
    for one in policy.notifications:
        person = next(iter(here.here.directory.coordinators))
        assert one.text in words(here.card(person, Purpose.INFORMED, one.id).blocks)


@EVERY
def test_the_policy_page_has_every_sentence(name: str) -> None:
    """The principles, the clauses that are only displayed, what is read out; and the contacts have
    theirs.
    """
    policy = marked(real(name))
    here = begun(policy)
    page = words(policy_view(here.setting).blocks)
    held: tuple[Principle | DisplayOnly, ...] = (*policy.principles, *policy.display_only)
    assert all(one.text in page for one in held)
    assert all(one.text in page for one in policy.statements)
    contacts = words(contacts_card("council", here.setting).blocks)
    assert all(one in contacts for one in texts_at(policy, ShownAt.CONTACTS))
