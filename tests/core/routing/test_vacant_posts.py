"""Vacant posts and people on both sides: somebody can always be asked, or a human knows."""

from dataclasses import replace

from core.cases import commands as c
from core.cases import events as e
from core.directory.model import Directory
from core.routing.stage_contacts import Parties, ask, further_contacts, holders
from core.vocabulary import Purpose, Side
from tests.core.cases.contacts.asking import NOW, STAGE, UP, managers, miss, told, without
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    IMOGEN,
    LEILA,
    MAILBOX,
    MARLOW,
    MERRICK,
    NOOR,
    ORCHARD,
    PRIYA,
    ROBIN,
    SMALL,
    TOBIN,
    WILF,
    apply,
    done,
    given,
    only,
    opened,
    opening,
    small_opening,
)

# --- vacant posts ------------------------------------------------------------------------------


def test_a_post_without_holders_is_asked_through_its_deputies() -> None:
    """Holders, then deputies."""
    here = without("council.family-help.manager", deputies=True)
    case = apply(None, opened(opening(), here.at()))
    case = apply(case, done(case, UP, here.at()))
    assert case.receiving.asked == (LEILA,)


def test_a_post_with_nobody_at_all_goes_to_the_next_stage_up_and_the_coordinator_knows() -> None:
    """A vacant post never burns its time silently."""
    here = without("council.family-help.manager")
    case = apply(None, opened(opening(), here.at()))
    events = done(case, UP, here.at())
    entered = only(e.StageEntered, events)
    assert entered.asked_receiving == (WILF,)
    assert entered.gaps == ("line_manager",)
    assert {(NOOR, Purpose.NOBODY), (MERRICK, Purpose.NOBODY)} <= told(case, events, here)


def test_a_side_for_which_nobody_can_be_found_is_reported_at_once() -> None:
    """The coordinator, when the whole line of posts is empty."""
    here = without(
        "post.social-worker",
        here=without("post.team-manager", here=without("post.board-chair", here=SMALL)),
    )
    start = small_opening(counterpart="")
    events = opened(start, here.at())
    case = apply(None, events[:1])
    assert only(e.StageEntered, events).asked_receiving == ()
    assert ("small.cora", Purpose.NOBODY) in told(case, events[1:], here)


def test_nobody_is_their_own_escalation() -> None:
    """Cassia owned the managers' stage and deputises for the lead: she is not asked again there."""
    here = without("west-london.lead", deputies=True)
    decision = c.AnswerQuestion(
        by=TOBIN, stage=STAGE, question="professionals_meeting", answer=False, reason="not yet"
    )
    up_again = c.EscalateNow(by=TOBIN, stage=STAGE, reason="no answer")
    idle = given(opening(), UP, decision, up_again, here=here)
    assert idle.raising.asked == (CASSIA,)
    acted = given(opening(), UP, c.Accept(by=CASSIA, stage=STAGE), decision, up_again, here=here)
    assert acted.raising.asked
    assert CASSIA not in acted.raising.asked


COUNCIL = Parties(
    raiser=PRIYA,
    raising_agency="council",
    raising_team="family-help",
    receiving_agency="west-london",
    receiving_team="",
)
"""A case raised by one of the council's managers; nobody has acted yet."""


def test_whoever_raised_it_is_asked_at_no_stage_above_their_own() -> None:
    """Not as a holder, not as another in the post, not as a deputy, not as the next level up."""
    policy, directory = HOUNSLOW.policy, HOUNSLOW.directory
    managers_stage = policy.stage(STAGE)
    assert ask(managers_stage, Side.RAISING, COUNCIL, policy, directory).people == (TOBIN,)
    assert (
        PRIYA
        not in further_contacts(managers_stage, Side.RAISING, COUNCIL, policy, directory).everyone
    )
    above = further_contacts(
        policy.stage("discussion"), Side.RAISING, COUNCIL, policy, directory
    ).above
    assert above == (TOBIN,)
    as_deputy = replace(COUNCIL, raiser=LEILA)
    behind_them = further_contacts(managers_stage, Side.RAISING, as_deputy, policy, directory)
    assert LEILA not in behind_them.everyone


def test_where_the_next_stage_is_the_practitioners_too_the_raiser_is_not_above_themselves() -> None:
    """They stand for their own side there, and are nobody further to ask."""
    talk, managers_stage, *rest = HOUNSLOW.policy.ladder
    ladder = (talk, replace(managers_stage, raising=talk.raising), *rest)
    first, *others = HOUNSLOW.policy.tracks
    policy = replace(HOUNSLOW.policy, tracks=(replace(first, stages=ladder), *others))
    found = further_contacts(talk, Side.RAISING, COUNCIL, policy, HOUNSLOW.directory)
    assert ask(ladder[1], Side.RAISING, COUNCIL, policy, HOUNSLOW.directory).people == (PRIYA,)
    assert found.above == ()


