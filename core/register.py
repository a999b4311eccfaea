"""Which policies run here, who is enrolled where, and the setting of a moment: held in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.directory import Directory, Principal
from core.ports import Clock
from core.setting import Edition, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """One partnership as it runs now."""

    id: str
    edition: str
    """Digest of the edition in force; "" where none is yet, so that nothing runs."""
    directory: Directory


class Register:
    """Every partnership of this deployment. Editions are immutable; cases are pinned to theirs."""

    def __init__(
        self,
        partnerships: Mapping[str, Partnership],
        editions: Iterable[Edition],
        clock: Clock,
    ) -> None:
        self._partnerships = dict(partnerships)
        self._editions = {one.digest: one for one in editions}
        self._clock = clock
        self._people = _enrolled(self._partnerships.values())

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Ids of all partnerships with an edition in force, sorted."""
        return tuple(sorted(one.id for one in self._partnerships.values() if one.edition))

    def directory(self, partnership: str) -> Directory | None:
        """A partnership's contact list, also where nothing is in force yet; None without one."""
        here = self._partnerships.get(partnership)
        return here.directory if here else None

    def edition(self, digest: str) -> Edition | None:
        """An edition by its digest; None where this process has not taken it up."""
        return self._editions.get(digest)

    def take_up(self, edition: Edition, *, in_force: bool) -> None:
        """Know an edition from now on; ``in_force`` begins new cases under it."""
        self._editions[edition.digest] = edition
        here = self._partnerships.get(edition.policy.partnership)
        if here is not None and in_force:
            self._partnerships[here.id] = replace(here, edition=edition.digest)
            self._people = _enrolled(self._partnerships.values())

    def take_directory(self, partnership: str, directory: Directory) -> None:
        """Go by this contact list from now on; who may act follows at once."""
        here = self._partnerships.get(partnership)
        edition = here.edition if here else ""
        self._partnerships[partnership] = Partnership(
            id=partnership, edition=edition, directory=directory
        )
        self._people = _enrolled(self._partnerships.values())

    def setting(self, partnership: str, edition: str = "") -> Setting:
        """The setting of this moment. Raises KeyError for an unknown partnership or edition."""
        here = self._partnerships[partnership]
        own = self._editions[edition or here.edition]
        return Setting(
            policy=own.policy,
            edition=own.digest,
            calendar=own.calendar,
            directory=here.directory,
            now=self._clock.now(),
            present=self._editions.get(here.edition),
        )

    def enrolments(self, principal: Principal) -> tuple[tuple[str, str], ...]:
        """Pairs of partnership and person for a principal; empty for a stranger."""
        return tuple(self._people.get(principal, ()))


def _enrolled(partnerships: Iterable[Partnership]) -> dict[Principal, list[tuple[str, str]]]:
    people: dict[Principal, list[tuple[str, str]]] = {}
    for partnership in partnerships:
        if not partnership.edition:
            continue
        for person in partnership.directory.people.values():
            for channel in person.channels:
                people.setdefault(channel.principal, []).append((partnership.id, person.id))
    return people
