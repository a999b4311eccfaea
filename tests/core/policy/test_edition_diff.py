"""What changes between two editions, rule by rule."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.partnership.wording import difference_words
from core.policy.edition_diff import RuleChange, RuleDifference, differences
from core.policy.model import Basis, Choice, Condition, Policy, Span
from core.policy.rule_list import attributes, policy_rules
from core.vocabulary import ChildStatus, Modality, Unit
from policies.library import POLICIES, policy_of

HOUNSLOW = policy_of("hounslow").policy


def with_stage(policy: Policy, number: int, **changes: Any) -> Policy:
    """The policy with one stage of its main track changed."""
    main, *others = policy.tracks
    stages = list(main.stages)
    stages[number - 1] = replace(stages[number - 1], **changes)
    return replace(policy, tracks=(replace(main, stages=tuple(stages)), *others))


def told(old: Policy, new: Policy) -> list[str]:
    """The differences as people read them."""
    return [difference_words(one) for one in differences(old, new)]


@pytest.mark.parametrize("policy_id", POLICIES)
def test_an_edition_does_not_differ_from_itself(policy_id: str) -> None:
    """The same edition twice: nothing to tell."""
    policy = policy_of(policy_id).policy
    assert differences(policy, policy) == ()


def test_a_shorter_clock_is_told_in_words() -> None:
    """The stage, the clock, what it was and what it becomes."""
    clock = HOUNSLOW.ladder[1].clock
    three = replace(clock, span=Span(value=3, unit=Unit.WORKING_DAYS))
    assert told(HOUNSLOW, with_stage(HOUNSLOW, 2, clock=three)) == [
        "Stage 2, Line managers: clock: 5 working days becomes 3 working days"
    ]


def test_a_shorter_hand_up_is_told_where_it_starts() -> None:
    """A hand-up is named after the stage it leaves."""
    hand_up = HOUNSLOW.ladder[0].hand_up
    assert hand_up is not None
    assert hand_up.clock is not None
    sooner = replace(hand_up.clock, span=Span(value=12, unit=Unit.ELAPSED_HOURS))
    new = with_stage(HOUNSLOW, 1, hand_up=replace(hand_up, clock=sooner))
    assert told(HOUNSLOW, new) == [
        "Hand-up from stage 1, Talk to each other: clock: 24 hours becomes 12 hours"
    ]


def test_a_rule_that_goes_or_comes_is_told_once() -> None:
    """The whole of the special circumstances goes: one line, not one for each event in them."""
    without = replace(HOUNSLOW, override=None)
    (gone,) = differences(HOUNSLOW, without)
    (back,) = differences(without, HOUNSLOW)
    assert (gone.change, gone.where) == (RuleChange.REMOVED, "Special circumstances")
    assert (back.change, back.where) == (RuleChange.ADDED, "Special circumstances")


def test_a_task_that_comes_is_named_with_its_stage() -> None:
    """Added, with the words people will read."""
    task = replace(HOUNSLOW.ladder[0].tasks[0], id="ring_back", text="Ring back the next day.")
    new = with_stage(HOUNSLOW, 1, tasks=(*HOUNSLOW.ladder[0].tasks, task))
    assert told(HOUNSLOW, new) == [
        "Added: Stage 1, Talk to each other: task, Ring back the next day"
    ]


def test_roles_are_told_by_their_titles() -> None:
    """Nobody is asked to read an id."""
    override = HOUNSLOW.override
    assert override is not None
    new = replace(HOUNSLOW, override=replace(override, tell=("director",)))
    assert told(HOUNSLOW, new) == [
        (
            "Special circumstances, told at once: Director of Children's Services and "
            "Partnership office becomes Director of Children's Services"
        )
    ]


def test_a_new_order_of_the_stages_is_told() -> None:
    """The same stages in another order are another policy."""
    (main,) = HOUNSLOW.tracks
    turned = (main.stages[1], main.stages[0], *main.stages[2:])
    new = replace(HOUNSLOW, tracks=(replace(main, stages=turned),))
    (one,) = differences(HOUNSLOW, new)
    assert one.what == "order of stages"
    assert one.old.startswith("Talk to each other, Line managers")
    assert one.new.startswith("Line managers, Talk to each other")


def test_a_whole_sentence_stands_in_quotation_marks() -> None:
    """So that it is plain where the old one ends and the new one begins."""
    principle = replace(HOUNSLOW.principles[0], text="The child comes first.")
    new = replace(HOUNSLOW, principles=(principle, *HOUNSLOW.principles[1:]))
    (said,) = told(HOUNSLOW, new)
    assert said.endswith("becomes “The child comes first.”")


def test_no_difference_is_lost() -> None:
    """Whatever is changed at whatever rule of the policy, it is told, and never as the same."""
    count = 0
    for path, name, value in _changes():
        new = _changed(HOUNSLOW, path, name, value)
        assert new != HOUNSLOW
        found = differences(HOUNSLOW, new)
        assert found, (path, name)
        assert all(_tells(one) for one in found), (path, name, found)
        count += 1
    assert count > 500


def _tells(one: RuleDifference) -> bool:
    return one.change is not RuleChange.CHANGED or one.old != one.new


def _changes() -> Iterator[tuple[tuple[str, ...], str, object]]:
    """Every attribute of every rule of Hounslow's policy with another value for it."""
    for part in policy_rules(HOUNSLOW):
        for name, value in attributes(part.value):
            other = _another(value)
            if other is not None:
                yield part.path, name, other


