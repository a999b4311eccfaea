"""Read a contact list that Concord exported, after people have edited it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from adapters.contact_lists.grid import Grid, GridRow
from adapters.contact_lists.own_format.table import (
    COLUMNS,
    VALUE_SEPARATOR,
    YES,
    About,
    Column,
    without_formula_guard,
)
from core.desk.typed_text import words
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
from core.imports import (
    DescribedList,
    Obstacle,
    ObstacleKind,
    complete_list,
    person_id,
    post_id,
    same_name,
)
from core.policy.model import Policy
from core.vocabulary import AddressDoubt, AgencyType, Platform, SubjectType

_NEEDED = (Column.ROW, Column.AGENCY, Column.POST, Column.PERSON, Column.NAME)


class _BadCellError(Exception):
    def __init__(self, what: ObstacleKind, column: Column, raw: str) -> None:
        super().__init__(what.value)
        self.what, self.column, self.raw = what, column, raw


@dataclass(slots=True)
class _Reading:
    """The parts of the list read so far."""

    present: Directory
    policy: Policy
    agencies: dict[str, Agency] = field(default_factory=dict[str, Agency])
    teams: dict[str, Team] = field(default_factory=dict[str, Team])
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    posts: dict[str, Post] = field(default_factory=dict[str, Post])
    coordinators: list[str] = field(default_factory=list[str])
    gaps: dict[str, str] = field(default_factory=dict[str, str])
    closures: dict[date, str] = field(default_factory=dict[date, str])
    absences: list[Absence] = field(default_factory=list[Absence])
    findings: list[Obstacle] = field(default_factory=list[Obstacle])
    spared: set[str] = field(default_factory=set[str])
    unchanged_posts: set[str] = field(default_factory=set[str])
    where: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])


def is_own(grid: Grid) -> bool:
    """Whether the first row with cells has our columns, in any order."""
    head = next((row.cells for row in grid.rows if row.cells), ())
    return {column.value for column in _NEEDED} <= set(head)


def own_list(grid: Grid, present: Directory, policy: Policy) -> DescribedList:
    """Return the list that the table describes. Unreadable rows are left out, each with a finding,
    and the people and posts they name are spared (kept as they are).
    """
    reading = _Reading(present, policy)
    header: dict[int, Column] = {}
    names = {column.value: column for column in COLUMNS}
    rows: list[tuple[GridRow, dict[Column, str]]] = []
    for row in grid.rows:
        if not row.cells:
            continue
        if not header:
            header = {at: names[cell] for at, cell in enumerate(row.cells) if cell in names}
            continue
        cells = {
            header[at]: words(without_formula_guard(cell)).strip()
            for at, cell in enumerate(row.cells)
            if at in header
        }
        rows.append((row, cells))
    for abouts in _ORDER:
        for row, cells in rows:
            if cells.get(Column.ROW, "").lower() in abouts:
                _read(reading, row, cells)
    known = {about.value for about in About}
    for row, cells in rows:
        if cells.get(Column.ROW, "").lower() not in known:
            _found(reading, row, ObstacleKind.BAD_CELL, Column.ROW, cells.get(Column.ROW, ""))
    directory = Directory(
        partnership=present.partnership,
        name=present.name,
        agencies=reading.agencies,
        teams=reading.teams,
        people=reading.people,
        posts=tuple(reading.posts.values()),
        coordinators=tuple(reading.coordinators),
        gaps=reading.gaps,
        closures=reading.closures,
        absences=tuple(reading.absences),
    )
    return replace(
        complete_list(directory, grid.name),
        findings=tuple(sorted(reading.findings, key=lambda one: one.number)),
        spared=frozenset(reading.spared),
        unchanged_posts=frozenset(reading.unchanged_posts),
        where=reading.where,
    )


_ORDER = (
    {About.AGENCY, About.LIST},
    {About.TERM, About.TEAM},
    {About.PERSON},
    {About.POST},
    {About.HOLDER, About.DEPUTY},
    {About.COORDINATOR, About.GAP, About.CLOSURE, About.ABSENCE},
)
"""Kinds of rows in the order of reading: a row's references must be read before it."""


def _found(reading: _Reading, row: GridRow, what: ObstacleKind, column: Column, raw: str) -> None:
    reading.findings.append(
        Obstacle(where=row.where, number=row.number, what=what, about=column.value, detail=raw)
    )


def _read(reading: _Reading, row: GridRow, cells: dict[Column, str]) -> None:
    try:
        _enter(reading, row, cells)
    except _BadCellError as error:
        _found(reading, row, error.what, error.column, error.raw)
        reading.spared |= {cells.get(Column.PERSON, "")} - {""}
        reading.unchanged_posts |= {cells.get(Column.POST, "")} - {""}
        for post in reading.present.posts:
            if post.id == cells.get(Column.POST):
                reading.spared |= {*post.holders, *post.deputies}


