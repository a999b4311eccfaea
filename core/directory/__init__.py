"""The roll: how a contact list came to be what it is, act by act, and who did each.

A contact list is what its acts fold to. Nothing of it is ever deleted: who has left, and who held a
post before, stays.
"""

from core.directory.events import (
    AbsenceEnded,
    AbsenceMarked,
    Act,
    AddressReleased,
    AgencyEntered,
    Change,
    ChannelEnded,
    ChannelLinked,
    CoordinatorsNamed,
    GapDeclared,
    GapWithdrawn,
    HolderAppointed,
    HolderEnded,
    ListTaken,
    PersonEntered,
    PersonLeft,
    PersonVerified,
    PostEntered,
)
from core.directory.fold import as_of, changed, fold
from core.directory.log import Codec, Following, Kept, Roll, RollBroken, Stand

__all__ = [
    "AbsenceEnded",
    "AbsenceMarked",
    "Act",
    "AddressReleased",
    "AgencyEntered",
    "Change",
    "ChannelEnded",
    "ChannelLinked",
    "Codec",
    "CoordinatorsNamed",
    "Following",
    "GapDeclared",
    "GapWithdrawn",
    "HolderAppointed",
    "HolderEnded",
    "Kept",
    "ListTaken",
    "PersonEntered",
    "PersonLeft",
    "PersonVerified",
    "PostEntered",
    "Roll",
    "RollBroken",
    "Stand",
    "as_of",
    "changed",
    "fold",
]
