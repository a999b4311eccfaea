"""Every event a case is folded from. Past tense, frozen, never changed.

Each event says when Concord recorded it (``at``, aware UTC) and who did it (``by``: a person's id,
or ``""`` for Concord itself). Fields marked ``PRIVATE`` hold narrative or identity: the ledger
encrypts them and seals only a commitment to them.
"""

from core.cases.events.agreement import (
    BypassDecided,
    CaseAgreed,
    CaseClosed,
    CopiedToFile,
    DateAgreed,
    DateProposed,
    DetailsSupplied,
    DiscussionRecorded,
    DispositionTaken,
    EnteredOnBehalf,
    EntryCorrected,
    GapReported,
    MeetingHeld,
    NoteAdded,
    OutcomeConfirmed,
    OutcomeProposed,
    OutcomeRejected,
    QuestionAnswered,
    SupportAsked,
)
from core.cases.events.contacts import (
    Accepted,
    Attempt,
    ContactAsked,
    ContactLeft,
    ContactMissed,
    ContactTold,
    Declined,
    HandedToDeputy,
    OtherSideNamed,
    Reminded,
)
from core.cases.events.duties import (
    AlertPassedOn,
    DutiesOwed,
    DutiesUnmet,
    ImmediateRiskFlagged,
    ImmediateRiskWithdrawn,
    OverrideInvoked,
    PeopleInformed,
    RiskAcknowledged,
    TaskDone,
    TaskSkipped,
)
from core.cases.events.event import PRIVATE, CaseEvent
from core.cases.events.ladder import (
    CaseOpened,
    CaseReopened,
    DeadlineBroughtForward,
    EditionChanged,
    EscalatedNow,
    HandUpDone,
    HandUpOwed,
    RouteTaken,
    StageEntered,
    StageLapsed,
)

__all__ = [
    "PRIVATE",
    "Accepted",
    "AlertPassedOn",
    "Attempt",
    "BypassDecided",
    "CaseAgreed",
    "CaseClosed",
    "CaseEvent",
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
    "EnteredOnBehalf",
    "EntryCorrected",
    "EscalatedNow",
    "Event",
    "GapReported",
    "HandUpDone",
    "HandUpOwed",
    "HandedToDeputy",
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
    | EnteredOnBehalf
    | CopiedToFile
    | CaseClosed
    | CaseReopened
    | EditionChanged
    | Reminded
    | RouteTaken
    | ContactTold
    | ContactMissed
)
