"""Wording of the monthly question, its forms, and the replies to answers."""

from collections.abc import Iterator
from typing import Final

from core.directory.model import Directory
from core.policy.wording.names import listed
from core.vocabulary import Platform

STILL_YOU: Final = "Is this still right?"
WHY: Final = (
    "Once a month everybody on the list is asked, so that a concern about a child or an adult at "
    "risk never waits for somebody who has moved on."
)
NOT_SAVED_YET: Final = (
    "Your answer could not be written down: somebody else was changing the list. Press again."
)
TOLD: Final = (
    "Thank you. The coordinators have been told. You stay on the list until they have found "
    "somebody, so that no duty is left to nobody."
)
PASSED_ON: Final = "Thank you. The coordinators have been told what has changed."
WHICH: Final = "Which of these is not yours any more?"
WHO_NOW: Final = "Who has it now, if you know?"
WHAT: Final = "What has changed?"
WHAT_HINT: Final = "For example a new team, a new number or a new name. Write nothing about a case."
SEND: Final = "Send"
CHOOSE_ONE: Final = "Choose at least one of your posts."
SAY_WHAT: Final = "Say in a few words what has changed."
NO_POST: Final = "The list has no post of yours any more. Nothing needs to be done."


def on_the_list_of(partnership: str) -> str:
    """Introduce what the list says of the person."""
    return f"This is what the contact list of {partnership} says of you:"


def posts(person: str, directory: Directory) -> Iterator[str]:
    """Yield each post a person holds or deputises for, and where they are messaged."""
    for post in directory.posts:
        team, agency = directory.teams.get(post.team), directory.agencies.get(post.agency)
        where = ", ".join(one.name for one in (team, agency) if one)
        if person in {*post.holders, *post.away}:
            yield f"{post.title}, {where}"
        elif person in post.deputies:
            yield f"Deputy {post.title}, {where}"
    known = directory.people.get(person)
    channels = known.channels if known else ()
    if channels:
        yield f"You are messaged {listed(BY[one.platform] for one in channels[:3])}."


BY: Final[dict[Platform, str]] = {
    Platform.SLACK: "on Slack",
    Platform.TEAMS: "on Teams",
    Platform.MAIL: "by e-mail",
}
ON: Final[dict[Platform, str]] = {
    Platform.SLACK: "Slack",
    Platform.TEAMS: "Teams",
    Platform.MAIL: "e-mail",
}
