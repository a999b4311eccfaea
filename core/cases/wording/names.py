"""Names of a case's statuses and of a person's role in it."""

from typing import Final

from core.cases.case import Case
from core.policy.model import Policy
from core.policy.wording.names import SIDE, for_side
from core.vocabulary import CaseStatus

STATUS: Final[dict[CaseStatus, str]] = {
    CaseStatus.OPEN: "Open",
    CaseStatus.AGREED: "Agreed, not yet closed",
    CaseStatus.CLOSED: "Closed",
}


def role_of(case: Case, person: str, policy: Policy) -> str:
    """Return what a person is in a case, in words."""
    side = case.side_of(person)
    if person == case.raiser:
        return "You raised this"
    if side is not None and person in case.side(side).asked:
        return f"Contact {for_side(side, case.stage, policy)}"
    if side is not None:
        return f"{SIDE[side]}, at an earlier stage"
    return "Kept informed"
