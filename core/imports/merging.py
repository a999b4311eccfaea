"""Merge a person, post or agency of an imported list into the present one.

An import never moves a privilege: chat accounts, administrators and coordinators do not change,
and an address in doubt is held.
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
    """Take the list's name, kind and terms; keep workspace, tenant and administrators."""
    if present is None:
        return listed
    return replace(present, name=listed.name, type=listed.type, terms=listed.terms or present.terms)


def merged_person(listed: Person, present: Person | None, home: str) -> Person:
    """Take the person as listed, but keep the chat accounts they have.

    ``home`` is the agency they work in. A blank on the list removes nothing. An address without
    doubt replaces the present one, which is then held; a change of address resets ``verified_on``.
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
    """Return channels in the present order, then new ones in the order of the list."""
    known = [one for one in present if one in channels]
    behind = [one for one in listed if one in channels and one not in known]
    rest = [one for one in channels if one not in known and one not in behind]
    return tuple(dict.fromkeys((*known, *behind, *rest)))


def merged_post(listed: Post, present: Post | None, *, roles_meant: bool, ordered: bool) -> Post:
    """Take the post and its holders as listed; earlier tenures stay.

    Roles are replaced only with ``roles_meant`` or if there are none: a guess from a list does not
    override what a coordinator entered.
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
    """Return people in the list's order if ``ordered``, else in the present one, new ones last."""
    if ordered:
        return listed
    stay = [one for one in present if one in listed]
    return (*stay, *(one for one in listed if one not in stay))


def _tenures(listed: Iterable[Tenure], present: tuple[Tenure, ...]) -> tuple[Tenure, ...]:
    """Add the list's tenures to the present ones; one with the same person and start replaces the
    present one. Nothing is removed.
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
    """Return obstacles for channels on the list that conflict with present ones, and the ids of
    people to leave out because a channel belongs to somebody else. A second chat account of the
    same person is not taken over.
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
