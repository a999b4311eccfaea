"""Who may do and see what: one function, called at every press and again at every submission."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.cards import Press
from core.cases.case import Case
from core.cases.posts import role_holders
from core.directory.model import Directory
from core.partnership.setting import Setting
from core.routing.stage_contacts import unique
from core.vocabulary import Action, CaseStatus, Side


class Relation(StrEnum):
    """A person's relation to a case; a person may have several at once."""

    RAISER = "raiser"
    OWNER = "owner"
    CONTACT = "contact"
    """Asked at the current stage, has not declined, and is not the owner."""
    FORMER = "former"
    """Owner or contact of an earlier stage, or declined."""
    INFORMED = "informed"
    COORDINATOR = "coordinator"


EVERYBODY: Final = frozenset(Relation)
ON_A_SIDE: Final = frozenset({Relation.RAISER, Relation.OWNER, Relation.CONTACT, Relation.FORMER})
HOLDING: Final = frozenset({Relation.OWNER, Relation.CONTACT})
"""Who stands for a side at the current stage. Whoever raised it is one of them at their own stage
only: nobody acts for a seat that is not theirs (reading G16).
"""
ACTING: Final = HOLDING | {Relation.RAISER}
HOLDING_OR_VACANT: Final = HOLDING | {Relation.COORDINATOR}
"""Coordinators act themselves only where nobody holds the part that an act belongs to."""

ALLOWED: Final[dict[Action, frozenset[Relation]]] = {
    Action.OPEN: EVERYBODY,
    Action.RECORD: EVERYBODY,
    Action.NOTE: EVERYBODY,
    Action.GAP: EVERYBODY,
    Action.IMMEDIATE_RISK: EVERYBODY,
    Action.OVERRIDE: EVERYBODY,
    Action.CORRECT: EVERYBODY,
    Action.ACKNOWLEDGE: EVERYBODY,
    Action.BRING_FORWARD: EVERYBODY,
    Action.WITHDRAW_RISK: EVERYBODY,
    Action.DETAILS: ON_A_SIDE,
    Action.SUPPORT: ON_A_SIDE,
    Action.COPIED: ON_A_SIDE,
    Action.HAND_UP: ON_A_SIDE,
    Action.BYPASS: ON_A_SIDE,
    Action.ROUTE: ON_A_SIDE,
    Action.DISCUSS: ON_A_SIDE | {Relation.INFORMED},
    Action.ACCEPT: frozenset({Relation.CONTACT}),
    Action.DECLINE: HOLDING,
    Action.HAND_TO_DEPUTY: HOLDING,
    Action.NAME_OTHER_SIDE: ACTING | {Relation.COORDINATOR},
    Action.TASK: EVERYBODY,
    Action.ANSWER: EVERYBODY,
    Action.AGREE_DATE: HOLDING,
    Action.SAME_DATE: HOLDING,
    Action.DISPOSE: HOLDING_OR_VACANT,
    Action.MEETING: EVERYBODY,
    Action.ESCALATE: ACTING,
    Action.PROPOSE: frozenset({Relation.OWNER}),
    Action.CONFIRM: frozenset({Relation.OWNER}),
    Action.REJECT: frozenset({Relation.OWNER}),
    Action.CLOSE: frozenset({Relation.OWNER}),
    Action.NOT_SATISFIED: frozenset({Relation.RAISER}),
    Action.MIGRATE: frozenset({Relation.COORDINATOR}),
    Action.ENTER_FOR: frozenset({Relation.COORDINATOR}),
}
"""Who may do what on a case, before ``may`` narrows it to the part it belongs to. Actions that are
not about one case are not listed.
"""

ON_BEHALF: Final = frozenset(
    {
        Action.ACCEPT,
        Action.DECLINE,
        Action.DISCUSS,
        Action.TASK,
        Action.ANSWER,
        Action.AGREE_DATE,
        Action.SAME_DATE,
        Action.DISPOSE,
        Action.MEETING,
        Action.ESCALATE,
        Action.PROPOSE,
        Action.CONFIRM,
        Action.REJECT,
        Action.COPIED,
        Action.HAND_UP,
        Action.CLOSE,
        Action.NOT_SATISFIED,
    }
)
"""What a coordinator may enter for somebody who holds it and cannot, with the reason (G16)."""

