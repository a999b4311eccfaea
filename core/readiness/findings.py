"""Readiness findings of a partnership; its coverage board is cached until policy or list change."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from core.accounts.closed_accounts import FAILING, first_failure
from core.accounts.hashes import account_hash
from core.cases.record.delivery_history import DeliveryHistory
from core.cases.record.ledger import DeliveryHistories
from core.directory.model import Directory
from core.local_time import LONDON
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.policy.model import Policy
from core.ports import KeyValueStore
from core.readiness.defects import Defect, everybody_in_posts, find_defects
from core.readiness.monthly_check import MonthlyAnswers, monthly_answers
from core.routing.gaps import CoverageBoard, coverage_board
from core.routing.stage_contacts import unique
from core.vocabulary import Platform

RunSlowWork = Callable[[Callable[[], CoverageBoard]], Awaitable[CoverageBoard]]
"""Runs slow work in a thread, so that it blocks nothing else."""


async def run_inline(work: Callable[[], CoverageBoard]) -> CoverageBoard:
    """Run the work at once, in the calling thread."""
    return work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a check found for one partnership on a day."""

    setting: Setting
    today: Directory
    """The list as of today."""
    board: CoverageBoard
    reached: dict[tuple[str, Platform], DeliveryHistory]
    standing: MonthlyAnswers
    defects: tuple[Defect, ...]
    """Most dangerous first."""

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Return the people who would be asked first at some stage and cannot be messaged."""
        missing = (one.person for one in self.defects if one.wrong == "unreachable")
        return unique(missing)


def findings_of(
    setting: Setting,
    whole: Directory,
    made: CoverageBoard,
    reached: dict[tuple[str, Platform], DeliveryHistory],
    answers: MonthlyAnswers,
) -> Findings:
    """Return the findings from what is known of a partnership. Pure.

    ``whole`` is the list including those absent or gone.
    """
    reached = add_confirmed_channels(setting.directory, reached)
    return Findings(
        setting=setting,
        today=setting.directory,
        board=made,
        reached=reached,
        standing=answers,
        defects=find_defects(setting.policy, whole, made, reached, answers),
    )


def add_confirmed_channels(
    directory: Directory, reached: Mapping[tuple[str, Platform], DeliveryHistory]
) -> dict[tuple[str, Platform], DeliveryHistory]:
    """Count an account that its owner confirmed in that chat as answered there.

    The answer counts from the start of that day (Europe/London), so that a failure on the same day
    still counts.
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


async def add_failing_channels(
    documents: KeyValueStore,
    directory: Directory,
    people: Iterable[str],
    reached: Mapping[tuple[str, Platform], DeliveryHistory],
) -> dict[tuple[str, Platform], DeliveryHistory]:
    """Add each channel of these people on which a message failed and none was taken since; this
    includes letters, which are on no case's record. Raises LedgerUnavailable.
    """
    known = dict(reached)
    accounts = set(await documents.keys(FAILING))
    for person in people:
        enrolled = directory.people.get(person)
        for channel in enrolled.channels if enrolled else ():
            if account_hash(channel.principal) not in accounts:
                continue
            missed = await first_failure(documents, channel)
            before = known.get((person, channel.platform), DeliveryHistory())
            if missed and (before.last_missed is None or before.last_missed < missed.since):
                after = replace(before, last_missed=missed.since, why=missed.why)
                known[person, channel.platform] = after
    return known


class ReadinessCheck:
    """Checks partnerships as the register is now."""

    def __init__(
        self,
        ledger: DeliveryHistories,
        documents: KeyValueStore,
        register: Register,
        sends: frozenset[Platform],
        aside: RunSlowWork = run_inline,
    ) -> None:
        """``sends`` are the platforms on which this installation can message people."""
        self._ledger = ledger
        self._documents = documents
        self._register = register
        self._aside = aside
        self.sends = sends
        self._kept: dict[str, tuple[Policy, Directory, CoverageBoard]] = {}

    async def findings(self, partnership: str) -> Findings:
        """Check a partnership with an edition in force.

        Raises KeyError for any other partnership, and LedgerUnavailable.
        """
        setting = self._register.setting(partnership)
        today = setting.directory
        whole = self._register.whole(partnership) or today
        made = await self._board(partnership, setting.policy, today)
        people = unique((*made.asked, *everybody_in_posts(today)))
        reached = await add_failing_channels(
            self._documents, today, people, await self._ledger.reached(people)
        )
        answers = await monthly_answers(
            self._documents, setting.directory, setting.calendar, setting.now
        )
        return findings_of(setting, whole, made, reached, answers)

    async def _board(self, partnership: str, policy: Policy, today: Directory) -> CoverageBoard:
        kept = self._kept.get(partnership)
        if kept is not None and kept[0] == policy and kept[1] == today:
            return kept[2]
        made = await self._aside(lambda: coverage_board(policy, today, self.sends))
        self._kept[partnership] = (policy, today, made)
        return made
