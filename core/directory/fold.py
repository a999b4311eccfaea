"""Fold events into a contact list. Folding never refuses: what is in the log has happened."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import assert_never

from core.directory import events as r
from core.directory.model import (
    Absence,
    Channel,
    Directory,
    Person,
    Post,
    Tenure,
    UnconfirmedAddress,
)
from core.local_time import local
from core.vocabulary import Platform


def fold(acts: Iterable[r.ListEntry]) -> Directory | None:
    """Return the list after all entries, in order; None if no list was ever taken."""
    directory: Directory | None = None
    for act in acts:
        for change in act.changes:
            directory = apply_event(directory, change, act.at)
    return directory


def as_of(acts: Iterable[r.ListEntry], day: date) -> Directory | None:
    """Return the list as it was known at the end of a day (Europe/London)."""
    return fold(act for act in acts if local(act.at).date() <= day)


def apply_event(directory: Directory | None, change: r.ListEvent, at: datetime) -> Directory | None:
    """Return the list after one event; an event about an unknown person or post changes nothing."""
    if isinstance(change, r.ListTaken):
        return change.directory
    return None if directory is None else _changed(directory, change, at)


def _changed(directory: Directory, change: r.ListEvent, at: datetime) -> Directory:
    match change:
        case r.ListTaken():
            return change.directory
        case r.AgencyEntered(agency=agency):
            return replace(directory, agencies={**directory.agencies, agency.id: agency})
        case r.PersonEntered(person=person):
            return replace(directory, people={**directory.people, person.id: person})
        case r.PersonLeft():
            return _left(directory, change, at)
        case r.PersonVerified():
            return _person(directory, change.person, lambda p: _verified(p, change))
        case r.PostEntered(post=post):
            others = tuple(one for one in directory.posts if one.id != post.id)
            there = len(others) < len(directory.posts)
            posts = tuple(post if one.id == post.id else one for one in directory.posts)
            return replace(directory, posts=posts if there else (*others, post))
        case r.HolderAppointed():
            return _post(directory, change.post, lambda post: _appointed(post, change))
        case r.HolderEnded():
            return _post(directory, change.post, lambda post: _ended(post, change, at))
        case r.AbsenceMarked():
            away = Absence(person=change.person, first=change.first, last=change.last)
            return replace(directory, absences=(*directory.absences, away))
        case r.AbsenceEnded():
            return replace(directory, absences=tuple(_back(directory.absences, change)))
        case r.ChannelLinked():
            return _person(directory, change.person, lambda p: _linked(p, change))
        case r.ChannelEnded():
            return _person(
                directory,
                change.person,
                lambda p: replace(p, channels=_without(p.channels, change.channel)),
            )
        case r.AddressReleased():
            return _person(directory, change.person, lambda p: _released(p, change.address))
        case r.GapDeclared():
            return replace(directory, gaps={**directory.gaps, change.role: change.reason})
        case r.GapWithdrawn():
            gaps = {role: why for role, why in directory.gaps.items() if role != change.role}
            return replace(directory, gaps=gaps)
        case r.CoordinatorsNamed():
            return replace(directory, coordinators=change.people)
        case _:
            assert_never(change)


def _person(directory: Directory, person: str, change: Callable[[Person], Person]) -> Directory:
    there = directory.people.get(person)
    if there is None:
        return directory
    return replace(directory, people={**directory.people, person: change(there)})


def _post(directory: Directory, post: str, change: Callable[[Post], Post]) -> Directory:
    posts = tuple(change(one) if one.id == post else one for one in directory.posts)
    return replace(directory, posts=posts)


def _left(directory: Directory, change: r.PersonLeft, at: datetime) -> Directory:
    gone = change.on <= local(at).date()

    def leaving(person: Person) -> Person:
        channels = () if gone else person.channels
        return replace(person, left_on=change.on, channels=channels)

    after = _person(directory, change.person, leaving)
    for post in directory.posts:
        for deputy, people in ((False, post.holders), (True, post.deputies)):
            if change.person in people:
                end = r.HolderEnded(post=post.id, person=change.person, on=change.on, deputy=deputy)
                after = _post(after, post.id, partial(_ended, change=end, at=at))
    remaining = tuple(one for one in after.coordinators if one != change.person or not gone)
    return replace(after, coordinators=remaining)


def _appointed(post: Post, change: r.HolderAppointed) -> Post:
    tenure = Tenure(
        person=change.person,
        since=change.since,
        until=change.until,
        interim=change.interim,
        deputy=change.deputy,
    )
    people = post.deputies if change.deputy else post.holders
    if change.person not in people:
        people = (*people, change.person)
    tenures = (*post.tenures, tenure)
    if change.deputy:
        return replace(post, deputies=people, tenures=tenures)
    return replace(post, holders=people, tenures=tenures)


def _ended(post: Post, change: r.HolderEnded, at: datetime) -> Post:
    """End the person's tenures in the post on that day. A person without dates gets a tenure with
    only an end; a tenure that was to begin later ends the day before it begins. A holder whose last
    day is still to come stays in ``holders``; ``present`` leaves them out when it is past.
    """

    def theirs(one: Tenure) -> bool:
        return (one.person, one.deputy) == (change.person, change.deputy)

    def closed(one: Tenure) -> Tenure:
        if not theirs(one) or (one.until is not None and one.until <= change.on):
            return one
        if one.since is None or one.since <= change.on:
            return replace(one, until=change.on)
        return replace(one, until=one.since - timedelta(days=1))

    ended = tuple(closed(one) for one in post.tenures)
    if not any(theirs(t) for t in post.tenures):
        ended = (*ended, Tenure(person=change.person, until=change.on, deputy=change.deputy))
    people = post.deputies if change.deputy else post.holders
    if change.on <= local(at).date():
        people = tuple(one for one in people if one != change.person)
    if change.deputy:
        return replace(post, deputies=people, tenures=ended)
    return replace(post, holders=people, tenures=ended)


def _back(absences: Iterable[Absence], change: r.AbsenceEnded) -> Iterable[Absence]:
    for one in absences:
        if one.person != change.person or one.last < change.on:
            yield one
        elif one.first < change.on:
            yield replace(one, last=change.on - timedelta(days=1))


def _verified(person: Person, change: r.PersonVerified) -> Person:
    channels = tuple(
        replace(one, verified_on=change.on) if one == change.channel else one
        for one in person.channels
    )
    return replace(person, verified_on=change.on, channels=channels)


def _linked(person: Person, change: r.ChannelLinked) -> Person:
    others = _without(person.channels, change.channel)
    ordered = (change.channel, *others) if change.first else (*others, change.channel)
    return replace(person, channels=ordered)


def _without(channels: Iterable[Channel], ended: Channel) -> tuple[Channel, ...]:
    return tuple(one for one in channels if one != ended)


def _released(person: Person, address: str) -> Person:
    if not any(one.address == address for one in person.held):
        return person
    mail = Channel(platform=Platform.MAIL, tenant="", user=address.lower())
    held: tuple[UnconfirmedAddress, ...] = tuple(
        one for one in person.held if one.address != address
    )
    return replace(person, held=held, channels=(*_without(person.channels, mail), mail))
