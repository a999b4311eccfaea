"""What a person sees after an authorisation check: the case, its record, lists, the policy."""

from collections.abc import Iterable

from core import events as e
from core.access import may
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Heading,
    Home,
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
from core.case import Case, Passage
from core.contacts import Parties, ask
from core.pointers import overview, unseen_by
from core.policy import Policy, Stage
from core.record import Entry
from core.rules.asking import deputies
from core.rules.moving import details_owed, open_questions
from core.rules.settling import askable
from core.setting import Setting
from core.vocabulary import Action, CaseStatus, ChildStatus, Side
from core.wording import screens as say
from core.wording.deadlines import spoken_date, spoken_time
from core.wording.history import happened, written
from core.wording.labels import LABEL
from core.wording.names import (
    CHILD_STATUS,
    SIDE,
    STATUS,
    agency,
    at_post,
    described,
    listed,
    name,
    stage,
)

LISTED = 12
"""Cases in one list: what one window of either platform holds."""
PAGE = 12
"""Entries of the record on one view: what Slack's 100 blocks hold with room for what was
written."""


def emergency(policy: Policy) -> tuple[Block, ...]:
    """The first lines of every form and case: what to do if somebody is in danger now."""
    rule = policy.immediate_risk
    routes = " - ".join(f"{route.label}: {route.number}" for route in rule.routes)
    return (Text(f"{say.IN_DANGER} {routes}", Tone.DANGER),)


def case_view(case: Case, entries: tuple[Entry, ...], person: str, setting: Setting) -> View:
    """The case for one authorised person, with everything they may do."""
    blocks: list[Block] = [
        *emergency(setting.policy),
        Heading(case.reference),
        Text(_standing(case, setting), Tone.STRONG),
    ]
    if case.risk:
        blocks.append(Text(_risk(case, setting), Tone.DANGER))
    blocks.append(Facts(tuple(_facts(case, setting))))
    blocks.append(Ladder(ladder(case, setting)))
    blocks.extend(_sides(case, setting))
    blocks.append(Rule())
    blocks.extend(_story(case, entries, setting))
    blocks.extend(_to_do(case, setting))
    blocks.append(Rule())
    blocks.extend(_rows(_actions(case, person, setting)))
    return View(title="Case", blocks=tuple(blocks))


def _standing(case: Case, setting: Setting) -> str:
    where = f"{STATUS[case.status]}. {stage(case.stage, setting.policy)}."
    if case.due:
        return f"{where} {case.passage.explanation}"
    if case.status is CaseStatus.OPEN:
        return f"{where} {say.overdue_since(case.passage.due)}"
    return where


def _risk(case: Case, setting: Setting) -> str:
    if case.risk is None:
        return ""
    seen = listed(described(p, setting.directory) for p in case.risk.acknowledged)
    flagged = say.risk_flagged(described(case.risk.by, setting.directory), case.risk.flagged_at)
    return f"{flagged} {say.risk_seen(seen)}"


def _facts(case: Case, setting: Setting) -> Iterable[Fact]:
    yield Fact("Raised by", described(case.raiser, setting.directory))
    yield Fact("Raised on", spoken_time(case.opened_at))
    yield Fact("Disagreement arose", spoken_date(case.arose_on))
    if case.statuses:
        yield Fact("Status", listed(CHILD_STATUS[ChildStatus(s)] for s in case.statuses))
    category = next((c.text for c in setting.policy.categories if c.id == case.category), "")
    if category:
        yield Fact("Mainly about", category)
    protective, limit = case.passage.protective, case.passage.due
    if protective and protective > limit:
        yield Fact("Protective date", say.beyond_limit(protective))
    if case.passage.labelled_default:
        yield Fact("Timescale", say.OUR_DEFAULT)


def ladder(case: Case, setting: Setting) -> tuple[Step, ...]:
    """Every stage of the policy, with where the case has been and is."""
    return tuple(_step(one, case, setting) for one in setting.policy.ladder)


