"""What a file model allows at a place: its keys, its words, its kind of value."""

import typing
from enum import Enum
from types import UnionType

from pydantic import BaseModel

from policies.yaml_reading.fault import Path


def keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that a model allows at a path; empty if it expects no mapping there."""
    found = kind(model, path)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return list(found.model_fields)
    return []


def words(model: type[BaseModel], path: Path) -> list[str]:
    """Return the words of the enum or closed list at a path; empty if any text is allowed."""
    found = kind(model, path)
    if isinstance(found, type) and issubclass(found, Enum):
        return [str(entry.value) for entry in found]
    if typing.get_origin(found) is typing.Literal:
        return [str(word) for word in typing.get_args(found)]
    return []


def kind(model: type[BaseModel], path: Path) -> object:
    """Return the annotation at a path, without ``None`` and constraints; None if nothing is
    allowed.
    """
    found: object = model
    for step in path:
        if isinstance(found, type) and issubclass(found, BaseModel):
            field = found.model_fields.get(str(step))
            found = _bare(field.annotation) if field else None
        else:
            arguments = [entry for entry in typing.get_args(found) if entry is not Ellipsis]
            found = _bare(arguments[-1]) if arguments else None
    return found


def _bare(annotation: object) -> object:
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in {typing.Union, UnionType}:
        some = [entry for entry in typing.get_args(annotation) if entry is not type(None)]
        return _bare(some[0])
    return annotation
