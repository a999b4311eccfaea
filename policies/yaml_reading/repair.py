"""Repairs a mistake in a working copy, so that further faults can be found.

The copy is used for nothing else: a file with a mistake is refused.
"""

import re
from datetime import date, time
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from policies.yaml_reading import allowed
from policies.yaml_reading.fault import Path
from policies.yaml_reading.source import Value, value_at
from policies.yaml_reading.words import near

_SOME_TEXT: Final = "(not given)"


def repair(
    working: Value, error: ErrorDetails, path: Path, meant: str, model: type[BaseModel]
) -> bool:
    """Repair the working copy at one error; ``meant`` is the key that a misspelt one stands for.

    True: the meaning is plain, or matters to no other rule. False: the place now holds a stand-in
    or what it held before, and what follows from it should not be reported.
    """
    if not path:
        return False
    holder: Any = _holder(working, path)
    key: Any = path[-1]
    if holder is None:  # removed, with a mistake around it
        return False
    if error["type"] == "extra_forbidden":
        if meant:
            holder[meant] = holder[key]
        del holder[key]
        return bool(meant)
    if error["loc"] != path:  # a key in a mapping of free keys
        del holder[key]
        return False
    given = value_at(working, path)
    plain = _plain(given, error, path, model)
    stand_in = plain if plain is not None else _stand_in(model, path)
    if stand_in is not None:
        holder[key] = stand_in
    elif isinstance(key, str) and key in holder and not isinstance(given, list | dict):
        del holder[key]
    return plain is not None or stand_in == _SOME_TEXT


def _holder(working: Value, path: Path) -> Any:
    return value_at(working, path[:-1])


def _plain(given: Value, error: ErrorDetails, path: Path, model: type[BaseModel]) -> Value:
    """Return what was plainly meant, or None."""
    kind = error["type"]
    if kind in {"enum", "literal_error"} and isinstance(given, str):
        return near(given, allowed.words(model, path)) or None
    if kind == "string_type" and isinstance(given, bool | int | float):
        return str(given)
    if kind == "tuple_type" and given is not None:  # one entry, written without the list
        return [given] if isinstance(given, dict) == bool(_entry_keys(model, path)) else None
    if kind == "string_too_long" and isinstance(given, str):
        return given[: int(error.get("ctx", {}).get("max_length", 0))]
    if kind == "string_pattern_mismatch" and isinstance(given, str):
        name = re.sub(r"[^a-z0-9_]+", "_", given.lower()).strip("_")
        return name if re.fullmatch(str(error.get("ctx", {}).get("pattern")), name) else None
    return None


def _entry_keys(model: type[BaseModel], path: Path) -> list[str]:
    return allowed.keys(model, (*path, 0))


def _stand_in(model: type[BaseModel], path: Path) -> Value:
    """Return a valid value for a place without a usable one, or None."""
    kind = allowed.kind(model, path)
    if words := allowed.words(model, path):
        return words[0] if not words[0].isdigit() else int(words[0])
    if kind is str and path[-1] in {"text", "title", "name", "label", "message", "reason"}:
        return _SOME_TEXT
    if kind is int:
        return 1
    if kind is bool:
        return False
    if kind is date:
        return "2000-01-01"
    if kind is time:
        return "09:00"
    return None
