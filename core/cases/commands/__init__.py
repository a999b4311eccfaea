"""Every command on a case. Imperative, frozen; ``decide`` answers each."""

from core.cases.commands.agreement import (
    AddNote,
    AgreeDate,
    AnswerQuestion,
    AskForSupport,
    CloseCase,
    ConfirmOutcome,
    CorrectEntry,
    DecideBypass,
    Dispose,
    NameDate,
    ProposeOutcome,
    RecordDiscussion,
    RecordMeeting,
    RejectOutcome,
    ReportGap,
    SupplyDetails,
    TickCopied,
)
from core.cases.commands.command import Command
from core.cases.commands.contacts import (
    Accept,
    Decline,
    HandToDeputy,
    NameOtherSide,
    RecordMissed,
    RecordTold,
    Remind,
    ReRoute,
)
from core.cases.commands.duties import (
    AcknowledgeRisk,
    FlagImmediateRisk,
    InvokeOverride,
    RecordTask,
    SkipTask,
    WithdrawImmediateRisk,
)
from core.cases.commands.ladder import (
    BringForward,
    ChangeEdition,
    ConfirmHandUp,
    EscalateNow,
    Lapse,
    OpenCase,
    SayNotSatisfied,
    TakeRoute,
)

__all__ = [
    "Accept",
    "AcknowledgeRisk",
    "AddNote",
    "AgreeDate",
    "AnswerQuestion",
    "AnyCommand",
    "AskForSupport",
    "BringForward",
    "ChangeEdition",
    "CloseCase",
    "Command",
    "ConfirmHandUp",
    "ConfirmOutcome",
    "CorrectEntry",
    "DecideBypass",
    "Decline",
    "Dispose",
    "EscalateNow",
    "FlagImmediateRisk",
    "HandToDeputy",
    "InvokeOverride",
    "Lapse",
    "NameDate",
    "NameOtherSide",
    "OpenCase",
    "ProposeOutcome",
    "ReRoute",
    "RecordDiscussion",
    "RecordMeeting",
    "RecordMissed",
    "RecordTask",
    "RecordTold",
    "RejectOutcome",
    "Remind",
    "ReportGap",
    "SayNotSatisfied",
    "SkipTask",
    "SupplyDetails",
    "TakeRoute",
    "TickCopied",
    "WithdrawImmediateRisk",
]

AnyCommand = (
    OpenCase
    | Accept
    | Decline
    | HandToDeputy
    | NameOtherSide
    | RecordDiscussion
    | RecordTask
    | SkipTask
    | ProposeOutcome
    | ConfirmOutcome
    | RejectOutcome
    | EscalateNow
    | ConfirmHandUp
    | BringForward
    | AgreeDate
    | DecideBypass
    | Dispose
    | NameDate
    | RecordMeeting
    | FlagImmediateRisk
    | AcknowledgeRisk
    | WithdrawImmediateRisk
    | InvokeOverride
    | AnswerQuestion
    | AddNote
    | SupplyDetails
    | TakeRoute
    | AskForSupport
    | ReportGap
    | CorrectEntry
    | TickCopied
    | CloseCase
    | SayNotSatisfied
    | ChangeEdition
    | Remind
    | ReRoute
    | Lapse
    | RecordTold
    | RecordMissed
)
