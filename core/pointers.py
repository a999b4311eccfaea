"""Messages: a notice becomes a card that points to a case and never tells its story."""

from core.access import may
from core.cards import Block, Button, Buttons, Card, Fact, Facts, Press, Style, Text, Tone
from core.case import Case
from core.notices import Notice
from core.setting import Setting
from core.vocabulary import Action, CaseStatus, Purpose, Side
from core.wording.deadlines import spoken_time
from core.wording.labels import LABEL
from core.wording.messages import body, headline
from core.wording.names import SIDE, STATUS, described, name, role_of, stage

STAGE_BOUND = frozenset({Purpose.ASKED, Purpose.REMINDER})
"""Purposes that end with the stage they were sent at."""


def pointer(notice: Notice, case: Case, setting: Setting) -> Card:
    """The message for a person as the case stands; drawn again whenever the case moves on."""
    purpose, about, person = notice.purpose, notice.about, notice.person
    title = headline(purpose, case, about)
    over = purpose in STAGE_BOUND and notice.stage != case.stage
    blocks: list[Block] = []
    if over:
        blocks.append(
            Text(f"This is over: {stage(notice.stage, setting.policy)} has ended.", Tone.QUIET)
        )
    else:
        tone = Tone.DANGER if _alarming(purpose, about) else Tone.PLAIN
        blocks.append(Text(body(purpose, case, about, setting), tone))
    blocks.append(Facts(_facts(purpose, person, case, setting)))
    if note := _state(purpose, person, case, setting):
        blocks.append(Text(note, Tone.QUIET))
    blocks.append(Buttons(_buttons(purpose, person, case, setting, over=over)))
    return Card(title=title, summary=f"{title}. {_due(case)}".strip(), blocks=tuple(blocks))


def still_true(notice: Notice, case: Case) -> bool:
    """Whether a notice should still be sent: asked for this stage, reminded of what is open."""
    purpose, person = notice.purpose, notice.person
    if purpose is Purpose.ASKED:
        side = case.side_of(person)
        return (
            case.status is CaseStatus.OPEN
            and notice.stage == case.stage
            and side is not None
            and case.side(side).owner in {"", person}
        )
    if purpose is Purpose.REMINDER:
        kind = notice.about.partition(":")[0]
        if kind == "risk":
            return case.risk is not None and not case.risk.acknowledged
        if kind in {"copy", "close"}:
            return case.status is CaseStatus.AGREED
        return case.status is CaseStatus.OPEN and notice.stage == case.stage
    return True


def _alarming(purpose: Purpose, about: str) -> bool:
    if purpose is Purpose.REMINDER:
        return about.startswith(("risk:", "overdue:"))
    return purpose in {Purpose.IMMEDIATE_RISK, Purpose.OVERRIDE}


def _due(case: Case) -> str:
    return f"Due {spoken_time(case.due)}." if case.due else ""


def _facts(purpose: Purpose, person: str, case: Case, setting: Setting) -> tuple[Fact, ...]:
    facts = [
        Fact("Reference", case.reference),
        Fact("Your part", role_of(case, person)),
        Fact("Stage", stage(case.stage, setting.policy)),
    ]
    if case.due:
        facts.append(Fact("Due", spoken_time(case.due)))
    if purpose is Purpose.ASKED:
        facts.append(Fact("Raised by", described(case.raiser, setting.directory)))
    return tuple(facts)


def _state(purpose: Purpose, person: str, case: Case, setting: Setting) -> str:
    """Where the pressed card says what has become of it."""
    if purpose is not Purpose.ASKED or case.status is not CaseStatus.OPEN:
        return ""
    for side in Side:
        state = case.side(side)
        if person not in state.asked:
            continue
        if state.owner == person and state.accepted_at:
            return f"You accepted this on {spoken_time(state.accepted_at)}."
        if state.owner and state.accepted_at:
            who = described(state.owner, setting.directory)
            return f"{who} accepted this on {spoken_time(state.accepted_at)}."
        if any(c.person == person and c.declined for c in state.contacts):
            return "You said this is not yours. The next person has been asked."
    return ""


def _buttons(
    purpose: Purpose, person: str, case: Case, setting: Setting, *, over: bool
) -> tuple[Button, ...]:
    buttons: list[Button] = []

    def offer(
        action: Action, style: Style = Style.PLAIN, *, opens: bool = True, target: str = ""
    ) -> None:
        if may(action, case, person, setting.directory):
            press = Press(action=action, case=case.id, stage=case.stage, target=target)
            buttons.append(Button(label=LABEL[action], press=press, style=style, opens=opens))

    asked = purpose is Purpose.ASKED and not over
    waiting = asked and not any(case.side(s).owner for s in Side if person in case.side(s).asked)
    if waiting:
        offer(Action.ACCEPT, Style.PRIMARY, opens=False)
    if case.risk and person not in case.risk.acknowledged and _alarming(purpose, about=""):
        offer(Action.ACKNOWLEDGE, Style.PRIMARY, opens=False)
    offer(Action.OPEN)
    if asked and _can_go_up(case, setting):
        offer(Action.ESCALATE)
    if waiting:
        offer(Action.DECLINE)
    other = case.proposal.side.counterpart if case.proposal else None
    if purpose is Purpose.PROPOSED and other and case.side_of(person) is other:
        offer(Action.CONFIRM, Style.PRIMARY)
        offer(Action.REJECT)
    if case.status is CaseStatus.AGREED:
        side = case.side_of(person)
        if side is not None and side not in case.copied:
            offer(Action.COPIED, opens=False, target=side)
        if purpose is Purpose.AGREED:
            offer(Action.NOT_SATISFIED)
    return tuple(buttons)


def _can_go_up(case: Case, setting: Setting) -> bool:
    return setting.policy.next_stage(case.stage) is not None


def overview(case: Case, setting: Setting) -> tuple[Block, ...]:
    """A case in a list: reference, stage, who holds it, when it is due, and a way in."""
    holders = "; ".join(
        f"{SIDE[side]}: {name(case.side(side).named, setting.directory)}"
        for side in Side
        if case.side(side).named
    )
    late = case.passage.lapsed_at and case.status is CaseStatus.OPEN
    due = spoken_time(case.passage.due) if case.status is CaseStatus.OPEN else STATUS[case.status]
    facts = (
        Fact(case.reference, stage(case.stage, setting.policy)),
        Fact("Overdue since" if late else "Due", due),
        Fact("Held by", holders),
    )
    press = Press(action=Action.OPEN, case=case.id, stage=case.stage)
    return (Facts(facts), Buttons((Button(label=f"Open {case.reference}", press=press),)))
