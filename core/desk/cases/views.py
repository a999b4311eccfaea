"""Views of a case for an authorised person: the case itself, and its record."""

from collections.abc import Iterable

from core.cards import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Ladder,
    Press,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
    View,
)
from core.cases import events as e
from core.cases.access import may
from core.cases.case import Case, StageVisit
from core.cases.folding.stage_visits import may_read_sensitive
from core.cases.record.seals import Entry
from core.cases.rules.agreement.settling import askable
from core.cases.rules.contacts.asking import deputies
from core.cases.rules.ladder.entry_stages import path_of_case
from core.cases.rules.ladder.moving import details_owed, next_stage_up, open_questions
from core.cases.wording.history import happened, special_circumstances, written
from core.cases.wording.labels import LABEL
from core.cases.wording.names import STATUS
from core.desk.cases import duty_forms
from core.desk.cases.decision_blocks import bypass_open, decisions, offered
from core.desk.cases.derived_fields import derived_values, earlier_stages
from core.desk.cases.linked_cases import linked_case_buttons, linked_case_lines, route_buttons
from core.desk.wording import derived as say_derived
from core.desk.wording import screens as say
from core.directory.wording.names import agency, at_post, described
from core.notifications import duty_lines
from core.notifications.message_cards import alert_unseen_by, copy_label
from core.partnership.setting import Setting
from core.policy.model import Policy, Stage
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.guidance import emergency_routes, sentences_at
from core.policy.wording.names import CHILD_STATUS, SIDE, listed, side_at, stage
from core.vocabulary import Action, CaseStatus, ChildStatus, ShownAt, Side

ENTRIES_PER_PAGE = 12
"""Entries of the record on one view: they fit Slack's 100 blocks with what was written."""


def emergency(policy: Policy, *, told: bool = False) -> tuple[Block, ...]:
    """Return the first lines of every form and case: the ways to get help now. Where danger is the
    subject (``told``), what the policy says of it stands before them.
    """
    routes = f"{say.IN_DANGER} {emergency_routes(policy)}"
    return (Text(f"{policy.immediate_risk.text}\n{routes}" if told else routes, Tone.DANGER),)


def at_this_stage(case: Case, setting: Setting) -> tuple[Text, ...]:
    """Return what people are told to do at the stage where an open case is."""
    told = setting.policy.stage(case.stage).text if case.status is CaseStatus.OPEN else ""
    return (Text(told),) if told else ()


def case_view(
    case: Case,
    entries: tuple[Entry, ...],
    person: str,
    setting: Setting,
    seen: frozenset[str] = frozenset(),
) -> View:
    """Return the case for one authorised person, actions before facts; ``seen`` are the ids of the
    linked cases they may open.
    """
    blocks: list[Block] = [
        *emergency(setting.policy, told=case.risk is not None),
        Heading(case.reference),
        Text(status_sentence(case, setting), Tone.STRONG),
    ]
    if case.risk:
        blocks.append(Text(_risk(case, setting), Tone.DANGER))
    blocks.extend(at_this_stage(case, setting))
    blocks.extend(_to_whom_asked(case, person, setting))
    blocks.extend(_earlier_stages(case, entries, person, setting))
    first, others = _urgent_and_other(actions(case, person, setting))
    blocks.extend(duty_lines.open_duty_blocks(case, setting))
    blocks.extend(_copies(case, setting))
    blocks.extend(_to_do(case, setting))
    blocks.extend(decisions(case, setting))
    blocks.extend(_rows(first))
    blocks.append(Rule())
    blocks.append(Facts(tuple(_facts(case, setting))))
    blocks.extend(_advice(case, setting))
    blocks.extend(linked_case_lines(case, setting))
    blocks.extend(_rows(tuple(linked_case_buttons(case, seen))))
    blocks.append(Ladder(ladder(case, setting)))
    blocks.extend(_sides(case, setting))
    blocks.append(Rule())
    blocks.extend(_story_blocks(case, entries, person, setting))
    blocks.extend(duty_lines.recorded_duty_blocks(case, setting))
    blocks.append(Rule())
    blocks.extend(_rows(others))
    return View(title="Case", blocks=tuple(blocks))


