"""The contact list as it applies on a day: without holders who are away, have not begun or have
left.
"""

from dataclasses import replace
from datetime import date

from core.directory.model import Directory, Person, Post


def list_on_day(directory: Directory, day: date) -> Directory:
    """Return the list as it applies on a day (Europe/London).

    A post whose holders are all away has only its deputies; one whose agency is between terms has
    nobody. Holders who are away are in ``Post.away`` and can still be messaged.
    """
    closed_accounts = {p.id: p.left_on for p in directory.people.values() if p.left_on}
    gone = {person for person, left_on in closed_accounts.items() if left_on <= day}
    away = {one.person for one in directory.absences if one.covers(day)}
    between = {
        agency.id
        for agency in directory.agencies.values()
        if agency.terms and not any(term.first <= day <= term.last for term in agency.terms)
    }
    if not (closed_accounts or away or between or any(post.tenures for post in directory.posts)):
        return directory
    people = {one.id: _on_the_day(one, day) for one in directory.people.values()}
    posts = tuple(_present(post, day, gone, away, between) for post in directory.posts)
    coordinators = tuple(one for one in directory.coordinators if one not in gone)
    return replace(directory, people=people, posts=posts, coordinators=coordinators)


def _on_the_day(person: Person, day: date) -> Person:
    """Remove the channels of a person who has left; hide a leaving date that is in the future."""
    if person.left_on is None:
        return person
    return replace(person, channels=()) if person.left_on <= day else replace(person, left_on=None)


def _present(post: Post, day: date, gone: set[str], away: set[str], between: set[str]) -> Post:
    theirs = tuple(p for p in post.holders if p not in gone and _serves(post, p, day, deputy=False))
    stand_in = tuple(
        p for p in post.deputies if p not in gone and _serves(post, p, day, deputy=True)
    )
    if post.agency in between:
        return replace(post, holders=(), deputies=(), away=theirs)
    return replace(
        post,
        holders=tuple(p for p in theirs if p not in away),
        deputies=tuple(p for p in stand_in if p not in away),
        away=tuple(p for p in theirs if p in away),
    )


def _serves(post: Post, person: str, day: date, *, deputy: bool) -> bool:
    """Return whether the person serves on that day; a person without tenures does."""
    times = [t for t in post.tenures if t.person == person and t.deputy is deputy]
    return not times or any(one.covers(day) for one in times)
