"""What can be asked of a case: every command. Imperative, frozen; ``decide`` answers each."""

from core.commands.asking import (
    Accept,
    Decline,
    HandToDeputy,
    NameOtherSide,
)
from core.commands.base import Command
from core.commands.beside import TakeRoute
from core.commands.deciding import (
    AgreeDate,
    DecideBypass,
    Dispose,
    NameDate,
    RecordMeeting,
)
from core.commands.duties import RecordTask, SkipTask
from core.commands.editions import ChangeEdition
from core.commands.ladder import (
    BringForward,
    ConfirmHandUp,
    EscalateNow,
    Lapse,
    OpenCase,
    SayNotSatisfied,
)
from core.commands.noting import (
    AddNote,
    AskForSupport,
    CorrectEntry,
    ReportGap,
    SupplyDetails,
)
from core.commands.safety import (
    AcknowledgeRisk,
    FlagImmediateRisk,
    InvokeOverride,
    WithdrawImmediateRisk,
)
from core.commands.settling import (
    AnswerQuestion,
    CloseCase,
    ConfirmOutcome,
    ProposeOutcome,
    RecordDiscussion,
    RejectOutcome,
    TickCopied,
)
from core.commands.telling import (
    RecordMissed,
    RecordTold,
    Remind,
    ReRoute,
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