def _to_whom_asked(case: Case, person: str, setting: Setting) -> Iterable[Text]:
    """Yield the policy's sentences for whoever is asked at this stage, or has accepted it."""
    if case.status is CaseStatus.OPEN and any(person in case.side(one).current for one in Side):
        yield from said_at(ShownAt.ASKED, setting.policy)


def said_at(moment: ShownAt, policy: Policy) -> tuple[Text, ...]:
    """Return the policy's sentences for a moment, a quiet line each."""
    return tuple(Text(one, Tone.QUIET) for one in sentences_at(moment, policy))


def status_sentence(case: Case, setting: Setting) -> str:
    """Return one sentence on where a case is: its stage, when that is due, and why."""
    where = f"{STATUS[case.status]}. {stage(case.stage, setting.policy)}."
    if case.due:
        return f"{where} {case.visit.explanation}"
    if case.status is CaseStatus.OPEN:
        return f"{where} {say.overdue_since(case.visit.due)}"
    return where


def _risk(case: Case, setting: Setting) -> str:
    if case.risk is None:
        return ""
    seen = listed(described(p, setting.directory) for p in case.risk.acknowledged)
    flagged = say.risk_flagged(described(case.risk.by, setting.directory), case.risk.flagged_at)
    return f"{flagged} {say.risk_seen(seen)}"


def _facts(case: Case, setting: Setting) -> Iterable[Fact]:
    yield Fact("Raised by", described(case.raiser, setting.directory))
    if case.counterpart:
        yield Fact("Raised with", described(case.counterpart, setting.directory))
    yield Fact("Raised on", spoken_time(case.opened_at))
    yield Fact("Disagreement arose", spoken_date(case.arose_on))
    if kind := setting.policy.kind(case.kind):
        yield Fact("Kind", kind.text)
    if area := setting.policy.area(case.area):
        yield Fact("Home area", area.name)
    if case.statuses:
        yield Fact("Status", listed(CHILD_STATUS[ChildStatus(s)] for s in case.statuses))
    if setting.present and setting.present.digest != case.edition:
        names = (setting.policy.edition, setting.present.policy.edition)
        yield Fact("Policy", say.earlier_edition(*names))
    category = next((c.text for c in setting.policy.categories if c.id == case.category), "")
    if category:
        yield Fact("Mainly about", category)
    if case.override and case.override_due:
        what = special_circumstances(case.override, setting)
        yield Fact(LABEL[Action.OVERRIDE], say.overridden(what, case.override_due))
    protective, limit = case.visit.protective, case.visit.due
    if protective and protective > limit:
        yield Fact("Protective date", say.beyond_limit(protective))
    if case.visit.labelled_default:
        yield Fact("Timescale", say.OUR_DEFAULT)


def _advice(case: Case, setting: Setting) -> Iterable[Block]:
    """Yield the policy's advice on this kind of dispute or this area; it stops nothing."""
    kind, area = setting.policy.kind(case.kind), setting.policy.area(case.area)
    if kind and kind.advice:
        yield Text(kind.advice, Tone.QUIET)
    if kind and kind.last == case.stage and case.status is CaseStatus.OPEN:
        yield Text(say.LAST_FOR_ITS_KIND, Tone.QUIET)
    if area and area.redirect_to:
        yield Text(say.redirected(area.name, area.redirect_to), Tone.STRONG)


def ladder(case: Case, setting: Setting) -> tuple[Step, ...]:
    """Return every stage the case passes through, with where it was and is."""
    return tuple(_step(one, case, setting) for one in path_of_case(case, setting))


def _step(one: Stage, case: Case, setting: Setting) -> Step:
    visits = [visit for visit in case.visits if visit.stage == one.id]
    label = stage(one.id, setting.policy)
    if not visits:
        return Step(label, "", StepState.AHEAD)
    last = visits[-1]
    if last is case.visit and case.status is CaseStatus.OPEN:
        state = StepState.LAPSED if last.lapsed_at else StepState.LIVE
        return Step(label, say.due_or_overdue(last.due, late=bool(last.lapsed_at)), state)
    return Step(label, _ended(last, case), StepState.LAPSED if last.lapsed_at else StepState.DONE)


def _ended(visit: StageVisit, case: Case) -> str:
    if visit.lapsed_at:
        return say.lapsed_on(visit.due)
    if visit is case.visit and case.agreed_at:
        return say.agreed_on(case.agreed_at)
    return say.ended_on(visit.ended_at) if visit.ended_at else ""


