"""What decisions make of a case: the fold of the events that choose its way."""

from dataclasses import replace

from core.cases import events as e
from core.cases.case import Case, HeldMeeting, NamedDate, TakenExit
from core.cases.duty import AGREE_DATE, BYPASS, DISPOSITION, MEETING
from core.cases.folding.duties import settled

Decision = e.BypassDecided | e.DateProposed | e.DateAgreed | e.DispositionTaken | e.MeetingHeld


def after(case: Case, event: Decision) -> Case:
    """The case after a decision; whoever is told of it is kept informed."""
    match event:
        case e.BypassDecided():
            return _informed(settled(case, BYPASS, event, stage=case.stage), event.told)
        case e.DateProposed():
            return _date_proposed(case, event)
        case e.DateAgreed():
            return _date_agreed(case, event)
        case e.DispositionTaken():
            return _informed(_disposition_taken(case, event), event.told)
        case e.MeetingHeld():
            return _informed(_meeting_held(case, event), event.told)


def _informed(case: Case, people: tuple[str, ...]) -> Case:
    return replace(case, informed=tuple(dict.fromkeys((*case.informed, *people))))


def _date_proposed(case: Case, event: e.DateProposed) -> Case:
    """The date waits for the other side, in the place of any named before."""
    named = NamedDate(
        sequence=case.sequence, side=event.side, by=event.by, at=event.at, date=event.date
    )
    visit = replace(case.visit, named_date=named)
    return replace(case, visits=(*case.visits[:-1], visit))


def _date_agreed(case: Case, event: e.DateAgreed) -> Case:
    """It is the stage's own date from now on, and no longer a default of ours."""
    visit = replace(
        case.visit,
        due=event.due,
        explanation=event.explanation,
        labelled_default=False,
        named_date=None,
        agreed_date=event.due,
    )
    agreed = replace(case, visits=(*case.visits[:-1], visit))
    return settled(agreed, AGREE_DATE, event, stage=case.stage)


def _disposition_taken(case: Case, event: e.DispositionTaken) -> Case:
    """How the stage goes on is decided."""
    taken = TakenExit(
        stage=event.stage,
        disposition=event.disposition,
        to=event.to,
        by=event.by,
        at=event.at,
    )
    decided = replace(case, dispositions=(*case.dispositions, taken))
    return settled(decided, DISPOSITION, event, stage=case.stage)


def _meeting_held(case: Case, event: e.MeetingHeld) -> Case:
    """The meeting is on the record; every one of them stays."""
    held = HeldMeeting(
        sequence=case.sequence,
        stage=event.stage,
        meeting=event.meeting,
        form=event.form,
        held_on=event.held_on,
        chair_agency=event.chair_agency,
        agencies=event.agencies,
        absent=event.absent,
    )
    minuted = replace(case, meetings=(*case.meetings, held))
    task = f"{MEETING}{event.meeting}"
    return settled(minuted, task, event, stage=case.stage, held_on=event.held_on, late=event.late)
