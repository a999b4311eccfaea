"""Reminders: whom each is for, and what else it sets in motion."""

from core import commands as c
from core import events as e
from core.case import Case
from core.contacts import once
from core.due import coming, contacts_waiting
from core.rules.asking import ask_further
from core.rules.chasing import about
from core.rules.duties import open_duties, owers
from core.rules.informing import inform
from core.setting import Setting
from core.vocabulary import Side

CHASE_DEPUTY_STEP = "2"
CHASE_COORDINATOR_STEP = "3"
DUTIES = frozenset({"duty", "duties", "danger"})
"""The rows of reminders of what is to be recorded."""


def remind(case: Case, command: c.Remind, setting: Setting) -> tuple[e.Event, ...]:
    """A reminder falls due; one that is no longer true, or was sent before, has no effect."""
    now_due = {one.key for one in coming(case, setting) if one.at <= setting.now}
    if command.key not in now_due:
        return ()
    people = tuple(p for p in once(_people(case, command.key, setting)) if p)
    reminded = e.Reminded(at=setting.now, by="", key=command.key, people=people)
    kind, *rest = command.key.split(":")
    if kind == "untold":
        return _still_untold(case, reminded, rest[0], setting)
    if kind in {"chase", "vacant"} and rest[2] in {CHASE_DEPUTY_STEP, CHASE_COORDINATOR_STEP}:
        return (reminded, *ask_further(case, Side(rest[1]), "not_accepted", setting))
    if kind in DUTIES:
        return (*_let_in(case, people, setting), reminded)
    return (reminded,)


def _let_in(case: Case, people: tuple[str, ...], setting: Setting) -> tuple[e.Event, ...]:
    """Whoever came into a post since something was asked of it can open what they are asked about."""
    new = tuple(p for p in people if p not in {*case.people, *setting.directory.coordinators})
    if not new:
        return ()
    return (e.PeopleInformed(at=setting.now, by="", notification="post", people=new, gaps=()),)


def _people(case: Case, key: str, setting: Setting) -> tuple[str, ...]:
    kind, *rest = key.split(":")
    both = (*case.raising.current, *case.receiving.current)
    coordinators = setting.directory.coordinators
    match kind:
        case "before" | "on":
            return both
        case "overdue":
            return (*both, case.raiser, *coordinators)
        case "chase":
            waiting = contacts_waiting(case.side(Side(rest[1])))
            alone = not waiting or rest[2] == CHASE_COORDINATOR_STEP
            return (*waiting, *coordinators) if alone else waiting
        case "vacant" | "untold":
            return coordinators or (case.raiser,)
        case "handup":
            owed = case.hand_up(Side(rest[1]))
            return (owed.by if owed else "", *coordinators)
        case "confirm":
            proposal = case.proposal
            return case.side(proposal.side.counterpart).current if proposal else ()
        case "copy":
            return _side_people(case, Side(rest[0]))
        case "close":
            return (*both, case.raiser)
        case "duty" | "duties" | "danger":
            found = open_duties(case, setting)
            mine = (one for one in found if about(key, one, case, setting))
            return once(person for one in mine for person in owers(case, one, setting))
        case "risk":
            told = case.risk.told if case.risk else ()
            return tuple(p for p in (*told, case.raiser, *coordinators) if p != _flagger(case))
        case _:
            return both


def _still_untold(
    case: Case, reminded: e.Reminded, rule_id: str, setting: Setting
) -> tuple[e.Event, ...]:
    """Somebody may hold the post by now: they are told instead; what is left open is chased."""
    rule = next(one for one in setting.policy.notifications if one.id == rule_id)
    told = inform(case, rule, setting)
    gaps = [event.gaps for event in told if isinstance(event, e.PeopleInformed)]
    return told if told and not any(gaps) else (*told, reminded)


def _flagger(case: Case) -> str:
    return case.risk.by if case.risk else ""


def _side_people(case: Case, side: Side) -> tuple[str, ...]:
    state = case.side(side)
    if state.current:
        return state.current
    return (case.raiser,) if side is Side.RAISING else state.former
