"""The words on the diagram of a policy, short enough for its boxes."""

from collections.abc import Iterable
from typing import Final

from core.policy.model import (
    Bypass,
    ClockRule,
    Condition,
    HandUp,
    Meeting,
    Notification,
    Policy,
    Route,
    Seat,
    Track,
)
from core.policy.wording.names import listed
from core.policy.wording.rules import CLOCK_STARTS, condition_words, either, span_words
from core.vocabulary import OPEN_ENDED, ClockStart, Origin, Strength, Unit

RAISING: Final = "Raising side"
RECEIVING: Final = "Receiving side"
DANGER: Final = "Someone in immediate danger"
ANY_STAGE: Final = "At any stage, first of all"
STAND_OFF: Final = "What stays as it is meanwhile"
OVERRIDE: Final = "Special circumstances"
ALSO_TOLD: Final = "Who else is told"
BESIDE: Final = "Ways beside the ladder"
AGREED: Final = "Agreed, at any stage"
AGREED_TEXT: Final = (
    "Both sides confirm the outcome. It closes once no risk remains, and comes back where it is "
    "not kept."
)
OURS: Final = "Dashed: the policy gives no time; this is Concord's default and can be shortened."
TOP: Final = "There is no higher stage: it stays open, with daily reminders, until it is settled."


def edition(policy: Policy) -> str:
    """Return the partnership's name and the edition."""
    return f"{policy.partnership_name} · edition {policy.edition}"


def is_ours(clock: ClockRule) -> bool:
    """Return whether the time shown is Concord's default and not the policy's."""
    return clock.span.unit in OPEN_ENDED or clock.basis.origin is Origin.DEFAULT


def clock_words(clock: ClockRule) -> str:
    """Say how long a stage may take."""
    guide = " (a guide)" if clock.strength is Strength.INDICATIVE else ""
    since = "" if clock.since is ClockStart.STAGE_ENTERED else f" from {CLOCK_STARTS[clock.since]}"
    match clock.span.unit:
        case Unit.UNSPECIFIED:
            ours = f"; our default: {span_words(clock.nudge)}" if clock.nudge else ""
            return f"No time in the policy{ours}"
        case Unit.AGREED_BY_BOTH:
            ours = f"; our default: {span_words(clock.nudge)}" if clock.nudge else ""
            return f"By a date both sides agree{ours}"
        case Unit.IMMEDIATE:
            return f"At once{guide}"
        case Unit.SAME_WORKING_DAY:
            return f"The same working day{guide}"
        case _:
            ours = "Our default: " if clock.basis.origin is Origin.DEFAULT else ""
            sooner = " or sooner" if clock.protective else ""
            said = f"{ours}{span_words(clock.span)}{sooner}{since}{guide}"
            return f"{said[:1].upper()}{said[1:]}"


def limit(cap: ClockRule) -> str:
    """Say when a cap ends."""
    since = CLOCK_STARTS[cap.since]
    if cap.span.unit is Unit.WORKING_DAYS:
        return f"Never beyond working day {cap.span.value} from {since}"
    return f"Never beyond {span_words(cap.span)} from {since}"


def hand_up(step: HandUp) -> str:
    """Say what leads to the next stage, and how fast it is handed up."""
    if step.clock is None:
        return "Not settled, or out of time"
    if step.clock.span.unit in OPEN_ENDED:
        return "Not settled, or out of time: handed up; the policy gives no time for it"
    if step.clock.span.unit is Unit.IMMEDIATE:
        return "Not settled, or out of time: handed up at once"
    next_day = (
        " or by the end of the next working day" if step.clock.or_end_of_next_working_day else ""
    )
    before = "" if step.inside_next else ", before the next time begins"
    span = span_words(step.clock.span)
    within = span if step.clock.span.unit is Unit.SAME_WORKING_DAY else f"within {span}"
    return f"Not settled, or out of time: handed up {within}{next_day}{before}"


def asked(seats: Iterable[Seat], policy: Policy) -> str:
    """Return the roles asked on a side."""
    held = [_seat(seat, policy) for seat in seats if not seat.informed]
    return ", ".join(dict.fromkeys(held)) or "Nobody further"


def informed(seats: Iterable[Seat], policy: Policy) -> str:
    """Say who is kept informed on a side; "" if nobody is."""
    held = [_seat(seat, policy) for seat in seats if seat.informed]
    return f"Informed: {', '.join(dict.fromkeys(held))}" if held else ""


def _seat(seat: Seat, policy: Policy) -> str:
    title = policy.role(seat.role).title
    return title if seat.when == Condition() else f"{title} ({condition_words(seat.when)})"


def titles(roles: Iterable[str], policy: Policy) -> str:
    """Return the titles of roles, joined."""
    return listed(dict.fromkeys(policy.role(role).title for role in roles))


def told_at_once(policy: Policy) -> str:
    """Say who is told of immediate danger, and how fast."""
    risk = policy.immediate_risk
    who = listed(dict.fromkeys(_seat(seat, policy) for seat in risk.tell))
    return f"{clock_words(risk.clock)}: {who} told."


def bypass(rule: Bypass, policy: Policy) -> str:
    """Say to which stages a case may go directly because the risk is great."""
    if not rule.targets:
        return "The ladder may be entered at any stage, with a reason."
    names = either(policy.stage(one).name for one in rule.targets)
    return f"It may go straight to {names}, with a reason."


def begins_here(track: Track) -> str:
    """Say which cases begin on this track instead of the main one."""
    return f"Its own ladder {condition_words(track.when)}"


def route_words(route: Route, policy: Policy) -> str:
    """Return a route's button label, its conditions and the stage it leads to."""
    from_stage = f", from stage {policy.number(route.from_stage)}" if route.from_stage else ""
    when = f" ({condition_words(route.when)})" if route.when != Condition() else ""
    return f"{route.text}{when}{from_stage} → {policy.stage(route.to).name}"


def also_told(rule: Notification, policy: Policy) -> str:
    """Say whom a notification tells, and when."""
    stage = policy.number(rule.from_stage)
    from_stage = f", from stage {stage}" if stage > 1 else ""
    return f"{titles(rule.roles, policy)}: {condition_words(rule.when)}{from_stage}"


def meeting(held: Meeting) -> str:
    """Return the name of a stage's meeting and its time."""
    when = f": {clock_words(held.clock)}" if held.clock else ""
    return f"{held.name}{when}"


def alt(policy: Policy) -> str:
    """Return the alternative text of the diagram: the main ladder in one sentence."""
    stages = "; ".join(
        f"stage {number}, {one.name}: {clock_words(one.clock)}"
        for number, one in enumerate(policy.ladder, start=1)
    )
    return f"The policy as a picture: {stages}."
