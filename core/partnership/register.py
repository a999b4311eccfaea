"""The register, in memory: editions in force, contact lists and the accounts linked to people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.directory.absences import list_on_day
from core.directory.model import Directory, Principal
from core.local_time import local
from core.partnership.setting import Edition, Setting
from core.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A partnership's edition in force and contact list."""

    id: str
    edition: str
    """Digest of the edition in force; "" if none is yet, so that nothing runs."""
    directory: Directory
    """The whole contact list, with people who have left or are away."""


class Register:
    """All partnerships of this deployment. Editions are immutable; each case is pinned to one.

    Contact lists are returned as they apply today (Europe/London): people who have left, are away
    or have not begun are not asked, and people who have left cannot act.
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
        """The lists as they apply on ``_day``: computed once a day, read at every button press."""
        self._people: dict[Principal, list[tuple[str, str]]] = {}

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Return the ids of all partnerships with an edition in force, sorted."""
        return tuple(sorted(one.id for one in self._partnerships.values() if one.edition))

    @property
    def known(self) -> tuple[str, ...]:
        """Return the ids of all partnerships with a contact list, sorted."""
        return tuple(sorted(self._partnerships))

    @property
    def today(self) -> date:
        """Return the local day (Europe/London)."""
        return local(self._clock.now()).date()

    def directory(self, partnership: str) -> Directory | None:
        """Return a partnership's contact list as it applies today; None if it has none. Works
        without an edition in force.
        """
        return self._lists().get(partnership)

    def whole(self, partnership: str) -> Directory | None:
        """Return the contact list with everybody who was ever on it; None if there is none."""
        here = self._partnerships.get(partnership)
        return here.directory if here else None

    def set_directory(self, partnership: str, directory: Directory) -> None:
        """Replace a partnership's contact list; it decides at once who may act."""
        here = self._partnerships.get(partnership)
        edition = here.edition if here else ""
        self._partnerships[partnership] = Partnership(
            id=partnership, edition=edition, directory=directory
        )
        self._day = date.min

    def edition(self, digest: str) -> Edition | None:
        """Return an edition by digest; None if this process has not loaded it."""
        return self._editions.get(digest)

    def editions(self, partnership: str) -> tuple[Edition, ...]:
        """Return all loaded editions of a partnership."""
        return tuple(e for e in self._editions.values() if e.policy.partnership == partnership)

    def add_edition(self, edition: Edition, *, in_force: bool) -> None:
        """Add an edition; with ``in_force``, new cases begin under it."""
        self._editions[edition.digest] = edition
        here = self._partnerships.get(edition.policy.partnership)
        if here is not None and in_force:
            self._partnerships[here.id] = replace(here, edition=edition.digest)
            self._day = date.min

    def setting(self, partnership: str, edition: str = "") -> Setting:
        """Return the setting for an edition ("" is the one in force), as of now. Raises KeyError
        for an unknown partnership or edition.
        """
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
        """Return pairs of partnership and person for an account; empty if it is not linked."""
        self._lists()
        return tuple(self._people.get(principal, ()))

    def _lists(self, now: datetime | None = None) -> dict[str, Directory]:
        """Return all lists as they apply today; recompute them if the day or a list has changed."""
        today = local(now or self._clock.now()).date()
        if today != self._day:
            running = self._partnerships.values()
            self._today = {one.id: list_on_day(one.directory, today) for one in running}
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
