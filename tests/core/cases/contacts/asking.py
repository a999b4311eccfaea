"""What the tests of asking start from: a case at the managers' stage, and who is owed what."""

from dataclasses import replace
from datetime import timedelta

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import notices
from core.vocabulary import FailureReason, Purpose
from tests.core.given import HOUNSLOW, MONDAY, ROBIN, World, apply, given, opening

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
STAGE = "line_managers"
NOW = HOUNSLOW.at(MONDAY + timedelta(hours=2))


def managers() -> Case:
    """A case at the managers' stage: Tobin and Priya asked on one side, Cassia on the other."""
    return given(opening(), UP)


def told(case: Case, events: tuple[e.Event, ...], here: World = HOUNSLOW) -> set[tuple[str, str]]:
    """Whom the events owe what: pairs of person and purpose."""
    found: set[tuple[str, str]] = set()
    for event in events:
        after = apply(case, [event])
        setting = here.at(event.at)
        found |= {(n.person, str(n.purpose)) for n in notices(event, case, after, setting)}
        case = after
    return found


def without(post: str, *, deputies: bool = False, here: World = HOUNSLOW) -> World:
    """The partnership with nobody in a post; with ``deputies`` these stay."""
    posts = tuple(
        replace(one, holders=(), deputies=one.deputies if deputies else ())
        if one.id == post
        else one
        for one in here.directory.posts
    )
    return replace(here, directory=replace(here.directory, posts=posts))


def miss(
    person: str, why: FailureReason = FailureReason.DEACTIVATED, stage: str = STAGE
) -> c.RecordMissed:
    """A request that could not be delivered."""
    return c.RecordMissed(by="", person=person, purpose=Purpose.ASKED, why=why, stage=stage)
