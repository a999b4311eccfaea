"""Turn a list's rows into a directory with the ids of the present contact list, plus obstacles."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum, auto
from itertools import product
from typing import assert_never

from core.directory.model import (
    Channel,
    Directory,
    OutOfHours,
    Person,
    Post,
    Tenure,
    UnconfirmedAddress,
)
from core.imports.grouping import Group, grouped
from core.imports.identities import Identities
from core.imports.naming import comparison_key, post_id, title_key
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.places import Answers, Heading, Workplace, Workplaces, heading_of, places_of
from core.imports.rows import ContactList, DescribedList, ListedAddress, ListedPerson, ListedRoute
from core.policy.model import Policy
from core.vocabulary import Platform


class _Likeness(Enum):
    """How a post on a list is matched to a present one; the surest first."""

    TITLE = auto()
    ROLES = auto()
    """The only present post at this place with exactly these roles."""
    A_ROLE = auto()
    """The only present post at this place with one of these roles."""


def resolve_list(
    listed: ContactList, present: Directory, policy: Policy, answers: Answers | None = None
) -> DescribedList:
    """Return what the list describes. ``answers`` maps headings to an agency id or an agency kind.

    A row with an error, or whose person is uncertain, is left out; the people it may mean and the
    post are then left as they are (``spared``, ``spared_posts``).
    """
    here, found = places_of(listed.people, present, answers or {})
    people = Identities.beside(present)
    groups, loners = grouped(listed.people, found, here, people, policy)
    spared = _spared(listed.people, [*groups, *loners], found, people)
    spared |= {one for group in loners for one, _ in group.people}
    posts, unchanged_posts = _posts(groups, present)
    persons = _persons([*groups, *loners], people)
    _routed(listed, groups, posts, persons, people)
    findings = [*here.findings, *people.findings]
    findings += _without_role(groups, posts, present, policy)
    findings += _without_post(loners, posts, present)
    used = {post.agency for post in posts.values()}
    directory = Directory(
        partnership=present.partnership,
        name=present.name,
        agencies={one: agency for one, agency in here.agencies.items() if one in used},
        teams={one: team for one, team in here.teams.items() if team.agency in used},
        people=persons,
        posts=tuple(posts.values()),
        coordinators=(),
    )
    covers = {
        (group.place.agency, role)
        for group in groups
        if group.post and any(row.somebody for _, row in group.people)
        for role in posts[group.post].roles
    }
    return DescribedList(
        directory=directory,
        source=listed.source,
        findings=tuple(sorted(findings, key=lambda one: (one.number, one.what))),
        covers=frozenset(covers),
        spared=spared,
        unchanged_posts=unchanged_posts,
        interim=frozenset(
            (group.post, person)
            for group in groups
            for person, row in group.people
            if row.interim and group.post
        ),
        where=_where(here, people, groups),
    )


def _spared(
    rows: Iterable[ListedPerson],
    groups: list[Group],
    found: Mapping[Heading, Workplace],
    people: Identities,
) -> frozenset[str]:
    entered = {id(row) for group in groups for _, row in group.people}
    return frozenset(
        one
        for row in rows
        if id(row) not in entered
        for one in people.known(row, found[heading_of(row)].agency)
    )


def _posts(groups: list[Group], present: Directory) -> tuple[dict[str, Post], frozenset[str]]:
    """Return a post for each group, matched to a present post if possible, and the ids of present
    posts that stay as they are because a row of theirs was left out.
    """
    known = {post.id: post for post in present.posts}
    free = dict(known)
    # Groups with people are matched first, and among them those with known roles: a title alone
    # may fit several posts.
    rank = sorted({_rank(one) for one in groups})
    for some in ([x for x in groups if _rank(x) == one] for one in rank):
        for likeness, group in product(_Likeness, some):
            same = None if group.post else _same(group, free.values(), likeness)
            if same is not None:
                group.post = same.id
                del free[same.id]
    posts: dict[str, Post] = {}
    for group in groups:
        if not group.post and group.people:
            place = group.place
            group.post = post_id(place.agency, place.team, group.title, {*known, *posts})
        if group.post in known and not any(row.somebody for _, row in group.people):
            group.people.clear()  # rows with an error or without a name change no post
            group.left_out = True
            posts[group.post] = known[group.post]
        elif group.post:
            posts[group.post] = _post(group.post, group, known.get(group.post))
    spared = {group.post for group in groups if group.left_out and group.post in known}
    return posts, frozenset(spared)


def _rank(group: Group) -> tuple[bool, bool, bool]:
    somebody = any(row.somebody for _, row in group.people)
    return (not somebody, not group.people, not group.roles)


def _same(group: Group, posts: Iterable[Post], likeness: _Likeness) -> Post | None:
    """Return the present post that the group means, or None."""
    here = [p for p in posts if (p.agency, p.team) == (group.place.agency, group.place.team)]
    match likeness:
        case _Likeness.TITLE:
            named = [post for post in here if title_key(post.title) == title_key(group.title)]
            alike = [p for p in named if {*p.roles} & {*group.roles}]
            blank = [p for p in named if not p.roles and group.has_own_title]
            free = [] if group.roles else named
            return next(iter([*alike, *blank, *free]), None)
        case _Likeness.ROLES:
            filling = [p for p in here if p.roles and {*p.roles} == {*group.roles}]
        case _Likeness.A_ROLE:
            filling = [p for p in here if {*p.roles} & {*group.roles}]
        case _:
            assert_never(likeness)
    return filling[0] if len(filling) == 1 else None


def _post(one: str, group: Group, known: Post | None) -> Post:
    holders = tuple(dict.fromkeys(person for person, row in group.people if not row.deputy))
    deputies = tuple(dict.fromkeys(p for p, row in group.people if row.deputy and p not in holders))
    if known and not any(row.deputy for _, row in group.people):
        # A list that names no deputies leaves the present ones.
        deputies = tuple(one for one in known.deputies if one not in holders)
    if known and not any(not row.deputy for _, row in group.people):
        holders = tuple(one for one in known.holders if one not in deputies)
    made = known or Post(
        id=one,
        title=group.title,
        agency=group.place.agency,
        team=group.place.team,
        roles=group.roles,
    )
    dated = tuple(
        Tenure(
            person=person,
            since=row.since,
            until=row.until,
            interim=row.interim,
            deputy=row.deputy,
        )
        for person, row in group.people
        if row.since or row.until
    )
    return replace(
        made,
        title=group.title if group.has_own_title else made.title,
        roles=made.roles or group.roles,
        holders=holders,
        deputies=deputies,
        tenures=dated,
        away=(),
    )


def _persons(groups: list[Group], people: Identities) -> dict[str, Person]:
    """Return everybody the list names, with the addresses and telephones of all their rows."""
    made: dict[str, Person] = {}
    for group in groups:
        for one, row in group.people:
            earlier = made.get(one)
            mine = _person(one, row, group.place.agency, people)
            made[one] = _together(earlier, mine) if earlier else mine
    return made


def _person(one: str, row: ListedPerson, agency: str, people: Identities) -> Person:
    known = people.people.get(one)
    return Person(
        id=one,
        name=(row.name or known.name) if known else people.named[one].called,
        agency=agency,
        channels=tuple(_mail(x.address) for x in row.addresses if x.doubt is None),
        held=tuple(
            UnconfirmedAddress(address=x.address, why=x.doubt) for x in row.addresses if x.doubt
        ),
        phones=tuple(dict.fromkeys(row.phones)),
        mailbox=people.mailbox(one),
    )


def _together(first: Person, second: Person) -> Person:
    channels = tuple(dict.fromkeys((*first.channels, *second.channels)))
    sure = {one.user for one in channels}
    held = {one.address: one for one in (*second.held, *first.held) if one.address not in sure}
    return replace(
        first,
        channels=channels,
        held=tuple(held.values()),
        phones=tuple(dict.fromkeys((*first.phones, *second.phones))),
    )


def _mail(address: str) -> Channel:
    return Channel(platform=Platform.MAIL, tenant="", user=address)


def _routed(
    listed: ContactList,
    groups: list[Group],
    posts: dict[str, Post],
    persons: dict[str, Person],
    people: Identities,
) -> None:
    """Add each out-of-hours route to the post of its row, and enter the mailboxes it names."""
    for route in listed.routes:
        beside = listed.people[route.beside]
        group = next((one for one in groups if beside in one.rows), None)
        if group is None or not group.post:
            continue
        ids = [
            _mailbox(_row(address, route, group), group.place.agency, persons, people)
            for address in (route.to, *route.copies)
        ]
        if all(ids):
            hours = OutOfHours(to=ids[0], copies=tuple(ids[1:]), phone=route.phone)
            posts[group.post] = replace(posts[group.post], out_of_hours=hours)


def _row(address: ListedAddress, route: ListedRoute, group: Group) -> ListedPerson:
    """Return a row for a mailbox, named after the local part of its address."""
    return ListedPerson(
        where=route.where,
        number=route.number,
        name=address.address.partition("@")[0],
        title=group.title,
        addresses=(address,),
        mailbox=True,
    )


def _mailbox(row: ListedPerson, agency: str, persons: dict[str, Person], people: Identities) -> str:
    """Return the id of whoever has an address; enter a mailbox if nobody has it. "" if it belongs
    to a person of another name.
    """
    address = row.addresses[0].address
    for one in persons.values():
        if address in {*(x.user for x in one.channels), *(x.address for x in one.held)}:
            return one.id
    made = people.of(row, agency)
    if made:
        people.enter(made, row, agency)
        persons[made] = _person(made, row, agency, people)
    return made


def _without_role(
    groups: list[Group], posts: Mapping[str, Post], present: Directory, policy: Policy
) -> list[Obstacle]:
    found: list[Obstacle] = []
    settled_before = {post.id for post in present.posts if post.roles}
    for group in groups:
        post = posts.get(group.post)
        first = next((row for _, row in group.people), None)
        if post is None or first is None or post.id in settled_before:
            continue
        what = ObstacleKind.SEVERAL_ROLES if post.roles else ObstacleKind.NO_ROLE
        if not any(row.somebody for _, row in group.people):
            what = ObstacleKind.NOBODY_NAMED
        if len(post.roles) != 1 and not any(
            title_key(group.title) == comparison_key(role.title) for role in policy.roles
        ):
            roles = ", ".join(policy.role(one).title for one in post.roles)
            found.append(
                Obstacle(
                    where=first.where,
                    number=first.number,
                    what=what,
                    about=group.title,
                    detail=roles,
                )
            )
    return found


def _without_post(
    loners: list[Group], posts: Mapping[str, Post], present: Directory
) -> list[Obstacle]:
    """Return an obstacle for each row without a post whose person holds none elsewhere either."""
    every = (*present.posts, *posts.values())
    holding = {one for post in every for one in (*post.holders, *post.deputies)}
    return [
        Obstacle(where=row.where, number=row.number, what=ObstacleKind.NO_POST, about=row.called)
        for group in loners
        for one, row in group.people
        if one not in holding
    ]


def _where(here: Workplaces, people: Identities, groups: list[Group]) -> dict[str, tuple[str, int]]:
    found = dict(here.where)
    found |= {one: (row.where, row.number) for one, row in people.named.items()}
    for group in groups:
        if group.post and group.rows:
            found[group.post] = (group.rows[0].where, group.rows[0].number)
    return found
