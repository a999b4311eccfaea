"""What the resolver needs to know of a case."""

from core.cases.case import Case
from core.routing.stage_contacts import Parties


def parties_of(case: Case) -> Parties:
    """Return what the resolver needs to know of this case."""
    return Parties(
        raiser=case.raiser,
        raising_agency=case.raising.agency,
        raising_team=case.raising.team,
        receiving_agency=case.receiving.agency,
        receiving_team=case.receiving.team,
        counterpart=case.counterpart,
        subject_type=case.subject_type,
        statuses=case.statuses,
        area=case.area,
        kind=case.kind,
        acted_raising=case.raising.acted,
        acted_receiving=case.receiving.acted,
    )
