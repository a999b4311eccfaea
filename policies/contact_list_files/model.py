"""The model of a contact list file: agencies with their teams, people and posts."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from core.vocabulary import AddressDoubt, AgencyType, SubjectType
from policies.policy_files.model import PartnershipEntry
from policies.yaml_reading.patterns import (
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
from policies.yaml_reading.shape import FileModel


class HeldEntry(FileModel):
    """An e-mail address that is not written to until somebody confirms it."""

    address: Line
    why: AddressDoubt


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
    phones: tuple[Line, ...] = ()
    """As people write them; shown to whoever may see the person, never called by Concord."""
    held: tuple[HeldEntry, ...] = ()
    verified_on: date | None = None
    """When they last said that what stands here is right."""
    left_on: date | None = None
    """Since when they are no longer reached here; they stay for the record."""


class TenureEntry(FileModel):
    """Somebody's time in a post, or as deputy of it; those that have ended may stay."""

    person: PersonId
    since: date | None = None
    until: date | None = None
    """The last day."""
    interim: bool = False
    deputy: bool = False


class OutOfHoursEntry(FileModel):
    """Who is messaged in a post's place outside office hours."""

    to: PersonId
    copies: tuple[PersonId, ...] = ()
    """Who gets a copy without fail."""
    phone: Line | None = None


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
    tenures: tuple[TenureEntry, ...] = ()
    """Since when and until when; whoever has none here has no dates known."""
    out_of_hours: OutOfHoursEntry | None = None


class TeamEntry(FileModel):
    """A team within an agency."""

    id: DashedId
    name: Line


class TermEntry(FileModel):
    """A school term; outside its terms an agency that has any is away."""

    name: Line
    first: date
    last: date
    """The last day of it."""


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
    administrators: tuple[PersonId, ...] = ()
    """Who may say who somebody in it is, and who holds its posts."""
    terms: tuple[TermEntry, ...] = ()


class GapEntry(FileModel):
    """A role known to have nobody here, and why."""

    role: Id
    reason: Line


class ClosureEntry(FileModel):
    """A day on which the offices are closed beside the bank holidays."""

    day: date
    name: Line


class AbsenceEntry(FileModel):
    """Days on which a person is away."""

    person: PersonId
    first: date
    last: date
    """The last day away."""


class DirectoryFile(FileModel):
    """A whole contact list."""

    format: Literal[1]
    partnership: PartnershipEntry
    agencies: Annotated[tuple[AgencyEntry, ...], Field(min_length=1)]
    coordinators: Annotated[tuple[PersonId, ...], Field(min_length=1)]
    gaps: tuple[GapEntry, ...] = ()
    closures: tuple[ClosureEntry, ...] = ()
    absences: tuple[AbsenceEntry, ...] = ()
