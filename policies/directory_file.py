"""The shape of a contact list file: agency by agency, its teams, its people and their posts."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from core.vocabulary import AgencyType, SubjectType
from policies.forms import (
    DashedId,
    Id,
    Line,
    Mail,
    PersonId,
    PostId,
    SlackUser,
    SlackWorkspace,
    TeamsId,
)
from policies.policy_file import PartnershipEntry
from policies.shape import FileModel


class PersonEntry(FileModel):
    """A person, or a team's mailbox, and how to reach them."""

    id: PersonId
    name: Line
    slack: SlackUser | None = None
    """User id in the agency's Slack workspace."""
    teams: TeamsId | None = None
    """Object id in the agency's Teams tenant."""
    mail: Mail | None = None
    mailbox: bool = False


class PostEntry(FileModel):
    """A post: the policy's roles it fills, who holds it, and who stands in."""

    id: PostId
    title: Line
    team: DashedId | None = None
    roles: tuple[Id, ...]
    holders: tuple[PersonId, ...] = ()
    deputies: tuple[PersonId, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
    """Whom the post is for: child, adult or both; left out, it is for all."""
    areas: tuple[Id, ...] = ()
    """Ids of the policy's areas the post is for; left out, it is for all."""


class TeamEntry(FileModel):
    """A team within an agency."""

    id: DashedId
    name: Line


class AgencyEntry(FileModel):
    """An organisation of the partnership with everybody in it whom a case may reach."""

    id: DashedId
    name: Line
    type: AgencyType
    slack_workspace: SlackWorkspace | None = None
    teams_tenant: TeamsId | None = None
    teams: tuple[TeamEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    posts: tuple[PostEntry, ...] = ()


class GapEntry(FileModel):
    """A role known to have nobody here, and why."""

    role: Id
    reason: Line


class ClosureEntry(FileModel):
    """A day on which the offices are closed beside the bank holidays."""

    day: date
    name: Line


class DirectoryFile(FileModel):
    """A whole contact list."""

    format: Literal[1]
    partnership: PartnershipEntry
    agencies: Annotated[tuple[AgencyEntry, ...], Field(min_length=1)]
    coordinators: Annotated[tuple[PersonId, ...], Field(min_length=1)]
    gaps: tuple[GapEntry, ...] = ()
    closures: tuple[ClosureEntry, ...] = ()
