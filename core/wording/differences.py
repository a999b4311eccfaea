"""What changes between two editions as sentences, and what that means for cases that are open."""

from typing import Final, assert_never

from core.differences import Change, Difference

NO_DIFFERENCES: Final = "The two editions say the same."
OPEN_CASES: Final = (
    "Open cases: nothing changes for them. Each stays on the edition it began under, unless it is "
    "moved to the new one with a reason."
)


def difference_words(difference: Difference) -> str:
    """One difference: "Stage 2, Line managers: clock: 5 working days becomes 3 working days"."""
    where = ", ".join(part for part in (difference.where, difference.what) if part)
    match difference.change:
        case Change.ADDED:
            return f"Added: {where}{_in_brackets(difference.new)}"
        case Change.REMOVED:
            return f"Removed: {where}{_in_brackets(difference.old)}"
        case Change.CHANGED:
            return f"{where}: {_quoted(difference.old)} becomes {_quoted(difference.new)}"
        case _:
            assert_never(difference.change)


def _in_brackets(said: str) -> str:
    return f" ({said})" if said else ""


def _quoted(said: str) -> str:
    """Whole sentences stand in quotation marks, so that it is plain where each ends."""
    return f"“{said}”" if said.endswith((".", "?", "!")) else said
