"""Carry out commands: read, fold, decide, then append events and outbox messages together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from core.cases import commands as c
from core.cases.case import Case
from core.cases.channel_order import channels_in_order
from core.cases.decide import decide, decide_linked_case, decide_opening
from core.cases.events import EnteredOnBehalf, Event
from core.cases.folding.cache import FoldCache
from core.cases.folding.evolve import evolve
from core.cases.notices import Notice, notices
from core.cases.record.ledger import (
    Appended,
    Batch,
    CaseIndex,
    Collision,
    Duplicate,
    Record,
    Superseded,
)
from core.cases.record.seals import Entry
from core.cases.refusals import Refusal
from core.cases.rules.due import due_commands, schedule
from core.cases.rules.duties.sources import modality
from core.directory.model import Directory
from core.outbox import AttemptResult, OutboxMessage
from core.partnership.list_changes import MAX_ENTRIES_SHOWN, CountOwnedStages
from core.partnership.setting import Setting
from core.ports import Alarm, Clock, LedgerUnavailable, Randomness
from core.vocabulary import CaseStatus, Modality, Side

MOST_APPEND_ATTEMPTS: Final = 8
"""How often a command is decided again because another writer appended first."""

MOST_STEPS_PER_CALL: Final = 64
"""Most due steps done for one case in one call; after an outage whole ladders can be due."""


@dataclass(frozen=True, slots=True)
class Done:
    """Carried out: the case after it, and the new events."""

    case: Case
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Not carried out, with every reason; ``case`` is the present state, for a fresh view."""

    refusals: tuple[Refusal, ...]
    case: Case | None = None


Outcome = Done | Refused

Settings = Callable[[str, str], Setting]
"""Return the setting of a partnership for an edition ("" is the current one), as of now."""
LoadEdition = Callable[[str, str], Awaitable[None]]
"""Load the policy edition that a case is pinned to, unless this process has it."""


class Casework:
    """The only writer of cases. Methods raise LedgerUnavailable where nothing could be written."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        ledger: Record,
        settings: Settings,
        clock: Clock,
        randomness: Randomness,
        load_edition: LoadEdition | None = None,
        alarm: Alarm | None = None,
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._randomness = randomness
        self._load_edition = load_edition
        self._alarm = alarm
        self._folded = FoldCache()

    async def open(self, partnership: str, command: c.OpenCase, key: str) -> Outcome:
        """Open a case; a repeated key returns the case it opened the first time."""
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
        """Open a linked case, then record on the original case that it was opened.

        The linked case comes first because it is what sends messages. Its id is derived from the
        key, so a repeat with the same key finds it and completes what is missing.
        """
        matter_id = sha256(f"{case_id}:{key}".encode()).hexdigest()[:32]
        matter = await self.read(matter_id)
        if matter is None:
            case = await self._case(case_id)
            setting = self.setting(case)
            decided = decide_linked_case(case, command, setting, matter_id)
            refusals = tuple(one for one in decided if isinstance(one, Refusal))
            if refusals:
                return Refused(refusals, case)
            events = tuple(one for one in decided if not isinstance(one, Refusal))
            await self._append(None, matter_id, events, setting)  # or a repeat wrote it first
            matter = await self._case(matter_id)
        said = replace(command, matter=matter_id, reference=matter.reference)
        await self.carry_out(case_id, (said,))
        return Done(matter, ())

    async def read(self, case_id: str) -> Case | None:
        """Return the case in its present state, or None if there is none."""
        return await self.of(await self._ledger.read(case_id))

    async def of(self, entries: Sequence[Entry]) -> Case | None:
        """Fold all the entries of a case, and load its edition if another process brought it."""
        case = self._folded.of(entries)
        if case is not None and self._load_edition is not None:
            await self._load_edition(case.partnership, case.edition)
        return case

    def setting(self, case: Case) -> Setting:
        """Return the setting for a case: its own edition, today's contact list, the time now."""
        return self._settings(case.partnership, case.edition)

    async def carry_out(
        self,
        case_id: str,
        commands: Sequence[c.AnyCommand],
        *,
        key: str = "",
        settlement: AttemptResult | None = None,
    ) -> Outcome:
        """Carry out commands on a case, all or none; decide again if another writer came first."""
        for _ in range(MOST_APPEND_ATTEMPTS):
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
        """Process what has become due for a case, in due order."""
        done: list[Event] = []
        case = await self._case(case_id)
        for _ in range(MOST_STEPS_PER_CALL):
            commands = due_commands(case, self.setting(case))
            if not commands:
                break
            outcome = await self.carry_out(case_id, commands[:1])
            if isinstance(outcome, Refused):
                break
            case = outcome.case
            done.extend(outcome.events)
        return Done(case, tuple(done))

    async def left(self, person: str) -> None:
        """Process every case of somebody who has lost a post or a channel, so that the next person
        is asked. A case that fails stops no other (fault F9): the alarm is raised, and it is
        processed again when anything falls due on it.

        Raises LedgerUnavailable.
        """
        for case_id in await self._ledger.cases_of(person):
            try:
                await self.look(case_id)
            except LedgerUnavailable:
                raise
            except Exception as error:
                if self._alarm is None:
                    raise
                self._alarm(type(error).__name__, case_id)

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
        after, messages = _consequences(before, case_id, events, setting)
        batch = Batch(
            case=case_id,
            expected=expected,
            events=events,
            index=index(after, setting),
            messages=messages,
            due=schedule(after, self._later(after, setting)),
            key=key,
            settlement=settlement,
        )
        result = await self._ledger.append(batch)
        return Done(after, events) if isinstance(result, Appended) else result

    def _later(self, after: Case, setting: Setting) -> Setting:
        """Return the setting of the case after the events, which may have changed its edition."""
        return setting if after.edition == setting.edition else self.setting(after)


