"""A Bench with canned data: one partnership, eight people, one case three entries long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.workbench.chats import NotPossible
from bot.workbench.page.bench import (
    CaseLine,
    CaseSheet,
    DeliveryLine,
    EntryLine,
    MailLine,
    Member,
    PartnershipSheet,
    PolicySheet,
    StageSheet,
)
from core.directory.model import Channel
from core.vocabulary import Platform
from tests.bot.workbench.conftest import StoppedClock

DUE = datetime(2026, 11, 5, 17, 0, tzinfo=UTC)
BEGUN = datetime(2026, 10, 29, 9, 42, tzinfo=UTC)
COUNCIL, HEALTH, POLICE = "Hounslow Council", "West London Health Trust", "Metropolitan Police"


def slack(user: str) -> tuple[Channel, ...]:
    """A channel in the council's workspace."""
    return (Channel(platform=Platform.SLACK, tenant="T0HOU", user=user),)


def teams(tenant: str, user: str) -> tuple[Channel, ...]:
    """A channel in a tenant."""
    return (Channel(platform=Platform.TEAMS, tenant=tenant, user=user),)


MAIL = (Channel(platform=Platform.MAIL, tenant="", user="esme.ward@example.org"),)
PEOPLE = (
    Member(id="amara", name="Amara Bell", agency=COUNCIL, post="Social worker, Referral and assessment",
           channels=slack("U0HOU00001")),
    Member(id="chris", name="Chris Adeyemi", agency=COUNCIL, post="Team manager, Referral and assessment",
           channels=slack("U0SAME")),
    Member(id="bryn", name="Bryn Hale", agency=HEALTH, post="Health visitor",
           channels=teams("tenant-council", "aad-bryn")),
    Member(id="cleo", name="Cleo Marsh", agency=POLICE, post="Detective sergeant",
           channels=teams("tenant-police", "aad-cleo")),
    Member(id="esme", name="Esme Ward", agency="St Anne's Primary School",
           post="Designated safeguarding lead", channels=MAIL),
    Member(id="frank", name="Frank Osei", agency="St Anne's Primary School", post="Head teacher"),
)  # fmt: skip


def seal(number: int) -> str:
    """Something that looks like one."""
    return sha256(str(number).encode()).hexdigest()


ENTRIES = (
    EntryLine(sequence=1, at=BEGUN, who="Bryn Hale", what="A concern was raised with Hounslow Council.",
              stage="Stage 1", seal=seal(1),
              detail=("Category: thresholds. Asked for sooner than the policy's limit: no.",)),
    EntryLine(sequence=2, at=BEGUN + timedelta(minutes=1), who="Concord", seal=seal(2), stage="Stage 1",
              what="Amara Bell was asked to respond for the receiving side."),
    EntryLine(sequence=3, at=datetime(2026, 10, 30, 17, 0, tzinfo=UTC), who="Concord", seal=seal(3),
              what="Stage 1 lapsed without a recorded outcome. Stage 2 opened.", stage="Stage 2",
              detail=("Due Thursday 5 November 2026, 5 pm: 4 working days from Friday 30 October.",)),
)  # fmt: skip

POLICY = PolicySheet(
    title="Escalation policy of the Hounslow Safeguarding Children Partnership",
    edition="Edition 3, in force since 1 September 2026",
    note="Stage 3's limit is our safest reading: the document says both two days and 48 hours.",
    rungs=(
        StageSheet(id="s1", label="Stage 1: practitioners", raising="Bryn Hale", receiving="Amara Bell",
             clock="1 working day", clauses=("HOU-14", "HOU-15"), state="lapsed", entered=BEGUN,
             left=datetime(2026, 10, 30, 17, 0, tzinfo=UTC)),
        StageSheet(id="s2", label="Stage 2: managers", raising="Health visiting manager",
             receiving="Chris Adeyemi", clock="4 working days, or sooner if the child needs it",
             clauses=("HOU-18", "HOU-19", "HOU-21"), state="live", due=DUE,
             entered=datetime(2026, 10, 30, 17, 0, tzinfo=UTC),
             why_due="4 working days from Friday 30 October."),
        StageSheet(id="s3", label="Stage 3: safeguarding leads", raising="Named nurse",
             receiving="Head of safeguarding", clock="2 working days", clauses=("HOU-24",)),
        StageSheet(id="s4", label="Stage 4: heads of service", raising="Director of nursing",
             receiving="Director of children's services", clock="2 working days",
             clauses=("HOU-29",)),
        StageSheet(id="s5", label="Stage 5: the partnership", raising="Partnership chair",
             receiving="Partnership chair", clock="5 working days", clauses=("HOU-33", "HOU-34")),
    ),
)  # fmt: skip