WHILE_OPEN: Final = frozenset(
    {
        Action.ACCEPT,
        Action.DECLINE,
        Action.HAND_TO_DEPUTY,
        Action.NAME_OTHER_SIDE,
        Action.DISCUSS,
        Action.ESCALATE,
        Action.ROUTE,
        Action.PROPOSE,
        Action.CONFIRM,
        Action.REJECT,
        Action.BRING_FORWARD,
        Action.HAND_UP,
        Action.MIGRATE,
        Action.BYPASS,
        Action.AGREE_DATE,
        Action.SAME_DATE,
        Action.DISPOSE,
        Action.MEETING,
    }
)
"""Actions allowed only while the disagreement is open."""


UNTIL_CLOSED: Final = frozenset({Action.OVERRIDE})
"""Actions allowed only before the case is closed."""

ONE_PRESS: Final = frozenset(
    {
        Action.ACCEPT,
        Action.ACKNOWLEDGE,
        Action.COPIED,
        Action.HAND_UP,
        Action.IMMEDIATE_RISK,
        Action.SAME_DATE,
    }
)
"""Actions on a case that one press carries out, without a form."""


def changes_at_once(press: Press) -> bool:
    """Whether pressing it changes something at once. Any other press only opens a form or a view
    and can safely be repeated.
    """
    at_once = press.action in ONE_PRESS and bool(press.case)
    return at_once or press.action in ONE_PRESS_WITHOUT_CASE


ONE_PRESS_WITHOUT_CASE: Final = frozenset(
    {Action.APPROVE_EDITION, Action.STILL_ME, Action.BACK, Action.LINK_REFUSE}
)
"""Actions not about a case that one press carries out."""

CAN_OPEN_CASE: Final = frozenset({Action.RAISE, Action.IMMEDIATE_RISK, Action.OVERRIDE})
"""Actions that can begin a case."""

STAGE_ACTIONS: Final = frozenset(
    {
        Action.DECLINE,
        Action.HAND_TO_DEPUTY,
        Action.DISCUSS,
        Action.PROPOSE,
        Action.CONFIRM,
        Action.REJECT,
        Action.ESCALATE,
        Action.BRING_FORWARD,
        Action.ANSWER,
        Action.HAND_UP,
        Action.AGREE_DATE,
        Action.SAME_DATE,
        Action.DISPOSE,
        Action.MEETING,
    }
)
"""Actions that belong to one stage; pressed after it has ended they are stale."""


