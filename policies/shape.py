"""Hold a file against the model of its kind: every mistake at once, each on its line.

The model is pydantic (strict, nothing extra allowed); this module turns its findings into faults
a coordinator can act on. A slip whose correction is plain - a misspelt key or word, a number where
text belongs - is corrected in a copy, so that the checks of meaning can run in the same pass.
"""

import copy
import difflib
import json
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from types import UnionType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from policies.fault import Fault, Path
from policies.yaml_source import Source, Value


class FileModel(BaseModel):
    """What every part of a file has in common: exact types, nothing extra, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Model = TypeVar("Model", bound=FileModel)


class Shaped(Generic[Model]):
    """A file held against its model: the faults found, and the model where one could be built."""

    def __init__(self, faults: tuple[Fault, ...], model: Model | None) -> None:
        self.faults = faults
        self.model = model


def shape(
    source: Source, model: type[Model], never: Mapping[str, str] | None = None
) -> Shaped[Model]:
    """Hold what a source says against a model.

    ``never`` names keys that must not stand at a place, and why: ``{"immediate_risk.fields": why}``.
    """
    if source.data is None and source.faults:
        return Shaped((), None)
    errors = _errors(source.data, model)
    if isinstance(errors, FileModel):
        return Shaped((), errors)
    finder = _Finder(source, model, errors, never or {})
    faults = tuple(finder.faults())
    corrected = _errors(finder.corrected, model)
    return Shaped(faults, corrected if isinstance(corrected, model) else None)


def near(word: str, words: Iterable[str]) -> str:
    """The one of ``words`` that was probably meant, or empty."""
    plain = {entry.lower().replace("-", "_"): entry for entry in words}
    close = difflib.get_close_matches(
        word.lower().replace("-", "_").replace(" ", "_"), plain, 1, 0.7
    )
    return plain[close[0]] if close else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A closing sentence with the probable word, or empty; starts with a space."""
    meant = near(word, words)
    return f" Did you mean {meant}?" if meant else ""


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    return ", ".join(words)


def _errors(data: Value, model: type[Model]) -> Model | list[ErrorDetails]:
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        return error.errors(include_url=False)


class _Finder:
    """Turns one run's errors into faults, and corrects a copy of the data on the way."""

    def __init__(
        self,
        source: Source,
        model: type[FileModel],
        errors: list[ErrorDetails],
        never: Mapping[str, str],
    ) -> None:
        self.source = source
        self.model = model
        self.errors = errors
        self.never = never
        self.corrected = copy.deepcopy(source.data)
        self.missing = {error["loc"] for error in errors if error["type"] == "missing"}
        self.supplied: set[Path] = set()

    def faults(self) -> Iterable[Fault]:
        """Every fault; a key that was misspelt is not reported as missing too."""
        for error in self.errors:
            if error["type"] == "extra_forbidden":
                yield self._extra(error["loc"])
        for error in self.errors:
            path = error["loc"]
            if error["type"] == "extra_forbidden" or path in self.supplied or self._unread(path):
                continue
            yield self.source.fault(path, self._sentence(error))

    def _unread(self, path: Path) -> bool:
        return any(path[:end] in self.source.unread for end in range(len(path) + 1))

    def _extra(self, path: Path) -> Fault:
        key = str(path[-1])
        names = _keys(self.model, path[:-1])
        dotted = ".".join(str(step) for step in path if isinstance(step, str))
        parent = self.source.at(path[:-1])
        free = [name for name in names if not (isinstance(parent, dict) and name in parent)]
        meant = near(key, free) or near(key, names)
        if dotted in self.never:
            self._drop(path)
            return self.source.fault(path, self.never[dotted])
        message = f"“{key[:60]}” is not a key that belongs here. "
        if meant:
            self._rename(path, meant)
            message += f"Did you mean {meant}?"
        else:
            self._drop(path)
            message += f"Expected one of: {listed(names)}. Remove it or correct its name."
        return self.source.fault(path, message)

    def _holder(self, path: Path) -> Any:
        found: Any = self.corrected
        for step in path[:-1]:
            found = found[step]
        return found

    def _drop(self, path: Path) -> None:
        self._holder(path).pop(path[-1], None)

    def _rename(self, path: Path, meant: str) -> None:
        holder = self._holder(path)
        value = holder.pop(path[-1])
        if meant not in holder:
            holder[meant] = value
            self.supplied.add((*path[:-1], meant))
            below = {
                place: line for place, line in self.source.lines.items() if _under(place, path)
            }
            for place, line in below.items():
                self.source.lines[(*path[:-1], meant, *place[len(path) :])] = line

    def _sentence(self, error: ErrorDetails) -> str:
        path, kind, context = error["loc"], error["type"], error.get("ctx", {})
        key = next((str(step) for step in reversed(path) if isinstance(step, str)), "this file")
        given = self.source.at(path)
        shown = _shown(given)
        if kind == "missing":
            return f"“{key}” is missing here. Add it."
        if given is None and kind != "missing":
            return f"“{key}” is empty. Give it a value, or remove the line if it is optional."
        if kind in {"enum", "literal_error"}:
            return self._unknown_word(path, key, given)
        if kind == "string_type":
            if isinstance(given, bool | int | float):
                self._holder(path)[path[-1]] = str(given)
                return f"“{key}” must be text, but {shown} is not. Put it in quotation marks."
            return f"“{key}” must be text, but here is {shown}. Write it as one line of text."
        return _SENTENCES.get(kind, "“{key}” is {shown}: {msg}. Correct it.").format(
            key=key, shown=shown, msg=error["msg"][:160], **{"pattern": "", **context}
        )

    def _unknown_word(self, path: Path, key: str, given: Value) -> str:
        words = _words(self.model, path)
        message = f"“{key}” is {_shown(given)}, which Concord does not know. "
        meant = near(given, words) if isinstance(given, str) else ""
        if meant:
            self._holder(path)[path[-1]] = meant
            return message + f"Did you mean {meant}?"
        return message + f"Expected one of: {listed(words)}."