DELIVERIES = (
    DeliveryLine(at=BEGUN, who="Amara Bell", what="Asked to respond", channel="slack", state="told",
                 attempts=1),
    DeliveryLine(at=BEGUN, who="Esme Ward", what="To be informed", channel="mail", state="retrying",
                 attempts=3, next_at=DUE, error="421"),
    DeliveryLine(at=BEGUN, who="Frank Osei", what="To be informed", channel="", state="missed",
                 error="no_channel", urgent=True),
)  # fmt: skip


@dataclass
class FakeBench:
    """Keeps its promises on canned data; remembers what it was asked."""

    clock: StoppedClock
    asked: list[str] = field(default_factory=list)
    breach: str = ""
    dues: list[datetime] = field(default_factory=lambda: [DUE])

    def now(self) -> datetime:
        """What the clock says."""
        return self.clock.now()

    async def move(self, to: datetime) -> None:
        """Set the clock."""
        if to < self.clock.at:
            raise ValueError("The clock moves forward only.")
        self.asked.append(f"move {to:%d %H:%M}")
        self.clock.at = to

    async def next_due(self) -> datetime | None:
        """The next canned due time."""
        return next((due for due in self.dues if due > self.clock.at), None)

    async def working_day_later(self, partnership: str) -> datetime:
        """Tomorrow."""
        return self.clock.at + timedelta(days=1)

    async def settle(self) -> None:
        """Nothing to do."""
        self.asked.append("settle")

    async def partnerships(self) -> Sequence[PartnershipSheet]:
        """Two, the second one empty."""
        return (
            PartnershipSheet(id="hou", name="Hounslow Safeguarding Children Partnership"),
            PartnershipSheet(id="hal", name="Halton"),
        )

    async def people(self, partnership: str) -> Sequence[Member]:
        """The first one's people."""
        return PEOPLE if partnership == "hou" else ()

    async def cases(self, partnership: str) -> Sequence[CaseLine]:
        """The first one's case."""
        return (self._line(),) if partnership == "hou" else ()

    async def case(self, case: str) -> CaseSheet | None:
        """The case in full."""
        return CaseSheet(
            line=self._line(),
            entries=ENTRIES,
            breach=self.breach,
            policy=POLICY,
            deliveries=DELIVERIES,
        )

    async def policy(self, partnership: str) -> PolicySheet | None:
        """The policy, untouched by any case."""
        return POLICY if partnership == "hou" else None

    async def letters(self, person: str) -> Sequence[MailLine]:
        """One letter for Esme."""
        if person != "esme":
            return ()
        text = "There is something for you in ESC-7KQ4-M2XP.\n\nPlease ask your manager to open it."
        return (MailLine(id="esme/1", at=BEGUN, subject="ESC-7KQ4-M2XP: please look", text=text),)

    async def reply(self, person: str, letter: str, text: str) -> None:
        """Noted."""
        self.asked.append(f"reply {person} {letter} {text}")

    async def bounce(self, person: str, letter: str) -> None:
        """Noted."""
        if letter != "esme/1":
            raise NotPossible("there is no such e-mail")
        self.asked.append(f"bounce {person} {letter}")

    def _line(self) -> CaseLine:
        late = self.clock.at > DUE
        return CaseLine(
            id="case-1", reference="ESC-7KQ4-M2XP", stage="Stage 2, managers", due=DUE, late=late
        )
