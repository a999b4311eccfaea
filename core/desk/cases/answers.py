"""Reads what was typed into a form: returns commands, or a fault at each input."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from core.cards import FormFaults, Press
from core.cases import commands as c
from core.cases.case import Case
from core.cases.refusals import Reason, Refusal
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS, opening_fields
from core.cases.rules.ladder.entry_stages import possible_entry_stages
from core.cases.rules.ladder.linked_cases import route_fields, routes_at_opening
from core.cases.wording import refusals as say
from core.cases.wording.questions import METHODS
from core.desk.cases import decision_forms, duty_forms
from core.desk.cases.forms import closing_fields
from core.desk.cases.raising import is_subject, subject_types
from core.desk.inputs import ONE_LINE_INPUTS
from core.local_time import LONDON
from core.partnership.setting import Setting
from core.vocabulary import Action, ChildStatus, Side, SubjectType

GAP_FIELD: Final = "policy_gap"
"""Id of the closing field for gaps in the policy: if filled, it also reports a gap."""
MAX_DIGITS: Final = 9
"""More digits than any entry's number has."""


class UnreadableAnswers(ValueError):  # noqa: N818 - what it is
    """Typed values cannot be read; ``faults`` says where and why."""

    def __init__(self, /, **faults: str) -> None:
        super().__init__(", ".join(faults))
        self.faults = FormFaults(fields=dict(faults))


def opening_command(
    values: Mapping[str, str], setting: Setting, person: str, reference: str, *, action: Action
) -> c.OpenCase:
    """Return the command from the form that raises a concern. Raises UnreadableAnswers."""
    agency, team, counterpart = _with_whom(values.get("with_whom", ""), setting)
    subject_type = values.get("subject_type") or subject_types(setting)[0]
    subject = values.get("subject", "").strip()
    answers = {
        one.id: subject if is_subject(one) else values.get(one.id, "").strip()
        for one in opening_fields(setting.policy)
    }
    answers |= {
        one.id: text
        for route in routes_at_opening(setting)
        for one in route_fields(route, setting.policy)
        if (text := values.get(one.id, "").strip())
    }
    if account := values.get("account", "").strip():
        answers["account"] = account
    known = set(ChildStatus)
    statuses = (s for s in values.get("statuses", "").split(",") if s in known)
    return c.OpenCase(
        by=person,
        reference=reference,
        subject_type=SubjectType(subject_type)
        if subject_type in set(SubjectType)
        else (subject_types(setting)[0]),
        statuses=tuple(ChildStatus(s) for s in statuses),
        trigger=values.get("trigger", ""),
        category=values.get("category", ""),
        receiving_agency=agency,
        receiving_team=team,
        counterpart=counterpart,
        arose_on=_day(values, "arose_on") or setting.today,
        protective=_moment(values, setting),
        protective_reason=values.get("protective_reason", "").strip(),
        subject=subject,
        answers=answers,
        immediate=action is Action.IMMEDIATE_RISK,
        override=values.get("event", "") if action is Action.OVERRIDE else None,
        entry_stage=_entry(values, setting),
        entry_reason=values.get("entry_reason", "").strip(),
        area=area if (area := values.get("area", "")) != "unknown" else "",
        kind=values.get("kind", ""),
        route=route if (route := values.get("route", "")) != "ladder" else "",
    )


def route_command(
    press: Press, values: Mapping[str, str], setting: Setting, person: str, reference: str
) -> c.TakeRoute:
    """Return the command from the form of a route off the ladder. Raises UnreadableAnswers."""
    asked = {one.id for one in setting.policy.fields if one.at == "route"}
    return c.TakeRoute(
        by=person,
        route=press.target,
        reason=values.get("reason", "").strip()[:TEXT_CHARACTERS],
        reference=reference,
        answers={key: text.strip() for key, text in values.items() if key in asked},
        protective=_moment(values, setting),
    )


def _entry(values: Mapping[str, str], setting: Setting) -> str:
    chosen = values.get("entry_stage", "")
    return chosen if chosen in {s.id for s in possible_entry_stages(setting)} else ""


def _with_whom(value: str, setting: Setting) -> tuple[str, str, str]:
    """Return agency, team and person from the form's one choice."""
    kind, _, key = value.partition(":")
    directory = setting.directory
    if kind == "agency" and key in directory.agencies:
        return key, "", ""
    if kind == "team" and key in directory.teams:
        return directory.teams[key].agency, key, ""
    if kind == "person" and key in directory.people:
        return directory.people[key].agency, directory.team_of(key), key
    return "", "", ""


def _day(values: Mapping[str, str], field: str) -> date | None:
    text = values.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableAnswers(**{field: say.UNREADABLE_DATE}) from None


