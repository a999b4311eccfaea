"""Loads a contact list: the directory it describes, or every fault in it with its line."""

from collections.abc import Iterable, Iterator

from core.directory.lookalikes import illegible
from core.directory.model import Channel, Directory
from core.policy.model import Policy
from policies.contact_list_files.dates import times
from policies.contact_list_files.model import AgencyEntry, DirectoryFile, PersonEntry, PostEntry
from policies.contact_list_files.translation import channels_of, directory_of
from policies.yaml_reading.fault import Fault, Path, in_order
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import MAX_BYTES, YamlSource, read
from policies.yaml_reading.unknown import unknown, unknown_person


def load_directory(text: str, name: str, *policies: Policy) -> Directory | tuple[Fault, ...]:
    """Load a contact list file; return every fault at once. Never raises.

    With editions of the partnership's policy, the roles that posts fill must be roles of one of
    them.
    """
    source = read(text, name, MAX_BYTES)
    shaped = validate(source, DirectoryFile)
    faults = [*source.faults, *shaped.faults]
    if shaped.model:
        faults += source.sure(_check(shaped.model, source, policies))
    if faults or not shaped.model:
        return in_order(faults)
    return directory_of(shaped.model)


def _check(
    file: DirectoryFile, source: YamlSource, policies: tuple[Policy, ...]
) -> Iterator[Fault]:
    yield from _ids_unique(file, source)
    yield from _legible(file, source)
    yield from _channels(file, source)
    yield from _posts(file, source)
    yield from _lists(file, source)
    yield from times(file, source)
    if policies:
        yield from _roles(file, source, policies)


def _agencies(file: DirectoryFile) -> Iterator[tuple[Path, AgencyEntry]]:
    for position, agency in enumerate(file.agencies):
        yield ("agencies", position), agency


def _people(file: DirectoryFile) -> Iterator[tuple[Path, PersonEntry, AgencyEntry]]:
    for path, agency in _agencies(file):
        for position, person in enumerate(agency.people):
            yield (*path, "people", position), person, agency


def _all_posts(file: DirectoryFile) -> Iterator[tuple[Path, PostEntry, AgencyEntry]]:
    for path, agency in _agencies(file):
        for position, post in enumerate(agency.posts):
            yield (*path, "posts", position), post, agency


def _ids_unique(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    teams = (
        ((*path, "teams", position, "id"), team.id)
        for path, agency in _agencies(file)
        for position, team in enumerate(agency.teams)
    )
    yield from _once(
        source, "agency", (((*path, "id"), entry.id) for path, entry in _agencies(file))
    )
    yield from _once(source, "team", teams)
    yield from _once(
        source, "person", (((*path, "id"), entry.id) for path, entry, _ in _people(file))
    )
    yield from _once(
        source, "post", (((*path, "id"), entry.id) for path, entry, _ in _all_posts(file))
    )
    start = f"{file.partnership.id}."
    for path, person, _ in _people(file):
        if not person.id.startswith(start):
            yield source.fault(
                (*path, "id"), f"Person ids here begin with “{start}”. Write {start}first-last."
            )


def _legible(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    """Names are shown on cards, so they must be what they look like."""
    named: list[tuple[Path, str]] = [
        *(((*path, "name"), agency.name) for path, agency in _agencies(file)),
        *(
            ((*path, "teams", position, "name"), team.name)
            for path, agency in _agencies(file)
            for position, team in enumerate(agency.teams)
        ),
        *(((*path, "name"), person.name) for path, person, _ in _people(file)),
        *(((*path, "title"), post.title) for path, post, _ in _all_posts(file)),
    ]
    for path, name in named:
        if illegible(name):
            yield source.fault(
                path,
                "This name holds a character that nobody sees, or a word of letters of several "
                "alphabets. Type it anew.",
            )


def _once(source: YamlSource, kind: str, names: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for path, name in names:
        if name in first:
            yield source.fault(
                path,
                f"The {kind} {name} is already on {source.where(first[name])}. "
                "Give each its own id, or remove one.",
            )
        first.setdefault(name, path)


def _channels(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    owner: dict[Channel, str] = {}
    for path, person, agency in _people(file):
        reached = person.slack or person.teams or person.mail
        if not (reached or person.held or person.left_on):
            yield source.fault(
                path, f"{person.name} cannot be reached. Give at least one of slack, teams or mail."
            )
        if person.slack and not agency.slack_workspace:
            yield source.fault(
                (*path, "slack"),
                f"{agency.name} has no “slack_workspace”, so a Slack user id means nothing there. "
                "Add the workspace to the agency, or remove this.",
            )
        if person.teams and not agency.teams_tenant:
            yield source.fault(
                (*path, "teams"),
                f"{agency.name} has no “teams_tenant”, so a Teams user id means nothing there. "
                "Add the tenant to the agency, or remove this.",
            )
        if person.mailbox and not person.mail:
            yield source.fault(path, "A mailbox needs its address. Add “mail”.")
        for channel in channels_of(person, agency):
            if channel in owner:
                yield source.fault(
                    (*path, channel.platform.value),
                    f"{channel.user} already belongs to {owner[channel]}. A channel reaches one "
                    "person; correct one of the two.",
                )
            owner.setdefault(channel, person.name)


def _posts(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    people = {person.id for _, person, _ in _people(file)}
    for path, post, agency in _all_posts(file):
        if not post.roles:
            yield source.fault(
                (*path, "roles"),
                "This post fills no role of the policy, so nobody would ever be asked. "
                "Add the role, or remove the post.",
            )
        if post.team is not None:
            teams = [team.id for team in agency.teams]
            yield from unknown(source, (*path, "team"), f"team of {agency.name}", post.team, teams)
        for key, names in (("holders", post.holders), ("deputies", post.deputies)):
            for position, person in enumerate(names):
                yield from unknown_person(source, (*path, key, position), person, people)
                if person in names[:position]:
                    yield source.fault(
                        (*path, key, position), f"{person} is named twice. Remove one."
                    )
        for position, person in enumerate(post.deputies):
            if person in post.holders:
                yield source.fault(
                    (*path, "deputies", position),
                    f"{person} holds this post and cannot stand in for it as well. "
                    "Name somebody else, or leave it empty.",
                )


def _lists(file: DirectoryFile, source: YamlSource) -> Iterator[Fault]:
    people = {person.id for _, person, _ in _people(file)}
    for position, person in enumerate(file.coordinators):
        yield from unknown_person(source, ("coordinators", position), person, people)
    days = [closure.day for closure in file.closures]
    for position, day in enumerate(days):
        if day in days[:position]:
            yield source.fault(
                ("closures", position, "day"), f"{day.isoformat()} is listed twice. Remove one."
            )


def _roles(
    file: DirectoryFile, source: YamlSource, policies: tuple[Policy, ...]
) -> Iterator[Fault]:
    known = list(dict.fromkeys(role.id for policy in policies for role in policy.roles))
    areas = list(dict.fromkeys(area.id for policy in policies for area in policy.areas))
    for partnership in {policy.partnership for policy in policies} - {file.partnership.id}:
        yield source.fault(
            ("partnership", "id"),
            f"This list is for {file.partnership.id}, the policy for {partnership}. "
            "Use the same partnership id in both.",
        )
    for path, post, _ in _all_posts(file):
        for position, role in enumerate(post.roles):
            yield from unknown(source, (*path, "roles", position), "role", role, known)
        for position, area in enumerate(post.areas):
            yield from unknown(source, (*path, "areas", position), "area", area, areas)
    for position, gap in enumerate(file.gaps):
        yield from unknown(source, ("gaps", position, "role"), "role", gap.role, known)
