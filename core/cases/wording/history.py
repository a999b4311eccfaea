"""The record as a person reads it: one plain sentence for each event, and its written texts."""

from collections.abc import Mapping
from typing import Final, assert_never

from core.cases import events as e
from core.cases.wording import asking_steps, decisions
from core.cases.wording.duties import of_duties, silence
from core.cases.wording.failure_reasons import tried, why_missed
from core.directory.wording.names import agency, name
from core.partnership.setting import Setting
from core.policy.model import Field
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import SIDE, for_side, listed, quoted, stage, title
from core.vocabulary import Platform, Purpose, Sensitivity

PURPOSE_WORDS: dict[Purpose, str] = {
    Purpose.RECEIPT: "the receipt",
    Purpose.ASKED: "the request to take it on",
    Purpose.INFORMED: "the information",
    Purpose.ACCEPTED: "the acceptance",
    Purpose.DECLINED: "the answer Not me",
    Purpose.LEFT: "the news that a contact is gone",
    Purpose.REMINDER: "a reminder",
    Purpose.LAPSED: "the lapse",
    Purpose.ESCALATED: "the escalation",
    Purpose.BESIDE: "the news of a matter beside it",
    Purpose.IMMEDIATE_RISK: "the immediate risk alert",
    Purpose.RISK_WITHDRAWN: "the withdrawal of the alert",
    Purpose.OVERRIDE: "the special circumstances",
    Purpose.PROPOSED: "the proposed outcome",
    Purpose.REJECTED: "the news that the outcome was not confirmed",
    Purpose.AGREED: "the agreement",
    Purpose.CLOSED: "the closing",
    Purpose.REOPENED: "the reopening",
    Purpose.BROUGHT_FORWARD: "the protective date",
    Purpose.DATE_PROPOSED: "the date that was named",
    Purpose.DATE_AGREED: "the date that was agreed",
    Purpose.DECIDED: "the news of a decision",
    Purpose.SHARED: "an addition to the record",
    Purpose.GAP: "the report of a gap",
    Purpose.SUPPORT_WANTED: "the wish for support",
    Purpose.ENTERED_FOR_YOU: "the news of an entry made for them",
    Purpose.UNREACHED: "the news that somebody could not be reached",
    Purpose.EDITION_CHANGED: "the change of edition",
    Purpose.NOBODY: "the news that a post is vacant",
}

NOT_FOR_YOU: Final = "Written down; only those who act on the case can read it."

BY_PLATFORM: dict[Platform, str] = {
    Platform.SLACK: "on Slack",
    Platform.TEAMS: "on Teams",
    Platform.MAIL: "by e-mail",
}

WHY_ENTERED = {
    "opened": "began",
    "lapsed": "opened by itself when the one below lapsed",
    "escalated": "opened by escalation",
    "bypassed": "was entered directly, past those below",
    "disposed": "opened by the decision how it goes on",
    "beside": "began beside the ladder",
    "reopened": "opened because the person who raised it is not satisfied",
}


