"""Blocks that show decisions on a case: the agreed date, how it goes on, meetings and buttons."""

from collections.abc import Iterator

from core.cards import Block, Fact, Facts, Style, Text, Tone
from core.cases.case import Case
from core.cases.duty import BYPASS_TASK
from core.cases.rules.agreement.agreed_dates import agreeable, waiting_for
from core.cases.rules.agreement.meetings import meeting_here
from core.cases.rules.ladder.bypass import targets
from core.cases.rules.ladder.exits import open_exits
from core.cases.wording import decisions as say
from core.directory.wording.names import agency, name
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import listed
from core.vocabulary import Action, CaseStatus


def decisions(case: Case, setting: Setting) -> Iterator[Block]:
    """Yield the date both sides agree or have to, each decision on how it goes on, each meeting."""
    directory, visit = setting.directory, case.visit
    if visit.agreed_date:
        yield Text(say.date_agreed(visit.agreed_date))
    if agreeable(case, setting) and visit.named_date:
        named = visit.named_date
        yield Text(say.date_named(name(named.by, directory), named.date))
    elif agreeable(case, setting) and not visit.agreed_date:
        yield Text(say.TO_AGREE, Tone.QUIET)
    for taken in case.dispositions:
        chosen = say.option(setting.policy, taken.stage, taken.disposition)
        who = f"{name(taken.by, directory)}, {spoken_time(taken.at)}"
        yield Facts((Fact(say.HOW_IT_GOES_ON, f"{chosen}. {who}."),))
    for held in case.meetings:
        called = say.meeting_name(setting.policy, held.meeting, held.form)
        present = (agency(one, directory) for one in held.agencies)
        chair = agency(held.chair_agency, directory) if held.chair_agency else ""
        yield Text(say.meeting_sentence(called, held.held_on, present, chair, ()))
        if held.absent:
            missing = listed(agency(one, directory) for one in held.absent)
            yield Text(f"{say.ABSENT}: {missing}.", Tone.WARNING)


def offered(case: Case, person: str, setting: Setting) -> Iterator[tuple[Action, Style, str]]:
    """Yield the decisions this person may take at the stage now: action, style and button target.
    The caller checks access.
    """
    if case.status is not CaseStatus.OPEN:
        return
    if named := waiting_for(case, person):
        yield Action.SAME_DATE, Style.PRIMARY, f"view:{named.sequence}"
    fitting = {
        Action.AGREE_DATE: agreeable(case, setting),
        Action.DISPOSE: bool(open_exits(case, setting)),
        Action.MEETING: meeting_here(case, setting) is not None,
    }
    for action, fits in fitting.items():
        if fits:
            yield action, Style.PLAIN, "view"


def bypass_open(case: Case, setting: Setting) -> bool:
    """Whether there is a stage to bypass to, or a bypass decision is owed nevertheless."""
    if case.status is not CaseStatus.OPEN:
        return False
    return bool(targets(case, setting)) or any(one.task == BYPASS_TASK for one in case.open_duties)
