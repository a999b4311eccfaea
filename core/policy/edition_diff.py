"""The differences between two editions of a policy, rule by rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.policy.model import Policy
from core.policy.rule_list import PolicyRule, attributes, list_keys, policy_rules
from core.policy.wording.rules import attribute_word, value_words

_ABOUT: Final = "The document"
"""Name under which changes of the policy's own attributes are listed."""


class RuleChange(StrEnum):
    """How a rule differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """One difference; ``core.partnership.wording`` has the sentence."""

    change: RuleChange
    where: str
    """The rule's name, as in "Stage 2, Line managers: clock", by the new edition if it has it."""
    what: str = ""
    """The attribute in words; "" if it needs no word, or if the whole rule was added or removed."""
    old: str = ""
    """The old value; "" for a rule that was added."""
    new: str = ""
    """The new value; "" for a rule that was removed."""


def differences(old: Policy, new: Policy) -> tuple[RuleDifference, ...]:
    """Return all differences, in the order of the policy; removed rules last.

    Empty if and only if the two say the same. A rule added or removed is listed once, without the
    rules it holds; a rule whose id changed counts as removed and added.
    """
    before = {part.path: part for part in policy_rules(old)}
    after = {part.path: part for part in policy_rules(new)}
    found: list[RuleDifference] = []
    for path, part in after.items():
        if path in before:
            found.extend(_changed(before[path], part, old, new))
        elif not _is_within(path, after, before):
            found.append(
                RuleDifference(change=RuleChange.ADDED, where=part.name, new=_said(part, new)),
            )
    for path, part in before.items():
        if path not in after and not _is_within(path, before, after):
            found.append(
                RuleDifference(change=RuleChange.REMOVED, where=part.name, old=_said(part, old)),
            )
    return tuple(found)


def _is_within(
    path: tuple[str, ...],
    here: dict[tuple[str, ...], PolicyRule],
    there: dict[tuple[str, ...], PolicyRule],
) -> bool:
    """Return whether a rule that only one edition has is within another such rule."""
    above = (path[:end] for end in range(1, len(path)))
    return any(one in here and one not in there for one in above)


def _changed(
    before: PolicyRule, after: PolicyRule, old: Policy, new: Policy
) -> Iterator[RuleDifference]:
    name = after.name or _ABOUT
    was, now = dict(attributes(before.value)), dict(attributes(after.value))
    if type(before.value) is not type(after.value):
        yield RuleDifference(
            change=RuleChange.CHANGED, where=name, old=_said(before, old), new=_said(after, new)
        )
        return
    for field in dict.fromkeys((*now, *was)):
        if field in was and field in now and was[field] != now[field]:
            yield RuleDifference(
                change=RuleChange.CHANGED,
                where=name,
                what=attribute_word(field),
                old=value_words(was[field], old),
                new=value_words(now[field], new),
            )
    earlier, later = dict(list_keys(before.value)), dict(list_keys(after.value))
    for field, keys in later.items():
        kept = [key for key in keys if key in earlier.get(field, ())]
        if kept != [key for key in earlier.get(field, ()) if key in keys]:
            yield RuleDifference(
                change=RuleChange.CHANGED,
                where=name,
                what=f"order of {field.replace('_', ' ')}",
                old=value_words(earlier[field], old),
                new=value_words(keys, new),
            )


def _said(part: PolicyRule, policy: Policy) -> str:
    """Return what an added or removed rule says besides its name: how long, when, whom."""
    told = ("span", "when", "to", "roles", "text")
    held = dict(attributes(part.value))
    said = (value_words(held[field], policy) for field in told if held.get(field))
    return "; ".join(one for one in said if one.rstrip(".") not in part.name and one != "always")
