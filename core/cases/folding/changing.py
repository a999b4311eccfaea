"""``dataclasses.replace`` as the fold needs it: a case has fifty fields, and every event of every
record changes a few of them.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["changed"]

Changed = TypeVar("Changed")

if TYPE_CHECKING:
    # So that the type checker knows the fields of what is changed.
    from dataclasses import replace as changed
else:

    def changed(value: Changed, /, **changes: object) -> Changed:
        """Return a copy with these fields changed; the others are taken over as they are.

        Three times as quick as ``replace``, which gives every field to the constructor. For
        classes with slots and two fields or more whose constructor does nothing but set them. Raises AttributeError for
        a field that the class does not have.
        """
        read, setters = _fields_of(type(value))
        made = object.__new__(type(value))
        for put, held in zip(setters, read(value), strict=True):
            put(made, held)
        for name, held in changes.items():
            object.__setattr__(made, name, held)
        return made


@cache
def _fields_of(
    kind: type[Any],
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Callable[[Any, Any], None], ...]]:
    """Return what reads all fields of a class at once, and what sets each."""
    names = tuple(one.name for one in fields(kind))
    return attrgetter(*names), tuple(getattr(kind, name).__set__ for name in names)
