"""Match the person on a row to one on the present list: by e-mail, then by name in the agency.

People of different names are never matched, even if they have the same address.
"""

from dataclasses import dataclass, field

from core.directory.lookalikes import illegible
from core.directory.model import Directory, Person
from core.imports.naming import comparison_key, person_id
from core.imports.obstacles import Obstacle, ObstacleKind
from core.imports.rows import ListedPerson
from core.vocabulary import Platform


@dataclass(slots=True)
class Identities:
    """People by id: those of the present list, and new ones as rows name them."""

    partnership: str
    people: dict[str, Person]
    """People of the present list, by id."""
    findings: list[Obstacle] = field(default_factory=list[Obstacle])
    named: dict[str, ListedPerson] = field(default_factory=dict[str, ListedPerson])
    """The first row of each person on the list."""
    _owners: dict[str, str] = field(default_factory=dict[str, str])
    _ids: set[str] = field(default_factory=set[str])
    _homes: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def beside(cls, present: Directory) -> "Identities":
        """Return the identities of the present list, before any row."""
        owners = {
            channel.user: person.id
            for person in present.people.values()
            for channel in person.channels
            if channel.platform is Platform.MAIL
        }
        for person in present.people.values():
            for held in person.held:
                owners.setdefault(held.address, person.id)
        return cls(
            partnership=present.partnership,
            people=dict(present.people),
            _owners=owners,
            _ids=set(present.people),
            _homes={one.id: one.agency for one in present.people.values()},
        )

    def of(self, row: ListedPerson, agency: str) -> str:
        """Return the id of a row's person, a new one if need be; "" with a finding if uncertain."""
        name = row.called
        if illegible(name):
            self._hitch(ObstacleKind.ILLEGIBLE, row, name)
            return ""
        owners = {self._owners[one.address] for one in row.addresses if one.address in self._owners}
        theirs = {one for one in owners if self._is(one, row, name)}
        if strangers := owners - theirs:
            self._hitch(ObstacleKind.ADDRESS_OF_ANOTHER, row, name, self._name(min(strangers)))
            return ""
        found = theirs or {
            one
            for one, home in self._homes.items()
            if home == agency and comparison_key(self._name(one)) == comparison_key(name)
        }
        if len(found) > 1:
            self._hitch(ObstacleKind.SAME_NAME_TWICE, row, name)
            return ""
        return min(found, default="") or self._new(row, name, agency)

    def known(self, row: ListedPerson, agency: str) -> frozenset[str]:
        """Return the ids of all known people whom a row that is left out may mean."""
        owners = {self._owners.get(one.address, "") for one in row.addresses}
        namesakes = {
            one
            for one, home in self._homes.items()
            if comparison_key(self._name(one)) == comparison_key(row.called)
            and (not agency or home == agency)
        }
        return frozenset((owners | namesakes) - {""})

    def enter(self, person: str, row: ListedPerson, agency: str) -> None:
        """Record that a row is about this person."""
        self.named.setdefault(person, row)
        self._homes.setdefault(person, agency)
        for one in row.addresses:
            self._owners.setdefault(one.address, person)

    def _new(self, row: ListedPerson, name: str, agency: str) -> str:
        others = [
            one for one in self._homes if comparison_key(self._name(one)) == comparison_key(name)
        ]
        if others and row.name:
            self._hitch(ObstacleKind.NAMESAKE, row, name, self._homes[others[0]])
        made = person_id(self.partnership, name, self._ids)
        self._ids.add(made)
        self.enter(made, row, agency)
        return made

    def _is(self, person: str, row: ListedPerson, name: str) -> bool:
        """Return whether the owner of an address is the one the row names. A mailbox may have any
        name.
        """
        if comparison_key(self._name(person)) == comparison_key(name):
            return True
        return row.mailbox and self.mailbox(person)

    def mailbox(self, person: str) -> bool:
        """Return whether this is a mailbox, by the present list or else by its first row."""
        if person in self.people:
            return self.people[person].mailbox
        row = self.named.get(person)
        return row is not None and (row.mailbox or not row.name)

    def _name(self, person: str) -> str:
        if person in self.people:
            return self.people[person].name
        row = self.named[person]
        return row.called

    def _hitch(self, what: ObstacleKind, row: ListedPerson, about: str, detail: str = "") -> None:
        self.findings.append(
            Obstacle(where=row.where, number=row.number, what=what, about=about, detail=detail)
        )