def _another(value: object) -> object:
    match value:
        case bool():
            return not value
        case Modality():
            return Modality.MAY if value is Modality.MUST else Modality.MUST
        case str():
            return f"{value}x"
        case Span():
            return replace(value, value=value.value + 1, unit=Unit.CALENDAR_DAYS)
        case Condition():
            both = (ChildStatus.LOOKED_AFTER, ChildStatus.PROTECTION_PLAN)
            return Condition(statuses=both if value.statuses != both else ())
        case ():
            return None
        case tuple():
            return value[1:] if len(value) > 1 else None
        case _:
            return None


def _changed(holder: Any, path: tuple[str, ...], name: str, value: object) -> Any:
    """The holder with one attribute of the part at the path changed."""
    if not path:
        if name in {"clauses", "origin", "reading"} and hasattr(holder, "basis"):
            return replace(holder, basis=replace(holder.basis, **{name: value}))
        return replace(holder, **{name: value})
    field, *rest = path
    held = getattr(holder, field)
    if not isinstance(held, tuple):
        return replace(holder, **{field: _changed(held, tuple(rest), name, value)})
    key, *below = rest
    at = _position(held, key)
    entries = list(held)
    entries[at] = _changed(held[at], tuple(below), name, value)
    return replace(holder, **{field: tuple(entries)})


def _position(entries: tuple[Any, ...], key: str) -> int:
    for at, entry in enumerate(entries):
        if key in {
            getattr(entry, name, None) for name in ("id", "clause", "role", "label", "since")
        }:
            return at
    raise AssertionError(key)


def test_a_rule_is_named_even_where_two_share_their_words() -> None:
    """Two entries of one list with the same role are told apart."""
    seat = HOUNSLOW.ladder[0].raising[0]
    twice = with_stage(HOUNSLOW, 1, raising=(seat, replace(seat, informed=True)))
    assert len({part.path for part in policy_rules(twice)}) == len(policy_rules(twice))


def test_what_is_new_in_the_language_appears_unasked() -> None:
    """The walk knows no kind of rule: each part says its name and what it rests on."""
    one = Choice(id="extra", text="Something new", basis=Basis(clauses=("HOU-01",)))
    new = replace(HOUNSLOW, triggers=(*HOUNSLOW.triggers, one))
    (part,) = [part for part in policy_rules(new) if part.basis.clauses == ("HOU-01",)][:1]
    assert part.name == "What can be raised: Something new"
