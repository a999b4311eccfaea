"""Header rows: which column holds what, by the words lists use for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from adapters.contact_lists.cells.names import is_person
from adapters.contact_lists.lines import Line
from adapters.contact_lists.text import fold


class Field(StrEnum):
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
    """Nothing that is read."""


_WORDS: Final[Mapping[Field, str]] = {
    Field.STAGE: "stage|stages|level|rung|step|tier|escalation level|escalation stage|policy stage",
    Field.TITLE: "role|roles|title|job title|post|position|designation|job role|role title|post title"
    "|role or title|role title post|job|post or service|post service|service or post",
    Field.NAME: "name|names|full name|contact|contact name|contact person|person|postholder"
    "|post holder|holder|named person|safeguarding contact|officer|staff name|name of contact"
    "|name of post holder|name of person|who",
    Field.GIVEN: "first name|forename|given name|firstname",
    Field.FAMILY: "surname|last name|family name|lastname",
    Field.ADDRESS: "email|e mail|email address|e mail address|mail|contact email|mailbox|emails"
    "|secure email|work email",
    Field.PHONE: "phone|telephone|tel|tel no|phone number|telephone number|contact number|landline"
    "|direct line|work phone|office phone|office|telephone no|phone no|contact no|number",
    Field.MOBILE: "mobile|mob|mobile number|mob no|mobile no|work mobile|mobile phone|cell",
    Field.EXTENSION: "ext|extension|bleep|ext no",
    Field.CONTACT: "contact details|contact information|details|contacts",
    Field.AGENCY: "agency|organisation|organization|borough|partner|partner agency|employer|trust"
    "|local authority|agency name|name of agency|organisation name|name of organisation|authority"
    "|area|agency organisation",
    Field.TEAM: "team|service|department|unit|section|directorate|team service|service team"
    "|team or service|service area|team name",
    Field.DEPUTY: "deputy|deputies|deputy name|cover|deputised by|deputy contact|stand in",
    Field.INTERIM: "interim|acting|temporary|interim acting|acting interim|interim y n|permanent",
    Field.OUT_OF_HOURS: "out of hours|ooh|after hours|edt|emergency duty",
    Field.SINCE: "from|since|start|start date|in post since|from date|date from|started",
    Field.UNTIL: "until|to|end|end date|till|until date|date to|to date|ends|in post until",
    Field.NOTES: "notes|note|comments|comment|remarks|website|address|site|location|office address"
    "|postcode|web|no|nr|ref|id|working days|working pattern|hours|availability",
}
_SEVERAL: Final = frozenset({Field.ADDRESS, Field.PHONE, Field.MOBILE, Field.NOTES})
"""What may have more than one column."""
_EXACT: Final = {word: field for field, words in _WORDS.items() for word in words.split("|")}
_MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds what; ``unknown`` are headers nobody here has heard of."""

    fields: Mapping[int, Field] = field(default_factory=dict[int, Field])
    unknown: tuple[str, ...] = ()

    def has(self, *wanted: Field) -> bool:
        """Whether there is a column for any of these."""
        return any(one in self.fields.values() for one in wanted)

    def cells(self, line: Line, *wanted: Field) -> tuple[str, ...]:
        """The raw cells of a row in the columns for these, those that are absent left out."""
        return tuple(
            line.row.cells[index]
            for index, one in sorted(self.fields.items())
            if one in wanted and index < len(line.texts) and line.texts[index]
        )

    def text(self, line: Line, wanted: Field) -> str:
        """The text of the first such cell of a row, or ""."""
        return next(
            (
                line.texts[index]
                for index, one in sorted(self.fields.items())
                if one is wanted and index < len(line.texts) and line.texts[index]
            ),
            "",
        )


def field_of(header: str) -> Field | None:
    """What a column with this header holds, or None where the words are not known."""
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
        return Field.OUT_OF_HOURS
    if mail and (phone or has("mobile")):
        return Field.CONTACT
    if mail:
        return Field.ADDRESS
    if phone or has("mobile"):
        return Field.MOBILE if has("mobile") and not phone else Field.PHONE
    if has("stage") and not re.search(r"\d", header):
        return Field.STAGE
    return None


def header_of(line: Line) -> Columns | None:
    """Read a row as a header, or None where it is none.

    A header names two columns or more that are known, and half of those named at least. Several
    columns may hold addresses or numbers; of others the first counts. The text of a merged cell
    counts for the first of its columns.
    """
    if len(line.filled) < 2 or line.has_contact:
        return None
    fields: dict[int, Field] = {}
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
    read = [one for one in fields.values() if one is not Field.NOTES]
    if len(read) < 2 or len(fields) < len(unknown):
        return None
    return Columns(fields=fields, unknown=tuple(unknown))


_STAGE: Final = re.compile(
    r"^(?:stage|level|step|tier|rung)\s*(?:\d|one|two|three|four|five|six)\b", re.IGNORECASE
)


def is_stage(text: str) -> bool:
    """Whether a cell says a stage: "Stage 2", "Level three"."""
    return _STAGE.match(text) is not None


def columns_by_content(lines: Sequence[Line]) -> Columns:
    """Which column holds what where no header says so: by what most of the rows hold there."""
    votes: dict[int, dict[Field, int]] = {}
    for line in lines:
        for index in line.filled:
            column = votes.setdefault(index, {})
            kind = _kind_of(line.texts[index])
            column[kind] = column.get(kind, 0) + 1
    fields: dict[int, Field] = {}
    for index in sorted(votes):
        best = max(votes[index], key=lambda one: (votes[index][one], one.value))
        if best not in fields.values() or best is Field.PHONE:
            fields[index] = best
    return Columns(fields=fields)


def _kind_of(text: str) -> Field:
    if is_stage(text):
        return Field.STAGE
    digits = sum(sign.isdigit() for sign in text)
    if "@" in text:
        return Field.CONTACT if digits >= 10 else Field.ADDRESS
    if digits >= 7:
        return Field.PHONE
    return Field.NAME if is_person(text) else Field.TITLE