def happened(event: e.Event, setting: Setting) -> str:  # noqa: PLR0915 - one case for each event
    """Return one sentence: what happened. It holds no narrative; ``written`` does."""
    people, policy = setting.directory, setting.policy

    def who(person: str) -> str:
        return name(person, people)

    def all_of(persons: tuple[str, ...]) -> str:
        return listed(who(p) for p in persons) or "nobody"

    def also_told(persons: tuple[str, ...]) -> str:
        return f" Told: {all_of(persons)}." if persons else ""

    by = who(event.by)
    if event.entered_by:
        by = f"{by} (entered by {who(event.entered_by)})"
    match event:
        case e.CaseOpened():
            asked = _route(event.route, setting) if event.route else ""
            grew = f" It grew from {event.parent_reference}." if event.parent else ""
            return f"{by} asked for this: {asked}.{grew}" if asked else f"{by} raised a concern."
        case e.StageEntered():
            everybody = (*event.asked_raising, *event.asked_receiving)
            asked = all_of(tuple(p for p in everybody if p != event.by or event.why != "opened"))
            return (
                f"{stage(event.stage, policy)} {WHY_ENTERED[event.why]}. {event.explanation} "
                f"Asked: {asked}."
            )
        case e.Accepted():
            return f"{by} accepted {for_side(event.side, event.stage, policy)}."
        case e.Declined():
            return f"{by} said: not me."
        case e.HandedToDeputy():
            return f"{by} handed the request to {who(event.deputy)} as deputy."
        case e.ContactAsked():
            return f"{who(event.person)} {asking_steps.ASKED_AS[event.why]}."
        case e.ContactLeft():
            return asking_steps.left(event, people)
        case e.OtherSideNamed():
            where = agency(event.receiving_agency, people)
            return f"{by} named the other agency: {where}. Asked: {all_of(event.asked)}."
        case e.DiscussionRecorded():
            between = "between the agencies" if event.between_agencies else "within the agency"
            late = " Recorded on a later day." if event.late else ""
            when = spoken_date(event.held_on)
            return f"{by} recorded a discussion {between} ({event.method}) on {when}.{late}"
        case e.DutiesOwed() | e.DutiesUnmet() | e.TaskDone() | e.TaskSkipped():
            return of_duties(event, setting)
        case e.OutcomeProposed():
            acts = for_side(event.side, event.stage, policy)
            return f"{by} proposed an outcome and confirmed it {acts}."
        case e.OutcomeConfirmed():
            return f"{by} confirmed the outcome {for_side(event.side, event.stage, policy)}."
        case e.OutcomeRejected():
            return f"{by} did not confirm the outcome."
        case e.CaseAgreed():
            late = " It was resolved late: a stage had lapsed." if event.late else ""
            return f"Both sides agree.{late}"
        case e.StageLapsed():
            late = " Recorded late." if event.marked_late else ""
            if event.silent:
                return silence(event, setting)
            return (
                f"{stage(event.stage, policy)} lapsed: its time ran out on "
                f"{spoken_time(event.due)} without a recorded outcome.{late}"
            )
        case e.RouteTaken():
            asked = _route(event.route, setting)
            return f"{by} began a matter of its own, {event.reference}: {asked}."
        case e.EscalatedNow():
            return f"{by} recorded {stage(event.stage, policy)} as unresolved and escalated."
        case e.HandUpDone():
            return f"{by} handed the matter up in person for the {SIDE[event.side].lower()}."
        case e.DeadlineBroughtForward():
            limit = " The date asked for lies beyond the limit: the limit stands."
            asked = f"{by} set the protective date {spoken_time(event.protective)}."
            return f"{asked} {event.explanation}{limit if event.beyond_limit else ''}"
        case e.BypassDecided():
            where = stage(event.to, policy) if event.to else ""
            went = f"to go straight to {where}" if where else "to keep the order of the stages"
            return f"{by} decided {went}.{also_told(event.told)}"
        case e.DateProposed():
            acts = for_side(event.side, event.stage, policy)
            return f"{by} named {spoken_time(event.date)} {acts}."
        case e.DateAgreed():
            acts = for_side(event.side, event.stage, policy)
            return f"{by} agreed {acts}. {event.explanation}"
        case e.DispositionTaken():
            chosen = decisions.option(policy, event.stage, event.disposition)
            return f"{by} decided how it goes on: {chosen}.{also_told(event.told)}"
        case e.MeetingHeld():
            late = " Recorded on a later day." if event.late else ""
            what = decisions.meeting_sentence(
                decisions.meeting_name(policy, event.meeting, event.form),
                event.held_on,
                (agency(one, people) for one in event.agencies),
                agency(event.chair_agency, people) if event.chair_agency else "",
                (agency(one, people) for one in event.absent),
            )
            return f"{by} recorded a meeting. {what}{late}"
        case e.ImmediateRiskFlagged():
            return f"{by} flagged immediate risk. Told at once: {all_of(event.told)}."
        case e.AlertPassedOn():
            return asking_steps.passed_on(event, people)
        case e.RiskAcknowledged():
            return f"{by} has seen the immediate risk alert."
        case e.ImmediateRiskWithdrawn():
            return f"{by} withdrew the immediate risk flag."
        case e.OverrideInvoked():
            what = special_circumstances(event.event, setting)
            told = f"Told: {all_of(event.told)}, by {spoken_time(event.due)} at the latest."
            return f"{by} reported special circumstances ({what}). {told}"
        case e.PeopleInformed():
            vacant = listed(title(role, policy) for role in event.gaps)
            left = f" Nobody to be told holds this post: {vacant}." if vacant else ""
            return f"Informed as the policy asks: {all_of(event.people)}.{left}"
        case e.QuestionAnswered():
            return (
                f"{by} answered {'Yes' if event.answer else 'No'} to {_question(event, setting)}."
            )
        case e.NoteAdded():
            return f"{by} added a note."
        case e.DetailsSupplied():
            return f"{by} completed what travels with the hand-up."
        case e.GapReported():
            return f"{by} reported a gap in policy or procedure.{also_told(event.told)}"
        case e.SupportAsked():
            return f"{by} asked for support from {all_of(event.told)}."
        case e.EntryCorrected():
            return f"{by} corrected entry {event.corrects}."
        case e.EnteredOnBehalf():
            return f"{by}, a coordinator, entered what follows for {who(event.person)}."
        case e.CopiedToFile():
            side = SIDE[event.side].lower()
            if event.text:
                return f"{by} confirmed for the {side}: {quoted(event.text)}"
            return f"{by} says a copy is on the file of the {side}."
        case e.CaseClosed():
            return f"{by} closed the case."
        case e.CaseReopened():
            return f"{by} is not satisfied with the outcome."
        case e.EditionChanged():
            return (
                f"{by} moved the case to edition {event.named} of the policy. {event.explanation}"
            )
        case e.Reminded():
            if event.rung:
                return asking_steps.step(event, event.rung, people)
            return f"A reminder fell due for {all_of(event.people)}."
        case e.ContactTold():
            what = PURPOSE_WORDS[event.purpose]
            repeat = " (a repeat: the first answer was lost)" if event.repeat else ""
            sent = f"{who(event.person)} was sent a message {BY_PLATFORM[event.platform]}: {what}{repeat}."
            return f"{sent}{tried(event.tried)}"
        case e.ContactMissed():
            what = PURPOSE_WORDS[event.purpose]
            why = why_missed(event.why, event.platform)
            return f"{who(event.person)} could not be sent {what}. {why[0].upper()}{why[1:]}.{tried(event.tried)}"
        case _:
            assert_never(event)