def _moment(
    values: Mapping[str, str],
    setting: Setting,
    date_id: str = "protective_date",
    time_id: str = "protective_time",
) -> datetime | None:
    """Return a date and time as UTC; without a time, the end of the office day."""
    day = _day(values, date_id)
    if day is None:
        return None
    text = values.get(time_id, "").strip()
    try:
        at = time.fromisoformat(text) if text else setting.calendar.closes
    except ValueError:
        raise UnreadableAnswers(**{time_id: say.UNREADABLE_TIME}) from None
    return datetime.combine(day, at.replace(tzinfo=None), LONDON).astimezone(UTC)


def case_commands(
    press: Press, values: Mapping[str, str], case: Case, setting: Setting, person: str
) -> tuple[c.AnyCommand, ...]:
    """Return the commands from a form or a single press on a case. Raises UnreadableAnswers."""

    def text(field: str) -> str:
        return values.get(field, "").strip()

    if press.action not in {Action.IMMEDIATE_RISK, Action.OVERRIDE}:  # never blocked by length
        _not_too_long(values)
    by, stage = person, press.stage
    match press.action:
        case Action.ACCEPT:
            return (c.Accept(by=by, stage=stage),)
        case Action.DECLINE:
            return (c.Decline(by=by, stage=stage, reason=text("reason")),)
        case Action.HAND_TO_DEPUTY:
            return (c.HandToDeputy(by=by, stage=stage, deputy=text("deputy")),)
        case Action.NAME_OTHER_SIDE:
            agency, team, counterpart = _with_whom(values.get("with_whom", ""), setting)
            return (
                c.NameOtherSide(
                    by=by,
                    receiving_agency=agency,
                    receiving_team=team,
                    counterpart=counterpart,
                ),
            )
        case Action.DISCUSS:
            return (_discussion(values, by, stage, setting),)
        case Action.TASK:
            return (_task(press, values, by, case, setting),)
        case Action.PROPOSE:
            return (
                c.ProposeOutcome(
                    by=by,
                    stage=stage,
                    outcome=text("outcome"),
                    outstanding=text("outstanding"),
                    still_at_risk=_yes(values, "still_at_risk"),
                ),
            )
        case Action.CONFIRM:
            still, read = _yes(values, "still_at_risk"), _number(press.target)
            return (c.ConfirmOutcome(by=by, stage=stage, still_at_risk=still, proposal=read),)
        case Action.REJECT:
            read = _number(press.target)
            return (c.RejectOutcome(by=by, stage=stage, reason=text("reason"), proposal=read),)
        case Action.HAND_UP:
            return (c.ConfirmHandUp(by=by, stage=stage),)
        case Action.DETAILS:
            return (_details(values, by, setting),)
        case Action.ESCALATE:
            answers = _answers(values, by, stage, setting)
            return (
                _details(values, by, setting),
                *answers,
                c.EscalateNow(
                    by=by,
                    stage=stage,
                    reason=text("reason"),
                    protective=_moment(values, setting),
                ),
            )
        case Action.BRING_FORWARD:
            moment = _moment(values, setting)
            if moment is None:
                raise UnreadableAnswers(protective_date=say.UNREADABLE_DATE)
            reason = text("protective_reason")
            return (c.BringForward(by=by, stage=stage, protective=moment, reason=reason),)
        case Action.IMMEDIATE_RISK:
            return (c.FlagImmediateRisk(by=by, account=text("account")),)
        case Action.ACKNOWLEDGE:
            return (c.AcknowledgeRisk(by=by),)
        case Action.WITHDRAW_RISK:
            return (c.WithdrawImmediateRisk(by=by, reason=text("reason")),)
        case Action.OVERRIDE:
            return (c.InvokeOverride(by=by, event=text("event"), account=text("account")),)
        case Action.ANSWER:
            return _answers(values, by, stage, setting)
        case Action.NOTE:
            return (c.AddNote(by=by, text=text("text")),)
        case Action.GAP:
            return (c.ReportGap(by=by, text=text("text")),)
        case Action.SUPPORT:
            return (c.AskForSupport(by=by, text=text("text")),)
        case Action.CORRECT:
            number = _number(text("entry"))
            return (c.CorrectEntry(by=by, corrects=number, text=text("text")),)
        case Action.COPIED:
            side = case.side_of(person) or Side.RAISING
            return (c.TickCopied(by=by, side=side),)
        case Action.CLOSE:
            return _closing(values, by, setting)
        case Action.MIGRATE:
            return (c.ChangeEdition(by=by, edition=press.target, reason=text("reason")),)
        case Action.NOT_SATISFIED:
            return (c.SayNotSatisfied(by=by, reason=text("reason")),)
        case _:
            return _decision(press, values, by, setting)


