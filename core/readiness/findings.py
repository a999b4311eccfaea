"""Boards at hand: worked out once for a list, an edition and a day, and again on any change."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from core.accounts.candidates import account
from core.accounts.closed_accounts import FAILING, failing
from core.cases.record.delivery_history import DeliveryHistory
from core.cases.record.ledger import Ledger
from core.directory.model import Directory
from core.local_time import LONDON
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.policy.model import Policy
from core.ports import KeyValueStore
from core.readiness.defects import Defect, everybody, to_mend
from core.readiness.monthly_check import MonthlyAnswers, standing
from core.routing.gaps import CoverageBoard, board
from core.routing.resolver import once
from core.vocabulary import Platform

Aside = Callable[[Callable[[], CoverageBoard]], Awaitable[CoverageBoard]]
"""Runs work that takes a while where it holds up nobody: in a thread."""


async def in_line(work: Callable[[], CoverageBoard]) -> CoverageBoard:
    """Run it here and now."""
    return work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a check found for one partnership on a day."""

    setting: Setting
    today: Directory
    """The list as it counts today."""
    board: CoverageBoard
    reached: dict[tuple[str, Platform], DeliveryHistory]
    standing: MonthlyAnswers
    defects: tuple[Defect, ...]
    """Most dangerous first."""

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Who would be asked first somewhere and cannot be messaged."""
        missing = (one.person for one in self.defects if one.wrong == "unreachable")
        return once(missing)


def found(
    setting: Setting,
    whole: Directory,
    made: CoverageBoard,
    reached: dict[tuple[str, Platform], DeliveryHistory],
    answers: MonthlyAnswers,
) -> Findings:
    """The findings of what is known of a partnership; ``whole`` is the list with whoever is away or
    gone. Pure.
    """
    reached = with_confirmed(setting.directory, reached)
    return Findings(
        setting=setting,
        today=setting.directory,
        board=made,
        reached=reached,
        standing=answers,
        defects=to_mend(setting.policy, whole, made, reached, answers),
    )


def with_confirmed(
    directory: Directory, reached: Mapping[tuple[str, Platform], DeliveryHistory]
) -> dict[tuple[str, Platform], DeliveryHistory]:
    """With every account that its owner has confirmed in that very chat: it was answered there. Of
    the day (Europe/London) its beginning counts, so that what failed on it stays a failure.
    """
    known = dict(reached)
    for person in directory.people.values():
        for channel in person.channels:
            if channel.verified_on:
                at = datetime.combine(channel.verified_on, time(), LONDON)
                place = (person.id, channel.platform)
                before = known.get(place, DeliveryHistory())
                if before.last_answered is None or before.last_answered < at:
                    known[place] = replace(before, last_answered=at)
    return known


async def with_failing(
    documents: KeyValueStore,
    directory: Directory,
    people: Iterable[str],
    reached: Mapping[tuple[str, Platform], DeliveryHistory],
) -> dict[tuple[str, Platform], DeliveryHistory]:
    """With every way of theirs at which a message failed and none was taken since: also a letter,
    which stands on no case's record. Raises LedgerUnavailable.
    """
    known = dict(reached)
    accounts = set(await documents.keys(FAILING))
    for person in people:
        enrolled = directory.people.get(person)
        for channel in enrolled.channels if enrolled else ():
            if account(channel.principal) not in accounts:
                continue
            missed = await failing(documents, channel)
            before = known.get((person, channel.platform), DeliveryHistory())
            if missed and (before.last_missed is None or before.last_missed < missed.since):
                after = replace(before, last_missed=missed.since, why=missed.why)
                known[person, channel.platform] = after
    return known


class ReadinessCheck:
    """Answers from the register as it is now."""

    def __init__(
        self,
        ledger: Ledger,
        documents: KeyValueStore,
        register: Register,
        sends: frozenset[Platform],
        aside: Aside = in_line,
    ) -> None:
        """``sends`` is where this Concord can message somebody."""
        self._ledger = ledger
        self._documents = documents
        self._register = register
        self._aside = aside
        self.sends = sends
        self._kept: dict[str, tuple[Policy, Directory, CoverageBoard]] = {}

    async def findings(self, partnership: str) -> Findings:
        """Check a partnership with an edition in force. Raises KeyError for any other, and
        LedgerUnavailable.
        """
        setting = self._register.setting(partnership)
        today = setting.directory
        whole = self._register.whole(partnership) or today
        made = await self._board(partnership, setting.policy, today)
        people = once((*made.asked, *everybody(today)))
        reached = await with_failing(
            self._documents, today, people, await self._ledger.reached(people)
        )
        answers = await standing(self._documents, setting.directory, setting.calendar, setting.now)
        return found(setting, whole, made, reached, answers)

    async def _board(self, partnership: str, policy: Policy, today: Directory) -> CoverageBoard:
        kept = self._kept.get(partnership)
        if kept is not None and kept[0] == policy and kept[1] == today:
            return kept[2]
        made = await self._aside(lambda: board(policy, today, self.sends))
        self._kept[partnership] = (policy, today, made)
        return made
