"""Add contacts from a row or cell: assign addresses to people and note findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from adapters.contact_lists.cells.addresses import AddressOwner, owner_of
from adapters.contact_lists.cells.names import (
    NamedPerson,
    is_instruction,
    is_interim,
    is_person,
    is_team,
)
from adapters.contact_lists.drafts import DraftAddress, DraftNumber, DraftPerson
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from core.imports.findings import FindingKind
from core.vocabulary import AddressDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPlace:
    """A contact's position in the list, and what its row says of the post."""

    agency: str = ""
    team: str = ""
    stage: str = ""
    stage_wanted: bool = False
    """Whether the list gives stages, so that a missing one is noted."""
    column: str = ""
    interim: bool = False
    deputy: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of a row or cell that belongs to one contact."""

    named: NamedPerson
    addresses: tuple[DraftAddress, ...]
    phones: tuple[DraftNumber, ...]


def add_people(
    reading: Reading,
    line: ListRow,
    place: EntryPlace,
    *,
    named: Sequence[NamedPerson],
    addresses: Sequence[DraftAddress] = (),
    phones: Sequence[DraftNumber] = (),
    certain: bool = True,
    raw: str = "",
) -> tuple[int, ...]:
    """Add everybody that one cell or row names; each gets the addresses that match the name.

    Numbers, and addresses that match nobody, go to the last person. If the assignment is uncertain,
    that is noted instead of missing numbers or addresses.
    """
    if not named:
        named = (NamedPerson(name=""),)
    names = [one.name for one in named]
    if len(named) == 1:
        share = Share(named=named[0], addresses=tuple(addresses), phones=tuple(phones))
        return (_add(reading, line, place, share, names),)
    shares, clear = _shares(names, addresses)
    what = FindingKind.SEVERAL_PEOPLE if certain and clear else FindingKind.UNCERTAIN_SPLIT
    reading.note(line, what, raw, about=", ".join(name for name in names if name))
    indices = []
    for number, (one, theirs) in enumerate(zip(named, shares, strict=True)):
        last = number == len(named) - 1
        share = Share(named=one, addresses=theirs, phones=tuple(phones) if last else ())
        indices.append(_add(reading, line, place, share, names))
    if not (certain and clear):
        reading.unsure.update(indices)
    return tuple(indices)


def _shares(
    names: Sequence[str], addresses: Sequence[DraftAddress]
) -> tuple[tuple[tuple[DraftAddress, ...], ...], bool]:
    """Return the addresses of each name, and whether each name has exactly one matching address."""
    shares: list[list[DraftAddress]] = [[] for _ in names]
    clear = len(addresses) == len(names)
    for address in addresses:
        owners = [
            number
            for number, name in enumerate(names)
            if address.normalised and owner_of(address.normalised, (name,)) is AddressOwner.THEIRS
        ]
        if len(owners) == 1:
            own = replace(address, doubt=None) if address.doubt else address
            shares[owners[0]].append(own)
        else:
            shares[-1].append(address)
            clear = False
    clear = clear and all(len(share) == 1 for share in shares)
    return tuple(tuple(share) for share in shares), clear


def _add(
    reading: Reading, line: ListRow, place: EntryPlace, share: Share, names: Sequence[str]
) -> int:
    """Add one contact and note findings about its stage, post, name and addresses."""
    named = share.named
    title, instruction = named.title.strip(" ,"), ""
    if place.stage_wanted and not place.stage:
        reading.note(line, FindingKind.NO_STAGE, about=named.name or title)
    if is_instruction(title):
        title, instruction = "", title
        reading.note(line, FindingKind.INSTRUCTION, instruction, about=named.name)
    if named.rank:
        reading.note(line, FindingKind.RANK_IN_NAME, named.rank, about=named.name)
        title = title if named.rank in title else ", ".join(filter(None, (named.rank, title)))
    interim = place.interim or is_interim(f"{title} {named.rank}")
    about = named.name or title or place.team or place.agency
    if interim:
        until = place.until.isoformat() if place.until else ""
        reading.note(line, FindingKind.INTERIM, title, about=about, detail=until)
    team = is_team(named.name) and not is_person(named.name)
    judged, mailbox = (
        _judged(reading, line, about, names, share.addresses)
        if not team
        else (share.addresses, True)
    )
    if team and not is_instruction(named.name):
        reading.note(line, FindingKind.TEAM_NOT_PERSON, named.name, about=title)
    return reading.add(
        line,
        DraftPerson(
            name=named.name,
            title=title,
            agency=place.agency,
            team=place.team,
            stage=place.stage,
            column=place.column,
            addresses=judged,
            phones=share.phones,
            mailbox=mailbox or team,
            interim=interim,
            deputy=place.deputy,
            since=place.since,
            until=place.until,
            instruction=instruction,
            where=line.row.where,
            number=line.row.number,
            raw=line.raw,
        ),
    )


def _judged(
    reading: Reading,
    line: ListRow,
    about: str,
    names: Sequence[str],
    addresses: Sequence[DraftAddress],
) -> tuple[tuple[DraftAddress, ...], bool]:
    """Return the addresses with their doubts, and whether they all are a mailbox's."""
    judged: list[DraftAddress] = []
    boxes = 0
    for address in addresses:
        match owner_of(address.normalised, names) if address.normalised else AddressOwner.UNTOLD:
            case AddressOwner.ANOTHER:
                reading.note(line, FindingKind.OTHER_NAME, address.raw, about=about)
                judged.append(replace(address, doubt=AddressDoubt.OTHER_NAME))
            case AddressOwner.TEAM:
                boxes += 1
                reading.note(line, FindingKind.TEAM_NOT_PERSON, address.raw, about=about)
                judged.append(address)
            case AddressOwner.THEIRS | AddressOwner.UNTOLD:
                judged.append(address)
    return tuple(judged), boxes > 0 and boxes == len(judged)
