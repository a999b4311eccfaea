"""A whole Concord without its platforms: the real desk, casework and delivery on the ledger in
memory, a clock that is moved, and couriers that do as their script says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.clock import MovableClock
from bot.app.parts.accounts import wire_accounts
from bot.app.parts.sending import wire_sending
from bot.app.start_up import edition_sync_for
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Facts,
    Form,
    Heading,
    Home,
    Ladder,
    Picture,
    Reply,
    ShowForm,
    Text,
)
from core.cases import commands as c
from core.cases.case import Case
from core.cases.casework import Casework, Done, count_owned_stages
from core.desk.cases.desk import CaseDesk
from core.desk.directory.desk import PeopleDesk
from core.desk.drafts import Drafts
from core.desk.editions.desk import EditionDesk
from core.desk.front_desk import Desk
from core.desk.readiness.desk import ReadinessDesk
from core.directory import ListEntry, ListEvent, ListTaken
from core.directory.model import Directory, Principal
from core.notifications.couriers import Courier
from core.notifications.letters import Letters
from core.outbox import MessageState, Stored, StoredLetter, StoredMessage
from core.partnership.list_changes import ListChanges
from core.partnership.register import Partnership, Register
from core.partnership.setting import Edition
from core.readiness.findings import ReadinessCheck
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import LetterKind, Platform, Purpose
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.core.given import HOUNSLOW, MONDAY, World
from tests.core.stand_ins import FakeCourier, FakeStandings, SteadyChance, WatchedCabinet

LEASE = 60.0


class Office:
    """Everything wired together; people act by their id."""

    def __init__(
        self, *worlds: World, at: datetime = MONDAY, mail: bool = True, redraws: bool = True
    ) -> None:
        self._redraws = redraws
        worlds = worlds or (HOUNSLOW,)
        self.world = worlds[0]
        self.clock = MovableClock(at)
        self.ledger = MemoryLedger()
        self.documents = WatchedCabinet()
        self.randomness = SteadyChance()
        self.register = Register(
            {
                one.policy.partnership: Partnership(
                    id=one.policy.partnership,
                    edition=one.edition,
                    directory=one.directory,
                )
                for one in worlds
            },
            [Edition(digest=w.edition, policy=w.policy, calendar=w.calendar) for w in worlds],
            self.clock,
        )
        self.people = {p.id: p for one in worlds for p in one.directory.people.values()}
        self.edition_sync = edition_sync_for(self.documents, self.register)
        self.casework = Casework(
            self.ledger,
            self.register.setting,
            self.clock,
            self.randomness,
            self.edition_sync.load_edition,
            self._alarm,
        )
        self.roll = self.edition_sync.lists.following.roll
        self.boards = ReadinessCheck(
            self.ledger, self.documents, self.register, MESSAGING_PLATFORMS
        )
        self.list_changes = ListChanges(
            self.edition_sync.lists.following,
            self.register,
            self.edition_sync,
            self.clock,
            count_owned_stages(self.ledger, self.casework),
        )
        self.slack, self.teams, self.mail = FakeCourier(), FakeCourier(), FakeCourier()
        self.couriers: dict[Platform, Courier] = {
            Platform.SLACK: self.slack,
            Platform.TEAMS: self.teams,
        }
        if mail:
            self.couriers[Platform.MAIL] = self.mail
        self.alarms: list[tuple[str, str]] = []
        self.standings = FakeStandings()
        self.letters = Letters(self.ledger, self.register)
        self.identity = wire_accounts(
            ledger=self.ledger,
            documents=self.documents,
            letters=self.letters,
            register=self.register,
            lists=self.edition_sync.lists.following,
            clock=self.clock,
            randomness=self.randomness,
            casework=self.casework,
            couriers=self.couriers,
            standings={Platform.SLACK: self.standings, Platform.TEAMS: self.standings},
            alarm=self._alarm,
        )
        drafts = Drafts(self.documents, self.clock)
        self.case_desk = CaseDesk(
            self.casework, self.ledger, drafts, self.register, self.randomness
        )
        self.desk = Desk(
            self.ledger,
            self.register,
            (
                self.case_desk,
                ReadinessDesk(
                    self.ledger, self.documents, self.letters, self.register, self.boards
                ),
                EditionDesk(self.ledger, self.documents, self.register, self.edition_sync),
                PeopleDesk(
                    self.ledger, self.documents, self.register, self.clock, self.list_changes
                ),
                self.identity.desk,
            ),
        )
        self.makers = dict(self.identity.cards)
        self.sending = wire_sending(
            ledger=self.ledger,
            documents=self.documents,
            register=self.register,
            clock=self.clock,
            randomness=self.randomness,
            casework=self.casework,
            letters=self.letters,
            cards=self.makers,
            couriers=self.couriers,
            heard=self.identity.closed_accounts,
            alarm=self._alarm,
        )
        self.delivery, self.redrawing = self.sending.delivery, self.sending.redrawing

    def _alarm(self, code: str, where: str) -> None:
        self.alarms.append((code, where))

    async def keep_list(self) -> None:
        """Begin each log with the list that runs, as the settings do at a first start."""
        begun = await self.roll.lengths()
        for here in self.register.known:
            directory = self.register.whole(here)
            if directory is not None and here not in begun:
                taken = ListTaken(directory=directory, source="people.yaml")
                act = ListEntry(at=self.clock.now(), by="settings", why="", changes=(taken,))
                assert await self.roll.append(here, 0, act)
        await self.edition_sync.look()

    # --- people -------------------------------------------------------------------------------

    def principal(self, person: str) -> Principal:
        """How a person signs in."""
        return self.people[person].channels[0].principal

    async def says(self, person: str, words: str) -> Reply:
        """``/escalate <words>``."""
        return await self.desk.command(self.principal(person), words)

    async def press(self, person: str, button: Button) -> Reply:
        """Press a button that was drawn for anybody."""
        return await self.desk.press(self.principal(person), button.token)

    async def submit(self, person: str, form: Form, /, **values: str) -> Reply:
        """Submit a form as it is filled, with these values changed."""
        filled: Mapping[str, str] = {one.id: one.value for one in form.inputs} | values
        return await self.desk.submit(self.principal(person), form.token, filled)

    async def home(self, person: str) -> Home:
        """A person's to-do list."""
        return await self.desk.home(self.principal(person))

    async def form(self, person: str, words: str = "") -> Form:
        """The form behind ``/escalate <words>``."""
        reply = await self.says(person, words)
        assert isinstance(reply, ShowForm), reply
        return reply.form

    def list_becomes(self, directory: Directory) -> None:
        """The contact list is another one from now on."""
        self.register.set_directory(directory.partnership, directory)

    # --- what happens -------------------------------------------------------------------------

    async def open(self, command: c.OpenCase, partnership: str = "") -> Case:
        """A case with a reference of its own, opened past the desk."""
        command = replace(command, reference=self.randomness.reference())
        where = partnership or self.world.policy.partnership
        outcome = await self.casework.open(where, command, self.randomness.case_id())
        assert isinstance(outcome, Done), outcome
        return outcome.case

    async def do(self, case: Case, *commands: c.AnyCommand) -> Case:
        """Commands carried out past the desk."""
        outcome = await self.casework.carry_out(case.id, commands)
        assert isinstance(outcome, Done), outcome
        return outcome.case

    async def read(self, case: Case) -> Case:
        """The case as it stands now."""
        now = await self.casework.read(case.id)
        assert now is not None
        return now

    async def settle(self) -> None:
        """Look at everything due and deliver everything owed until nothing is left to do now."""
        for _ in range(10_000):
            now = self.clock.now()
            cases = await self.ledger.claim_due(now, 100, LEASE)
            for case in cases:
                await self.casework.look(case)
            owed: list[Stored] = []
            for queue in await self.ledger.ready_queues(now):
                owed.extend(await self.ledger.claim_messages(now, queue, 100, LEASE))
            for one in owed:
                await self.delivery.send(one)
            if not cases and not owed:
                break
        else:
            raise AssertionError("Concord does not come to rest")
        for _ in range(1000 if self._redraws else 0):
            stale = await self.ledger.claim_redraws(self.clock.now(), 1000, LEASE)
            if not stale:
                break
            await self.redrawing.redraw_told(stale)

    async def writes(self, *changes: ListEvent, by: str = "settings") -> None:
        """Do this to the first partnership's contact list."""
        partnership = self.world.policy.partnership
        kept = await self.roll.read(partnership)
        if not kept:
            changes = (ListTaken(directory=self.world.directory, source=""), *changes)
        act = ListEntry(at=self.clock.now(), by=by, why="test", changes=changes)
        assert await self.roll.append(partnership, len(kept), act)
        directory = await self.roll.directory(partnership)
        assert directory is not None
        self.register.set_directory(partnership, directory)

    async def post(self) -> None:
        """Let follow what does beside the cases, and send every letter whose time has come."""
        await self.keep_list()
        for _ in range(100):
            for one in self.identity.passes:
                await one()
            if not await self.ledger.ready_queues(self.clock.now()):
                return
            await self.settle()
        raise AssertionError("letters do not come to rest")

    async def fast_forward(
        self, *, working_days: int = 0, hours: float = 0, to: datetime | None = None
    ) -> None:
        """Let time pass, stopping at everything that falls due on the way."""
        aim = to or self.clock.now() + timedelta(hours=hours)
        if working_days:
            calendar = self.world.calendar
            aim = calendar.end_of_office_day(
                calendar.add_working_days(self.clock.now().date(), working_days)
            )
        while (following := await self._next()) is not None and following <= aim:
            self.clock.move_to(max(following, self.clock.now()))
            await self.settle()
        self.clock.move_to(aim)
        await self.settle()

    async def _next(self) -> datetime | None:
        rows = self.ledger._outbox.values()
        waiting = [row.ready_at for row in rows if row.ready_at is not None]
        due = await self.ledger.next_due()
        return min((at for at in (*waiting, due) if at is not None), default=None)

    # --- what came of it ----------------------------------------------------------------------

    def owed(self, person: str = "", purpose: Purpose | None = None) -> list[StoredMessage]:
        """Every notice ever owed, as it stands."""
        rows = (row.stored for row in self.ledger._outbox.values())
        return [
            one
            for one in rows
            if isinstance(one, StoredMessage)
            and person in {"", one.message.person}
            and purpose in {None, one.message.purpose}
        ]

    def owed_letters(self, kind: LetterKind | None = None) -> list[StoredLetter]:
        """Every letter ever owed, as it stands."""
        rows = (row.stored for row in self.ledger._outbox.values())
        letters = (one for one in rows if isinstance(one, StoredLetter))
        return [one for one in letters if kind in {None, one.letter.kind}]

    def states(self, person: str = "", purpose: Purpose | None = None) -> list[MessageState]:
        """How they stand."""
        return [one.state for one in self.owed(person, purpose)]

    def cards(self, person: str) -> list[Card]:
        """Every message that reached a person, oldest first, as it was sent."""
        users = {channel.user for channel in self.people[person].channels}
        sent = (one for courier in (self.slack, self.teams, self.mail) for one in courier.sent)
        return [one.card for one in sent if one.channel.user in users]


def buttons(blocks: Iterable[Block]) -> dict[str, Button]:
    """The buttons among blocks, by label; of two alike the first."""
    found: dict[str, Button] = {}
    for row in blocks:
        if isinstance(row, Buttons):
            for button in row.buttons:
                found.setdefault(button.label, button)
    return found


def words(blocks: Iterable[Block]) -> str:
    """Everything a person can read among blocks."""
    return "\n".join(_words(block) for block in blocks)


def _words(block: Block) -> str:
    match block:
        case Heading(text) | Text(text):
            return text
        case Facts(facts):
            return "\n".join(f"{fact.label}: {fact.value}" for fact in facts)
        case Buttons(row):
            return "\n".join(button.label for button in row)
        case Picture(url, alt):
            return f"{url}\n{alt}"
        case Ladder(steps):
            return "\n".join(f"{step.label} {step.detail}" for step in steps)
        case _:
            return ""