def _enter(reading: _Reading, row: GridRow, cells: dict[Column, str]) -> None:
    about = About(cells[Column.ROW].lower())
    match about:
        case About.LIST:
            if cells.get(Column.AGENCY) != reading.present.partnership:
                raise _BadCellError(
                    ObstacleKind.UNKNOWN_ID, Column.AGENCY, cells.get(Column.AGENCY, "")
                )
        case About.AGENCY:
            one = _needed(cells, Column.AGENCY)
            reading.agencies[one] = Agency(
                id=one,
                name=_needed(cells, Column.NAME),
                type=_kind(cells),
                slack_workspace=cells.get(Column.SLACK, ""),
                teams_tenant=cells.get(Column.TEAMS, ""),
            )
            reading.where[one] = (row.where, row.number)
        case About.TERM:
            agency = _known(cells, Column.AGENCY, reading.agencies)
            term = Term(
                name=cells.get(Column.NAME, ""),
                first=_day(cells, Column.SINCE),
                last=_day(cells, Column.UNTIL),
            )
            was = reading.agencies[agency]
            reading.agencies[agency] = replace(was, terms=(*was.terms, term))
        case About.TEAM:
            agency = _known(cells, Column.AGENCY, reading.agencies)
            one = _needed(cells, Column.TEAM)
            name = _needed(cells, Column.NAME)
            reading.teams[one] = Team(id=one, name=name, agency=agency)
            reading.where[one] = (row.where, row.number)
        case About.PERSON:
            _person(reading, row, cells)
        case About.POST:
            _post(reading, row, cells)
        case About.HOLDER | About.DEPUTY:
            _holder(reading, row, cells, deputy=about is About.DEPUTY)
        case About.COORDINATOR:
            reading.coordinators.append(_known(cells, Column.PERSON, reading.people))
        case About.GAP:
            reading.gaps[_roles(reading, cells)[0]] = _needed(cells, Column.REASON)
        case About.CLOSURE:
            reading.closures[_day(cells, Column.SINCE)] = _needed(cells, Column.NAME)
        case About.ABSENCE:
            away = Absence(
                person=_known(cells, Column.PERSON, reading.people),
                first=_day(cells, Column.SINCE),
                last=_day(cells, Column.UNTIL),
            )
            reading.absences.append(away)


def _person(reading: _Reading, row: GridRow, cells: dict[Column, str]) -> str:
    """Enter a person; without an id, find one by name and agency or address, else add one."""
    agency = _known(cells, Column.AGENCY, reading.agencies)
    name = _needed(cells, Column.NAME)
    one = cells.get(Column.PERSON, "") or _named(reading, cells, name, agency)
    reading.people[one] = Person(
        id=one,
        name=name,
        agency=agency,
        channels=(
            *_chat(cells, Column.SLACK, Platform.SLACK),
            *_chat(cells, Column.TEAMS, Platform.TEAMS),
            *(
                Channel(platform=Platform.MAIL, tenant="", user=_address(x, Column.MAIL))
                for x in _several(cells, Column.MAIL)
            ),
        ),
        held=tuple(_held(x) for x in _several(cells, Column.HELD)),
        phones=tuple(_several(cells, Column.PHONE)),
        mailbox=cells.get(Column.MAILBOX, "").lower() == YES,
        verified_on=_maybe_day(cells, Column.VERIFIED),
        left_on=_maybe_day(cells, Column.LEFT),
    )
    reading.where.setdefault(one, (row.where, row.number))
    return one


def _named(reading: _Reading, cells: dict[Column, str], name: str, agency: str) -> str:
    mails = {x.lower() for x in _several(cells, Column.MAIL)}
    everybody = {**reading.present.people, **reading.people}
    for one in everybody.values():
        theirs = {x.user for x in one.channels if x.platform is Platform.MAIL}
        if same_name(one.name, name) and (one.agency == agency or mails & theirs):
            return one.id
    return person_id(reading.present.partnership, name, everybody)


