"""Each side's line hands up for itself: one that has not is chased, whatever the other has done."""

from datetime import datetime

from core.cases import commands as c
from core.vocabulary import Side
from tests.core.desk.replies import said, view
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    MARLOW,
    MONDAY,
    ROBIN,
    TOBIN,
    given,
    local_time,
    opening,
    refused,
)
from tests.core.office import Office, buttons, words

UP = c.EscalateNow(by=MARLOW, stage="discussion", reason="no answer")
STAGE = "line_managers"


def test_escalating_by_hand_leaves_the_other_side_its_own_hand_up() -> None:
    """Marlow moved it up for the receiving side; Robin's line still owes hers, by its own time."""
    case = given(opening(), UP)
    assert [(one.side, one.by) for one in case.hand_ups_open] == [(Side.RAISING, ROBIN)]
    assert case.hand_ups_open[0].due == local_time("2026-11-03 10:00")
    settled = given(opening(), UP, c.Accept(by=CASSIA, stage=STAGE))
    assert settled.hand_ups_open == ()


def test_confirming_one_hand_up_leaves_the_other() -> None:
    """And nobody confirms for the other side, nor twice for their own."""
    case = given(
        opening(),
        local_time("2026-11-09 17:00"),
        c.Lapse(by="", stage="discussion"),
        c.ConfirmHandUp(by=MARLOW, stage=STAGE),
    )
    assert [one.side for one in case.hand_ups_open] == [Side.RAISING]
    refused(case, c.ConfirmHandUp(by=TOBIN, stage=STAGE), HOUNSLOW.at())


async def test_each_side_is_reminded_of_its_own_and_ticks_its_own() -> None:
    """Both find it under what waits for them; Marlow's tick takes nothing from Robin's card."""
    office = Office()
    case = await office.open(opening())
    await office.fast_forward(working_days=6)
    for person in (ROBIN, MARLOW):
        home = words((await office.home(person)).blocks)
        assert "Nothing waits for you." not in home
    card = next(card for card in office.cards(MARLOW) if "handed up?" in card.title)
    assert "Marlow Winstead was to hand it up" in words(card.blocks)
    reply = await office.press(MARLOW, buttons(card.blocks)["It has been handed up"])
    assert "This is over" in said(reply)
    shown = view(await office.says(ROBIN, f"show {case.reference}"))
    assert "Robin Haverstock" in shown
    assert "is to hand it up in person" in shown
    mine = next(card for card in office.cards(ROBIN) if "handed up?" in card.title)
    assert "It has been handed up" in buttons(mine.blocks)
    assert _chased(office, MONDAY) == {ROBIN, MARLOW}


def _chased(office: Office, since: datetime) -> set[str]:
    assert office.clock.now() > since
    return {
        one.message.person
        for one in office.owed()
        if one.message.about.startswith("handup:") and one.message.person in {ROBIN, MARLOW}
    }
