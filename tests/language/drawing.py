"""Drawing the small parts of an invented policy: numbers, choices, clauses and clocks."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Data = dict[str, Any]

MOMENTS: Final = (
    "disagreement_arose",
    "case_opened",
    "stage_entered",
    "unresolved_recorded",
    "deadline_lapsed",
    "partnership_notified",
    "risk_flagged",
)
"""What a task's clock may count from without naming another task."""


class Draws:
    """Draws what every part of a policy file is made of."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self._clause = 0

    # --- drawing ------------------------------------------------------------------------------

    def whole(self, low: int, high: int) -> int:
        """A number of the range, both ends included."""
        return self._data.draw(st.integers(low, high))

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.whole(0, len(choices) - 1)]

    def maybe(self, odds: int = 2) -> bool:
        """True once in so many times, more or less."""
        return self.whole(1, odds) == odds

    def some(self, choices: Sequence[T], most: int = 2) -> list[T]:
        """A few different ones, perhaps none."""
        picked = {self.whole(0, len(choices) - 1) for _ in range(self.whole(0, most))}
        return [choices[place] for place in sorted(picked)]

    def clauses(self) -> list[str]:
        """A clause that nothing else cites."""
        self._clause += 1
        return [f"INV-{self._clause:02}"]

    # --- clocks -------------------------------------------------------------------------------

    def nudge(self) -> Data:
        """Our own labelled default."""
        return {"value": self.whole(1, 8), "unit": "working_days", "origin": "default"}

    def clock(self, since: Sequence[str] = ("stage_entered", "disagreement_arose")) -> Data:
        """A clock of any unit."""
        made: Data = {"since": self.one(since), "clauses": self.clauses()}
        kind = self.whole(0, 7)
        if kind <= 1:
            made |= {"unit": "working_days", "value": self.whole(1, 10)}
        elif kind == 2:
            made |= {"unit": "elapsed_hours", "value": self.whole(1, 72)}
            if self.maybe():
                made["or_end_of_next_working_day"] = True
        elif kind == 3:
            made |= {"unit": "calendar_days", "value": self.whole(1, 28)}
        elif kind == 4:
            made |= {"unit": "calendar_months", "value": self.whole(1, 2)}
        elif kind == 5:
            made |= {"unit": "unspecified", "nudge": self.nudge()}
        elif kind == 6:
            made |= {"unit": "agreed_by_both", "nudge": self.nudge()}
        else:
            made |= {"unit": self.one(("same_working_day", "immediate"))}
        if made["unit"] not in {"unspecified", "agreed_by_both"} and self.maybe(6):
            made["protective"] = False
        if self.maybe(6):
            made["strength"] = "indicative"
        return made

    def task_clock(self, earlier: Sequence[str]) -> Data:
        """A clock of a task: from a moment, or from an earlier task being done."""
        made = self.clock(MOMENTS)
        if made["unit"] == "agreed_by_both":
            made["unit"] = "unspecified"
        if earlier and self.maybe(3):
            made |= {"since": "task_done", "after": self.one(earlier)}
        return made

    def when(self) -> Data:
        """A condition, mostly none."""
        made: Data = {}
        if self.maybe(5):
            made["child_status"] = [self.one(("protection_plan", "looked_after"))]
        if self.maybe(6):
            made["agency_types"] = [self.one(("health", "council", "police"))]
        return made
