"""Forms of decisions about how a case goes on, and the commands made from them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from core.cards import Block, Fact, Facts, Input, InputKind, Option, Text, Tone
from core.cases import commands as c
from core.cases.case import Case
from core.cases.rules.agreement import meetings
from core.cases.rules.agreement.agreed_dates import waiting_for
from core.cases.rules.ladder import bypass as bypassing
from core.cases.rules.ladder import exits
from core.cases.wording import decisions as say
from core.cases.wording import questions as ask
from core.desk.inputs import choice, day, text, yes_no
from core.local_time import local
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import stage


def bypass(case: Case, setting: Setting) -> tuple[list[Block], list[Input]]:
    """Ask yes or no, which stage above, and why; at the last stage there is none to choose."""
    rule = setting.policy.immediate_risk.bypass
    first: list[Block] = [Text(rule.text)] if rule else []
    allowed = bypassing.targets(case, setting)
    inputs = [yes_no("bypass")]
    if allowed:
        options = tuple(Option(one.id, stage(one.id, setting.policy)) for one in allowed)
        inputs.append(choice("to", options, required=False, value=allowed[0].id))
    else:
        first.append(Text(say.NOWHERE_ABOVE, Tone.QUIET))
    return first, [*inputs, text("reason")]


def agree_date(case: Case, person: str) -> tuple[list[Block], list[Input]]:
    """Ask for a date, filled with the one the other side named: unchanged, it is agreed."""
    named = waiting_for(case, person)
    first: list[Block] = [Text(say.LIMIT_MEANWHILE.format(spoken_time(case.visit.due)))]
    if named:
        first.insert(0, Facts((Fact(say.THEIR_DATE, spoken_time(named.date)),)))
    moment = local(named.date) if named else None
    label, hint = ask.QUESTION_AND_HINT["date_time"]
    at = Input(
        id="date_time",
        label=label,
        hint=hint,
        kind=InputKind.TIME,
        required=False,
        value=f"{moment:%H:%M}" if moment else "",
    )
    by = day("date_by", moment.date().isoformat() if moment else "")
    return first, [by, at, replace(text("reason", required=False), label=ask.WHY_THEN)]


def dispose(case: Case, setting: Setting) -> tuple[list[Block], list[Input]]:
    """Ask how the stage goes on, and why."""
    rule = setting.policy.stage(case.stage).dispositions
    options = tuple(Option(one.id, one.text) for one in exits.open_exits(case, setting))
    asked = choice("disposition", options)
    return [], [replace(asked, label=rule.text) if rule else asked, text("reason")]


def meeting(case: Case, setting: Setting) -> tuple[list[Block], list[Input]]:
    """Ask about the panel or meeting: its kind, day, agencies, chair, decision and who decided."""
    rule = meetings.meeting_here(case, setting)
    if rule is None:
        return [], []
    inputs: list[Input] = []
    if len(rule.kinds) > 1:
        inputs.append(choice("held_as", tuple(Option(*one) for one in rule.kinds)))
    inputs.append(day("held_on", setting.today.isoformat()))
    agencies = tuple(Option(one.id, one.name) for one in setting.directory.agencies.values())
    inputs.append(choice("agencies", agencies, many=True))
    chairs = tuple(
        Option(one.id, one.name) for one in meetings.agencies_that_may_chair(case, setting)
    )
    if chairs:
        inputs.append(choice("chair_agency", chairs, required=rule.chair_uninvolved))
    inputs.extend((text("chair", required=False), text("decision"), text("decided_by")))
    if rule.product:
        inputs.append(replace(text("product"), label=rule.product))
    return [Text(rule.text)], inputs


def bypass_typed(by: str, values: Mapping[str, str], *, yes: bool) -> c.DecideBypass:
    """Return the command from the bypass form."""
    to = values.get("to", "").strip()
    reason = values.get("reason", "").strip()
    return c.DecideBypass(by=by, bypass=yes, to=to if yes else "", reason=reason)


def date_typed(by: str, stage_id: str, values: Mapping[str, str], at: datetime) -> c.NameDate:
    """Return the command from the date form."""
    return c.NameDate(by=by, stage=stage_id, date=at, reason=values.get("reason", "").strip())


def dispose_typed(by: str, stage_id: str, values: Mapping[str, str]) -> c.Dispose:
    """Return the command from the form for how a stage goes on."""
    return c.Dispose(
        by=by,
        stage=stage_id,
        disposition=values.get("disposition", ""),
        reason=values.get("reason", "").strip(),
    )


def meeting_typed(
    by: str, stage_id: str, values: Mapping[str, str], held_on: date
) -> c.RecordMeeting:
    """Return the command from the meeting form."""

    def typed(field: str) -> str:
        return values.get(field, "").strip()

    return c.RecordMeeting(
        by=by,
        stage=stage_id,
        form=typed("held_as"),
        held_on=held_on,
        agencies=tuple(one for one in typed("agencies").split(",") if one),
        chair_agency=typed("chair_agency"),
        chair=typed("chair"),
        decision=typed("decision"),
        decided_by=typed("decided_by"),
        product=typed("product"),
    )
