"""The plan of an import: what is new, changes, ends and stays, and who could not be reached.

Nothing is deleted: tenures end, and people who have left stay on the list by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.directory import HolderAppointed, HolderEnded, PersonLeft, apply_event
from core.directory.model import Directory, Person, Post
from core.imports.differences import ListItem, compare_lists
from core.imports.findings import Weight
from core.imports.merging import chat_findings, merged_agency, merged_person, merged_post
from core.imports.notices import addresses_change, coordinators_stay, many_leave, two_agencies
from core.imports.obstacles import Obstacle
from core.imports.rows import DescribedList
from core.local_time import local
from core.policy.model import Policy
from core.routing.gaps import MESSAGING_PLATFORMS, Gap, gaps
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAddress:
    """An address on the list that is not used until somebody confirms it."""

    person: str
    address: str
    why: AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would change in the present list. Nothing has been written yet."""

    source: str
    before: Directory
    directory: Directory
    """The resulting list."""
    new: tuple[ListItem, ...] = ()
    changed: tuple[ListItem, ...] = ()
    ended: tuple[ListItem, ...] = ()
    unchanged: int = 0
    """Number of people and posts that the list names and that stay as they are."""
    held: tuple[HeldAddress, ...] = ()
    unreachable: tuple[str, ...] = ()
    """Ids of people on the list whom no message would reach."""
    without_role: tuple[str, ...] = ()
    """Ids of posts on the list without a role, so that nobody in them is asked."""
    gaps: tuple[Gap, ...] = ()
    """What the policy needs and the resulting list does not have."""
    gaps_before: tuple[Gap, ...] = ()
    findings: tuple[Obstacle, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether nothing would change."""
        return self.directory == self.before

    @property
    def errors(self) -> tuple[Obstacle, ...]:
        """Return the findings that block the import unless their rows are left out."""
        return tuple(one for one in self.findings if one.weight is Weight.ERROR)


def plan_import(
    described: DescribedList,
    present: Directory,
    policy: Policy,
    now: datetime,
    *,
    keep_others: bool = False,
) -> Plan:
    """Return what importing the list would change. ``now`` is aware; days are Europe/London.

    With ``keep_others`` the list is only a part: people who are not on it stay.
    """
    if keep_others:
        listed = frozenset(post.id for post in described.directory.posts)
        described = replace(described, covers=frozenset(), unchanged_posts=listed)
    after, found = _taken(described, present, now)
    findings = [*described.findings, *found]
    where = described.where
    named = set(described.directory.people)
    posts = {post.id for post in described.directory.posts}
    new, altered, ended, same = compare_lists(present, after, named | posts, where)
    return Plan(
        source=described.source,
        before=present,
        directory=after,
        new=new,
        changed=altered,
        ended=ended,
        unchanged=same,
        held=tuple(
            HeldAddress(person=person, address=one.address, why=one.why)
            for person in sorted(named & {*after.people})
            for one in after.people[person].held
            if one.why is not AddressDoubt.REPLACED
        ),
        unreachable=tuple(
            person
            for person in sorted(named & {*after.people})
            if not _reached(after.people[person]) and not after.people[person].left_on
        ),
        without_role=tuple(post.id for post in after.posts if post.id in posts and not post.roles),
        gaps=gaps(policy, after),
        gaps_before=gaps(policy, present),
        findings=(*findings, *two_agencies(after, named, policy, where)),
    )


def _reached(person: Person) -> bool:
    return any(one.platform in MESSAGING_PLATFORMS for one in person.channels)


def _taken(
    described: DescribedList, present: Directory, now: datetime
) -> tuple[Directory, list[Obstacle]]:
    """Return the present list with the imported one applied, and the findings."""
    listed = described.directory
    findings, wrong = chat_findings(listed.people, present, described.where)
    after = replace(
        present,
        agencies={
            **present.agencies,
            **{
                one.id: merged_agency(one, present.agencies.get(one.id))
                for one in listed.agencies.values()
            },
        },
        teams={**present.teams, **listed.teams},
        people={**present.people, **_people(described, present, wrong)},
        gaps={**present.gaps, **listed.gaps},
        closures={**present.closures, **listed.closures},
        absences=tuple(dict.fromkeys((*present.absences, *listed.absences))),
    )
    after = replace(after, posts=_posts(described, present, wrong))
    after = _appointed(described, present, after, now)
    after, leaving = _ended(described, present, after, now)
    after = _at_home(present, after)
    return after, [
        *findings,
        *coordinators_stay(described, present, after),
        *addresses_change(described, present, after),
        *many_leave(present, leaving),
    ]


def _people(
    described: DescribedList, present: Directory, wrong: frozenset[str]
) -> Mapping[str, Person]:
    homes: dict[str, list[str]] = {}
    for post in described.directory.posts:
        for one in (*post.holders, *post.deputies):
            homes.setdefault(one, []).append(post.agency)
    made: dict[str, Person] = {}
    for person in described.directory.people.values():
        if person.id in wrong:
            continue
        known = present.people.get(person.id)
        stays = known is not None and known.agency in homes.get(person.id, ())
        home = known.agency if known is not None and stays else person.agency
        made[person.id] = merged_person(person, known, home)
    return made


def _posts(described: DescribedList, present: Directory, wrong: frozenset[str]) -> tuple[Post, ...]:
    """Return all posts; those on the imported list have its people and the spared ones."""
    listed = {
        post.id: _without(post, {one for one in wrong if one not in present.people})
        for post in described.directory.posts
    }
    known = {post.id: post for post in present.posts}
    merged = {
        one: merged_post(
            _with_spared(post, known.get(one), described),
            known.get(one),
            roles_meant=described.roles_meant,
            ordered=described.ordered,
        )
        for one, post in listed.items()
    }
    return (
        *(merged.get(post.id, post) for post in present.posts),
        *(post for one, post in merged.items() if one not in known),
    )


def _without(post: Post, people: set[str]) -> Post:
    return replace(
        post,
        holders=tuple(one for one in post.holders if one not in people),
        deputies=tuple(one for one in post.deputies if one not in people),
    )


def _with_spared(post: Post, known: Post | None, described: DescribedList) -> Post:
    """Add the present holders and deputies who are on a row that was left out."""
    if known is None:
        return post
    whole = post.id in described.unchanged_posts

    def kept(people: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            one for one in people if one not in others and (whole or one in described.spared)
        )

    named = (*post.holders, *post.deputies)
    return replace(
        post,
        holders=_in_order(post.holders, kept(known.holders, named), known.holders),
        deputies=_in_order(post.deputies, kept(known.deputies, named), known.deputies),
    )


def _in_order(
    listed: tuple[str, ...], kept: tuple[str, ...], before: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the people of the list in its order; if others are kept, in the previous order."""
    if not kept:
        return listed
    stay = tuple(one for one in before if one in {*listed, *kept})
    return (*stay, *(one for one in listed if one not in stay))


def _appointed(
    described: DescribedList, present: Directory, after: Directory, now: datetime
) -> Directory:
    """Begin a tenure today for each new holder or deputy without dates, and end the tenures of
    those who are no longer in the post.
    """
    today = local(now).date()
    before = {post.id: post for post in present.posts}
    for post in described.directory.posts:
        merged = next(one for one in after.posts if one.id == post.id)
        earlier = before.get(post.id)
        for deputy in (False, True):
            had = (earlier.deputies if deputy else earlier.holders) if earlier else ()
            have = merged.deputies if deputy else merged.holders
            for person in have:
                dated = any((t.person, t.deputy) == (person, deputy) for t in post.tenures)
                if person not in had and not dated:
                    change = HolderAppointed(
                        post=post.id,
                        person=person,
                        since=today,
                        interim=(post.id, person) in described.interim,
                        deputy=deputy,
                    )
                    after = apply_event(after, change, now) or after
            for person in had:
                if person not in have:
                    end = HolderEnded(post=post.id, person=person, on=today, deputy=deputy)
                    after = apply_event(after, end, now) or after
    return after


def _ended(
    described: DescribedList, present: Directory, after: Directory, now: datetime
) -> tuple[Directory, tuple[str, ...]]:
    """End the tenures in posts that the list covers but does not name. Return the list and who has
    left.

    Coordinators and people on rows that were left out are not affected.
    """
    today = local(now).date()
    listed = {post.id for post in described.directory.posts}
    stay = {*described.spared, *present.coordinators}
    for post in present.posts:
        if post.id in listed or not _has_a_say(described, post):
            continue
        for deputy, people in ((False, post.holders), (True, post.deputies)):
            for person in people:
                if person not in stay:
                    end = HolderEnded(post=post.id, person=person, on=today, deputy=deputy)
                    after = apply_event(after, end, now) or after
    leaving = tuple(_leaving(described, present, after, stay))
    for person in leaving:
        after = apply_event(after, PersonLeft(person=person, on=today), now) or after
    return after, leaving


def _at_home(present: Directory, after: Directory) -> Directory:
    """Keep a person's agency while they still serve in a post there, whatever else they hold."""
    places = {
        (one, post.agency)
        for post in after.posts
        for one in (*post.holders, *post.deputies, *post.away)
    }
    stay = {
        person.id: replace(after.people[person.id], agency=person.agency)
        for person in present.people.values()
        if (person.id, person.agency) in places
    }
    return replace(after, people={**after.people, **stay})


def _has_a_say(described: DescribedList, post: Post) -> bool:
    """Return whether a post missing from the list ends: the list is complete for the agency, or
    names people there in each of the post's roles. A list of managers does not end practitioners.
    """
    if (post.agency, "") in described.covers:
        return True
    roles = {role for agency, role in described.covers if agency == post.agency}
    return bool(roles) and roles.issuperset(post.roles)


def _leaving(
    described: DescribedList, present: Directory, after: Directory, stay: set[str]
) -> Iterator[str]:
    """Yield who held a post and holds none any more, or is missing from a complete list."""
    holding = _in_posts(after)
    held = _in_posts(present)
    for person in present.people.values():
        if person.id in described.directory.people or person.id in stay or person.left_on:
            continue
        complete = (person.agency, "") in described.covers
        if (complete or person.id in held) and person.id not in holding:
            yield person.id


def _in_posts(directory: Directory) -> set[str]:
    used = {
        one
        for post in directory.posts
        if post.out_of_hours
        for one in (post.out_of_hours.to, *post.out_of_hours.copies)
    }
    return used | {
        one for post in directory.posts for one in (*post.holders, *post.deputies, *post.away)
    }
