"""A whole Concord over HTTP for journeys: people press buttons, time moves, messages arrive.

Everything goes through the true gates, adapters and SDKs; only Slack and Teams themselves are
stand-ins. An unexpected error in any log fails the journey that caused it.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog

from adapters.clock import MovableClock
from bot.workbench.chats import Dialog, Message
from bot.workbench.page.bench import advance
from bot.workbench.page.live_bench import LiveBench
from bot.workbench.rehearsal import PartnershipFiles, Rehearsal, rehearsing
from core.cases.case import Case
from core.cases.events import Event
from core.cases.record.ledger import Ledger
from core.directory.model import Person
from core.partnership.setting import Setting
from core.ports import KeyValueStore

E = TypeVar("E", bound=Event)

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""Monday 2 November 2026, 10:00, when most journeys begin."""

CANARIES = {
    "subject": "Zebedee Quillfeather",
    "story": "bruises seen by the canary witness",
}
"""Planted in every case: a child's name and a story that must never leave the record."""


PATIENCE = 120.0
"""Seconds that a message or an answer may take: a journey does not measure the machine."""


@dataclass(slots=True)
class Colleague:
    """A person at their chat."""

    office: "Office"
    person: Person

    @property
    def _chat(self) -> tuple[Any, str]:
        found = self.office.rehearsal.chat(self.person)
        assert found is not None, f"{self.person.name} has e-mail only"
        return found

    @property
    def messages(self) -> tuple[Message, ...]:
        """Their direct messages from Concord, oldest first, as they stand now."""
        chat, user = self._chat
        found: tuple[Message, ...] = chat.messages(user)
        return tuple(m for m in found if not m.mine)

    @property
    def dialog(self) -> Dialog:
        """The open modal or dialog."""
        chat, user = self._chat
        found: Dialog | None = chat.dialog(user)
        assert found is not None, f"nothing is open on {self.person.name}'s screen"
        return found

    @property
    def home(self) -> Any:
        """Their Home as last shown."""
        chat, user = self._chat
        return chat.home(user)

    async def say(self, words: str) -> None:
        """Type the slash command (on Teams: the same words to the bot)."""
        chat, user = self._chat
        await chat.say(user, words)

    async def press(self, label: str, *, reference: str = "", **more: Any) -> None:
        """Press a button."""
        chat, user = self._chat
        await chat.press(user, label, reference=reference, **more)

    async def fill(self, **values: str) -> None:
        """Fill in the open form and submit it."""
        chat, user = self._chat
        await chat.fill(user, values)

    async def close(self) -> None:
        """Close whatever is open, one window after another."""
        chat, user = self._chat
        while chat.dialog(user) is not None:
            await chat.close(user)

    async def open_home(self) -> None:
        """Open the Home tab (on Teams: ask for it)."""
        chat, user = self._chat
        await chat.open_home(user)

    async def raise_concern(self, with_whom: str, **values: str) -> None:
        """``/escalate``, the whole form filled in, submitted."""
        await self.say("/escalate")
        if self.dialog_is_closed:
            await self.press("Open")  # Teams opens dialogs from a button only
        form = {f.id: _typed(f) for f in self.dialog.fields if f.required}
        form |= {"subject": CANARIES["subject"], "with_whom": with_whom, **values}
        known = {f.id for f in self.dialog.fields}
        await self.fill(**{key: value for key, value in form.items() if key in known})
        assert not self.dialog.errors, self.dialog.errors
        await self.close()

    @property
    def dialog_is_closed(self) -> bool:
        """Whether nothing is open."""
        chat, user = self._chat
        return chat.dialog(user) is None

    def told(self, words: str) -> Message:
        """The newest message holding these words. Fails where there is none."""
        for message in reversed(self.messages):
            if words in message:
                return message
        texts = "\n".join(m.text for m in self.messages) or "(nothing)"
        raise AssertionError(f"{self.person.name} was not told {words!r}; but:\n{texts}")

    def not_told(self, words: str) -> None:
        """Fails where any message holds these words."""
        for message in self.messages:
            assert words not in message, f"{self.person.name} was told: {message.text}"


def _typed(field: Any) -> str:
    if field.value:
        return str(field.value)
    if field.options:
        return str(field.options[0][0])
    if "date" in field.kind.casefold():
        return "2026-11-05"
    return CANARIES["story"]


