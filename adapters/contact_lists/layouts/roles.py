"""Layout: equivalent roles and a shared mailbox, without people (as in Hillingdon's list)."""

import re
from collections.abc import Sequence
from typing import Final

from adapters.contact_lists.cells.addresses import addresses_in, is_mailbox
from adapters.contact_lists.drafts import DraftPerson, Equivalent
from adapters.contact_lists.layouts.columns import ColumnField, field_of
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from core.imports.findings import FindingKind

_BULLET: Final = re.compile(r"^\s*(?:[-•*·▪◦]|\d{1,2}[.)])\s+")
_ROLE: Final = re.compile(
    r"\b(?:sergeant|inspector|superintendent|teacher|headteacher|head of service|heads? of|lead"
    r"|manager|nurse|doctor|gp|director|supervisor|health professional|coordinator|matron|officer)\b",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_MOST_WORDS: Final = 8


def has_roles(lines: Sequence[ListRow]) -> bool:
    """Whether the text lists roles, or holds an address."""
    return any("@" in line.text or _is_role(line) for line in lines)


def read_roles(reading: Reading, lines: Sequence[ListRow]) -> None:
    """Read the listed roles as equivalents, and every address as a mailbox."""
    first: ListRow | None = None
    heading = ""
    table: dict[int, str] = {}
    for line in lines:
        if "@" in line.text:
            _read_address(reading, line)
        elif _is_role(line):
            first = first or line
            _equate(reading, line, _ARTICLE.sub("", line.text), heading)
        elif len(line.filled) > 1 and field_of(line.texts[line.filled[0]]) is ColumnField.AGENCY:
            table = {index: line.texts[index] for index in line.filled[1:]}
        elif table and len(line.filled) > 1:
            first = first or line
            for index in line.filled[1:]:
                agency = line.texts[line.filled[0]]
                _equate(reading, line, f"{agency}: {line.texts[index]}", table.get(index, ""))
        elif line.filled:
            heading = line.text
            table = {}
    if first is not None:
        last = reading.equivalents[-1]
        reading.note(first, FindingKind.ROLES_ONLY, first.text, detail=last.where)


def _is_role(line: ListRow) -> bool:
    if len(line.filled) != 1:
        return False
    raw = line.row.cells[line.filled[0]]
    return (
        _BULLET.match(raw) is not None
        and len(line.text.split()) <= _MOST_WORDS
        and _ROLE.search(line.text) is not None
    )


def _equate(reading: Reading, line: ListRow, title: str, heading: str) -> None:
    reading.equivalents.append(
        Equivalent(title=title, heading=heading, where=line.row.where, number=line.row.number)
    )


def _read_address(reading: Reading, line: ListRow) -> None:
    """Add an address in a sentence as a mailbox; the sentence says what it is for."""
    found = addresses_in(" ".join(line.row.cells))
    reading.remarks(line, found.remarks, line.text[:80])
    addresses = tuple(address for address in found.addresses if address.normalised)
    if not addresses:
        return
    for address in addresses:
        what = (
            FindingKind.TEAM_NOT_PERSON if is_mailbox(address.normalised) else FindingKind.NO_NAME
        )
        reading.note(line, what, address.raw)
    reading.add(
        line,
        DraftPerson(
            name="",
            title="",
            addresses=addresses,
            mailbox=True,
            instruction=line.text,
            where=line.row.where,
            number=line.row.number,
            raw=line.raw,
        ),
    )