def _decide_all(
    case: Case, commands: Sequence[c.AnyCommand], setting: Setting
) -> tuple[Event, ...] | Refused:
    """Decide each command on the case as the ones before it left it; all or none."""
    events: list[Event] = []
    refusals: list[Refusal] = []
    now = case
    for command in commands:
        decided = decide(now, command, setting)
        if isinstance(decided, Refusal):
            refusals.append(decided)
            continue
        # of several commands entered together for somebody, the reason is said once
        new = tuple(x for x in decided if not isinstance(x, EnteredOnBehalf) or x not in events)
        for event in new:
            now = evolve(now, event, case.id, now.sequence + 1)
        events.extend(new)
    return Refused(tuple(refusals), case) if refusals else tuple(events)


def _consequences(
    before: Case | None, case_id: str, events: tuple[Event, ...], setting: Setting
) -> tuple[Case, tuple[OutboxMessage, ...]]:
    """Return the case after the events, and the outbox messages they cause."""
    case = before
    messages: list[OutboxMessage] = []
    owing: list[tuple[int, Event, Case | None, Case]] = []
    for event in events:
        earlier = case
        case = evolve(case, event, case_id, (case.sequence if case else 0) + 1)
        owing.append((case.sequence, event, earlier, case))
    if case is None:
        raise ValueError("nothing happened")
    for sequence, event, earlier, later in owing:
        messages.extend(
            outbox_message(case_id, sequence, notice, later, setting)
            for notice in notices(event, earlier, later, setting)
        )
    return case, tuple({one.key: one for one in messages}.values())


def outbox_message(
    case_id: str, sequence: int, notice: Notice, case: Case, setting: Setting
) -> OutboxMessage:
    """Return a notice as an outbox message; its key is unique, so it is stored only once."""
    return OutboxMessage(
        key=f"{case_id}:{sequence}:{notice.purpose}:{notice.person}:{notice.about}",
        person=notice.person,
        purpose=notice.purpose,
        stage=notice.stage,
        about=notice.about,
        urgent=notice.urgent,
        queue=queue_of(notice, case, setting.directory),
        not_before=setting.now,
    )


def notice_of_message(message: OutboxMessage) -> Notice:
    """Return the notice that an outbox message was made from."""
    return Notice(
        person=message.person,
        purpose=message.purpose,
        stage=message.stage,
        urgent=message.urgent,
        about=message.about,
    )


def queue_of(notice: Notice, case: Case, directory: Directory) -> str:
    """Return the queue of a message, ``platform:tenant`` of the channel tried first, or "none"."""
    channels = channels_in_order(notice, directory.people.get(notice.person), case)
    return f"{channels[0].platform}:{channels[0].tenant}" if channels else "none"


def index(case: Case, setting: Setting) -> CaseIndex:
    """Return what the ledger finds the case by. A closed case with an alert or open after-care is
    indexed as agreed, so that it is listed with the cases not closed.
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


def count_owned_stages(ledger: Record, casework: Casework) -> CountOwnedStages:
    """Return a function that counts the open stages a person owns, among their first MOST_READ
    cases.
    """

    async def owned(person: str) -> int:
        ids = (await ledger.cases_of(person))[:MAX_ENTRIES_SHOWN]
        cases = [await casework.read(one) for one in ids]
        return sum(
            case is not None
            and case.status is CaseStatus.OPEN
            and any(case.side(side).owner == person for side in Side)
            for case in cases
        )

    return owned
