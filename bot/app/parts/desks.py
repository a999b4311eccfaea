"""Wires the front desk, which answers what people type and press, and the desks behind it."""

import asyncio
from dataclasses import dataclass

from core.cases.casework import Casework, count_owned_stages
from core.cases.record.ledger import Ledger
from core.desk.accounts.desk import LinkDesk
from core.desk.cases.desk import CaseDesk
from core.desk.directory.desk import PeopleDesk
from core.desk.drafts import Drafts
from core.desk.editions.desk import EditionDesk
from core.desk.front_desk import Desk
from core.desk.readiness.desk import ReadinessDesk
from core.notifications.letters import Letters
from core.partnership.edition_sync import EditionSync
from core.partnership.list_changes import ListChanges
from core.partnership.register import Register
from core.ports import Clock, KeyValueStore, Randomness
from core.readiness.findings import ReadinessCheck
from core.vocabulary import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """The front desk, and the check that one of its desks shows."""

    desk: Desk
    boards: ReadinessCheck


def wire_desks(
    *,
    ledger: Ledger,
    documents: KeyValueStore,
    letters: Letters,
    register: Register,
    clock: Clock,
    randomness: Randomness,
    casework: Casework,
    edition_sync: EditionSync,
    accounts: LinkDesk,
    sends: frozenset[Platform],
    public_url: str,
) -> DeskParts:
    """Build the desks around a ledger. ``sends`` are the platforms that messages go out on."""
    owned = count_owned_stages(ledger, casework)
    following = edition_sync.lists.following
    list_changes = ListChanges(following, register, edition_sync, clock, owned)
    boards = ReadinessCheck(ledger, documents, register, sends, asyncio.to_thread)
    drafts = Drafts(documents, clock)
    subject_desks = (
        CaseDesk(casework, ledger, drafts, register, randomness),
        ReadinessDesk(ledger, documents, letters, register, boards),
        EditionDesk(ledger, documents, register, edition_sync, sends=sends, address=public_url),
        PeopleDesk(ledger, documents, register, clock, list_changes),
        accounts,
    )
    return DeskParts(desk=Desk(ledger, register, subject_desks), boards=boards)
