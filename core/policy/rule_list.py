"""Every rule of a policy with its place and its name in words: one walk over whatever it holds.

The walk knows no kind of rule by itself. What the policy language learns appears here unasked:
a rule is a dataclass that says what it rests on, or holds one that does; what stands in a list of
dataclasses is a part too. Everything else is an attribute of the part that holds it.
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
"""What tells one entry of a list from the next, best first."""
_NAMES: Final = ("name", "title", "label", "text", "clause", "id")
"""What an entry calls itself, best first."""
_BASIS: Final = "basis"
_NOT_SAID: Final = frozenset({"id", "role", "clauses", "origin", "reading"})
"""What a part's name or what it rests on says already."""
_UNSAID: Final = frozenset({NOTHING, "no", "always"})
"""What need not be said: that something is not so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """A rule, or the policy itself, where it stands."""

    path: tuple[str, ...]
    """Field names and entries' keys: the same rule has the same path in two editions."""
    name: str
    """In words, as in "Stage 2, Line managers: clock"."""
    value: object
    """The dataclass itself."""

    @property
    def basis(self) -> Basis:
        """What it rests on; empty where it rests on the part that holds it."""
        found = getattr(self.value, _BASIS, None)
        return found if isinstance(found, Basis) else Basis()


def parts(policy: Policy) -> tuple[PolicyRule, ...]:
    """The policy itself, then every part of it in the order of the language."""
    return tuple(_walk(policy, (), "", policy))


def attributes(value: object) -> Iterator[tuple[str, object]]:
    """What a part says of itself, by name: all that is not a part of its own, its basis last."""
    for name, held in _held(value):
        if name != _BASIS and not _is_rule(held) and not _is_list(held):
            yield name, held
    basis = getattr(value, _BASIS, None)
    if isinstance(basis, Basis):
        yield from _held(basis)


def says(part: PolicyRule, policy: Policy) -> str:
    """All that a part says of itself beyond its name, in words: "counted from: ...; ..."."""
    told: list[str] = []
    for field, held in attributes(part.value):
        said = value_words(held, policy)
        if field in _NOT_SAID or said in _UNSAID or said.rstrip(".") in part.name:
            continue
        word = "" if field == "text" else attribute_word(field)
        told.append(f"{word}: {said.rstrip('.')}" if word else said.rstrip("."))
    return "; ".join(told)


def lists(value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lists of parts that a part holds: their names, and the keys of their entries in order."""
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
    """Whether a value rests on clauses of its own, or holds something that does."""
    if not is_dataclass(value) or isinstance(value, Basis):
        return False
    names = {field.name for field in fields(value)}
    return _BASIS in names or any(_is_rule(one) or _is_list(one) for _, one in _held(value))


def _is_list(value: object) -> TypeGuard[tuple[object, ...]]:
    """Whether a value is a list of parts."""
    if not isinstance(value, tuple):
        return False
    entries = cast("tuple[object, ...]", value)
    return bool(entries) and all(is_dataclass(entry) for entry in entries)


def _keys(entries: tuple[object, ...]) -> tuple[str, ...]:
    """A key for each entry, none twice."""
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
    """A part's name behind its holder's: a colon first, commas below it."""
    if not name:
        first = f"{word[:1].upper()}{word[1:]}"
        return f"{first}: {own}" if own else first
    said = f"{word}, {own}" if own else word
    return f"{name}{', ' if ': ' in name else ': '}{said}"
