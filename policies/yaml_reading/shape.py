"""Validates a file against the pydantic model of its kind: every mistake at once, each with its
line.

The model is strict and allows nothing extra. A mistake is repaired in a working copy if its meaning
is plain, or made harmless there, and the copy is validated again: so a mistake hides no others, and
the checks of meaning run in the same pass.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from policies.yaml_reading import allowed
from policies.yaml_reading.fault import MAX_FAULTS, Fault, Path, and_more
from policies.yaml_reading.repair import repair
from policies.yaml_reading.sentences import sentence
from policies.yaml_reading.source import Value, YamlSource, value_at
from policies.yaml_reading.words import near


class FileModel(BaseModel):
    """What every part of a file has in common: exact types, nothing extra, never changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


MAPPED: Final = "[mapped]"
PLAIN: Final = "[plain]"
"""The two forms of what may be written as a mapping or as its name alone."""

Model = TypeVar("Model", bound=FileModel)

_ROUNDS: Final = 8
"""Most validation rounds; each round finds what the mistakes of the one before hid."""


class ValidatedFile(Generic[Model]):
    """The faults found in a file, and its model if one could be built."""

    def __init__(self, faults: tuple[Fault, ...], model: Model | None) -> None:
        self.faults = faults
        self.model = model


def validate(
    source: YamlSource, model: type[Model], never: Mapping[str, str] | None = None
) -> ValidatedFile[Model]:
    """Validate a source against a model.

    ``never`` maps keys that are not allowed at a place to the reason: ``{"override.fields": why}``.
    """
    if source.data is None and source.faults:
        return ValidatedFile((), None)
    working = copy.deepcopy(source.data)
    found: list[Fault] = []
    reported: set[Path] = set()
    for _ in range(_ROUNDS):
        result = _held(working, model)
        if isinstance(result, FileModel):
            return ValidatedFile(tuple(found), result)
        before = json.dumps(working)
        fresh = [error for error in result if _place(error) not in reported]
        found += _faults(source, working, model, fresh[:MAX_FAULTS], never or {})
        if len(fresh) > MAX_FAULTS:
            last = max(found, key=lambda fault: (fault.file, fault.line))
            found.append(and_more(last.file, last.line))
            break
        reported |= {_place(error) for error in result}
        if json.dumps(working) == before:
            break
    return ValidatedFile(tuple(found), None)


def _held(data: Value, model: type[Model]) -> Model | list[ErrorDetails]:
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        return [_without_forms(one) for one in error.errors(include_url=False)]


def _without_forms(error: ErrorDetails) -> ErrorDetails:
    """Return the error at its place in the file: which form was read is not part of the path."""
    steps = tuple(step for step in error["loc"] if step not in {MAPPED, PLAIN})
    return {**error, "loc": steps}


def _faults(
    source: YamlSource,
    working: Value,
    model: type[Model],
    errors: list[ErrorDetails],
    never: Mapping[str, str],
) -> Iterator[Fault]:
    """Yield the faults of one round, and repair the working copy."""
    supplied: set[Path] = set()
    for error in sorted(errors, key=lambda error: error["type"] != "extra_forbidden"):
        path = _place(error)
        if path in supplied or source.is_unread(path) or _only_echoes(error, path, working):
            continue
        dotted = ".".join(str(step) for step in path if isinstance(step, str))
        message = never.get(dotted) or sentence(error, path, value_at(working, path), model)
        fault = source.fault(path, message)
        meant = _meant(error, path, working, model) if dotted not in never else ""
        if meant:
            supplied.add((*path[:-1], meant))
            source.rename(path, meant, value_at(working, path))
        if not repair(working, error, path, meant, model):
            source.doubtful.add(path[:-1])
        yield fault


def _place(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if step != "[key]")


def _only_echoes(error: ErrorDetails, path: Path, working: Value) -> bool:
    """Pydantic calls a list too short if its entries are faulty; those are reported themselves."""
    entries = value_at(working, path)
    return error["type"] == "too_short" and isinstance(entries, list) and bool(entries)


def _meant(error: ErrorDetails, path: Path, working: Value, model: type[Model]) -> str:
    """Return the key that a misspelt one probably stands for and that is still free, or ""."""
    if error["type"] != "extra_forbidden":
        return ""
    names = allowed.keys(model, path[:-1])
    holder = value_at(working, path[:-1])
    free = [name for name in names if not (isinstance(holder, dict) and name in holder)]
    meant = near(str(path[-1]), names)
    return meant if meant in free else ""