def test_who_acted_below_is_not_asked_from_above_though_the_post_stays_with_the_case() -> None:
    """The head held stage 3 in the lead's place: at stage 4 they are not asked for stage 5 either,
    which their post would simply take on.
    """
    heads = HOUNSLOW.policy.stage("heads_of_service")
    free = further_contacts(heads, Side.RAISING, COUNCIL, HOUNSLOW.policy, HOUNSLOW.directory)
    assert free.above == (ORCHARD,)
    acted = replace(COUNCIL, acted_raising=(ORCHARD,))
    found = further_contacts(heads, Side.RAISING, acted, HOUNSLOW.policy, HOUNSLOW.directory)
    assert ORCHARD not in found.everyone


def test_whoever_has_left_is_asked_for_no_post_they_still_stand_in() -> None:
    """Holders, practitioners and deputies alike: a list may be mended in any order."""
    people = dict(HOUNSLOW.directory.people)
    for one in (TOBIN, LEILA, MARLOW):
        people[one] = replace(people[one], left_on=NOW.now.date(), channels=())
    here, policy = replace(HOUNSLOW.directory, people=people), HOUNSLOW.policy
    parties = replace(COUNCIL, raiser=ROBIN)
    asked = ask(policy.stage(STAGE), Side.RAISING, parties, policy, here)
    assert asked.people == (PRIYA,)
    behind_them = further_contacts(policy.stage(STAGE), Side.RAISING, parties, policy, here)
    assert not {TOBIN, LEILA} & {*behind_them.everyone}
    raised = replace(COUNCIL, raiser=MARLOW)
    first = ask(policy.stage("discussion"), Side.RAISING, raised, policy, here)
    assert MARLOW not in first.people


def test_the_same_person_heads_both_sides_and_the_deputy_is_asked_on_the_other() -> None:
    """Nobody sits on both sides of a disagreement."""
    case = given(
        small_opening(entry_stage="s3", entry_reason="urgent"),
        here=SMALL,
    )
    assert case.raising.asked == ("small.chair",)
    assert case.receiving.asked == ("small.vice",)


def test_a_role_of_an_agency_that_is_not_known_reaches_nobody() -> None:
    """Never every holder of every agency: that would tell strangers."""
    parties = Parties(
        raiser=ROBIN,
        raising_agency="west-london",
        raising_team="",
        receiving_agency="",
        receiving_team="",
    )
    here = HOUNSLOW
    for role in here.policy.roles:
        found = holders(role.id, Side.RECEIVING, parties, here.policy, here.directory)
        assert role.partnership or found == ()
    for stage in here.policy.ladder[:4]:
        assert ask(stage, Side.RECEIVING, parties, here.policy, here.directory).people in {
            (),
            ("hounslow.isolde-wraysbury",),
        }


def test_somebody_who_left_the_contact_list_is_no_reason_to_fall_over() -> None:
    """After a change of the directory every command still works on the case they are on."""
    people = {k: v for k, v in HOUNSLOW.directory.people.items() if k not in {TOBIN, CASSIA, ROBIN}}
    directory: Directory = replace(HOUNSLOW.directory, people=people, agencies={})
    here = replace(HOUNSLOW, directory=directory).at()
    case = managers()
    for command in (
        c.Accept(by=PRIYA, stage=STAGE),
        c.Decline(by=PRIYA, stage=STAGE, reason="no"),
        c.AskForSupport(by=PRIYA, text=""),
        c.FlagImmediateRisk(by=PRIYA),
        c.InvokeOverride(by=PRIYA, event="media"),
        c.Lapse(by="", stage=STAGE),
        miss(TOBIN),
    ):
        done(case, command, here)


def test_support_is_asked_of_ones_own_line() -> None:
    """Marlow's own agency hears that he would like support; the other side's does not."""
    case = given(opening())
    asked = only(e.SupportAsked, done(case, c.AskForSupport(by=MARLOW, text="please"), NOW))
    assert set(asked.told) == {TOBIN, PRIYA}
    raiser = only(e.SupportAsked, done(case, c.AskForSupport(by=ROBIN, text="please"), NOW))
    assert set(raiser.told) == {CASSIA, MAILBOX}
    assert IMOGEN not in raiser.told
