"""Pydantic errors as sentences: what is wrong, what was expected, what to do."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from policies.yaml_reading import allowed
from policies.yaml_reading.fault import Path
from policies.yaml_reading.patterns import WORDS
from policies.yaml_reading.source import Value
from policies.yaml_reading.words import did_you_mean, listed, near, shown

_LIST: Final = "“{key}” must be a list, but here is {shown}. Write [one, two] or “- ” lines."
_MAPPING: Final = "“{key}” must hold “name: value” lines, but here is {shown}."
_NUMBER: Final = "“{key}” must be a whole number, but here is {shown}. Write digits only."
_DATE: Final = "“{key}” must be a date such as 2026-09-30, but here is {shown}."
_TIME: Final = '“{key}” must be a time such as "17:00", but here is {shown}.'
_SENTENCES: Final = {
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "bool_type": "“{key}” must be true or false, but here is {shown}.",
    "tuple_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "too_short": "“{key}” needs at least {min_length} entry, but the list is shorter. Add one.",
    "string_too_short": "“{key}” is empty. Write at least {min_length} character.",
    "string_too_long": "“{key}” is longer than {max_length} characters. Shorten it.",
    "greater_than_equal": "“{key}” is {shown}; it must be at least {ge}. Correct the number.",
    "less_than_equal": "“{key}” is {shown}; it must be at most {le}. Correct the number.",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "time_type": _TIME,
    "time_parsing": _TIME,
}
_OTHER: Final = "“{key}” is {shown}, which does not fit here ({msg}). Correct it."


def sentence(error: ErrorDetails, path: Path, given: Value, model: type[BaseModel]) -> str:
    """Return what to tell the editor of a file about one error at ``path``, with the value
    ``given``.
    """
    key = next((str(step)[:60] for step in reversed(path) if isinstance(step, str)), "this file")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _extra(key, allowed.keys(model, path[:-1]))
    if kind == "missing":
        words = allowed.words(model, path)
        wanted = f"; expected one of: {listed(words)}" if words else ""
        return f"“{key}” is missing here. Add it{wanted}."
    if given is None and error["loc"] == path:
        return f"“{key}” is empty. Give it a value, or remove the line if it is optional."
    if kind in {"enum", "literal_error"}:
        return _unknown_word(key, given, allowed.words(model, path))
    if kind == "string_type":
        return _not_text(key, given)
    if kind == "string_pattern_mismatch":
        wanted = WORDS.get(str(context.get("pattern")), "another form")
        what = f"“{key}” is {shown(given)}, which" if error["loc"] == path else f"“{key}”"
        return f"{what} is not written as it must be: {wanted}."
    return _fill(_SENTENCES.get(kind, _OTHER), key, given, error["msg"], context)


def _fill(words: str, key: str, given: Value, msg: str, context: Mapping[str, object]) -> str:
    return words.format_map({**context, "key": key, "shown": shown(given), "msg": msg[:160]})


def _extra(key: str, names: list[str]) -> str:
    guess = did_you_mean(key, names)
    advice = f" Expected one of: {listed(names)}. Remove it or correct its name."
    return f"“{key}” is not a key that belongs here.{guess or advice}"


def _unknown_word(key: str, given: Value, words: list[str]) -> str:
    message = f"“{key}” is {shown(given)}, which Concord does not know."
    if isinstance(given, str) and near(given, words):
        return message + did_you_mean(given, words)
    return f"{message} Expected one of: {listed(words)}."


def _not_text(key: str, given: Value) -> str:
    if isinstance(given, bool | int | float):
        return f"“{key}” must be text, but {shown(given)} is not. Put it in quotation marks."
    return f"“{key}” must be text, but here is {shown(given)}. Write it as one line of text."
