"""Begin or end a person's time in a post: the events that follow, or why it is refused."""

from datetime import date, timedelta
from typing import Final

from core.directory import commands as a
from core.directory import events as r
from core.directory.model import Directory, Post
from core.directory.refusals import ListRefusal, ListRefusalReason

MAX_TIME_AHEAD: Final = timedelta(days=5 * 366)
"""A day further ahead than this is taken for a typing error and refused."""

EARLIEST_DATE: Final = date(1950, 1, 1)
"""A day before this is taken for a typing error and refused."""


def decide_appointment(
    directory: Directory, command: a.Appoint | a.Deputise, today: date
) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Return the events of an appointment, or a refusal. The person must belong to the post's
    agency, and cannot hold the post and be its deputy on the same day.
    """
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
        if day is not None and day > today + MAX_TIME_AHEAD:
            return ListRefusal(why=ListRefusalReason.TOO_FAR_AHEAD, input=field)
        if day is not None and day < EARLIEST_DATE:
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


def decide_end_of_post(
    directory: Directory, command: a.EndPost
) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Return the events that end a person's time in a post, or a refusal; tenures that were to
    begin later are cancelled too.
    """
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
    """Return whether the person already holds the post (or is its deputy) on any of these days."""
    if command.person not in (post.deputies if deputy else post.holders):
        return False
    times = [t for t in post.tenures if (t.person, t.deputy) == (command.person, deputy)]
    return not times or any(
        (t.until is None or command.since <= t.until)
        and (command.until is None or t.since is None or t.since <= command.until)
        for t in times
    )