def _post(reading: _Reading, row: GridRow, cells: dict[Column, str]) -> None:
    agency = _known(cells, Column.AGENCY, reading.agencies)
    team = cells.get(Column.TEAM, "")
    if team:
        _known(cells, Column.TEAM, reading.teams)
    title = _needed(cells, Column.TITLE)
    known = {*reading.posts, *(post.id for post in reading.present.posts)}
    one = cells.get(Column.POST, "") or post_id(agency, team, title, known)
    hours = None
    if cells.get(Column.OUT_OF_HOURS):
        hours = OutOfHours(
            to=_known(cells, Column.OUT_OF_HOURS, reading.people),
            copies=tuple(_several(cells, Column.COPIES)),
            phone=cells.get(Column.PHONE, ""),
        )
        for copy in hours.copies:
            if copy not in reading.people:
                raise _BadCellError(ObstacleKind.UNKNOWN_ID, Column.COPIES, copy)
    reading.posts[one] = Post(
        id=one,
        title=title,
        agency=agency,
        team=team,
        roles=_roles(reading, cells),
        subjects=tuple(_subject(x) for x in _several(cells, Column.SUBJECTS)),
        areas=tuple(_several(cells, Column.AREAS)),
        out_of_hours=hours,
    )
    reading.where.setdefault(one, (row.where, row.number))


def _holder(reading: _Reading, row: GridRow, cells: dict[Column, str], *, deputy: bool) -> None:
    post = reading.posts[_known(cells, Column.POST, reading.posts)]
    person = cells.get(Column.PERSON, "")
    if person:
        _known(cells, Column.PERSON, reading.people)
    else:
        person = _person(reading, row, {**cells, Column.AGENCY: post.agency})
    time = Tenure(
        person=person,
        since=_maybe_day(cells, Column.SINCE),
        until=_maybe_day(cells, Column.UNTIL),
        interim=cells.get(Column.INTERIM, "").lower() == YES,
        deputy=deputy,
    )
    known = time != Tenure(person=person, deputy=deputy)
    people = post.deputies if deputy else post.holders
    people = tuple(dict.fromkeys((*people, person)))
    reading.posts[post.id] = replace(
        post,
        holders=post.holders if deputy else people,
        deputies=people if deputy else post.deputies,
        tenures=(*post.tenures, time) if known else post.tenures,
    )


def _needed(cells: dict[Column, str], column: Column) -> str:
    if not cells.get(column):
        raise _BadCellError(ObstacleKind.BAD_CELL, column, "")
    return cells[column]


def _known(cells: dict[Column, str], column: Column, things: Mapping[str, object]) -> str:
    one = _needed(cells, column)
    if one not in things:
        raise _BadCellError(ObstacleKind.UNKNOWN_ID, column, one)
    return one


def _several(cells: dict[Column, str], column: Column) -> Iterator[str]:
    parts = cells.get(column, "").split(VALUE_SEPARATOR.strip())
    yield from (part.strip() for part in parts if part.strip())


def _roles(reading: _Reading, cells: dict[Column, str]) -> tuple[str, ...]:
    known = {role.id for role in reading.policy.roles}
    found = tuple(_several(cells, Column.ROLES))
    for one in found:
        if one not in known:
            raise _BadCellError(ObstacleKind.UNKNOWN_ROLE, Column.ROLES, one)
    return found


def _kind(cells: dict[Column, str]) -> AgencyType:
    try:
        return AgencyType(cells.get(Column.KIND, ""))
    except ValueError:
        raise _BadCellError(
            ObstacleKind.BAD_CELL, Column.KIND, cells.get(Column.KIND, "")
        ) from None


def _subject(text: str) -> SubjectType:
    try:
        return SubjectType(text)
    except ValueError:
        raise _BadCellError(ObstacleKind.BAD_CELL, Column.SUBJECTS, text) from None


def _day(cells: dict[Column, str], column: Column) -> date:
    found = _maybe_day(cells, column)
    if found is None:
        raise _BadCellError(ObstacleKind.BAD_CELL, column, "")
    return found


def _maybe_day(cells: dict[Column, str], column: Column) -> date | None:
    said = cells.get(column, "")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise _BadCellError(ObstacleKind.BAD_CELL, column, said) from None


def _address(text: str, column: Column) -> str:
    local, at, domain = text.rpartition("@")
    if not (at and local and "." in domain) or set(text) & set(" <>,\"'()"):
        raise _BadCellError(ObstacleKind.BAD_CELL, column, text)
    return text.lower()


def _held(text: str) -> UnconfirmedAddress:
    address, _, why = text.rstrip(")").partition(" (")
    try:
        return UnconfirmedAddress(address=_address(address, Column.HELD), why=AddressDoubt(why))
    except ValueError:
        raise _BadCellError(ObstacleKind.BAD_CELL, Column.HELD, text) from None


def _chat(cells: dict[Column, str], column: Column, platform: Platform) -> Iterator[Channel]:
    for one in _several(cells, column):
        tenant, slash, user = one.partition("/")
        if not (tenant and slash and user):
            raise _BadCellError(ObstacleKind.BAD_CELL, column, one)
        yield Channel(platform=platform, tenant=tenant, user=user)
