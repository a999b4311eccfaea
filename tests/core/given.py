"""What the tests of the core start from: two partnerships, commands with their usual contents, and
cases made by carrying commands out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from adapters.bank_holidays import calendar_for
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.refusals import Refusal
from core.directory.model import Directory
from core.partnership.setting import Setting
from core.policy.calendar import Calendar
from core.policy.model import Policy
from core.vocabulary import SubjectType
from policies import library
from policies.policy_files.loader import digest
from tests.core.small import SMALL_DIRECTORY, SMALL_POLICY

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""Monday 2 November 2026, 10 am in London."""

REFERENCE = "ESC-7KQ4-M2X1"
E_ = TypeVar("E_", bound=e.CaseEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A partnership: its policy, its people and its calendar."""

    policy: Policy
    directory: Directory
    calendar: Calendar
    edition: str

    def at(self, now: datetime = MONDAY) -> Setting:
        """The setting of a moment."""
        return Setting(
            policy=self.policy,
            edition=self.edition,
            calendar=self.calendar,
            directory=self.directory,
            now=now,
        )


def world(policy: Policy, directory: Directory) -> World:
    """A partnership made of a policy and a contact list."""
    calendar = calendar_for(
        policy.jurisdiction,
        closures=directory.closures,
        opens=policy.office_opens,
        closes=policy.office_closes,
        first=2026,
        last=2028,
    )
    return World(policy=policy, directory=directory, calendar=calendar, edition=digest(policy))


_KEPT = library.policy_of("hounslow").policy
HOUNSLOW = world(
    replace(_KEPT, closing=replace(_KEPT.closing, after=())), library.directory_of("hounslow")
)
"""Hounslow, but that nothing is owed once a case is closed."""
SMALL = world(SMALL_POLICY, SMALL_DIRECTORY)

ROBIN = "hounslow.robin-haverstock"
"""Health visitor: raises most cases."""
CASSIA = "hounslow.cassia-thornbury"
"""Robin's line manager."""
IMOGEN = "hounslow.imogen-farleigh"
"""Robin's safeguarding lead."""
SOREN = "hounslow.soren-oakden"
MARLOW = "hounslow.marlow-winstead"
"""Social worker: the counterpart."""
TOBIN = "hounslow.tobin-zeller"
"""Marlow's line manager, with Priya, who has e-mail only, and Leila as deputy."""
PRIYA = "hounslow.priya-ashdown"
LEILA = "hounslow.leila-hartnell"
WILF = "hounslow.wilf-greaves"
JONAS = "hounslow.jonas-thorne"
ORCHARD = "hounslow.priya-orchard"
ISOLDE = "hounslow.isolde-wraysbury"
NOOR = "hounslow.noor-castellan"
MERRICK = "hounslow.merrick-dunmore"
"""The coordinators."""
BRAM = "hounslow.bram-ashgrove"
THEA = "hounslow.thea-lindqvist-moor"
CASPER = "hounslow.casper-rowntree-hall"
FERN = "hounslow.fern-attwater"
"""A teacher: a stranger to most cases."""
MAILBOX = "hounslow.west-london-safeguarding-children-team"


def opening(**changes: Any) -> c.OpenCase:
    """Robin raises a concern with Marlow."""
    usual = c.OpenCase(
        by=ROBIN,
        reference=REFERENCE,
        subject_type=SubjectType.CHILD,
        statuses=(),
        trigger="decision",
        category="levels_of_need",
        receiving_agency="council",
        receiving_team="family-help",
        counterpart=MARLOW,
        arose_on=date(2026, 11, 2),
        protective=None,
        protective_reason="",
        subject="A.B.",
        answers={"concern": "closed too early", "action_taken": "rang", "outcome_sought": "reopen"},
    )
    return replace(usual, **changes)


def small_opening(**changes: Any) -> c.OpenCase:
    """Ann raises a concern with Bob."""
    return replace(
        opening(
            by="small.ann",
            trigger="action",
            category="care",
            receiving_agency="council",
            receiving_team="",
            counterpart="small.bob",
            protective=local_time("2026-11-06 17:00"),
            answers={},
        ),
        **changes,
    )


def apply(case: Case | None, events: Iterable[e.Event], case_id: str = "c1") -> Case:
    """The case after these events."""
    for event in events:
        case = evolve(case, event, case_id, (case.sequence if case else 0) + 1)
    assert case is not None
    return case


def opened(command: c.OpenCase, setting: Setting) -> tuple[e.Event, ...]:
    """The events of an opening that is not refused."""
    decided = decide_opening(command, setting, "c1")
    events = tuple(one for one in decided if not isinstance(one, Refusal))
    assert len(events) == len(decided), decided
    return events


def done(case: Case, command: c.AnyCommand, setting: Setting) -> tuple[e.Event, ...]:
    """What follows from a command that is not refused."""
    decided = decide(case, command, setting)
    assert not isinstance(decided, Refusal), decided
    return decided


def refused(case: Case, command: c.AnyCommand, setting: Setting) -> Refusal:
    """Why a command is refused."""
    decided = decide(case, command, setting)
    assert isinstance(decided, Refusal), decided
    return decided


def given(
    *steps: c.AnyCommand | timedelta | datetime, here: World = HOUNSLOW, at: datetime = MONDAY
) -> Case:
    """A case to which all this was done, in order; a time or a span moves the clock."""
    case: Case | None = None
    for step in steps:
        if isinstance(step, datetime):
            at = step
        elif isinstance(step, timedelta):
            at += step
        elif isinstance(step, c.OpenCase):
            case = apply(None, opened(step, here.at(at)))
        else:
            assert case is not None, "a story begins with an opening"
            case = apply(case, done(case, step, here.at(at)))
    assert case is not None
    return case


def only(kind: type[E_], events: Iterable[e.Event]) -> E_:
    """The one event of a kind."""
    found = [one for one in events if isinstance(one, kind)]
    assert len(found) == 1, found
    return found[0]


def kinds(events: Iterable[e.Event]) -> list[str]:
    """What happened, by the names of the events."""
    return [type(one).__name__ for one in events]


def local_time(text: str) -> datetime:
    """A winter's time in London, which is UTC: "2026-11-09 17:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
