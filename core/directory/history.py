"""What the roll tells of one post or person: who held it when, and every act that touched it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from core.directory import events as r
from core.directory.log import SealedListEntry
from core.directory.model import Directory, Post, Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change with the act it was part of."""

    kept: SealedListEntry
    change: r.ListEvent


def audit_entries(
    acts: Iterable[SealedListEntry], about: str = "", post: Post | None = None
) -> tuple[AuditEntry, ...]:
    """Every change that touched a post or a person, by id, newest first; "" for all there are.

    With the ``post`` itself, also that one of its people was away or left: others were asked then.
    """
    people = {one.person for one in times_in(post)} if post else set[str]()

    def told(change: r.ListEvent) -> bool:
        match change:
            case r.AbsenceMarked() | r.AbsenceEnded() | r.PersonLeft() if change.person in people:
                return True
            case _:
                return not about or about in touched(change)

    found = [
        AuditEntry(kept=one, change=change)
        for one in acts
        for change in one.act.changes
        if told(change)
    ]
    return tuple(reversed(found))


def touched(change: r.ListEvent) -> frozenset[str]:
    """Ids of the posts and people a change is about; a whole list touches everything on it."""
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


def times_in(post: Post) -> tuple[Tenure, ...]:
    """Everybody's time in a post, who serves now first; those without dates are among them."""
    dated = {(one.person, one.deputy) for one in post.tenures}
    people = [(one, False) for one in post.holders] + [(one, True) for one in post.deputies]
    undated = tuple(Tenure(person=p, deputy=d) for p, d in people if (p, d) not in dated)

    def latest(one: Tenure) -> tuple[date, date]:
        return (one.until or date.max, one.since or date.min)

    return (*undated, *sorted(post.tenures, key=latest, reverse=True))


def held_by(post: Post, day: date, *, deputy: bool = False) -> tuple[str, ...]:
    """Who held a post on a day as far as the list knows, or stood in for it; on the day of a change
    both did.
    """
    times = (one for one in times_in(post) if one.deputy is deputy and one.covers(day))
    return tuple(dict.fromkeys(one.person for one in times))


def named(directory: Directory, words: str) -> tuple[str, ...]:
    """Ids of the posts and people that words mean: an id, or part of a title or name."""
    wanted = words.strip().casefold()
    if not wanted:
        return ()
    people = directory.people.values()
    ids = (*(one.id for one in directory.posts), *directory.people)
    if exact := [one for one in ids if one.casefold() == wanted]:
        return tuple(exact)
    posts = [one.id for one in directory.posts if wanted in one.title.casefold()]
    return (*posts, *(one.id for one in people if wanted in one.name.casefold()))
