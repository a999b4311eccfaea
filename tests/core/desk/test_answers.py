"""Reading what was typed: what a form offers to choose from is all that a choice can hold."""

from core.cards import Press
from core.cases.commands import RecordDiscussion
from core.cases.events import CaseOpened
from core.desk.cases import answers
from core.vocabulary import Action
from tests.core.given import HOUNSLOW, MARLOW, ROBIN, given, only, opened, opening

STORY = "she was hurt on Sunday"


def test_a_choice_that_was_not_offered_is_not_kept() -> None:
    """How a discussion was held is no narrative and is stored in the clear: no story gets there."""
    case = given(opening())
    press = Press(action=Action.DISCUSS, case=case.id, stage=case.stage)
    for typed, kept in (("telephone", "telephone"), (STORY, "not said"), ("", "not said")):
        values = {"method": typed, "people": "Marlow", "account": "x"}
        (found,) = answers.case_commands(press, values, case, HOUNSLOW.at(), ROBIN)
        assert isinstance(found, RecordDiscussion)
        assert found.method == kept


def test_an_alert_keeps_no_choice_that_was_not_offered() -> None:
    """Nothing gates it, and yet trigger and category hold nothing but the policy's own ids."""
    urgent = opening(immediate=True, trigger=STORY, category=STORY, counterpart=MARLOW)
    found = only(CaseOpened, opened(urgent, HOUNSLOW.at()))
    assert (found.trigger, found.category) == ("", "")
    sound = only(CaseOpened, opened(opening(immediate=True), HOUNSLOW.at()))
    assert (sound.trigger, sound.category) == ("decision", "levels_of_need")