@dataclass(slots=True)
class Office:
    """A running Concord, its clock, and everybody on the contact lists."""

    rehearsal: Rehearsal
    partnership: str
    errors: list[str] = field(default_factory=list[str])

    @property
    def bench(self) -> LiveBench:
        """What the workbench's page sees."""
        return LiveBench(self.rehearsal)

    @property
    def setting(self) -> Setting:
        """The partnership's setting of this moment."""
        return self.rehearsal.concord.register.setting(self.partnership)

    @property
    def now(self) -> datetime:
        """What the clock says, UTC."""
        return self.rehearsal.clock.now()

    def __getitem__(self, person: str) -> Colleague:
        """A colleague by the last part of their id: ``office["marlow-winstead"]``."""
        key = person if "." in person else f"{self.partnership}.{person}"
        return Colleague(self, self.setting.directory.people[key])

    def everybody(self, ids: Iterable[str]) -> list[Colleague]:
        """Those of the ids who are on a chat platform."""
        colleagues = (self[one] for one in ids)
        return [c for c in colleagues if self.rehearsal.chat(c.person) is not None]

    async def settle(self) -> None:
        """Let Concord do what is due and send what is owed."""
        await self.rehearsal.concord.scheduler.settle()

    async def until(self, at: datetime) -> None:
        """Let time pass, stopping wherever Concord has something to do."""
        await advance(self.bench, at)

    async def fast_forward(self, *, working_days: int) -> None:
        """Let working days pass, to the same time of day."""
        for _ in range(working_days):
            await self.until(await self.bench.working_day_later(self.partnership))

    async def case(self) -> Case:
        """The one case of the partnership."""
        ledger = self.rehearsal.concord.ledger
        ids = await ledger.cases_in(self.partnership) or await ledger.cases_in(
            self.partnership, closed=True
        )
        assert len(ids) == 1, f"there are {len(ids)} cases"
        case = await self.rehearsal.concord.casework.read(ids[0])
        assert case is not None
        return case

    async def case_of(self, reference: str) -> Case:
        """The partnership's case of this reference, open or closed."""
        ledger = self.rehearsal.concord.ledger
        ids = {
            *await ledger.cases_in(self.partnership),
            *await ledger.cases_in(self.partnership, closed=True),
        }
        cases = [await self.rehearsal.concord.casework.read(one) for one in ids]
        (found,) = [case for case in cases if case and case.reference == reference]
        return found

    async def events(self, kind: type[E]) -> list[E]:
        """The case's events of a kind, in order."""
        entries = await self.rehearsal.concord.ledger.read((await self.case()).id)
        return [entry.event for entry in entries if isinstance(entry.event, kind)]

    def everything_sent(self) -> list[str]:
        """Every text of every message, notification, Home or button that went out; not what was
        opened in a modal or dialog by somebody on the case.
        """
        here = self.rehearsal
        mail = here.mail.everything_sent("message", "notification")
        return [
            *here.slack.everything_sent("message"),
            *here.teams.everything_sent("message"),
            *mail,
        ]


@asynccontextmanager
async def office(
    ledger: Ledger,
    documents: KeyValueStore,
    partnership: str,
    *,
    begins: datetime = MONDAY,
    files: PartnershipFiles | None = None,
    by_mail: bool = True,
    nights: bool = False,
) -> AsyncIterator[Office]:
    """Start everything for one partnership, with its files where they are not kept in the project;
    afterwards nothing may have been logged as an error.
    """
    clock = MovableClock(begins)
    with watching() as errors:
        own = {partnership: files} if files else None
        async with rehearsing(
            ledger,
            documents,
            clock,
            policies=[partnership],
            files=own,
            by_mail=by_mail,
            nights=nights,
            within=PATIENCE,
            answer_within=PATIENCE,
        ) as rehearsal:
            yield Office(rehearsal, partnership, errors)
    assert not errors, f"logged as errors: {errors}"


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collect every error logged by Concord or by a library."""
    errors: list[str] = []

    def keep(_logger: object, method: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        if method in {"error", "critical"}:
            errors.append(str(dict(event)))
        raise structlog.DropEvent

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(f"{record.name}: {record.getMessage()}")

    keeper = Keeper(logging.ERROR)
    logging.getLogger().addHandler(keeper)
    before = structlog.get_config()
    structlog.configure(processors=[keep])
    try:
        yield errors
    finally:
        structlog.configure(**before)
        logging.getLogger().removeHandler(keeper)
