"""Who may do and see what: one function, called at every press and again at every submission."""

from enum import StrEnum
from typing import Final

from core.cards import Press
from core.cases.case import Case
from core.directory.model import Directory
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
ACTING: Final = frozenset({Relation.RAISER, Relation.OWNER, Relation.CONTACT})

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
    Action.WITHDRAW_RISK: ACTING,
    Action.DETAILS: ON_A_SIDE,
    Action.SUPPORT: ON_A_SIDE,
    Action.COPIED: ON_A_SIDE,
    Action.HAND_UP: ON_A_SIDE,
    Action.ACCEPT: frozenset({Relation.CONTACT}),
    Action.DECLINE: frozenset({Relation.CONTACT, Relation.OWNER}),
    Action.NAME_OTHER_SIDE: ACTING | {Relation.COORDINATOR},
    Action.HAND_TO_DEPUTY: frozenset({Relation.CONTACT, Relation.OWNER}),
    Action.DISCUSS: ACTING,
    Action.TASK: EVERYBODY,  # narrowed to those who owe it, or act for the side that does
    Action.ANSWER: ACTING,
    Action.BYPASS: ON_A_SIDE,
    Action.AGREE_DATE: ACTING,
    Action.SAME_DATE: ACTING,
    Action.DISPOSE: ACTING,
    Action.MEETING: ACTING | {Relation.INFORMED, Relation.COORDINATOR},
    Action.ESCALATE: ACTING,
    Action.ROUTE: ON_A_SIDE,
    Action.PROPOSE: frozenset({Relation.RAISER, Relation.OWNER}),
    Action.CONFIRM: frozenset({Relation.RAISER, Relation.OWNER}),
    Action.REJECT: frozenset({Relation.RAISER, Relation.OWNER}),
    Action.CLOSE: frozenset({Relation.RAISER, Relation.OWNER}),
    Action.NOT_SATISFIED: frozenset({Relation.RAISER}),
    Action.MIGRATE: frozenset({Relation.COORDINATOR}),
}
"""Who may do what on a case. Actions that are not about one case are not listed."""

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


def may(action: Action, case: Case, person: str, directory: Directory) -> bool:
    """Whether a person may do this on this case now, by relation and by the case's status."""
    if case.status is not CaseStatus.OPEN and action in WHILE_OPEN:
        return False
    if case.status is CaseStatus.CLOSED and action in UNTIL_CLOSED:
        return False
    return bool(ALLOWED.get(action, frozenset()) & relations(case, person, directory))
