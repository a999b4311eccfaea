"""The roll: how a contact list came to be what it is, act by act, and who did each.

A contact list is what its acts fold to. Nothing of it is ever deleted: who has left, and who held a
post before, stays.
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
from core.directory.fold import as_of, changed, fold
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
    "as_of",
    "changed",
    "fold",
]
