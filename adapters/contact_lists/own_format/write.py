"""Write a contact list as a table for spreadsheets that can be imported again unchanged."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font

from adapters.contact_lists.own_format.table import (
    COLUMNS,
    VALUE_SEPARATOR,
    YES,
    About,
    Column,
    formula_safe,
)
from core.directory.model import Agency, Channel, Directory, Person, Post, Tenure
from core.vocabulary import Platform

_Cells = dict[Column, str]
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NARROW: Final = 14
_WIDE: Final = 34


def as_csv(directory: Directory, *, with_ids: bool) -> bytes:
    """Return UTF-8 with a byte-order mark. Chat accounts only with ``with_ids``."""
    held = io.StringIO()
    csv.writer(held).writerows(_table(directory, with_ids=with_ids))
    return f"\ufeff{held.getvalue()}".encode()


def as_xlsx(directory: Directory, *, with_ids: bool) -> bytes:
    """Return a workbook of one sheet, all cells text. Chat accounts only with ``with_ids``."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    sheet.freeze_panes = "B2"
    for position, column in enumerate(COLUMNS, start=1):
        wide = column in {Column.NAME, Column.TITLE, Column.MAIL, Column.PERSON, Column.POST}
        letter = chr(ord("A") + position - 1)
        sheet.column_dimensions[letter].width = _WIDE if wide else _NARROW
    for number, row in enumerate(_table(directory, with_ids=with_ids)):
        cells = [WriteOnlyCell(sheet, _NOT_IN_XML.sub("\ufffd", text)) for text in row]
        for cell in cells:
            if number == 0:
                cell.font = Font(bold=True)
        sheet.append(cells)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _table(directory: Directory, *, with_ids: bool) -> Iterator[list[str]]:
    yield [column.value for column in COLUMNS]
    for cells in _rows(directory, with_ids=with_ids):
        yield [formula_safe(cells.get(column, "")) for column in COLUMNS]


def _rows(directory: Directory, *, with_ids: bool) -> Iterator[_Cells]:
    yield _row(About.LIST, {Column.AGENCY: directory.partnership, Column.NAME: directory.name})
    for agency in directory.agencies.values():
        yield from _agency(agency, with_ids=with_ids)
        for team in directory.teams.values():
            if team.agency == agency.id:
                cells = {Column.AGENCY: agency.id, Column.TEAM: team.id, Column.NAME: team.name}
                yield _row(About.TEAM, cells)
        for person in directory.people.values():
            if person.agency == agency.id:
                yield _person(person, with_ids=with_ids)
        for post in directory.posts:
            if post.agency == agency.id:
                yield from _post(post, directory)
    yield from _list_level_rows(directory)


def _row(about: About, cells: _Cells) -> _Cells:
    return {Column.ROW: about.value, **cells}


def _agency(agency: Agency, *, with_ids: bool) -> Iterator[_Cells]:
    cells = {Column.AGENCY: agency.id, Column.NAME: agency.name, Column.KIND: agency.type.value}
    if with_ids:
        cells |= {Column.SLACK: agency.slack_workspace, Column.TEAMS: agency.teams_tenant}
    yield _row(About.AGENCY, cells)
    for term in agency.terms:
        dates = {Column.SINCE: term.first.isoformat(), Column.UNTIL: term.last.isoformat()}
        yield _row(About.TERM, {Column.AGENCY: agency.id, Column.NAME: term.name, **dates})


def _person(person: Person, *, with_ids: bool) -> _Cells:
    cells = {
        Column.AGENCY: person.agency,
        Column.PERSON: person.id,
        Column.NAME: person.name,
        Column.MAIL: _users(person.channels, Platform.MAIL),
        Column.HELD: VALUE_SEPARATOR.join(
            f"{one.address} ({one.why.value})" for one in person.held
        ),
        Column.PHONE: VALUE_SEPARATOR.join(person.phones),
        Column.MAILBOX: YES if person.mailbox else "",
        Column.VERIFIED: person.verified_on.isoformat() if person.verified_on else "",
        Column.LEFT: person.left_on.isoformat() if person.left_on else "",
    }
    if with_ids:
        cells[Column.SLACK] = _users(person.channels, Platform.SLACK)
        cells[Column.TEAMS] = _users(person.channels, Platform.TEAMS)
    return _row(About.PERSON, cells)


def _users(channels: Iterable[Channel], platform: Platform) -> str:
    return VALUE_SEPARATOR.join(
        f"{one.tenant}/{one.user}" if one.tenant else one.user
        for one in channels
        if one.platform is platform
    )


def _post(post: Post, directory: Directory) -> Iterator[_Cells]:
    place = {Column.AGENCY: post.agency, Column.TEAM: post.team, Column.POST: post.id}
    place[Column.TITLE] = post.title
    cells = {
        Column.ROLES: VALUE_SEPARATOR.join(post.roles),
        Column.SUBJECTS: VALUE_SEPARATOR.join(post.subjects),
        Column.AREAS: VALUE_SEPARATOR.join(post.areas),
    }
    hours = post.out_of_hours
    if hours is not None:
        cells[Column.OUT_OF_HOURS] = hours.to
        cells[Column.COPIES] = VALUE_SEPARATOR.join(hours.copies)
        cells[Column.PHONE] = hours.phone
    yield _row(About.POST, {**place, **cells})
    for about, people in ((About.HOLDER, post.holders), (About.DEPUTY, post.deputies)):
        for one in people:
            named = {Column.PERSON: one, Column.NAME: directory.people[one].name}
            for dates in _tenure_rows(post, one, deputy=about is About.DEPUTY):
                yield _row(about, {**place, **named, **dates})


def _tenure_rows(post: Post, person: str, *, deputy: bool) -> Iterator[_Cells]:
    """Yield a row for each known tenure of a present holder, or one without dates. Former holders
    are in the contact-list log only.
    """
    times = [one for one in post.tenures if (one.person, one.deputy) == (person, deputy)]
    for one in times or [Tenure(person=person)]:
        yield {
            Column.SINCE: one.since.isoformat() if one.since else "",
            Column.UNTIL: one.until.isoformat() if one.until else "",
            Column.INTERIM: YES if one.interim else "",
        }


def _list_level_rows(directory: Directory) -> Iterator[_Cells]:
    for one in directory.coordinators:
        yield _row(About.COORDINATOR, {Column.PERSON: one, Column.NAME: directory.people[one].name})
    for role, reason in directory.gaps.items():
        yield _row(About.GAP, {Column.ROLES: role, Column.REASON: reason})
    for day, name in directory.closures.items():
        yield _row(About.CLOSURE, {Column.SINCE: day.isoformat(), Column.NAME: name})
    for absence in directory.absences:
        dates = {Column.SINCE: absence.first.isoformat(), Column.UNTIL: absence.last.isoformat()}
        named = {Column.PERSON: absence.person, Column.NAME: directory.people[absence.person].name}
        yield _row(About.ABSENCE, {**named, **dates})
