"""Fold the events of decisions: bypass, agreed dates, dispositions and meetings."""

from core.cases import events as e
from core.cases.case import Case, HeldMeeting, NamedDate, TakenExit
from core.cases.duty import AGREE_DATE_TASK, BYPASS_TASK, DISPOSITION_TASK, MEETING_TASK_PREFIX
from core.cases.folding.changing import changed
from core.cases.folding.duties import settled

Decision = e.BypassDecided | e.DateProposed | e.DateAgreed | e.DispositionTaken | e.MeetingHeld


def after(case: Case, event: Decision) -> Case:
    """Return the case after a decision; people told of it are kept informed."""
    match event:
        case e.BypassDecided():
            return _informed(settled(case, BYPASS_TASK, event, stage=case.stage), event.told)
        case e.DateProposed():
            return _date_proposed(case, event)
        case e.DateAgreed():
            return _date_agreed(case, event)
        case e.DispositionTaken():
            return _informed(_disposition_taken(case, event), event.told)
        case e.MeetingHeld():
            return _informed(_meeting_held(case, event), event.told)


def _informed(case: Case, people: tuple[str, ...]) -> Case:
    return changed(case, informed=tuple(dict.fromkeys((*case.informed, *people))))


def _date_proposed(case: Case, event: e.DateProposed) -> Case:
    """Keep the named date for the other side to answer; it replaces any earlier one."""
    named = NamedDate(
        sequence=case.sequence, side=event.side, by=event.by, at=event.at, date=event.date
    )
    visit = changed(case.visit, named_date=named)
    return changed(case, visits=(*case.visits[:-1], visit))


def _date_agreed(case: Case, event: e.DateAgreed) -> Case:
    """The agreed date becomes the stage's due time, no longer a labelled default."""
    visit = changed(
        case.visit,
        due=event.due,
        explanation=event.explanation,
        labelled_default=False,
        named_date=None,
        agreed_date=event.due,
    )
    agreed = changed(case, visits=(*case.visits[:-1], visit))
    return settled(agreed, AGREE_DATE_TASK, event, stage=case.stage)


def _disposition_taken(case: Case, event: e.DispositionTaken) -> Case:
    """Record the decision how the stage goes on."""
    taken = TakenExit(
        stage=event.stage,
        disposition=event.disposition,
        to=event.to,
        by=event.by,
        at=event.at,
    )
    decided = changed(case, dispositions=(*case.dispositions, taken))
    return settled(decided, DISPOSITION_TASK, event, stage=case.stage)


def _meeting_held(case: Case, event: e.MeetingHeld) -> Case:
    """Add the meeting; earlier ones are kept."""
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
    minuted = changed(case, meetings=(*case.meetings, held))
    task = f"{MEETING_TASK_PREFIX}{event.meeting}"
    return settled(minuted, task, event, stage=case.stage, held_on=event.held_on, late=event.late)
