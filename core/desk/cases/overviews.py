"""Screens of cases outside the case itself: Home, lists and the deadline of one."""

from collections.abc import Iterable

from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Heading,
    Ladder,
    Press,
    Style,
    Text,
    Tone,
)
from core.cases.case import Case
from core.cases.wording.labels import LABEL
from core.desk.cases.views import emergency, ladder, status_sentence
from core.desk.wording import screens as say
from core.notifications import duty_lines
from core.notifications.message_cards import case_summary
from core.partnership.setting import Setting
from core.vocabulary import Action, CaseStatus, Side

MAX_CASES_LISTED = 12
"""Most cases in one list: what fits one window on either platform."""

MAX_DUTIES_LISTED = 8
"""Most duties at the top of a person's Home, soonest first."""


def top_of_home(people: tuple[str, ...], settings: tuple[Setting, ...]) -> tuple[Block, ...]:
    """Return the emergency routes, the buttons that begin a case, and coordinators' warnings."""
    blocks: list[Block] = []
    blocks.extend(once_each(block for one in settings for block in emergency(one.policy)))
    raise_it = Button(
        label=LABEL[Action.RAISE], press=Press(action=Action.RAISE), style=Style.PRIMARY
    )
    begin = [raise_it]
    if any(setting.policy.override for setting in settings):
        over = Press(action=Action.OVERRIDE)
        begin.append(Button(label=LABEL[Action.OVERRIDE], press=over))
    blocks.append(Buttons(tuple(begin)))
    blocks.extend(warning for one in settings for warning in _standing_warnings(one, people))
    return tuple(blocks)


def lists_on_home(
    people: tuple[str, ...],
    settings: tuple[Setting, ...],
    cases: tuple[tuple[Case, Setting], ...],
    more: int = 0,
) -> tuple[Block, ...]:
    """Return the to-do list: cases where the person owes something, cases they raised, and for
    coordinators every case. ``more`` cases were not read.
    """
    blocks = list(duty_lines.to_do(cases, people, MAX_DUTIES_LISTED))
    owed: list[tuple[Case, Setting]] = []
    raised: list[tuple[Case, Setting]] = []
    rest: list[tuple[Case, Setting]] = []
    for one in cases:
        owes = any(_owes(one[0], person, one[1]) for person in people)
        (owed if owes else raised if one[0].raiser in people else rest).append(one)
    blocks.extend(_section(say.WHAT_I_OWE, owed, say.NOTHING_OWED))
    above = any(case.raiser in people for case, _ in owed)
    none = say.NOTHING_ELSE_RAISED if above else say.NOTHING_RAISED
    blocks.extend(_section(say.WHAT_I_RAISED, raised, none))
    coordinator = any(p in setting.directory.coordinators for setting in settings for p in people)
    if coordinator or rest or more:
        title = say.EVERY_CASE if coordinator else say.KEPT_INFORMED
        blocks.extend(_section(title, rest, say.NO_CASES, more))
    if coordinator and (gaps := [case.reference for case, _ in cases if case.gaps]):
        blocks.append(Text(say.gaps_reported(gaps[:MAX_CASES_LISTED]), Tone.QUIET))
    return tuple(blocks)


def _owes(case: Case, person: str, setting: Setting) -> bool:
    if duty_lines.owes_duty(case, person, setting):
        return True
    if case.risk and not case.risk.acknowledged and person in case.risk.told:
        return True
    if case.status is CaseStatus.CLOSED:
        return False
    if any(owed.by == person for owed in case.hand_ups_open):
        return True
    return any(person in case.side(side).current for side in Side)


def _section(
    title: str, cases: list[tuple[Case, Setting]], empty: str, more: int = 0
) -> Iterable[Block]:
    yield Heading(title)
    if not cases:
        yield Text(empty, Tone.QUIET)
    yield from _listed(tuple(cases), more)


def _listed(cases: tuple[tuple[Case, Setting], ...], more: int) -> Iterable[Block]:
    """Yield as many cases as fit, and the number of the others, read or not."""
    for case, setting in cases[:MAX_CASES_LISTED]:
        yield from case_summary(case, setting)
    if left := len(cases[MAX_CASES_LISTED:]) + more:
        yield Text(say.and_more(left), Tone.QUIET)


def once_each(blocks: Iterable[Block]) -> Iterable[Block]:
    """Return the blocks in order without repeats: two partnerships may share emergency routes."""
    return dict.fromkeys(blocks)


def _standing_warnings(setting: Setting, people: tuple[str, ...]) -> Iterable[Block]:
    """Yield a warning to coordinators if the policy's review is overdue or not planned."""
    if not set(people) & set(setting.directory.coordinators):
        return
    name, review = setting.policy.partnership_name, setting.policy.next_review
    if review is None:
        yield Text(say.no_review(name), Tone.WARNING)
    elif review < setting.today:
        yield Text(say.past_review(name, review), Tone.WARNING)


def list_card(cases: tuple[tuple[Case, Setting], ...], more: int = 0) -> Card:
    """Return the answer to ``/escalate list``; ``more`` cases were not read."""
    blocks = list(_listed(cases, more)) or [Text(say.NO_CASES)]
    return Card(title=say.YOUR_CASES, summary=say.YOUR_CASES, blocks=tuple(blocks))


def when_card(case: Case, setting: Setting) -> Card:
    """Return the answer to ``/escalate when REF``: the deadline and its explanation."""
    text = status_sentence(case, setting)
    return Card(
        title=case.reference,
        summary=case.reference,
        blocks=(Text(text), Ladder(ladder(case, setting))),
    )
