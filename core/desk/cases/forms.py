"""All forms on cases, filled with what is known or was drafted before."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.cards import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Form,
    Input,
    InputKind,
    Option,
    Press,
    Style,
    Text,
    Tone,
)
from core.cases.case import Case
from core.cases.duty import QUESTION_TASK_PREFIX
from core.cases.refusals import Reason
from core.cases.rules.agreement.agreed_dates import agreeable
from core.cases.rules.agreement.meetings import meeting_here
from core.cases.rules.agreement.settling import askable, duties_of_discussion
from core.cases.rules.contacts.asking import deputies
from core.cases.rules.ladder.edition_change import stage_missing
from core.cases.rules.ladder.entry_stages import needs_date
from core.cases.rules.ladder.exits import open_exits
from core.cases.rules.ladder.linked_cases import open_routes, route_fields, route_of
from core.cases.rules.ladder.moving import details_owed, next_stage_up, open_questions
from core.cases.wording import questions as ask
from core.cases.wording.duties import KEEPS, task_text
from core.cases.wording.labels import LABEL, TITLE
from core.desk.cases import decision_forms, duty_forms
from core.desk.cases.raising import elsewhere, raising, raising_now, with_whom
from core.desk.cases.views import at_this_stage, emergency, said_at
from core.desk.editions.cards import edition_move
from core.desk.inputs import choice, dates, day, policy_field, text, yes_no
from core.directory.wording.names import described
from core.partnership.setting import Setting
from core.policy.model import Field, Question
from core.vocabulary import Action, CaseStatus, ShownAt

AT_A_STAGE = frozenset(
    {
        Action.DISCUSS,
        Action.TASK,
        Action.ANSWER,
        Action.PROPOSE,
        Action.DISPOSE,
        Action.MEETING,
        Action.ESCALATE,
    }
)
"""Forms that record something at the stage, or leave it: they say first what is done there."""


def form(
    press: Press, case: Case | None, setting: Setting, person: str, typed: Mapping[str, str]
) -> Form:
    """Return the form for an action, filled with what was typed before (a draft or a fault)."""
    blocks, inputs = _content(press, case, setting, person)
    filled = tuple(_filled(one, typed) for one in inputs)
    submit = {
        Action.IMMEDIATE_RISK: ask.ALERT_NOW,
        Action.RAISE: ask.SUBMIT,
        Action.OVERRIDE: ask.REPORT,
    }
    return Form(
        title=TITLE[press.action],
        submit=submit.get(press.action, ask.SAVE),
        press=press,
        blocks=tuple(blocks),
        inputs=filled,
    )


def _filled(asked: Input, typed: Mapping[str, str]) -> Input:
    """Fill an input with what was typed before; an option no longer offered is dropped."""
    if asked.id not in typed:
        return asked
    value = typed[asked.id]
    offered = {option.value for group in asked.groups for option in group.options}
    if asked.kind is InputKind.CHOICES:
        value = ",".join(one for one in value.split(",") if one in offered)
    elif asked.kind is InputKind.CHOICE and value not in offered:
        value = asked.value
    return replace(asked, value=value)


def why_nothing_to_choose(press: Press, case: Case, setting: Setting, person: str) -> Reason | None:
    """Return why a form on a case would have nothing to choose from, or None."""
    action = press.action
    if action is Action.TASK and duty_forms.nothing_to_record(press.target, case, person, setting):
        return Reason.NOTHING_TO_RECORD
    if action is Action.ANSWER and not askable(case, person, setting):
        return Reason.ALREADY_DONE
    if action is Action.ESCALATE and next_stage_up(case, setting) is None:
        return Reason.LAST_STAGE
    if action is Action.ROUTE and not open_routes(case, person, setting):
        return Reason.STALE
    if action is Action.OVERRIDE and setting.policy.override is None:
        return Reason.NO_OVERRIDE
    if reason := _undecidable(action, case, setting):
        return reason
    if action is Action.HAND_TO_DEPUTY and not deputies(person, case, setting):
        return Reason.NO_DEPUTY
    if action in {Action.CONFIRM, Action.REJECT} and case.proposal is None:
        return Reason.NOTHING_PROPOSED
    if action is Action.MIGRATE:
        return _no_move(case, setting)
    if action is Action.CLOSE and case.status is not CaseStatus.AGREED:
        return Reason.CLOSED if case.status is CaseStatus.CLOSED else Reason.NOT_AGREED
    return None


def _no_move(case: Case, setting: Setting) -> Reason | None:
    """Return why a case cannot be moved to the edition in force, or None."""
    if setting.present is None or setting.present.digest == case.edition:
        return Reason.ALREADY_DONE
    return Reason.STAGE_GONE if stage_missing(case, setting.present) else None


def _undecidable(action: Action, case: Case, setting: Setting) -> Reason | None:
    """Return why there is nothing to decide, or None."""
    if action is Action.BYPASS and setting.policy.immediate_risk.bypass is None:
        return Reason.NO_BYPASS
    if action is Action.AGREE_DATE and not agreeable(case, setting):
        return Reason.NO_DATE_TO_AGREE
    if action is Action.DISPOSE and not open_exits(case, setting):
        return Reason.NO_DISPOSITION
    if action is Action.MEETING and meeting_here(case, setting) is None:
        return Reason.NO_MEETING
    return None


def choose_partnership(press: Press, partnerships: Iterable[tuple[str, str]]) -> Form:
    """Ask which partnership it is, for people enrolled with several."""
    options = tuple(Option(key, name) for key, name in partnerships)
    return Form(
        title=TITLE[Action.CHOOSE_PARTNERSHIP],
        submit=ask.CONTINUE,
        press=press,
        inputs=(choice("partnership", options),),
    )


def _content(
    press: Press, case: Case | None, setting: Setting, person: str
) -> tuple[list[Block], list[Input]]:
    danger = _first(press, case, setting)
    match press.action:
        case Action.RAISE:
            alert = Press(action=Action.IMMEDIATE_RISK, target=press.target)
            send_now = [Button(label=LABEL[alert.action], press=alert, style=Style.DANGER)]
            if setting.policy.override:
                over = Press(action=Action.OVERRIDE, target=press.target)
                send_now.append(Button(label=LABEL[over.action], press=over))
            first = [
                *danger,
                Buttons(tuple(send_now)),
                Text(ask.WHAT_HAPPENS, Tone.QUIET),
                *said_at(ShownAt.RAISE, setting.policy),
                *elsewhere(setting),
                *_stand_off(setting),
            ]
            return first, raising(setting, person)
        case Action.IMMEDIATE_RISK:
            return [*danger, Text(ask.ALERT_FIRST)], raising_now(setting, person)
        case Action.PROPOSE:
            return danger, _outcome(setting)
        case Action.CONFIRM:
            return [*danger, *_proposal(case)], [_still_at_risk(setting)]
        case Action.ESCALATE if case:
            return [*danger, Text(ask.ESCALATE_FIRST)], _escalate(case, person, setting)
        case Action.ROUTE:
            return _route(press.target, danger, setting)
        case Action.DETAILS if case:
            return danger, _details(case, setting, leaving=False)
        case Action.ANSWER if case:
            wanted = press.target.removeprefix(QUESTION_TASK_PREFIX)
            asked = askable(case, person, setting)
            one = tuple(q for q in asked if q.id == wanted)
            return danger, [x for q in one or asked for x in _question(q)]
        case Action.TASK if case:
            shown, inputs = duty_forms.content(press.target, case, person, setting)
            return [*danger, *shown], inputs
        case Action.BYPASS if case:
            return _after(danger, decision_forms.bypass(case, setting))
        case Action.AGREE_DATE if case:
            return _after(danger, decision_forms.agree_date(case, person))
        case Action.DISPOSE if case:
            return _after(danger, decision_forms.dispose(case, setting))
        case Action.MEETING if case:
            return _after([*danger, *_read_out(setting)], decision_forms.meeting(case, setting))
        case Action.HAND_TO_DEPUTY if case:
            people = deputies(person, case, setting)
            options = tuple(Option(p, described(p, setting.directory)) for p in people)
            return danger, [choice("deputy", options)]
        case Action.NAME_OTHER_SIDE:
            return danger, [choice("with_whom", groups=with_whom(setting, person))]
        case Action.DISCUSS if case:
            return danger, _discussion(case, setting, person)
        case Action.BRING_FORWARD:
            return danger, dates(required=True)
        case Action.OVERRIDE:
            rule = setting.policy.override
            events = tuple(Option(c.id, c.text) for c in rule.events) if rule else ()
            first = [Text(rule.text), Text(ask.OVERRIDE_FIRST, Tone.QUIET)] if rule else []
            more = [text("account", required=False)] if case else raising_now(setting, person)
            return [*danger, *first], [choice("event", events), *more]
        case Action.CORRECT:
            return danger, [text("entry"), replace(text("text"), label=ask.CORRECTION)]
        case Action.NOTE:
            return danger, [text("text")]
        case Action.GAP:
            gap = replace(text("text"), label=ask.GAP)
            return [*danger, Text(ask.GAP_FIRST)], [gap]
        case Action.SUPPORT:
            wish = replace(text("text", required=False), label=ask.WISH)
            return [*danger, Text(ask.SUPPORT_FIRST)], [wish]
        case Action.CLOSE:
            more = [replace(policy_field(one), required=False) for one in closing_fields(setting)]
            said = said_at(ShownAt.CLOSING, setting.policy)
            return [Text(ask.CLOSE_FIRST), *said], [text("learning", required=False), *more]
        case Action.MIGRATE if case and setting.present:
            changes = edition_move(case, setting.present, setting)
            return [*danger, *changes], [text("reason")]
        case Action.NOT_SATISFIED:
            return [*danger, Text(ask.NOT_SATISFIED_FIRST)], [text("reason")]
        case _:
            return danger, [text("reason")]


def _first(press: Press, case: Case | None, setting: Setting) -> list[Block]:
    """Return what stands first on a form: the ways to get help now, what is done at the stage, and
    the policy's sentences for a hand-up.
    """
    told = press.action in {Action.RAISE, Action.IMMEDIATE_RISK}
    first: list[Block] = list(emergency(setting.policy, told=told))
    if case and press.action in AT_A_STAGE and not duty_forms.of_another_time(press.target, case):
        first.extend(at_this_stage(case, setting))
    if press.action in {Action.ESCALATE, Action.DETAILS}:
        first.extend(said_at(ShownAt.HAND_UP, setting.policy))
    return first


def _after(
    danger: list[Block], asked: tuple[list[Block], list[Input]]
) -> tuple[list[Block], list[Input]]:
    return [*danger, *asked[0]], asked[1]


def _read_out(setting: Setting) -> Iterable[Block]:
    """Yield the statements that the policy wants read out at meetings (S-27)."""
    if setting.policy.statements:
        yield Text(ask.READ_OUT, Tone.QUIET)
    yield from (Text(one.text, Tone.STRONG) for one in setting.policy.statements)


def _outcome(setting: Setting) -> list[Input]:
    return [text("outcome"), text("outstanding", required=False), _still_at_risk(setting)]


def _still_at_risk(setting: Setting) -> Input:
    """Ask in the policy's words whether somebody is still at risk, before anything is agreed."""
    asked = setting.policy.closing.residual_risk_question
    return replace(yes_no("still_at_risk"), label=asked, hint=ask.FOR_YOUR_SIDE)