def relations(case: Case, person: str, directory: Directory) -> frozenset[Relation]:
    """Return every relation of a person to a case; empty for a stranger."""
    found: set[Relation] = set()
    if person == case.raiser:
        found.add(Relation.RAISER)
    for side in Side:
        state = case.side(side)
        contact = next((c for c in state.contacts if c.person == person), None)
        if person and person == state.owner:
            found.add(Relation.OWNER)
        elif contact and not (contact.declined or contact.gone):
            found.add(Relation.CONTACT)
        elif contact or person in state.former:
            found.add(Relation.FORMER)
    if person in case.informed:
        found.add(Relation.INFORMED)
    if person in directory.coordinators:
        found.add(Relation.COORDINATOR)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a case that an act belongs to."""

    side: Side | None
    """None: both sides."""
    post: str = ""
    """Id of the role whose holders do it; "": whoever stands for the side."""
    of_alert: bool = False
    """It follows from an alert: whoever flagged it or raised the case may do it too."""


def may(
    action: Action, case: Case, person: str, setting: Setting, part: Part | None = None
) -> bool:
    """Whether a person may do this on this case now: by the case's status, their relation to it, and
    the part the act belongs to (reading G16).

    ``part`` is what a task, a question or a route belongs to; without it, whether the person may do
    any. For all other acts it follows from the case and its policy.
    """
    if case.status is not CaseStatus.OPEN and action in WHILE_OPEN:
        return False
    if case.status is CaseStatus.CLOSED and action in UNTIL_CLOSED:
        return False
    if not ALLOWED.get(action, frozenset()) & relations(case, person, setting.directory):
        return False
    return _is_theirs(action, case, person, setting, part)


def _is_theirs(
    action: Action, case: Case, person: str, setting: Setting, part: Part | None
) -> bool:
    """Whether the part that the act belongs to is this person's."""
    stage = setting.policy.stage(case.stage)
    side = case.side_of(person)
    match action:
        case Action.TASK | Action.ANSWER | Action.ROUTE:
            return part is None or holds(part, case, person, setting)
        case Action.DISPOSE if stage.dispositions:
            rule = stage.dispositions
            return holds(Part(rule.side), case, person, setting)
        case Action.MEETING if stage.meeting:
            return holds(Part(stage.meeting.side, stage.meeting.chair), case, person, setting)
        case Action.ESCALATE:
            if person == case.raiser and setting.now >= case.visit.due:
                return True
            theirs_alone = stage.hand_up is not None and stage.hand_up.side is Side.RAISING
            return stands_for(Side.RAISING if theirs_alone else None, case, person)
        case Action.DECLINE:
            return person != case.raiser
        case Action.BYPASS:
            return side is Side.RAISING
        case Action.NAME_OTHER_SIDE:
            return side is not Side.RECEIVING
        case Action.HAND_UP:
            owed = case.hand_up(side) if side else None
            return owed is None or person == owed.by or stands_for(owed.side, case, person)
        case Action.ACKNOWLEDGE if case.risk:
            return person in {*case.risk.told, case.raiser, *setting.directory.coordinators}
        case Action.WITHDRAW_RISK if case.risk:
            flagged = case.side_of(case.risk.by) or Side.RAISING
            return holds(Part(flagged, of_alert=True), case, person, setting)
        case _:
            return True


def holds(part: Part, case: Case, person: str, setting: Setting) -> bool:
    """Whether a part is a person's: they hold its post or stand in for it, or stand for its side;
    whoever flagged an alert or raised the case does what follows from it too. Where nobody holds it, coordinators do.
    """
    own = {None, case.side_of(person) or Side.RAISING}
    if part.of_alert and case.risk and person in {case.risk.by, case.raiser} and part.side in own:
        return True
    if not part.post and stands_for(part.side, case, person):
        return True
    held = who_holds(part, case, setting)
    return person in (held or setting.directory.coordinators)


def stands_for(side: Side | None, case: Case, person: str) -> bool:
    """Whether a person accepted the stage for that side (None: for either), or was asked to and has
    neither declined nor left.
    """
    sides = (side,) if side else tuple(Side)
    return any(
        person == state.owner
        or any(one.person == person and not (one.declined or one.gone) for one in state.contacts)
        for state in (case.side(one) for one in sides)
        if person
    )


def who_holds(part: Part, case: Case, setting: Setting) -> tuple[str, ...]:
    """Return who holds a part now, each once: the post's holders and whoever accepted the stage in
    their place, or the present people of the side; nobody where it is vacant.
    """
    sides = (part.side,) if part.side else tuple(Side)
    if not part.post:
        return unique(person for side in sides for person in case.side(side).current)
    stage = setting.policy.stage(case.stage)
    stand_ins = (
        case.side(side).owner
        for side in sides
        if {part.post} == {seat.role for seat in stage.seats(side) if not seat.informed}
    )
    held = role_holders(part.post, sides, case, setting)
    return unique((*held, *(person for person in stand_ins if person)))


def who_may(action: Action, case: Case, setting: Setting) -> tuple[str, ...]:
    """Return the people on the case who may do this now, each once."""
    return tuple(person for person in case.people if may(action, case, person, setting))
