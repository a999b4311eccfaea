"""Checks across all rows of a list: repeated people, other domains, missing data, age."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from adapters.contact_lists.cells.addresses import is_one_typo_apart
from adapters.contact_lists.cells.names import name_key
from adapters.contact_lists.drafts import DraftAddress, DraftPerson
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from adapters.contact_lists.text import fold
from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt

_SHARED_LABELS: Final = frozenset({"nhs"})
"""Domain labels that all bodies of a kind share: nhs.net and nhs.uk belong to no single trust."""
_ABOLISHED_BODIES: Final = (
    # Children and Social Work Act 2017: the boards gave way to partnerships by 29 September 2019.
    re.compile(r"\b[A-Z]{1,4}SCB\b|\bSafeguarding Children Board\b"),
    # Health and Care Act 2022: integrated care boards since 1 July 2022.
    re.compile(r"\bCCGs?\b|\bClinical Commissioning Group\b"),
    # Health and Social Care Act 2012: abolished on 1 April 2013.
    re.compile(r"\bPCTs?\b|\bPrimary Care Trust\b|\bStrategic Health Authority\b"),
)
_MOST_PLACES: Final = 12
_SMALL_WORDS: Final = frozenset({"of", "and", "the", "for", "in", "at"})


def check_across_rows(reading: Reading, *, layout: Layout) -> tuple[tuple[int, ...], ...]:
    """Add the findings across all rows; return the groups of contacts that are one person."""
    persons = _persons(reading.people)
    _say_several_posts(reading, persons)
    _say_several_holders(reading)
    _doubt_domains(reading)
    _note_similar_addresses(reading)
    _say_absent(reading, persons, layout)
    _say_gone(reading)
    return persons


# --- the same person ---------------------------------------------------------------------------


def _persons(people: Sequence[DraftPerson]) -> tuple[tuple[int, ...], ...]:
    """Group contacts: mailboxes by address; people by name, unless their addresses differ."""
    groups: dict[tuple[str, ...], list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        name = name_key(person.name)
        known = _usable(person)
        if person.mailbox and known:
            groups.setdefault(("@", *sorted(known)), []).append(index)
        elif name and not person.mailbox:
            by_name.setdefault(name, []).append(index)
        else:
            groups[("#", str(index))] = [index]
    for name, indices in by_name.items():
        first_address: dict[str, int] = {}
        number = 0
        for index in indices:
            addresses = sorted(_usable(people[index]))
            same = next((first_address[one] for one in addresses if one in first_address), None)
            if same is None and addresses and first_address:
                number += 1
            same = number if same is None and addresses else same or 0
            for one in addresses:
                first_address.setdefault(one, same)
            groups.setdefault((name, str(same)), []).append(index)
    return tuple(tuple(group) for group in sorted(groups.values()))


def _usable(person: DraftPerson) -> set[str]:
    return {address.normalised for address in person.addresses if address.normalised}


def _say_several_posts(reading: Reading, persons: tuple[tuple[int, ...], ...]) -> None:
    """Note people with several posts; across two agencies they could escalate to themselves."""
    names: dict[str, int] = {}
    for group in persons:
        first = reading.people[group[0]]
        if first.mailbox or not first.name:
            continue
        name = name_key(first.name)
        if name in names:
            earlier = reading.people[names[name]]
            line = reading.places[group[0]]
            reading.note(
                line, FindingKind.NAMESAKES, first.name, about=first.name, detail=earlier.where
            )
        names.setdefault(name, group[0])
        rows = {reading.places[index].index: index for index in group}
        if len(rows) < 2:
            continue
        second = list(rows.values())[1]
        both = len({reading.people[index].agency for index in rows.values()}) > 1
        reading.note(
            reading.places[second],
            FindingKind.BOTH_SIDES if both else FindingKind.SEVERAL_POSTS,
            first.name,
            about=first.name,
            detail=_places(reading, rows.values()),
        )


def _places(reading: Reading, indices: Iterable[int]) -> str:
    """Return the places of contacts, such as "line 87; line 88"; of very many the first twelve."""
    where = [reading.people[index].where for index in indices]
    more = len(where) - _MOST_PLACES
    return "; ".join([*where[:_MOST_PLACES], *([f"{more} more"] if more > 0 else [])])


def _say_several_holders(reading: Reading) -> None:
    """Note several people at one stage of a team: all are asked, as the list gives no order."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for index, person in enumerate(reading.people):
        if (
            person.stage
            and (person.agency or person.team)
            and not person.deputy
            and not person.column
        ):
            place = (fold(person.agency), fold(person.team), fold(person.stage))
            groups.setdefault(place, []).append(index)
    for group in groups.values():
        names = dict.fromkeys(name_key(reading.people[index].name) for index in group)
        if len(names) < 2:
            continue
        second = reading.people[group[1]]
        where = _places(reading, group)
        about = f"{second.stage}, {second.team or second.agency}"
        reading.note(
            reading.places[group[1]],
            FindingKind.SEVERAL_HOLDERS,
            second.name,
            about=about,
            detail=where,
        )


# --- addresses ---------------------------------------------------------------------------------


def _doubt_domains(reading: Reading) -> None:
    """Doubt addresses whose domain is unlike the agency's name and not that of most of its
    people.
    """
    groups: dict[str, list[int]] = {}
    for index, person in enumerate(reading.people):
        if place := person.agency or person.team:
            groups.setdefault(place, []).append(index)
    for agency, group in groups.items():
        domains = [
            domain_of(address)
            for index in group
            for address in reading.people[index].addresses
            if address.normalised and address.doubt is not AddressDoubt.OTHER_NAME
        ]
        own = _own(agency, domains)
        if not own:
            continue
        around = {suffix for domain in own for suffix in _suffixes(domain)}
        for index in group:
            _doubt_foreign(reading, index, agency, own=own, around=around)


