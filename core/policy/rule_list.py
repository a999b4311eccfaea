"""The rule list: every rule of a policy with its path and its name in words.

The walk is generic, so that a new kind of rule needs no code here. A rule is a dataclass that has a
basis or contains one that has; entries of a list of dataclasses are rules too. Everything else is
an attribute of the rule that holds it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Final, TypeGuard, cast

from core.policy.model import Basis, Policy, Stage, Track
from core.policy.wording.rules import (
    NOTHING,
    attribute_word,
    entry_word,
    enum_words,
    holder_word,
    shortened,
    value_words,
)

_KEYS: Final = ("id", "clause", "role", "to", "name", "title", "label", "since")
"""Fields that identify an entry of a list, best first."""
_NAMES: Final = ("name", "title", "label", "text", "clause", "id")
"""Fields that name an entry, best first."""
_BASIS: Final = "basis"
_NOT_SAID: Final = frozenset({"id", "role", "clauses", "origin", "reading"})
"""Attributes that are left out, because the rule's name or basis says them."""
_UNSAID: Final = frozenset({NOTHING, "no", "always"})
"""Values that are left out, because they say that something does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """A rule, or the policy itself, with its path."""

    path: tuple[str, ...]
    """Field names and entries' keys: the same rule has the same path in two editions."""
    name: str
    """In words, as in "Stage 2, Line managers: clock"."""
    value: object
    """The dataclass itself."""

    @property
    def basis(self) -> Basis:
        """Return the rule's basis; empty if it has none of its own."""
        found = getattr(self.value, _BASIS, None)
        return found if isinstance(found, Basis) else Basis()


def policy_rules(policy: Policy) -> tuple[PolicyRule, ...]:
    """Return the policy itself, then every rule of it in the order of the model's fields."""
    return tuple(_walk(policy, (), "", policy))


def attributes(value: object) -> Iterator[tuple[str, object]]:
    """Yield a rule's attributes by name, without the rules it holds; those of its basis last."""
    for name, held in _held(value):
        if name != _BASIS and not _is_rule(held) and not _is_list(held):
            yield name, held
    basis = getattr(value, _BASIS, None)
    if isinstance(basis, Basis):
        yield from _held(basis)


def rule_words(part: PolicyRule, policy: Policy) -> str:
    """Return a rule's attributes in words, without what its name says: "counted from: ...; ..."."""
    told: list[str] = []
    for field, held in attributes(part.value):
        said = value_words(held, policy)
        if field in _NOT_SAID or said in _UNSAID or said.rstrip(".") in part.name:
            continue
        word = "" if field == "text" else attribute_word(field)
        told.append(f"{word}: {said.rstrip('.')}" if word else said.rstrip("."))
    return "; ".join(told)


def list_keys(value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lists of rules that a rule holds: field name, and the keys of the entries."""
    for name, held in _held(value):
        if _is_list(held):
            yield name, _keys(held)


def _walk(value: object, path: tuple[str, ...], name: str, policy: Policy) -> Iterator[PolicyRule]:
    yield PolicyRule(path=path, name=name, value=value)
    for field, held in _held(value):
        if field == _BASIS:
            continue
        if _is_rule(held):
            yield from _walk(held, (*path, field), _named(value, name, field), policy)
        elif _is_list(held):
            for number, (key, entry) in enumerate(zip(_keys(held), held, strict=True), start=1):
                own = _own_name(entry, policy)
                called = (
                    _stage_name(value, number, own)
                    if isinstance(value, Track) and isinstance(entry, Stage)
                    else _joined(name, entry_word(field), own)
                )
                yield from _walk(entry, (*path, field, key), called, policy)


def _held(value: object) -> Iterator[tuple[str, object]]:
    for field in fields(cast("Any", value)):
        yield field.name, getattr(value, field.name)


def _is_rule(value: object) -> bool:
    """Return whether a value has a basis, or holds something that has."""
    if not is_dataclass(value) or isinstance(value, Basis):
        return False
    names = {field.name for field in fields(value)}
    return _BASIS in names or any(_is_rule(one) or _is_list(one) for _, one in _held(value))


def _is_list(value: object) -> TypeGuard[tuple[object, ...]]:
    """Return whether a value is a list of rules: a non-empty tuple of dataclasses."""
    if not isinstance(value, tuple):
        return False
    entries = cast("tuple[object, ...]", value)
    return bool(entries) and all(is_dataclass(entry) for entry in entries)


def _keys(entries: tuple[object, ...]) -> tuple[str, ...]:
    """Return a unique key for each entry."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for entry in entries:
        given = (getattr(entry, name, None) for name in _KEYS)
        key = next((str(one) for one in given if one), type(entry).__name__)
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return tuple(found)


def _own_name(entry: object, policy: Policy) -> str:
    role = getattr(entry, "role", None)
    if title := next((one.title for one in policy.roles if one.id == role), ""):
        return title
    if isinstance(habit := getattr(entry, "id", None), StrEnum):
        return enum_words(habit)
    said = (getattr(entry, name, None) for name in _NAMES)
    return next((shortened(one) for one in said if isinstance(one, str) and one), "")


def _stage_name(track: Track, number: int, own: str) -> str:
    where = "Stage" if track.id == "main" else f"{track.name}, stage"
    return f"{where} {number}, {own}"


def _named(holder: object, name: str, field: str) -> str:
    if isinstance(holder, Stage) and field == "hand_up":
        return f"Hand-up from {name[:1].lower()}{name[1:]}"
    return _joined(name, holder_word(field), "")


def _joined(name: str, word: str, own: str) -> str:
    """Append a rule's name to its holder's: after a colon at the first level, then commas."""
    if not name:
        first = f"{word[:1].upper()}{word[1:]}"
        return f"{first}: {own}" if own else first
    said = f"{word}, {own}" if own else word
    return f"{name}{', ' if ': ' in name else ': '}{said}"
