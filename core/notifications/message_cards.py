"""Message cards: each points to a case and never tells its story."""

from collections.abc import Iterable
from typing import Final

from core.cards import Block, Button, Buttons, Card, Fact, Facts, Press, Style, Text, Tone
from core.cases.access import may
from core.cases.case import Case
from core.cases.duty import Duty
from core.cases.notices import Notice
from core.cases.rules.agreement.agreed_dates import agreeable, waiting_for
from core.cases.rules.contacts import alerts
from core.cases.rules.ladder.moving import next_stage_up
from core.cases.wording import duties as say_duties
from core.cases.wording.labels import LABEL
from core.cases.wording.names import STATUS, role_of
from core.cases.wording.questions import WE_CONFIRM
from core.directory.wording.names import described, name
from core.notifications import duty_lines
from core.notifications.relevance import REQUEST_PURPOSES, confirmed_on, has_declined, is_relevant
from core.notifications.wording import endings as say
from core.notifications.wording.headlines import headline
from core.notifications.wording.messages import RISK_STANDS, body, debrief, unseen
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.guidance import asked_in_message, emergency_routes, in_message
from core.policy.wording.names import side_at, stage
from core.vocabulary import Action, CaseStatus, Purpose, Sensitivity, Side


def message_card(notice: Notice, case: Case, setting: Setting) -> Card:
    """Return the card of a message to a person as of now; it is redrawn when the case changes."""
    purpose, about, person = notice.purpose, notice.about, notice.person
    title = headline(purpose, case, about)
    over = _why_over(notice, case, setting)
    answered = _answered(notice, case, setting)
    alarming = not over and not answered and _alarming(purpose, about)
    mine = _reminded_duties(notice, case, setting)
    asked = duty_lines.duty_texts(mine, case, setting) if mine else ()
    told = say_duties.reminder(asked) if asked else _sentence(notice, case, setting)
    words = over or answered or told
    quiet = Tone.QUIET if over or answered else Tone.PLAIN
    ended = title if title.endswith("?") else f"{title}."
    return Card(
        title=title,
        summary=f"{ended} {_due(case)}".strip(),
        blocks=(
            *_danger(purpose, about, setting, over=bool(over or answered)),
            Text(words, Tone.DANGER if alarming else quiet),
            *_standing_risk(purpose, about, case, over=bool(over)),
            *_debrief(purpose, person, case, setting),
            *_at_this_stage(notice, case, setting, over=bool(over)),
            Facts(_facts(purpose, person, case, setting)),
            Buttons(_buttons(notice, case, setting, over=bool(over))),
        ),
    )


def _danger(purpose: Purpose, about: str, setting: Setting, *, over: bool) -> tuple[Text, ...]:
    """Return what the policy says of danger and the ways to get help now, first in an alert."""
    alert = purpose is Purpose.IMMEDIATE_RISK or about.startswith("risk:")
    if over or not alert:
        return ()
    told, routes = setting.policy.immediate_risk.text, emergency_routes(setting.policy)
    return (Text(f"{told}\n{routes}", Tone.DANGER),)


def _at_this_stage(notice: Notice, case: Case, setting: Setting, *, over: bool) -> tuple[Text, ...]:
    """Return what the policy says to whoever is asked at this stage or has accepted it; a long text
    stands in the case only.
    """
    asks = notice.purpose is Purpose.ASKED or notice.about.startswith("chase:")
    mine = any(notice.person in case.side(side).current for side in Side)
    if over or not asks or not mine or notice.stage != case.stage:
        return ()
    told = in_message(setting.policy.stage(case.stage).text)
    said = asked_in_message(setting.policy)
    return (*((Text(told),) if told else ()), *((Text(said, Tone.QUIET),) if said else ()))


def _sentence(notice: Notice, case: Case, setting: Setting) -> str:
    """Return the sentence of a message; whoever raised an alert is told that nobody has seen it."""
    alert = notice.purpose is Purpose.REMINDER and notice.about.startswith("risk:")
    if alert and case.risk and notice.person == case.risk.by:
        return unseen(case)
    return body(notice.purpose, case, notice.about, setting)


def _why_over(notice: Notice, case: Case, setting: Setting) -> str:
    """Return why there is nothing left to do about a message; "" if there is."""
    if notice.purpose is Purpose.IMMEDIATE_RISK:
        return say.OVER_RISK if case.risk is None else ""
    if notice.purpose not in REQUEST_PURPOSES:
        return ""
    asked_still = notice.purpose is Purpose.ASKED and notice.stage == case.stage
    mine = _reminded_duties(notice, case, setting)
    if mine is not None and not mine and is_relevant(notice, case):
        return say.OVER
    if is_relevant(notice, case) or (asked_still and case.status is CaseStatus.OPEN):
        return ""
    if notice.about.startswith("risk:"):
        return say.OVER_RISK
    if case.status is not CaseStatus.OPEN:
        return say.over_as(STATUS[case.status])
    if notice.stage != case.stage:
        return say.over_at(stage(notice.stage, setting.policy))
    return say.OVER


