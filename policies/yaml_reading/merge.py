"""Merges an overlay with its base; each value keeps the file and line it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.yaml_reading.fault import Path
from policies.yaml_reading.source import Value, YamlSource
from policies.yaml_reading.words import did_you_mean

IDS: Final = ("id", "role")
"""Keys that identify the entries of a list, best first."""
REMOVE: Final = "remove"
BEFORE: Final = "before"


def merged(base: YamlSource, over: YamlSource) -> YamlSource:
    """Return the merged file; what cannot be merged is among its faults.

    Mappings are merged key by key. A list whose entries have an id (or a role) is merged entry by
    entry: an entry of the base is merged, a new one goes to the end or before the one that
    ``before`` names, and ``remove: true`` removes one. ``{remove: true}`` in place of a value
    removes its key. Everything else is replaced.
    """
    merge = _Merge(base, over)
    found = merge.found
    found.data = merge.values(_Held(base, (), base.data), _Held(over, (), over.data), ())
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """A value with its file and place."""

    source: YamlSource
    path: Path
    value: Value

    def key(self, key: str) -> "_Held":
        value = self.value[key] if isinstance(self.value, dict) else None
        return _Held(self.source, (*self.path, key), value)

    def entries(self) -> "list[_Held]":
        several = self.value if isinstance(self.value, list) else []
        return [_Held(self.source, (*self.path, n), one) for n, one in enumerate(several)]

    @property
    def name(self) -> str:
        """The id (or role) of this list entry, "" without one."""
        held = self.value if isinstance(self.value, dict) else {}
        said = next((held[one] for one in IDS if one in held), None)
        return said if isinstance(said, str) else ""


class _Row:
    """An entry of the merged list - the base's, the overlay's, or both - in a linked list."""

    def __init__(self, base: _Held | None = None, over: _Held | None = None) -> None:
        self.base = base
        self.over = over
        self.left = self
        self.right = self

    @property
    def name(self) -> str:
        """The id (or role) of the entry."""
        held = self.base or self.over
        return held.name if held else ""

    def stand_before(self, place: "_Row") -> None:
        """Insert this row before another."""
        self.left, self.right = place.left, place
        place.left.right = place.left = self

    def leave(self) -> None:
        """Remove this row from the list."""
        self.left.right, self.right.left = self.right, self.left


class _Rows:
    """The entries of a list during the merge: the base's in their order, with the new ones."""

    def __init__(self, base: list[_Held]) -> None:
        self._end = _Row()
        self._base: dict[str, list[_Row]] = {}
        self._places: dict[str, _Row] = {}
        for held in base:
            row = _Row(held)
            row.stand_before(self._end)
            self._base.setdefault(row.name, []).append(row)
            self._places.setdefault(row.name, row)

    def of_base(self, name: str) -> list[_Row]:
        """Return the base's remaining rows of this name."""
        return self._base.get(name, [])

    def take_away(self, name: str) -> None:
        """Remove the base's rows of this name."""
        for row in self._base.pop(name, ()):
            row.leave()
            self._places.pop(name, None)

    def add(self, entry: _Held, before: Value) -> bool:
        """Add a row before the named one and return True, or at the end and return False."""
        place = self._places.get(before) if isinstance(before, str) else None
        row = _Row(None, entry)
        row.stand_before(place or self._end)
        self._places.setdefault(row.name, row)
        return place is not None

    def in_order(self) -> Iterator[_Row]:
        """Yield the remaining rows in order."""
        row = self._end.right
        while row is not self._end:
            yield row
            row = row.right

    def meant(self, name: Value) -> str:
        """Return a closing sentence with the name that was probably meant, or ""."""
        return did_you_mean(name, self._places) if isinstance(name, str) else ""


