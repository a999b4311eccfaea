"""Reminders: who receives each, and what else it triggers."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.rules.contacts import coming_asking_steps
from core.cases.rules.contacts.alerts import pass_on
from core.cases.rules.contacts.asking import ask_further
from core.cases.rules.contacts.informing import inform
from core.cases.rules.due import coming_steps, contacts_waiting
from core.cases.rules.duties.duties import open_duties, people_owing
from core.cases.rules.duties.duty_reminders import is_about
from core.partnership.setting import Setting
from core.routing.stage_contacts import unique
from core.vocabulary import AskedReason, AskingStep, Side

DUTY_REMINDER_KINDS = frozenset({"duty", "duties", "danger"})
"""Kinds of reminder keys that are about open duties."""


def remind(case: Case, command: c.Remind, setting: Setting) -> tuple[e.Event, ...]:
    """Send a reminder that is due; one that no longer applies, or was sent, has no effect."""
    now_due = {one.key for one in coming_steps(case, setting) if one.at <= setting.now}
    if command.key not in now_due:
        return ()
    kind, *rest = command.key.split(":")
    if kind == "alert":
        return pass_on(case, AskingStep(rest[1]), setting)
    if kind in {"chase", "vacant"}:
        return _take_asking_step(case, command.key, Side(rest[1]), int(rest[2]), setting)
    people = tuple(p for p in unique(_people(case, command.key, setting)) if p)
    reminded = e.Reminded(at=setting.now, by="", key=command.key, people=people)
    if kind == "untold":
        return _still_untold(case, reminded, rest[0], setting)
    if kind in DUTY_REMINDER_KINDS:
        return (*_give_access(case, people, setting), reminded)
    return (reminded,)


def _take_asking_step(
    case: Case, key: str, side: Side, number: int, setting: Setting
) -> tuple[e.Event, ...]:
    """Take an asking step: nobody on this side has accepted yet."""
    rung = coming_asking_steps.step_of_number(number)
    reminded = e.Reminded(
        at=setting.now,
        by="",
        key=key,
        people=unique(_reached(case, side, rung, setting)),
        rung=rung,
        skipped=coming_asking_steps.skipped(case, side, number),
    )
    if rung is AskingStep.AGAIN and not contacts_waiting(case.side(side)):
        return (reminded, *ask_further(case, side, AskedReason.UNREACHED, setting))
    return (reminded, *coming_asking_steps.asked_by_step(case, side, rung, setting))


def _reached(case: Case, side: Side, rung: AskingStep, setting: Setting) -> tuple[str, ...]:
    """Return who is told of an asking step: contacts who have not answered; on the last steps also
    the coordinators, or if there are none the raiser.
    """
    waiting = contacts_waiting(case.side(side))
    match rung:
        case AskingStep.SECOND_CHANNEL:
            return coming_asking_steps.on_second_channel(case, side, setting.directory)
        case AskingStep.ABOVE | AskingStep.AGAIN:
            return (*waiting, *(setting.directory.coordinators or (case.raiser,)))
        case _:
            return waiting


def _give_access(case: Case, people: tuple[str, ...], setting: Setting) -> tuple[e.Event, ...]:
    """Give people who came into a post after a duty was assigned to it access to the case."""
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
        case "untold":
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
            mine = (one for one in found if is_about(key, one, case, setting))
            return unique(person for one in mine for person in people_owing(case, one, setting))
        case "risk":
            return _alert_recipients(case, setting)
        case _:
            return both


def _still_untold(
    case: Case, reminded: e.Reminded, rule_id: str, setting: Setting
) -> tuple[e.Event, ...]:
    """Tell people who now hold the post; remind the coordinators if a post is still vacant."""
    rule = next(one for one in setting.policy.notifications if one.id == rule_id)
    told = inform(case, rule, setting)
    gaps = [event.gaps for event in told if isinstance(event, e.PeopleInformed)]
    return told if told and not any(gaps) else (*told, reminded)


def _alert_recipients(case: Case, setting: Setting) -> tuple[str, ...]:
    """Everybody the alert was sent to, the raiser, the coordinators and the flagger, except people
    it was passed on to at this moment.
    """
    risk = case.risk
    if risk is None:
        return ()
    new = risk.last_passed_to if risk.last_passed_at == setting.now else ()
    people = (*risk.told, case.raiser, *setting.directory.coordinators, risk.by)
    return tuple(person for person in people if person not in new)


def _side_people(case: Case, side: Side) -> tuple[str, ...]:
    state = case.side(side)
    if state.current:
        return state.current
    return (case.raiser,) if side is Side.RAISING else state.former