def _step(one: Stage, case: Case, setting: Setting) -> Step:
    visits = [passage for passage in case.passages if passage.stage == one.id]
    label = stage(one.id, setting.policy)
    if not visits:
        return Step(label, "", StepState.AHEAD)
    last = visits[-1]
    if last is case.passage and case.status is CaseStatus.OPEN:
        state = StepState.LAPSED if last.lapsed_at else StepState.LIVE
        return Step(label, say.due_or_overdue(last.due, late=bool(last.lapsed_at)), state)
    return Step(label, _ended(last, case), StepState.LAPSED if last.lapsed_at else StepState.DONE)


def _ended(passage: Passage, case: Case) -> str:
    if passage.lapsed_at:
        return say.lapsed_on(passage.due)
    if passage is case.passage and case.agreed_at:
        return say.agreed_on(case.agreed_at)
    return say.ended_on(passage.ended_at) if passage.ended_at else ""


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
        yield Facts((Fact(f"{SIDE[side]}: {whose}", position),))


def _story(case: Case, entries: tuple[Entry, ...], setting: Setting) -> Iterable[Block]:
    told = (x.event for x in entries if isinstance(x.event, e.CaseOpened | e.DetailsSupplied))
    for event in told:
        yield Facts(tuple(Fact(label, text) for label, text in written(event, setting) if text))
    outcome = case.proposal or case.agreed
    if outcome:
        kind = say.PROPOSED if case.proposal else say.AGREED
        yield Facts(
            (
                Fact(kind, outcome.outcome),
                Fact("Outstanding", outcome.outstanding or "Nothing"),
            )
        )


def _to_do(case: Case, setting: Setting) -> Iterable[Block]:
    """What the policy asks for at this stage and is not recorded yet."""
    if case.status is not CaseStatus.OPEN:
        return
    one = setting.policy.stage(case.stage)
    done = {task for at, task in case.tasks_done if at == case.stage}
    open_tasks = [task.text for task in one.tasks if task.id not in done]
    asked = [q.text for q in one.questions if q.id in open_questions(case, one)]
    if open_tasks:
        yield Text(say.still_to_do(open_tasks), Tone.QUIET)
    if asked:
        yield Text(say.still_to_decide(asked), Tone.QUIET)
    if owed := details_owed(case, setting):
        yield Text(say.still_to_travel([one.label for one in owed]), Tone.QUIET)
    if case.hand_up and not case.hand_up.done:
        yield Text(
            say.hand_up(
                described(case.hand_up.by, setting.directory),
                case.hand_up.due,
                case.hand_up.explanation,
            ),
            Tone.QUIET,
        )


def _actions(case: Case, person: str, setting: Setting) -> tuple[Button, ...]:
    """Everything this person may do now, most wanted first."""
    buttons: list[Button] = []

    def offer(action: Action, style: Style = Style.PLAIN, target: str = "view") -> None:
        if may(action, case, person, setting.directory):
            press = Press(action=action, case=case.id, stage=case.stage, target=target)
            buttons.append(Button(label=LABEL[action], press=press, style=style))

    side = case.side_of(person)
    if side is not None and not case.side(side).owner:
        offer(Action.ACCEPT, Style.PRIMARY)
    if unseen_by(person, case):
        offer(Action.ACKNOWLEDGE, Style.PRIMARY)
    offer(Action.IMMEDIATE_RISK, Style.DANGER)
    if not case.receiving.agency:
        offer(Action.NAME_OTHER_SIDE, Style.PRIMARY)
    offer(Action.DISCUSS)
    offer(Action.PROPOSE)
    if case.proposal and side is case.proposal.side.counterpart:
        offer(Action.CONFIRM, Style.PRIMARY)
        offer(Action.REJECT)
    if setting.policy.next_stage(case.stage) is not None:
        offer(Action.ESCALATE)
    if case.due:
        offer(Action.BRING_FORWARD)
    if askable(case, setting):
        offer(Action.ANSWER)
    if case.hand_up and not case.hand_up.done and side is Side.RAISING:
        offer(Action.HAND_UP)
    if case.status is CaseStatus.AGREED:
        if side is not None and side not in case.copied:
            offer(Action.COPIED, Style.PRIMARY, target=f"view:{side}")
        offer(Action.CLOSE)
    if case.status is not CaseStatus.OPEN:
        offer(Action.NOT_SATISFIED)
    if deputies(person, case, setting):
        offer(Action.HAND_TO_DEPUTY)
    if person != case.raiser:
        offer(Action.DECLINE)
    if details_owed(case, setting):
        offer(Action.DETAILS)
    offer(Action.NOTE)
    offer(Action.SUPPORT)
    if case.risk:
        offer(Action.WITHDRAW_RISK)
    if setting.policy.override and case.status is not CaseStatus.CLOSED:
        offer(Action.OVERRIDE)
    offer(Action.CORRECT)
    offer(Action.RECORD, target="")
    return tuple(buttons)


