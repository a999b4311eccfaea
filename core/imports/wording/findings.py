"""Sentences for findings in a contact list: what is wrong, where, and what to do about it."""

from datetime import date
from typing import Final

from core.imports.findings import FindingKind, Layout, Weight
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import listed
from core.vocabulary import AddressDoubt

WEIGHT: Final[dict[Weight, str]] = {
    Weight.ERROR: "Error",
    Weight.WARNING: "Warning",
    Weight.NOTE: "Note",
}

LAYOUT: Final[dict[Layout, str]] = {
    Layout.SECTIONS: "sections of teams and agencies, a row for each contact",
    Layout.POSTS: "posts and services with their telephone numbers",
    Layout.RUNGS: "a row for each agency and a column for each level",
    Layout.COMBINED: "a person for each area, with e-mail and telephone in one cell",
    Layout.ROLES: "roles and a mailbox, without people",
    Layout.TABLE: "one table with a header row",
    Layout.UNKNOWN: "no layout that Concord knows",
}

DOUBT: Final[dict[AddressDoubt, str]] = {
    AddressDoubt.STALE_LIST: "The list is past its review date",
    AddressDoubt.OTHER_NAME: "it seems to belong to another name or organisation",
    AddressDoubt.REPLACED: "another address took its place",
    AddressDoubt.ONE_OF_SEVERAL: "it stands beside another, and the list does not say which to use",
}

