"""Warnings about a change to a contact list; a warning does not stop the change."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from core.directory import commands as a
from core.directory.absences import list_on_day
from core.directory.decide import coordinators_not_leaving
from core.directory.model import Directory, Tenure
from core.vocabulary import Platform

INTERIM_ENDS_WITHIN: Final = timedelta(days=14)
"""An interim tenure is reported when it ends within this time."""
INTERIM_REPORTED_AFTER: Final = timedelta(days=90)
"""An interim tenure without a last day is reported after this time."""


class ListWarningKind(StrEnum):
    """Kinds of warning; ``core.directory.wording.people.noted`` has the sentences."""

    IN_THE_PAST = "in_the_past"
    LATER = "later"
    """It takes effect on a future day."""
    NO_END = "no_end"
    """An interim appointment without a last day."""
    ONE_COORDINATOR = "one_coordinator"
    NOBODY_HOLDS_IT = "nobody_holds_it"
    ONLY_DEPUTIES = "only_deputies"
    NOT_REACHED = "not_reached"
    """The person appointed cannot be messaged in any chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWarning:
    """One warning, and what it is about."""

    what: ListWarningKind
    about: str = ""
    """Id of a post or a person; "" if the sentence needs none."""
    on: date | None = None


def list_warnings(
    before: Directory, after: Directory, command: a.ListCommand, today: date
) -> tuple[ListWarning, ...]:
    """Return the warnings about a command for the person who gives it."""
    found: list[ListWarning] = []
    if (day := _day_of(command)) is not None and day != today:
        found.append(
            ListWarning(
                what=ListWarningKind.IN_THE_PAST if day < today else ListWarningKind.LATER, on=day
            )
        )
    if isinstance(command, a.Appoint) and command.interim and command.until is None:
        found.append(ListWarning(what=ListWarningKind.NO_END, about=command.person))
    if isinstance(command, a.Appoint | a.Deputise):
        person = after.people.get(command.person)
        chats = {Platform.SLACK, Platform.TEAMS}
        if person and not any(one.platform in chats for one in person.channels):
            found.append(ListWarning(what=ListWarningKind.NOT_REACHED, about=command.person))
    found.extend(_emptied(before, after, day or today, today))
    if len(coordinators_not_leaving(after)) < min(2, len(coordinators_not_leaving(before))):
        found.append(ListWarning(what=ListWarningKind.ONE_COORDINATOR))
    return tuple(found)


def _day_of(command: a.ListCommand) -> date | None:
    match command:
        case a.Appoint() | a.Deputise():
            return command.since
        case a.EndPost() | a.LetLeave():
            return command.on
        case _:
            return None


def _emptied(before: Directory, after: Directory, day: date, today: date) -> list[ListWarning]:
    """Return a warning for each post that has holders today and none once the command applies."""
    at = max(day, today) + timedelta(days=1 if day > today else 0)
    held = {post.id for post in list_on_day(before, today).posts if post.holders}
    return [
        ListWarning(
            what=ListWarningKind.ONLY_DEPUTIES
            if post.deputies
            else ListWarningKind.NOBODY_HOLDS_IT,
            about=post.id,
        )
        for post in list_on_day(after, at).posts
        if post.id in held and not post.holders
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """An interim tenure that ends soon (``INTERIM_ENDS_WITHIN``), or has run long (``INTERIM_REPORTED_AFTER``) without an end."""

    post: str
    tenure: Tenure


def expiring_tenures(directory: Directory, today: date) -> tuple[Expiring, ...]:
    """Return the interim tenures to report, in the order of the posts; one whose last day has
    passed is listed until somebody else holds the post.
    """
    now = {post.id: post for post in list_on_day(directory, today).posts}
    return tuple(
        Expiring(post=post.id, tenure=one)
        for post in directory.posts
        for one in post.tenures
        if one.interim and one.person in post.holders and _to_ask(one, today)
        if one.covers(today) or not now[post.id].holders
    )


def _to_ask(one: Tenure, today: date) -> bool:
    if one.until is not None:
        return one.until <= today + INTERIM_ENDS_WITHIN
    return one.since is None or one.since + INTERIM_REPORTED_AFTER <= today