def _decision(
    press: Press, values: Mapping[str, str], by: str, setting: Setting
) -> tuple[c.AnyCommand, ...]:
    """Return the commands from the decision forms of a case. Raises UnreadableAnswers."""
    stage = press.stage
    match press.action:
        case Action.BYPASS:
            return (decision_forms.bypass_typed(by, values, yes=_yes(values, "bypass")),)
        case Action.AGREE_DATE:
            moment = _moment(values, setting, "date_by", "date_time")
            if moment is None:
                raise UnreadableAnswers(date_by=say.UNREADABLE_DATE)
            return (decision_forms.date_typed(by, stage, values, moment),)
        case Action.SAME_DATE:
            read = _number(press.target.removeprefix("view:"))
            return (c.AgreeDate(by=by, stage=stage, proposal=read),)
        case Action.DISPOSE:
            return (decision_forms.dispose_typed(by, stage, values),)
        case Action.MEETING:
            held_on = _day(values, "held_on") or setting.today
            return (decision_forms.meeting_typed(by, stage, values, held_on),)
        case _:
            return ()


def _not_too_long(values: Mapping[str, str]) -> None:
    """Check that no text is longer than its form allows. Raises UnreadableAnswers."""
    limits = {
        field: LINE_CHARACTERS if field in ONE_LINE_INPUTS else TEXT_CHARACTERS for field in values
    }
    faults = {
        field: say.sentence(Refusal(reason=Reason.TOO_LONG, about=str(limit)))
        for field, limit in limits.items()
        if len(values[field]) > limit
    }
    if faults:
        raise UnreadableAnswers(**faults)


def _number(text: str) -> int:
    """Return the number typed; 0 if it is not one."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else 0


def _closing(
    values: Mapping[str, str], by: str, setting: Setting
) -> tuple[c.ReportGap | c.CloseCase, ...]:
    """Return the closing command with its answers, and before it the gap reported, if any."""
    typed = {one.id: values.get(one.id, "").strip() for one in closing_fields(setting)}
    gap = typed.pop(GAP_FIELD, "")
    answers = {key: text for key, text in typed.items() if text}
    closing = c.CloseCase(by=by, learning=values.get("learning", "").strip(), answers=answers)
    return (c.ReportGap(by=by, text=gap), closing) if gap else (closing,)


def _yes(values: Mapping[str, str], field: str) -> bool:
    """Return whether the answer is yes. Raises UnreadableAnswers unless it is yes or no."""
    answer = values.get(field, "")
    if answer not in {"yes", "no"}:
        raise UnreadableAnswers(**{field: say.YES_OR_NO})
    return answer == "yes"


def _answers(
    values: Mapping[str, str], by: str, stage: str, setting: Setting
) -> tuple[c.AnswerQuestion, ...]:
    questions = (
        *(q for track in setting.policy.tracks for s in track.stages for q in s.questions),
        *setting.policy.immediate_risk.questions,
    )
    return tuple(
        c.AnswerQuestion(
            by=by,
            stage=stage,
            question=question,
            answer=_yes(values, f"answer_{question}"),
            reason=values.get(f"reason_{question}", "").strip(),
        )
        for question in dict.fromkeys(one.id for one in questions)
        if f"answer_{question}" in values
    )


def _discussion(
    values: Mapping[str, str], by: str, stage: str, setting: Setting
) -> c.RecordDiscussion:
    method = values.get("method", "")
    return c.RecordDiscussion(
        by=by,
        stage=stage,
        between_agencies=values.get("between", "between") != "within",
        method=method if method in dict(METHODS) else "not said",
        held_on=_day(values, "held_on") or setting.today,
        people=values.get("people", "").strip(),
        account=values.get("account", "").strip(),
        tasks=tuple(t for t in values.get("tasks", "").split(",") if t),
    )


def _task(
    press: Press, values: Mapping[str, str], by: str, case: Case, setting: Setting
) -> c.RecordTask | c.SkipTask:
    """Return the command for a duty. Raises UnreadableAnswers where no duty is named."""
    duty = duty_forms.chosen(press.target, case) or duty_forms.chosen(values.get("duty", ""), case)
    if duty is None:
        raise UnreadableAnswers(duty=say.sentence(Refusal(reason=Reason.UNKNOWN_CHOICE)))
    held_on = _day(values, "held_on") or setting.today
    return duty_forms.command(duty, values, held_on, by, done=_yes(values, "done"))


def _details(values: Mapping[str, str], by: str, setting: Setting) -> c.SupplyDetails:
    """Return the values of the fields that travel with a hand-up."""
    known = {one.id for one in setting.policy.fields if one.at == "hand_up"}
    return c.SupplyDetails(by=by, answers={k: v for k, v in values.items() if k in known})
