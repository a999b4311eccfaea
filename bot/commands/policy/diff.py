"""``policy diff``: two editions held side by side."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.commands.answer import Answer, Line, Said
from bot.commands.files import sound_policy
from core.partnership.wording import NO_DIFFERENCES, OPEN_CASES, difference_words
from core.policy.edition_diff import Change, Difference, differences
from policies.policy_files.loader import LoadedPolicy


def diff(old: Path, new: Path) -> Answer:
    """What the new edition says otherwise. Raises ProblemError where either file has faults."""
    before, after = sound_policy(old), sound_policy(new)
    found = differences(before.policy, after.policy)
    data = {
        "old": _edition_data(before),
        "new": _edition_data(after),
        "differences": [_difference_data(one) for one in found],
        "open_cases": OPEN_CASES,
    }
    return Answer(data, _lines(before, after, found), aside=_aside(before, after))


def _aside(before: LoadedPolicy, after: LoadedPolicy) -> tuple[Said, ...]:
    if before.policy.id == after.policy.id:
        return ()
    one, other = before.policy.id, after.policy.id
    return (Said(f"These are two policies, {one} and {other}, not two editions of one."),)


def _lines(
    before: LoadedPolicy, after: LoadedPolicy, found: tuple[Difference, ...]
) -> Iterator[Line]:
    yield Line(after.policy.title, style="bold")
    yield Line(f"{before.policy.edition} ({before.digest[:12]})", "From edition")
    yield Line(f"{after.policy.edition} ({after.digest[:12]})", "To edition")
    yield Line()
    if not found:
        yield Line(NO_DIFFERENCES)
    styles = {Change.ADDED: "green", Change.REMOVED: "red", Change.CHANGED: ""}
    for one in found:
        yield Line(difference_words(one), style=styles[one.change])
    yield Line()
    yield Line(OPEN_CASES, style="bold")


def _edition_data(loaded: LoadedPolicy) -> dict[str, Any]:
    policy = loaded.policy
    return {"policy": policy.id, "edition": policy.edition, "digest": loaded.digest}


def _difference_data(one: Difference) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "where": one.where,
        "what": one.what,
        "old": one.old,
        "new": one.new,
        "text": difference_words(one),
    }
