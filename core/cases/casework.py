"""Carrying out commands: read, fold, decide, and write events with what they owe, all at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from core.cases import commands as c
from core.cases.case import Case
from core.cases.channel_order import in_order
from core.cases.decide import decide, decide_matter, decide_opening
from core.cases.events import Event
from core.cases.folding.cache import FoldCache
from core.cases.folding.evolve import evolve
from core.cases.notices import Notice, notices
from core.cases.record.ledger import (
    Appended,
    AttemptResult,
    Batch,
    CaseIndex,
    Collision,
    Duplicate,
    Ledger,
    OutboxMessage,
    Superseded,
)
from core.cases.record.seals import Entry
from core.cases.refusals import Refusal
from core.cases.rules.due import owed, schedule
from core.cases.rules.duties.sources import modality
from core.directory.model import Directory
from core.partnership.list_changes import MOST_READ, Owned
from core.partnership.setting import Setting
from core.ports import Clock, LedgerUnavailable, Randomness
from core.vocabulary import CaseStatus, Modality, Side

TRIES: Final = 8
"""How often a decision is taken anew because somebody else wrote first."""

CATCH_UP: Final = 64
"""How many due things are done for one case in one look: after an outage, whole ladders."""


@dataclass(frozen=True, slots=True)
class Done:
    """Carried out: the case as it stands now, and the events that followed."""

    case: Case
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Not carried out, and every reason; ``case`` is how it stands, for a fresh view."""

    refusals: tuple[Refusal, ...]
    case: Case | None = None


Outcome = Done | Refused

Settings = Callable[[str, str], Setting]
"""From (partnership, edition or "" for the current one) to the setting of this moment."""
LoadEdition = Callable[[str, str], Awaitable[None]]
"""Sees to it that the edition a case is pinned to is known here."""


