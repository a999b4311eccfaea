"""Reads settings from the environment, one TOML file, and files that hold one secret each.

Pydantic's own environment source stops at the first unreadable value, ignores the case of names (a
Slack team id is upper case) and silently skips misspelt names. Administrators need every fault at
once, so this one remembers where each value was given and reports what it cannot read; pydantic
validates the values afterwards.
"""

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

PREFIX: Final = "CONCORD_"
FILE_VARIABLE: Final = "CONCORD_FILE"
MAX_FILE_BYTES: Final = 64 * 1024

SettingPlace = tuple[str | int, ...]
"""The place of a setting: field names, keys of mappings, positions in lists."""


@dataclass(frozen=True, slots=True)
class SettingFault:
    """A fault in a setting: the name as given, what is wrong, what is expected."""

    name: str
    message: str

    def __str__(self) -> str:
        """Return the fault on one line."""
        return f"{self.name}: {self.message}"


class InFile:
    """Marks a secret: it may be given as the name of a file that holds it (``..._FILE``)."""


class ListedFiles:
    """Marks paths: in the settings file they are relative to that file's folder."""


@dataclass(slots=True)
class GivenSettings:
    """All given values by place, and the name under which each was given."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    names: dict[SettingPlace, str] = field(default_factory=dict[SettingPlace, str])
    faults: list[SettingFault] = field(default_factory=list[SettingFault])

    def name(self, spot: SettingPlace) -> str:
        """Return the administrator's name for a place: as given, else its environment variable."""
        for end in range(len(spot), 0, -1):
            if spot[:end] in self.names:
                return self.names[spot[:end]] + "".join(_step(one) for one in spot[end:])
        return variable(spot)

    def put(self, spot: SettingPlace, value: Any, name: str) -> None:
        """Store a value; a later source replaces an earlier one for the same place."""
        place: Any = self.values
        for step in spot[:-1]:
            place = place.setdefault(step, {})
        place[spot[-1]] = value
        self.names = {known: n for known, n in self.names.items() if known[: len(spot)] != spot}
        self.names[spot] = name

    def tree(self) -> Any:
        """Return the values as pydantic expects them, with values given by position as lists."""
        return _listed(self.values)


def variable(spot: SettingPlace) -> str:
    """Return the environment variable of a place."""
    return PREFIX + "__".join(str(s).upper() if _is_field(s) else str(s) for s in spot)


def read_environment(
    given: GivenSettings, shape: type[BaseModel], environment: Mapping[str, str]
) -> None:
    """Read every ``CONCORD_`` variable; an empty one counts as not set."""
    here = {
        name: text.strip()
        for name, text in environment.items()
        if name.startswith(PREFIX) and name != FILE_VARIABLE and text.strip()
    }
    taken: dict[SettingPlace, str] = {}
    for name in sorted(here, key=lambda one: (one.count("__"), one)):
        place = _locate(shape, name.removeprefix(PREFIX).split("__"))
        if place is None:
            given.faults.append(SettingFault(name, _unknown(name, variables(shape))))
            continue
        if place.spot in taken:
            message = f"is set as well as {taken[place.spot]}; keep one of the two."
            given.faults.append(SettingFault(name, message))
            continue
        taken[place.spot] = name
        text = _secret(given, name, Path(here[name])) if place.from_file else here[name]
        if text is not None:
            _take(given, place, text, name)


def read_file(given: GivenSettings, shape: type[BaseModel], path: Path) -> None:
    """Read the settings of a TOML file."""
    text = _text(given, str(path), path, "the settings file")
    if text is None:
        return
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        given.faults.append(SettingFault(str(path), f"is not valid TOML: {error}."))
        return
    _read_table(given, shape, data, (), path)


def variables(shape: type[BaseModel], before: SettingPlace = ()) -> Iterable[str]:
    """Return the names of all settings except entries of lists or mappings."""
    for name, info in shape.model_fields.items():
        spot = (*before, name)
        inner = _plain(info.annotation)
        if _is_model(inner):
            yield from variables(inner, spot)
        else:
            yield variable(spot)
        if _marked(info, InFile):
            yield f"{variable(spot)}_FILE"


class _NotPairsError(ValueError):
    """Text that should be ``id=value`` and is not."""


@dataclass(frozen=True, slots=True)
class _Place:
    spot: SettingPlace
    kind: Any
    from_file: bool = False


def _locate(shape: type[BaseModel], steps: list[str], before: SettingPlace = ()) -> _Place | None:
    """Return the place that a variable names, or None if there is no such setting."""
    first, rest = steps[0], steps[1:]
    info = shape.model_fields.get(first.lower())
    if info is None:
        stem = first.lower().removesuffix("_file")
        info = shape.model_fields.get(stem)
        if rest or info is None or not _marked(info, InFile):
            return None
        return _Place((*before, stem), _plain(info.annotation), from_file=True)
    spot = (*before, first.lower())
    kind = _plain(info.annotation)
    if not rest:
        return None if _is_model(kind) else _Place(spot, kind)
    if _is_model(kind):
        return _locate(kind, rest, spot)
    if get_origin(kind) is dict:
        return _entry(info, kind, "__".join(rest), spot)
    if get_origin(kind) is tuple and rest[0].isdecimal():
        entry = get_args(kind)[0]
        spot = (*spot, int(rest[0]))
        if _is_model(entry):
            return _locate(entry, rest[1:], spot) if rest[1:] else None
        return None if rest[1:] else _Place(spot, entry)
    return None


