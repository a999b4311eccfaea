"""Several files that are parts of one list, as one."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.directory import Directory, Post
from core.intake.listed import Described

Reading = Callable[[Directory], Described]
"""Reads one part against the list there is and what the parts before it have added."""


def combined(parts: Iterable[Reading], present: Directory) -> Described:
    """All parts together. Somebody new in two of them is one person, and who holds a post by one
    part does not displace who holds it by another. Raises ValueError without any part.
    """
    whole: Described | None = None
    seen = present
    for read in parts:
        part = read(seen)
        seen = _with_new(seen, part.directory)
        whole = _joined(whole, part) if whole else part
    if whole is None:
        raise ValueError("no part")
    return whole


def _with_new(seen: Directory, listed: Directory) -> Directory:
    known = {post.id for post in seen.posts}
    return replace(
        seen,
        agencies={**listed.agencies, **seen.agencies},
        teams={**listed.teams, **seen.teams},
        people={**listed.people, **seen.people},
        posts=(*seen.posts, *(post for post in listed.posts if post.id not in known)),
    )


def _joined(one: Described, other: Described) -> Described:
    first, second = one.directory, other.directory
    posts = {post.id: post for post in first.posts}
    for post in second.posts:
        posts[post.id] = _post(posts[post.id], post) if post.id in posts else post
    directory = replace(
        first,
        agencies={**first.agencies, **second.agencies},
        teams={**first.teams, **second.teams},
        people={**first.people, **second.people},
        posts=tuple(posts.values()),
        coordinators=first.coordinators or second.coordinators,
        gaps={**first.gaps, **second.gaps},
        closures={**first.closures, **second.closures},
        absences=tuple(dict.fromkeys((*first.absences, *second.absences))),
    )
    return Described(
        directory=directory,
        source=f"{one.source}, {other.source}",
        findings=(*one.findings, *other.findings),
        covers=one.covers | other.covers,
        spared=one.spared | other.spared,
        spared_posts=one.spared_posts | other.spared_posts,
        ordered=one.ordered and other.ordered,
        roles_meant=one.roles_meant and other.roles_meant,
        interim=one.interim | other.interim,
        where={**other.where, **one.where},
    )


def _post(one: Post, other: Post) -> Post:
    holders = tuple(dict.fromkeys((*one.holders, *other.holders)))
    deputies = dict.fromkeys((*one.deputies, *other.deputies))
    return replace(
        one,
        holders=holders,
        deputies=tuple(x for x in deputies if x not in holders),
        tenures=tuple(dict.fromkeys((*one.tenures, *other.tenures))),
        out_of_hours=one.out_of_hours or other.out_of_hours,
    )
