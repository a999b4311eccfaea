"""Handing a case up in person: who owes it on each side, by when, and confirming it."""

from datetime import datetime

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.refusals import Reason, Refusal
from core.partnership.setting import Setting
from core.policy.calendar import Deadline, deadline_of
from core.policy.model import Stage
from core.vocabulary import Side


def hand_up_deadline(
    case: Case, stage: Stage, setting: Setting, since: datetime
) -> Deadline | None:
    """Return by when the case is to be handed up to that stage, counted from ``since``, when the
    current stage was left unresolved; None where the policy asks for no hand-up.
    """
    if not case.visits:
        return None
    rule = setting.policy.stage(case.stage).hand_up
    if rule is None or rule.to != stage.id or rule.clock is None:
        return None
    return deadline_of(
        rule.clock, since, setting.calendar, now=setting.now, subject=case.subject_type
    )


def counts_within_next_stage(case: Case, setting: Setting) -> bool:
    """Whether the hand-up's time is part of the next stage's own."""
    rule = setting.policy.stage(case.stage).hand_up
    return rule is None or rule.inside_next


def hand_ups_owed(
    case: Case, deadline: Deadline, by: str, asked: tuple[str, ...], setting: Setting
) -> tuple[e.HandUpOwed, ...]:
    """Return what each side owes (reading HAL-A6): the stage opens at once, and a side that has not
    handed up is reminded separately.

    Escalating counts as handing up for one's side. Nobody hands up to themselves. A side without a
    person owes nothing; the coordinators were told of it.
    """
    rule = setting.policy.stage(case.stage).hand_up
    sides = (rule.side,) if rule and rule.side else tuple(Side)
    done = case.side_of(by)
    owed: list[e.HandUpOwed] = []
    for side in sides:
        owner = case.side(side).named or (case.raiser if side is Side.RAISING else "")
        if side is not done and owner and owner not in asked:
            owed.append(
                e.HandUpOwed(side=side, by=owner, due=deadline.at, explanation=deadline.explanation)
            )
    return tuple(owed)


def confirm_hand_up(
    case: Case, command: c.ConfirmHandUp, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Confirm that one's own side has handed the case up in person."""
    side = case.side_of(command.by)
    owed = case.hand_up(side) if side else None
    if owed is None:
        return Refusal(reason=Reason.ALREADY_DONE)
    return (e.HandUpDone(at=setting.now, by=command.by, stage=owed.stage, side=owed.side),)