def _entry(info: FieldInfo, kind: Any, key: str, spot: SettingPlace) -> _Place:
    inner = get_args(kind)[1]
    if _marked(info, InFile) and key.endswith("_FILE"):
        return _Place((*spot, key.removesuffix("_FILE")), inner, from_file=True)
    return _Place((*spot, key), inner)


def _read_table(
    given: GivenSettings,
    shape: type[BaseModel],
    table: dict[str, Any],
    before: SettingPlace,
    path: Path,
) -> None:
    for key, value in table.items():
        spot: SettingPlace = (*before, key)
        name = f"{_dotted(spot)} in {path.name}"
        info = shape.model_fields.get(key)
        stem = key.removesuffix("_file")
        secret = shape.model_fields.get(stem)
        kind: Any = _plain(info.annotation) if info else None
        if info is None and secret is not None and _marked(secret, InFile):
            if stem in table:
                message = f"is set as well as {stem}; keep one of the two."
                given.faults.append(SettingFault(name, message))
            elif not isinstance(value, str):
                given.faults.append(SettingFault(name, "must be the name of a file."))
            elif (text := _secret(given, name, path.parent / value)) is not None:
                _take(given, _Place((*before, stem), _plain(secret.annotation)), text, name)
        elif info is None:
            known = [str(one) for one in shape.model_fields]
            given.faults.append(SettingFault(name, _unknown(key, known)))
        elif _is_model(kind) and isinstance(value, dict):
            _read_table(given, kind, value, spot, path)
        elif _lists_models(kind) and isinstance(value, list):
            for position, entry in enumerate(value):
                if isinstance(entry, dict):
                    _read_table(given, get_args(kind)[0], entry, (*spot, position), path)
                else:
                    given.put((*spot, position), entry, name)
        elif _marked(info, ListedFiles) and isinstance(value, list):
            listed = [str(path.parent / one) if isinstance(one, str) else one for one in value]
            given.put(spot, listed, name)
        else:
            given.put(spot, value, name)


def _take(given: GivenSettings, place: _Place, text: str, name: str) -> None:
    try:
        value = _parsed(place.kind, text)
    except json.JSONDecodeError:
        given.faults.append(SettingFault(name, "starts like JSON but is not valid JSON."))
        return
    except _NotPairsError:
        given.faults.append(SettingFault(name, "entries such as id=value are expected."))
        return
    if _lists_models(place.kind) and isinstance(value, list):
        given.put(place.spot, dict(enumerate(value)), name)
    else:
        given.put(place.spot, value, name)


def _parsed(kind: Any, text: str) -> Any:
    """Parse text as the setting's type; lists and mappings may omit JSON's brackets."""
    origin = get_origin(kind)
    if origin in {tuple, frozenset}:
        return json.loads(text) if text.startswith("[") else _parts(text)
    if origin is dict:
        if text.startswith("{"):
            return json.loads(text)
        pairs = [part.partition("=") for part in _parts(text)]
        if not all(value for _, _, value in pairs):
            raise _NotPairsError
        return {key.strip(): value.strip() for key, _, value in pairs}
    return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def _secret(given: GivenSettings, name: str, path: Path) -> str | None:
    text = _text(given, name, path, f"the file {path}")
    if text is not None and not text.strip():
        given.faults.append(SettingFault(name, f"the file {path} is empty."))
        return None
    return text.strip() if text is not None else None


def _text(given: GivenSettings, name: str, path: Path, called: str) -> str | None:
    """Read a small text file; if it fails, add a fault that tells nothing of its content."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        if len(raw) > MAX_FILE_BYTES:
            given.faults.append(SettingFault(name, f"{called} has more than 64 KiB."))
            return None
        return raw.decode()
    except FileNotFoundError:
        message = f"{called} does not exist."
    except IsADirectoryError:
        message = f"{called} is a folder; a file is expected."
    except PermissionError:
        message = f"{called} may not be read by this user."
    except UnicodeDecodeError:
        message = f"{called} is not text in UTF-8."
    except (OSError, ValueError):
        message = f"{called} cannot be read."
    given.faults.append(SettingFault(name, message))
    return None


def _unknown(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"is no setting of Concord{f'; did you mean {close[0]}?' if close else '.'}"


def _plain(annotation: Any) -> Any:
    """Return the annotation without ``| None``."""
    if get_origin(annotation) in {Union, UnionType}:
        kinds = [one for one in get_args(annotation) if one is not NoneType]
        return kinds[0] if len(kinds) == 1 else annotation
    return annotation


def _marked(info: FieldInfo, mark: type[InFile | ListedFiles]) -> bool:
    return any(isinstance(one, mark) for one in info.metadata)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _lists_models(kind: Any) -> bool:
    return get_origin(kind) is tuple and _is_model(get_args(kind)[0])


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_listed(value[key]) for key in sorted(value)]
    return {key: _listed(one) for key, one in value.items()}


def _is_field(step: str | int) -> bool:
    return isinstance(step, str) and step.isidentifier() and step.islower()


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"


def _dotted(spot: SettingPlace) -> str:
    return "".join(_step(step) for step in spot).removeprefix(".")


Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