def _sides(case: Case, setting: Setting) -> Iterable[Block]:
    for side in Side:
        state = case.side(side)
        whose = agency(state.agency, setting.directory)
        if state.owner:
            position = say.holds_it(at_post(state.owner, setting.directory))
        elif state.current:
            asked = "; ".join(at_post(p, setting.directory) for p in state.current)
            position = say.asked_not_accepted(asked)
        else:
            position = say.NOBODY_FOUND
        if (seat := side_at(side, case.stage, setting.policy)) != SIDE[side]:
            yield Facts((Fact(SIDE[side], whose), Fact(seat, position)))
        else:
            yield Facts((Fact(f"{SIDE[side]}: {whose}", position),))


def _earlier_stages(
    case: Case, entries: tuple[Entry, ...], person: str, setting: Setting
) -> Iterable[Block]:
    """Yield a summary of the earlier stages, for a person asked above the first stage."""
    asked = any(person in case.side(side).asked for side in Side)
    earlier = earlier_stages(entries, setting) if asked and len(case.visits) > 1 else ()
    if earlier:
        yield Text(say_derived.EARLIER, Tone.STRONG)
        yield Facts(tuple(Fact(label, text) for label, text in earlier))


def _story_blocks(
    case: Case, entries: tuple[Entry, ...], person: str, setting: Setting
) -> Iterable[Block]:
    readable = may_read_sensitive(case, entries, person, setting.directory)
    for entry in entries:
        if isinstance(entry.event, e.CaseOpened | e.DetailsSupplied):
            told = written(entry.event, setting, sensitive=entry.sequence in readable)
            yield Facts(tuple(Fact(label, text) for label, text in told if text))
    carried = _carried(case, setting)
    if facts := [x for x in derived_values(case, entries, setting) if x[0].id in carried]:
        yield Facts(tuple(Fact(one.label, text) for one, text in facts if text))
    outcome = case.proposal or case.agreed
    if outcome:
        kind = say.PROPOSED if case.proposal else say.AGREED
        yield Facts(
            (
                Fact(kind, outcome.outcome),
                Fact("Outstanding", outcome.outstanding or "Nothing"),
            )
        )


def _carried(case: Case, setting: Setting) -> frozenset[str]:
    """Return the fields that this hand-up carries or an earlier one did: derived fields are shown
    where they are needed.
    """
    rules = (setting.policy.stage(one.stage).hand_up for one in case.visits)
    sent = {key for rule in rules if rule for key in rule.carries}
    return frozenset(sent | {one.id for one in setting.policy.fields if one.at != "hand_up"})


def _copies(case: Case, setting: Setting) -> Iterable[Block]:
    """Yield the policy's words for the copy tick, if it has any."""
    said = setting.policy.closing.copy_text
    if said and case.status is CaseStatus.AGREED:
        yield Text(said, Tone.STRONG)


def _to_do(case: Case, setting: Setting) -> Iterable[Block]:
    """Yield what the policy asks for at this stage and is not recorded yet."""
    if case.status is not CaseStatus.OPEN:
        return
    one = setting.policy.stage(case.stage)
    undecided = open_questions(case, one, setting)
    asked = [q.text for q in one.questions if q.id in undecided]
    if asked:
        yield Text(say.still_to_decide(asked), Tone.QUIET)
    if owed := [one.label for one in details_owed(case, setting) if one.required]:
        yield Text(say.still_to_travel(owed), Tone.QUIET)
    for one_side in case.hand_ups_open:
        by = described(one_side.by, setting.directory)
        yield Text(say.hand_up(by, one_side.due, one_side.explanation), Tone.QUIET)


