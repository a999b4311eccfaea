"""The history of a post or person in the contact-list log: who held it when, and each change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from core.directory import events as r
from core.directory.log import SealedListEntry
from core.directory.model import Directory, Post, Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One event with the log entry it belongs to."""

    kept: SealedListEntry
    change: r.ListEvent


def audit_entries(
    acts: Iterable[SealedListEntry], about: str = "", post: Post | None = None
) -> tuple[AuditEntry, ...]:
    """Return the events about a post or person (``about``, an id; "" for all), newest first.

    With ``post`` given, include absences and departures of its people: others were asked then.
    """
    people = {one.person for one in tenures_of(post)} if post else set[str]()

    def told(change: r.ListEvent) -> bool:
        match change:
            case r.AbsenceMarked() | r.AbsenceEnded() | r.PersonLeft() if change.person in people:
                return True
            case _:
                return not about or about in ids_concerned(change)

    found = [
        AuditEntry(kept=one, change=change)
        for one in acts
        for change in one.act.changes
        if told(change)
    ]
    return tuple(reversed(found))


def ids_concerned(change: r.ListEvent) -> frozenset[str]:
    """Return the ids of the posts and people an event is about; for a whole list, all on it."""
    match change:
        case r.ListTaken(directory=directory):
            return frozenset({*directory.people, *(post.id for post in directory.posts)})
        case r.PersonEntered():
            return frozenset({change.person.id})
        case r.PostEntered():
            return frozenset({change.post.id})
        case r.HolderAppointed() | r.HolderEnded():
            return frozenset({change.post, change.person})
        case (
            r.PersonLeft()
            | r.PersonVerified()
            | r.AbsenceMarked()
            | r.AbsenceEnded()
            | r.ChannelLinked()
            | r.ChannelEnded()
            | r.AddressReleased()
        ):
            return frozenset({change.person})
        case r.CoordinatorsNamed():
            return frozenset(change.people)
        case r.AgencyEntered() | r.GapDeclared() | r.GapWithdrawn():
            return frozenset()
        case _:
            assert_never(change)


def tenures_of(post: Post) -> tuple[Tenure, ...]:
    """Return all tenures of a post, undated ones first, then the latest first."""
    dated = {(one.person, one.deputy) for one in post.tenures}
    people = [(one, False) for one in post.holders] + [(one, True) for one in post.deputies]
    undated = tuple(Tenure(person=p, deputy=d) for p, d in people if (p, d) not in dated)

    def latest(one: Tenure) -> tuple[date, date]:
        return (one.until or date.max, one.since or date.min)

    return (*undated, *sorted(post.tenures, key=latest, reverse=True))


def held_by(post: Post, day: date, *, deputy: bool = False) -> tuple[str, ...]:
    """Return who held a post, or was its deputy, on a day, as far as the list knows; on the day of
    a handover, both.
    """
    times = (one for one in tenures_of(post) if one.deputy is deputy and one.covers(day))
    return tuple(dict.fromkeys(one.person for one in times))


def ids_matching(directory: Directory, words: str) -> tuple[str, ...]:
    """Return the ids of the posts and people that match an id, or part of a title or name."""
    wanted = words.strip().casefold()
    if not wanted:
        return ()
    people = directory.people.values()
    ids = (*(one.id for one in directory.posts), *directory.people)
    if exact := [one for one in ids if one.casefold() == wanted]:
        return tuple(exact)
    posts = [one.id for one in directory.posts if wanted in one.title.casefold()]
    return (*posts, *(one.id for one in people if wanted in one.name.casefold()))
