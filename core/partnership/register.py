"""Which policies run here, who is enrolled where, and the setting of a moment: held in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.directory.absences import present
from core.directory.model import Directory, Principal
from core.local_time import local
from core.partnership.setting import Edition, Setting
from core.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """One partnership as it runs now."""

    id: str
    edition: str
    """Digest of the edition in force; "" where none is yet, so that nothing runs."""
    directory: Directory
    """The whole contact list: who has left and who is away stand on it too."""


class Register:
    """Every partnership of this deployment. Editions are immutable; cases are pinned to theirs.

    Of a contact list everybody is given what counts today (Europe/London): whoever has left, is
    away or is not there yet is not asked, and whoever has left acts no more.
    """

    def __init__(
        self,
        partnerships: Mapping[str, Partnership],
        editions: Iterable[Edition],
        clock: Clock,
    ) -> None:
        self._partnerships = dict(partnerships)
        self._editions = {one.digest: one for one in editions}
        self._clock = clock
        self._day = date.min
        self._today: dict[str, Directory] = {}
        """The lists as they count on that day: worked out once a day, asked at every press."""
        self._people: dict[Principal, list[tuple[str, str]]] = {}

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Ids of all partnerships with an edition in force, sorted."""
        return tuple(sorted(one.id for one in self._partnerships.values() if one.edition))

    @property
    def known(self) -> tuple[str, ...]:
        """Ids of all partnerships with a contact list, sorted; also where nothing is in force."""
        return tuple(sorted(self._partnerships))

    @property
    def today(self) -> date:
        """The local day (Europe/London)."""
        return local(self._clock.now()).date()

    def directory(self, partnership: str) -> Directory | None:
        """A partnership's contact list as it counts today, also where nothing is in force yet; None
        without one.
        """
        return self._lists().get(partnership)

    def whole(self, partnership: str) -> Directory | None:
        """The contact list with everybody who ever stood on it; None without one."""
        here = self._partnerships.get(partnership)
        return here.directory if here else None

    def take_directory(self, partnership: str, directory: Directory) -> None:
        """Go by this contact list from now on; who may act follows at once."""
        here = self._partnerships.get(partnership)
        edition = here.edition if here else ""
        self._partnerships[partnership] = Partnership(
            id=partnership, edition=edition, directory=directory
        )
        self._day = date.min

    def edition(self, digest: str) -> Edition | None:
        """An edition by its digest; None where this process has not taken it up."""
        return self._editions.get(digest)

    def editions(self, partnership: str) -> tuple[Edition, ...]:
        """Every edition of a partnership that is known here."""
        return tuple(e for e in self._editions.values() if e.policy.partnership == partnership)

    def take_up(self, edition: Edition, *, in_force: bool) -> None:
        """Know an edition from now on; ``in_force`` begins new cases under it."""
        self._editions[edition.digest] = edition
        here = self._partnerships.get(edition.policy.partnership)
        if here is not None and in_force:
            self._partnerships[here.id] = replace(here, edition=edition.digest)
            self._day = date.min

    def setting(self, partnership: str, edition: str = "") -> Setting:
        """The setting of this moment. Raises KeyError for an unknown partnership or edition."""
        now = self._clock.now()
        here = self._partnerships[partnership]
        own = self._editions[edition or here.edition]
        return Setting(
            policy=own.policy,
            edition=own.digest,
            calendar=own.calendar,
            directory=self._lists(now)[partnership],
            now=now,
            present=self._editions.get(here.edition),
        )

    def enrolments(self, principal: Principal) -> tuple[tuple[str, str], ...]:
        """Pairs of partnership and person for a principal; empty for a stranger."""
        self._lists()
        return tuple(self._people.get(principal, ()))

    def _lists(self, now: datetime | None = None) -> dict[str, Directory]:
        """All lists as they count today, worked out anew where the day or a list is another."""
        today = local(now or self._clock.now()).date()
        if today != self._day:
            running = self._partnerships.values()
            self._today = {one.id: present(one.directory, today) for one in running}
            in_force = [self._today[one.id] for one in running if one.edition]
            self._people = _enrolled(in_force)
            self._day = today
        return self._today


def _enrolled(lists: Iterable[Directory]) -> dict[Principal, list[tuple[str, str]]]:
    people: dict[Principal, list[tuple[str, str]]] = {}
    for directory in lists:
        for person in directory.people.values():
            for channel in person.channels:
                enrolment = (directory.partnership, person.id)
                people.setdefault(channel.principal, []).append(enrolment)
    return people
