"""Converts a checked contact list file to the core's directory."""

from core.directory.model import (
    Absence,
    Agency,
    Channel,
    Directory,
    OutOfHours,
    Person,
    Post,
    Team,
    Tenure,
    Term,
    UnconfirmedAddress,
)
from core.vocabulary import AddressDoubt, AgencyType, Platform
from policies.contact_list_files.model import (
    AgencyEntry,
    DirectoryFile,
    OutOfHoursEntry,
    PersonEntry,
    PostEntry,
)


def channels_of(person: PersonEntry, agency: AgencyEntry) -> tuple[Channel, ...]:
    """Return a person's channels, chats first."""
    found: list[Channel] = []
    if person.slack and agency.slack_workspace:
        found.append(
            Channel(platform=Platform.SLACK, tenant=agency.slack_workspace, user=person.slack)
        )
    if person.teams and agency.teams_tenant:
        found.append(
            Channel(platform=Platform.TEAMS, tenant=agency.teams_tenant, user=person.teams)
        )
    if person.mail:
        found.append(Channel(platform=Platform.MAIL, tenant="", user=person.mail.lower()))
    return tuple(found)


def directory_of(file: DirectoryFile) -> Directory:
    """Return the directory a checked file describes."""
    return Directory(
        partnership=file.partnership.id,
        name=file.partnership.name,
        agencies={
            entry.id: Agency(
                id=entry.id,
                name=entry.name,
                type=AgencyType(entry.type),
                slack_workspace=entry.slack_workspace or "",
                teams_tenant=entry.teams_tenant or "",
                administrators=entry.administrators,
                terms=tuple(
                    Term(name=term.name, first=term.first, last=term.last) for term in entry.terms
                ),
            )
            for entry in file.agencies
        },
        teams={
            team.id: Team(id=team.id, name=team.name, agency=agency.id)
            for agency in file.agencies
            for team in agency.teams
        },
        people={
            person.id: Person(
                id=person.id,
                name=person.name,
                agency=agency.id,
                channels=channels_of(person, agency),
                mailbox=person.mailbox,
                phones=person.phones,
                held=tuple(
                    UnconfirmedAddress(address=x.address, why=AddressDoubt(x.why))
                    for x in person.held
                ),
                verified_on=person.verified_on,
                left_on=person.left_on,
            )
            for agency in file.agencies
            for person in agency.people
        },
        posts=tuple(_post(post, agency) for agency in file.agencies for post in agency.posts),
        coordinators=file.coordinators,
        gaps={gap.role: gap.reason for gap in file.gaps},
        closures={closure.day: closure.name for closure in file.closures},
        absences=tuple(
            Absence(person=one.person, first=one.first, last=one.last) for one in file.absences
        ),
    )


def _post(post: PostEntry, agency: AgencyEntry) -> Post:
    return Post(
        id=post.id,
        title=post.title,
        agency=agency.id,
        team=post.team or "",
        roles=post.roles,
        holders=post.holders,
        deputies=post.deputies,
        subjects=post.subjects,
        areas=post.areas,
        tenures=tuple(
            Tenure(
                person=one.person,
                since=one.since,
                until=one.until,
                interim=one.interim,
                deputy=one.deputy,
            )
            for one in post.tenures
        ),
        out_of_hours=_out_of_hours(post.out_of_hours),
    )


def _out_of_hours(entry: OutOfHoursEntry | None) -> OutOfHours | None:
    if entry is None:
        return None
    return OutOfHours(to=entry.to, copies=entry.copies, phone=entry.phone or "")