def _doubt_foreign(
    reading: Reading, index: int, agency: str, *, own: set[str], around: set[str]
) -> None:
    """Doubt such addresses of one contact; ``around`` are parents of the agency's own domains."""
    person = reading.people[index]
    judged: list[DraftAddress] = []
    for address in person.addresses:
        foreign = (
            address.normalised
            and address.doubt is not AddressDoubt.OTHER_NAME
            and not _suffixes(domain_of(address)) & own
            and domain_of(address) not in around
            and not _SHARED_LABELS & set(domain_of(address).split("."))
        )
        if foreign:
            about = person.name or person.title or agency
            reading.note(
                reading.places[index],
                FindingKind.OTHER_DOMAIN,
                address.raw,
                about=about,
                detail=agency,
            )
        judged.append(replace(address, doubt=AddressDoubt.OTHER_NAME) if foreign else address)
    reading.people[index] = replace(person, addresses=tuple(judged))


def domain_of(address: DraftAddress) -> str:
    """Return the domain of an address."""
    return address.normalised.rpartition("@")[2]


def _suffixes(domain: str) -> set[str]:
    """Return the domain and all its parent domains."""
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(len(labels) - 1)}


def _own(agency: str, domains: Sequence[str]) -> set[str]:
    """Return the agency's domains: those like its name, else that of over half of its people."""
    named = {domain for domain in domains if _is_like(agency, domain)}
    if named:
        return named
    most, times = Counter(domains).most_common(1)[0] if domains else ("", 0)
    return {most} if times * 2 > len(domains) else set()


def _is_like(agency: str, domain: str) -> bool:
    """Whether a domain resembles an agency's name: by words ("bridgewater") or initials
    ("rbkc").
    """
    words = [word for word in re.split(r"[^a-z0-9]+", fold(agency)) if word]
    long = [word for word in words if word not in _SMALL_WORDS]
    joined = "".join(words)
    initials = "".join(word[0] for word in long)
    for label in domain.split(".")[:-1]:
        bare = label.replace("-", "")
        if bare in words or (len(bare) >= 4 and bare in joined):
            return True
        if any(len(word) >= 5 and word in bare for word in long):
            return True
        if len(bare) > 2 and initials.startswith(bare):
            return True
        if len(bare) >= 3 and bare == "".join(word[0] for word in words):
            return True
    return False


def _note_similar_addresses(reading: Reading) -> None:
    """For each broken address, note where the list has a similar valid one."""
    whole: dict[str, list[tuple[str, str]]] = {}
    for person in reading.people:
        for address in person.addresses:
            if address.normalised:
                local, _, domain = address.normalised.rpartition("@")
                alike = whole.setdefault(local, [])
                if len(alike) < _MOST_PLACES:
                    alike.append((domain, person.where))
    for place, (index, issue) in enumerate(reading.found):
        if issue.what is not FindingKind.BROKEN_ADDRESS:
            continue
        local, _, domain = issue.raw.casefold().rpartition("@")
        twin = next((w for d, w in whole.get(local, ()) if is_one_typo_apart(domain, d)), "")
        if twin:
            reading.found[place] = (index, replace(issue, detail=twin))


# --- what is not there -------------------------------------------------------------------------


def _say_absent(reading: Reading, persons: tuple[tuple[int, ...], ...], layout: Layout) -> None:
    """Note people without any address or number; only one finding if the list names nobody."""
    people = reading.people
    if len(people) > 1 and not any(one.name or one.addresses for one in people):
        reading.note(
            reading.places[0], FindingKind.NOBODY_NAMED, people[0].raw, detail=str(len(people))
        )
        addresses = False
    else:
        addresses = layout is not Layout.ROLES
    for group in persons:
        has_address = any(people[index].addresses for index in group)
        has_phone = any(people[index].phones for index in group)
        for index in group:
            person, line = people[index], reading.places[index]
            about = person.name or person.title
            if addresses and not person.name and not person.mailbox:
                reading.note(line, FindingKind.NO_NAME, about, about=about)
            if index in reading.unsure:
                continue
            if addresses and not has_address:
                reading.note(line, FindingKind.NO_ADDRESS, about, about=about)
            if not has_phone and not (person.mailbox and person.addresses):
                reading.note(line, FindingKind.NO_PHONE, about, about=about)


def _say_gone(reading: Reading) -> None:
    """Note bodies that no longer exist, each once, where it is first named."""
    said: set[str] = set()
    texts = [*reading.headings, *_texts(reading)]
    for line, text in sorted(texts, key=lambda pair: pair[0].index):
        for pattern in _ABOLISHED_BODIES:
            found = pattern.search(text)
            if found is not None and found.group() not in said:
                said.add(found.group())
                reading.note(line, FindingKind.BODY_GONE, found.group(), about=text)


def _texts(reading: Reading) -> Iterable[tuple[ListRow, str]]:
    for line, person in zip(reading.places, reading.people, strict=True):
        for text in (person.agency, person.team, person.title):
            yield line, text


# --- age ---------------------------------------------------------------------------------------


def doubt_all_addresses(reading: Reading) -> None:
    """Doubt every address of a list past its review; more specific doubts stay."""
    for index, person in enumerate(reading.people):
        reading.people[index] = replace(person, addresses=_held(person.addresses))
    for index, route in enumerate(reading.routes):
        reading.routes[index] = replace(route, to=_held(route.to), copies=_held(route.copies))


def _held(addresses: Iterable[DraftAddress]) -> tuple[DraftAddress, ...]:
    return tuple(
        replace(one, doubt=one.doubt or AddressDoubt.STALE_LIST) if one.normalised else one
        for one in addresses
    )