_SENTENCES: typing.Final = {
    "int_type": "“{key}” must be a whole number, but here is {shown}. Write digits only.",
    "int_from_float": "“{key}” must be a whole number, but here is {shown}. Write digits only.",
    "bool_type": "“{key}” must be true or false, but here is {shown}.",
    "tuple_type": "“{key}” must be a list, but here is {shown}. Write [one, two] or “- ” lines.",
    "list_type": "“{key}” must be a list, but here is {shown}. Write [one, two] or “- ” lines.",
    "dict_type": "“{key}” must hold “name: value” lines, but here is {shown}.",
    "model_type": "“{key}” must hold “name: value” lines, but here is {shown}.",
    "too_short": "“{key}” needs at least {min_length} entry, but the list is shorter. Add one.",
    "string_too_short": "“{key}” is empty. Write at least {min_length} character.",
    "string_too_long": "“{key}” is longer than {max_length} characters. Shorten it.",
    "greater_than_equal": "“{key}” is {shown}; it must be at least {ge}. Correct the number.",
    "less_than_equal": "“{key}” is {shown}; it must be at most {le}. Correct the number.",
    "date_type": "“{key}” must be a date such as 2026-09-30, but here is {shown}.",
    "date_parsing": "“{key}” must be a date such as 2026-09-30, but here is {shown}.",
    "date_from_datetime_parsing": "“{key}” must be a date such as 2026-09-30, but here is {shown}.",
    "date_from_datetime_inexact": "“{key}” must be a date such as 2026-09-30; leave the time out.",
    "time_type": '“{key}” must be a time such as "17:00", but here is {shown}.',
    "time_parsing": '“{key}” must be a time such as "17:00", but here is {shown}.',
}


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return f"“{value[:60]}”"
    if value is None:
        return "nothing"
    return "a list" if isinstance(value, list) else "a mapping"


def _under(place: Path, path: Path) -> bool:
    return place[: len(path)] == path


def _keys(model: type[FileModel], path: Path) -> list[str]:
    """Names of the keys a model allows at a path."""
    found = _annotation(model, path)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [field.alias or name for name, field in found.model_fields.items()]
    return []


def _words(model: type[FileModel], path: Path) -> list[str]:
    """The words an enum or a closed list allows at a path."""
    found = _annotation(model, path)
    if isinstance(found, type) and issubclass(found, Enum):
        return [str(entry.value) for entry in found]
    return [str(word) for word in typing.get_args(found)]


def _annotation(model: type[FileModel], path: Path) -> object:
    found: object = model
    for step in path:
        if isinstance(found, type) and issubclass(found, BaseModel):
            named = {field.alias or name: field for name, field in found.model_fields.items()}
            found = _bare(named[str(step)].annotation) if str(step) in named else None
        else:
            arguments = [entry for entry in typing.get_args(found) if entry is not Ellipsis]
            found = _bare(arguments[-1]) if arguments else None
    return found


def _bare(annotation: object) -> object:
    """The annotation without ``None`` and without constraints."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in {typing.Union, UnionType}:
        some = [entry for entry in typing.get_args(annotation) if entry is not type(None)]
        return _bare(some[0])
    return annotation
