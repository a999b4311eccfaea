"""Documents of the key-value store as text, and back."""

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from core.ports import Collection

Held = TypeVar("Held")


def write(collection: Collection[Held], value: Held) -> str:
    """Return a document as text: JSON, or the text that it is."""
    if isinstance(value, str):
        return value
    return _adapter(collection).dump_json(value).decode()


def read(collection: Collection[Held], text: str) -> Held:
    """Return the document of a text, also of one that an earlier version wrote.

    Raises ValueError, without what the text holds, where it is none.
    """
    if collection.holds is str:
        return text  # type: ignore[return-value] # str is what it holds
    try:
        if collection.upgrade is not None:
            text = json.dumps(collection.upgrade(json.loads(text)))
        held: Held = _adapter(collection).validate_json(text)
    except (KeyError, TypeError, ValidationError) as error:
        raise ValueError(f"not a document of {collection.name}: {type(error).__name__}") from None
    return held


@cache
def _adapter(collection: Collection[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(collection.holds)