def _rows(buttons: tuple[Button, ...], width: int = 5) -> Iterable[Block]:
    for start in range(0, len(buttons), width):
        yield Buttons(buttons[start : start + width])


def record_view(case: Case, entries: tuple[Entry, ...], setting: Setting, before: int = 0) -> View:
    """A page of the chronology, newest first, with what was written and each seal's beginning."""
    acts = [entry for entry in entries if not isinstance(entry.event, e.ContactTold)]
    shown = [x for x in reversed(acts) if not before or x.sequence < before][:PAGE]
    sent = len(entries) - len(acts)
    blocks: list[Block] = [Heading(say.record_of(case.reference))]
    blocks.append(Text(say.messages_sent(sent), Tone.QUIET))
    for entry in shown:
        blocks.append(Text(f"{entry.sequence}. {happened(entry.event, setting)}", Tone.STRONG))
        stories = [Fact(label, text) for label, text in written(entry.event, setting) if text]
        if stories:
            blocks.append(Facts(tuple(stories)))
        when = spoken_time(entry.recorded_at)
        blocks.append(Text(say.sealed(when, entry.seal.hex()[:12]), Tone.QUIET))
    last = shown[-1].sequence if shown else 1
    if last > 1:
        press = Press(action=Action.RECORD, case=case.id, stage=case.stage, target=str(last))
        blocks.append(Buttons((Button(label=say.EARLIER, press=press),)))
    return View(title="Record", blocks=tuple(blocks))


def home(
    people: tuple[str, ...],
    cases: tuple[tuple[Case, Setting], ...],
    settings: tuple[Setting, ...],
    more: int = 0,
) -> Home:
    """The authoritative to-do list: what I owe, what I raised, and for coordinators every case;
    ``more`` were not read.
    """
    blocks: list[Block] = []
    blocks.extend(once_each(block for one in settings for block in emergency(one.policy)))
    raise_it = Button(
        label=LABEL[Action.RAISE], press=Press(action=Action.RAISE), style=Style.PRIMARY
    )
    blocks.append(Buttons((raise_it,)))
    owed: list[tuple[Case, Setting]] = []
    raised: list[tuple[Case, Setting]] = []
    rest: list[tuple[Case, Setting]] = []
    for one in cases:
        owes = any(_owes(one[0], person) for person in people)
        (owed if owes else raised if one[0].raiser in people else rest).append(one)
    coordinator = any(p in setting.directory.coordinators for setting in settings for p in people)
    blocks.extend(_section(say.WHAT_I_OWE, owed, say.NOTHING_OWED))
    above = any(case.raiser in people for case, _ in owed)
    none = say.NOTHING_ELSE_RAISED if above else say.NOTHING_RAISED
    blocks.extend(_section(say.WHAT_I_RAISED, raised, none))
    if coordinator or rest or more:
        title = say.EVERY_CASE if coordinator else say.KEPT_INFORMED
        blocks.extend(_section(title, rest, say.NO_CASES, more))
    for setting in settings:
        blocks.extend(_standing_warnings(setting, coordinator=coordinator))
    return Home(blocks=tuple(blocks))


def _owes(case: Case, person: str) -> bool:
    if case.risk and not case.risk.acknowledged and person in case.risk.told:
        return True
    if case.status is CaseStatus.CLOSED:
        return False
    if case.hand_up and not case.hand_up.done and case.hand_up.by == person:
        return True
    return any(person in case.side(side).current for side in Side)


def _section(
    title: str, cases: list[tuple[Case, Setting]], empty: str, more: int = 0
) -> Iterable[Block]:
    yield Heading(title)
    if not cases:
        yield Text(empty, Tone.QUIET)
    yield from _listed(tuple(cases), more)


