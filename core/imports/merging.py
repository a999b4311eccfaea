"""One person, post or agency of a list laid over the one there is: what an import may change of it.

An import never moves a privilege: chat accounts, administrators and coordinators stay whose they
are, and an address in doubt is held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.directory.model import (
    Agency,
    Channel,
    Directory,
    Person,
    Post,
    Tenure,
    UnconfirmedAddress,
)
from core.imports.obstacles import Obstacle, ObstacleKind
from core.vocabulary import AddressDoubt, Platform


def merged_agency(listed: Agency, present: Agency | None) -> Agency:
    """The list's name, kind and terms; where its people link from, and who confirms, stays."""
    if present is None:
        return listed
    return replace(present, name=listed.name, type=listed.type, terms=listed.terms or present.terms)


def merged_person(listed: Person, present: Person | None, home: str) -> Person:
    """The person as the list has them, with the chat accounts and the confirmed addresses they have.

    ``home`` is the agency they work in. A blank on the list takes nothing away. An address without
    doubt replaces the confirmed one, and whoever has a new address has not been verified there.
    """
    if present is None:
        return replace(listed, agency=home)
    listed_mail = _mail(listed.channels)
    mail = listed_mail or _mail(present.channels)
    chat = tuple(one for one in present.channels if one.platform is not Platform.MAIL)
    new_chat = tuple(
        one
        for one in listed.channels
        if one.platform is not Platform.MAIL and one.platform not in {x.platform for x in chat}
    )
    channels = _in_order((*chat, *new_chat, *mail), present.channels, listed.channels)
    sure = {one.user for one in mail}
    replaced = [
        UnconfirmedAddress(address=x.user, why=AddressDoubt.REPLACED)
        for x in _mail(present.channels)
    ]
    held = {
        one.address: one
        for one in (*replaced, *listed.held, *present.held)
        if one.address not in sure
    }
    there = [one for one in present.held if one.address in held]
    changed = {one.user for one in _mail(present.channels)} != sure
    return replace(
        present,
        name=present.name if present.mailbox else (listed.name or present.name),
        agency=home,
        channels=channels,
        phones=listed.phones or present.phones,
        held=(*there, *(one for one in held.values() if one not in there)),
        mailbox=present.mailbox,
        verified_on=None if changed else (listed.verified_on or present.verified_on),
        left_on=listed.left_on,
    )


def _mail(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    return tuple(one for one in channels if one.platform is Platform.MAIL)


def _in_order(
    channels: tuple[Channel, ...], present: tuple[Channel, ...], listed: tuple[Channel, ...]
) -> tuple[Channel, ...]:
    """As they stand on the list there is; new ones behind, as they stand on the new one."""
    known = [one for one in present if one in channels]
    behind = [one for one in listed if one in channels and one not in known]
    rest = [one for one in channels if one not in known and one not in behind]
    return tuple(dict.fromkeys((*known, *behind, *rest)))


def merged_post(listed: Post, present: Post | None, *, roles_meant: bool, ordered: bool) -> Post:
    """The post as the list has it, its holders those of the list; earlier times in it stay.

    What a coordinator said a post is for is not overridden by what a list only seems to say.
    """
    if present is None:
        return listed
    post = replace(
        present,
        title=listed.title,
        agency=listed.agency,
        team=listed.team,
        roles=listed.roles if roles_meant else (present.roles or listed.roles),
        holders=_ranked(listed.holders, present.holders, ordered=ordered),
        deputies=_ranked(listed.deputies, present.deputies, ordered=ordered),
        tenures=_tenures(listed.tenures, present.tenures),
        out_of_hours=listed.out_of_hours or present.out_of_hours,
    )
    if roles_meant:
        return replace(post, subjects=listed.subjects, areas=listed.areas)
    return post


def _ranked(listed: tuple[str, ...], present: tuple[str, ...], *, ordered: bool) -> tuple[str, ...]:
    """In the list's order where that is meant, else as they were asked before, new ones last."""
    if ordered:
        return listed
    stay = [one for one in present if one in listed]
    return (*stay, *(one for one in listed if one not in stay))


def _tenures(listed: Iterable[Tenure], present: tuple[Tenure, ...]) -> tuple[Tenure, ...]:
    """What is known of times in the post, and what the list adds: new times, or another end to one
    that has begun. Nothing is taken away.
    """
    times = list(present)
    for one in listed:
        same = [
            at
            for at, time in enumerate(times)
            if (time.person, time.deputy, time.since) == (one.person, one.deputy, one.since)
        ]
        if same:
            times[same[-1]] = one
        else:
            times.append(one)
    return tuple(times)


def chat_findings(
    people: Mapping[str, Person], present: Directory, where: Mapping[str, tuple[str, int]]
) -> tuple[tuple[Obstacle, ...], frozenset[str]]:
    """Chat accounts on the list that are not those there are: somebody else's are errors, and those
    people are returned, to be left out; another one of somebody's own is not taken.
    """
    owners = {one: p.id for p in present.people.values() for one in p.channels}
    findings: list[Obstacle] = []
    wrong: set[str] = set()
    for person in people.values():
        known = present.people.get(person.id)
        theirs = known.channels if known else ()
        for one in person.channels:
            owner = owners.get(one, person.id)
            place, number = where.get(person.id, ("", 0))
            if owner != person.id:
                wrong.add(person.id)
                what = (
                    ObstacleKind.ADDRESS_OF_ANOTHER
                    if one.platform is Platform.MAIL
                    else ObstacleKind.CHANNEL_OF_ANOTHER
                )
                detail = present.people[owner].name
            elif one.platform is not Platform.MAIL and any(
                x.platform is one.platform and x != one for x in theirs
            ):
                what, detail = ObstacleKind.CHAT_STAYS, one.user
            else:
                continue
            findings.append(
                Obstacle(where=place, number=number, what=what, about=person.name, detail=detail)
            )
    return tuple(findings), frozenset(wrong)
