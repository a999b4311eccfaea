"""What a press does: acts at once, or only opens something, so that it can be repeated."""

import pytest

from core.cards import Press, ShowView
from core.cases.access import changes_at_once
from core.vocabulary import Action
from tests.core.desk.replies import started
from tests.core.given import MARLOW, NOOR, ROBIN
from tests.core.office import buttons


@pytest.mark.parametrize("action", list(Action))
async def test_what_does_not_act_writes_nothing(action: Action) -> None:
    """Whoever presses it on a case, or beside any: the record stays as it was."""
    office, case = await started()
    edition = f"{case.partnership}:{case.edition}"
    for where, target in (("", ""), ("", edition), (case.id, ""), (case.id, "view")):
        press = Press(action=action, case=where, stage=case.stage, target=target)
        if changes_at_once(press):
            continue
        if action is Action.CHOOSE_PARTNERSHIP:
            press = Press(action=action, target=Action.RAISE)
        before = await office.ledger.read(case.id)
        kept = dict(office.documents._documents)
        for person in (ROBIN, MARLOW, NOOR):
            (token,) = await office.ledger.issue(person, [press])
            await office.desk.press(office.principal(person), token)
        assert await office.ledger.read(case.id) == before
        assert office.documents._documents == kept


async def test_a_refusal_is_marked_as_telling_no_story_and_a_case_is_not() -> None:
    """So that a refusal can be shown where a case cannot."""
    office, case = await started()
    reply = await office.says(MARLOW, f"show {case.reference}")
    assert isinstance(reply, ShowView)
    assert reply.view.story
    press = Press(action=Action.CLOSE, case=case.id, stage=case.stage)
    (token,) = await office.ledger.issue(MARLOW, [press])
    refused = await office.desk.press(office.principal(MARLOW), token)
    assert isinstance(refused, ShowView)
    assert not refused.view.story
    assert buttons(refused.view.blocks)


def test_what_acts_is_known_by_what_it_is_pressed_on() -> None:
    """An alert on a case is one press; where there is no case yet it opens a form."""
    assert changes_at_once(Press(action=Action.APPROVE_EDITION, target="hounslow:digest"))
    assert changes_at_once(Press(action=Action.IMMEDIATE_RISK, case="c1"))
    assert not changes_at_once(Press(action=Action.IMMEDIATE_RISK, target="hounslow"))
    assert not changes_at_once(Press(action=Action.OPEN, case="c1"))