def _listed(cases: tuple[tuple[Case, Setting], ...], more: int) -> Iterable[Block]:
    """As many as fit, and how many there are beside, read or not."""
    for case, setting in cases[:LISTED]:
        yield from overview(case, setting)
    if left := len(cases[LISTED:]) + more:
        yield Text(say.and_more(left), Tone.QUIET)


def once_each(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks in order, none twice: two partnerships may share their emergency routes."""
    return dict.fromkeys(blocks)


def _standing_warnings(setting: Setting, *, coordinator: bool) -> Iterable[Block]:
    review = setting.policy.next_review
    if coordinator and review and review < setting.today:
        yield Text(say.past_review(setting.policy.partnership_name, review), Tone.WARNING)


def list_card(cases: tuple[tuple[Case, Setting], ...], more: int = 0) -> Card:
    """The answer to ``/escalate list``; ``more`` were not read."""
    blocks = list(_listed(cases, more)) or [Text(say.NO_CASES)]
    return Card(title=say.YOUR_CASES, summary=say.YOUR_CASES, blocks=tuple(blocks))


def when_card(case: Case, setting: Setting) -> Card:
    """The answer to ``/escalate when REF``: the deadline and why it falls then."""
    text = _standing(case, setting)
    return Card(
        title=case.reference,
        summary=case.reference,
        blocks=(Text(text), Ladder(ladder(case, setting))),
    )


def policy_view(setting: Setting) -> View:
    """The policy as it runs: stages, times, and which of them are ours."""
    policy = setting.policy
    blocks: list[Block] = [*emergency(policy), Heading(policy.title)]
    blocks.append(Text(f"{policy.partnership_name}. {say.edition(policy.edition)}", Tone.QUIET))
    for one in policy.ladder:
        roles = listed(
            dict.fromkeys(policy.role(s.role).title for s in (*one.raising, *one.receiving))
        )
        clauses = ", ".join(one.basis.clauses)
        blocks.append(
            Facts((Fact(stage(one.id, policy), say.stage_line(one.clock, roles, clauses)),))
        )
    blocks.extend(Text(choice.text, Tone.QUIET) for choice in policy.principles[:8])
    return View(title="Policy", blocks=tuple(blocks))


def contacts_card(words: str, setting: Setting) -> Card:
    """The answer to ``/escalate contacts AGENCY``: posts and who holds them, no addresses."""
    directory = setting.directory
    wanted = words.strip().casefold()
    agencies = [a for a in directory.agencies.values() if wanted and wanted in a.name.casefold()]
    if not agencies:
        names = listed(a.name for a in directory.agencies.values())
        return Card(title="Contacts", summary="Contacts", blocks=(Text(say.which_agency(names)),))
    blocks: list[Block] = []
    for one in agencies[:3]:
        blocks.append(Heading(one.name))
        facts = [
            Fact(
                ", ".join(x for x in (post.title, _team(post.team, setting)) if x),
                listed(name(p, directory) for p in post.holders) or say.VACANT,
            )
            for post in directory.posts
            if post.agency == one.id
        ]
        blocks.append(Facts(tuple(facts[:30])) if facts else Text(say.NO_POSTS))
    return Card(title="Contacts", summary="Contacts", blocks=tuple(blocks))


def _team(team: str, setting: Setting) -> str:
    found = setting.directory.teams.get(team)
    return found.name if found else ""


def check_card(person: str, setting: Setting) -> Card:
    """The answer to ``/escalate check``: would each stage reach somebody, from here."""
    lines = [Fact(stage(one.id, setting.policy), text) for one, text in say_reach(person, setting)]
    return Card(title=say.CHECK, summary=say.CHECK, blocks=(Facts(tuple(lines)),))


def say_reach(person: str, setting: Setting) -> Iterable[tuple[Stage, str]]:
    """For each stage, who of the raising side's own line would be asked now."""
    enrolled = setting.directory.people.get(person)
    parties = Parties(
        raiser=person,
        raising_agency=enrolled.agency if enrolled else "",
        raising_team=setting.directory.team_of(person),
        receiving_agency="",
        receiving_team="",
    )
    for one in setting.policy.ladder:
        asked = ask(one, Side.RAISING, parties, setting.policy, setting.directory)
        names = "; ".join(at_post(p, setting.directory) for p in asked.people)
        yield one, names or say.VACANT