def _reminded_duties(notice: Notice, case: Case, setting: Setting) -> tuple[Duty, ...] | None:
    """Return the duties of a reminder that this person can still record; None otherwise."""
    kind = notice.about.partition(":")[0]
    if notice.purpose is not Purpose.REMINDER or kind not in {"duty", "duties", "danger"}:
        return None
    return duty_lines.reminded_of(notice.about, case, notice.person, setting)


def _answered(notice: Notice, case: Case, setting: Setting) -> str:
    """Return what the card says once it was answered; "" before."""
    if notice.purpose is Purpose.IMMEDIATE_RISK and case.risk:
        return say.you_saw() if notice.person in case.risk.acknowledged else ""
    if notice.purpose is not Purpose.ASKED or notice.stage != case.stage:
        return ""
    for side in Side:
        state = case.side(side)
        if notice.person not in state.asked:
            continue
        if state.owner == notice.person and state.accepted_at:
            return say.you_accepted(state.accepted_at)
        if state.owner and state.accepted_at:
            return say.accepted(described(state.owner, setting.directory), state.accepted_at)
        if has_declined(notice.person, case):
            return say.you_declined(waiting=bool(state.current))
    return ""


def alert_unseen_by(person: str, case: Case) -> bool:
    """Whether an alert is open that this person has yet to acknowledge; never their own."""
    risk = case.risk
    return risk is not None and person != risk.by and person not in risk.acknowledged


def _standing_risk(purpose: Purpose, about: str, case: Case, *, over: bool) -> tuple[Text, ...]:
    """Warn of an open alert on other requests: contacts of a later stage had no message of it."""
    own = purpose is Purpose.IMMEDIATE_RISK or about.startswith(("risk:", "danger:"))
    if case.risk is None or over or own or purpose not in REQUEST_PURPOSES:
        return ()
    return (Text(RISK_STANDS, Tone.DANGER),)


def _alarming(purpose: Purpose, about: str) -> bool:
    if purpose is Purpose.REMINDER:
        return about.startswith(("risk:", "overdue:", "danger:"))
    return purpose in {Purpose.IMMEDIATE_RISK, Purpose.OVERRIDE}


def _due(case: Case) -> str:
    return f"Due {spoken_time(case.due)}." if case.due else ""


def _facts(purpose: Purpose, person: str, case: Case, setting: Setting) -> tuple[Fact, ...]:
    facts = [
        Fact("For", described(person, setting.directory)),
        Fact("Reference", case.reference),
        Fact("Your part", role_of(case, person, setting.policy)),
        Fact("Stage", stage(case.stage, setting.policy)),
    ]
    if case.due:
        facts.append(Fact("Due", spoken_time(case.due)))
    if purpose is Purpose.ASKED:
        facts.extend(_chat_safe(case, setting))
    if purpose is Purpose.IMMEDIATE_RISK and case.risk:
        facts.extend(_out_of_hours(case, setting))
    if purpose is Purpose.OVERRIDE and case.override_due:
        facts.append(Fact("To be told by", spoken_time(case.override_due)))
    if purpose is Purpose.ASKED:
        facts.append(Fact("Raised by", described(case.raiser, setting.directory)))
    return tuple(facts)


def _out_of_hours(case: Case, setting: Setting) -> tuple[Fact, ...]:
    """Return the out-of-hours telephones of the posts an alert goes to."""
    by = case.risk.by if case.risk else ""
    return tuple(
        Fact("Out of hours", f"{post.title}: {post.out_of_hours.phone}")
        for post in alerts.posts(case, by, setting)
        if post.out_of_hours and post.out_of_hours.phone
    )


def _chat_safe(case: Case, setting: Setting) -> tuple[Fact, ...]:
    """Return the chosen options that the policy allows on a card (S-17)."""
    return tuple(
        Fact(one.label, case.answers[one.id])
        for one in setting.policy.fields
        if one.sensitivity is Sensitivity.CHAT_SAFE and case.answers.get(one.id) in one.options
    )


def copy_label(setting: Setting) -> str:
    """Return the label of the button with which a side confirms its copy."""
    return WE_CONFIRM if setting.policy.closing.copy_text else LABEL[Action.COPIED]


def _debrief(purpose: Purpose, person: str, case: Case, setting: Setting) -> tuple[Text, ...]:
    """Offer a debrief once to the people of both sides, with the closing (HOU-75, HAL-30)."""
    offered = setting.policy.closing.debrief
    if purpose is not Purpose.CLOSED or not offered or case.side_of(person) is None:
        return ()
    return (Text(debrief(offered)),)