class _Merge:
    """Builds the merged file, with the place and faults of each value."""

    def __init__(self, base: YamlSource, over: YamlSource) -> None:
        self.found = YamlSource(over.name, faults=[*base.faults, *over.faults], layered=True)

    def values(self, base: _Held, over: _Held, to: Path) -> Value:
        """Merge one value over another."""
        if isinstance(base.value, dict) and isinstance(over.value, dict):
            return self._mapping(base, over, to)
        if _keyed(base.value, over.value):
            return self._entries(base, over, to)
        return self._carried(over, to)

    def _carried(self, held: _Held, to: Path) -> Value:
        """Copy a value with the places of everything in it."""
        self._placed(held, to)
        if isinstance(held.value, dict):
            return {key: self._carried(held.key(key), (*to, key)) for key in held.value}
        if isinstance(held.value, list):
            return [self._carried(one, (*to, n)) for n, one in enumerate(held.entries())]
        return held.value

    def _placed(self, held: _Held, to: Path) -> None:
        self.found.spots[to] = held.source.spot(held.path)
        if held.path in held.source.unread:
            self.found.unread.add(to)

    def _mapping(self, base: _Held, over: _Held, to: Path) -> Value:
        self._placed(over, to)  # what is missing here is to be fixed in the overlay
        below = base.value if isinstance(base.value, dict) else {}
        above = over.value if isinstance(over.value, dict) else {}
        found: dict[str, Value] = {}
        for key in dict.fromkeys((*below, *above)):
            place = (*to, key)
            if key not in above:
                found[key] = self._carried(base.key(key), place)
            elif above[key] == {REMOVE: True}:
                self._placed(over.key(key), place)
                if key not in below:
                    self._fault(over.key(key), f"There is no “{key[:60]}” here to take away.")
            elif key in below:
                found[key] = self.values(base.key(key), over.key(key), place)
            else:
                empty = _Held(base.source, (*base.path, key), [])
                found[key] = self.values(empty, over.key(key), place)
        return found

    def _entries(self, base: _Held, over: _Held, to: Path) -> Value:
        self._placed(over, to)
        rows = _Rows(base.entries())
        for entry in over.entries():
            self._row(entry, rows)
        return [self._entry(row, (*to, n)) for n, row in enumerate(rows.in_order())]

    def _row(self, entry: _Held, rows: "_Rows") -> None:
        """Merge one entry of the overlay into the rows."""
        said = entry.value if isinstance(entry.value, dict) else {}
        name = entry.name
        same = rows.of_base(name)
        if not name:
            self._fault(entry, "Which entry of the base is this? Give its “id” (or its “role”).")
        elif REMOVE in said:
            if said[REMOVE] is not True or not said.keys() <= {*IDS, REMOVE}:
                self._fault(
                    entry,
                    f"To take {name} away write only its id and “remove: true”; to change it leave "
                    "“remove” out.",
                )
            elif not same:
                self._fault(entry, f"There is no {name} here to take away.{rows.meant(name)}")
            rows.take_away(name)
        elif not same:
            before = said.get(BEFORE)
            if not rows.add(entry, before) and before is not None:
                self._fault(
                    entry.key(BEFORE),
                    f"There is no such entry to stand before.{rows.meant(before)}",
                )
        elif len(same) > 1:
            self._fault(
                entry,
                f"{name} stands here more than once, so it is not clear which is meant. Take it "
                "away with “remove: true” and write each anew below that line.",
            )
        elif same[0].over:
            line = same[0].over.source.spot(same[0].over.path).line
            self._fault(
                entry, f"{name} is already changed on line {line}. Put both changes into one entry."
            )
        else:
            same[0].over = entry
            if BEFORE in said:
                self._fault(
                    entry.key(BEFORE),
                    f"{name} has its place already; “before” is for a new entry. Remove it.",
                )

    def _entry(self, row: _Row, to: Path) -> Value:
        over = row.over and _without_before(row.over)
        if row.base and over:
            return self.values(row.base, over, to)
        held = row.base or over
        return self._carried(held, to) if held else None

    def _fault(self, held: _Held, message: str) -> None:
        self.found.faults.append(held.source.fault(held.path, message))


def _keyed(base: Value, over: Value) -> bool:
    """Return whether two lists are merged entry by entry; an empty list replaces the base's."""
    if not isinstance(base, list) or not isinstance(over, list) or not over:
        return False
    return any(isinstance(one, dict) and any(key in one for key in IDS) for one in base or over)


def _without_before(held: _Held) -> _Held:
    if not isinstance(held.value, dict):
        return held
    kept = {key: value for key, value in held.value.items() if key != BEFORE}
    return _Held(held.source, held.path, kept)
