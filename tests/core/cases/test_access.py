"""Who may do and see what: every action, every relation, every status, one by one."""

from dataclasses import replace

import pytest

from core.cases import commands as c
from core.cases.access import UNTIL_CLOSED, Relation, may, relations
from core.cases.case import Case
from core.vocabulary import Action, CaseStatus
from tests.core.given import (
    CASSIA,
    FERN,
    HOUNSLOW,
    IMOGEN,
    MARLOW,
    NOOR,
    PRIYA,
    ROBIN,
    THEA,
    TOBIN,
    given,
    opening,
)

R, O, C, F, I, K = (  # noqa: E741 - the letters of the table
    Relation.RAISER,
    Relation.OWNER,
    Relation.CONTACT,
    Relation.FORMER,
    Relation.INFORMED,
    Relation.COORDINATOR,
)

TABLE = {
    # who may, and whether only while the disagreement is open
    Action.OPEN: ("ROCFIK", False),
    Action.RECORD: ("ROCFIK", False),
    Action.NOTE: ("ROCFIK", False),
    Action.IMMEDIATE_RISK: ("ROCFIK", False),
    Action.OVERRIDE: ("ROCFIK", False),
    Action.GAP: ("ROCFIK", False),
    Action.CORRECT: ("ROCFIK", False),
    Action.ACKNOWLEDGE: ("ROCFIK", False),
    Action.BRING_FORWARD: ("ROCFIK", True),
    Action.WITHDRAW_RISK: ("ROCFIK", False),
    Action.NAME_OTHER_SIDE: ("RK", True),
    Action.DETAILS: ("ROCF", False),
    Action.SUPPORT: ("ROCF", False),
    Action.COPIED: ("ROCF", False),
    Action.HAND_UP: ("ROCF", True),
    Action.ACCEPT: ("C", True),
    Action.DECLINE: ("OC", True),
    Action.HAND_TO_DEPUTY: ("OC", True),
    Action.DISCUSS: ("ROCFI", True),
    Action.TASK: ("ROCFIK", False),
    Action.ANSWER: ("ROCFIK", False),
    Action.BYPASS: ("R", True),
    Action.AGREE_DATE: ("OC", True),
    Action.SAME_DATE: ("OC", True),
    Action.DISPOSE: ("OCK", True),
    Action.MEETING: ("ROCFIK", True),
    Action.ESCALATE: ("OC", True),
    Action.ROUTE: ("ROCF", True),
    Action.PROPOSE: ("O", True),
    Action.CONFIRM: ("O", True),
    Action.REJECT: ("O", True),
    Action.CLOSE: ("O", False),
    Action.NOT_SATISFIED: ("R", False),
    Action.MIGRATE: ("K", True),
    Action.ENTER_FOR: ("K", False),
    Action.EDITIONS: ("", False),
    Action.EDITION_CHANGES: ("", False),
    Action.APPROVE_EDITION: ("", False),
    # of the contact list, not of a case: core/directory/access.py says who may
    Action.PEOPLE: ("", False),
    Action.PEOPLE_HISTORY: ("", False),
    Action.APPOINT: ("", False),
    Action.DEPUTISE: ("", False),
    Action.END_POST: ("", False),
    Action.MARK_ABSENT: ("", False),
    Action.VERIFY: ("", False),
    Action.LET_LEAVE: ("", False),
    Action.ENTER_PERSON: ("", False),
    Action.AWAY: ("", False),
    Action.BACK: ("", False),
    Action.STILL_ME: ("", False),
    Action.NOT_ME_NOW: ("", False),
    Action.ENTRY_CHANGED: ("", False),
    Action.TO_MEND: ("", False),
    Action.RAISE: ("", False),
    Action.HOME: ("", False),
    Action.CHOOSE_PARTNERSHIP: ("", False),
    Action.LINK: ("", False),
    Action.LINK_CODE: ("", False),
    Action.LINK_CONFIRM: ("", False),
    Action.LINK_REFUSE: ("", False),
    Action.UNLINK: ("", False),
    Action.STILL_ME: ("", False),
    Action.NOT_ME_NOW: ("", False),
    Action.ENTRY_CHANGED: ("", False),
    Action.TO_MEND: ("", False),
}

SETTING = HOUNSLOW.at()

LETTER = {R: "R", O: "O", C: "C", F: "F", I: "I", K: "K"}

PEOPLE = {R: ROBIN, O: TOBIN, C: PRIYA, F: MARLOW, I: THEA, K: NOOR}


@pytest.fixture(scope="module")
def at_managers() -> Case:
    """A case at the managers' stage with exactly one person in each relation."""
    case = given(opening(), c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer"))
    accepted = given(
        opening(),
        c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer"),
        c.Accept(by=TOBIN, stage="line_managers"),
    )
    assert case.receiving.asked == (TOBIN, PRIYA)
    return replace(accepted, informed=(THEA,))


def test_everybody_stands_in_the_relation_the_table_gives_them(at_managers: Case) -> None:
    """One person for each relation, and none for a stranger."""
    for relation, person in PEOPLE.items():
        found = relations(at_managers, person, HOUNSLOW.directory)
        assert found == ({R, F} if relation is R else {relation})
    assert relations(at_managers, FERN, HOUNSLOW.directory) == frozenset()
    assert relations(at_managers, "", HOUNSLOW.directory) == frozenset()


def test_special_circumstances_alone_end_with_the_closing() -> None:
    """What else may be done at any time may be done of a closed case too."""
    assert {Action.OVERRIDE} == UNTIL_CLOSED


def test_the_table_names_every_action() -> None:
    """A new action cannot be added without saying who may take it."""
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize("status", list(CaseStatus))
@pytest.mark.parametrize("action", list(Action))
def test_every_cell_of_the_matrix_is_as_the_table_says(
    at_managers: Case, action: Action, status: CaseStatus
) -> None:
    """Role by action by status: exactly the table, nothing more and nothing less."""
    case = replace(at_managers, status=status)
    letters, while_open = TABLE[action]
    for relation, person in PEOPLE.items():
        over = status is CaseStatus.CLOSED and action in UNTIL_CLOSED
        now = (status is CaseStatus.OPEN or not while_open) and not over
        expected = LETTER[relation] in letters and now
        assert may(action, case, person, SETTING) is expected, relation
    assert not may(action, case, FERN, SETTING)


def test_who_declined_is_a_former_contact_and_may_no_longer_accept() -> None:
    """A person's word is taken: reading and noting stay, acting does not."""
    case = given(
        opening(),
        c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer"),
        c.Decline(by=TOBIN, stage="line_managers", reason="on leave"),
    )
    assert relations(case, TOBIN, HOUNSLOW.directory) == {Relation.FORMER}
    assert not may(Action.ACCEPT, case, TOBIN, SETTING)
    assert may(Action.OPEN, case, TOBIN, SETTING)


def test_the_raiser_owns_the_first_stage_without_being_asked() -> None:
    """Raiser and owner at once, on the raising side, and on no other."""
    case = given(opening())
    assert relations(case, ROBIN, HOUNSLOW.directory) == {R, O}
    assert relations(case, MARLOW, HOUNSLOW.directory) == {C}
    assert relations(case, CASSIA, HOUNSLOW.directory) == frozenset()
    assert relations(case, IMOGEN, HOUNSLOW.directory) == frozenset()
