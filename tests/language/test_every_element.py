"""Whether the language is used whole: every key and every word of it stands in some policy."""

import types
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Final, Literal, Union, cast, get_args, get_origin

import pytest
from pydantic import BaseModel

from core.vocabulary import Side
from policies.contact_list_files.model import DirectoryFile
from policies.library import POLICIES, directory_text, policy_text
from policies.policy_files.clause_matrix import matrix, unknown_citations
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault
from policies.yaml_reading.merge import BEFORE, REMOVE
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import read
from tests.language.imagined_files import FILES, beside, clauses, text, written

ANNOTATED: Final = "__annotations__"


def _inside(annotation: object) -> Iterator[object]:
    """The classes and single words an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Literal:
        yield from get_args(annotation)
    elif origin is Annotated:
        yield from _inside(get_args(annotation)[0])
    elif origin in {Union, types.UnionType} or origin is not None:
        for one in get_args(annotation):
            yield from _inside(one)
    else:
        yield annotation


def _key(model: type[BaseModel], name: str) -> str:
    """A key by the part that it belongs to, or that others took it over from."""
    owner = next(one for one in reversed(model.__mro__) if name in vars(one).get(ANNOTATED, {}))
    return f"{owner.__name__}.{name}"


def _language(model: type[BaseModel], found: dict[str, None]) -> None:
    """Everything that can be written: each key of each part, each word of each list."""
    for name, field in model.model_fields.items():
        key = _key(model, name)
        if key in found:
            continue
        found[key] = None
        for one in _inside(field.annotation):
            if isinstance(one, type) and issubclass(one, BaseModel):
                _language(one, found)
            elif isinstance(one, type) and issubclass(one, Enum):
                found.update(dict.fromkeys(f"{one.__name__}: {word.value}" for word in one))
            elif isinstance(one, str):
                found[f"{key}: {one}"] = None


def _used(part: BaseModel) -> Iterator[str]:
    """What one file writes down: keys with something in them, and the words it chose."""
    for name, field in type(part).model_fields.items():
        value: object = getattr(part, name)
        if name in part.model_fields_set and value != field.get_default(call_default_factory=True):
            yield _key(type(part), name)
        for one in _values(value):
            if isinstance(one, BaseModel):
                yield from _used(one)
            elif isinstance(one, Enum):
                yield f"{type(one).__name__}: {one.value}"
            elif isinstance(one, str):
                yield f"{_key(type(part), name)}: {one}"


def _values(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        yield from cast("tuple[object, ...]", value)
    elif isinstance(value, dict):
        yield from cast("dict[str, object]", value).values()
    else:
        yield value


ALONE: Final = {"PolicyFile.format", "DirectoryFile.format"}
"""There is one format, so nothing can be told of it."""


def test_every_key_and_every_word_of_the_language_is_used_somewhere() -> None:
    """Between the five policies, these, and their contact lists; what is not used is listed."""
    language: dict[str, None] = {}
    _language(PolicyFile, language)
    _language(DirectoryFile, language)
    used: set[str] = set(ALONE)
    for partnership in FILES:
        used.update(_used(written(partnership)))
    for policy in POLICIES:
        model = validate(read(policy_text(policy), policy), PolicyFile).model
        assert model is not None
        used.update(_used(model))
    lists = [text("directories", f"{one}.yaml") for one in FILES]
    for contacts in (*lists, *(directory_text(one) for one in POLICIES)):
        known = validate(read(contacts, "contacts"), DirectoryFile).model
        assert known is not None
        used.update(_used(known))
    assert {f"TaskEntry.side: {side}" for side in Side} <= language.keys()
    assert [one for one in language if one not in used] == []


def test_every_word_of_an_overlay_is_used() -> None:
    """``extends``, ``before`` and ``remove`` stand in the Vale's file."""
    overlay = text(FILES["vale"])
    assert all(f"{word}:" in overlay for word in ("extends", BEFORE, REMOVE))


@pytest.mark.parametrize("partnership", FILES)
def test_the_clauses_of_each_document_are_all_accounted_for(partnership: str) -> None:
    """Each numbered clause is kept by a rule, or shown with a reason; none is cited that is not."""
    document = clauses(partnership)
    name = FILES[partnership]
    loaded: LoadedPolicy | tuple[Fault, ...] = load_policy(text(name), name, document, beside)
    assert isinstance(loaded, LoadedPolicy), loaded
    rows = matrix(loaded.policy, document)
    assert [row.clause.id for row in rows if not row.accounted] == []
    assert unknown_citations(loaded.policy, document) == ()
