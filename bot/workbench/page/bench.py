"""What the workbench's page needs from the running Concord; ``LiveBench`` implements it.

All times are aware UTC; the page shows them in London's time. Every text is ready to show: the page
adds no words to what Concord says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.directory.model import Channel

StageState = Literal["done", "lapsed", "live", "ahead"]
DeliveryState = Literal["told", "missed", "retrying", "waiting", "dropped", "parked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSheet:
    """A partnership to choose."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person on the contact list. Their chat is the first channel on Slack or Teams; a person
    with e-mail only has letters.
    """

    id: str
    name: str
    agency: str
    """The agency's name."""
    post: str = ""
    """Title of the post held, with the team if it has one."""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as an entry of the picker."""

    id: str
    reference: str
    stage: str
    """The status in words: "Stage 2, managers", "Agreed", "Closed"."""
    open: bool = True
    due: datetime | None = None
    """The deadline that counts now."""
    late: bool = False
    """Whether a deadline of the current stage was missed."""


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
    """Hexadecimal, in full; the page shortens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """A stage of the policy's ladder and, for a case, its progress there."""

    id: str
    label: str
    raising: str = ""
    """Who acts for the raising side: roles, or people if the case knows them."""
    receiving: str = ""
    clock: str = ""
    """How long it may take: "5 working days, or sooner if the child needs it"."""
    clauses: tuple[str, ...] = ()
    track: str = ""
    """Name of the ladder if the policy has several; "" on the main one."""
    state: StageState = "ahead"
    entered: datetime | None = None
    left: datetime | None = None
    due: datetime | None = None
    why_due: str = ""
    """The deadline's explanation; if it begins with "Due" it is shown instead of the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySheet:
    """A policy's ladder as a picture."""

    title: str
    edition: str = ""
    note: str = ""
    """Where it comes from and what in it is our reading."""
    rungs: tuple[StageSheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A message and its delivery state."""

    at: datetime
    """When it was delivered or missed; else when it was created."""
    who: str
    what: str
    """Why this person must know."""
    channel: str
    """"slack", "teams", "mail" or "", if there is none."""
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
    """Where and why the chain is broken; "" if every seal was verified."""
    policy: PolicySheet | None = None
    deliveries: tuple[DeliveryLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """An e-mail that Concord sent, as it is in the mailbox."""

    id: str
    at: datetime
    subject: str
    text: str


class Bench(Protocol):
    """The running Concord, as the page sees it."""

    def now(self) -> datetime:
        """Return the movable clock's time."""
        ...

    async def move(self, to: datetime) -> None:
        """Set the clock forward. Raises ValueError for a time in the past. The page calls
        ``settle`` afterwards.
        """
        ...

    async def next_due(self) -> datetime | None:
        """Return the next time after now at which Concord has something to do, or None."""
        ...

    async def working_day_later(self, partnership: str) -> datetime:
        """Return the same time of day, one working day after now by the partnership's calendar."""
        ...

    async def settle(self) -> None:
        """Process due cases and deliver outbox messages until nothing is left to do."""
        ...

    async def partnerships(self) -> Sequence[PartnershipSheet]:
        """Return all partnerships, in display order."""
        ...

    async def people(self, partnership: str) -> Sequence[Member]:
        """Return a partnership's people, grouped by agency."""
        ...

    async def cases(self, partnership: str) -> Sequence[CaseLine]:
        """Return a partnership's cases, open ones first, newest first; closed ones too."""
        ...

    async def case(self, case: str) -> CaseSheet | None:
        """Return a case in full, or None if there is none with this id."""
        ...

    async def policy(self, partnership: str) -> PolicySheet | None:
        """Return the policy in force, without a case."""
        ...

    async def letters(self, person: str) -> Sequence[MailLine]:
        """Return the e-mails sent to a person, oldest first."""
        ...

    async def reply(self, person: str, letter: str, text: str) -> None:
        """Answer an e-mail by e-mail, as that person. Raises NotPossible without such a letter."""
        ...

    async def bounce(self, person: str, letter: str) -> None:
        """Bounce an e-mail: its mailbox does not exist. Raises NotPossible as above."""
        ...


MOST_STEPS = 500


async def advance(bench: Bench, to: datetime) -> None:
    """Move the clock to ``to``, stopping at every time at which Concord has something to do. Raises
    ValueError for a time in the past.
    """
    for _ in range(MOST_STEPS):
        due = await bench.next_due()
        if due is None or not bench.now() < due < to:
            break
        await bench.move(due)
        await bench.settle()
    await bench.move(to)
    await bench.settle()
