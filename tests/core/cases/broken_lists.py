"""Contact lists as they really are: vacant posts, people who left or are away, dead channels."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from core.directory.model import Channel, Directory, Post
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.policy.model import Policy, Stage
from core.vocabulary import FailureReason, Platform, Side

FAILURES: tuple[DeliveryFailed, ...] = (
    *(ChannelUnreachable(f"no_{why}", why) for why in FailureReason),
    DeliveryUnknown("timeout"),
    RetryLater("ratelimited", 240.0),
    QueueDown("token_revoked"),
    MessageRejected("invalid_blocks"),
    DeliveryFailed("never_heard_of"),
)
"""Every kind of failure a platform has."""


PATIENCE = 45
"""How many attempts it takes until what is only for the time being is over."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A contact list, and which channels fail how."""

    directory: Directory
    dead: dict[tuple[Platform, str], DeliveryFailed]
    mended: Counter[tuple[Platform, str]] = field(default_factory=Counter[tuple[Platform, str]])

    def fails(self, channel: Channel) -> DeliveryFailed | None:
        """How a channel fails; None where it works. What is only for the time being ends after
        three quarters of an hour of trying: somebody mends it.
        """
        place = (channel.platform, channel.user)
        failure = self.dead.get(place)
        if isinstance(failure, QueueDown | RetryLater):
            self.mended[place] += 1
            return failure if self.mended[place] <= PATIENCE else None
        return failure


def broken(directory: Directory, randomness: Random, spared: tuple[str, ...]) -> Broken:
    """A contact list after some years: whoever is ``spared`` is still there, all others may not be.

    Now and then even the coordinators are out of reach.
    """
    gone = {p for p in directory.people if p not in spared and randomness.random() < 0.1}
    people = {
        key: replace(one, left_on=date(2026, 10, 1), channels=()) if key in gone else one
        for key, one in directory.people.items()
    }
    for key in list(gone):
        if randomness.random() < 0.5:
            del people[key]
    posts = tuple(_worn(post, randomness) for post in directory.posts)
    lonely = randomness.random() < 0.1
    dead: dict[tuple[Platform, str], DeliveryFailed] = {}
    for one in people.values():
        for channel in one.channels:
            if randomness.random() < 0.25 or (lonely and one.id in directory.coordinators):
                dead[channel.platform, channel.user] = randomness.choice(FAILURES)
    return Broken(replace(directory, people=people, posts=posts), dead)


def _worn(post: Post, randomness: Random) -> Post:
    """A post as it may be found: held, vacant, held by a deputy only, or its holders away."""
    way = randomness.random()
    if way < 0.2:
        return replace(post, holders=())
    if way < 0.3:
        return replace(post, holders=(), deputies=())
    if way < 0.45:  # away: behind whoever stands in for them
        return replace(post, holders=(), deputies=(*post.deputies, *post.holders))
    if way < 0.55:
        return replace(post, deputies=())
    return post


def may_be_asked(  # noqa: PLR0917 - a place in a policy and in a contact list
    policy: Policy, directory: Directory, stage: Stage, side: Side, agency: str, team: str
) -> set[str]:
    """Everybody who holds or stands in for a post that the policy names for this side, at this stage
    or a higher one: in the side's own agency and team, or in the partnership. Nothing of how they
    are found, only who they may be.
    """
    allowed: set[str] = set()
    seen: list[Stage] = []
    above: Stage | None = stage
    while above is not None and above not in seen:
        seen.append(above)
        above = policy.next_stage(above.id)
    roles = {
        role
        for one in seen
        for seat in (one.raising if side is Side.RAISING else one.receiving)
        for role in (seat.role, *seat.fallback)
    }
    for post in directory.posts:
        for role in roles & set(post.roles):
            shared = policy.role(role).partnership
            if shared or (post.agency == agency and post.team in {"", team}):
                allowed |= {*post.holders, *post.deputies}
    return allowed


def roles_of(policy: Policy, directory: Directory, agencies: set[str]) -> Iterator[str]:
    """Whoever holds or stands in for any post of these agencies or of the partnership."""
    for post in directory.posts:
        for role in post.roles:
            known = any(one.id == role for one in policy.roles)
            if known and (policy.role(role).partnership or post.agency in agencies):
                yield from (*post.holders, *post.deputies)