def _proposal(case: Case | None) -> list[Block]:
    if case is None or case.proposal is None:
        return []
    facts = (
        Fact("Outcome", case.proposal.outcome),
        Fact("Outstanding", case.proposal.outstanding or "Nothing"),
    )
    return [Facts(facts), Text(ask.CONFIRM_FIRST)]


def _stand_off(setting: Setting) -> list[Block]:
    rule = setting.policy.stand_off
    return [Facts((Fact(KEEPS, rule.text),))] if rule else []


def _details(case: Case, setting: Setting, *, leaving: bool) -> list[Input]:
    return [policy_field(one) for one in details_owed(case, setting, leaving=leaving)]


def _escalate(case: Case, person: str, setting: Setting) -> list[Input]:
    open_ids = open_questions(case, setting.policy.stage(case.stage), setting)
    asked = [x for q in askable(case, person, setting) if q.id in open_ids for x in _question(q)]
    details = _details(case, setting, leaving=True)
    return [text("reason"), *asked, *details, *dates(required=False)[:2]]


def _route(route_id: str, danger: list[Block], setting: Setting) -> tuple[list[Block], list[Input]]:
    """Return the form of a route off the ladder: the policy's advice, the reason, its fields."""
    route = route_of(route_id, setting.policy)
    if route is None:
        return danger, [text("reason")]
    asked = [text("reason"), *(policy_field(one) for one in route_fields(route, setting.policy))]
    asked.extend(dates(required=needs_date(setting.policy.stage(route.to)))[:2])
    return [*danger, Text(route.advice), Text(ask.BESIDE_FIRST, Tone.QUIET)], asked


def _question(question: Question) -> list[Input]:
    reason = f"reason_{question.id}"
    return [
        replace(yes_no(f"answer_{question.id}", question.text), required=True),
        replace(text(reason, label=ask.reason_for(question.text)), required=True),
    ]


def _discussion(case: Case, setting: Setting, person: str) -> list[Input]:
    tasks = tuple(
        Option(duty.task, task_text(duty.task, setting.policy, case.stage)[:140])
        for duty in duties_of_discussion(case, person, setting)
    )
    between = (Option("within", ask.WITHIN), Option("between", ask.BETWEEN))
    inputs = [
        choice("between", between, value="between"),
        choice("method", tuple(Option(*m) for m in ask.METHODS)),
        day("held_on", setting.today.isoformat()),
        text("people"),
        replace(text("account"), label=ask.WHAT_WAS_SAID),
    ]
    if tasks:
        inputs.append(choice("tasks", tasks, required=False, many=True))
    return inputs


def closing_fields(setting: Setting) -> tuple[Field, ...]:
    """Return the fields that the policy asks for at closing, except what was learnt."""
    fields = setting.policy.fields
    return tuple(
        one
        for one in fields
        if one.at == "closing" and one.id != "learning" and one.derived is None
    )