def written(
    event: e.Event, setting: Setting, *, sensitive: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return the texts written with an event, as (label, text): only for people who may read them,
    never in a message. Special category data is named but not shown, except with ``sensitive``.
    """

    def labelled(answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        return _labelled(answers, setting, sensitive=sensitive)

    match event:
        case e.CaseOpened():
            told = {key: text for key, text in event.answers.items() if text != event.subject}
            answers = labelled(told)
            label = "Why this way" if event.route else "Why at a higher stage"
            why = ((label, event.entry_reason),) if event.entry_reason else ()
            return (("Who it is about", event.subject), *answers, *why)
        case e.DetailsSupplied():
            return labelled(event.answers)
        case e.DiscussionRecorded():
            return (("With", event.people), ("What was said", event.account))
        case e.OutcomeProposed():
            return (("Outcome", event.outcome), ("Outstanding", event.outstanding or "Nothing"))
        case e.ImmediateRiskFlagged() | e.OverrideInvoked():
            return (("What is known", event.account),) if event.account else ()
        case e.TaskDone():
            note = (("Note", event.note),) if event.note else ()
            return (*labelled(event.answers), *note)
        case e.NoteAdded() | e.SupportAsked() | e.GapReported() | e.EntryCorrected():
            return (("Text", event.text),) if event.text else ()
        case e.CaseClosed():
            learnt = (("Learning", event.learning),) if event.learning else ()
            return (*learnt, *labelled(event.answers))
        case e.MeetingHeld():
            meeting = decisions.meeting_of(setting.policy, event.meeting)
            said = (
                ("Chaired by", event.chair),
                ("Decision", event.decision),
                ("Decided by", event.decided_by),
                (meeting.product if meeting and meeting.product else "Written", event.product),
            )
            return tuple((label, text) for label, text in said if text)
        case (
            e.BypassDecided()
            | e.DateProposed()
            | e.DispositionTaken()
            | e.Declined()
            | e.TaskSkipped()
            | e.OutcomeRejected()
            | e.EscalatedNow()
            | e.RouteTaken()
            | e.DeadlineBroughtForward()
            | e.ImmediateRiskWithdrawn()
            | e.QuestionAnswered()
            | e.EnteredOnBehalf()
            | e.CaseReopened()
            | e.EditionChanged()
        ):
            return (("Reason", event.reason),) if event.reason else ()
        case _:
            return ()


def _labelled(
    answers: Mapping[str, str], setting: Setting, *, sensitive: bool
) -> tuple[tuple[str, str], ...]:
    """Return answers with the labels of their fields, in the policy's order."""
    fields = {field.id: field for field in setting.policy.fields}
    asked = (
        *(key for key in fields if key in answers),
        *(key for key in answers if key not in fields),
    )
    return tuple(
        _told(fields.get(key), answers[key], sensitive=sensitive) for key in asked if answers[key]
    )


def _told(field: Field | None, text: str, *, sensitive: bool) -> tuple[str, str]:
    if field is None:
        return "Also written", text
    if field.sensitivity is not Sensitivity.SPECIAL_CATEGORY:
        return field.label, text
    return f"{field.label} (sensitive)", text if sensitive else NOT_FOR_YOU


def special_circumstances(event_id: str, setting: Setting) -> str:
    """Return the policy's words for the special circumstances reported."""
    rule = setting.policy.override
    choices = rule.events if rule else ()
    return next((choice.text for choice in choices if choice.id == event_id), "not on the list")


def _question(event: e.QuestionAnswered, setting: Setting) -> str:
    questions = (
        *(q for track in setting.policy.tracks for s in track.stages for q in s.questions),
        *setting.policy.immediate_risk.questions,
    )
    return next((f'"{q.text}"' for q in questions if q.id == event.question), "a decision")


def _route(route_id: str, setting: Setting) -> str:
    routes = setting.policy.routes
    return next((route.text for route in routes if route.id == route_id), "a way beside the ladder")
