"""Leaving the ladder's order where the risk is great: a decision, never an approval (S-11)."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.ladder.moving import carried_protective_date, enter
from core.partnership.setting import Setting
from core.policy.model import Stage
from core.routing.stage_contacts import applies, holders, unique
from core.vocabulary import Side


def targets(case: Case, setting: Setting) -> tuple[Stage, ...]:
    """Return the stages above the current one, on its own track, that a bypass may go to."""
    rule = setting.policy.immediate_risk.bypass
    if rule is None:
        return ()
    policy, kind = setting.policy, setting.policy.kind(case.kind)
    stages = policy.track_of(case.stage).stages
    last = policy.number(kind.last) if kind and kind.last in {s.id for s in stages} else len(stages)
    above = stages[policy.number(case.stage) : last]
    return tuple(one for one in above if not rule.targets or one.id in rule.targets)


def decide(case: Case, command: c.DecideBypass, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Decide the bypass: anyone on the raising side, with a reason; their manager is informed, not
    asked (reading TRI-A5). Yes enters the stage at once.
    """
    if setting.policy.immediate_risk.bypass is None:
        return Refusal(reason=Reason.NO_BYPASS)
    allowed = {one.id: one for one in targets(case, setting)}
    if command.bypass and not allowed:
        return Refusal(reason=Reason.LAST_STAGE, input="bypass")
    if command.bypass and command.to not in allowed:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="to")
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    told, gaps = _managers(case, setting)
    decided = e.BypassDecided(
        at=setting.now,
        by=command.by,
        stage=case.stage,
        bypass=command.bypass,
        to=command.to if command.bypass else "",
        told=tuple(person for person in told if person != command.by),
        gaps=gaps,
        reason=command.reason,
    )
    if not command.bypass:
        return (decided,)
    still = carried_protective_date(case, setting.now)
    to = allowed[command.to]
    return (decided, *enter(case, to, "bypassed", setting, by=command.by, protective=still))


def _managers(case: Case, setting: Setting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is told of an alert on the raising side, and the posts that nobody holds."""
    parties, told, gaps = parties_of(case), list[str](), list[str]()
    for seat in setting.policy.immediate_risk.tell:
        if applies(seat.when, parties, setting.directory):
            people = holders(seat.role, Side.RAISING, parties, setting.policy, setting.directory)
            told.extend(people)
            gaps.extend([] if people else [seat.role])
    return unique(told), unique(gaps)