_SENTENCE: Final[dict[FindingKind, str]] = {
    # --- telephone numbers ---
    FindingKind.DIGITS_MISSING: "{raw} has {digits} too few. {ask} for the number, then correct the list.",
    FindingKind.DIGITS_TOO_MANY: "{raw} has {digits} too many. {ask} for the number, then correct the list.",
    FindingKind.NO_LEADING_ZERO: "{raw} does not start with 0{proposal}. {ask} for the number, then correct the list.",
    FindingKind.NOT_IN_USE: "{raw} is the right length, but there is no such number. {ask} for the number, then correct the list.",
    FindingKind.SHORT_NUMBER: "{raw} is shorter than most numbers and right{as_read}.",
    FindingKind.GROUPED_OTHERWISE: "{raw} is spaced as no number of its kind is; it was read as {detail}.",
    FindingKind.SEVERAL_NUMBERS: "Several numbers stand in one cell{for_whom}: {raw}. Each was read on its own.",
    FindingKind.ABBREVIATED_NUMBER: "{raw} is cut short; it may stand for {detail}, but was not read so. {ask}, then write the number out.",
    FindingKind.EXTENSION: "{raw} was read as the extension or bleep of {detail}.",
    FindingKind.NO_PHONE: "There is no telephone number for {subject}. {ask}, then add it.",
    # --- e-mail addresses ---
    FindingKind.NO_ADDRESS: "There is no e-mail address for {subject}, who cannot be messaged. {ask}, then add it.",
    FindingKind.BROKEN_ADDRESS: "{raw} is not a whole e-mail address and was not taken{whole}. Correct the list.",
    FindingKind.OTHER_NAME: "{raw} does not look like {whose}. It is not messaged until somebody confirms it.",
    FindingKind.OTHER_DOMAIN: "{raw}{for_whom} does not look like an address of {detail}. It is not messaged until somebody confirms it.",
    FindingKind.SEVERAL_ADDRESSES: "Several addresses stand in one cell{for_whom}: {raw}. None is messaged until somebody says which is right.",
    FindingKind.LINK_DIFFERS: "The cell{for_whom} shows {raw}, but its link goes to {detail}. Neither is messaged until somebody says which is right.",
    # --- people and posts ---
    FindingKind.TEAM_NOT_PERSON: "{raw} is a team or shared mailbox, not a person{beside}. If nobody answers there, Concord alerts again.",
    FindingKind.INSTRUCTION: "“{raw}” is an instruction, not a post; it is kept and shown with the contact.",
    FindingKind.SEVERAL_PEOPLE: "Several people stand in one cell: {about}. Each was read as a contact; check that nothing was mixed up.",
    FindingKind.UNCERTAIN_SPLIT: "Several people stand in one cell ({about}), and it is not certain what belongs to whom. Give each a row or cell of their own.",
    FindingKind.RANK_IN_NAME: "“{raw}” stands in the name of {about}; it was read as part of the post.",
    FindingKind.NO_NAME: "No person is named for {raw}. Add who holds the post.",
    FindingKind.NO_STAGE: "{subject} has no stage. Say which level of the policy the post is for.",
    FindingKind.INTERIM: "{subject} is interim or acting{until}.",
    FindingKind.SEVERAL_POSTS: "{about} stands more than once ({places}); read as one person with several posts.",
    FindingKind.BOTH_SIDES: "{about} stands for more than one agency ({places}). Where these disagree with each other, one person would act for both sides; name somebody else for one of them.",
    FindingKind.SEVERAL_HOLDERS: "{raw} is not the only one at {about} ({places}). All are asked; put them in order if one should be asked first.",
    FindingKind.NAMESAKES: "{about} has another address here than at {detail}. Say whether that is one person or two.",
    FindingKind.OUT_OF_HOURS: "Outside office hours {about} is reached through {raw}{copies}. Check that this is meant.",
    FindingKind.BAD_DATE: "“{raw}” cannot be read as a date. Write it as 1 September 2026.",
    # --- the table itself ---
    FindingKind.HEADER_MISSING: "{about} has no header row; its columns were read as those of the section before.",
    FindingKind.HEADER_REPEATED: "The header row of {detail} is repeated; it was passed over.",
    FindingKind.TAGS_IN_HEADER: "The header row holds markup, which was left out.",
    FindingKind.UNKNOWN_COLUMN: "The column “{raw}” is not one Concord knows; nothing in it was read.",
    FindingKind.UNUSED_COLUMN: "No stage uses the column “{raw}”; whoever stands in it was read as deputy at “{about}”.",
    FindingKind.PAGE_BREAK: "A page ends here; the section was read on at {detail}.",
    FindingKind.BLANK_LINE: "There is a blank line within the table; it was read on at {detail}.",
    FindingKind.CARRIED_DOWN: "Blank cells for the agency or team, here and below, were read as the one above (first: {about}).",
    FindingKind.CELL_TOO_LONG: "A cell holds more than {detail} characters; the rest was not read. Shorten it.",
    # --- the list as a whole ---
    FindingKind.PAST_REVIEW: "This list {overdue}. No address on it is messaged until somebody confirms it.",
    FindingKind.BODY_GONE: "{raw} no longer exists (“{about}”). Say which body has taken its place.",
    FindingKind.NOBODY_NAMED: "None of the {detail} contacts from here on has a person or an e-mail address. They can be shown, but nobody can be messaged until both are added.",
    FindingKind.ROLES_ONLY: "The list names roles and nobody in them, from here to {detail}. Add who holds them.",
    FindingKind.SENTENCE_ONLY: "No contact could be made of “{raw}”{under}. Add one if somebody should be reached.",
    FindingKind.OUTSIDE_LIST: "{raw} stands outside the list and was not imported. Add it to the list if it should be used.",
    FindingKind.UNREAD: "No contact could be made of “{raw}”. Check the row.",
    FindingKind.NOTHING_FOUND: "Nothing in {raw} looks like a contact list. Give it a header row with stage, role, name, e-mail and telephone.",
    FindingKind.TOO_MANY_ROWS: "The list has more than {detail} rows; nothing below this one was read. Split the list.",
}  # fmt: skip

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def sentence(what: FindingKind, *, where: str, raw: str, about: str = "", detail: str = "") -> str:
    """Return a finding as a sentence that begins with its place: "Line 207: 020 794 6051 has ...".

    ``about`` and ``detail`` are the fields of ``Issue``.
    """
    raw = " ".join(raw.split())
    number = int(detail) if detail.isdecimal() else 0
    text = _SENTENCE[what].format(
        raw=raw,
        about=about,
        detail=detail,
        digits=_digits(number),
        as_read=f": it was read as {detail}" if detail != raw else "",
        subject=about or "this contact",
        whose=f"{about}’s address" if about else "the address of anybody named here",
        ask=f"Ask {about}" if about else "Ask the agency",
        for_whom=f" for {about}" if about else "",
        beside=f" ({about})" if about else "",
        under=f" under “{about}”" if about else "",
        proposal=f"; it may be {detail}" if detail else "",
        whole=f"; the same address stands whole at {detail}" if detail else "",
        copies=f", with a copy to {detail}" if detail else "",
        places=_places(detail),
        until=_until(detail) if what is FindingKind.INTERIM else "",
        overdue=_overdue(detail) if what is FindingKind.PAST_REVIEW else "",
    )
    return f"{where[:1].upper()}{where[1:]}: {text}"


def _digits(number: int) -> str:
    spoken = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{spoken} digit" if number == 1 else f"{spoken} digits"


def _places(detail: str) -> str:
    """Write "line 87; line 88" as "lines 87 and 88"."""
    parts = detail.split("; ")
    bare = [part.removeprefix("line ") for part in parts]
    lines = len(parts) > 1 and parts[0] != bare[0]
    return f"lines {listed(bare)}" if lines else listed(parts)


def _until(detail: str) -> str:
    if detail:
        return f" until {spoken_date(date.fromisoformat(detail))}"
    return ", and the list does not say until when. Add the date, so that Concord can remind you"


def _overdue(detail: str) -> str:
    day = spoken_date(date.fromisoformat(detail.removeprefix("last ")))
    if detail.startswith("last "):
        return f"was last reviewed on or before {day} and gives no date for the next review"
    return f"was to be reviewed by {day}"
