"""Events and batches with little in them, for tests of where they are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.cases.events import Accepted, CaseOpened, ContactTold, Event, NoteAdded
from core.cases.record.ledger import Batch, CaseIndex, Due
from core.outbox import AttemptResult, MessageState, OutboxMessage
from core.ports import Collection
from core.vocabulary import CaseStatus, Platform, Purpose, Side, SubjectType

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
QUEUE = "slack:T1"
TEXTS = Collection("texts", str, None)
SECRET = "Wilhelmina Featherstonehaugh"


def later(seconds: float = 1) -> datetime:
    """A time after noon."""
    return NOON + timedelta(seconds=seconds)


def opened(reference: str = "ESC-0000-0000", subject: str = SECRET) -> CaseOpened:
    """How a case begins."""
    return CaseOpened(
        at=NOON,
        by="ann",
        reference=reference,
        partnership="hounslow",
        edition="e1",
        subject_type=SubjectType.CHILD,
        statuses=(),
        trigger="threshold",
        category="closure",
        raising_agency="nhs",
        raising_team="hv",
        receiving_agency="council",
        receiving_team="mash",
        counterpart="bob",
        arose_on=date(2026, 4, 1),
        subject=subject,
        answers={"story": f"{subject} was not seen"},
    )


def note(text: str = SECRET, at: datetime = NOON) -> NoteAdded:
    """Something private."""
    return NoteAdded(at=at, by="ann", text=text)


def accepted(at: datetime = NOON) -> Accepted:
    """Something public."""
    return Accepted(at=at, by="bob", stage="s1", side=Side.RECEIVING)


def told(at: datetime = NOON) -> ContactTold:
    """What is recorded once a message was taken."""
    return ContactTold(at=at, by="", person="bob", purpose=Purpose.ASKED, platform=Platform.SLACK)


def index(case: str = "c1", **changes: Any) -> CaseIndex:
    """What a case is found by."""
    usual = CaseIndex(
        reference="ESC-0000-0000" if case == "c1" else f"ESC-{case}",
        partnership="hounslow",
        edition="e1",
        status=CaseStatus.OPEN,
        stage="s1",
        due=later(3600),
        people=("ann", "bob"),
    )
    return replace(usual, **changes)


def batch(case: str = "c1", expected: int = 0, *events: Event, **rest: Any) -> Batch:
    """A batch; the first one of a case opens it."""
    rest.setdefault("index", index(case))
    if not events and expected == 0:
        events = (opened(rest["index"].reference),)
    return Batch(case=case, expected=expected, events=events, **rest)


def a_message(key: str = "d1", **changes: Any) -> OutboxMessage:
    """Something owed to Bob, at once."""
    usual = OutboxMessage(
        key=key,
        person="bob",
        purpose=Purpose.ASKED,
        stage="s1",
        about="",
        urgent=False,
        queue=QUEUE,
        not_before=NOON,
    )
    return replace(usual, **changes)


def due(key: str = "settle", at: datetime = NOON) -> Due:
    """A time to look again."""
    return Due(key=key, at=at)


def settled(
    number: int, epoch: int, state: MessageState = MessageState.TOLD, **rest: Any
) -> AttemptResult:
    """The result of an attempt."""
    rest.setdefault("platform_message", '{"ts":"1"}' if state is MessageState.TOLD else "")
    rest.setdefault("attempts", 1)
    return AttemptResult(id=number, epoch=epoch, state=state, **rest)
