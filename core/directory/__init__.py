"""The contact list and its log: every change, with who made it.

A contact list is the fold of its log entries. Nothing is deleted: people who have left and earlier
holders of a post stay.
"""

from core.directory.events import (
    AbsenceEnded,
    AbsenceMarked,
    AddressReleased,
    AgencyEntered,
    ChannelEnded,
    ChannelLinked,
    CoordinatorsNamed,
    GapDeclared,
    GapWithdrawn,
    HolderAppointed,
    HolderEnded,
    ListEntry,
    ListEvent,
    ListTaken,
    PersonEntered,
    PersonLeft,
    PersonVerified,
    PostEntered,
)
from core.directory.fold import apply_event, as_of, fold
from core.directory.log import (
    ContactListLog,
    CurrentList,
    CurrentLists,
    ListCodec,
    ListLogBroken,
    SealedListEntry,
)

__all__ = [
    "AbsenceEnded",
    "AbsenceMarked",
    "AddressReleased",
    "AgencyEntered",
    "ChannelEnded",
    "ChannelLinked",
    "ContactListLog",
    "CoordinatorsNamed",
    "CurrentList",
    "CurrentLists",
    "GapDeclared",
    "GapWithdrawn",
    "HolderAppointed",
    "HolderEnded",
    "ListCodec",
    "ListEntry",
    "ListEvent",
    "ListLogBroken",
    "ListTaken",
    "PersonEntered",
    "PersonLeft",
    "PersonVerified",
    "PostEntered",
    "SealedListEntry",
    "apply_event",
    "as_of",
    "fold",
]
