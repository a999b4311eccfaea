"""Views of editions: what one changes, who approved it, and what has been in force."""

from collections.abc import Mapping

from core.cards import Block, Button, Buttons, Fact, Facts, Heading, Press, Style, Text, Tone
from core.cases.case import Case
from core.cases.rules.ladder.edition_change import due_under, stage_missing
from core.cases.wording.labels import LABEL
from core.partnership import wording as say
from core.partnership.editions import APPROVALS_NEEDED, Activation, EditionStatus
from core.partnership.setting import Edition, Setting
from core.partnership.wording import NO_DIFFERENCES, difference_words
from core.policy.edition_diff import differences
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_time
from core.vocabulary import Action

MOST_SHOWN = 40
"""Most differences or entries in one window; fits both platforms."""


def on_home(
    standing: EditionStatus, edition: Edition | None, person: str, setting: Setting
) -> tuple[Block, ...]:
    """Return a coordinator's part of Home: the waiting edition with its buttons, and the record."""
    record = _button(Action.EDITIONS, standing.partnership)
    waits = standing.waiting
    if waits is None:
        return (Buttons((record,)),)
    if edition is None:
        return (Text(say.NOT_READABLE, Tone.WARNING), Buttons((record,)))
    changes = _button(Action.EDITION_CHANGES, standing.partnership, edition)
    buttons = (changes, *_approving(standing, edition, person), record)
    return (
        Heading(say.waiting_title(setting.policy.partnership_name)),
        Text(f"{say.edition_name(edition.policy, edition.digest)}. {say.waits(waits.since)}"),
        Text(_approved(standing, setting), Tone.STRONG),
        Buttons(buttons),
    )


def changes(
    standing: EditionStatus, edition: Edition, person: str, setting: Setting
) -> tuple[Block, ...]:
    """Show what an edition changes, who has approved it, and the button to approve."""
    buttons = _approving(standing, edition, person)
    return (
        Text(say.edition_name(edition.policy, edition.digest), Tone.STRONG),
        *changed(setting.policy, edition.policy),
        Text(say.OPEN_CASES_STAY, Tone.QUIET),
        Text(_approved(standing, setting), Tone.STRONG),
        *((Buttons(buttons),) if buttons else ()),
    )


def _approved(standing: EditionStatus, setting: Setting) -> str:
    """Return who has approved the waiting edition, and who still has to."""
    given = standing.waiting.approvals if standing.waiting else ()
    have = {one.person for one in given}
    left = [one for one in setting.directory.coordinators if one not in have]
    who = say.approvals(given, setting.directory)
    return f"{who} {say.still_has_to(left, setting.directory)}" if given else f"{who} {say.TWO}"


def _approving(standing: EditionStatus, edition: Edition, person: str) -> tuple[Button, ...]:
    """Return the button for a person who has not approved, or where enough have and the edition is
    still not in force.
    """
    waits = standing.waiting
    if waits is None or waits.digest != edition.digest:
        return ()
    have = {one.person for one in waits.approvals}
    if person in have and len(have) < APPROVALS_NEEDED:
        return ()
    approve = _button(Action.APPROVE_EDITION, standing.partnership, edition, Style.PRIMARY)
    return (approve,)


def _button(
    action: Action, partnership: str, edition: Edition | None = None, style: Style = Style.PLAIN
) -> Button:
    target = f"{partnership}:{edition.digest}" if edition else partnership
    return Button(label=LABEL[action], press=Press(action=action, target=target), style=style)


def record(
    standing: EditionStatus, pinned: Mapping[str, int], names: Mapping[str, str], setting: Setting
) -> tuple[Block, ...]:
    """Show what was put into force, when and by whom, latest first, and every approval."""

    def said(one: Activation) -> Fact:
        since = say.in_force if one == standing.in_force else say.was_in_force
        text = f"{since(one, setting.directory)} {say.open_cases_under(pinned.get(one.digest, 0))}"
        return Fact(names[one.digest], text)

    activations = [said(one) for one in reversed(standing.activations)][:MOST_SHOWN]
    approvals = [
        Fact(spoken_time(one.at), say.approved(one, setting.directory))
        for one in reversed(standing.approvals)
    ][:MOST_SHOWN]
    return (
        Heading(say.PUT_INTO_FORCE),
        Facts(tuple(activations)) if activations else Text(say.NONE_IN_FORCE),
        Heading(say.APPROVALS),
        Facts(tuple(approvals)) if approvals else Text(say.NONE_APPROVED),
    )


def edition_move(case: Case, edition: Edition, setting: Setting) -> tuple[Block, ...]:
    """Show what moving a case to an edition changes: its deadline first, then the policy."""
    blocks: list[Block] = [Text(say.MOVE_FIRST)]
    if not stage_missing(case, edition):
        at, explanation, _ = due_under(case, edition, setting)
        same = at == case.visit.due
        blocks.append(Text(say.STAYS_DUE if same else explanation, Tone.STRONG))
    return (*blocks, *changed(setting.policy, edition.policy))


def changed(old: Policy, new: Policy) -> tuple[Block, ...]:
    """Show every difference between two editions, rule by rule."""
    found = differences(old, new)
    lines = [Text(f"{difference_words(one)}.") for one in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        lines.append(Text(say.and_more(len(found) - MOST_SHOWN), Tone.QUIET))
    return (Heading(say.WHAT_CHANGES), *(lines or [Text(NO_DIFFERENCES)]))
