"""Which policies run here, who is enrolled where, and the setting of a moment: held in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.calendar import Calendar
from core.directory import Directory, Principal
from core.policy import Policy
from core.ports import Clock
from core.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """One partnership as it runs now: current edition, its directory and its calendar."""

    id: str
    edition: str
    directory: Directory
    calendar: Calendar


class Register:
    """Every partnership of this deployment. Editions are immutable; cases are pinned to theirs."""

    def __init__(
        self,
        partnerships: Mapping[str, Partnership],
        editions: Mapping[str, Policy],
        clock: Clock,
    ) -> None:
        self._partnerships = dict(partnerships)
        self._editions = dict(editions)
        self._clock = clock
        self._people: dict[Principal, list[tuple[str, str]]] = {}
        for partnership in partnerships.values():
            for person in partnership.directory.people.values():
                for channel in person.channels:
                    enrolled = self._people.setdefault(channel.principal, [])
                    enrolled.append((partnership.id, person.id))

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Ids of all partnerships, sorted."""
        return tuple(sorted(self._partnerships))

    def setting(self, partnership: str, edition: str = "") -> Setting:
        """The setting of this moment. Raises KeyError for an unknown partnership or edition."""
        here = self._partnerships[partnership]
        digest = edition or here.edition
        return Setting(
            policy=self._editions[digest],
            edition=digest,
            calendar=here.calendar,
            directory=here.directory,
            now=self._clock.now(),
        )

    def enrolments(self, principal: Principal) -> tuple[tuple[str, str], ...]:
        """Pairs of partnership and person for a principal; empty for a stranger."""
        return tuple(self._people.get(principal, ()))
