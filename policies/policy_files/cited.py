"""What every rule of a policy file may have: the clauses it keeps, and when it applies."""

from core.vocabulary import AgencyType, ChildStatus, Origin, SubjectType
from policies.yaml_reading.patterns import ClauseId, Reading
from policies.yaml_reading.shape import FileModel


class Cited(FileModel):
    """A rule: the clauses it keeps, and whether they say so, we read them so, or it is ours."""

    clauses: tuple[ClauseId, ...] = ()
    origin: Origin | None = None
    """Left out: ``reading`` where a reading is named, else ``source``."""
    reading: Reading | None = None


class WhenEntry(FileModel):
    """When a rule applies; several keys must all hold."""

    child_status: tuple[ChildStatus, ...] = ()
    agency_types: tuple[AgencyType, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
