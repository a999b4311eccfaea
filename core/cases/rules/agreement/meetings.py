"""Panels and meetings: who chaired, who was present, what was decided and by whom (S-22)."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import holders_and_vacancies
from core.cases.refusals import Reason, Refusal
from core.cases.rules.duties.duties import happened_at, start_clocks
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS
from core.directory.model import Agency
from core.partnership.setting import Setting
from core.policy.model import Meeting
from core.routing.stage_contacts import unique
from core.vocabulary import AgencyType, ClockStart


def meeting_here(case: Case, setting: Setting) -> Meeting | None:
    """Return the panel or meeting of the current stage, or None."""
    return setting.policy.stage(case.stage).meeting


def involved_agencies(case: Case, setting: Setting) -> frozenset[str]:
    """Return the agencies with a part in the case, now or earlier: both sides', and those of
    everybody who ever acted for one (readings WAN-A8, S-16). The partnership's own body takes no
    side.
    """
    directory = setting.directory
    people = (case.raiser, *case.raising.everyone, *case.receiving.everyone)
    theirs = (directory.people[one].agency for one in people if one in directory.people)
    found = {case.raising.agency, case.receiving.agency, *theirs}
    return frozenset(
        one
        for one in found
        if one in directory.agencies and directory.agencies[one].type is not AgencyType.PARTNERSHIP
    )


def agencies_that_may_chair(case: Case, setting: Setting) -> tuple[Agency, ...]:
    """Return the agencies whose people may chair."""
    meeting = meeting_here(case, setting)
    barred = (
        involved_agencies(case, setting)
        if meeting and meeting.chair_uninvolved
        else frozenset[str]()
    )
    return tuple(one for one in setting.directory.agencies.values() if one.id not in barred)


def missing_from_quorum(
    meeting: Meeting, agencies: tuple[str, ...], setting: Setting
) -> tuple[AgencyType, ...]:
    """Return the kinds of agency missing from the quorum. An ICB counts as health as well."""
    known = setting.directory.agencies
    present = {known[one].type for one in agencies if one in known}
    if AgencyType.ICB in present:
        present.add(AgencyType.HEALTH)
    return tuple(kind for kind in meeting.quorum if kind not in present)


def record(case: Case, command: c.RecordMeeting, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Record a meeting. Refused without its quorum, or with a chair from an involved agency; an
    absent agency of the case is recorded, but does not prevent it (reading HIL-A4).
    """
    meeting = meeting_here(case, setting)
    if meeting is None:
        return Refusal(reason=Reason.NO_MEETING)
    if refused := _refused(meeting, command, case, setting):
        return refused
    told, gaps = holders_and_vacancies(meeting.product_to, case, setting)
    concerned = (case.raising.agency, case.receiving.agency) if meeting.parties else ()
    began = happened_at(setting.now, command.held_on)
    return (
        e.MeetingHeld(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            meeting=meeting.id,
            form=command.form,
            held_on=command.held_on,
            late=command.held_on < setting.today,
            chair_agency=command.chair_agency,
            agencies=unique(command.agencies),
            absent=tuple(one for one in unique(concerned) if one and one not in command.agencies),
            told=told,
            gaps=gaps,
            chair=command.chair,
            decision=command.decision,
            decided_by=command.decided_by,
            product=command.product,
        ),
        *start_clocks(case, ClockStart.MEETING_HELD, meeting.id, began, setting),
    )


def _refused(
    meeting: Meeting, command: c.RecordMeeting, case: Case, setting: Setting
) -> Refusal | None:
    if command.form not in {"", *(kind for kind, _ in meeting.kinds)}:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="held_as")
    if len(meeting.kinds) > 1 and not command.form:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="held_as")
    if command.held_on > setting.today:
        return Refusal(reason=Reason.FUTURE, input="held_on")
    if not command.agencies or set(command.agencies) - set(setting.directory.agencies):
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="agencies")
    if lacking := missing_from_quorum(meeting, command.agencies, setting):
        return Refusal(reason=Reason.QUORUM, input="agencies", about=",".join(lacking))
    named = command.chair_agency
    if meeting.chair_uninvolved and not named:
        return Refusal(reason=Reason.EMPTY, input="chair_agency")
    if named and named not in setting.directory.agencies:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="chair_agency")
    if named and named not in {one.id for one in agencies_that_may_chair(case, setting)}:
        return Refusal(reason=Reason.CHAIR_INVOLVED, input="chair_agency", about=named)
    typed = {
        "chair": (command.chair, LINE_CHARACTERS, False),
        "decision": (command.decision, TEXT_CHARACTERS, True),
        "decided_by": (command.decided_by, LINE_CHARACTERS, True),
        "product": (command.product, TEXT_CHARACTERS, bool(meeting.product)),
    }
    for field, (text, limit, required) in typed.items():
        if required and not text.strip():
            return Refusal(reason=Reason.EMPTY, input=field)
        if len(text) > limit:
            return Refusal(reason=Reason.TOO_LONG, input=field, about=str(limit))
    return None
