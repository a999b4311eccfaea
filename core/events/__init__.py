"""What has happened: every event a case is folded from. Past tense, frozen, never changed.

Each event says when Concord recorded it (``at``, aware UTC) and who did it (``by``: a person's id,
or ``""`` for Concord itself). Fields marked ``PRIVATE`` hold narrative or identity: the ledger
encrypts them and seals only a commitment to them.
"""

from core.events.asking import (
    Accepted,
    ContactAsked,
    ContactLeft,
    Declined,
    HandedToDeputy,
    OtherSideNamed,
)
from core.events.base import PRIVATE, Happening
from core.events.beside import RouteTaken
from core.events.deciding import (
    BypassDecided,
    DateAgreed,
    DateProposed,
    DispositionTaken,
    MeetingHeld,
)
from core.events.duties import DutiesOwed, DutiesUnmet, TaskDone, TaskSkipped
from core.events.editions import EditionChanged
from core.events.ladder import (
    CaseOpened,
    CaseReopened,
    DeadlineBroughtForward,
    EscalatedNow,
    HandUpDone,
    HandUpOwed,
    StageEntered,
    StageLapsed,
)
from core.events.noting import (
    DetailsSupplied,
    EntryCorrected,
    GapReported,
    NoteAdded,
    SupportAsked,
)
from core.events.safety import (
    AlertPassedOn,
    ImmediateRiskFlagged,
    ImmediateRiskWithdrawn,
    OverrideInvoked,
    PeopleInformed,
    RiskAcknowledged,
)
from core.events.settling import (
    CaseAgreed,
    CaseClosed,
    CopiedToFile,
    DiscussionRecorded,
    OutcomeConfirmed,
    OutcomeProposed,
    OutcomeRejected,
    QuestionAnswered,
)
from core.events.telling import (
    Attempt,
    ContactMissed,
    ContactTold,
    Reminded,
)

__all__ = [
    "PRIVATE",
    "Accepted",
    "AlertPassedOn",
    "Attempt",
    "BypassDecided",
    "CaseAgreed",
    "CaseClosed",
    "CaseOpened",
    "CaseReopened",
    "ContactAsked",
    "ContactLeft",
    "ContactMissed",
    "ContactTold",
    "CopiedToFile",
    "DateAgreed",
    "DateProposed",
    "DeadlineBroughtForward",
    "Declined",
    "DetailsSupplied",
    "DiscussionRecorded",
    "DispositionTaken",
    "DutiesOwed",
    "DutiesUnmet",
    "EditionChanged",
    "EntryCorrected",
    "EscalatedNow",
    "Event",
    "GapReported",
    "HandUpDone",
    "HandUpOwed",
    "HandedToDeputy",
    "Happening",
    "ImmediateRiskFlagged",
    "ImmediateRiskWithdrawn",
    "MeetingHeld",
    "NoteAdded",
    "OtherSideNamed",
    "OutcomeConfirmed",
    "OutcomeProposed",
    "OutcomeRejected",
    "OverrideInvoked",
    "PeopleInformed",
    "QuestionAnswered",
    "Reminded",
    "RiskAcknowledged",
    "RouteTaken",
    "StageEntered",
    "StageLapsed",
    "SupportAsked",
    "TaskDone",
    "TaskSkipped",
]

Event = (
    CaseOpened
    | StageEntered
    | Accepted
    | Declined
    | HandedToDeputy
    | OtherSideNamed
    | ContactAsked
    | ContactLeft
    | DutiesOwed
    | TaskDone
    | TaskSkipped
    | DutiesUnmet
    | DiscussionRecorded
    | OutcomeProposed
    | OutcomeConfirmed
    | OutcomeRejected
    | CaseAgreed
    | StageLapsed
    | EscalatedNow
    | HandUpDone
    | DeadlineBroughtForward
    | BypassDecided
    | DateAgreed
    | DateProposed
    | DispositionTaken
    | MeetingHeld
    | ImmediateRiskFlagged
    | AlertPassedOn
    | RiskAcknowledged
    | ImmediateRiskWithdrawn
    | OverrideInvoked
    | PeopleInformed
    | QuestionAnswered
    | NoteAdded
    | DetailsSupplied
    | SupportAsked
    | GapReported
    | EntryCorrected
    | CopiedToFile
    | CaseClosed
    | CaseReopened
    | EditionChanged
    | Reminded
    | RouteTaken
    | ContactTold
    | ContactMissed
)
