"""Opening a case: every fault at its input, where it begins, and who else is told."""

from datetime import UTC, date, datetime

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.decide import decide_opening
from core.cases.refusals import Reason, Refusal
from core.vocabulary import ChildStatus, Purpose
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    ROBIN,
    SMALL,
    THEA,
    TOBIN,
    apply,
    done,
    given,
    kinds,
    local_time,
    only,
    opened,
    opening,
    small_opening,
)
from tests.core.office import Office

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
DECISION = c.AnswerQuestion(
    by=TOBIN,
    stage="line_managers",
    question="professionals_meeting",
    answer=False,
    reason="not yet",
)


@pytest.mark.parametrize(
    ("changes", "reason", "where"),
    [
        ({"subject": " "}, Reason.EMPTY, "subject"),
        ({"subject": "x" * 151}, Reason.TOO_LONG, "subject"),
        ({"answers": {"action_taken": "a", "outcome_sought": "b"}}, Reason.EMPTY, "concern"),
        (
            {"answers": {"concern": "x" * 3001, "action_taken": "a", "outcome_sought": "b"}},
            Reason.TOO_LONG,
            "concern",
        ),
        (
            {"receiving_agency": "", "receiving_team": "", "counterpart": ""},
            Reason.EMPTY,
            "with_whom",
        ),
        ({"receiving_agency": "west-london"}, Reason.OWN_AGENCY, "with_whom"),
        ({"receiving_agency": "moon"}, Reason.UNKNOWN_CHOICE, "with_whom"),
        ({"receiving_team": "moon"}, Reason.UNKNOWN_CHOICE, "with_whom"),
        ({"counterpart": "moon"}, Reason.UNKNOWN_CHOICE, "with_whom"),
        ({"counterpart": CASSIA}, Reason.UNKNOWN_CHOICE, "with_whom"),
        ({"arose_on": date(2026, 11, 3)}, Reason.FUTURE, "arose_on"),
        ({"arose_on": date(2026, 10, 23)}, Reason.TOO_LONG_AGO, "arose_on"),
        ({"trigger": "moon"}, Reason.UNKNOWN_CHOICE, "trigger"),
        ({"category": "moon"}, Reason.UNKNOWN_CHOICE, "category"),
        ({"entry_stage": "moon", "entry_reason": "x"}, Reason.UNKNOWN_CHOICE, "entry_stage"),
        ({"entry_stage": "partnership", "entry_reason": "x"}, Reason.UNKNOWN_CHOICE, "entry_stage"),
        ({"by": "moon"}, Reason.NOT_YOURS, ""),
    ],
)
def test_every_fault_of_an_opening_is_named_at_its_input(
    changes: dict[str, object], reason: Reason, where: str
) -> None:
    """And the same command without the fault opens the case."""
    assert opened(opening(), HOUNSLOW.at())
    faults = decide_opening(opening(**changes), HOUNSLOW.at(), "c1")
    assert [(f.reason, f.input) for f in faults if isinstance(f, Refusal)] == [(reason, where)]


def test_all_faults_are_named_at_once() -> None:
    """Nobody has to submit a form five times."""
    faults = decide_opening(
        opening(subject="", trigger="", receiving_agency="", receiving_team="", counterpart=""),
        HOUNSLOW.at(),
        "c1",
    )
    assert len(faults) == 3


def test_the_day_it_arose_shortens_the_first_stage() -> None:
    """Day 0 is that day; Monday 26 October is the earliest from which 5 working days are left."""
    case = given(opening(arose_on=date(2026, 10, 26)))
    assert case.due == local_time("2026-11-02 17:00")


def test_a_higher_stage_is_entered_only_with_a_reason_and_where_the_policy_allows_it() -> None:
    """Small's policy has a bypass."""
    faults = decide_opening(small_opening(entry_stage="s2"), SMALL.at(), "c1")
    assert [f.input for f in faults if isinstance(f, Refusal)] == ["entry_reason"]
    case = given(small_opening(entry_stage="s2", entry_reason="urgent"), here=SMALL)
    assert (case.stage, case.visit.why) == ("s2", "bypassed")
    assert case.due == datetime(2026, 11, 3, 10, tzinfo=UTC)


# --- others who must know ----------------------------------------------------------------------


def test_a_protection_plan_tells_the_conference_chair_when_the_managers_come_in() -> None:
    """Not before, once a case, and kept informed of every later stage (HOU-45, HOU-A6)."""
    plan = opening(statuses=(ChildStatus.PROTECTION_PLAN,))
    case = given(plan)
    assert case.informed == ()
    events = done(case, UP, HOUNSLOW.at())
    assert only(e.PeopleInformed, events).people == (THEA,)
    case = apply(case, events)
    assert THEA in case.informed
    later = done(case, DECISION, HOUNSLOW.at())
    case = apply(case, later)
    again = done(case, c.EscalateNow(by=TOBIN, stage="line_managers", reason="x"), HOUNSLOW.at())
    assert "PeopleInformed" not in kinds(again)


async def test_those_kept_informed_hear_of_every_later_stage() -> None:
    """Reading HOU-A6: every later stage, override and closure."""
    office = Office()
    await office.open(opening(statuses=(ChildStatus.PROTECTION_PLAN,)))
    await office.fast_forward(to=local_time("2026-11-23 18:00"))
    about = [x.message.about for x in office.owed(THEA, Purpose.LAPSED)]
    assert about == ["line_managers", "safeguarding_leads"]


def test_a_child_without_those_statuses_tells_nobody_else() -> None:
    """The condition is a condition."""
    assert "PeopleInformed" not in kinds(done(given(opening()), UP, HOUNSLOW.at()))