class Casework:
    """The one way into the record. Raises LedgerUnavailable where nothing could be written."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        clock: Clock,
        randomness: Randomness,
        load_edition: LoadEdition | None = None,
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._randomness = randomness
        self._load_edition = load_edition
        self._folded = FoldCache()

    async def open(self, partnership: str, command: c.OpenCase, key: str) -> Outcome:
        """Open a case; the same key twice opens it once and finds it again."""
        setting = self._settings(partnership, "")
        case_id = self._randomness.case_id()
        decided = decide_opening(command, setting, case_id)
        refusals = tuple(one for one in decided if isinstance(one, Refusal))
        if refusals:
            return Refused(refusals)
        events = tuple(one for one in decided if not isinstance(one, Refusal))
        outcome = await self._append(None, case_id, events, setting, key=key)
        if isinstance(outcome, Done):
            return outcome
        if isinstance(outcome, Duplicate):
            return Done(await self._case(outcome.case), ())
        raise LedgerUnavailable("a new case met another of the same id")

    async def beside(self, case_id: str, command: c.TakeRoute, key: str) -> Outcome:
        """Begin a matter of its own beside a case, then say so on the case.

        The matter comes first: it is what sends messages. Its id follows from the key, so that the
        same key again, after whatever happened in between, finds it and finishes what is missing.
        """
        matter_id = sha256(f"{case_id}:{key}".encode()).hexdigest()[:32]
        matter = await self.read(matter_id)
        if matter is None:
            case = await self._case(case_id)
            setting = self.setting(case)
            decided = decide_matter(case, command, setting, matter_id)
            refusals = tuple(one for one in decided if isinstance(one, Refusal))
            if refusals:
                return Refused(refusals, case)
            events = tuple(one for one in decided if not isinstance(one, Refusal))
            await self._append(None, matter_id, events, setting)  # or the same press came first
            matter = await self._case(matter_id)
        said = replace(command, matter=matter_id, reference=matter.reference)
        await self.carry_out(case_id, (said,))
        return Done(matter, ())

    async def read(self, case_id: str) -> Case | None:
        """The case as it stands."""
        return await self.of(await self._ledger.read(case_id))

    async def of(self, entries: Sequence[Entry]) -> Case | None:
        """The case these are all the entries of, its edition known here even where another process
        has just brought it.
        """
        case = self._folded.of(entries)
        if case is not None and self._load_edition is not None:
            await self._load_edition(case.partnership, case.edition)
        return case

    def setting(self, case: Case) -> Setting:
        """The setting a case is decided in: its own edition, the directory and time of now."""
        return self._settings(case.partnership, case.edition)

    async def carry_out(
        self,
        case_id: str,
        commands: Sequence[c.AnyCommand],
        *,
        key: str = "",
        settlement: AttemptResult | None = None,
    ) -> Outcome:
        """Carry out commands on a case, all or none; decided anew if somebody else wrote first."""
        for _ in range(TRIES):
            case = await self._case(case_id)
            setting = self.setting(case)
            decided = _decide_all(case, commands, setting)
            if isinstance(decided, Refused):
                return decided
            if not decided and settlement is None:
                return Done(case, ())
            outcome = await self._append(
                case, case_id, decided, setting, key=key, settlement=settlement
            )
            match outcome:
                case Done():
                    return outcome
                case Duplicate():
                    return Done(await self._case(outcome.case), ())
                case Superseded():
                    return Done(case, ())
                case Collision():
                    continue
        raise LedgerUnavailable("too many others wrote to the same case")

    async def look(self, case_id: str) -> Outcome:
        """Do whatever has become due for a case, in due order."""
        done: list[Event] = []
        case = await self._case(case_id)
        for _ in range(CATCH_UP):
            commands = owed(case, self.setting(case))
            if not commands:
                break
            outcome = await self.carry_out(case_id, commands[:1])
            if isinstance(outcome, Refused):
                break
            case = outcome.case
            done.extend(outcome.events)
        return Done(case, tuple(done))

    async def left(self, person: str) -> None:
        """Somebody has left, or is not on the contact list any more: every case they are on is
        looked at now, so that what was asked of them is asked of the next (level-triggered: a case
        that could not be looked at now is when anything is due on it).

        Raises LedgerUnavailable.
        """
        for case_id in await self._ledger.cases_of(person):
            await self.look(case_id)

    async def _case(self, case_id: str) -> Case:
        case = await self.read(case_id)
        if case is None:
            raise KeyError(case_id)
        return case

    async def _append(
        self,
        before: Case | None,
        case_id: str,
        events: tuple[Event, ...],
        setting: Setting,
        *,
        key: str = "",
        settlement: AttemptResult | None = None,
    ) -> Done | Collision | Duplicate | Superseded:
        expected = before.sequence if before else 0
        after, debts = _consequences(before, case_id, events, setting)
        batch = Batch(
            case=case_id,
            expected=expected,
            events=events,
            index=index(after, setting),
            debts=debts,
            due=schedule(after, self._later(after, setting)),
            key=key,
            settlement=settlement,
        )
        result = await self._ledger.append(batch)
        return Done(after, events) if isinstance(result, Appended) else result

    def _later(self, after: Case, setting: Setting) -> Setting:
        """The setting for what comes next, which a change of edition changes too."""
        return setting if after.edition == setting.edition else self.setting(after)


def _decide_all(
    case: Case, commands: Sequence[c.AnyCommand], setting: Setting
) -> tuple[Event, ...] | Refused:
    """Decide each command on the case the ones before it made; all or none."""
    events: list[Event] = []
    refusals: list[Refusal] = []
    now = case
    for command in commands:
        decided = decide(now, command, setting)
        if isinstance(decided, Refusal):
            refusals.append(decided)
            continue
        for event in decided:
            now = evolve(now, event, case.id, now.sequence + 1)
        events.extend(decided)
    return Refused(tuple(refusals), case) if refusals else tuple(events)


def _consequences(
    before: Case | None, case_id: str, events: tuple[Event, ...], setting: Setting
) -> tuple[Case, tuple[OutboxMessage, ...]]:
    """The case after the events, and every notice they owe."""
    case = before
    debts: list[OutboxMessage] = []
    owing: list[tuple[int, Event, Case | None, Case]] = []
    for event in events:
        earlier = case
        case = evolve(case, event, case_id, (case.sequence if case else 0) + 1)
        owing.append((case.sequence, event, earlier, case))
    if case is None:
        raise ValueError("nothing happened")
    for sequence, event, earlier, later in owing:
        debts.extend(
            debt(case_id, sequence, notice, later, setting)
            for notice in notices(event, earlier, later, setting)
        )
    return case, tuple({one.key: one for one in debts}.values())


def debt(
    case_id: str, sequence: int, notice: Notice, case: Case, setting: Setting
) -> OutboxMessage:
    """A notice as a row to be stored; its key makes sure that it is owed once."""
    return OutboxMessage(
        key=f"{case_id}:{sequence}:{notice.purpose}:{notice.person}:{notice.about}",
        person=notice.person,
        purpose=notice.purpose,
        stage=notice.stage,
        about=notice.about,
        urgent=notice.urgent,
        lane=lane(notice, case, setting.directory),
        not_before=setting.now,
    )


def notice_of(debt: OutboxMessage) -> Notice:
    """The notice a debt was made from."""
    return Notice(
        person=debt.person,
        purpose=debt.purpose,
        stage=debt.stage,
        urgent=debt.urgent,
        about=debt.about,
    )


def lane(notice: Notice, case: Case, directory: Directory) -> str:
    """The queue a message waits in: that of the channel that is tried first."""
    channels = in_order(notice, directory.people.get(notice.person), case)
    return f"{channels[0].platform}:{channels[0].tenant}" if channels else "none"


def index(case: Case, setting: Setting) -> CaseIndex:
    """What the ledger finds the case by. A closed one on which something is still to be done (an
    alert stands, or its after-care is owed) is found among the others.
    """
    owed = any(modality(duty, case, setting) is not Modality.MAY for duty in case.open_duties)
    alert = case.status is CaseStatus.CLOSED and (case.risk is not None or owed)
    return CaseIndex(
        reference=case.reference,
        partnership=case.partnership,
        edition=case.edition,
        status=CaseStatus.AGREED if alert else case.status,
        stage=case.stage,
        due=case.visit.due if case.status is CaseStatus.OPEN else None,
        people=case.people,
    )


def counting(ledger: Ledger, casework: Casework) -> Owned:
    """What counts the stages that are open in somebody's name, among their first hundred cases."""

    async def owned(person: str) -> int:
        ids = (await ledger.cases_of(person))[:MOST_READ]
        cases = [await casework.read(one) for one in ids]
        return sum(
            case is not None
            and case.status is CaseStatus.OPEN
            and any(case.side(side).owner == person for side in Side)
            for case in cases
        )

    return owned
