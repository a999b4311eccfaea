"""Convert a recognised list to the core's types: usable data only, rows in error marked."""

from adapters.contact_lists.drafts import (
    DraftAddress,
    DraftNumber,
    DraftPerson,
    Issue,
    RecognisedList,
)
from core.imports import ContactList, ListedAddress, ListedPerson, ListedRoute
from core.imports.findings import Weight


def listed(name: str, sensed: RecognisedList) -> ContactList:
    """Return everything of the list that can be imported. Rows with an error are marked, to be left
    out.

    If an error names some of several people on one row, only those are marked.
    """
    people = tuple(_person(one, sensed) for one in sensed.people)
    routes = tuple(
        ListedRoute(
            beside=one.beside,
            to=to,
            copies=_addresses(one.copies),
            phone=next((number.normalised for number in one.phones if number.normalised), ""),
            where=one.where,
            number=one.number,
        )
        for one in sensed.routes
        for to in _addresses(one.to)[:1]
    )
    return ContactList(source=name, people=people, routes=routes)


def _person(draft: DraftPerson, sensed: RecognisedList) -> ListedPerson:
    return ListedPerson(
        where=draft.where,
        number=draft.number,
        name=draft.name,
        title=draft.title,
        agency=draft.agency,
        team=draft.team,
        stage=draft.stage,
        column=draft.column,
        addresses=_addresses(draft.addresses),
        phones=tuple(_phone(one) for one in draft.phones if one.normalised),
        mailbox=draft.mailbox,
        interim=draft.interim,
        deputy=draft.deputy,
        since=draft.since,
        until=draft.until,
        wrong=any(_concerns(one, draft, sensed) for one in sensed.issues),
    )


def _concerns(issue: Issue, draft: DraftPerson, sensed: RecognisedList) -> bool:
    if issue.weight is not Weight.ERROR or issue.number != draft.number:
        return False
    named = [
        one.name
        for one in sensed.people
        if one.number == issue.number and one.name and one.name in issue.about
    ]
    return not named or draft.name in named


def _addresses(found: tuple[DraftAddress, ...]) -> tuple[ListedAddress, ...]:
    return tuple(
        ListedAddress(address=one.normalised, doubt=one.doubt) for one in found if one.normalised
    )


def _phone(one: DraftNumber) -> str:
    return f"{one.normalised} ext. {one.extension}" if one.extension else one.normalised
