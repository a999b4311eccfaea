"""Beginning and ending somebody's time in a post: what follows, or why nothing does."""

from datetime import date, timedelta
from typing import Final

from core.directory import commands as a
from core.directory import events as r
from core.directory.model import Directory, Post
from core.directory.refusals import ListRefusal, ListRefusalReason

FARTHEST: Final = timedelta(days=5 * 366)
"""A day further ahead than this is a slip of the keyboard."""

EARLIEST: Final = date(1950, 1, 1)
"""So is one before this."""


def appointed(
    directory: Directory, command: a.Appoint | a.Deputise, today: date
) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Somebody of the post's own agency holds it or stands in for it; nobody does both."""
    post = _post(directory, command.post)
    person = directory.people.get(command.person)
    if post is None:
        return ListRefusal(why=ListRefusalReason.NO_POST, input="post", about=command.post)
    if person is None:
        return ListRefusal(why=ListRefusalReason.NO_PERSON, input="person", about=command.person)
    if person.left_on is not None and person.left_on <= max(today, command.since):
        return ListRefusal(
            why=ListRefusalReason.HAS_LEFT, input="person", about=person.id, on=person.left_on
        )
    if person.agency != post.agency:
        return ListRefusal(why=ListRefusalReason.OTHER_AGENCY, input="person", about=person.id)
    if command.until is not None and command.until < command.since:
        return ListRefusal(why=ListRefusalReason.ENDS_BEFORE_IT_BEGINS, input="until")
    for field, day in (("since", command.since), ("until", command.until)):
        if day is not None and day > today + FARTHEST:
            return ListRefusal(why=ListRefusalReason.TOO_FAR_AHEAD, input=field)
        if day is not None and day < EARLIEST:
            return ListRefusal(why=ListRefusalReason.TOO_LONG_AGO, input=field)
    deputy = isinstance(command, a.Deputise)
    if _overlaps(post, command, deputy=deputy):
        return ListRefusal(why=ListRefusalReason.HOLDS_ALREADY, input="person", about=person.id)
    if _overlaps(post, command, deputy=not deputy):
        return ListRefusal(
            why=ListRefusalReason.HOLDS_AND_DEPUTISES, input="person", about=person.id
        )
    return (
        r.HolderAppointed(
            post=post.id,
            person=person.id,
            since=command.since,
            until=command.until,
            interim=isinstance(command, a.Appoint) and command.interim,
            deputy=deputy,
        ),
    )


def ended(directory: Directory, command: a.EndPost) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Somebody's time in a post ends; what was to begin later is called off with it."""
    post = _post(directory, command.post)
    if post is None:
        return ListRefusal(why=ListRefusalReason.NO_POST, input="post", about=command.post)
    theirs = command.person in (post.deputies if command.deputy else post.holders)
    times = [t for t in post.tenures if (t.person, t.deputy) == (command.person, command.deputy)]
    if not theirs or (times and all(t.until and t.until <= command.on for t in times)):
        last = max((t.until for t in times if t.until), default=None)
        return ListRefusal(
            why=ListRefusalReason.NOT_THEIRS, input="person", about=command.person, on=last
        )
    return (
        r.HolderEnded(post=post.id, person=command.person, on=command.on, deputy=command.deputy),
    )


def _post(directory: Directory, post: str) -> Post | None:
    return next((one for one in directory.posts if one.id == post), None)


def _overlaps(post: Post, command: a.Appoint | a.Deputise, *, deputy: bool) -> bool:
    """Whether they are in the post, or stand in for it, on any of these days already."""
    if command.person not in (post.deputies if deputy else post.holders):
        return False
    times = [t for t in post.tenures if (t.person, t.deputy) == (command.person, deputy)]
    return not times or any(
        (t.until is None or command.since <= t.until)
        and (command.until is None or t.since is None or t.since <= command.until)
        for t in times
    )
