"""Recognise header rows and what each column holds, by the words that lists use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from adapters.contact_lists.cells.names import is_person
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.text import fold


class ColumnField(StrEnum):
    """What a column can hold."""

    STAGE = "stage"
    TITLE = "title"
    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    ADDRESS = "address"
    PHONE = "phone"
    MOBILE = "mobile"
    EXTENSION = "extension"
    CONTACT = "contact"
    """E-mail and telephone in one cell."""
    AGENCY = "agency"
    TEAM = "team"
    DEPUTY = "deputy"
    INTERIM = "interim"
    OUT_OF_HOURS = "out_of_hours"
    SINCE = "since"
    UNTIL = "until"
    NOTES = "notes"
    """Not read."""


_WORDS: Final[Mapping[ColumnField, str]] = {
    ColumnField.STAGE: "stage|stages|level|rung|step|tier|escalation level|escalation stage|policy stage",
    ColumnField.TITLE: "role|roles|title|job title|post|position|designation|job role|role title|post title"
    "|role or title|role title post|job|post or service|post service|service or post",
    ColumnField.NAME: "name|names|full name|contact|contact name|contact person|person|postholder"
    "|post holder|holder|named person|safeguarding contact|officer|staff name|name of contact"
    "|name of post holder|name of person|who",
    ColumnField.GIVEN: "first name|forename|given name|firstname",
    ColumnField.FAMILY: "surname|last name|family name|lastname",
    ColumnField.ADDRESS: "email|e mail|email address|e mail address|mail|contact email|mailbox|emails"
    "|secure email|work email",
    ColumnField.PHONE: "phone|telephone|tel|tel no|phone number|telephone number|contact number|landline"
    "|direct line|work phone|office phone|office|telephone no|phone no|contact no|number",
    ColumnField.MOBILE: "mobile|mob|mobile number|mob no|mobile no|work mobile|mobile phone|cell",
    ColumnField.EXTENSION: "ext|extension|bleep|ext no",
    ColumnField.CONTACT: "contact details|contact information|details|contacts",
    ColumnField.AGENCY: "agency|organisation|organization|borough|partner|partner agency|employer|trust"
    "|local authority|agency name|name of agency|organisation name|name of organisation|authority"
    "|area|agency organisation",
    ColumnField.TEAM: "team|service|department|unit|section|directorate|team service|service team"
    "|team or service|service area|team name",
    ColumnField.DEPUTY: "deputy|deputies|deputy name|cover|deputised by|deputy contact|stand in",
    ColumnField.INTERIM: "interim|acting|temporary|interim acting|acting interim|interim y n|permanent",
    ColumnField.OUT_OF_HOURS: "out of hours|ooh|after hours|edt|emergency duty",
    ColumnField.SINCE: "from|since|start|start date|in post since|from date|date from|started",
    ColumnField.UNTIL: "until|to|end|end date|till|until date|date to|to date|ends|in post until",
    ColumnField.NOTES: "notes|note|comments|comment|remarks|website|address|site|location|office address"
    "|postcode|web|no|nr|ref|id|working days|working pattern|hours|availability",
}
_SEVERAL: Final = frozenset(
    {ColumnField.ADDRESS, ColumnField.PHONE, ColumnField.MOBILE, ColumnField.NOTES}
)
"""Fields that may have more than one column."""
_EXACT: Final = {word: field for field, words in _WORDS.items() for word in words.split("|")}
_MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What each column holds; ``unknown`` are headers that were not recognised."""

    fields: Mapping[int, ColumnField] = field(default_factory=dict[int, ColumnField])
    unknown: tuple[str, ...] = ()

    def has(self, *wanted: ColumnField) -> bool:
        """Whether there is a column for any of these."""
        return any(one in self.fields.values() for one in wanted)

    def cells(self, line: ListRow, *wanted: ColumnField) -> tuple[str, ...]:
        """Return the raw cells of a row in the columns for these fields, without empty ones."""
        return tuple(
            line.row.cells[index]
            for index, one in sorted(self.fields.items())
            if one in wanted and index < len(line.texts) and line.texts[index]
        )

    def text(self, line: ListRow, wanted: ColumnField) -> str:
        """Return the text of the first such cell of a row, or ""."""
        return next(
            (
                line.texts[index]
                for index, one in sorted(self.fields.items())
                if one is wanted and index < len(line.texts) and line.texts[index]
            ),
            "",
        )


def field_of(header: str) -> ColumnField | None:
    """Return what a column with this header holds, or None if it is not recognised."""
    words = re.sub(r"[^a-z]+", " ", fold(header)).strip()
    if words in _EXACT:
        return _EXACT[words]
    tokens = words.split()
    if not tokens or len(tokens) > _MOST_WORDS:
        return None
    has = set(tokens).__contains__
    mail = has("email") or (has("mail") and has("e"))
    phone = has("phone") or has("telephone") or has("tel")
    if "out of hours" in words or has("ooh"):
        return ColumnField.OUT_OF_HOURS
    if mail and (phone or has("mobile")):
        return ColumnField.CONTACT
    if mail:
        return ColumnField.ADDRESS
    if phone or has("mobile"):
        return ColumnField.MOBILE if has("mobile") and not phone else ColumnField.PHONE
    if has("stage") and not re.search(r"\d", header):
        return ColumnField.STAGE
    return None


def header_of(line: ListRow) -> Columns | None:
    """Read a row as a header, or return None if it is none.

    A header names at least two known columns, and at least half of those it names are known.
    Several columns may hold addresses or numbers; of other fields the first column counts. The text
    of a merged cell counts for its first column.
    """
    if len(line.filled) < 2 or line.has_contact:
        return None
    fields: dict[int, ColumnField] = {}
    unknown: list[str] = []
    seen: set[str] = set()
    for index in line.filled:
        text = line.texts[index]
        if text in seen:
            continue
        seen.add(text)
        known = field_of(text)
        if known is None or (known in fields.values() and known not in _SEVERAL):
            unknown.append(text)
        else:
            fields[index] = known
    read = [one for one in fields.values() if one is not ColumnField.NOTES]
    if len(read) < 2 or len(fields) < len(unknown):
        return None
    return Columns(fields=fields, unknown=tuple(unknown))


_STAGE: Final = re.compile(
    r"^(?:stage|level|step|tier|rung)\s*(?:\d|one|two|three|four|five|six)\b", re.IGNORECASE
)


def is_stage(text: str) -> bool:
    """Whether a cell gives a stage: "Stage 2", "Level three"."""
    return _STAGE.match(text) is not None


def columns_by_content(lines: Sequence[ListRow]) -> Columns:
    """Return what each column holds if there is no header: by what most rows hold there."""
    votes: dict[int, dict[ColumnField, int]] = {}
    for line in lines:
        for index in line.filled:
            column = votes.setdefault(index, {})
            kind = _kind_of(line.texts[index])
            column[kind] = column.get(kind, 0) + 1
    fields: dict[int, ColumnField] = {}
    for index in sorted(votes):
        best = max(votes[index], key=lambda one: (votes[index][one], one.value))
        if best not in fields.values() or best is ColumnField.PHONE:
            fields[index] = best
    return Columns(fields=fields)


def _kind_of(text: str) -> ColumnField:
    if is_stage(text):
        return ColumnField.STAGE
    digits = sum(sign.isdigit() for sign in text)
    if "@" in text:
        return ColumnField.CONTACT if digits >= 10 else ColumnField.ADDRESS
    if digits >= 7:
        return ColumnField.PHONE
    return ColumnField.NAME if is_person(text) else ColumnField.TITLE
