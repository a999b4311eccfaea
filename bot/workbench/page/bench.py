"""What the workbench's page asks of the Concord it stands beside; the wiring fulfils it.

All times are aware UTC; the page shows them in London's time. Every text is ready to be read:
the page words nothing of what Concord says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.directory.model import Channel

RungState = Literal["done", "lapsed", "live", "ahead"]
DeliveryState = Literal["told", "missed", "retrying", "waiting", "dropped", "parked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSheet:
    """A partnership one can look at."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the contact list. Of the channels the first on Slack or Teams is their chat; a
    person with mail only has letters.
    """

    id: str
    name: str
    agency: str
    """The agency's name."""
    post: str = ""
    """Title of the post held, with the team where that tells more."""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as an entry of the picker."""

    id: str
    reference: str
    stage: str
    """Where it stands, as it reads: "Stage 2, managers", "Agreed", "Closed"."""
    open: bool = True
    due: datetime | None = None
    """The deadline that counts now."""
    late: bool = False
    """Whether a deadline of this case was missed, this one or an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of the chronology with its seal."""

    sequence: int
    at: datetime
    who: str
    what: str
    """What happened, one sentence."""
    detail: tuple[str, ...] = ()
    """Further lines: reasons, due times with their explanation, positions."""
    stage: str = ""
    seal: str = ""
    """Hexadecimal, whole; the page shortens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """A stage of the policy's ladder and, for a case, where that stands on it."""

    id: str
    label: str
    raising: str = ""
    """Who acts for the raising side: roles, or people where the case knows them."""
    receiving: str = ""
    clock: str = ""
    """How long it may take: "5 working days, or sooner if the child needs it"."""
    clauses: tuple[str, ...] = ()
    track: str = ""
    """Name of the ladder where the policy has several; "" on the main one."""
    state: RungState = "ahead"
    entered: datetime | None = None
    left: datetime | None = None
    due: datetime | None = None
    why_due: str = ""
    """The deadline's own explanation; where it begins with "Due" it stands for the date too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySheet:
    """A policy's ladder as a picture."""

    title: str
    edition: str = ""
    note: str = ""
    """Whence it comes and what about it is our reading."""
    rungs: tuple[StageSheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A notice and what became of it."""

    at: datetime
    """When it was told or missed; else when it became owed."""
    who: str
    what: str
    """Why this person must know."""
    channel: str
    """"slack", "teams", "mail" or "" where there is none."""
    state: DeliveryState
    attempts: int = 0
    next_at: datetime | None = None
    error: str = ""
    """A platform's code, or why it was missed."""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """Everything the page shows of a case."""

    line: CaseLine
    entries: tuple[EntryLine, ...] = ()
    breach: str = ""
    """Where and why the chain does not hold; "" where every seal was verified."""
    policy: PolicySheet | None = None
    deliveries: tuple[DeliveryLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """An e-mail that Concord sent, as it lies in the mailbox."""

    id: str
    at: datetime
    subject: str
    text: str


class Bench(Protocol):
    """The wired Concord, as the page sees it."""

    def now(self) -> datetime:
        """What the movable clock says."""
        ...

    async def move(self, to: datetime) -> None:
        """Set the clock, never back: ValueError says so. The page calls ``settle`` afterwards."""
        ...

    async def next_due(self) -> datetime | None:
        """The next time after now at which Concord has something to do, or None."""
        ...

    async def working_day_later(self, partnership: str) -> datetime:
        """The same time of day, one working day after now by the partnership's calendar."""
        ...

    async def settle(self) -> None:
        """Run the clock's tick and deliver everything owed, again until nothing is left to do."""
        ...

    async def partnerships(self) -> Sequence[PartnershipSheet]:
        """All partnerships, in the order they are shown."""
        ...

    async def people(self, partnership: str) -> Sequence[Member]:
        """A partnership's people, grouped by agency."""
        ...

    async def cases(self, partnership: str) -> Sequence[CaseLine]:
        """A partnership's cases, open ones first, newest first; closed ones too."""
        ...

    async def case(self, case: str) -> CaseSheet | None:
        """A case in full, or None where there is none of this id."""
        ...

    async def policy(self, partnership: str) -> PolicySheet | None:
        """The policy in force, with no case on it."""
        ...

    async def letters(self, person: str) -> Sequence[MailLine]:
        """E-mails sent to a person, oldest first."""
        ...

    async def reply(self, person: str, letter: str, text: str) -> None:
        """Answer an e-mail by e-mail, as that person. Raises NotPossible without such a letter."""
        ...

    async def bounce(self, person: str, letter: str) -> None:
        """Let an e-mail come back: its mailbox does not exist. Raises NotPossible as above."""
        ...


MOST_STEPS = 500


async def advance(bench: Bench, to: datetime) -> None:
    """Let time pass until then, stopping wherever Concord has something to do, as time would.
    Raises ValueError where that is in the past.
    """
    for _ in range(MOST_STEPS):
        due = await bench.next_due()
        if due is None or not bench.now() < due < to:
            break
        await bench.move(due)
        await bench.settle()
    await bench.move(to)
    await bench.settle()
