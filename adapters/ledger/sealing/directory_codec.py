"""Entries of the contact-list log as canonical JSON, and back."""

import json
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from core.cases.record.seals import canonical
from core.directory import ListEntry, ListEvent, events

KINDS: Final[dict[type[Any], str]] = {
    events.ListTaken: "list_taken",
    events.AgencyEntered: "agency_entered",
    events.PersonEntered: "person_entered",
    events.PersonLeft: "person_left",
    events.PersonVerified: "person_verified",
    events.PostEntered: "post_entered",
    events.HolderAppointed: "holder_appointed",
    events.HolderEnded: "holder_ended",
    events.AbsenceMarked: "absence_marked",
    events.AbsenceEnded: "absence_ended",
    events.ChannelLinked: "channel_linked",
    events.ChannelEnded: "channel_ended",
    events.AddressReleased: "address_released",
    events.GapDeclared: "gap_declared",
    events.GapWithdrawn: "gap_withdrawn",
    events.CoordinatorsNamed: "coordinators_named",
}
"""Stored name of each kind of list event. It never changes, even if the class is renamed."""

_READERS: Final[dict[str, TypeAdapter[Any]]] = {
    kind: TypeAdapter(cls) for cls, kind in KINDS.items()
}


class DirectoryCodec:
    """Implements the port ``Codec`` of the contact-list log."""

    def write(self, act: ListEntry) -> str:
        """Return canonical JSON: sorted keys, no spaces. Raises ValueError for a time without a
        zone.
        """
        if act.at.tzinfo is None:
            raise ValueError("a time without its zone is not stored")
        changes = [
            {
                "kind": KINDS[type(change)],
                **_READERS[KINDS[type(change)]].dump_python(change, mode="json"),
            }
            for change in act.changes
        ]
        paper = {"at": act.at.isoformat(), "by": act.by, "why": act.why, "changes": changes}
        return canonical(paper).decode()

    def read(self, text: str) -> ListEntry:
        """Return the entry. Raises ValueError for text that is none."""
        try:
            paper = json.loads(text)
            return ListEntry(
                at=datetime.fromisoformat(paper["at"]),
                by=paper["by"],
                why=paper["why"],
                changes=tuple(_change(one) for one in paper["changes"]),
            )
        except (KeyError, TypeError, ValidationError) as error:
            raise ValueError(f"not an act: {type(error).__name__}") from None


def _change(paper: dict[str, Any]) -> ListEvent:
    said = {name: value for name, value in paper.items() if name != "kind"}
    change: ListEvent = _READERS[paper["kind"]].validate_python(said)
    return change
