"""When people are chased: counted from the newest ask, and never in the same breath."""

from datetime import timedelta

from core.cases import commands as c
from core.cases.rules.due import coming_steps
from core.desk.cases.views import record_view
from core.policy.asking_steps import STEP_WORKING_HOURS
from core.vocabulary import Platform, Purpose
from tests.core.given import (
    HOUNSLOW,
    MARLOW,
    MONDAY,
    SMALL,
    apply,
    done,
    given,
    opened,
    opening,
    small_opening,
)
from tests.core.stories import entry


def test_a_fresh_contact_is_given_their_time() -> None:
    """Marlow hands it on after three hours: the one asked then is chased four hours later."""
    later = timedelta(hours=3)
    case = given(opening(), later, c.Decline(by=MARLOW, stage="discussion", reason="on leave"))
    setting = HOUNSLOW.at(MONDAY + later)
    first = next(one for one in coming_steps(case, setting) if one.key == "chase:1:receiving:1")
    assert first.at == MONDAY + later + timedelta(hours=STEP_WORKING_HOURS[0])


def test_a_hand_up_due_at_once_is_not_chased_in_the_same_breath() -> None:
    """Where the policy says "immediately", the question whether it was done comes a day later."""
    due = given(small_opening(), here=SMALL).visit.due
    case = given(small_opening(), due, c.Lapse(by="", stage="s1"), here=SMALL)
    assert [one.due for one in case.hand_ups_open] == [due, due]
    asked = [one for one in coming_steps(case, SMALL.at(due)) if one.key.startswith("handup")]
    assert [one.key for one in asked] == ["handup:2:raising", "handup:2:receiving"]
    assert all(one.at > due + timedelta(hours=23) for one in asked)


def test_the_record_shows_what_people_did_and_leaves_out_what_was_merely_sent() -> None:
    """Deliveries are entries too, but not on the pages people read; their number is said."""
    setting = HOUNSLOW.at()
    sent = c.RecordTold(by="", person=MARLOW, purpose=Purpose.ASKED, platform=Platform.SLACK)
    events = opened(opening(), setting)
    case = apply(None, events)
    told = done(case, sent, setting)
    numbered = enumerate((*events, *told), start=1)
    view = str(
        record_view(
            apply(case, told), tuple(entry(e, n) for n, e in numbered), case.raiser, setting
        )
    )
    assert "raised a concern" in view
    assert "was sent a message" not in view
    assert "1 entry says only that a message was sent" in view
