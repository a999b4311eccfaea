"""Who else must be told: the conditional notifications of a policy (S-13)."""

from typing import Final

from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import holders_and_vacancies, parties_of
from core.partnership.setting import Setting
from core.policy.model import Notification, Stage
from core.routing.stage_contacts import applies, unique
from core.vocabulary import Occasion

LINKED_CASE_PREFIX: Final = "route:"
"""Prefix of the key under which people are told of a linked case."""


def notifications(
    case: Case, stage: Stage | None, setting: Setting, *, early: bool = False
) -> tuple[e.Event, ...]:
    """Return the notifications that begin to apply at a stage. A person told under a rule is not
    told by it again: as one kept informed they hear of later steps anyway.

    ``early``: on the immediate path rules do not wait for their stage (HOU-A6).
    """
    return tuple(
        event
        for rule in setting.policy.notifications
        if rule.on is Occasion.STAGE and (early or _reached(rule.from_stage, stage, setting))
        for event in inform(case, rule, setting)
    )


def on_occasion(case: Case, occasion: Occasion, setting: Setting) -> tuple[e.Event, ...]:
    """Return the notifications for an agreement or a closing; they are sent each time."""
    return tuple(
        event
        for rule in setting.policy.notifications
        if rule.on is occasion
        for event in inform(case, rule, setting, again=True)
    )


def inform(
    case: Case, rule: Notification, setting: Setting, *, again: bool = False
) -> tuple[e.Event, ...]:
    """Tell the people a rule names who were not told under it yet; with ``again``, all of them."""
    if not applies(rule.when, parties_of(case), setting.directory):
        return ()
    people, gaps = holders_and_vacancies(rule.roles, case, setting)
    known = case.notified.get(rule.id)
    if known and not again:
        people = tuple(person for person in people if person not in known.people)
        if not people and gaps == known.gaps:
            return ()
    return (
        e.PeopleInformed(at=setting.now, by="", notification=rule.id, people=people, gaps=gaps),
    )


def already_notified(case: Case, setting: Setting) -> tuple[str, ...]:
    """Return the present holders of the posts in rules that have already notified."""
    rules = (rule for rule in setting.policy.notifications if rule.id in case.notified)
    return unique(
        person for rule in rules for person in holders_and_vacancies(rule.roles, case, setting)[0]
    )


def not_told_of_closing(case: Case, setting: Setting) -> frozenset[str]:
    """Return people kept informed only by rules that end before the closing. People given access
    for a duty, or told of a linked case, do hear of the closing.
    """
    early = {rule.id for rule in setting.policy.notifications if not rule.on_closing}
    to_the_end = {
        person
        for rule, told in case.notified.items()
        if rule not in early
        for person in told.people
    }
    return case.by_rule_only - to_the_end


def _reached(from_stage: str, stage: Stage | None, setting: Setting) -> bool:
    """Whether a stage is at or above a rule's first; a stage off the main ladder always is."""
    ladder = [one.id for one in setting.policy.ladder]
    if stage is None or stage.id not in ladder:
        return True
    return ladder.index(stage.id) >= ladder.index(from_stage)
