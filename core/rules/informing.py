"""Who else must know: the conditional notifications of a policy (S-13)."""

from core import events as e
from core.case import Case
from core.contacts import applies, holders, once, parties_of
from core.policy import Notification, Stage
from core.setting import Setting
from core.vocabulary import Side


def notifications(
    case: Case, stage: Stage | None, setting: Setting, *, early: bool = False
) -> tuple[e.Event, ...]:
    """Conditional notifications that begin to apply now; each is sent once a case.

    ``early`` is the immediate path, on which they do not wait for their stage (HOU-A6).
    """
    found: list[e.Event] = []
    parties = parties_of(case)
    for rule in setting.policy.notifications:
        if rule.id in case.notified or not applies(rule.when, parties, setting.directory):
            continue
        if not early and not _reached(rule.from_stage, stage, setting):
            continue
        people = _told_by(rule, case, setting)
        gaps = tuple(
            role
            for role in rule.roles
            if not any(
                holders(role, side, parties, setting.policy, setting.directory) for side in Side
            )
        )
        found.append(
            e.PeopleInformed(at=setting.now, by="", notification=rule.id, people=people, gaps=gaps)
        )
    return tuple(found)


def notified(case: Case, setting: Setting) -> tuple[str, ...]:
    """Everybody whom the conditional notifications have told already: news reaches them too."""
    rules = (rule for rule in setting.policy.notifications if rule.id in case.notified)
    return once(person for rule in rules for person in _told_by(rule, case, setting))


def _told_by(rule: Notification, case: Case, setting: Setting) -> tuple[str, ...]:
    parties = parties_of(case)
    return once(
        person
        for role in rule.roles
        for side in Side
        for person in holders(role, side, parties, setting.policy, setting.directory)
    )


def _reached(from_stage: str, stage: Stage | None, setting: Setting) -> bool:
    if stage is None:
        return True
    number = setting.policy.number
    return number(stage.id) >= number(from_stage)