def actions(case: Case, person: str, setting: Setting) -> tuple[Button, ...]:
    """Return a button for everything this person may do now, most urgent first."""
    buttons: list[Button] = []

    def offer(
        action: Action, style: Style = Style.PLAIN, target: str = "view", label: str = ""
    ) -> None:
        if may(action, case, person, setting):
            press = Press(action=action, case=case.id, stage=case.stage, target=target)
            buttons.append(Button(label=label or LABEL[action], press=press, style=style))

    side = case.side_of(person)
    if side is not None and not case.side(side).owner:
        offer(Action.ACCEPT, Style.PRIMARY)
    if alert_unseen_by(person, case):
        offer(Action.ACKNOWLEDGE, Style.PRIMARY)
    offer(Action.IMMEDIATE_RISK, Style.DANGER)
    if not case.receiving.agency:
        offer(Action.NAME_OTHER_SIDE, Style.PRIMARY)
    for decision, style, target in offered(case, person, setting):
        offer(decision, style, target)
    offer(Action.DISCUSS)
    offer(Action.PROPOSE)
    if case.proposal and side is case.proposal.side.counterpart:
        offer(Action.CONFIRM, Style.PRIMARY)
        offer(Action.REJECT)
    fitting = {
        Action.ESCALATE: next_stage_up(case, setting) is not None,
        Action.BYPASS: bypass_open(case, setting),
        Action.BRING_FORWARD: case.due is not None,
        Action.ANSWER: bool(askable(case, person, setting)),
    }
    for action in (one for one, fits in fitting.items() if fits):
        offer(action)
    if side is not None and case.hand_up(side):
        offer(Action.HAND_UP)
    if case.status is CaseStatus.AGREED:
        if side is not None and side not in case.copied:
            offer(Action.COPIED, Style.PRIMARY, f"view:{side}", copy_label(setting))
        offer(Action.CLOSE)
    if case.status is not CaseStatus.OPEN:
        offer(Action.NOT_SATISFIED)
    if deputies(person, case, setting):
        offer(Action.HAND_TO_DEPUTY)
    offer(Action.DECLINE)
    if details_owed(case, setting):
        offer(Action.DETAILS)
    for always in (Action.NOTE, Action.SUPPORT, Action.GAP):
        offer(always)
    if case.risk:
        offer(Action.WITHDRAW_RISK)
    if setting.policy.override and case.status is not CaseStatus.CLOSED:
        offer(Action.OVERRIDE)
    offer(Action.CORRECT)
    if setting.present and setting.present.digest != case.edition:
        offer(Action.MIGRATE)
    offer(Action.ENTER_FOR, target="")
    offer(Action.RECORD, target="")
    tasks = duty_forms.buttons(case, person, setting)
    return (*buttons, *tasks, *route_buttons(case, person, setting))


def _urgent_and_other(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """Split buttons: those waiting for this person, the alert and what is owed; then all others."""
    first = [one for one in buttons if one.style is not Style.PLAIN]
    to_do = [one for one in buttons if one.press.action is Action.TASK]
    others = (one for one in buttons if one not in first and one not in to_do)
    return (*first, *to_do), tuple(others)


def _rows(buttons: tuple[Button, ...], width: int = 5) -> Iterable[Block]:
    for start in range(0, len(buttons), width):
        yield Buttons(buttons[start : start + width])


def _merely_sent(event: e.Event) -> bool:
    """Whether an entry says only that a message was sent, with no failed attempt before it."""
    return isinstance(event, e.ContactTold) and not event.tried


def record_view(
    case: Case, entries: tuple[Entry, ...], person: str, setting: Setting, before: int = 0
) -> View:
    """Return a page of the chronology, newest first, with what was written and the first digits of
    each seal.
    """
    acts = [entry for entry in entries if not _merely_sent(entry.event)]
    shown = [x for x in reversed(acts) if not before or x.sequence < before][:ENTRIES_PER_PAGE]
    sent = len(entries) - len(acts)
    blocks: list[Block] = [Heading(say.record_of(case.reference))]
    blocks.append(Text(say.messages_sent(sent), Tone.QUIET))
    readable = may_read_sensitive(case, entries, person, setting.directory)
    for entry in shown:
        blocks.append(Text(f"{entry.sequence}. {happened(entry.event, setting)}", Tone.STRONG))
        told = written(entry.event, setting, sensitive=entry.sequence in readable)
        stories = [Fact(label, text) for label, text in told if text]
        if stories:
            blocks.append(Facts(tuple(stories)))
        when = spoken_time(entry.recorded_at)
        blocks.append(Text(say.sealed(when, entry.seal.hex()[:12]), Tone.QUIET))
    last = shown[-1].sequence if shown else 1
    if last > 1:
        press = Press(action=Action.RECORD, case=case.id, stage=case.stage, target=str(last))
        blocks.append(Buttons((Button(label=say.EARLIER, press=press),)))
    return View(title="Record", blocks=tuple(blocks))
