"""How a stage goes on: one of several exits, chosen with a reason and by a time (S-21)."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.duty import DISPOSITION_TASK
from core.cases.folding.evolve import evolve
from core.cases.posts import holders_and_vacancies, parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.duties.duties import start_clocks
from core.cases.rules.ladder.moving import carried_protective_date, enter
from core.partnership.setting import Setting
from core.policy.model import Disposition, Policy
from core.routing.stage_contacts import applies
from core.vocabulary import ClockStart


def open_exits(case: Case, setting: Setting) -> tuple[Disposition, ...]:
    """Return the exits open now: those whose condition holds. A lapsed stage can only be sent up:
    no time is left to pass on, and none may be added.
    """
    rule = setting.policy.stage(case.stage).dispositions
    parties = parties_of(case)
    return tuple(
        one
        for one in (rule.options if rule else ())
        if applies(one.when, parties, setting.directory)
        and (not one.to or case.due or upwards(case.stage, one.to, setting.policy))
    )


def upwards(stage: str, to: str, policy: Policy) -> bool:
    """Whether a stage is further up the same ladder."""
    ladder = [one.id for one in policy.track_of(stage).stages]
    return to in ladder and ladder.index(to) > ladder.index(stage)


def dispose(case: Case, command: c.Dispose, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Choose an exit: the case stays here, or the chosen stage begins at once.

    A stage it is sent down or aside to is due no later than the one it left: sending a case on
    lengthens nothing (promise P4).
    """
    chosen = next((one for one in open_exits(case, setting) if one.id == command.disposition), None)
    if chosen is None:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="disposition")
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    told, gaps = holders_and_vacancies(chosen.tell, case, setting)
    taken = e.DispositionTaken(
        at=setting.now,
        by=command.by,
        stage=case.stage,
        disposition=chosen.id,
        to=chosen.to,
        told=told,
        gaps=gaps,
        reason=command.reason,
    )
    if not chosen.to:
        return (
            taken,
            *start_clocks(case, ClockStart.TASK_DONE, DISPOSITION_TASK, setting.now, setting),
        )
    up = upwards(case.stage, chosen.to, setting.policy)
    entered = enter(
        evolve(case, taken, case.id, case.sequence + 1),
        setting.policy.stage(chosen.to),
        "disposed",
        setting,
        by=command.by,
        protective=carried_protective_date(case, setting.now),
        never_after=None if up else case.visit.due,
    )
    return (taken, *entered)
