"""Past stage visits read back from the record: who owned each and how it ended."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.cases import events as e
from core.cases.access import ACTING, relations
from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.record.seals import Entry
from core.directory.model import Directory
from core.routing.stage_contacts import unique
from core.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """One visit of a case to a stage."""

    stage: str
    since: datetime
    entries: tuple[int, ...]
    """Sequences of the entries recorded during it; the opening belongs to the first visit."""
    held: dict[Side, tuple[str, ...]] = field(default_factory=dict[Side, tuple[str, ...]])
    """Who accepted it for each side, in order."""
    discussions: int = 0
    ended_at: datetime | None = None
    end: str = ""
    """``lapsed``, ``escalated``, ``reopened``, or another reason the next stage was entered for; ""
    while it lasts.
    """


def stage_visits(entries: tuple[Entry, ...]) -> tuple[PastVisit, ...]:
    """Return every stage visit, oldest first."""
    found: list[PastVisit] = []
    before: list[int] = []
    case: Case | None = None
    for entry in entries:
        case = evolve(case, entry.event, entry.case, entry.sequence)
        if isinstance(entry.event, e.StageEntered):
            if found:
                found[-1] = replace(found[-1], ended_at=entry.event.at, end=entry.event.why)
            found.append(
                PastVisit(stage=entry.event.stage, since=entry.event.at, entries=tuple(before))
            )
            before.clear()
        if not found:
            before.append(entry.sequence)
            continue
        found[-1] = _with(found[-1], entry, case)
    return tuple(found)


def _with(stay: PastVisit, entry: Entry, case: Case) -> PastVisit:
    held = {
        side: unique(
            (*stay.held.get(side, ()), *([owner] if (owner := case.side(side).owner) else ()))
        )
        for side in Side
    }
    talked = isinstance(entry.event, e.DiscussionRecorded)
    return replace(
        stay,
        entries=(*stay.entries, entry.sequence),
        held=held,
        discussions=stay.discussions + talked,
    )


def may_read_sensitive(
    case: Case, entries: tuple[Entry, ...], person: str, directory: Directory
) -> frozenset[int]:
    """Return the sequences of entries whose special category answers a person may read: all for
    those who act on the case; else their own, and those of visits they owned.
    """
    if relations(case, person, directory) & ACTING:
        return frozenset(entry.sequence for entry in entries)
    own = {entry.sequence for entry in entries if person and entry.event.by == person}
    for stay in stage_visits(entries):
        if any(person in held for held in stay.held.values()):
            own |= set(stay.entries)
    return frozenset(own)
