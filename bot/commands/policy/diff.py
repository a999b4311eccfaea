"""``policy diff``: compares two editions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.commands.answer import AnswerLine, CommandAnswer, CommandMessage
from bot.commands.files import sound_policy
from core.partnership.wording import NO_DIFFERENCES, OPEN_CASES, difference_words
from core.policy.edition_diff import RuleChange, RuleDifference, differences
from policies.policy_files.loader import LoadedPolicy


def diff(old: Path, new: Path) -> CommandAnswer:
    """Return what the new edition says differently. Raises ProblemError if either file has
    faults.
    """
    before, after = sound_policy(old), sound_policy(new)
    found = differences(before.policy, after.policy)
    data = {
        "old": _edition_data(before),
        "new": _edition_data(after),
        "differences": [_difference_data(one) for one in found],
        "open_cases": OPEN_CASES,
    }
    return CommandAnswer(data, _lines(before, after, found), aside=_aside(before, after))


def _aside(before: LoadedPolicy, after: LoadedPolicy) -> tuple[CommandMessage, ...]:
    if before.policy.id == after.policy.id:
        return ()
    one, other = before.policy.id, after.policy.id
    return (CommandMessage(f"These are two policies, {one} and {other}, not two editions of one."),)


def _lines(
    before: LoadedPolicy, after: LoadedPolicy, found: tuple[RuleDifference, ...]
) -> Iterator[AnswerLine]:
    yield AnswerLine(after.policy.title, style="bold")
    yield AnswerLine(f"{before.policy.edition} ({before.digest[:12]})", "From edition")
    yield AnswerLine(f"{after.policy.edition} ({after.digest[:12]})", "To edition")
    yield AnswerLine()
    if not found:
        yield AnswerLine(NO_DIFFERENCES)
    styles = {RuleChange.ADDED: "green", RuleChange.REMOVED: "red", RuleChange.CHANGED: ""}
    for one in found:
        yield AnswerLine(difference_words(one), style=styles[one.change])
    yield AnswerLine()
    yield AnswerLine(OPEN_CASES, style="bold")


def _edition_data(loaded: LoadedPolicy) -> dict[str, Any]:
    policy = loaded.policy
    return {"policy": policy.id, "edition": policy.edition, "digest": loaded.digest}


def _difference_data(one: RuleDifference) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "where": one.where,
        "what": one.what,
        "old": one.old,
        "new": one.new,
        "text": difference_words(one),
    }
