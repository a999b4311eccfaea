"""Told messages brought up to date: whatever is shown somewhere is as the case stands now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.cards import Card
from core.cases.case import Case
from core.cases.casework import Casework, notice_of
from core.cases.folding.evolve import evolve
from core.cases.record.ledger import Ledger, StoredMessage
from core.cases.record.seals import Entry
from core.notifications.couriers import (
    Courier,
    DeliveryFailed,
    LaneDown,
    NotKnown,
    NotNow,
    NotThere,
    place_of,
)
from core.notifications.message_cards import pointer
from core.notifications.relevance import final
from core.notifications.tokens import issue_card_tokens
from core.partnership.setting import Setting
from core.ports import Alarm
from core.vocabulary import Platform

FOR_GOOD: Final = 2_000_000_000
"""Drawn as of this entry, which no case will ever have: never to be drawn again."""


class Redrawing:
    """Redraws told messages that the case has moved on from."""

    def __init__(
        self,
        casework: Casework,
        ledger: Ledger,
        couriers: Mapping[Platform, Courier],
        alarm: Alarm,
    ) -> None:
        self._casework = casework
        self._ledger = ledger
        self._couriers = couriers
        self._alarm = alarm

    async def bring_up_to_date(self, owed: Sequence[StoredMessage]) -> None:
        """Bring told messages up to date; each case is read once, however many it has.

        Nothing is raised for a platform's failure; what is not settled is handed out again.
        """
        for case_id in dict.fromkeys(one.case for one in owed):
            entries = await self._ledger.read(case_id)
            mine = [one for one in owed if one.case == case_id]
            earlier = _as_of({one.drawn_sequence for one in mine}, entries)
            case = await self._casework.of(entries)
            if case is None:
                continue
            setting = self._casework.setting(case)
            done = [
                await self._redraw(one, earlier.get(one.drawn_sequence), case, setting)
                for one in mine
            ]
            if all(done):  # what is left undone waits for the lease to end
                await self._ledger.redrawn(case_id)

    async def _redraw(
        self, owed: StoredMessage, earlier: Case | None, case: Case, setting: Setting
    ) -> bool:
        """Whether there is nothing more to do."""
        notice = notice_of(owed.debt)
        now = pointer(notice, case, setting)
        known = notice.person in setting.directory.people
        if known and (earlier is None or pointer(notice, earlier, setting) != now):
            platform, _, message = owed.message.partition("|")
            card = await issue_card_tokens(self._ledger, notice.person, now)
            if not await self._redrawn(owed, Platform(platform), message, card):
                return False
        shown = FOR_GOOD if final(notice, case) else case.sequence
        await self._ledger.drawn(owed.id, shown)
        return True

    async def _redrawn(
        self, owed: StoredMessage, platform: Platform, message: str, card: Card
    ) -> bool:
        """Whether there is nothing more to do: redrawn, or past redrawing. False: try again."""
        courier = self._couriers.get(platform)
        if courier is None:
            return True
        try:
            await courier.redraw(message, card)
        except (NotNow, NotKnown):
            return False
        except LaneDown as failed:
            self._alarm(failed.code, owed.debt.lane)
            return False
        except NotThere:
            return True  # the message is gone: there is nothing to bring up to date
        except DeliveryFailed as failed:
            self._alarm(failed.code, place_of(owed))
        return True


def _as_of(sequences: set[int], entries: Iterable[Entry]) -> dict[int, Case]:
    """The case as it stood at each of these entries, folded once."""
    found: dict[int, Case] = {}
    case: Case | None = None
    for entry in entries:
        case = evolve(case, entry.event, entry.case, entry.sequence)
        if entry.sequence in sequences:
            found[entry.sequence] = case
    return found
