"""What is shown of editions: what one changes, who approved it, and what has been in force."""

from core.cards import Block, Heading, Text, Tone
from core.case import Case
from core.differences import differences
from core.policy import Policy
from core.rules.migrating import due_under, stage_missing
from core.setting import Edition, Setting
from core.wording import editions as say
from core.wording.differences import NO_DIFFERENCES, difference_words

MOST_SHOWN = 40
"""Differences in one window: what both platforms hold with room to spare."""


def moving_there(case: Case, edition: Edition, setting: Setting) -> tuple[Block, ...]:
    """What moving a case to an edition changes: its deadline first, then the policy."""
    blocks: list[Block] = [Text(say.MOVE_FIRST)]
    if not stage_missing(case, edition):
        at, explanation, _ = due_under(case, edition, setting)
        same = at == case.passage.due
        blocks.append(Text(say.STAYS_DUE if same else explanation, Tone.STRONG))
    return (*blocks, *changed(setting.policy, edition.policy))


def changed(old: Policy, new: Policy) -> tuple[Block, ...]:
    """Everything one edition says otherwise than another, rule by rule."""
    found = differences(old, new)
    lines = [Text(f"{difference_words(one)}.") for one in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        lines.append(Text(say.and_more(len(found) - MOST_SHOWN), Tone.QUIET))
    return (Heading(say.WHAT_CHANGES), *(lines or [Text(NO_DIFFERENCES)]))
