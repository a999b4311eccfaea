"""The nightly readiness check of every partnership: finds defects and tells the coordinators.

Level-triggered: work that is not yet done for this local day is done at the first call after 03:00,
also after an outage, and by only one of several processes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Protocol

from core.local_time import local
from core.notifications.letters import Letters
from core.partnership.register import Register
from core.ports import Alarm, Clock, Collection, KeyValueStore
from core.readiness import defects_letter, monthly_check
from core.readiness import wording as say
from core.readiness.defects import Defect, DefectKind
from core.readiness.findings import Findings, ReadinessCheck

NIGHTS: Final = Collection("readiness-night", str, timedelta(days=8))
"""Which process started a night's work, by partnership and day, and that it is done."""
NIGHT_BEGINS: Final = time(3)
"""Local time (Europe/London) from which a night's work is due; no change of clocks falls on it."""
TAKE_OVER_AFTER: Final = timedelta(minutes=10)
"""After this time, another process takes over work that was started and not finished."""
REPEAT_LIST_AFTER: Final = timedelta(days=7)
"""How often coordinators are told of defects that are not new."""
CHECK_EVERY: Final = timedelta(minutes=1)
"""How often to check who is to be asked, and whether another process has finished."""
_CLAIM_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFindings:
    """What the last night found for a partnership, and what its coordinators were told of it."""

    day: date
    unowned: int
    """Places (stage, side, agency, team) that nobody owns."""
    unreachable: int
    """People who cannot be messaged."""
    told: tuple[str, ...] = ()
    """Keys of the defects that coordinators know."""
    sent: date | None = None
    """When they were last sent the list."""


def _upgraded(paper: dict[str, Any]) -> dict[str, Any]:
    """An earlier version wrote "" where no list was ever sent."""
    return {**paper, "sent": paper["sent"] or None}


FINDINGS: Final = Collection("readiness", NightFindings, None, _upgraded)
"""What the last night found, by partnership."""


class RecordMetrics(Protocol):
    """Records in the metrics how many stages nobody owns and how many people cannot be reached."""

    def __call__(self, partnership: str, unowned: int, unreachable: int) -> None:
        """Record the counts of a partnership."""
        ...


class NightlyCheck:
    """Runs in every process; each step can be interrupted anywhere and is resumed."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        documents: KeyValueStore,
        letters: Letters,
        register: Register,
        boards: ReadinessCheck,
        clock: Clock,
        alarm: Alarm,
        observe: RecordMetrics,
    ) -> None:
        self._documents = documents
        self._letters = letters
        self._register = register
        self._boards = boards
        self._clock = clock
        self._alarm = alarm
        self._observe = observe
        self._next: dict[str, datetime] = {}
        """When to check a partnership again; until then the store is not read."""
        self._done: dict[str, date] = {}
        self._asked: set[tuple[str, str, str]] = set()
        """Whom this process has asked: partnership, month and person."""

    async def look(self) -> None:
        """Do what is due now for each partnership. Raises LedgerUnavailable."""
        now = self._clock.now()
        for partnership in self._register.partnerships:
            if now < self._next.get(partnership, now):
                continue
            self._next[partnership] = now + CHECK_EVERY
            today = local(now).date()
            if local(now).time() >= NIGHT_BEGINS and self._done.get(partnership) != today:
                await self._night(partnership, today, now)
            await self._ask(partnership, now)

    # --- the night ----------------------------------------------------------------------------

    async def _night(self, partnership: str, today: date, now: datetime) -> None:
        finished = f"{partnership}/{today.isoformat()}/done"
        if await self._documents.get(NIGHTS, finished) is not None:
            await self._report_metrics(partnership)
        elif await self._claim_night(partnership, today, now):
            found = await self._boards.findings(partnership)
            await self._tell(found, today, now)
            await self._documents.add(NIGHTS, finished, now.isoformat(), NIGHTS.until(now))
        else:
            return
        self._done[partnership] = today

    async def _claim_night(self, partnership: str, today: date, now: datetime) -> bool:
        """Claim the night's work; return False while another process holds a recent claim, or
        after too many tries.
        """
        for attempt in range(1, _CLAIM_TRIES + 1):
            place = f"{partnership}/{today.isoformat()}/{attempt}"
            if await self._documents.add(NIGHTS, place, now.isoformat(), NIGHTS.until(now)):
                return True
            taken = await self._documents.get(NIGHTS, place)
            if taken and now - datetime.fromisoformat(taken) < TAKE_OVER_AFTER:
                return False
        return False

    async def _report_metrics(self, partnership: str) -> None:
        """Report what another process found to this process's metrics."""
        last = await self._documents.get(FINDINGS, partnership)
        self._observe(partnership, last.unowned if last else 0, last.unreachable if last else 0)

    async def _tell(self, found: Findings, today: date, now: datetime) -> None:
        """Store the findings and tell people about them.

        Raises the alarm for each stage that nobody owns. Owes the coordinators the list if a defect
        on it is new, or a week after they last got it.
        """
        partnership = found.setting.policy.partnership
        unowned = [one for one in found.defects if one.wrong is DefectKind.UNOWNED]
        unreachable = len(found.unreachable)
        for one in unowned:
            for stage in one.stages:
                self._alarm("stage_unowned", f"{partnership}:{stage}:{one.agency}:{one.team}")
        before = await self._documents.get(FINDINGS, partnership)
        known, sent = (set(before.told), before.sent) if before else (set[str](), None)
        fresh = [one for one in found.defects if one.key not in known]
        weekly = sent is None or today - sent >= REPEAT_LIST_AFTER
        told = sorted(known & {one.key for one in found.defects})
        if fresh or (found.defects and weekly):
            await self._owe(found, fresh, today, now)
            told, sent = sorted(one.key for one in found.defects), today
        places = sum(len(one.stages) for one in unowned)
        findings = NightFindings(
            day=today, unowned=places, unreachable=unreachable, told=tuple(told), sent=sent
        )
        await self._documents.put(FINDINGS, partnership, findings, None)
        self._observe(partnership, places, unreachable)

    async def _owe(
        self, found: Findings, fresh: Sequence[Defect], today: date, now: datetime
    ) -> None:
        """Owe the list: new defects before known ones, each group most dangerous first."""
        setting = found.setting
        ordered = [*fresh, *(one for one in found.defects if one not in fresh)]
        lines = [say.defect_and_remedy(one, setting.policy, setting.directory) for one in ordered]
        await defects_letter.owe_defects_letter(
            self._letters, setting.directory, lines, len(ordered), today.isoformat(), now
        )

    # --- the month ----------------------------------------------------------------------------

    async def _ask(self, partnership: str, now: datetime) -> None:
        """Owe the monthly question to everybody who is to be asked now."""
        setting = self._register.setting(partnership)
        month = f"{local(now):%Y-%m}"
        for person in monthly_check.people_to_ask(
            setting.directory, setting.calendar, now, self._boards.sends
        ):
            if (partnership, month, person) not in self._asked:
                await monthly_check.ask(
                    self._documents, self._letters, setting.directory, person, now
                )
                self._asked.add((partnership, month, person))