def _buttons(notice: Notice, case: Case, setting: Setting, *, over: bool) -> tuple[Button, ...]:
    purpose, person = notice.purpose, notice.person
    kind = notice.about.partition(":")[0] if purpose is Purpose.REMINDER else ""
    buttons: list[Button] = []

    def offer(
        action: Action,
        style: Style = Style.PLAIN,
        *,
        opens: bool = True,
        target: str = "",
        label: str = "",
    ) -> None:
        if may(action, case, person, setting):
            press = Press(action=action, case=case.id, stage=case.stage, target=target)
            buttons.append(
                Button(label=label or LABEL[action], press=press, style=style, opens=opens)
            )

    asked = not over and (purpose is Purpose.ASKED or kind == "chase")
    side = case.side_of(person)
    to_answer = not over and (purpose is Purpose.PROPOSED or kind == "confirm")
    waiting = (asked or to_answer) and side is not None and not case.side(side).owner
    if waiting:
        offer(Action.ACCEPT, Style.PRIMARY, opens=False)
    if alert_unseen_by(person, case) and (purpose is Purpose.IMMEDIATE_RISK or kind == "risk"):
        offer(Action.ACKNOWLEDGE, Style.PRIMARY, opens=False)
    offer(Action.OPEN)
    if asked and _can_go_up(case, setting):
        offer(Action.ESCALATE)
    if waiting:
        offer(Action.DECLINE)
    other = case.proposal.side.counterpart if case.proposal else None
    if (purpose is Purpose.PROPOSED or kind == "confirm") and other and side is other:
        offer(Action.CONFIRM, Style.PRIMARY)
        offer(Action.REJECT)
    if asked and agreeable(case, setting) and case.visit.named_date is None:
        offer(Action.AGREE_DATE)
    named = waiting_for(case, person)
    if purpose is Purpose.DATE_PROPOSED and not over and named:
        offer(Action.SAME_DATE, Style.PRIMARY, opens=False, target=str(named.sequence))
        offer(Action.AGREE_DATE)
    mine = () if over else _reminded_duties(notice, case, setting) or ()
    for button in duty_lines.buttons(mine, case, setting):
        offer(button.press.action, target=button.press.target, label=button.label)
    if kind == "handup" and not over and side is not None and case.hand_up(side):
        offer(Action.HAND_UP, opens=False)
    if case.status is CaseStatus.AGREED:
        owed = purpose is Purpose.AGREED or kind == "copy" or confirmed_on(notice, case)
        if owed and side is not None and side not in case.copied:
            offer(Action.COPIED, opens=False, target=side, label=copy_label(setting))
        if kind == "close":
            offer(Action.CLOSE, Style.PRIMARY)
        if purpose is Purpose.AGREED:
            offer(Action.NOT_SATISFIED)
    return tuple(buttons)


MESSAGES_WITH_BUTTON: Final[dict[Action, tuple[tuple[Purpose, str], ...]]] = {
    Action.ACCEPT: (
        (Purpose.ASKED, ""),
        (Purpose.REMINDER, "chase:"),
        (Purpose.PROPOSED, ""),
        (Purpose.REMINDER, "confirm:"),
    ),
    Action.ACKNOWLEDGE: ((Purpose.IMMEDIATE_RISK, ""), (Purpose.REMINDER, "risk:")),
    Action.COPIED: ((Purpose.AGREED, ""), (Purpose.REMINDER, "copy:"), (Purpose.PROPOSED, "")),
    Action.SAME_DATE: ((Purpose.DATE_PROPOSED, ""),),
    Action.HAND_UP: ((Purpose.REMINDER, "handup:"),),
}
"""Messages on which an immediate action can be pressed: purpose, and the beginning of ``about``."""


def pressed_notice(press: Press, person: str, told: Iterable[Notice]) -> Notice:
    """Return the newest of a person's messages that has the pressed button."""
    kinds = MESSAGES_WITH_BUTTON.get(press.action, ((Purpose.ASKED, ""),))
    for notice in told:
        if any(notice.purpose is p and notice.about.startswith(begins) for p, begins in kinds):
            return notice
    return Notice(person=person, purpose=kinds[0][0], stage=press.stage)


def _can_go_up(case: Case, setting: Setting) -> bool:
    return next_stage_up(case, setting) is not None


def case_summary(case: Case, setting: Setting) -> tuple[Block, ...]:
    """Return a case's blocks in a list: reference, stage, holders, due time, and an open button."""
    holders = "; ".join(
        f"{side_at(side, case.stage, setting.policy)}: {name(case.side(side).named, setting.directory)}"
        for side in Side
        if case.side(side).named
    )
    if case.status is not CaseStatus.OPEN:
        standing = Fact("Status", STATUS[case.status])
    elif case.visit.lapsed_at:
        standing = Fact("Overdue since", spoken_time(case.visit.due))
    else:
        standing = Fact("Due", spoken_time(case.visit.due))
    facts = (
        Fact(case.reference, stage(case.stage, setting.policy)),
        *((Fact("Alert", RISK_STANDS),) if case.risk else ()),
        standing,
        Fact("With", holders or say.NOBODY_YET),
    )
    press = Press(action=Action.OPEN, case=case.id, stage=case.stage)
    return (Facts(facts), Buttons((Button(label=f"Open {case.reference}", press=press),)))
