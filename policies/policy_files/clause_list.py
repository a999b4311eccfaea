"""The numbered clauses of a policy document, so that the policy file can be checked against all of
them.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from policies.yaml_reading.fault import Fault, in_order
from policies.yaml_reading.patterns import ClauseId, ClausePrefix, DashedId, Line
from policies.yaml_reading.shape import FileModel, validate
from policies.yaml_reading.source import read


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, in our own words; kind ``normative`` if it asks for something, ``data`` if it
    lists.
    """

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseList:
    """Every clause of one document, in its order."""

    name: str
    clauses: tuple[Clause, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The clause ids, in order."""
        return tuple(clause.id for clause in self.clauses)


class ClauseEntry(FileModel):
    """A clause as the file gives it."""

    id: ClauseId
    kind: Literal["normative", "data"]
    text: Line


class ClauseFile(FileModel):
    """A whole clause list."""

    format: Literal[1]
    policy: DashedId
    prefix: ClausePrefix
    document: Line
    clauses: Annotated[tuple[ClauseEntry, ...], Field(min_length=1)]


def load_clauses(text: str, name: str) -> ClauseList | tuple[Fault, ...]:
    """Read a clause list; return every fault at once. Never raises."""
    source = read(text, name)
    shaped = validate(source, ClauseFile)
    faults = [*source.faults, *shaped.faults]
    if shaped.model:
        seen: set[str] = set()
        for position, entry in enumerate(shaped.model.clauses):
            path = ("clauses", position, "id")
            if entry.id in seen:
                faults.append(source.fault(path, f"{entry.id} is listed twice. Remove one."))
            if entry.id.split("-")[0] != shaped.model.prefix:
                faults.append(
                    source.fault(path, f"{entry.id} does not begin with {shaped.model.prefix}-.")
                )
            seen.add(entry.id)
    if faults or not shaped.model:
        return in_order(faults)
    clauses = tuple(Clause(entry.id, entry.kind, entry.text) for entry in shaped.model.clauses)
    return ClauseList(shaped.model.document, clauses)
